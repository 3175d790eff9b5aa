"""Each claim shows in simulated patients, and no longer shows when its mechanism is off."""

import pytest

from osteon.library.library import Library
from osteon.trial.claims.check import HOLDS, judge
from osteon.trial.claims.index import SHOWS
from support.claims import clinic

CLAIMS = Library.load().claims
SHOWN = [
    pytest.param(name, marks=pytest.mark.xfail(reason=CLAIMS[name].unmet, strict=True))
    if CLAIMS[name].unmet
    else name
    for name in sorted(SHOWS)
]


def said(verdict):
    return "; ".join(
        f"{figure.name}: {value:.3g} {figure.unit} ({figure.band})"
        for figure, value in verdict.figures
    )


@pytest.mark.parametrize("name", SHOWN)
def test_holds(name):
    verdict = judge(CLAIMS[name], clinic())
    assert verdict.word == HOLDS, said(verdict)


@pytest.mark.parametrize("name", sorted(SHOWS))
def test_fails_without_its_mechanism(name):
    verdict = judge(CLAIMS[name], clinic(), off=True)
    assert verdict.word != HOLDS, said(verdict)


def test_every_function_has_its_claim():
    assert set(SHOWS) == set(CLAIMS)


def test_claims_are_numbered_without_gaps():
    assert sorted(CLAIMS) == [f"C{number:03}" for number in range(1, 110)]
