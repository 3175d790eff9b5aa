"""Reading the rules of a design: every option, with every fault told at once."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from osteon.base.errors import InputError, Problem, noted
from osteon.base.suggest import hint
from osteon.base.units import to_unit
from osteon.library.groups import read_group
from osteon.trial.design.rules import MEASURES, Rules
from osteon.trial.design.wanted import Wanted

if TYPE_CHECKING:
    from osteon.library.endpoints import Endpoint
    from osteon.library.library import Library
    from osteon.library.trial_file import TrialFile

Floats = NDArray[np.float64]


def read_rules(wanted: Wanted, file: "TrialFile", library: "Library") -> Rules:
    """Return the rules that are asked for.

    Raises
    ------
    InputError
        The trial has one arm, or something asked for is impossible; every fault is listed.
    """
    if len(file.arms) < 2:
        raise InputError(f'{file.name} has one arm, "{file.arms[0].name}"; a design compares two')
    return _Reading(wanted, file, library).rules()


@dataclass
class _Reading:
    """Reads one option after the other and keeps the faults."""

    wanted: Wanted
    file: "TrialFile"
    library: "Library"

    def rules(self) -> Rules:
        self.problems: list[Problem] = []
        own, file = self.wanted, self.file
        endpoint = self._endpoint()
        measure = self._measure(endpoint)
        arms = self._arms()
        per_day = self._above_0("--accrual-rate", own.accrual_rate, "1/days")
        until = self._above_0("--until", own.until, "days") or file.horizon_days
        accrual = self._accrual(until)
        events, share = self._events()
        fractions = self._looks(measure)
        self._probabilities()
        margin = self._margin(endpoint, measure)
        strata, block = self._strata(), self._block(arms)
        if self.problems or endpoint is None:
            raise InputError(self.problems)
        return Rules(
            endpoint=endpoint, measure=measure, arms=arms, better=own.better, margin=margin,
            alpha=own.alpha, power=own.power, n=own.n or file.cohort.n, per_day=per_day,
            accrual_days=accrual, until_days=until, events=events, event_share=share,
            fractions=fractions, efficacy=own.efficacy, futility=own.futility,
            conditional_power=own.conditional_power, stratify_by=strata, block=block,
            replicates=own.replicates, most=own.most,
        )  # fmt: skip

    def _endpoint(self) -> "Endpoint | None":
        known = {name: self.file.endpoint(name, self.library) for name in self.file.asked_endpoints}
        able = [name for name, one in known.items() if one.kind in MEASURES]
        if not self.wanted.endpoint and not able:
            self._fault("--endpoint", f"no endpoint of {self.file.name} can be tested")
            return None
        name = self.wanted.endpoint or able[0]
        found = noted(
            self.problems, "--endpoint", lambda: self.file.endpoint(name, self.library), None
        )
        if found is not None and found.kind not in MEASURES:
            can = f"; those that can: {', '.join(able)}" if able else ""
            self._fault("--endpoint", f"{name} ({found.kind}) has no test to design for{can}")
        elif found is not None and found.origin != (None, None):
            self._fault("--endpoint", f"{name} counts from a day of each patient, not from entry")
        return found

    def _measure(self, endpoint: "Endpoint | None") -> str:
        able = MEASURES.get(endpoint.kind, ()) if endpoint else ()
        if self.wanted.measure and able and self.wanted.measure not in able:
            only = hint(self.wanted.measure, able)
            self._fault("--measure", f"{self.wanted.measure} does not fit {endpoint.name}{only}")  # type: ignore[union-attr]
        return self.wanted.measure or (able[0] if able else "")

    def _arms(self) -> tuple[str, str]:
        names = [arm.name for arm in self.file.arms]
        old = self._arm("--versus", self.wanted.versus or names[0], names)
        others = [name for name in names if name != old]
        new = self._arm("--arm", self.wanted.arm or others[0], names)
        if old == new:
            self._fault("--arm", f'"{new}" is compared with itself')
        return old, new

    def _arm(self, option: str, name: str, names: list[str]) -> str:
        if name not in names:
            self._fault(option, f'no arm "{name}"{hint(name, names)}')
        return name

    def _accrual(self, until: float) -> float:
        own = self.wanted
        if own.accrual and own.accrual_rate:
            self._fault("--accrual", "is how long, and --accrual-rate how fast: say one of both")
        days = self._number("--accrual", own.accrual, "days")
        days = self.file.accrual_days if days is None else days
        if days >= until:
            self._fault("--until", f"{until:g} days end before the recruiting of {days:g} days")
        return days

    def _events(self) -> tuple[int | None, float | None]:
        text = self.wanted.events.strip()
        value = self._number("--events", text, "")
        if value is None:
            return None, None
        if text.endswith("%"):
            if not value > 0.0:
                self._fault("--events", f"{text} of the patients is not possible")
            return None, value
        if value < 1 or value != round(value):
            self._fault("--events", f'"{text}" is no number of events, such as 600 or "35 %"')
        return int(value), None

    def _looks(self, measure: str) -> Floats:
        texts = [text.strip() for text in self.wanted.looks.split(",") if text.strip()]
        read = [self._number("--looks", text, "") or 0.0 for text in texts]
        shares = [value / 100.0 if value > 1.0 else value for value in read]
        rising = all(low < high for low, high in pairwise(shares))
        if not rising or any(not 0.0 < share < 1.0 for share in shares):
            said = self.wanted.looks
            self._fault("--looks", f'"{said}" must rise between 0 and 100 %, as "50 %, 75 %" does')
        if shares and measure == "percent_difference":
            self._fault("--looks", "are for hazard_ratio and rate_ratio, which grow by events")
        return np.array([*shares, 1.0])

    def _probabilities(self) -> None:
        own = self.wanted
        if own.power is not None and not 0.0 < own.power < 1.0:
            self._fault("--power", f"{own.power:g} is no power; it lies between 0 and 1")
        if not 0.0 < own.alpha < 0.5:
            self._fault("--alpha", f"{own.alpha:g} is no one-sided error; it is below 0.5, above 0")
        elif own.power is not None and 0.0 < own.power <= own.alpha:
            self._fault("--power", f"{own.power:g} is not above the error {own.alpha:g}")
        if own.power is not None and own.n is not None:
            self._fault("-n", "is for a trial of given size; with --power the size is searched")
        if not 0.0 < own.conditional_power < 1.0:
            self._fault("--conditional-power", "must lie between 0 and 1")

    def _margin(self, endpoint: "Endpoint | None", measure: str) -> float | None:
        text = self.wanted.margin.strip()
        if not text:
            filed = endpoint.margin_percent_points if endpoint else None
            return filed if measure == "percent_difference" else None
        value = self._number("--margin", text, "")
        if value is None:
            return None
        if measure == "percent_difference":
            points = 100.0 * value if text.endswith("%") else value
            if not 0.0 < points < 100.0:
                self._fault("--margin", f'"{text}": percentage points between 0 and 100')
            return points
        fewer = self.wanted.better == "fewer"
        if value <= 0.0 or value == 1.0 or (value > 1.0) != fewer:
            side = "above" if fewer else "below"
            better = f"{self.wanted.better} events are better, so the margin of a ratio"
            self._fault("--margin", f"{text} is on the wrong side: {better} lies {side} 1")
        return value

    def _strata(self) -> tuple[str, ...]:
        texts = self.wanted.stratify_by or self.file.stratify_by
        for text in texts:
            noted(self.problems, "--stratify-by", partial(read_group, text, self.library), None)
        return texts

    def _block(self, arms: tuple[str, str]) -> tuple[int, int]:
        parts = {arm.name: arm.allocation for arm in self.file.arms}
        old, new = (parts.get(name, 1) for name in arms)
        size = self.wanted.block or 2 * (old + new)
        if size % (old + new):
            self._fault("--block", f"{size} cannot be shared {old}:{new}")
        times = max(1, size // (old + new))
        return old * times, new * times

    def _number(self, option: str, text: str, unit: str) -> float | None:
        if not text:
            return None
        value = noted(self.problems, option, lambda: to_unit(text, unit), None)
        if value is not None and value < 0.0:
            self._fault(option, f'"{text}" is below 0')
        return value

    def _above_0(self, option: str, text: str, unit: str) -> float | None:
        value = self._number(option, text, unit)
        if value == 0.0:
            self._fault(option, f'"{text}" is nothing; it must be above 0')
        return value

    def _fault(self, option: str, text: str) -> None:
        self.problems.append(Problem(option, text))
