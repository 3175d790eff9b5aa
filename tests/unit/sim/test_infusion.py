import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.base.errors import InputError
from osteon.sim.infusion import Infusion, read_infusions


def test_rates_and_times_are_read_with_their_units():
    assert Infusion.parse("calcium 1 mmol/h from 2 days for 14 days") == Infusion(
        "calcium_infusion", 24.0, 2.0, 16.0
    )
    assert Infusion.parse("PTH 3 pmol/h from 36 h for 1 week") == Infusion(
        "pth_infusion", 72.0, 1.5, 8.5
    )


def test_without_times_it_runs_from_the_beginning_and_does_not_end():
    infusion = Infusion.parse("calcium 48 mmol/day")
    assert infusion.jumps(7) == [(0.0, 7, 48.0)]


@given(st.floats(0, 1e3), st.floats(0, 1e3), st.floats(0.01, 1e3))
def test_what_begins_ends_with_the_same_amount(rate, first, long):
    text = f"calcium {rate!r} mmol/day from {first!r} days for {long!r} days"
    (begin, code, up), (end, _, down) = Infusion.parse(text).jumps(3)
    assert (begin, code, up) == (pytest.approx(first), 3, pytest.approx(rate))
    assert end == pytest.approx(first + long)
    assert up + down == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "write it like"),
        ("calcium", "write it like"),
        ("calcum 1 mmol/h", '"calcum" cannot be infused; did you mean "calcium"'),
        ("calcium 1 pint/h", '"pint/h" cannot be turned into mmol/day'),
        ("calcium 1 mmol", '"mmol" cannot be turned into mmol/day'),
        ("calcium -1 mmol/h", "can be negative"),
        ("calcium 1 mmol/h from -2 days", "can be negative"),
        ("calcium 1 mmol/h for 0 days", "must be more than 0"),
        ("calcium 1 mmol/h from 2 furlongs", '"furlongs" is no unit of time'),
        ("calcium 1 mmol/h for 14 days from 2 days", "14 days"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(text, message):
    with pytest.raises(InputError) as error:
        read_infusions([text])
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(InputError) as error:
        read_infusions(["calcum 1 mmol/h", "calcium 1 mmol/h", "calcium 1 Gy/h"])
    assert len(error.value.problems) == 2


def test_one_text_is_one_infusion():
    text = "calcium 1 mmol/h from 2 days for 14 days"
    assert read_infusions(text) == read_infusions([text])
