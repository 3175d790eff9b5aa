"""The page of claims in Markdown: what was measured, its band, and on what it rests."""

from __future__ import annotations

import math
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from osteon.base.citations import format_reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osteon.library.library import Library
    from osteon.trial.claims.check import Verdict

HEAD = """# What readers are told, tested on simulated patients

Made by `make claims`; do not edit. Each statement is put to simulated patients: what was measured
must lie in its band. The tests in `tests/claims` run each one twice, as the clinic is and with the
mechanism behind it switched off, and the second time it must fail. `osteon claims C013` shows one,
`osteon claims C013 --off` the same without its mechanism. A statement that does not hold is listed
with the reason.
"""


def markdown(verdicts: Sequence[Verdict], library: Library) -> str:
    """Return the page."""
    return "\n".join([HEAD, tally(verdicts), *_topics(verdicts), *_sources(verdicts, library)])


def tally(verdicts: Sequence[Verdict]) -> str:
    """Return how many claims hold, fail and are not shown, in words."""
    counts = Counter(verdict.word for verdict in verdicts)
    parts = [f"{counts[word]} {word}" for word in ("holds", "fails", "not shown") if counts[word]]
    return f"{len(verdicts)} claims: {', '.join(parts)}."


def measured(value: float, unit: str) -> str:
    """Return a measured value with its unit; a dash where nothing could be measured."""
    if math.isnan(value):
        return "–"
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    return f"{text.replace('-', '−')} {unit}".rstrip()


def _topics(verdicts: Sequence[Verdict]) -> Iterator[str]:
    def topic(verdict: Verdict) -> str:
        return verdict.claim.topic

    order = {name: place for place, name in enumerate(dict.fromkeys(map(topic, verdicts)))}
    ordered = sorted(verdicts, key=lambda verdict: order[topic(verdict)])
    for name, group in groupby(ordered, key=topic):
        yield f"\n## {name.replace('_', ' ').capitalize()}\n"
        for verdict in group:
            yield from _claim(verdict)


def _claim(verdict: Verdict) -> Iterator[str]:
    claim = verdict.claim
    yield f"### {claim.name}: {claim.statement}\n"
    yield f"*{verdict.word.capitalize()}.* Looked at: {claim.observable}.\n"
    yield "| figure | measured | band |"
    yield "| --- | --- | --- |"
    for figure, value in verdict.figures:
        yield f"| {figure.name} | {measured(value, figure.unit)} | {figure.band} |"
    yield ""
    yield from (f"{remark}\n" for remark in (claim.exception, claim.unmet) if remark)
    evidence = ", ".join(claim.sources)
    yield f"Switched off for the test: {claim.without.says}. Evidence: {evidence}.\n"


def _sources(verdicts: Sequence[Verdict], library: Library) -> Iterator[str]:
    keys = sorted({key for verdict in verdicts for key in verdict.claim.sources})
    yield "## Evidence\n"
    yield from (f"- `{key}`: {format_reference(library.references[key])}" for key in keys)
