"""Run directories: which run it is, parts with checksums, huge runs read part by part."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon import Cohort, InputError, Trial
from osteon.trial import scheme as schemes
from osteon.trial.parts import part_folder, verified_part
from osteon.trial.run_directory import RunDirectory
from osteon.trial.scheme import Scheme, allocate
from support.only import only
from support.runs import DENOSUMAB, TABLES, ZOLEDRONIC_ACID, assert_same, cohort, library

N = 36
ENDPOINTS = ("first_sre", "sre_count", "first_sre_type_fracture", "survival", "untx", "calcium")
ARMS = {"zoledronic acid": only(ZOLEDRONIC_ACID), "denosumab": only(DENOSUMAB)}


def trial(**how):
    people = how.pop("people", cohort(N))
    return Trial.of(people, how.pop("arms", ARMS), "1 year", endpoints=ENDPOINTS, **how)


def scheme_of(own=None, n=None, seed=None, trajectory=None):
    return Scheme.of(own or trial(), n=n, seed=seed, trajectory=trajectory)


@pytest.fixture
def small_groups(monkeypatch):
    monkeypatch.setattr(schemes, "GROUP_SIZE", 8)


@pytest.fixture
def huge(monkeypatch):
    """Take a run of more than ten patients for a huge one."""
    monkeypatch.setattr(schemes, "HUGE_ABOVE", 10)
    monkeypatch.setattr(schemes, "HUGE_GROUP_SIZE", 8)
    monkeypatch.setattr(schemes, "GROUP_SIZE", 8)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 500), st.integers(1, 40), st.integers(0, 2**40), st.booleans())
def test_some_patients_are_sampled_as_in_the_whole_cohort(first, n, seed, mixed):
    facts = library()
    mix = [(facts.cancer("lung"), 0.4), (facts.cancer("prostate"), 0.6)]
    mix = mix if mixed else [(facts.cancer("breast"), 1.0)]
    whole = Cohort.sample(mix, n=first + n, seed=seed).take(slice(first, first + n))
    some = Cohort.sample_some(mix, np.arange(first, first + n), seed=seed, library=facts)
    real = np.arange(whole.sites.shape[1]) < whole.sizes[:, None]
    np.testing.assert_array_equal(some.sizes, whole.sizes)
    for table in ("table", "values"):
        for name, column in getattr(whole, table).items():
            np.testing.assert_array_equal(getattr(some, table)[name], column, err_msg=name)
    for name, column in whole.lesions.items():
        np.testing.assert_array_equal(some.lesions[name][real], column[real], err_msg=name)
    np.testing.assert_array_equal(some.sites[real], whole.sites[real])


@given(st.integers(0, 300), st.integers(1, 60), st.integers(1, 5), st.integers(0, 2**31))
def test_some_patients_are_allocated_as_among_all(first, n, arms, seed):
    among_all = allocate(np.arange(first + n), [1] * arms, seed)[first:]
    np.testing.assert_array_equal(
        allocate(np.arange(first, first + n), [1] * arms, seed), among_all
    )


def test_a_run_does_not_depend_on_its_groups(monkeypatch):
    whole = Trial.load("stopeck_2010").run(n=40, trajectory=5).tables
    monkeypatch.setattr(schemes, "GROUP_SIZE", 7)
    assert_same(Trial.load("stopeck_2010").run(n=40, trajectory=5).tables, whole)


def test_the_manifest_says_which_run_it_is_and_what_is_in_its_parts(tmp_path, small_groups):
    trial().run(out=tmp_path, resume=True)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert (manifest["n"], manifest["seed"], manifest["group_size"]) == (N, 1, 8)
    assert {"osteon", "model", "numba", "numpy", "pyarrow"} <= set(manifest["software"])
    assert manifest["trial"]["horizon"] == "1 year"
    assert [part["group"] for part in manifest["parts"]] == list(range(5))
    assert sum(part["rows"]["follow_up"] for part in manifest["parts"]) == N
    assert all(set(part["sha256"]) == set(TABLES) for part in manifest["parts"])


def test_the_same_run_makes_the_same_files(tmp_path, small_groups):
    for place in ("one", "other"):
        trial().run(out=tmp_path / place, resume=True, jobs=1 if place == "one" else 3)
    for path in (tmp_path / "one").rglob("*.*"):
        there = tmp_path / "other" / path.relative_to(tmp_path / "one")
        assert there.read_bytes() == path.read_bytes(), path.name


@pytest.fixture
def written(tmp_path, small_groups):
    """Return a folder with the first part of a run, its number and its run."""
    scheme = scheme_of()
    directory = RunDirectory.open(tmp_path, scheme, resume=False)
    directory.keep(0, scheme.history(0))
    return directory


def test_a_part_comes_back_as_it_was(written):
    part = written.verified(0)
    history = scheme_of().history(0)
    for name in TABLES:
        pd.testing.assert_frame_equal(written.history(part).frame(name), history.frame(name))


@pytest.mark.parametrize("file", ["events.parquet", "failures.parquet", "part.json"])
@pytest.mark.parametrize("fault", ["another byte", "cut", "gone", "empty"])
def test_a_damaged_part_is_no_part(written, file, fault):
    path = part_folder(written.parts, 0) / file
    content = path.read_bytes()
    half = len(content) // 2
    if fault == "gone":
        path.unlink()
    else:
        changed = content[:half] + bytes([content[half] ^ 128]) + content[half + 1 :]
        path.write_bytes({"another byte": changed, "cut": content[:half], "empty": b""}[fault])
    assert written.verified(0) is None


def test_a_part_of_another_run_is_no_part(written):
    assert verified_part(written.parts, 0, "another") is None
    part_folder(written.parts, 0).rename(part_folder(written.parts, 3))
    assert written.verified(3) is None


def test_writing_a_part_twice_changes_nothing_and_replaces_a_damaged_one(written):
    events = part_folder(written.parts, 0) / "events.parquet"
    content, when = events.read_bytes(), events.stat().st_mtime_ns
    written.keep(0, scheme_of().history(0))
    assert events.stat().st_mtime_ns == when
    events.write_bytes(b"damaged")
    written.keep(0, scheme_of().history(0))
    assert events.read_bytes() == content
    assert sorted(path.name for path in written.parts.iterdir()) == ["group_00000"]


def with_parameter(**values):
    known = library().parameters
    changed = {name: known[name].model_copy(update={"value": v}) for name, v in values.items()}
    return replace(library(), parameters={**known, **changed})


OTHER_RUNS = {
    "seed": lambda: scheme_of(seed=2),
    "n": lambda: scheme_of(n=20),
    "trajectories": lambda: scheme_of(trajectory=1),
    "library": lambda: scheme_of(trial(library=with_parameter(fracture_scale=3.0))),
    "trial.accrual": lambda: scheme_of(trial(accrual="1 month")),
    "trial.design": lambda: scheme_of(trial(design="twin")),
    "cohort": lambda: scheme_of(trial(people=cohort(N, seed=4)), seed=1),
    "arms.denosumab": lambda: scheme_of(
        trial(arms={**ARMS, "denosumab": only(DENOSUMAB, supplements="calcium 1 g/d")})
    ),
}


@pytest.mark.parametrize("where", OTHER_RUNS)
def test_the_folder_of_another_run_is_refused_and_stays_as_it_is(written, where):
    before = {path: path.read_bytes() for path in written.home.rglob("*.*") if path.is_file()}
    with pytest.raises(InputError) as error:
        RunDirectory.open(written.home, OTHER_RUNS[where](), resume=True)
    assert where in [problem.where for problem in error.value.problems]
    assert "manifest.json" in str(error.value)
    assert before == {path: path.read_bytes() for path in before}


@pytest.mark.parametrize("key", ["model", "osteon", "numba", "source"])
def test_another_version_is_refused(written, key):
    path = written.home / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["software"][key] = "0.0"
    path.write_text(json.dumps(manifest))
    with pytest.raises(InputError, match=f'software.{key}: the run in this folder has "0.0"'):
        RunDirectory.open(written.home, scheme_of(), resume=True)


def test_a_damaged_or_missing_manifest_is_refused(written):
    path = written.home / "manifest.json"
    path.write_text('{"n":')
    with pytest.raises(InputError, match="is damaged"):
        RunDirectory.open(written.home, scheme_of(), resume=True)
    path.unlink()
    with pytest.raises(InputError, match="holds parts but no manifest"):
        RunDirectory.open(written.home, scheme_of(), resume=True)


def test_parts_are_never_overwritten_by_a_new_run(written):
    with pytest.raises(InputError, match="holds finished groups of a run"):
        trial().run(out=written.home)
    assert written.verified(0) is not None


def test_a_huge_run_is_judged_as_if_its_tables_were_in_memory(tmp_path, huge, monkeypatch):
    result = trial(accrual="3 months").run(out=tmp_path, trajectory=0)
    assert set(result.tables) == {"patients", "follow_up", "failures"}
    monkeypatch.setattr(schemes, "HUGE_ABOVE", 1000)
    whole = trial(accrual="3 months").run(trajectory=0)
    pd.testing.assert_frame_equal(result.effects(), whole.effects(), check_exact=True)
    ends = result.summary().splitlines()[3:]
    assert ends == whole.summary().splitlines()[3:]
    for name in ("patients", "failures"):
        pd.testing.assert_frame_equal(result.tables[name], whole.tables[name])


@pytest.mark.parametrize("name", ["stopeck_2010", "lipton_2012"])
def test_every_endpoint_of_a_published_trial_is_read_from_parts_alike(
    name, tmp_path, huge, monkeypatch
):
    published = Trial.load(name)
    result = published.run(n=17, out=tmp_path)
    monkeypatch.setattr(schemes, "HUGE_ABOVE", 1000)
    whole = published.run(n=17, trajectory=0)
    pd.testing.assert_frame_equal(result.effects(), whole.effects(), check_exact=True)


def test_a_huge_run_keeps_its_parts_and_can_be_reported(tmp_path, huge):
    result = trial().run(out=tmp_path)
    report = result.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<svg" in report
    assert "Denosumab: doses per patient treated" in report
    assert "stay in its parts" in report
    result.export(tmp_path)
    files = {path.name for path in tmp_path.iterdir()}
    assert files == {
        "comparison.csv",
        "effects.csv",
        "figures",
        "manifest.json",
        "parts",
        "provenance.json",
        "report.html",
    }
    adam = result.to_adam()
    assert len(adam["ADSL"]) == len(result.tables["follow_up"])
    assert adam["ADSL"]["NDOSES"].sum() == result.to_arrow("doses").num_rows > 0
    whole = pd.concat(pd.read_parquet(path) for path in sorted(tmp_path.glob("parts/*/events.*")))
    assert len(whole) > 0
    assert result.provenance["parts"] == str(tmp_path / "parts")


def test_a_process_that_writes_parts_has_no_need_of_pandas(tmp_path):
    code = (
        "import sys, numpy as np; from pathlib import Path; from osteon.sim.text import Text;"
        "from osteon.trial.parts import write_columns;"
        "columns = {'n': np.arange(2), 'x': np.array([0.5, np.nan]),"
        " 'yes': np.array([True, False]), 'word': Text.of(['é', '']),"
        " 'object': np.array(['u', 'v'], object)};"
        "write_columns(Path(sys.argv[1]), columns); sys.exit('pandas' in sys.modules)"
    )
    path = tmp_path / "some.parquet"
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    found = pd.read_parquet(path)
    assert found["word"].tolist() == ["é", ""]
    assert found["object"].tolist() == ["u", "v"]
    assert found["yes"].tolist() == [True, False]
    assert found["n"].tolist() == [0, 1]
    assert np.array_equal(found["x"], [0.5, np.nan], equal_nan=True)
