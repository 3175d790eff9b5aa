"""Care follows the chart: with chart and truth exchanged, orders go where the chart is."""

from dataclasses import replace

import numpy as np

from osteon import Lesion, Patient, standard_care
from osteon.library.replacing import with_numbers
from osteon.sim import entry, happenings, look
from osteon.sim.cohort import Cohort
from osteon.sim.lesion_readings import read_some_lesions
from osteon.sim.panel import Panel
from osteon.sim.plan import Plan
from osteon.sim.ward import Ward
from support.runs import NOBODY_LEAVES, library, live, with_values

N = 40
LESIONS = tuple(
    Lesion(site, "lytic", size, "100 days")
    for site, size in (("femur_left", "50 mL"), ("T8", "12 mL"), ("L3", "12 mL"))
)
# Nothing befalls anybody, so that all that is known comes from what is read of a body.
QUIET = {
    "fracture_scale": 0.0,
    "fall_fracture_scale": 0.0,
    "falls_per_year": 0.0,
    "epidural_spread_median": 0.001,
    "tooth_infections_per_year": 0.0,
    "cancers.*.new_lesions_per_year": 0.001,
    "flare_probability": 0.0,  # of one who is irradiated in the place of another
    "assessments.*.lookalike_probability": 0.0,
}
CARE = {"dental": "none", "monitoring": "pain, performance, calcium, gfr every 4 weeks"}
AT_BONES = ("radiotherapy", "prophylactic_fixation", "vertebroplasty", "kyphoplasty")
FOR_PAIN = ("ibuprofen", "paracetamol", "codeine", "tramadol", "morphine", "fentanyl")


def every_other_is_ill(facts) -> Cohort:
    """Return pairs: the first has three large metastases, the second has them without tumour."""
    people = Cohort.of(Patient("breast", lesions=list(LESIONS)), n=N, seed=3, library=facts)
    tumour = people.lesions["tumour_volume_cm3"].copy()
    tumour[1::2] = 1e-6
    growth = people.lesions["growth_rate_per_day"].copy()
    growth[1::2] = 1e-6
    # They hurt, so that there is something to treat.
    lesions = {
        **people.lesions,
        "tumour_volume_cm3": tumour,
        "growth_rate_per_day": growth,
        "pain_sensitivity": np.full_like(tumour, 3.0),
    }
    return with_values(replace(people, lesions=lesions, start="advanced cancer"), NOBODY_LEAVES)


def treated() -> dict[str, set[bool]]:
    """Return for each kind of order whether the ill, the well or both had it."""
    facts = with_numbers(library(), QUIET)
    policy = standard_care("denosumab 120 mg sc q4w", **CARE, library=facts)
    tables = live(every_other_is_ill(facts), policy, Plan(364.0), facts=facts, jobs=1)
    orders = tables["orders"]

    def whose(verb: str, names: tuple[str, ...]) -> list[bool]:
        own = orders[(orders["verb"] == verb) & orders["what"].str.startswith(names)]
        return (own["patient"] % 2 == 0).tolist()

    return {
        "at bones": whose("treat", AT_BONES),
        "for pain": whose("start", FOR_PAIN),
        "bone agent": whose("start", ("denosumab",)),
    }


def observed_through(monkeypatch, change) -> None:
    """Let all that is felt, measured and imaged be a change of the true readings, by life."""

    def of_lesions(lives, rows):
        everybody = read_some_lesions(lives, np.arange(len(lives)))
        return change(everybody)[rows]

    def read_today(ward, rows, read_truth=Ward.read_today):
        everybody = change(read_truth(ward, np.arange(len(ward.lives))).copy())
        ward.today[:] = everybody
        return everybody[rows]

    def take(panel, rows, day, readings, take_true=Panel.take):
        return take_true(panel, rows, day, change(readings))

    for place in (entry, look, happenings):
        monkeypatch.setattr(place, "read_some_lesions", of_lesions)
    monkeypatch.setattr(Ward, "read_today", read_today)
    monkeypatch.setattr(Panel, "take", take)


def test_the_ill_are_treated_while_charts_are_their_own():
    for kind, ill in treated().items():
        assert len(ill) >= 10, kind
        assert all(ill), kind


def test_with_chart_and_truth_exchanged_the_well_are_treated_and_the_ill_are_not(monkeypatch):
    observed_through(monkeypatch, lambda readings: readings[np.arange(N) ^ 1])
    for kind, ill in treated().items():
        assert len(ill) >= 10, kind
        assert not any(ill), kind


def test_true_metastases_of_which_nothing_is_observed_are_not_treated(monkeypatch):
    observed_through(monkeypatch, lambda readings: readings[np.full(N, 1)])
    assert all(not ill for ill in treated().values())
