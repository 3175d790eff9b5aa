import pytest

from osteon.base.errors import InputError
from osteon.library.supplements import Supplements


@pytest.mark.parametrize(
    ("text", "supplements"),
    [
        ("calcium 500 mg/d, vitamin D 400 IU/d", Supplements(500.0, 400.0)),
        ("Vitamin D 800 IU per day and calcium 1 g/d", Supplements(1000.0, 800.0)),
        ("calcium 0.5 g/d", Supplements(500.0, 0.0)),
        ("", Supplements()),
    ],
)
def test_text_is_read_and_written(text, supplements):
    assert Supplements.parse(text) == supplements
    assert Supplements.parse(str(supplements)) == supplements


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("calcum 500 mg/d", '"calcum" is no supplement; did you mean "calcium"?'),
        ("iron 100 mg/d", '"iron" is no supplement; use one of calcium, vitamin D'),
        ("calcium", '"calcium" is no daily amount; write it like "calcium 500 mg/d, vitamin D'),
        ("calcium 500 mg", '"mg" cannot be turned into mg/day'),
        ("calcium -5 mg/d", "it must be at least 0"),
        ("calcium 5 mg/d, calcium 6 mg/d", "states calcium twice"),
    ],
)
def test_a_fault_is_one_clear_line(text, message):
    with pytest.raises(InputError) as error:
        Supplements.parse(text)
    assert message in str(error.value)
