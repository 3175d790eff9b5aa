from osteon.base.suggest import did_you_mean, hint, plain


def test_the_nearest_word_is_found():
    assert did_you_mean("horizn", ["horizon", "cohort"]) == "horizon"
    assert did_you_mean("Zoledronic-Acid", ["zoledronic_acid"]) == "zoledronic_acid"
    assert did_you_mean("xyz", ["horizon"]) is None


def test_a_hint_says_what_there_is():
    assert hint("horizn", ["horizon"]) == '; did you mean "horizon"?'
    assert hint("xyz", ["iv", "sc"]) == "; use one of iv, sc"
    assert hint("xyz", [f"bone {number}" for number in range(40)]) == ""
    assert hint("xyz", []) == ""


def test_case_and_separators_do_not_count():
    assert plain(" Zoledronic  acid ") == plain("zoledronic_acid") == plain("ZOLEDRONIC-ACID")
