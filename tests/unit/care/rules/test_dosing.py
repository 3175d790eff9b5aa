from dataclasses import replace

import pytest

from osteon.care import Done, Observation, Regimen
from osteon.care.setting import Setting
from osteon.care.slots import STOCK
from osteon.library.library import Library
from support.chart_of import DENOSUMAB, ZOLEDRONIC, asked, chart_of

CHECKED = (("calcium", 2.3, 0.0), ("gfr", 90.0, 0.0), ("dental_check", 0.0, 0.0))


def what(orders):
    return [(verb, name) for verb, name, _, _ in orders]


def on(plan, begun=0.0, ended=None):
    return Regimen(plan.drug, plan, begun, ended)


def test_a_bone_agent_begins_when_metastases_are_known_and_checks_are_done():
    ready = chart_of(0.0, results=CHECKED)
    assert what(asked("dosing", ready)) == [("start", str(DENOSUMAB))]
    assert asked("dosing", replace(ready, lesions=())) == []


@pytest.mark.parametrize(("agent", "lacking"), [(DENOSUMAB, "calcium"), (ZOLEDRONIC, "gfr")])
def test_what_is_not_known_is_asked_for_and_waited_for(agent, lacking):
    results = [row for row in CHECKED if row[0] != lacking]
    orders = asked("dosing", chart_of(0.0, results=results), agent=agent)
    assert orders == [("assess", lacking, "", "within 24 h")]


def test_the_dentist_comes_first_and_what_is_bad_is_dealt_with_and_healed():
    unseen = chart_of(0.0, results=CHECKED[:2])
    assert asked("dosing", unseen) == []
    assert what(asked("dosing", unseen, dental="none")) == [("start", str(DENOSUMAB))]
    bad = chart_of(20.0, results=(*CHECKED[:2], ("dental_check", 1.0, 7.0)))
    assert asked("dosing", bad) == []
    drawn = replace(bad, procedures=(Done(16.0, "tooth_extraction"),))
    begin = STOCK["dosing"]["usual"](Setting(Library.load(), DENOSUMAB, {"dental": "usual"}))[0]
    assert [own.in_days for own in begin(drawn)] == [10.0]


def test_low_calcium_delays_the_first_dose_and_holds_a_later_one_until_it_is_better():
    low = chart_of(0.0, results=(*CHECKED[1:], ("calcium", 2.05, 0.0)))
    assert what(asked("dosing", low)) == [("assess", "calcium")]
    held = chart_of(56.0, results=(("calcium", 1.9, 56.0),), on=(on(DENOSUMAB),))
    assert what(asked("dosing", held)) == [("stop", "denosumab")]
    better = (*held.observations, Observation(70.0, "calcium", 2.2))
    off = replace(held, day=70.0, observations=better, regimens=(on(DENOSUMAB, 0.0, 56.0),))
    assert what(asked("dosing", off)) == [("start", str(DENOSUMAB))]


def test_another_rules_stop_stands():
    chart = chart_of(70.0, results=CHECKED, on=(on(DENOSUMAB, 0.0, 56.0),))
    assert asked("dosing", chart) == []


@pytest.mark.parametrize(("gfr", "dose"), [(90, 4.0), (55, 3.5), (45, 3.3), (32, 3.0), (29, None)])
def test_zoledronic_acid_by_kidney_function(gfr, dose):
    chart = chart_of(0.0, results=(*CHECKED, ("gfr", float(gfr), 0.0)))
    orders = what(asked("dosing", chart, agent=ZOLEDRONIC))
    expected = (
        [("assess", "gfr")] if dose is None else [("start", str(replace(ZOLEDRONIC, dose_mg=dose)))]
    )
    assert orders == expected


def test_the_dose_follows_a_failing_kidney_from_the_next_dose_on():
    chart = chart_of(60.0, results=(("gfr", 45.0, 60.0),), on=(on(ZOLEDRONIC),))
    rules = STOCK["dosing"]["usual"](Setting(Library.load(), ZOLEDRONIC))
    (order,) = [own for rule in rules for own in rule(chart)]
    assert (order.treatment.dose_mg, order.in_days) == (3.3, 24.0)
    failed = chart_of(60.0, results=(("gfr", 25.0, 60.0),), on=(on(ZOLEDRONIC),))
    assert ("stop", "zoledronic_acid") in what(asked("dosing", failed, agent=ZOLEDRONIC))


@pytest.mark.parametrize("harm", ["osteonecrosis_of_jaw", "atypical_femoral_fracture"])
def test_harm_stops_it_for_good(harm):
    chart = chart_of(60.0, results=CHECKED, events=((harm, "", 50.0),), on=(on(DENOSUMAB),))
    assert what(asked("dosing", chart)) == [("stop", "denosumab")]


def test_every_12_weeks_when_stable_for_long_enough_and_monthly_after_an_event():
    word = "12-weekly when stable"
    quiet = chart_of(420.0, results=CHECKED, on=(on(DENOSUMAB),))
    rare = replace(DENOSUMAB, interval_days=84.0)
    assert what(asked("dosing", quiet, word)) == [("start", str(rare))]
    assert asked("dosing", replace(quiet, day=336.0), word) == []
    assert asked("dosing", quiet, "usual") == []
    broken = chart_of(420.0, events=(("pathological_fracture", "L3", 400.0),), on=(on(DENOSUMAB),))
    assert asked("dosing", broken, word) == []
    again = replace(broken, regimens=(on(rare, 390.0),))
    assert what(asked("dosing", again, word)) == [("start", str(DENOSUMAB))]


def test_after_a_year_it_is_every_12_weeks_whatever_happens():
    word = "12-weekly after a year"
    broken = chart_of(420.0, events=(("pathological_fracture", "L3", 400.0),), on=(on(DENOSUMAB),))
    rare = replace(DENOSUMAB, interval_days=84.0)
    assert what(asked("dosing", broken, word)) == [("start", str(rare))]
    assert asked("dosing", replace(broken, day=336.0), word) == []
    assert asked("dosing", replace(broken, regimens=(on(rare, 390.0),)), word) == []


def test_whoever_was_on_the_drug_before_entry_is_put_on_it_again_at_entry():
    before = replace(on(DENOSUMAB, -336.0), stop_day=0.0)
    word = "as prescribed"
    assert what(asked("dosing", chart_of(0.0, results=CHECKED, on=(before,)), word)) == [
        ("start", str(DENOSUMAB))
    ]


def test_late_start_waits_for_the_first_event():
    word = "after the first event"
    assert asked("dosing", chart_of(results=CHECKED), word) == []
    broken = chart_of(results=CHECKED, events=(("pathological_fracture", "L3", 90.0),))
    assert what(asked("dosing", broken, word)) == [("start", str(DENOSUMAB))]


def test_a_bisphosphonate_follows_denosumab_when_it_has_ended():
    ended = chart_of(420.0, results=CHECKED, on=(on(DENOSUMAB, 0.0, 200.0),))
    assert what(asked("dosing", ended)) == [("give", "zoledronic acid 4 mg iv over 15 min once")]
    assert asked("dosing", replace(ended, day=336.0)) == []
    jaw = chart_of(
        420.0, results=CHECKED, events=(("osteonecrosis_of_jaw", "", 199.0),), on=ended.regimens
    )
    assert asked("dosing", jaw) == []
