"""Days in a state, from readings and from stays, and what they come to per patient and year."""

from math import isnan

import numpy as np
import pytest

from osteon.analysis.time_in_state import (
    days_of_stays,
    days_per_year,
    mean_days,
    share_of_time,
    stays_between_readings,
)


def days_between_readings(patient, day, inside, last_day):
    return days_of_stays(*stays_between_readings(patient, day, inside), last_day)


def test_a_reading_holds_until_the_next_and_the_last_until_the_last_day_seen():
    # Patient 0: in from 10 to 30, again from 50 to 60. Patient 1: never. Patient 2: not read.
    days = days_between_readings(
        [0, 0, 0, 1, 1], [10, 30, 50, 0, 20], [True, False, True, False, False], [60, 40, 50]
    )
    assert days.tolist() == [20 + 10, 0, 0]


def test_the_last_reading_of_a_patient_does_not_run_into_the_next_patient():
    assert days_between_readings([0, 1], [10, 5], [True, True], [30, 8]).tolist() == [20, 3]


def test_stays_are_cut_off_at_day_0_and_at_the_last_day_seen():
    days = days_of_stays([0, 0, 1, 1], [-5, 20, 10, 90], [3, 25, np.inf, 95], [100, 60])
    assert days.tolist() == [3 + 5, 50]


def test_no_readings_no_days():
    assert days_between_readings([], [], [], [10, 20]).tolist() == [0, 0]


def test_share_and_days_per_year_weigh_patients_by_their_time():
    share = share_of_time([10, 0, 50], [100, 100, 200])
    assert share.value == pytest.approx(60 / 400)
    assert days_per_year([10, 0, 50], [100, 100, 200]).value == pytest.approx(0.15 * 365.25)
    assert share.ci_low <= share.value <= share.ci_high
    everybody = share_of_time([100, 200], [100, 200])
    assert (everybody.value, everybody.se) == (1.0, 0.0)


def test_mean_days_take_the_dead_as_they_are():
    found = mean_days([10, 0, 50])
    assert (found.value, found.n) == (20.0, 3)


@pytest.mark.parametrize(
    ("found", "note"),
    [
        (share_of_time([], []), "no time under observation: no share"),
        (share_of_time([3], [9]), "one patient: no interval"),
        (mean_days([]), "no values"),
    ],
)
def test_what_does_not_exist_says_why(found, note):
    assert found.note == note
    assert isnan(found.ci_low)


def test_nobody_in_the_state_is_zero_and_says_so():
    found = share_of_time([0, 0], [9, 9])
    assert (found.value, found.note) == (0.0, "nobody was in the state: the interval has no width")
