"""The story of one life in dated sentences: what happened, what was done, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan
from textwrap import wrap
from typing import Any

from osteon.library.library import Library
from osteon.sim.story import words
from osteon.sim.story.life import Life

DAYS_PER_MONTH = 30.4375
WIDTH = 96
ROUTINE_LOOKS = (
    "calcium",
    "untx",
    "sctx",
    "bsap",
    "pain",
    "albumin",
    "gfr",
    "vitamin_d",
    "performance",
)


@dataclass(frozen=True, order=True)
class Sentence:
    """One thing that happened on one day [days]; `order` keeps cause before consequence."""

    day: float
    order: int
    text: str


def tell(life: Life, library: Library) -> list[Sentence]:
    """Return the sentences of a life in order of time."""
    sentences = [
        *_found(life, library),
        *_felt(life, library),
        *_happened(life, library),
        *_ordered(life, library),
        *_done(life, library),
    ]
    return [*sorted(sentences), _ended(life)]


def story(life: Life, library: Library) -> str:
    """Return the story as text, ready to print."""
    lines = [*wrap(introduce(life, library), WIDTH), ""]
    for sentence in tell(life, library):
        head = f"{f'day {sentence.day:.0f}':>9}  {_month(sentence.day):<10} "
        lines += wrap(sentence.text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
    return "\n".join([*lines, "", words.DISCLAIMER])


def introduce(life: Life, library: Library) -> str:
    """Return who this is, in one or two sentences."""
    who = life["patients"].iloc[0]
    person = "woman" if who.sex == "female" else "man"
    elsewhere = "spread to other organs too" if who.visceral else "no spread to other organs"
    number = int(who.n_lesions)
    metastases = "1 bone metastasis" if number == 1 else f"{number or 'no'} bone metastases"
    return (
        f"A {who.age_years:.0f}-year-old {person} with {library.cancer(who.cancer).title}, "
        f"{metastases} and {elsewhere}; performance status {who.ecog}, kidney function "
        f"{who.gfr_ml_min:.0f} mL/min, weight {who.weight_kg:.0f} kg."
    )


def _found(life: Life, library: Library) -> Iterator[Sentence]:
    for row in life.rows("findings"):
        where = words.bone(str(row.get("site", "")), library)
        kind = str(row.get("kind", "") or "a")
        by = words.title(str(row.get("found_by", "") or ""), library)
        yield Sentence(
            row["day"],
            1,
            f"Found: {kind} metastasis in {where}{f', by {by}' if by else ''}.",
        )


def _felt(life: Life, library: Library) -> Iterator[Sentence]:
    for row in life.rows("symptoms"):
        onset, told = row["onset_day"], row["reported_day"]
        site = str(row.get("site", "") or "")
        where = f" in {words.bone(site, library)}" if site else ""
        when = f" It was told to the team on {words.day(told)}." if told > onset + 1 else ""
        never = " It was never told to the team." if isnan(told) else ""
        yield Sentence(
            onset, 2, f"Felt: {words.title(str(row['name']), library)}{where}.{when}{never}"
        )


def _happened(life: Life, library: Library) -> Iterator[Sentence]:
    for row in life.rows("events"):
        if row["kind"] not in words.TOLD_ELSEWHERE:
            yield Sentence(row["day"], 3, f"{words.event(row, library)}.")


def _ordered(life: Life, library: Library) -> Iterator[Sentence]:
    """Yield each treatment with its reason; the same order again is told as "again", once."""
    told: dict[tuple[str, str, str], int] = {}
    for row in life.rows("orders"):
        if _not_worth_telling(row):
            continue
        key = (str(row["verb"]), str(row["what"]), str(row["site"]))
        told[key] = told.get(key, 0) + 1
        if told[key] == 1:
            yield Sentence(row["day"], 4, _order(row, library))
        elif told[key] == 2:
            yield Sentence(row["day"], 4, f"Again: {_order(row, library)}")


def _not_worth_telling(row: Mapping[str, Any]) -> bool:
    routine = row["verb"] == "assess" and row["what"] in ROUTINE_LOOKS
    return routine or row.get("done", True) is False


def _order(row: Mapping[str, Any], library: Library) -> str:
    verb = words.VERBS.get(str(row["verb"]), str(row["verb"]))
    what = words.title(str(row["what"]), library)
    site = str(row["site"] or "")
    of = "of" if row["verb"] == "assess" else "to"
    where = f" {of} {words.bone(site, library)}" if site else ""
    urgent = str(row["urgency"])
    haste = f", {urgent}" if urgent != "routine" else ""
    rule = words.spaced(str(row["rule"]))
    return f"{verb}: {what}{where}{haste}. Why: {row['reason']} (rule: {rule})."


def _done(life: Life, library: Library) -> Iterator[Sentence]:
    for row in life.rows("procedures"):
        site, outcome = str(row.get("site", "") or ""), str(row.get("outcome", "") or "")
        where = f" at {words.bone(site, library)}" if site else ""
        came = f" Outcome: {words.spaced(outcome)}." if outcome else ""
        yield Sentence(
            row["day"],
            5,
            f"Done: {words.title(str(row['procedure']), library)}{where}.{came}",
        )
    yield from _doses(life, library)


def _doses(life: Life, library: Library) -> Iterator[Sentence]:
    given: dict[str, list[Mapping[str, Any]]] = {}
    for row in life.rows("doses"):
        given.setdefault(str(row["drug"]), []).append(row)
    for drug, rows in given.items():
        last, name = rows[-1], words.title(drug, library)
        how = f"{last['dose_mg']:g} mg {words.ROUTES.get(str(last['route']), str(last['route']))}"
        many = "the only one" if len(rows) == 1 else f"the last of {len(rows)}"
        yield Sentence(last["day"], 6, f"Dose of {name}, {how}: {many}.")


def _ended(life: Life) -> Sentence:
    said = words.ENDINGS.get(life.ending, life.ending)
    deaths = [row for row in life.rows("events") if str(row["kind"]).startswith("death")]
    if life.ending == "death" and deaths:
        cause = str(deaths[-1].get("cause", "") or deaths[-1]["kind"])
        said += f" {words.DEATHS[cause]}" if cause in words.DEATHS else ""
    return Sentence(life.last_day, 9, f"{said}.")


def _month(day: float) -> str:
    return "at entry" if day < 1 else f"month {day / DAYS_PER_MONTH:.1f}"
