import pytest

from osteon.base.errors import InputError
from osteon.library.library import Library
from osteon.library.replacing import with_numbers


def test_numbers_are_replaced_by_path_or_pattern_and_nothing_else_changes():
    library = Library.load()
    changed = with_numbers(library, {"cancers.*.death_rate_per_year": 0.0, "falls_per_year": 2.0})
    assert {cancer.death_rate_per_year.value for cancer in changed.cancers.values()} == {0.0}
    assert changed.parameters["falls_per_year"].value == 2.0
    assert library.cancers["breast"].death_rate_per_year.value > 0
    own = changed.cancers["breast"].age_years
    assert own == library.cancers["breast"].age_years


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"fals_per_year": 1.0}, "falls_per_year"),
        ({"cancers.*.bone_spread_probability": 2.0}, "at most 1"),
    ],
)
def test_what_is_not_there_or_impossible_is_refused(numbers, message):
    with pytest.raises(InputError, match=message):
        with_numbers(Library.load(), numbers)
