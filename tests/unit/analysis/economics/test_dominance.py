"""Ratios and dominance, held against the published examples of the R package dampack.

dampack (GPL-3, https://github.com/DARTH-git/dampack): the numbers are those its vignette "Basic
Cost Effectiveness Analysis" and its tests publish (data of paltiel_2006 and rajasingham_2020); none
of its code is used.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.analysis.economics.dominance import icers
from osteon.base.errors import InputError

# vignettes/cdiff_icers.csv: strategy, cost, effect, ratio, status.
CDIFF = (
    ("s3", 57336.0059896538, 12.9399639202408, None, "reference"),
    ("s27", 57541.2526373815, 13.0140640696275, 2769.85470915263, "frontier"),
    ("s33", 57642.2587507842, 13.0389116321918, 4065.03105249231, "frontier"),
    ("s31", 57934.0743411241, 13.0966257932217, 5056.2216470406, "frontier"),
    ("s43", 58072.1137208494, 13.11285766912, 8504.2160616553, "frontier"),
    ("s44", 58665.7823044647, 13.1283328397025, 38362.6519947134, "frontier"),
    ("s39", 57814.6470919581, 13.0462790163185, None, "extendedly dominated"),
    ("s4", 57887.481549326, 12.9970657153765, None, "dominated"),
    ("s13", 58018.6252420203, 13.0650412387992, None, "dominated"),
    ("s37", 58081.7947984323, 13.1029711156978, None, "dominated"),
    ("s20", 58634.2026441398, 13.1100568867995, None, "dominated"),
)
HIV = (
    ("status quo", 26000, 277.25 / 12, None, "reference"),
    ("one time", 27000, 277.57 / 12, 37500.0, "frontier"),
    ("5yr", 28020, 277.78 / 12, 58285.714285714, "frontier"),
    ("3yr", 28440, 277.83 / 12, 100800.0, "frontier"),
    ("annual", 29440, 277.76 / 12, None, "dominated"),
)
VETERANS = (
    ("UC", 5000, 1, None, "reference"),
    ("B", 10000, 2, 5000.0, "frontier"),
    ("D", 35000, 4, 12500.0, "frontier"),
    ("E", 55000, 5, 20000.0, "frontier"),
    ("C", 25000, 3, None, "extendedly dominated"),
    ("A", 12000, 1.5, None, "dominated"),
)


@pytest.mark.parametrize("published", [CDIFF, HIV, VETERANS], ids=["cdiff", "hiv", "veterans"])
def test_the_published_examples_come_out_whatever_the_order(published):
    for rows in (published, published[::-1], sorted(published)):
        names, costs, effects, _, _ = zip(*rows, strict=True)
        found = {row.strategy: row for row in icers(names, costs, effects)}
        for name, _cost, _effect, ratio, status in published:
            assert found[name].status == status
            assert found[name].icer == (ratio if ratio is None else pytest.approx(ratio, rel=1e-9))


def test_of_two_that_do_the_same_the_cheaper_is_the_reference():
    # dampack's test "default reference strategy".
    rows = icers(
        ["No Treat", "Treat all", "Test & treat"],
        [163771.0, 164848.7, 163765.1],
        [6.48273, 6.52861, 6.52861],
    )
    assert [(row.strategy, row.status) for row in rows] == [
        ("Test & treat", "reference"),
        ("No Treat", "dominated"),
        ("Treat all", "dominated"),
    ]


def test_two_strategies_that_are_the_same_are_called_equal_and_have_no_ratio():
    rows = icers(["a", "b"], [10.0, 10.0], [1.0, 1.0])
    assert [(row.strategy, row.status, row.icer) for row in rows] == [
        ("a", "reference", None),
        ("b", "equal", None),
    ]


def test_every_fault_is_told_at_once():
    with pytest.raises(InputError, match="3 problems") as caught:
        icers(["a", "a"], [1.0, float("nan")], [float("inf"), 1.0])
    assert "there twice" in str(caught.value)
    with pytest.raises(InputError, match="only one arm"):
        icers(["a"], [1.0], [1.0])


money = st.integers(0, 50).map(float)


@given(st.lists(st.tuples(money, money), min_size=2, max_size=8))
def test_the_frontier_is_what_net_benefit_chooses_at_some_threshold(pairs):
    costs, effects = zip(*pairs, strict=True)
    rows = icers([str(i) for i in range(len(pairs))], costs, effects)
    frontier = [row for row in rows if row.status in {"reference", "frontier"}]
    ratios = [row.icer for row in frontier[1:]]
    assert ratios == sorted(ratios)
    # Halfway between two ratios the strategy between them has the highest net benefit.
    edges = [0.0, *ratios, (ratios[-1] if ratios else 0.0) * 2 + 1]
    for row, low, high in zip(frontier, edges, edges[1:], strict=False):
        threshold = (low + high) / 2
        best = max(threshold * e - c for c, e in pairs)
        assert threshold * row.effect - row.cost == pytest.approx(best, abs=1e-9)
