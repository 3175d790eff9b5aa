"""The figures of the report: drawn from their tables, and the tables are right."""

import csv
import io
import re
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest

from osteon.analysis.survival import kaplan_meier
from osteon.library.library import Library
from osteon.trial.counting import times
from osteon.trial.endpoints import arms_in
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.report import render, write_figure_tables
from osteon.trial.report.drawing.axes import nice_ticks, ratio_range, ratio_ticks, tick_texts
from osteon.trial.report.drawing.canvas import band, folded, polyline, shortened, stairs
from osteon.trial.report.flow_chart import flow_table
from osteon.trial.report.subgroups import subgroup_table
from support.reports import content
from support.synthetic_trial import ARMS, TRIAL_TOML, read_trial, synthetic_tables, twin

N = 300


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return content(tmp_path_factory.mktemp("figures"), synthetic_tables(N))


@pytest.fixture(scope="module")
def arms(tmp_path_factory):
    file = read_trial(tmp_path_factory.mktemp("arms"))
    return arms_in(file, Library.load(), synthetic_tables(N))


def figure(made, name):
    return next(one for one in made.files if one.name == name)


def test_every_figure_has_its_table_in_a_file_and_on_the_page(made, tmp_path):
    write_figure_tables(tmp_path, made)
    page = render(made)
    names = {path.stem for path in (tmp_path / "figures").glob("*.csv")}
    assert names == {one.name for one in made.files}
    assert {
        "flow",
        "first_sre",
        "first_sre_incidence",
        "sre_count",
        "subgroups",
        "lives",
        "markers",
    } < names
    linked = dict(
        re.findall(r'download="(\w+)\.csv" href="data:text/csv;charset=utf-8,([^"]*)"', page)
    )
    for name in names:
        text = (tmp_path / "figures" / f"{name}.csv").read_text(encoding="utf-8")
        assert unquote(linked[name].replace("&#39;", "'")) == text
        assert len(list(csv.reader(io.StringIO(text)))) > 1


def test_a_curve_is_kaplan_meier_at_every_point_drawn(made, arms):
    table = figure(made, "first_sre").data
    endpoint = Library.load().endpoint("first_sre")
    for arm in arms:
        own = table[table["arm"] == arm.name]
        days, observed = times(endpoint, arm)
        curve = kaplan_meier(days, observed)
        at = own["month"].to_numpy() * DAYS_PER_MONTH
        np.testing.assert_allclose(own["percent"], 100 * curve.at(at + 1e-9))
        np.testing.assert_array_equal(own["at_risk"], [(days >= day - 1e-9).sum() for day in at])


@pytest.mark.parametrize("name", ["first_sre", "first_sre_incidence", "sre_count", "survival"])
def test_what_is_drawn_are_the_points_of_the_table(made, name):
    own = figure(made, name)
    for place, arm in enumerate(ARMS, start=1):
        rows = own.data[own.data["arm"] == arm]
        drawn = re.findall(rf'<path class="line arm-{place}" d="(M[^"]*V[^"]*)"', own.svg)
        assert len(drawn) == 1
        levels = np.array([float(y) for y in re.findall(r"V([\d.]+)", drawn[0])])
        places = np.array([float(x) for x in re.findall(r"H([\d.]+)", drawn[0])])
        assert len(levels) == len(rows) - 1
        # Px are linear in the values, downwards, and in months.
        assert abs(np.corrcoef(levels, rows[rows.columns[2]][1:])[0, 1] + 1) < 1e-4
        assert abs(np.corrcoef(places, rows["month"][1:])[0, 1] - 1) < 1e-4


def test_numbers_at_risk_are_written_below(made, arms):
    svg = figure(made, "survival").svg
    first = [f">{arm.n}</text>" for arm in arms]
    assert all(text in svg for text in first)
    half = (arms[0].last_day >= 12 * DAYS_PER_MONTH).sum()
    assert f">{half}</text>" in svg


def test_the_flow_adds_up(arms):
    table = flow_table(arms, [7, 8])
    ends = table[["died", "dropped_out", "failed", "completed"]].sum(axis=1)
    assert ends.tolist() == table["allocated"].tolist() == [arm.n for arm in arms]
    assert table["treated"].tolist() == [7, 8]


def test_levels_of_a_group_hold_everybody_once(made):
    table = figure(made, "subgroups").data
    whole = table.iloc[0]
    for _, rows in table[table["level"] != ""].groupby("factor"):
        for column in ("n", "events", "n_versus", "events_versus"):
            assert rows[column].sum() == whole[column]
    assert whole["ratio"] == pytest.approx(0.75, abs=0.35), (
        "the synthetic truth, within sampling error"
    )


def interacting(n, ratio_with):
    """Return arms in which the drug works only where there was an event before."""
    tables = synthetic_tables(n)
    rng = np.random.default_rng(3)
    prior = rng.random(n) < 0.5
    tables["patients"]["prior_sre"] = prior
    own = tables["events"]
    drug = own["arm"] == ARMS[1]
    spared = drug & prior[own["patient"].to_numpy() - 1] & (rng.random(len(own)) > ratio_with)
    tables["events"] = own[~(spared & (own["kind"] != "death"))]
    return tables


def test_an_interaction_is_found_where_there_is_one(tmp_path):
    file, library = read_trial(tmp_path), Library.load()
    endpoint = library.endpoint("first_sre")

    def p(ratio_with):
        tables = interacting(800, ratio_with)
        table = subgroup_table(endpoint, arms_in(file, library, tables), tables["patients"])
        own = table[table["factor"] == "Skeletal event before entry"]
        return own["p_interaction"].iloc[0]

    assert p(0.15) < 1e-4
    assert p(1.0) > 0.05


def test_twins_are_compared_as_pairs(tmp_path):
    file, library = read_trial(tmp_path), Library.load()
    tables = synthetic_tables(300)
    endpoint = library.endpoint("first_sre")
    apart = subgroup_table(endpoint, arms_in(file, library, tables), tables["patients"])
    pairs = twin(tables)
    table = subgroup_table(endpoint, arms_in(file, library, pairs), pairs["patients"])
    assert table["ratio"].iloc[0] == pytest.approx(apart["ratio"].iloc[0])
    assert table["low"].iloc[0] != pytest.approx(apart["low"].iloc[0], rel=1e-6)


def test_lives_end_where_they_ended(made, arms):
    table = figure(made, "lives").data
    for arm in arms:
        own = table[(table["arm"] == arm.name) & (table["what"] == "followed")]
        assert 3 <= len(own) <= 10
        last = dict(zip(arm.patient, arm.last_day / DAYS_PER_MONTH, strict=True))
        for patient, stop in zip(own["patient"], own["stop_month"], strict=True):
            assert stop == pytest.approx(last[patient])
        assert own["stop_month"].is_monotonic_decreasing


def test_time_on_the_drug_ends_with_follow_up(tmp_path):
    tables = synthetic_tables(40)
    who = tables["follow_up"]
    tables["regimens"] = pd.DataFrame(
        {
            "arm": who["arm"],
            "patient": who["patient"],
            "start_day": 10.0,
            "stop_day": np.nan,
            "name": "denosumab",
        }
    )
    table = figure(content(tmp_path, tables), "lives").data
    last = table[table["what"] == "followed"].set_index("patient")["stop_month"]
    taken = table[table["what"] == "on the bone drug"].set_index("patient")
    assert len(taken) == (last > 10.0 / DAYS_PER_MONTH).sum()
    np.testing.assert_allclose(taken["stop_month"], last[taken.index])


def test_markers_start_where_nothing_has_changed(made):
    table = figure(made, "markers").data
    change = table[table["quantity"] == "Median change (%)"]
    assert set(change[change["week"] == 0]["value"]) == {0.0}
    assert (table["n"] >= 10).all()


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (-80, 3, [-80, -60, -40, -20, 0]),
        (0, 0.9, [0, 0.2, 0.4, 0.6, 0.8]),
    ],
)  # fmt: skip
def test_ticks_are_round(low, high, ticks):
    np.testing.assert_allclose(nice_ticks(low, high, 5), ticks)


def test_ratios_have_one_in_the_middle():
    assert ratio_range(0.5, 1.2) == pytest.approx((1 / 2.1, 2.1))
    assert ratio_range(1.0, 1.0) == pytest.approx((1 / 1.5, 1.5))
    assert 1.0 in ratio_ticks(0.1, 10.0)
    assert tick_texts(np.array([-0.5, 0.0, 0.5])) == ["−0.5", "0.0", "0.5"]


def test_shapes_of_nothing_are_empty():
    none = np.empty(0)
    assert stairs(none, none) == band(none, none, none, stepped=True) == ""
    assert stairs(np.array([0.0, 5.0]), np.array([1.0, 2.0])) == "M0 1H5V2"
    assert shortened("zoledronic acid", 40.0) == "zole…"
    assert folded("", 50.0) == [""]


def test_short_follow_up_is_counted_in_days(tmp_path):
    tables = synthetic_tables(40)

    tables["follow_up"]["last_day"] = tables["follow_up"]["last_day"].clip(upper=20.0)
    tables["events"] = tables["events"][tables["events"]["day"] <= 20.0]
    svg = figure(content(tmp_path, tables), "survival").svg
    assert "Days since randomisation" in svg
    assert all(f">{day}</text>" in svg for day in (0, 2, 4, 20))


def test_a_clock_that_starts_later_says_so(tmp_path):
    text = TRIAL_TOML.replace(
        "[cohort]",
        """
[endpoint.again]
title = "From low to high calcium"
kind = "time_to_reading"
reading = "calcium_mmol_l"
at_least = 2.4
from_at_most = 2.35
measures = ["percent"]
source = "osteon_assumption"
basis = "assumed"
[cohort]""",
    ).replace('"calcium",\n]', '"calcium", "again",\n]')
    svg = figure(content(tmp_path, synthetic_tables(60), text), "again").svg
    assert "Months since the start of the clock" in svg


def test_a_group_without_events_in_an_arm_has_a_boundless_ratio_and_no_interaction(tmp_path):
    tables = synthetic_tables(200)
    older = tables["patients"]["age_years"] >= 65
    treated = tables["patients"]["patient"] % 2 == 0
    spared = set(tables["patients"][older & treated]["patient"])
    own = tables["events"]
    tables["events"] = own[~own["patient"].isin(spared) | (own["kind"] == "death")]
    made = figure(content(tmp_path, tables), "subgroups")
    rows = made.data[made.data["factor"] == "Age"]
    assert rows["ratio"].iloc[1] == 0.0
    assert rows["events"].iloc[1] == 0
    assert rows["p_interaction"].isna().all()
    assert ">0 (0 to " in made.svg


def test_paths_hold_their_points_to_a_tenth():
    x, y = np.array([0.0, 10.04, -0.02]), np.array([100.0, 0.26, 7.0])
    assert polyline(x, y) == "M0 100L10 0.3L-0 7"
    assert stairs(x, y) == "M0 100H10V0.3H-0V7"
    assert polyline(x[:0], y[:0]) == stairs(x[:0], y[:0]) == ""
