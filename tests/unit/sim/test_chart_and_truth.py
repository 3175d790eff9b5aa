"""Care reads what is known, never what is true."""

from dataclasses import replace

import numpy as np
import pytest

from osteon.care import Chart, assess, standard_care
from osteon.library.assessments import Imaging
from osteon.sim.imaging import probability_seen
from osteon.sim.lesion_readings import NAMES
from osteon.sim.plan import Plan
from support.only import only
from support.runs import NOBODY_LEAVES, cohort, library, live, with_values

N = 40


def people():
    return with_values(cohort(N, seed=4), NOBODY_LEAVES)


def seen_by(rule_maker, plan, patients=None):
    charts: list[Chart] = []

    def spy(chart):
        charts.append(chart)
        yield from rule_maker(chart)

    tables = live(people() if patients is None else patients, only(spy), plan, jobs=1)
    return charts, tables


@pytest.fixture(scope="module")
def watched():
    def looking(chart):
        if chart.day == 0:
            yield assess("xray", every_days=56, because="survey")

    return seen_by(looking, Plan(365.0))


def test_no_chart_holds_a_deposit_that_nothing_found(watched):
    charts, tables = watched
    found = tables["findings"]
    known = {(row.patient, row.site, row.found_by) for row in found.itertuples()}
    for chart in charts:
        for lesion in chart.lesions:
            assert (chart.patient, lesion.site, lesion.found_by) in known
            assert lesion.found_day <= chart.day


def test_only_the_first_of_repeated_images_waits(watched):
    days = watched[1]["images"].query("assessment == 'xray' and day > 0").day.unique()
    assert sorted(days) == [7.0, *range(56, 365, 56)]


def test_at_entry_some_deposits_are_missed(watched):
    _, tables = watched
    first = tables["images"].query("day == 0").groupby(["patient", "lesion"])["seen"].any()
    assert 0.5 < first.mean() < 0.98


@pytest.mark.parametrize(("start", "led"), [("bone metastasis", True), ("trial entry", False)])
def test_pain_leads_to_a_diagnosis_and_is_old_at_entry_into_a_trial(start, led):
    charts, _ = seen_by(lambda _: (), Plan(1.0), replace(people(), start=start))
    painful = {(own.patient, told.site) for own in charts for told in own.symptom("bone_pain")}
    found = {(own.patient, lesion.site) for own in charts for lesion in own.lesions}
    causes = {(o.patient, own.site) for o in charts for own in o.lesions if own.symptomatic}
    assert painful & found
    assert (painful & found <= causes) if led else not causes


def test_an_injury_of_the_kidney_is_known_by_a_sample_that_shows_it():
    """Filtration dips after an infusion and recovers: the next sample may be as good as ever."""
    frail = with_values(people(), {**NOBODY_LEAVES, "kidney_susceptibility": 8.0})
    infused = {"bone_agent": "zoledronic acid 4 mg iv over 15 min q4w"}
    tables = live(frail, standard_care(**infused, care="none"), Plan(365.0), jobs=1)
    injuries = tables["events"].query("kind == 'kidney_injury'")
    assert 0 < injuries["known_day"].notna().sum() < len(injuries)
    limit = library().parameters["kidney_injury_share_of_function"].value
    own = frail.table["gfr_ml_min"]
    samples = tables["observations"].query("assessment == 'gfr'")
    for event in injuries.dropna(subset="known_day").itertuples():
        taken = samples[(samples.patient == event.patient) & (samples.day <= event.known_day)]
        after = taken[taken.day >= event.day]
        assert after.value.min() <= limit * own[event.patient]


def test_an_event_that_is_not_known_is_in_no_chart(watched):
    charts, tables = watched
    events = tables["events"]
    silent = events[events["known_day"].isna()]
    assert len(silent) > 5
    for chart in charts:
        mine = events[events["patient"] == chart.patient]
        by_now = mine[mine["known_day"] <= chart.day]
        for event in chart.events:
            own = by_now[(by_now["kind"] == event.kind) & (by_now["site"] == event.site)]
            assert len(own)


def test_a_symptom_is_in_the_chart_from_the_day_it_is_told(watched):
    charts, tables = watched
    told = tables["symptoms"].dropna(subset=["reported_day"])
    assert len(told) > 10
    assert (told["reported_day"] >= told["onset_day"]).all()
    for chart in charts:
        own = told[told["patient"] == chart.patient]
        known = {(s.name, s.site) for s in chart.symptoms}
        by_now = own[own["reported_day"] <= chart.day]
        assert known == set(zip(by_now["name"], by_now["site"], strict=True))


def test_prompt_patients_tell_sooner_than_late_ones():
    delays = []
    for reporting in ("prompt", "usual", "late"):
        symptoms = live(people(), only(reporting=reporting), Plan(365.0))["symptoms"]
        told = symptoms[symptoms["reported_day"].notna() & (symptoms["onset_day"] > 0)]
        delays.append((told["reported_day"] - told["onset_day"]).median())
    assert delays[0] < 0.5 * delays[1] < 0.5 * delays[2]


def lesions(**values):
    usual = {"diameter_mm": 20.0, "mineral": 0.5, "formation": 2.0, "tumour_cm3": 2.0}
    usual |= {"volume_cm3": 4.0, **values}
    return {name: np.array([[usual.get(name, 0.0)]]) for name in NAMES}


@pytest.mark.parametrize("name", ["xray", "ct", "mri", "bone_scan", "pet_fdg"])
def test_what_is_larger_is_seen_more_easily_up_to_the_best_sensitivity(name):
    imaging = library().assessments[name]
    assert isinstance(imaging, Imaging)
    chances = [
        float(probability_seen(imaging, lesions(diameter_mm=size), np.ones((1, 1)))[0, 0])
        for size in (2.0, 10.0, 30.0)
    ]
    assert chances == sorted(chances)
    assert chances[0] < 0.5 * chances[-1] <= 0.5 * imaging.best_sensitivity.value


def test_a_hole_without_repair_is_dark_on_a_bone_scan_and_shows_on_ct():
    hole = lesions(mineral=0.3, formation=0.9)
    scan, ct = (
        float(probability_seen(library().assessments[name], hole, np.ones((1, 1)))[0, 0])
        for name in ("bone_scan", "ct")
    )
    assert scan < 0.01
    assert ct > 0.7
