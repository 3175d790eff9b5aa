from types import SimpleNamespace

import numpy as np
import pytest

from osteon.trial.fit.observed import Observations
from osteon.trial.fit.readings import Reading
from osteon.trial.fit.vpc import MOST_TIMES, Check, quantile

UNTX = Reading("untx_nmol_mmol", "untx", "nmol/mmol", "reading", "untx_nmol_mmol")


def data(days, values, lloq=np.nan):
    n = len(days)
    zero, values = np.zeros(n, np.int64), np.array(values, float)
    limits = np.full(n, lloq)
    return Observations(
        (UNTX,), zero, zero, zero, np.array(days, float), values, limits, values < limits
    )


def test_numbers_are_those_counted_by_hand():
    luck = np.random.default_rng(1)
    days = np.repeat([0.0, 28.0], 7)
    values = luck.uniform(5, 50, 14)
    replicates = luck.uniform(5, 50, (30, 14))
    check = Check.of(SimpleNamespace(seen=data(days, values)), replicates)
    for _day, inside in ((0.0, slice(0, 7)), (28.0, slice(7, 14))):
        for percent in (5, 50, 95):
            row = check.percentiles.query("day == @_day and percentile == @percent").iloc[0]
            assert row["observed"] == pytest.approx(np.percentile(values[inside], percent))
            each = np.percentile(replicates[:, inside], percent, axis=1)
            band = row[["simulated_low", "simulated", "simulated_high"]].to_numpy(float)
            assert band == pytest.approx(np.percentile(each, [5, 50, 95]))
            assert row["n"] == 7
    assert check.below["observed"].tolist() == [0.0, 0.0]


def test_below_quantification_counts_as_lowest_and_is_never_shown_as_a_number():
    values = [1.0, 2.0, 8.0, 9.0, 10.0]
    replicates = np.array([[1.0, 6.0, 7.0, 8.0, 9.0], [2.0, 3.0, 4.0, 8.0, 9.0]])
    check = Check.of(SimpleNamespace(seen=data([0] * 5, values, lloq=5.0)), replicates)
    table = check.percentiles.set_index("percentile")
    assert np.isnan(table.loc[5, "observed"])
    assert table.loc[50, "observed"] == 8.0
    assert table.loc[95, "observed"] == pytest.approx(9.8)
    row = check.below.iloc[0]
    assert row["observed"] == 40.0
    assert row["simulated"] == pytest.approx(40.0)
    assert (row["simulated_low"], row["simulated_high"]) == pytest.approx((22.0, 58.0))


def test_correction_takes_out_what_doses_do():
    predictions = np.array([10.0, 20.0, 40.0, 0.0])
    values = predictions * [1.1, 0.9, 1.2, 1.0]
    result = SimpleNamespace(seen=data([0] * 4, values), population=predictions)
    check = Check.of(result, np.array([values * 0.5, values * 2]), corrected=True)
    assert check.factor == pytest.approx([1.5, 0.75, 0.375, 1.0])
    assert check.corrected
    row = check.percentiles.query("percentile == 50").iloc[0]
    assert row["observed"] == pytest.approx(np.median(values * check.factor))
    assert row["simulated"] == pytest.approx(1.25 * row["observed"])


def test_many_times_are_binned_so_that_nobody_is_lost():
    days = np.arange(0.0, 97.0)
    check = Check.of(SimpleNamespace(seen=data(days, days + 1)), np.tile(days + 1, (2, 1)))
    table = check.below
    assert len(table) <= MOST_TIMES
    assert table["n"].sum() == len(days)
    assert np.all(table["day_low"].to_numpy()[1:] > table["day_high"].to_numpy()[:-1])


def test_a_quantile_between_nothing_and_something_is_nothing():
    assert quantile(np.array([[-np.inf, 3.0, 5.0]]), 0.25)[0] == -np.inf
    assert quantile(np.array([[-np.inf, 3.0, 5.0]]), 0.5)[0] == 3.0
    assert quantile(np.array([[-np.inf, 3.0, 5.0]]), 0.75)[0] == 4.0
