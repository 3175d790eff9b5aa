"""The command `osteon claims`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from osteon.cli.options import library_option, set_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osteon.library.claims import Claim
    from osteon.library.library import Library
    from osteon.trial.claims.check import Verdict

COLUMNS = (
    "claim",
    "topic",
    "statement",
    "figure",
    "value",
    "unit",
    "band",
    "inside",
    "verdict",
    "evidence",
    "remark",
)


@click.command()
@click.argument("names", metavar="[ID]...", nargs=-1)
@click.option("--off", is_flag=True, help="Switch off the mechanism behind each claim first.")
@click.option(
    "--format",
    "output",
    type=click.Choice(("text", "csv", "json", "markdown")),
    default="text",
    show_default=True,
    help="Form of what is printed on stdout.",
)
@library_option
@set_option
def claims(
    names: tuple[str, ...],
    *,
    off: bool,
    output: str,
    library: tuple[str, ...],
    settings: tuple[str, ...],
) -> None:
    """Judge what readers are told about bone metastases on simulated patients.

    ID is a claim, such as C013, or a topic, such as pain; all of them without one.
    """
    from osteon.cli.execute import compile_kernels, load_library
    from osteon.cli.settings import read_settings, with_settings
    from osteon.trial.claims.check import judge
    from osteon.trial.claims.clinic import Clinic

    facts = with_settings(load_library(library), read_settings(settings))
    chosen = choose(facts, names)
    compile_kernels()
    clinic = Clinic(facts)
    verdicts = []
    for claim in chosen:
        click.echo(f"{claim.name} {claim.statement}", err=True)
        verdicts.append(judge(claim, clinic, off=off))
    _print(verdicts, output, facts)


def choose(library: Library, names: Sequence[str]) -> list[Claim]:
    """Return the claims that are named, alone or by topic; all of them where none is.

    Raises
    ------
    InputError
        A name is neither; every one is told at once.
    """
    from osteon.base.errors import InputError, Problem
    from osteon.base.suggest import hint, plain

    chosen, problems = [], []
    topics = {plain(claim.topic) for claim in library.claims.values()}
    for name in names or tuple(sorted(library.claims)):
        own = [
            claim
            for claim in library.claims.values()
            if plain(name) in {plain(claim.name), plain(claim.topic)}
        ]
        if not own:
            known = [*topics, *library.claims]
            problems.append(Problem("", f'no claim or topic "{name}"{hint(name, known)}'))
        chosen += own
    if problems:
        raise InputError(problems)
    return sorted(chosen, key=lambda claim: claim.name)


def rows_of(verdict: Verdict) -> Iterator[tuple[object, ...]]:
    """Yield one row for each figure of a claim, in the order of `COLUMNS`."""
    claim = verdict.claim
    remark = " ".join(part for part in (claim.exception, claim.unmet) if part)
    for figure, value in verdict.figures:
        yield (
            claim.name, claim.topic, claim.statement, figure.name, value, figure.unit, figure.band,
            figure.holds(value), verdict.word, ", ".join(claim.sources), remark,
        )  # fmt: skip


def _print(verdicts: Sequence[Verdict], output: str, library: Library) -> None:
    from osteon.cli.claims_page import markdown
    from osteon.cli.output import print_rich, print_rows

    if output == "markdown":
        click.echo(markdown(verdicts, library))
    elif output == "text":
        print_rich(*_text(verdicts))
    else:
        print_rows(COLUMNS, (row for verdict in verdicts for row in rows_of(verdict)), output)


def _text(verdicts: Sequence[Verdict]) -> Iterator[object]:
    from rich.markup import escape

    from osteon.cli.claims_page import measured, tally
    from osteon.cli.output import make_table

    styles = {"holds": "green", "fails": "red", "not shown": "yellow"}
    for verdict in verdicts:
        claim = verdict.claim
        word = f"[{styles[verdict.word]}]{verdict.word}[/]"
        yield f"[bold]{claim.name}[/] {word}  {escape(claim.statement)}"
        rows = [
            (f"  {escape(figure.name)}", measured(value, figure.unit), figure.band)
            for figure, value in verdict.figures
        ]
        yield make_table(("", "", "band"), rows, right=1, headed=False)
        for remark in (claim.exception, claim.unmet):
            if remark:
                yield f"  {escape(remark)}"
        yield f"  [dim]evidence: {', '.join(claim.sources)}[/]\n"
    yield tally(verdicts)
