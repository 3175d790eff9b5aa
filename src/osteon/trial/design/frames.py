"""The tables of a study."""

from typing import TYPE_CHECKING

import numpy as np

from osteon.analysis.design.closed_form import schoenfeld_power
from osteon.analysis.design.lives import NEW, OLD
from osteon.trial.design.estimand import estimand
from osteon.trial.design.operate import expected_events, looks_of, ratio_at, run
from osteon.trial.design.study import mean_interval, monte_carlo
from osteon.trial.measures import DAYS_PER_MONTH

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.trial.design.operate import Results
    from osteon.trial.design.study import Study

EFFECT, NOTHING = "the pool's effect", "the null hypothesis"
CURVE = (0.4, 0.7, 1.0, 1.3, 1.7)
CALENDAR_STEPS = 60


def operating_table(study: "Study") -> "DataFrame":
    """Return the operating characteristics; low and high are ends of a 95 % interval.

    Those of the effect and of `power, as far as the pool tells` come from the pool's size, all
    others from the number of replicates.
    """
    import pandas as pd

    rules, effect, found = study.pool.rules, study.effect, study.found
    size = (study.looks.n, np.nan, np.nan) if found is None else (found.n, found.low, found.high)
    seen = study.power.share
    rows = [
        (rules.measure, EFFECT, effect.value, effect.ci_low, effect.ci_high),
        ("patients", EFFECT, *size),
        ("power", EFFECT, *_share(seen, rules.replicates)),
        ("power, as far as the pool tells", EFFECT, seen, *study.power_of_pool),
        ("type-I error", NOTHING, *_share(study.null.share, rules.replicates)),
    ]
    if np.isfinite(study.looks.bounds.futility[:-1]).any():
        shown = _share(study.overruled, rules.replicates)
        rows.append(("type-I error, futility overruled", NOTHING, *shown))
    for truth, results in ((EFFECT, study.power), (NOTHING, study.null)):
        outcomes = results.outcomes
        for name, column in (
            ("events", outcomes.events.sum(axis=2)),
            ("patients recruited", outcomes.patients.sum(axis=2)),
            ("duration_months", outcomes.day / DAYS_PER_MONTH),
        ):
            rows.append((name, truth, *mean_interval(results.at_end(column))))
    return pd.DataFrame(rows, columns=["quantity", "under", "value", "low", "high"])


def looks_table(study: "Study") -> "DataFrame":
    """Return each look: when, its bounds, and how often a trial ends there (shares)."""
    import pandas as pd
    from scipy.special import ndtr

    looks, rules = study.looks, study.pool.rules
    rows = []
    for look, events in enumerate(looks.events.tolist()):
        up, down = (float(side[look]) for side in (looks.bounds.efficacy, looks.bounds.futility))
        row = {
            "look": look + 1,
            "information": float(looks.bounds.fractions[look]),
            "events": events,
            "month": float(study.power.outcomes.day[:, look].mean()) / DAYS_PER_MONTH,
            "efficacy_z": up,
            "one_sided_p": float(ndtr(-up)),
            "efficacy_ratio": ratio_at(up, events, rules) if rules.is_ratio else np.nan,
            "futility_z": down,
            "futility_ratio": ratio_at(down, events, rules)
            if rules.is_ratio and np.isfinite(down)
            else np.nan,
        }
        for name, results in (("effect", study.power), ("null", study.null)):
            row[f"rejects_under_{name}"] = results.stopped(look, success=True)
            row[f"futile_under_{name}"] = results.stopped(look, success=False)
        rows.append(row)
    return pd.DataFrame(rows)


def curve_table(study: "Study") -> "DataFrame":
    """Return the power by size, with the interval from the replicates and the closed form."""
    import pandas as pd

    pool, rules = study.pool, study.pool.rules
    step = sum(rules.block)
    sizes = sorted({max(step, round(study.looks.n * part / step) * step) for part in CURVE})
    rows = []
    for n in sizes:
        results = run(pool, looks_of(pool, n), seed=study.seed)
        shown = _share(results.share, rules.replicates)
        rows.append((n, *shown, _closed(study, results)))
    return pd.DataFrame(rows, columns=["patients", "power", "low", "high", "schoenfeld_power"])


def _share(share: float, replicates: int) -> tuple[float, float, float]:
    return (share, *monte_carlo(share, replicates))


def _closed(study: "Study", results: "Results") -> float:
    """Power by Schoenfeld's formula at the events seen, of a trial without interim looks."""
    rules = study.pool.rules
    if rules.measure != "hazard_ratio":
        return float("nan")
    events = float(results.outcomes.events[:, -1].sum(axis=1).mean())
    share = rules.block[NEW] / sum(rules.block)
    return schoenfeld_power(float(np.exp(-study.distance)), rules.alpha, events, share)


def calendar_table(study: "Study") -> "DataFrame":
    """Return patients recruited and events expected in each arm, by months of the calendar."""
    import pandas as pd

    pool, n = study.pool, study.looks.n
    days = np.linspace(0.0, pool.rules.until_days, CALENDAR_STEPS + 1)
    old, new = ([expected_events(pool, n, day, arm) for day in days] for arm in (OLD, NEW))
    accrual = n / pool.rules.rate(n)
    came = n * np.minimum(1.0, days / accrual) if accrual else np.full(days.size, float(n))
    return pd.DataFrame(
        {
            "month": days / DAYS_PER_MONTH,
            "patients": came,
            f"events {pool.rules.arms[OLD]}": old,
            f"events {pool.rules.arms[NEW]}": new,
        }
    )


def estimand_table(study: "Study") -> "DataFrame":
    """Return the estimand, one attribute a row."""
    import pandas as pd

    return pd.DataFrame(estimand(study.pool.rules, study.pool.file))
