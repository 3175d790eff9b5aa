"""A second oracle of our estimators, written by others from other texts: surpyval."""

import warnings

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from osteon.analysis.cumulative_count import mean_cumulative_count
from osteon.analysis.survival import kaplan_meier

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import surpyval

# Whole days, so that ties are common.
patients = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=3, max_size=40)


@given(patients)
def test_the_kaplan_meier_curve_is_surpyvals(rows):
    days = np.array([day for day, _ in rows], float)
    seen = np.array([event for _, event in rows])
    theirs = surpyval.KaplanMeier.fit(days, c=(~seen).astype(int))
    ours = kaplan_meier(days, seen)
    np.testing.assert_allclose(ours.at(theirs.x), theirs.R, atol=1e-12)


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.lists(st.integers(1, 30), max_size=4)),
        min_size=2,
        max_size=12,
    )
)
def test_the_mean_count_of_events_is_surpyvals(lives):
    """Without deaths: events of each patient up to the end of follow-up, ties and all."""
    who, day = [], []
    last = np.array([end for end, _ in lives], float)
    for number, (end, events) in enumerate(lives):
        own = sorted({event for event in events if event < end})
        who += [number] * len(own)
        day += own
    if not day:
        return
    x = np.concatenate([day, last])
    i = np.concatenate([who, np.arange(len(lives))])
    c = np.concatenate([np.zeros(len(day), int), np.ones(len(lives), int)])
    theirs = surpyval.NonParametricCounting.fit(x, i=i, c=c)
    ours = mean_cumulative_count(
        np.array(who), np.array(day, float), last, np.zeros(len(lives), bool), theirs.x
    )
    np.testing.assert_allclose([own.value for own in ours.estimates()], theirs.mcf_hat, atol=1e-12)
