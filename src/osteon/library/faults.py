"""Faults found by pydantic, said the way osteon says them."""

import reprlib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from osteon.base.errors import Problem
from osteon.base.suggest import did_you_mean, hint
from osteon.library.sourced import Context, Sourced

Model = TypeVar("Model", bound=BaseModel)

_EXPECTED = {
    "string": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list in brackets",
    "tuple": "a list in brackets",
    "dict": "a table",
    "model": "a table",
}
_BOUNDS = {"gt": "greater than", "ge": "at least", "lt": "less than", "le": "at most"}


def validate(
    model: type[Model], raw: Mapping[str, Any], context: Context
) -> tuple[Model | None, list[Problem]]:
    """Return what a TOML table says as a model, or None and every fault of the table."""
    try:
        return model.model_validate(dict(raw), context=context), []
    except ValidationError as error:
        return None, in_file_order(list(_problems(model, error)), raw)


def in_file_order(problems: list[Problem], raw: Mapping[str, Any]) -> list[Problem]:
    """Return the faults in the order in which the file has their keys; missing keys come last."""
    place = {key: number for number, key in enumerate(raw)}

    def position(problem: Problem) -> int:
        return place.get(problem.where.partition(".")[0].partition("[")[0], len(place))

    return sorted(problems, key=position)


def _problems(model: type[BaseModel], error: ValidationError) -> Iterator[Problem]:
    """Yield the faults; a key that is only misspelt is not reported as missing as well."""
    details = error.errors(include_url=False)
    meant = {
        (
            *detail["loc"][:-1],
            did_you_mean(str(detail["loc"][-1]), _known_keys(model, detail["loc"][:-1])),
        )
        for detail in details
        if detail["type"] == "extra_forbidden"
    }
    for detail in details:
        misspelt = detail["type"] == "missing" and detail["loc"] in meant
        if not misspelt and not _long_enough(detail):
            yield Problem(_path(detail["loc"]), _message(model, detail))


def _long_enough(detail: ErrorDetails) -> bool:
    """Whether a list is called too short only because its faulty items were left out."""
    given = detail["input"]
    if detail["type"] != "too_short" or not isinstance(given, list):
        return False
    return len(given) >= int(detail.get("ctx", {})["min_length"])


def _path(location: tuple[int | str, ...]) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.removeprefix(".")


def _message(model: type[BaseModel], detail: ErrorDetails) -> str:
    kind, location, given = detail["type"], detail["loc"], detail["input"]
    limits = detail.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown key{hint(str(location[-1]), _known_keys(model, location[:-1]))}"
    if kind == "missing":
        return "is missing"
    if kind == "value_error":
        return str(limits["error"])
    if kind == "literal_error":
        choices = [
            word.strip(" '") for word in str(limits["expected"]).replace(" or ", ",").split(",")
        ]
        return f'"{given}" is not possible here{hint(str(given), choices)}'
    return _limit(kind, given, limits) or detail["msg"].lower()


def _limit(kind: str, given: object, limits: Mapping[str, Any]) -> str:
    """Say what a number or a form should have been; nothing for a kind that is not known."""
    for bound, words in _BOUNDS.items():
        if bound in limits:
            return f"{given} is not possible; it must be {words} {limits[bound]}"
    if kind in {"too_short", "too_long"}:
        least = limits.get("min_length", limits.get("max_length"))
        return f"needs {'at least' if kind == 'too_short' else 'at most'} {least}"
    expected = _EXPECTED.get(kind.partition("_")[0], "")
    return f"{reprlib.repr(given)} is not {expected}" if expected else ""


def _known_keys(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """Return the keys that the table at `location` may have."""
    here: set[type[BaseModel]] = {model}
    for part in location:
        if isinstance(part, int):
            continue
        inner = [m for outer in here for m in _models(_annotation(outer, part))]
        here = set(inner) or here
    return sorted({key for m in here for key in _keys(m)})


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if not (model is Sourced and name == "name"):
            yield field.alias or name


def _annotation(model: type[BaseModel], key: str) -> object:
    for name, field in model.model_fields.items():
        if key in {name, field.alias}:
            return field.annotation
    return None


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
