"""What counts, by hand: symptomatic events, places, readings, stays, groups, landmarks."""

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from osteon.library.endpoints import Endpoint
from osteon.library.groups import read_group
from osteon.library.library import Library
from osteon.trial.counting import asked_of, counted_events, times
from osteon.trial.derived import arms_of, tables_for
from osteon.trial.groups import members
from osteon.trial.measures import measure_arm
from osteon.trial.readings import read_arm
from osteon.trial.stays import stays_of

LIBRARY = Library.load()
ARM = "a"


def endpoint(kind, measures=(), **keys):
    by_kind = {"time_spent": "mean_days", "recurrent": "mean_number"}
    return Endpoint(
        name="own",
        title="own",
        kind=kind,
        measures=measures or (by_kind.get(kind, "percent"),),
        source="osteon_assumption",
        basis="assumed",
        **keys,
    )


def follow_up(*last_days, reasons=None):
    n = len(last_days)
    why = reasons or ["cutoff"] * n
    rows = {"arm": ARM, "patient": range(n), "last_day": last_days, "reason": why}
    return pd.DataFrame(rows)


def events(*rows):
    columns = ["patient", "known_day", "kind", "felt", "site"]
    return pd.DataFrame(rows, columns=columns).assign(arm=ARM)


def arm_of(own, **tables):
    empty = events().astype({"known_day": float, "felt": bool})
    (arm,) = arms_of({"events": empty, **tables}, (ARM,), [own], LIBRARY)
    return asked_of(own, arm)


BROKEN = events(
    (0, 10.0, "pathological_fracture", True, "femur_left"),
    (0, 50.0, "pathological_fracture", False, "L3"),
    (1, 20.0, "pathological_fracture", False, "T8"),
    (2, 30.0, "radiotherapy_to_bone", False, "pelvis_left"),
    (2, 40.0, "spinal_cord_compression", True, "thoracic"),
)
KINDS = ("pathological_fracture", "spinal_cord_compression", "radiotherapy_to_bone")


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({}, [(0, 10.0), (0, 50.0), (1, 20.0), (2, 30.0), (2, 40.0)]),
        ({"symptomatic": True}, [(0, 10.0), (2, 30.0), (2, 40.0)]),
        ({"places": "spine"}, [(0, 50.0), (1, 20.0), (2, 40.0)]),
        ({"places": "elsewhere", "symptomatic": True}, [(0, 10.0), (2, 30.0)]),
    ],
)
def test_what_is_felt_and_where(keys, wanted):
    own = endpoint("recurrent", events=KINDS, **keys)
    arm = arm_of(own, events=BROKEN, follow_up=follow_up(100.0, 100.0, 100.0))
    found = counted_events(own, arm)
    assert list(zip(*(part.tolist() for part in found), strict=True)) == wanted


def test_two_bones_irradiated_on_one_day_are_one_event_or_two():
    rows = events(
        (0, 10.0, "radiotherapy_to_bone", False, "T8"),
        (0, 10.0, "radiotherapy_to_bone", False, "pelvis_left"),
        (0, 40.0, "pathological_fracture", True, "T8"),
    )
    counts = {}
    for each in (False, True):
        own = endpoint("recurrent", events=KINDS, each=each)
        arm = arm_of(own, events=rows, follow_up=follow_up(40.0, 100.0))
        counts[each] = measure_arm(own, "mean_number", arm).value
    assert counts == {False: 1.0, True: 1.5}


def test_each_goes_without_a_window():
    with pytest.raises(ValidationError, match="each is for recurrent events without a window"):
        endpoint("recurrent", events=KINDS, each=True, window=21.0)


def readings(*rows):
    frame = pd.DataFrame(rows, columns=["patient", "day", "value"])
    return frame.assign(arm=ARM, assessment="calcium")


# Patient 1 was low before; 2 was never measured before; 3 comes back above.
CALCIUM = readings(
    (0, 0.0, 3.2), (0, 4.0, 2.8), (0, 7.0, 2.6), (0, 20.0, 2.8), (0, 30.0, 3.0),
    (1, 0.0, 2.5), (1, 4.0, 2.4),
    (2, 4.0, 2.5),
    (3, -2.0, 2.6), (3, 0.0, 3.4), (3, 4.0, 3.1), (3, 7.0, 3.0),
)  # fmt: skip
FOUR = follow_up(60.0, 60.0, 60.0, 10.0)


def test_the_first_reading_at_a_limit_of_those_who_were_beyond_it():
    own = endpoint("time_to_reading", reading="calcium_mmol_l", at_most=2.7, entry_at_least=2.7)
    arm = arm_of(own, observations=CALCIUM, follow_up=FOUR)
    assert arm.patient.tolist() == [0, 3]
    days, observed = times(own, arm)
    assert (days.tolist(), observed.tolist()) == ([7.0, 10.0], [True, False])
    shares = [measure_arm(own, "percent", arm, at=day).value for day in (4.0, 7.0)]
    assert shares == [0.0, 50.0]


def test_a_clock_that_starts_at_a_reading():
    own = endpoint("time_to_reading", reading="calcium_mmol_l", from_at_most=2.7, at_least=2.9)
    arm = arm_of(own, observations=CALCIUM, follow_up=FOUR)
    assert arm.patient.tolist() == [0, 1, 2]
    days, observed = times(own, arm)
    # From day 7 to day 30; the others stay low from day 4 to the end.
    assert days.tolist() == [23.0, 56.0, 56.0]
    assert observed.tolist() == [True, False, False]


def symptoms(*rows):
    frame = pd.DataFrame(rows, columns=["patient", "onset_day", "reported_day", "end_day"])
    return frame.assign(arm=ARM, name="cannot_walk", site="")


LAME = symptoms(
    (0, 10.0, 10.0, 20.0),
    (0, 15.0, 15.0, 30.0),  # overlaps with the one before
    (0, 40.0, 40.0, np.nan),
    (2, 0.0, 0.0, np.nan),
    (3, 5.0, np.nan, np.nan),  # nobody was told
)


def test_stays_are_united_and_cut_off():
    own = endpoint("time_spent", symptoms=("cannot_walk",))
    arm = arm_of(own, symptoms=LAME, follow_up=follow_up(50.0, 50.0, 50.0, 50.0))
    stays = stays_of(own, arm)
    assert stays.who.tolist() == [0, 0, 2]
    assert stays.start.tolist() == [10.0, 40.0, 0.0]
    assert stays.stop.tolist() == [30.0, np.inf, np.inf]
    assert measure_arm(own, "mean_days", arm).value == pytest.approx((30 + 50) / 4)
    assert measure_arm(own, "percent", arm).value == 50.0
    in_state = [measure_arm(own, "percent_in_state", arm, at=day).value for day in (12, 35, 45)]
    assert in_state == [50.0, 25.0, 50.0]
    assert measure_arm(own, "percent_in_state", arm).value == 50.0


def test_the_time_without_is_the_rest():
    own = endpoint("time_spent", symptoms=("cannot_walk",), complement=True)
    arm = arm_of(own, symptoms=LAME, follow_up=follow_up(50.0, 50.0, 50.0, 50.0))
    assert measure_arm(own, "mean_days", arm).value == pytest.approx(50 - (30 + 50) / 4)
    assert measure_arm(own, "percent_in_state", arm).value == 50.0


def test_courses_of_medicines_and_procedures_are_one_stay():
    regimens = pd.DataFrame(
        {"arm": ARM, "patient": 0, "start_day": [3.0], "stop_day": [5.0], "name": "saline"}
    )
    done = pd.DataFrame({"arm": ARM, "patient": 0, "day": [4.0], "procedure": "fracture_fixation"})
    stay = LIBRARY.procedure("fracture_fixation").hospital_days.value
    own = endpoint("time_spent", medicines=("saline",), procedures=("any",))
    assert tables_for([own]) == ("regimens", "procedures")
    arm = arm_of(own, regimens=regimens, procedures=done, follow_up=follow_up(365.25))
    assert measure_arm(own, "mean_days", arm).value == pytest.approx(1.0 + stay)


def test_the_start_of_a_medicine_counts_beside_events():
    regimens = pd.DataFrame(
        {"arm": ARM, "patient": [0, 1], "start_day": [8.0, -5.0], "stop_day": np.nan}
    ).assign(name="morphine_tablets")
    own = endpoint("time_to_first", events=KINDS, medicines=("opioid",))
    arm = arm_of(own, events=BROKEN, regimens=regimens, follow_up=follow_up(90.0, 90.0, 90.0))
    assert times(own, arm)[0].tolist() == [8.0, 20.0, 30.0]


def test_a_rate_of_part_of_the_follow_up():
    own = endpoint("time_to_first", events=KINDS, measures=("incidence_rate",))
    arm = arm_of(own, events=BROKEN, follow_up=follow_up(365.25, 365.25, 15.0))
    # After day 15 only patient 1 is at risk, from day 15 to the fracture on day 20.
    rate = measure_arm(own, "incidence_rate", arm, since=15.0, at=100.0)
    assert rate.value == pytest.approx(100 * 365.25 / 5)
    assert rate.n == 1


def test_the_dead_compete_in_a_cumulative_incidence_and_are_censored_in_a_curve():
    own = endpoint("time_to_first", events=KINDS)
    people = follow_up(100.0, 100.0, 100.0, 5.0, reasons=["cutoff"] * 3 + ["death"])
    arm = arm_of(own, events=BROKEN, follow_up=people)
    assert measure_arm(own, "cumulative_incidence", arm, at=30.0).value == pytest.approx(75.0)
    assert measure_arm(own, "event_free", arm, at=25.0).value == pytest.approx(100 / 3)
    assert measure_arm(own, "percent", arm, at=25.0).value == 50.0


def test_periods_with_an_event_count_once():
    own = endpoint("recurrent", events=KINDS, measures=("periods_per_year",), period="12 weeks")
    arm = arm_of(own, events=BROKEN, follow_up=follow_up(365.25, 365.25, 365.25))
    assert measure_arm(own, "periods_per_year", arm).value == pytest.approx(1.0)


def test_groups_by_columns_and_by_tests_at_entry():
    own = endpoint("survival")
    tables = {"follow_up": FOUR, "observations": CALCIUM}
    arm = arm_of(own, **tables)
    patients = pd.DataFrame(
        {
            "patient": [3, 2, 1, 0],
            "ecog": [2, 1, 0, 0],
            "visceral": [True, False, True, False],
            "cancer": "lung",
        }
    )

    def who(text):
        read = lambda name, arm: read_arm(tables, name, arm)  # noqa: E731
        return arm.patient[members(read_group(text, LIBRARY), arm, patients, read)].tolist()

    assert who("ecog >= 1") == [2, 3]
    assert who("visceral = yes and ecog = 0") == [1]
    assert who("cancer = lung and calcium > 3") == [0, 3]
    assert who("calcium <= 3") == [1]
    assert who("cancer = breast") == []


def test_a_clock_that_starts_at_the_first_dose():
    doses = pd.DataFrame({"arm": ARM, "patient": [0, 0, 2], "day": [36.0, 8.0, 30.0]})
    own = endpoint("time_to_first", events=KINDS, from_first_dose=True)
    arm = arm_of(own, events=BROKEN, doses=doses, follow_up=follow_up(90.0, 90.0, 90.0))
    assert arm.patient.tolist() == [0, 2]
    days, observed = times(own, arm)
    assert (days.tolist(), observed.tolist()) == ([2.0, 0.0], [True, True])
    assert measure_arm(own, "percent", arm, at=1.0).value == 50.0
