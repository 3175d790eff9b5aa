"""New deposits come over time, unnoticed; early starts begin before the first."""

import numpy as np
import pytest

from osteon.care import assess
from osteon.sim.cohort import Cohort
from osteon.sim.plan import Plan
from support.only import only
from support.runs import NOBODY_LEAVES, cohort, library, live, rows_of, with_values

N = 3000
STARTS = ("trial entry", "bone metastasis", "diagnosis", "advanced cancer")
THREE_YEARS = Plan(3 * 365.25)


def begun(start, cancer="breast", n=N):
    return Cohort.sample(cancer, n=n, seed=1, start=start)


@pytest.mark.parametrize("start", STARTS)
def test_lesions_stand_in_the_order_in_which_they_appear(start):
    appears = begun(start).appears
    assert np.all(appears[:, 1:] >= appears[:, :-1])
    assert np.all(appears >= 0)


def test_in_a_trial_everybody_has_deposits_and_new_ones_come_at_the_stated_rate():
    people = begun("trial entry")
    assert people.sizes.min() >= 1
    later = ((people.appears > 0) & (people.appears <= 365.25)).sum(axis=1)
    stated = library().cancer("breast").new_lesions_per_year
    mean = stated.value * np.exp(0.5 * stated.spread.sd**2)
    assert later.mean() == pytest.approx(mean, rel=0.1)


def test_a_trial_keeps_out_whom_a_registry_takes():
    """Who needs surgery or has a cord about to be pressed is found, but enters no trial."""
    trial, found = (begun(start, "lung") for start in ("trial entry", "bone metastasis"))
    assert np.all(found.appears[:, 0] == 0)
    filled, reach = [], []
    for own in (trial, found):
        share = own.lesions["tumour_volume_cm3"] / own.lesions["bone_volume_cm3"]
        filled.append(share[own.lesions["long_bone"] > 0].max())
        reach.append((own.lesions["epidural_spread"] * share).max())
    assert filled[1] > 2 * filled[0]
    assert reach[1] > reach[0]


def test_an_advanced_cancer_spreads_to_bone_as_often_as_stated_and_not_at_once():
    people = begun("advanced cancer")
    assert people.sizes.max() == 0
    assert not people.table["n_lesions"].any()
    spread = np.isfinite(people.appears[:, 0])
    share = library().cancer("breast").bone_spread_probability.value
    assert spread.mean() == pytest.approx(share, abs=0.03)
    first = people.appears[spread, 0]
    assert np.median(first) == pytest.approx(270, rel=0.15)


def test_at_diagnosis_few_have_deposits():
    people = begun("diagnosis", "lung")
    share = library().cancer("lung").presents_with_bone_share.value
    assert np.mean(people.sizes > 0) == pytest.approx(share, abs=0.03)


def test_who_is_described_without_deposits_gets_none():
    people = begun("trial entry", n=20).without_lesions()
    assert people.all_sizes.max() == 0
    tables = live(people, plan=Plan(200.0))
    assert "new_lesion" not in set(tables["events"]["kind"])


@pytest.fixture(scope="module")
def spreading():
    def looking(chart):
        if chart.day == 0:
            yield assess("pet_fdg", every_days=84, because="surveillance")

    people = with_values(begun("advanced cancer", n=60), NOBODY_LEAVES)
    return people, live(people, only(looking), THREE_YEARS)


def test_each_new_deposit_is_an_event_that_nobody_feels(spreading):
    people, tables = spreading
    new = tables["events"].query("kind == 'new_lesion'")
    ends = tables["follow_up"]["last_day"].to_numpy()
    expected = np.sort(people.appears[people.appears < ends[:, None]])
    np.testing.assert_allclose(np.sort(new["day"]), expected)
    assert len(new) > 50
    assert not new["felt"].any()


def test_it_is_known_once_an_image_shows_it(spreading):
    _, tables = spreading
    new = tables["events"].query("kind == 'new_lesion'").set_index(["patient", "lesion"])
    found = tables["findings"].query("lesion >= 0").set_index(["patient", "lesion"])["day"]
    known = new["known_day"].dropna()
    assert 10 < len(known) < len(new)
    assert (known > new["day"].loc[known.index]).all()
    assert known.to_dict() == found.loc[known.index].to_dict()


def test_a_deposit_grows_from_the_day_it_appears(spreading):
    people, _ = spreading
    course = live(people, plan=Plan(3 * 365.25, trajectories=60))["lesion_course"]
    days = people.appears[course["patient"], course["lesion"]]
    assert (course["day"] >= days).all()
    first = course.groupby(["patient", "lesion"])["tumour_cm3"].first()
    last = course.groupby(["patient", "lesion"])["tumour_cm3"].last()
    assert (first < 1.0).all()
    assert first.median() < 0.13
    assert (last > first).mean() > 0.95


def test_what_appears_later_changes_nothing_before_it():
    people = with_values(cohort(30), NOBODY_LEAVES)
    soon = people.until(1.0)
    plan = Plan(300.0, trajectories=30)
    with_new, without = (live(own, plan=plan) for own in (people, soon))
    first = np.where(people.appears > 0, people.appears, np.inf).min(axis=1)
    later = np.flatnonzero(first > 100)
    assert len(later) > 5
    one, two = (
        rows_of(tables, later)["trajectory"].query("day <= 84") for tables in (with_new, without)
    )
    np.testing.assert_allclose(one["calcium_mmol_l"], two["calcium_mmol_l"], rtol=1e-6)
