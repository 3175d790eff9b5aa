"""Prescriptions: text such as ``zoledronic acid 4 mg iv over 15 min q4w x 24``, and back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from osteon.base.errors import InputError
from osteon.base.suggest import did_you_mean, hint
from osteon.base.units import split_quantity, to_unit
from osteon.library.drugs import ROUTES, Drug, Route
from osteon.library.supplements import Supplements

__all__ = ["Prescription", "Supplements"]

EXAMPLE = '"denosumab 120 mg sc q4w"'
DAYS_IN_WEEK = 7
# The shortest interval and infusion a person can mean: a minute.
_SHORTEST_DAYS = 1 / 1440

_NUMBER = r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_DOSE = re.compile(r"[-+]?[\d.,]+(?:[eE][-+]?\d+)?(?:\s*[^\s\d]\S*)?")
_PARTS = re.compile(
    # What follows the number may be the interval instead of a unit: "over 15 q4w" has none.
    rf"(?P<over>\bover\s+{_NUMBER}(?:\s*(?!q\s*\d|x\s*\d|every|once|iv\b|sc\b)[a-z]+)?)"
    rf"|(?P<every>\bevery\s+(?:{_NUMBER}\s*)?[a-z]+|\bq\s*{_NUMBER}\s*[a-z]+"
    r"|\b(?:daily|weekly|monthly)\b)"
    r"|(?P<once>\bonce\b)"
    rf"|(?P<count>(?:\bx|×)\s*-?{_NUMBER}(?:\s*(?:doses?|times))?\b)"
    rf"|(?P<route>[a-z]+)",
    re.IGNORECASE,
)
_WORDS = {"daily": "every day", "weekly": "every week", "monthly": "every month"}
_SHORT_INTERVALS = {"d": "days", "w": "weeks", "m": "months", "mo": "months", "h": "hours"}
_ROUTE_WORDS: dict[str, Route] = {
    "iv": "iv",
    "intravenous": "iv",
    "intravenously": "iv",
    "sc": "sc",
    "subcutaneous": "sc",
    "subcutaneously": "sc",
}


@dataclass(frozen=True, slots=True)
class Prescription:
    """A drug, its dose, and how often it is given.

    Attributes
    ----------
    drug : str
        Name of the drug in the library, such as ``zoledronic_acid``.
    dose_mg : float
        Of one dose [mg].
    route : {"iv", "sc"}
    infusion_minutes : float or None
        How long a dose runs in [min]; None where the text does not say.
    interval_days : float or None
        From dose to dose [days]; None for a single dose.
    count : int or None
        Number of doses; None for as long as the patient is on it.
    """

    drug: str
    dose_mg: float
    route: Route
    infusion_minutes: float | None = None
    interval_days: float | None = None
    count: int | None = None

    @classmethod
    def parse(cls, text: str, drugs: Mapping[str, Drug] | None = None) -> Self:
        """Return the prescription that a text states.

        Parameters
        ----------
        text : str
            Drug, dose, route, and how often: ``q4w``, ``q28d``, ``every 3 weeks`` or ``once``;
            then, where it matters, ``over 15 min`` and ``x 24``.
        drugs : mapping of name to Drug, optional
            Drugs there are; those of the shipped library by default.

        Raises
        ------
        InputError
            Any part is missing, unknown or impossible; one line says which.
        """
        known = _shipped_drugs() if drugs is None else drugs
        found, rest = _drug(" ".join(text.split()), known)
        dose_mg, rest = _dose(rest)
        parts = _parts(rest)
        return cls(
            found.name,
            dose_mg,
            _route(parts.get("route"), found),
            _infusion(parts.get("over")),
            _interval(parts),
            _count(parts),
        )

    def __str__(self) -> str:
        words = [self.drug.replace("_", " "), f"{_plain(self.dose_mg)} mg", self.route]
        if self.infusion_minutes is not None:
            words.append(f"over {_plain(self.infusion_minutes)} min")
        if self.interval_days is None:
            words.append("once")
        else:
            weeks, left = divmod(self.interval_days, DAYS_IN_WEEK)
            whole = weeks > 0 and not left
            words.append(f"q{_plain(weeks)}w" if whole else f"q{_plain(self.interval_days)}d")
            words += [] if self.count is None else [f"x {self.count}"]
        return " ".join(words)


def _shipped_drugs() -> Mapping[str, Drug]:
    from osteon.library.library import Library

    return Library.load().drugs


def _drug(text: str, drugs: Mapping[str, Drug]) -> tuple[Drug, str]:
    """Return the drug that the text begins with, and what follows its name."""
    words = [(word, drug) for drug in drugs.values() for word in _names(drug)]
    for word, drug in sorted(words, key=lambda pair: -len(pair[0])):
        pattern = r"[\s_-]+".join(re.escape(part) for part in re.split(r"[\s_-]+", word))
        if match := re.match(rf"{pattern}(?![^\W\d])", text, re.IGNORECASE):
            return drug, text[match.end() :].strip()
    name = re.split(r"\s*[-+]?\d", text, maxsplit=1)[0].strip()
    if not name:
        raise InputError(f'"{text}" names no drug; write it like {EXAMPLE}')
    nearest = did_you_mean(name, [word for word, _ in words])
    choices = [nearest] if nearest else [drug.title for drug in drugs.values()]
    raise InputError(f'"{name}" is no drug of the library{hint(name, choices)}')


def _names(drug: Drug) -> tuple[str, ...]:
    return (drug.name, drug.title, *drug.aliases)


def _dose(text: str) -> tuple[float, str]:
    """Return the dose in mg that the text begins with, and what follows it."""
    match = _DOSE.match(text)
    if match is None:
        raise InputError(f"the dose is missing; write it like {EXAMPLE}")
    dose_mg = to_unit(match[0], "mg")
    if dose_mg <= 0:
        raise InputError(f"a dose of {match[0]} is not possible; it must be greater than 0")
    return dose_mg, text[match.end() :].strip()


def _parts(rest: str) -> dict[str, str]:
    """Return the words after the dose by what they are."""
    parts: dict[str, str] = {}
    position = 0
    for match in _PARTS.finditer(rest):
        _refuse(rest[position : match.start()])
        kind = match.lastgroup or ""
        if kind in parts:
            _refuse(match[0])
        parts[kind] = match[0].casefold()
        position = match.end()
    _refuse(rest[position:])
    return parts


def _refuse(words: str) -> None:
    if words.strip(" ,;"):
        raise InputError(f'"{words.strip()}" was not understood; write it like {EXAMPLE}')


def _route(word: str | None, drug: Drug) -> Route:
    if word is None:
        raise InputError(f"say how {drug.title} is given, {' or '.join(drug.routes)}")
    route = _ROUTE_WORDS.get(word)
    if route is None:
        raise InputError(f'"{word}" is no route{hint(word, ROUTES)}')
    if route not in drug.routes:
        raise InputError(f"{drug.title} is given {' or '.join(drug.routes)}, not {route}")
    return route


def _infusion(text: str | None) -> float | None:
    if text is None:
        return None
    minutes = to_unit(text.removeprefix("over").strip(), "min")
    if minutes < 1:
        raise InputError(f'an infusion "{text}" is too short; it must take at least 1 min')
    return minutes


def _interval(parts: Mapping[str, str]) -> float | None:
    if "every" in parts and "once" in parts:
        raise InputError(f'"{parts["every"]}" and "once" contradict each other; write one of them')
    if "every" in parts:
        return _days(parts["every"])
    if "once" not in parts:
        raise InputError('say how often, such as "q4w", "every 4 weeks" or "once"')
    return None


def _days(text: str) -> float:
    text = _WORDS.get(text, text)
    short = text.startswith("q")
    rest = text.removeprefix("q" if short else "every").strip()
    number, unit = split_quantity(rest) if rest[0].isdigit() else (1.0, rest)
    days = to_unit(f"{number!r} {_SHORT_INTERVALS.get(unit, unit) if short else unit}", "days")
    if days < _SHORTEST_DAYS:
        raise InputError(f'"{text}" is no interval; it must be longer than 0')
    return days


def _count(parts: Mapping[str, str]) -> int | None:
    if "count" not in parts:
        return 1 if "once" in parts else None
    if "once" in parts:
        raise InputError(f'"once" and "{parts["count"]}" contradict each other; write one of them')
    number = Decimal(re.sub(r"[^\d.eE+-]", "", parts["count"].lstrip("x× ").split()[0]))
    if number < 1 or number != int(number):
        raise InputError(f'"{parts["count"]}" is no number of doses; write a whole number from 1')
    return int(number)


def _plain(number: float) -> str:
    """Return a float as the shortest text that reads back as the same float."""
    return format(Decimal(repr(number)).normalize(), "f")
