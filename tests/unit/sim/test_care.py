"""Rules of one's own: when they are asked, what they see, and what comes of their orders."""

import numpy as np
import pandas as pd
import pytest

from osteon.care import (
    Chart,
    give,
    start,
    stop,
)
from osteon.care.wakes import above, wakes
from osteon.library.assessments import LaboratoryTest
from osteon.sim.happenings import AS_SYMPTOMS
from osteon.sim.laboratory import delay_days
from osteon.sim.plan import Plan
from support.only import only
from support.runs import (
    DENOSUMAB,
    FRAIL,
    NOBODY_LEAVES,
    SUPPLEMENTS,
    YEAR,
    ZOLEDRONIC_ACID,
    assert_same,
    cohort,
    library,
    live,
    with_assessments,
    with_values,
)

STEADY = {**FRAIL, **NOBODY_LEAVES}


def people(n=30, seed=1):
    return with_values(cohort(n, seed), STEADY)


def laboratory():
    own = library().assessments.items()
    return {name: test for name, test in own if isinstance(test, LaboratoryTest)}


def spying():
    """Return a rule that orders nothing, and the charts it has seen."""
    charts: list[Chart] = []

    def rule(chart):
        charts.append(chart)

    return rule, charts


def seen(charts, patient):
    return [chart for chart in charts if chart.patient == patient]


def test_a_rule_that_says_nothing_is_asked_at_every_visit_and_at_any_news():
    rule, charts = spying()
    tables = live(people(), only(rule), jobs=1)
    told = tables["symptoms"].dropna(subset=["reported_day"])
    known = tables["events"].dropna().query("kind == 'pathological_fracture'")
    assert len(known) > 5
    ends = tables["follow_up"]["last_day"]
    for patient in range(30):
        asked = [chart.day for chart in seen(charts, patient)]
        assert asked == sorted(set(asked))
        assert {day for day in YEAR.visits if day < ends[patient]} <= set(asked)
        assert set(told["reported_day"][told["patient"] == patient]) <= set(asked)
        assert set(known["known_day"][known["patient"] == patient]) <= set(asked)


def test_a_rule_is_asked_when_what_it_waits_for_comes_and_not_otherwise():
    charts: list[Chart] = []

    @wakes(events=("pathological_fracture",))
    def rule(chart):
        charts.append(chart)

    events = live(people(), only(rule), jobs=1)["events"].dropna()
    known = events[events["kind"] == "pathological_fracture"]
    asked = [(chart.patient, chart.day) for chart in charts]
    assert len(asked) > 10
    assert sorted(asked) == sorted(set(zip(known["patient"], known["known_day"], strict=True)))


def test_a_rule_is_not_asked_about_those_who_have_left():
    rule, charts = spying()
    dying = with_values(cohort(30), {"death_rate_per_year": 2.0})
    ends = live(dying, only(rule), jobs=1)["follow_up"].set_index("patient")["last_day"]
    assert (ends < 300).sum() > 10
    for chart in charts:
        assert chart.day < ends[chart.patient]


def test_a_chart_holds_what_is_known_and_nothing_that_becomes_known_later():
    rule, charts = spying()
    events = live(people(), only(rule), jobs=1)["events"]
    broken = events[events["kind"] == "pathological_fracture"].dropna()
    assert len(broken) > 10
    for chart in charts:
        mine = broken[(broken["patient"] == chart.patient) & (broken["known_day"] <= chart.day)]
        mine = mine.sort_values("known_day")
        known = [
            (event.site, event.cause)
            for event in chart.events
            if event.kind == "pathological_fracture"
        ]
        assert sorted(known) == sorted(zip(mine["site"], mine["cause"], strict=True))


def test_a_chart_holds_the_results_that_have_come_by_its_day():
    rule, charts = spying()
    table = live(people(8), only(rule), jobs=1)["observations"]
    delay = {name: delay_days(test) for name, test in laboratory().items()}
    table = table[table["assessment"].isin(delay)]
    # What is measured at entry is known at entry.
    arrives = table["day"] + table["assessment"].map(delay) * (table["day"] > 0)
    for chart in charts:
        own = table[(table["patient"] == chart.patient) & (arrives <= chart.day + 1e-9)]
        rows = zip(own["day"], own["assessment"], own["value"], own["unit"], strict=True)
        known = [
            (own.day, own.assessment, own.value, own.unit)
            for own in chart.observations
            if own.assessment in delay
        ]
        assert sorted(known) == sorted(rows)


def test_an_unhurried_result_comes_after_its_delay():
    slow = with_assessments({"untx": {"delay_days": 40.0}})
    rule, charts = spying()
    live(people(3), only(rule), jobs=1, facts=slow)
    for chart in charts:
        days = [own.day for own in chart.observations if own.assessment == "untx"]
        assert all(day == 0 or day <= chart.day - 40.0 for day in days)
    assert max(own.day for own in charts[-1].observations if own.assessment == "untx") > 200


@pytest.mark.parametrize(("cancer", "look"), [("breast", "lytic"), ("prostate", "blastic")])
def test_a_chart_knows_some_of_the_lesions_by_site_and_look(cancer, look):
    rule, charts = spying()
    mine = cohort(40, 1, cancer)
    images = live(mine, only(rule), Plan(28.0), jobs=1)["images"]
    at_entry = {chart.patient: chart for chart in charts if chart.day == 0}
    for chart in at_entry.values():
        own = images[(images["patient"] == chart.patient) & images["seen"]]
        found = sorted(lesion.site for lesion in chart.lesions)
        assert len(found) >= 1
        assert set(own["site"]) <= set(found)
        assert chart.cancer == cancer
    looks = [own.kind for chart in at_entry.values() for own in chart.lesions]
    assert looks.count(look) > 0.2 * len(looks)
    assert 0.4 * mine.sizes.sum() < len(looks) < mine.sizes.sum()


def test_a_chart_is_all_that_a_rule_gets():
    # Care cannot import the model or the simulation; what it is handed holds nothing of theirs.
    rule, charts = spying()
    live(people(2), only(rule), Plan(28.0), jobs=1)
    for value in vars(charts[0]).values():
        for part in value if isinstance(value, tuple) else [value]:
            assert type(part).__module__.startswith(("osteon.care", "builtins"))


def test_a_rule_that_orders_the_same_at_entry_gives_the_same_lives():
    def rule(chart):
        yield start(DENOSUMAB, because="bone metastases")

    # Who is asked at more stops is integrated in other steps; what happens is the same.
    exact = Plan(365.0, trajectories=1000, rtol=1e-7)
    static = live(cohort(40), only(DENOSUMAB, supplements=SUPPLEMENTS), exact)
    asked = live(cohort(40), only(rule, supplements=SUPPLEMENTS), exact)
    assert_same(static, asked, ("patients", "doses", "failures"))
    for name in ("events", "follow_up", "observations", "trajectory"):
        one, two = (
            tables[name].drop(columns="known_day", errors="ignore") for tables in (static, asked)
        )
        pd.testing.assert_frame_equal(one, two, rtol=1e-3, atol=1e-3)
    assert len(static["events"]) > 10


def test_a_drug_held_back_until_the_first_fracture_starts_on_its_day():
    def rule(chart):
        if chart.count("pathological_fracture"):
            yield start(DENOSUMAB, because="first fracture")

    tables = live(people(), only(rule))
    events = tables["events"].query("kind == 'pathological_fracture'").dropna()
    known = events.groupby("patient")["known_day"].min()
    first = tables["doses"].groupby("patient")["day"].min()
    assert first.to_dict() == known.to_dict()
    assert 0 < len(first) < 30
    orders = tables["orders"]
    assert orders["patient"].is_unique
    assert set(orders["verb"]) == {"start"}
    assert set(orders["rule"]) == {"rule"}
    assert set(orders["reason"]) == {"first fracture"}
    assert set(orders["what"]) == {DENOSUMAB}


def test_until_a_drug_starts_nothing_differs_and_afterwards_it_does():
    def rule(chart):
        if chart.day >= 112:
            yield start(DENOSUMAB, because="day 112")

    def silent(chart):
        return None

    late, never = (live(people(), only(own))["trajectory"] for own in (rule, silent))
    early = [table[table["day"] <= 112].reset_index(drop=True) for table in (late, never)]
    assert early[0].equals(early[1])
    # Who dies later may differ.
    both = late.merge(never, on=["patient", "day"]).query("day > 112")
    assert (both["untx_nmol_mmol_x"] < both["untx_nmol_mmol_y"]).mean() > 0.95


def test_a_rule_can_decide_on_a_result():
    @wakes(results={"untx": above(60)})
    def rule(chart):
        if chart.known("untx") and chart.last("untx") > 60:
            yield start(ZOLEDRONIC_ACID, because="high turnover")

    tables = live(people(), only(rule))
    untx = tables["observations"].query("assessment == 'untx' and value > 60")
    delay = library().assessments["untx"].delay_days.value
    # A result of the days of assessment between two visits is looked at on the next visit, or on
    # the next stop before it.
    visit = pd.Series([min(v for v in [*YEAR.visits, 1e9] if v >= day) for day in untx["day"]])
    latest = np.maximum(untx["day"].to_numpy() + delay, visit.to_numpy())
    who, first = untx["patient"].to_numpy(), tables["doses"].groupby("patient")["day"].min()
    expected = pd.Series(latest).groupby(who).min()
    expected = expected[expected < 365]
    earliest = (untx["day"] + delay).groupby(who).min()
    assert list(first.index) == list(expected.index)
    assert (first <= expected).all()
    assert (first >= earliest[first.index]).all()
    assert (first == expected).mean() > 0.8


def test_a_stopped_drug_is_given_no_more_and_its_effect_wears_off():
    def on_and_off(chart):
        if chart.day < 100:
            yield start(DENOSUMAB, because="at first")
        else:
            yield stop("Denosumab", because="holiday")

    tables = live(people(), only(on_and_off), Plan(730.0, trajectories=30))
    assert tables["doses"]["day"].unique().tolist() == [0.0, 28.0, 56.0, 84.0]
    stops = tables["orders"].query("verb == 'stop'")
    assert stops["patient"].is_unique
    assert (stops["day"] >= 100).all()
    untx = tables["trajectory"].groupby("day")["untx_nmol_mmol"].median()
    assert untx[84.0] < 0.6 * untx[0.0]
    assert untx[700.0] > 1.3 * untx[84.0]


def test_one_dose_is_given_each_time_it_is_ordered_and_never_again():
    def rule(chart):
        if chart.day in {0.0, 112.0}:
            yield give(ZOLEDRONIC_ACID, because="once")

    tables = live(people(5), only(rule))
    assert tables["doses"].groupby("patient")["day"].apply(list).tolist() == [[0.0, 112.0]] * 5
    assert set(tables["doses"]["dose_mg"]) == {4.0}


def test_a_given_dose_stands_beside_a_regimen_that_starts():
    def rule(chart):
        if chart.day == 0:
            yield give("zoledronic acid 2 mg iv once", because="first")
            yield start("zoledronic acid 4 mg iv q12w", because="then")

    doses = live(people(2), only(rule), Plan(100.0))["doses"]
    assert doses["dose_mg"].tolist() == [2.0, 4.0, 4.0] * 2
    assert doses["day"].tolist() == [0.0, 0.0, 84.0] * 2


def test_orders_that_change_nothing_are_not_written_down():
    def rule(chart):
        yield stop("denosumab", because="never had it")
        yield start(ZOLEDRONIC_ACID, because="from the first day")

    orders = live(people(3), only(rule))["orders"]
    assert orders[["verb", "day"]].to_numpy().tolist() == [["start", 0.0]] * 3


def test_a_rule_is_asked_on_its_own_days_also_between_visits():
    days = []

    @wakes(on_days=(17,), every_days=50)
    def rule(chart):
        days.append(chart.day)

    live(people(1), only(rule), Plan(110.0), jobs=1)
    assert days == [0.0, 17.0, 50.0, 100.0]


def test_a_fall_that_breaks_nothing_is_told_of_at_the_next_visit():
    heard: list[tuple[float, list[float]]] = []

    @wakes(events=("fall",))
    def rule(chart):
        heard.append((chart.day, [own.day for own in chart.events if own.kind == "fall"]))

    tables = live(people(20), only(rule), Plan(300.0), jobs=1)
    falls = tables["events"].query("kind == 'fall'")
    assert len(falls) > 5
    # Whoever has nothing else to tell is not asked before the visit.
    assert all(0 < day - max(days) <= 28.0 for day, days in heard)
    assert sum(day % 28.0 == 0 for day, _ in heard) > len(heard) / 2
    known = falls["known_day"].dropna()
    assert (known > falls["day"][known.index]).all()


def test_what_a_patient_feels_begin_is_in_the_chart_only_once_it_is_told():
    rule, charts = spying()
    tables = live(people(60), only(rule), Plan(400.0), jobs=1)
    begun = tables["events"][tables["events"]["kind"].isin(AS_SYMPTOMS)]
    assert len(begun) > 5
    assert not {own.kind for chart in charts for own in chart.events} & AS_SYMPTOMS
