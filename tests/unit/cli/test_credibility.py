"""The page of credibility: targets stand apart, and nothing is left out or typed in."""

from functools import cache

import pandas as pd
import pytest

from osteon.cli.credibility_page import markdown
from osteon.library.library import Library
from osteon.library.reported import UNVERIFIED
from osteon.trial.claims.check import Verdict
from osteon.trial.compare import Comparison
from osteon.trial.credibility.assumptions import BASES, shares
from osteon.trial.credibility.validation import OTHERS, TARGETS, scores, target_questions
from osteon.trial.credibility.verification import Check, verify
from osteon.trial.questions import question_of


@cache
def library():
    return Library.load()


def comparison_of(trial, verdict):
    """Return a comparison in which every number of a trial came to one verdict."""
    rows = [
        Comparison(
            row.endpoint, row.measure, row.arm, row.versus or "", row.at or "", row.value,
            *[1.0] * 6, verdict, row.checked, "", z=0.5,
        )
        for row in library().trials[trial].reported
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(Comparison._fields))


def test_targets_are_told_apart_from_the_other_numbers():
    board = scores(
        {name: comparison_of(name, "inside") for name in ("stopeck_2010", "nussbaum_1993")},
        library(),
    )
    numbers = {
        (row["numbers_are"], row["trial"]): row["numbers"] for row in board.to_dict("records")
    }
    for trial in ("stopeck_2010", "nussbaum_1993"):
        rows = library().trials[trial].reported
        pulled = (
            sum(question_of(row) in target_questions(library())[trial] for row in rows)
            if (trial in target_questions(library()))
            else 0
        )
        assert numbers.get((TARGETS, trial), 0) == pulled
        assert numbers.get((OTHERS, trial), 0) == len(rows) - pulled
    assert numbers[TARGETS, "stopeck_2010"] > 5


def test_what_was_recalled_is_never_a_target():
    for trial, questions in target_questions(library()).items():
        recalled = [row for row in library().trials[trial].reported if row.checked == UNVERIFIED]
        assert not {question_of(row) for row in recalled} & questions


def test_every_number_of_the_library_is_counted_once():
    found = list(shares(library()))
    assert sum(own.counts.total() for own in found) == len(list(library().entries()))
    for own in found:
        assert set(own.counts) <= set(BASES)
        assert len(own.assumed) == own.counts["assumed"]


def test_the_solution_is_checked_here_and_now():
    error, tables = verify(library())
    assert 0 < float(error.came_to) < 1e-4
    same, _, all_of_them = tables.came_to.split()
    assert same == all_of_them


@pytest.mark.parametrize(
    "sensitivity", [None, ("stopeck_2010", pd.DataFrame({"number": ["x"], "swing": [0.25]}))]
)
def test_the_page_says_what_it_was_given(sensitivity):
    claim = next(iter(library().claims.values()))
    page = markdown(
        library(),
        checks=[Check("how far off", "1e-6")],
        scores=scores({"stopeck_2010": comparison_of("stopeck_2010", "outside")}, library()),
        verdicts=[Verdict(claim, {})],
        n=40,
        seed="3",
        sensitivity=sensitivity,
    )
    assert "Not a medical device" in page
    assert "| how far off | 1e-6 |" in page
    assert "at most 40 patients of each trial, seed 3" in page
    assert "0 of" in page
    assert "1 claims: 1 not shown." in page
    assert ("| x | 0.25 |" in page) == (sensitivity is not None)
    assert "\n\n\n\n" not in page
