"""The option --set: numbers of the library replaced for one run."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint
from osteon.base.units import to_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osteon.library.library import Library
    from osteon.library.sourced import Sourced

_DRAWN = "each patient has a value of their own"
# Numbers of the reference adult, which `osteon body` reads, and where a cohort gets them from.
_INSTEAD = {
    "age_years": "cancers.NAME.age_years",
    "albumin_g_per_l": "cancers.NAME.albumin_g_per_l",
    "performance_at_entry": "cancers.NAME.ecog_0_share",
    "gfr_ml_per_min": "cancers.NAME.gfr_ml_per_min",
    "vitamin_d_ratio": "cancers.NAME.vitamin_d_ratio",
    "turnover_factor": "cancers.NAME.turnover_factor",
    "pthrp_secretion_pm_per_cm3": "cancers.NAME.pthrp_secretion_pm_per_cm3",
    "extraskeletal_volume_cm3": "cancers.NAME.extraskeletal_volume_cm3",
    "extraskeletal_growth_per_day": "cancers.NAME.extraskeletal_doubling_time_days",
    "death_rate_per_year": "cancers.NAME.death_rate_per_year",
    "dropout_rate_per_year": "cancers.NAME.dropout_rate_per_year",
    "skeletal_frailty": "skeletal_frailty_log_sd",
    "death_frailty": "death_frailty_log_sd",
    "anticancer_response": "cancers.NAME.systemic_response_share",
}
# Kept beside a cancer to compare with; nothing is computed from them.
_RECORDS = ("median_survival_months",)


def read_settings(settings: tuple[str, ...]) -> dict[str, str]:
    """Split each KEY=VALUE.

    Raises
    ------
    InputError
        For one without "=", key or value, or with a key given twice; all at once.
    """
    pairs = [_split(text) for text in settings]
    problems = [
        Problem("", f'--set {text}: write KEY=VALUE, such as --set "falls_per_year=1 per year"')
        for text, pair in zip(settings, pairs, strict=True)
        if not all(pair)
    ]
    counts = Counter(pair[0] for pair in pairs)
    problems += [Problem("", f"--set {key}: given twice") for key, n in counts.items() if n > 1]
    if problems:
        raise InputError(problems)
    return dict(pairs)


def with_settings(library: Library, settings: Mapping[str, str]) -> Library:
    """Return the library with numbers replaced.

    Parameters
    ----------
    library : Library
        What to start from; it stays as it is.
    settings : mapping of str to str
        A model parameter by its name, or ``drugs.NAME.KEY``, ``cancers.NAME.KEY`` or
        ``sites.NAME.KEY``; the value is text with a unit, or a number in the unit that the key's
        ending states.

    Raises
    ------
    InputError
        For an unknown key or a value of the wrong kind; all at once.
    """
    if not settings:
        return library
    from osteon.library.replacing import numbers_by_path, with_entry

    known = numbers_by_path(library)
    problems: list[Problem] = []
    for key, text in settings.items():
        try:
            library = with_entry(library, key, _changed(key, text, known))
        except InputError as error:
            problems += [problem.inside(f"--set {key}") for problem in error.problems]
    if problems:
        raise InputError(problems)
    return library


def _split(text: str) -> tuple[str, str]:
    key, _equals, value = text.partition("=")
    return key.strip(), value.strip()


def _changed(key: str, text: str, known: Mapping[str, Sourced]) -> Sourced:
    if key in _INSTEAD:
        raise InputError(f"{_DRAWN}; set {_INSTEAD[key]} instead{_named(_INSTEAD[key], known)}")
    if key.startswith("cancers.") and key.endswith(_RECORDS):
        raise InputError("is a record to compare with; no run reads it")
    if key not in known:
        raise InputError(f"no such number{_elsewhere(key, known) or hint(key, known)}")
    return known[key].with_value(to_unit(_as_number(text), known[key].unit))


def _named(path: str, known: Mapping[str, Sourced]) -> str:
    """Return `` (such as cancers.breast.age_years)`` for a path with NAME in it."""
    if "NAME" not in path:
        return ""
    kind, _name, key = path.split(".")
    return f" (such as {_places(kind, key, known)[0]})"


def _elsewhere(key: str, known: Mapping[str, Sourced]) -> str:
    """Return which tables have a number of that name; drugs' may begin with their model's slot."""
    for kind in ("drugs", "cancers", "sites"):
        own = {path.rpartition(".")[2] for path in known if path.startswith(f"{kind}.")}
        for name in sorted(own, key=len, reverse=True):
            if key == name or (kind == "drugs" and key.endswith(f"_{name}")):
                path = f"{kind}.NAME.{name}"
                return f"; set {path} instead{_named(path, known)}"
    return ""


def _places(kind: str, key: str, known: Mapping[str, Sourced]) -> list[str]:
    return [path for path in known if path.startswith(f"{kind}.") and path.endswith(f".{key}")]


def _as_number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text
