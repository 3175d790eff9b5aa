import pytest

from osteon.base.suggest import did_you_mean, hint, plain


def test_the_nearest_word_is_found():
    assert did_you_mean("horizn", ["horizon", "cohort"]) == "horizon"
    assert did_you_mean("Zoledronic-Acid", ["zoledronic_acid"]) == "zoledronic_acid"
    assert did_you_mean("xyz", ["horizon"]) is None


@pytest.mark.parametrize(
    ("word", "known"), [("colour", "cohort"), ("nothing", "region_smoothing"), ("arm", "name")]
)
def test_a_word_that_is_only_a_little_alike_is_not_offered(word, known):
    assert did_you_mean(word, [known]) is None


def test_a_hint_says_what_there_is():
    assert hint("horizn", ["horizon"]) == '; did you mean "horizon"?'
    assert hint("xyz", ["iv", "sc"]) == "; use one of iv, sc"
    assert hint("xyz", [f"bone {number}" for number in range(40)]) == ""
    assert hint("xyz", []) == ""


def test_case_and_separators_do_not_count():
    assert plain(" Zoledronic  acid ") == plain("zoledronic_acid") == plain("ZOLEDRONIC-ACID")
