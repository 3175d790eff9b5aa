"""The published physiology block against trajectories of another engine at rtol 1e-10.

References: data/physiology, solved elsewhere and confirmed by two more solvers; every state is
compared relative to its own maximum.
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from support.lives import lives_of, model, monthly, state_course

DATA = Path(__file__).parent.parent / "data" / "physiology"
UNTOUCHED, MONTHLY = "a_untouched_5y_weekly", "c_deno120_q4w_3y_weekly"
DRUG = {"DENSC", "DENCENT", "DENPER"}
OURS = {  # the reference's names of states that the literature writes shorter
    "ECCPhos": "EPO",
    "IntraPO": "IPO",
    "PhosGut": "GPO",
    "ROB1": "ROB",
    "OBfast": "OBf",
    "OBslow": "OBs",
    "TGFB": "TGB",
    "TGFBact": "TGA",
    "Qbone": "Qb",
}
DROPPED = {"time", "BMDls", "BMDlsDEN", "BMDfn", "GFR", "UCA"}


@cache
def reference(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    names = [OURS.get(name, name) for name in head]
    return dict(zip(names, np.array(rows, float).T, strict=True))


@cache
def solved(name, rtol):
    days = reference(name)["time"] / 24
    given = monthly("denosumab", 120.0) if name == MONTHLY else []
    states = state_course(lives_of(sets=["published"]), days, given, rtol=rtol)[0]
    symbols = [state.symbol for state in model().declaration.states.values()]
    return dict(zip(symbols, states.T, strict=True))


def errors(name, rtol):
    """Return the largest error of each state, relative to its own maximum."""
    known, ours = reference(name), solved(name, rtol)
    shared = set(known) - DROPPED
    largest = {symbol: np.abs(known[symbol]).max() or 1.0 for symbol in shared}
    return {s: np.abs(ours[s] - known[s]).max() / largest[s] for s in shared}


@pytest.mark.parametrize("name", [UNTOUCHED, MONTHLY])
def test_every_published_state_is_ours(name):
    states = set(reference(name)) - DROPPED
    assert len(states) == 28 + len(DRUG)
    assert states <= set(solved(name, 1e-8))


@pytest.mark.parametrize("name", [UNTOUCHED, MONTHLY])
def test_every_state_is_within_a_millionth_of_its_maximum(name):
    off = errors(name, 1e-8)
    assert {symbol: error for symbol, error in off.items() if not error < 1e-6} == {}


@pytest.mark.parametrize(("name", "best"), [(UNTOUCHED, 1e-9), (MONTHLY, 1e-8)])
def test_a_tighter_tolerance_comes_closer_still(name, best):
    loose, tight = max(errors(name, 1e-6).values()), max(errors(name, 1e-10).values())
    assert tight < best
    assert tight < loose


def test_the_reference_moves_so_that_agreement_means_something():
    rankl = reference(MONTHLY)["L"]
    assert rankl.min() < 0.5 * rankl[0]
    without = errors(MONTHLY, 1e-8)
    given_nothing = lives_of(sets=["published"])
    days = reference(MONTHLY)["time"] / 24
    untreated = state_course(given_nothing, days, [], rtol=1e-8)[0]
    place = [state.symbol for state in model().declaration.states.values()].index("L")
    assert np.abs(untreated[:, place] - rankl).max() > 1e5 * without["L"] * rankl.max()


def test_without_the_published_constants_the_reference_is_missed():
    days = reference(UNTOUCHED)["time"] / 24
    ours = state_course(lives_of(), days, rtol=1e-8)[0]
    place = [state.symbol for state in model().declaration.states.values()].index("P")
    calcium = reference(UNTOUCHED)["P"]
    assert np.abs(ours[:, place] - calcium).max() / calcium.max() > 1e-6
