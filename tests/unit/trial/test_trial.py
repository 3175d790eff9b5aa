import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import osteon
from osteon import InputError, Trial, start
from osteon.trial.scheme import allocate
from support.only import only
from support.runs import DENOSUMAB, TABLES, ZOLEDRONIC_ACID, assert_same, cohort, library

N = 40
ARMS = {"zoledronic acid": only(ZOLEDRONIC_ACID), "denosumab": only(DENOSUMAB)}


class Watch:
    """Notes what a run tells whoever watches it; gives up after some patients."""

    def __init__(self, most=np.inf):
        self.most, self.total, self.done, self.finished = most, 0, 0, False

    def start(self, total_patients, title):
        self.total, self.title = total_patients, title

    def advance(self, n):
        self.done += n
        if self.done > self.most:
            raise KeyboardInterrupt

    def finish(self):
        self.finished = True


def two_arms(n=N, **how):
    return Trial.of(cohort(n), ARMS, "1 year", **how)


@pytest.fixture(scope="module")
def result():
    return two_arms(accrual="3 months").run(jobs=2)


@given(st.integers(1, 300), st.integers(1, 200), st.integers(1, 5), st.integers(0, 2**31))
def test_allocation_is_even_random_and_moves_nobody_when_the_cohort_grows(n, more, arms, seed):
    arm = allocate(np.arange(n), [1] * arms, seed)
    assert set(arm.tolist()) <= set(range(arms))
    counts = np.bincount(arm, minlength=arms)
    assert counts.max() - counts.min() <= 1
    np.testing.assert_array_equal(arm, allocate(np.arange(n + more), [1] * arms, seed)[:n])


def test_allocation_keeps_to_uneven_parts_in_every_block():
    arm = allocate(np.arange(400), [1, 2, 1], 7)
    blocks = np.sort(arm.reshape(-1, 4), axis=1)
    assert (blocks == [0, 1, 1, 2]).all()
    assert len(np.unique(arm.reshape(-1, 4), axis=0)) > 6


def test_allocation_follows_no_pattern():
    arm = allocate(np.arange(4000), [1] * 2, 1)[::2]
    assert 0.45 < arm.mean() < 0.55
    assert abs(np.corrcoef(arm[1:], arm[:-1])[0, 1]) < 0.06
    assert not np.array_equal(arm, allocate(np.arange(4000), [1] * 2, 2)[::2])


def test_in_a_parallel_trial_each_patient_lives_once(result):
    follow_up = result.tables["follow_up"]
    assert sorted(follow_up["patient"]) == list(range(N))
    assert follow_up["arm"].value_counts().to_dict() == dict.fromkeys(ARMS, N // 2)
    assert follow_up["last_day"].min() < 365.25 - 30


def test_in_a_twin_trial_each_patient_lives_in_every_arm():
    tables = two_arms(8, design="twin").run().tables
    assert tables["follow_up"]["patient"].tolist() == [*range(8), *range(8)]


def test_another_arm_in_a_twin_trial_changes_no_row():
    two = two_arms(8, design="twin").run().tables
    three = Trial.of(cohort(8), {"none": only(), **ARMS}, "1 year", design="twin")
    tables = three.run().tables
    for name in ("events", "follow_up", "doses", "observations", "orders", "trajectory"):
        old = tables[name][tables[name]["arm"] != "none"].reset_index(drop=True)
        pd.testing.assert_frame_equal(old, two[name], check_exact=True)


@settings(max_examples=5, deadline=None)
@given(st.integers(1, N), st.integers(1, 3))
def test_fewer_patients_are_the_first_of_more(n, jobs):
    tables = two_arms(design="twin").run(jobs=jobs, n=n).tables
    whole = two_arms(design="twin").run().tables
    first = {
        name: frame[frame["patient"] < n].reset_index(drop=True) for name, frame in whole.items()
    }
    assert_same(tables, first)


def test_a_seed_moves_all_that_happens_and_the_file_stays(result):
    other = two_arms(accrual="3 months").run(seed=9)
    assert other.provenance["seed"] == 9
    assert not other.tables["events"].equals(result.tables["events"])


def test_arms_may_react():
    def late(chart):
        if chart.day >= 100:
            yield start(DENOSUMAB, because="late")

    arms = {"early": ARMS["denosumab"], "late": only(late)}
    doses = Trial.of(cohort(10), arms, "1 year", design="twin").run().tables["doses"]
    first = doses.groupby("arm")["day"].min()
    # Asked at the visits, and when there is news between two of them.
    assert first["early"] == 0.0
    assert 100.0 <= first["late"] <= 112.0


def test_a_trial_of_one_patient_has_numbers_where_there_are_any():
    one = Trial.of(cohort(1), ARMS, "1 year").run()
    assert len(one.tables["follow_up"]) == 1
    assert len(one.effects()) > 0
    assert "denosumab" in one.summary()


def test_a_mixed_cohort_is_described_by_its_cancers():
    mix = ((library().cancer("lung"), 1.0), (library().cancer("kidney"), 1.0))
    trial = Trial.of(osteon.Cohort.sample(mix, n=30), ARMS, "1 year")
    assert set(trial.file.cohort.cancers) == {"lung", "kidney"}


def test_a_result_has_every_table_and_says_where_it_is_from(result):
    assert set(result.tables) == set(TABLES)
    known = result.provenance
    assert (known["n"], known["seed"], known["version"]) == (N, 1, osteon.__version__)
    assert known["elapsed_s"] > 0
    assert known["patients_per_s"] == pytest.approx(N / known["elapsed_s"])
    assert {"peterson_riggs_2010", "osteon_assumption"} <= set(known["references"])
    assert set(known["references"]) <= set(library().references)


def test_a_summary_names_every_endpoint_with_its_interval_and_the_caution(result):
    text = result.summary()
    assert text.startswith("zoledronic acid versus denosumab")
    for words in (
        "first SRE",
        "survival",
        "died, %",
        "completed to the end",
        "not a medical device",
    ):
        assert words in text


def test_exported_tables_are_the_tables(result, tmp_path):
    out = tmp_path / "new" / "out"
    result.export(out)
    for name, frame in result.tables.items():
        pd.testing.assert_frame_equal(pd.read_parquet(out / f"{name}.parquet"), frame)
    effects = pd.read_csv(out / "effects.csv")
    np.testing.assert_allclose(effects["value"], result.effects()["value"])
    assert json.loads((out / "provenance.json").read_text())["seed"] == 1
    assert {path.name for path in out.iterdir()} == {
        *(f"{name}.parquet" for name in (*TABLES, "event_history")),
        "comparison.csv",
        "effects.csv",
        "figures",
        "provenance.json",
    }


def test_the_watcher_hears_of_every_life():
    watch = Watch()
    two_arms(design="twin").run(progress=watch, jobs=1)
    assert (watch.total, watch.done, watch.finished) == (2 * N, 2 * N, True)


def test_a_finished_run_leaves_no_parts(tmp_path):
    two_arms(8).run(out=tmp_path / "out")
    assert not list(tmp_path.rglob("*.parquet"))


@pytest.fixture
def interrupted(tmp_path, monkeypatch):
    """Return the folder of a run that was stopped after its second group, and who was asked."""
    monkeypatch.setattr("osteon.trial.scheme.GROUP_SIZE", 8)
    watch = Watch(most=15)
    with pytest.raises(KeyboardInterrupt):
        two_arms(design="twin").run(out=tmp_path / "out", progress=watch, jobs=1)
    assert watch.finished
    return tmp_path / "out"


def test_an_interrupted_run_leaves_whole_readable_parts(interrupted):
    whole = two_arms(design="twin").run().tables
    groups = sorted((interrupted / "parts").iterdir())
    assert 1 <= len(groups) < 5
    for group in groups:
        number = int(group.name.removeprefix("group_"))
        mine = range(8 * number, 8 * number + 8)
        for name in TABLES:
            part = pd.read_parquet(group / f"{name}.parquet")
            expected = whole[name][whole[name]["patient"].isin(mine)].reset_index(drop=True)
            pd.testing.assert_frame_equal(part, expected, check_exact=True)
    assert sorted(path.name for path in interrupted.iterdir()) == ["manifest.json", "parts"]


def test_parts_go_when_the_run_is_finished_and_nothing_else(tmp_path):
    own = tmp_path / "parts" / "notes.txt"
    own.parent.mkdir()
    own.write_text("mine")
    two_arms(8).run(out=tmp_path)
    assert [path.name for path in own.parent.iterdir()] == ["notes.txt"]


def test_a_part_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    def full(table, path, **how):
        path.write_bytes(b"half a file")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    with pytest.raises(OSError, match="no space left; finished groups are kept"):
        two_arms(8).run(out=tmp_path / "out")
    left = {path.name for path in (tmp_path / "out").rglob("*")}
    assert left == {"parts", "manifest.json"}


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"n": 0}, "n = 0: a cohort needs 1 patient or more"),
        ({"n": -1}, "a cohort needs 1 patient or more"),
        ({"n": N + 1}, f"the cohort has {N} patients only"),
        ({"jobs": 0}, "jobs = 0"),
        ({"jobs": -2}, "jobs = -2"),
    ],
)
def test_an_impossible_run_is_refused_and_writes_nothing(how, message, tmp_path):
    with pytest.raises(InputError, match=message):
        two_arms().run(**how, out=tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("how", "where", "message"),
    [
        ({"horizon": "1 week"}, "horizon", "ends before the first visit"),
        ({"horizon": "0 days"}, "horizon", "longer than 0"),
        ({"horizon": "3 furlongs"}, "horizon", "no unit of time"),
        ({"accrual": "2 years"}, "accrual", "no follow-up"),
        ({"visit_every": "-1 day"}, "visit_every", "longer than 0"),
        ({"endpoints": ["frist_sre"]}, "endpoints", 'did you mean "first_sre"'),
        ({"design": "twins"}, "design", "twin"),
        ({"arms": {}}, "arm", ""),
    ],
)
def test_an_impossible_design_is_refused(how, where, message):
    with pytest.raises(InputError) as error:
        Trial.of(**{"cohort": cohort(4), "arms": ARMS, "horizon": "1 year", **how})
    assert any(problem.where == where for problem in error.value.problems)
    assert message in str(error.value)


def test_drugs_that_cannot_be_followed_together_are_refused_before_anything_is_run(tmp_path):
    own = library().drugs["denosumab"].model_copy(update={"name": "other"})
    facts = replace(library(), drugs={**library().drugs, "other": own})
    policy = osteon.Policy((), drugs=("denosumab", "other"))
    with pytest.raises(InputError, match="at most one RANKL inhibitor"):
        Trial.of(cohort(4), {"both": policy}, "1 year", library=facts).run(out=tmp_path / "out")
    assert not list(tmp_path.iterdir())
