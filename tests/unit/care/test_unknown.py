import operator

import pytest

from osteon.care import Unknown, UnknownValueError


@pytest.fixture
def gfr() -> Unknown:
    return Unknown("gfr")


def test_says_what_to_ask_when_used_as_true_or_false(gfr):
    with pytest.raises(UnknownValueError, match=r'ask chart\.known\("gfr"\) first'):
        bool(gfr)


def test_a_negated_comparison_never_fires_on_ignorance(gfr):
    with pytest.raises(UnknownValueError):
        _ = not (gfr >= 30)


@pytest.mark.parametrize("compare", [operator.eq, operator.ne, operator.lt, operator.ge])
def test_every_comparison_stays_unknown_from_both_sides(gfr, compare):
    for outcome in (compare(gfr, 30.0), compare(30.0, gfr)):
        assert isinstance(outcome, Unknown)


@pytest.mark.parametrize("act", [operator.add, operator.sub, operator.mul, operator.truediv])
def test_arithmetic_stays_unknown_and_keeps_its_name(gfr, act):
    assert repr(act(gfr, 2.0)) == repr(act(2.0, gfr)) == "Unknown('gfr')"


def test_is_no_number(gfr):
    with pytest.raises(UnknownValueError, match="no number"):
        float(gfr)


def test_membership_does_not_guess(gfr):
    with pytest.raises(UnknownValueError):
        _ = gfr in [30.0, 60.0]


def test_signs_stay_unknown(gfr):
    assert isinstance(-gfr, Unknown)
    assert isinstance(abs(gfr), Unknown)
