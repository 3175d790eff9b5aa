"""What patients were given and what was done to them, by arm."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from osteon.library.endpoint_names import OPIOID
from osteon.trial.arms import Arm
from osteon.trial.measures import DAYS_PER_MONTH
from osteon.trial.report.figure import Grid
from osteon.trial.report.words import count, number, share, spaced

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.library import Library

SUPPLEMENTS = "supplements"
SINGLE = "single doses"
DOES = {
    "radiotherapy": ("Radiotherapy to bone", "bones treated"),
    "fixation": ("Fixation of bones", "operations"),
    "decompression": ("Decompression of the spinal cord", "operations"),
    "cement": ("Cement into vertebrae", "procedures"),
    "extraction": ("Teeth drawn", "procedures"),
    "dental_treatment": ("Other dental treatment", "procedures"),
    "jaw_surgery": ("Surgery of the jaw", "operations"),
}


class Tallied(NamedTuple):
    """Patients of an arm who had something, how often, and for how many days in all."""

    patients: int = 0
    times: int = 0
    days: float = 0.0


class Tallies:
    """A tally that is asked by arm, kind and name."""

    def __init__(self, table: "pd.DataFrame") -> None:
        rows = table[["arm", "kind", "what", "patients", "times", "days"]]
        self._found = {
            (arm, kind, what): Tallied(int(patients), int(times), float(days))
            for arm, kind, what, patients, times, days in rows.itertuples(index=False)
        }

    def of(self, arm: str, kind: str, what: str) -> Tallied:
        """Return what was counted, which may be nothing."""
        return self._found.get((arm, kind, what), Tallied())

    def names(self, kind: str) -> list[str]:
        """Return what there is of a kind, in the order of the tally."""
        return list(dict.fromkeys(what for _, own, what in self._found if own == kind))


def exposure_grid(tallies: Tallies, arms: Sequence[Arm], library: "Library") -> Grid:
    """Return doses, months on each drug, supplements, procedures and medicines, by arm."""
    rows = [
        *(row for drug in tallies.names("dose") for row in _drug(tallies, arms, drug, library)),
        _patients("Calcium and vitamin D: patients", tallies, arms, ("regimen", SUPPLEMENTS)),
        *_procedures(tallies, arms),
        _patients("Opioids: patients", tallies, arms, ("class", OPIOID)),
        *_medicines(tallies, arms, library),
    ]
    caption = "Treatment given: patients (per cent of the arm), numbers, and means"
    return Grid(("", *(arm.name for arm in arms)), tuple(rows), caption=caption)


def _drug(
    tallies: Tallies, arms: Sequence[Arm], drug: str, library: "Library"
) -> Iterator[tuple[str, ...]]:
    title = _title(drug, library)
    yield _patients(f"{title}: patients", tallies, arms, ("dose", drug))
    given = [tallies.of(arm.name, "dose", drug) for arm in arms]
    yield f"{title}: doses", *(count(own.times) for own in given)
    yield f"{title}: doses per patient treated", *(_per(own.times, own.patients) for own in given)
    taken = [tallies.of(arm.name, "regimen", drug) for arm in arms]
    months = (_months(*pair) for pair in zip(given, taken, strict=True))
    yield f"{title}: months on the drug, mean of those on it", *months


def _months(given: Tallied, taken: Tallied) -> str:
    """Return mean months of a course; doses ordered one by one, as for high calcium, have none."""
    if given.patients and not taken.patients:
        return SINGLE
    return _per(taken.days / DAYS_PER_MONTH, taken.patients)


def _procedures(tallies: Tallies, arms: Sequence[Arm]) -> Iterator[tuple[str, ...]]:
    seen = tallies.names("does")
    for does, (title, unit) in DOES.items():
        # What a reader looks for is said even where it is none.
        if does in seen or does in ("radiotherapy", "fixation"):
            yield _patients(f"{title}: patients", tallies, arms, ("does", does))
            numbers = (count(tallies.of(arm.name, "does", does).times) for arm in arms)
            yield f"{title}: {unit}", *numbers


def _medicines(
    tallies: Tallies, arms: Sequence[Arm], library: "Library"
) -> Iterator[tuple[str, ...]]:
    for name in tallies.names("regimen"):
        if name in library.medicines:
            title = f"{_title(name, library)}: patients"
            yield _patients(title, tallies, arms, ("regimen", name))


def _patients(
    title: str, tallies: Tallies, arms: Sequence[Arm], asked: tuple[str, str]
) -> tuple[str, ...]:
    return title, *(share(tallies.of(arm.name, *asked).patients, arm.n) for arm in arms)


def _per(total: float, patients: int) -> str:
    return number(total / patients) if patients else "–"


def _title(name: str, library: "Library") -> str:
    known = library.medicines.get(name) or library.drugs.get(name)
    title = str(getattr(known, "title", "")) or spaced(name)
    return f"{title[0].upper()}{title[1:]}"
