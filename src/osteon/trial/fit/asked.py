"""What a user asks of a fit, as written: data, codes, units, parameters, errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Below = Literal["likelihood", "ignore"]


@dataclass(frozen=True)
class Asked:
    """A fit as asked for; see `osteon.fit` for what each part means."""

    data: Path
    parameters: tuple[str, ...]
    random: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    doses: tuple[str, ...] = ()
    covariates: tuple[str, ...] = ()
    lloq: tuple[str, ...] = ()
    error: tuple[str, ...] = ("proportional",)
    time_unit: str = "days"
    below: Below = "likelihood"
    cancer: str | None = None
    lesions: tuple[str, ...] = ()
    starts: int = 3
    seed: int = 1
    fixed: Mapping[str, float | str] = field(default_factory=dict)
