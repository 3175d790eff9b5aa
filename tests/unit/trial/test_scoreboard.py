"""The count by trial, and of all."""

from math import inf, isnan, nan, sqrt

import pandas as pd
import pytest

from osteon.trial.compare import Interval, standardised
from osteon.trial.scoreboard import ALL, score


def comparison(*rows):
    return pd.DataFrame(rows, columns=["verdict", "z"])


def test_each_trial_and_all_of_them():
    one = comparison(("inside", 1.0), ("outside", -3.0), ("not decided", 9.0))
    two = comparison(("inside", -0.5), ("outside", inf))
    table = score({"one": one, "two": two}).set_index("trial")
    assert table.loc["one", ["numbers", "inside", "outside", "not_decided"]].tolist() == [
        3,
        1,
        1,
        1,
    ]
    assert table.loc["one", "rms_z"] == sqrt(5)
    assert table.loc["one", "furthest_z"] == -3.0
    assert table.loc["two", "furthest_z"] == inf
    assert table.loc["two", "rms_z"] == 0.5
    assert table.loc[ALL, "inside_percent"] == 50.0
    assert table.loc[ALL, "numbers"] == 5


def test_one_trial_has_no_total_and_may_have_nothing_decided():
    table = score({"one": comparison(("not decided", nan))})
    assert table["trial"].tolist() == ["one"]
    assert isnan(table["inside_percent"][0])
    assert isnan(table["rms_z"][0])


def test_z_is_196_where_the_verdict_turns():
    ours, theirs = Interval(10.0, 7.0, 13.0), Interval(5.0, 1.0, 9.0)
    assert standardised(ours, theirs) == pytest.approx(1.959963984540054)
    assert standardised(theirs, ours) == pytest.approx(-1.959963984540054)
    assert isnan(standardised(Interval(-inf, -inf, 0.1), theirs))
