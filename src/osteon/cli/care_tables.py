"""What care can do and know, as one table per kind: the numbers that tell entries apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from osteon.library.library import Library

    Row = tuple[str, ...]

# Waits by urgency stand in one cell: emergency, within 24 h, within a week, routine.
_WAIT = "wait, days: now/24 h/week/routine"

COLUMNS: dict[str, tuple[str, ...]] = {
    "medicines": ("name", "title", "kind", "dose, or effect"),
    "procedures": ("name", "title", "where", _WAIT, "mortality, %", "stay, days"),
    "assessments": ("name", "title", "result", "sensitivity, %", "specificity, %", _WAIT),
    "symptoms": ("name", "title", "felt", "told after, days", "act"),
    "standards": ("name", "title", "differs from usual care in"),
}


def rows(library: Library, kind: str) -> Iterator[Row]:
    """Yield a row for each entry of a kind of `COLUMNS`."""
    cells: dict[str, Callable[[Library, Any], Row]] = {
        "medicines": _medicine,
        "procedures": _procedure,
        "assessments": _assessment,
        "symptoms": _symptom,
        "standards": _standard,
    }
    for name, facts in getattr(library, kind).items():
        yield (name, facts.title, *cells[kind](library, facts))


def _medicine(_library: Library, facts: Any) -> Row:
    words = [f"step {facts.step}", facts.route] if facts.kind == "analgesic" else []
    return ", ".join([facts.kind.replace("_", " "), *words]), _first_number(facts)


def _procedure(_library: Library, facts: Any) -> Row:
    where = facts.where.replace("_", " ")
    return where, _waits(facts), _percent(facts.mortality), _number(facts.hospital_days)


def _assessment(_library: Library, facts: Any) -> Row:
    result = sensitivity = specificity = ""
    if facts.kind == "laboratory":
        result = facts.unit or "grade"
    elif facts.kind == "imaging":
        result = f"seen from {_number(facts.smallest_mm)} mm"
        sensitivity = _percent(facts.best_sensitivity)
        specificity = _percent(facts.specificity_per_lesion_site)
    elif facts.kind == "biopsy":
        sensitivity = (
            f"{_percent(facts.sensitivity_blastic)} to {_percent(facts.sensitivity_lytic)}"
        )
        specificity = _percent(facts.specificity)
    elif facts.kind == "dental_check":
        sensitivity = _percent(facts.sensitivity)
    return result, sensitivity, specificity, _waits(facts)


def _symptom(_library: Library, facts: Any) -> Row:
    return _felt(facts), _number(facts.report_delay_days), facts.red_flag


def _standard(library: Library, facts: Any) -> Row:
    usual = library.standards.get("usual")
    if usual is None or facts.name == "usual":
        return ("",)
    own, others = facts.slots(), usual.slots()
    changed = [slot for slot, text in own.items() if text != others[slot]]
    return (", ".join(f"{slot}: {own[slot] or 'none'}" for slot in changed).replace("_", " "),)


def _felt(facts: Any) -> str:
    """Say what brings a symptom: a reading beyond its threshold, or events."""
    if facts.threshold is None:
        return "after " + ", ".join(facts.events).replace("_", " ")
    side = "below" if facts.below else "from"
    value = f"{side} {_number(facts.threshold)} {facts.unit}".strip()
    where = "" if facts.region == "any" else f" ({facts.region.replace('_', ' ')})"
    return f"{facts.reading} {value}{where}"


def _waits(facts: Any) -> str:
    from osteon.library.waits import URGENCIES

    days = [_number(facts.wait(urgency)) for urgency in URGENCIES]
    return " / ".join(days) if len(set(days)) > 1 else days[0]


def _first_number(facts: Any) -> str:
    name, entry = next(facts.entries())
    words = name.removesuffix("_nrs").removesuffix("_share").replace("_", " ")
    for ending in (" mg per day", " l per day", " per day"):
        words = words.removesuffix(ending)
    return f"{words} {_number(entry)} {entry.unit}".strip()


def _number(entry: Any) -> str:
    return f"{entry.value:.3g}"


def _percent(entry: Any) -> str:
    return f"{100 * entry.value:.3g}"
