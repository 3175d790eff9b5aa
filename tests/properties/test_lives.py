"""A life is a function of (patient, policy, seed) and nothing else; luck is shared by arms."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.care import assess, start, stop, treat
from osteon.sim.cohort import Cohort
from osteon.sim.plan import Plan
from support.only import only
from support.runs import (
    DENOSUMAB,
    FRAIL,
    SUPPLEMENTS,
    YEAR,
    ZOLEDRONIC_ACID,
    assert_same,
    cohort,
    first_days,
    library,
    live,
    rows_of,
    with_parameters,
    with_values,
)

N = 24
few = settings(max_examples=12, deadline=None)


def after_first_fracture(chart):
    if chart.day == 0:
        yield assess("ct", every_days=84, because="baseline")
    for event in chart.events:
        if event.kind == "pathological_fracture":
            yield start(DENOSUMAB, because="first fracture")
            yield start("morphine_tablets", because="it hurts")
            if not chart.done("radiotherapy_8gy_1", event.site):
                yield treat("radiotherapy_8gy_1", site=event.site, because="it broke")
    if chart.done("radiotherapy_8gy_1", within_days=50):
        yield stop("morphine_tablets", because="better by now")


NONE, EARLY = only(), only(DENOSUMAB, supplements=SUPPLEMENTS)
ZOLEDRONIC = only(ZOLEDRONIC_ACID)
LATE = only(after_first_fracture)
ARMS = {"none": NONE, "early": EARLY, "late": LATE}
KEPT = Plan(365.0, accrual_days=100.0, trajectories=10)


@cache
def people():
    return with_values(cohort(N, seed=5), FRAIL)


@cache
def everybody():
    return live(people(), ARMS, KEPT)


def test_the_crowd_is_worth_comparing():
    tables = everybody()
    assert all(len(tables[name]) for name in tables if name not in {"failures", "symptoms"})
    assert set(tables["doses"]["arm"]) == {"early", "late"}
    assert len(tables["procedures"]) > 5
    assert tables["events"]["kind"].nunique() >= 4


@few
@given(st.integers(0, N - 1))
def test_alone_or_in_a_crowd(patient):
    alone = live(people().take(np.array([patient])), ARMS, KEPT)
    assert_same(alone, rows_of(everybody(), patient))


@few
@given(st.permutations(range(N)), st.integers(1, N))
def test_in_any_company_and_order(order, number):
    chosen = np.array(order[:number])
    assert_same(live(people().take(chosen), ARMS, KEPT), rows_of(everybody(), chosen))


@few
@given(group_size=st.integers(1, N + 5), jobs=st.integers(1, 4))
def test_in_groups_of_any_size_on_any_number_of_threads(group_size, jobs):
    assert_same(live(people(), ARMS, KEPT, group_size=group_size, jobs=jobs), everybody())


@few
@given(st.permutations(["none", "zoledronic", "early", "late"]), st.integers(1, 4))
def test_another_arm_changes_no_row_of_an_existing_one(order, number):
    # The first arm's drugs fill the slots of the run-in, so the order of arms is tried as well.
    policies = {**ARMS, "zoledronic": ZOLEDRONIC}
    tables = live(people(), {name: policies[name] for name in order[:number]}, KEPT)
    for arm in set(order[:number]) & set(ARMS):
        assert_same(rows_of(tables, range(N), arm), rows_of(everybody(), range(N), arm))


@few
@given(st.lists(st.sampled_from(["none", "early", "late"]), min_size=N, max_size=N))
def test_in_a_parallel_trial_a_patient_lives_as_in_a_twin_trial(allocation):
    members = {name: np.array([own == name for own in allocation]) for name in ARMS}
    tables = live(people(), ARMS, KEPT, members=members)
    assert len(tables["follow_up"]) == N
    for arm, own in members.items():
        mine = np.flatnonzero(own)
        assert_same(rows_of(tables, mine, arm), rows_of(everybody(), mine, arm))


@few
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**40), st.booleans())
def test_a_longer_cohort_changes_no_earlier_patient(n, more, seed, mixed):
    facts = library()
    mix = ((facts.cancer("lung"), 0.4), (facts.cancer("prostate"), 0.6)) if mixed else "breast"
    short = Cohort.sample(mix, n=n, seed=seed)
    long = Cohort.sample(mix, n=n + more, seed=seed).take(slice(0, n))
    real = np.arange(short.sites.shape[1]) < short.sizes[:, None]
    for name, column in short.table.items():
        np.testing.assert_array_equal(column, long.table[name], err_msg=name)
    for name, column in short.values.items():
        np.testing.assert_array_equal(column, long.values[name], err_msg=name)
    for name, column in short.lesions.items():
        np.testing.assert_array_equal(column[real], long.lesions[name][real], err_msg=name)
    np.testing.assert_array_equal(short.sites[real], long.sites[real])


def test_another_seed_is_other_luck():
    tables = live(with_values(cohort(N, seed=6), FRAIL), ARMS, KEPT)
    for name in ("patients", "events", "observations", "trajectory"):
        assert not tables[name].equals(everybody()[name])


# What raises a hazard in the model, and the event whose first time it moves.
SCALES = {
    "pathological_fracture": ("fracture_scale", "fall_fracture_scale"),
    "fall": ("falls_per_year",),
    "tooth_infection": ("tooth_infections_per_year",),
}


@pytest.mark.parametrize("kind", SCALES)
@few
@given(seed=st.integers(0, 1000), factor=st.floats(0.05, 0.95))
def test_a_lower_hazard_can_only_delay_a_patients_event(kind, seed, factor):
    # Up to the first event the two worlds differ in this hazard and nothing else.
    mine = with_values(cohort(40, seed=seed), FRAIL)
    values = {name: library().parameters[name].value for name in SCALES[kind]}
    usual = first_days(live(mine, plan=YEAR), kind)
    lowered = with_parameters(**{name: factor * value for name, value in values.items()})
    spared = first_days(live(mine, plan=YEAR, facts=lowered), kind)
    assert np.all(spared >= usual)
    happened = np.isfinite(usual)
    assert np.all(spared[happened] > usual[happened])


@pytest.mark.parametrize("reason", ["death", "dropout"])
@few
@given(seed=st.integers(0, 1000), factor=st.floats(0.05, 0.95))
def test_a_lower_rate_of_leaving_can_only_delay_the_leaving(reason, seed, factor):
    rate, other = f"{reason}_rate_per_year", {"death": "dropout", "dropout": "death"}[reason]
    mine = with_values(cohort(40, seed=seed), {f"{other}_rate_per_year": 0.0, rate: 1.0})
    usual, spared = (live(own, plan=YEAR) for own in (mine, with_values(mine, {rate: factor})))
    before, after = (tables["follow_up"]["last_day"] for tables in (usual, spared))
    left = usual["follow_up"]["reason"] == reason
    comparable = np.full(len(before), True)
    if reason == "death":
        # Whoever dies of a complication dies of it at any rate, and care of the dying is other
        # care: who declines later may come to harm by what is still done.
        left &= died_of(usual) == "cancer"
        comparable = ~died_of(spared).isin(["complication", "procedure"])
    assert (after >= before)[comparable].all()
    assert (left & comparable).any()
    assert (after > before)[left & comparable].all()


def died_of(tables):
    """Return what each patient died of."""
    causes = tables["events"].query("kind == 'death'").set_index("patient")["cause"]
    return tables["follow_up"]["patient"].map(causes).astype(object)


def test_a_lower_hazard_of_one_event_leaves_the_days_of_others_alone():
    # A tooth tells on no bone, so only this event's own clock stands still.
    plain = live(people(), plan=YEAR)
    fewer = live(people(), plan=YEAR, facts=with_parameters(tooth_infections_per_year=0.0))
    infected = first_days(plain, "tooth_infection")
    assert np.isfinite(infected).any()
    assert np.isinf(first_days(fewer, "tooth_infection")).all()
    one, two = (first_days(t, "pathological_fracture") for t in (plain, fewer))
    untouched = np.minimum(one, two) < infected
    assert untouched.any()
    np.testing.assert_array_equal(one[untouched], two[untouched])
