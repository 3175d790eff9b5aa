"""What a treatment does to single patients, counted by hand and against closed forms."""

import numpy as np
import pandas as pd
import pytest

from osteon.trial.design.individual import Individual, NumberNeeded
from osteon.trial.design.pool import Pool
from osteon.trial.design.read_rules import read_rules
from osteon.trial.design.wanted import Wanted
from osteon.trial.measures import DAYS_PER_MONTH
from support.design import LIBRARY, NEW, OLD, finished, pool

END = 3 * 365.25


def by_hand():
    """Five patients: helped, not touched, dies sooner by an event, harmed, lost in one life."""
    run = finished(5)
    follow_up = [
        (OLD, 0, END, "cutoff"), (NEW, 0, END, "cutoff"),
        (OLD, 1, END, "cutoff"), (NEW, 1, END, "cutoff"),
        (OLD, 2, 400.0, "death"), (NEW, 2, 500.0, "death"),
        (OLD, 3, END, "cutoff"), (NEW, 3, END, "cutoff"),
        (OLD, 4, 300.0, "dropout"), (NEW, 4, 300.0, "dropout"),
    ]  # fmt: skip
    events = [(OLD, 0, 100.0), (NEW, 0, 300.0), (OLD, 3, 700.0), (NEW, 3, 650.0), (OLD, 4, 200.0)]
    tables = {
        "follow_up": pd.DataFrame(follow_up, columns=["arm", "patient", "last_day", "reason"]),
        "events": pd.DataFrame(
            [
                (arm, who, day, "pathological_fracture", 0, "L3", "load", True, day)
                for arm, who, day in events
            ],
            columns=list(run.tables["events"].columns),
        ),
    }
    made = run.__class__(run.file, run.arms, {**run.tables, **tables}, run.library, run.provenance)
    return Individual.of(Pool.of(made, read_rules(Wanted(), made.file, LIBRARY)))


def test_each_life_is_counted_as_far_as_both_are_seen():
    own = by_hand()
    assert own.event_free_days[0].tolist() == [100.0, END, 400.0, 700.0, 200.0]
    assert own.event_free_days[1].tolist() == [300.0, END, 500.0, 650.0, 300.0]
    assert own.avoided.tolist() == [0, 0, 0, 0, 1]
    everybody = own.benefit(np.ones(5, bool))
    assert everybody.percent_better == 60.0
    assert everybody.percent_same == pytest.approx(20.0)
    assert everybody.percent_worse == 20.0
    assert everybody.gained_months == pytest.approx((200 + 100 - 50 + 100) / 5 / DAYS_PER_MONTH)
    assert everybody.events_avoided_per_100 == 20.0


def test_with_shared_luck_and_a_lower_hazard_nobody_is_harmed():
    own = Individual.of(pool(500))
    assert (own.gained_months >= 0.0).all()
    groups = own.by_group().set_index("group")
    assert groups.loc["all", "percent_worse"] == 0.0
    parts = groups.loc[["prior_sre = yes", "prior_sre = no"]]
    weighed = (parts["n"] * parts["gained_months"]).sum() / 500
    assert weighed == pytest.approx(groups.loc["all", "gained_months"])


def test_the_number_needed_is_that_of_the_exponential():
    own = Individual.of(pool(4000, death_per_year=0.0))
    row = own.numbers_needed(1).set_index("month").loc[12.0]
    exact = np.exp(-0.5 * 0.7) - np.exp(-0.5)
    assert row["number_needed"] == pytest.approx(1 / exact, rel=0.02)
    assert row["number_low"] < row["number_needed"] < row["number_high"]


def test_a_number_needed_without_an_end_or_to_harm():
    unclear = NumberNeeded.of(12.0, 20.0, 19.0, 1.0)
    assert unclear.number_needed == pytest.approx(100.0)
    assert unclear.number_low == pytest.approx(100 / 2.96)
    assert unclear.number_high == pytest.approx(-100 / 0.96)
    alike = NumberNeeded.of(12.0, 0.1 + 0.2, 0.3, 1e-17)
    assert alike[3:] == (0.0, 0.0, 0.0, np.inf, np.inf, np.inf)
    harm = NumberNeeded.of(12.0, 20.0, 30.0, 1.0)
    assert harm.number_needed == pytest.approx(-10.0)
    assert harm.number_low < harm.number_needed < harm.number_high < 0.0
