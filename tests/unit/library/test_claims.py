import math

import pytest

from osteon.library.claims import Claim, Figure
from osteon.library.faults import validate
from osteon.library.library import Library
from osteon.library.sourced import Context

SHARED = {"statement": "x", "observable": "y", "sources": ["ctcae_v4"], "topic": "pain"}


def test_every_claim_rests_on_the_bibliography():
    library = Library.load()
    for claim in library.claims.values():
        assert set(claim.sources) <= set(library.references), claim.name


@pytest.mark.parametrize(
    ("limits", "band", "inside", "outside"),
    [
        ({"low": 1}, "at least 1", 1, 0.99),
        ({"high": 2}, "at most 2", 2, 2.01),
        ({"low": 1, "high": 2}, "1 to 2", 1.5, 3),
    ],
)
def test_a_band(limits, band, inside, outside):
    figure = Figure(name="x", **limits)
    assert figure.band == band
    assert figure.holds(inside)
    assert not figure.holds(outside)
    assert not figure.holds(math.nan)


def test_a_figure_needs_a_band_and_a_claim_a_figure_and_a_known_source():
    raw = {"name": "C1", **SHARED, "figure": [{"name": "x"}], "without": {"says": "z"}}
    context = Context({"ctcae_v4": 1})
    _, problems = validate(Claim, raw, context)
    assert "needs `low`, `high` or both" in str(problems[0])
    _, problems = validate(Claim, {**raw, "figure": [], "sources": ["ctcae"]}, context)
    assert [problem.where for problem in problems] == ["sources", "figure"]
