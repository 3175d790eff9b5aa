import math

import pytest
from pydantic import ValidationError

from osteon.base.errors import InputError
from osteon.library.sourced import Context, Sourced, Spread, convert, read_spread, sourced


def read(name, **table):
    raw = {"value": "1 day", "source": "lemaire_2004", "basis": "published", **table}
    return Sourced.model_validate(sourced(name, raw), context=Context({"lemaire_2004": None}))


def test_a_value_is_in_the_unit_its_name_states():
    entry = read("delay_days", value="2 weeks", note="why")
    assert (entry.value, entry.unit, entry.note) == (14.0, "days", "why")
    assert (entry.source, entry.basis, entry.spread) == ("lemaire_2004", "published", None)


def test_a_half_life_is_a_rate():
    assert convert("half-life 40 days", "1/day") == pytest.approx(math.log(2) / 40)
    assert convert("half-life 40 days", "1/hour") == pytest.approx(math.log(2) / 960)


@pytest.mark.parametrize(
    ("text", "spread"),
    [
        ("lognormal 50 %", Spread("lognormal", 0.5)),
        ("lognormal 20 %, 5 min to 2 h", Spread("lognormal", 0.2, 5.0, 120.0)),
        ("normal 20 min", Spread("normal", 20.0)),
        ("normal 1 h, 30 min to 2 h", Spread("normal", 60.0, 30.0, 120.0)),
    ],
)
def test_a_spread_is_read(text, spread):
    assert read_spread(text, "min") == spread


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("uniform 3 min", "is no spread; write it like"),
        ("normal 3 Gy", '"Gy" is no unit of time'),
        ("normal 0 min", "spreads nothing"),
        ("normal 3 min, 9 min to 2 min", "spreads nothing"),
        (3, "is no spread"),
    ],
)
def test_a_wrong_spread_is_a_fault(text, message):
    with pytest.raises(ValueError, match=message):
        read_spread(text, "min")


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ({"value": "1 Gy"}, ("value",)),
        ({"basis": "guessed"}, ("basis",)),
        ({"source": "lemair_2004"}, ("source",)),
        ({"sorce": "x"}, ("sorce",)),
    ],
)
def test_a_fault_lies_where_it_is(table, where):
    with pytest.raises(ValidationError) as error:
        read("delay_days", **table)
    assert [detail["loc"] for detail in error.value.errors()] == [where]


def test_another_value_keeps_everything_else():
    entry = read("delay_days")
    assert entry.with_value(3.0) == read("delay_days", value="3 days")


def test_an_impossible_value_is_a_fault_in_a_file_and_in_its_place():
    with pytest.raises(ValidationError, match="-1 is not possible; it must be at least 0"):
        read("delay_days", value="-1 day")
    with pytest.raises(InputError, match="-1 is not possible; it must be at least 0"):
        read("delay_days").with_value(-1)
