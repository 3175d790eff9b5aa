"""CPU time of the statistics of a trial on a million patients, a fixed recipe.

Run it alone: ``python benchmarks/estimators.py``. Days are exponential with a hazard that five
covariates move (two arms and four numbers), cut off by a follow-up of up to 1000 days; deaths are
a third as frequent, and events that come back are Poisson. Sorting is counted, making the
patients is not. Nothing here is asserted.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteon.analysis.cox import fit_cox, hazard_ratio
from osteon.analysis.cumulative_count import mean_cumulative_count
from osteon.analysis.cumulative_incidence import cumulative_incidence
from osteon.analysis.fine_gray import subdistribution_hazard_ratio
from osteon.analysis.gray import gray_test
from osteon.analysis.logrank import log_rank
from osteon.analysis.recurrent import cut_at_events, rate_ratio
from osteon.analysis.restricted_mean import restricted_mean
from osteon.analysis.survival import kaplan_meier

Floats = NDArray[np.float64]
PATIENTS, SEED, HORIZON = 1_000_000, 20_240_229, 1000.0
EFFECTS = np.array([-0.2, 0.1, 0.1, 0.0, 0.3])
VISIT_DAYS = np.arange(28.0, HORIZON, 28.0)


@dataclass(frozen=True)
class Recipe:
    """Made-up patients; arrays over patients, and of events that come back."""

    days: Floats
    status: NDArray[np.int64]
    covariates: Floats
    stratum: NDArray[np.int64]
    event_patient: NDArray[np.int64]
    event_day: Floats

    @classmethod
    def make(cls, n: int) -> "Recipe":
        """Return `n` patients, the same every time."""
        rng = np.random.default_rng(SEED)
        x = rng.standard_normal((n, EFFECTS.size))
        x[:, 0] = rng.random(n) < 0.5
        event = rng.exponential(500.0, n) * np.exp(-x @ EFFECTS)
        death, end = rng.exponential(1500.0, n), rng.uniform(0.0, HORIZON, n)
        days = np.minimum(np.minimum(event, death), end)
        status = np.where(days == event, 1, np.where(days == death, 2, 0))
        who = np.repeat(np.arange(n), rng.poisson(days / 300.0))
        day = rng.random(who.size) * days[who]
        order = np.lexsort((day, who))
        return cls(days, status, x, rng.integers(0, 20, n), who[order], day[order])


def tasks(own: Recipe) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each task by name."""
    days, seen, arm = own.days, own.status == 1, own.covariates[:, 0] == 1
    who, when = own.event_patient, own.event_day
    yield "Kaplan-Meier with interval and median", lambda: kaplan_meier(days, seen).median()
    yield "the same in whole days", lambda: kaplan_meier(np.ceil(days), seen).median()
    yield "restricted mean", lambda: restricted_mean(days, seen, HORIZON / 2)
    yield "log-rank", lambda: log_rank(days, seen, arm)
    yield "log-rank in 20 strata", lambda: log_rank(days, seen, arm, strata=own.stratum)
    yield "Cox, 1 covariate", lambda: hazard_ratio(days, seen, arm)
    yield "Cox, 5 covariates", lambda: fit_cox(days, seen, own.covariates)
    yield "the same in whole days (Efron)", lambda: fit_cox(np.ceil(days), seen, own.covariates)
    yield (
        "Cox, 5 covariates, 20 strata, robust",
        lambda: fit_cox(
            days, seen, own.covariates, strata=own.stratum, cluster=np.arange(days.size)
        ),
    )
    yield "cumulative incidence", lambda: cumulative_incidence(days, own.status)
    yield "Gray's test", lambda: gray_test(days, own.status, arm)
    yield "Fine-Gray, 1 covariate", lambda: subdistribution_hazard_ratio(days, own.status, arm)
    yield "LWYY rate ratio", lambda: rate_ratio(cut_at_events(who, when, days), arm)
    yield (
        "mean cumulative count at 35 visits, death competing",
        lambda: mean_cumulative_count(who, when, days, own.status == 2, VISIT_DAYS),
    )


def main() -> None:
    """Print CPU seconds, one task a line."""
    own = Recipe.make(PATIENTS)
    sys.stdout.write(f"{PATIENTS:,} patients, {own.event_day.size:,} events that come back\n")
    for name, task in tasks(own):
        begun = time.process_time()
        task()
        sys.stdout.write(f"{name:<54} {time.process_time() - begun:6.2f} s CPU\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
