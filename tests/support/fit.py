"""Data for fits, simulated from the model with known parameters."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from osteon.library.library import Library
from osteon.trial.fit.asked import Asked
from osteon.trial.fit.prepare import prepare

HEADER = ["ID", "TIME", "DV", "AMT", "EVID", "II", "ADDL", "CMT", "DVID", "WT"]


def records(
    n: int, days: Sequence[float], names: Sequence[str], doses: Sequence[float] = (120.0,)
) -> pd.DataFrame:
    """Return records of `n` subjects on two doses of denosumab; DV is still to be filled."""
    rows = []
    for k in range(n):
        weight = 55.0 + 30.0 * k / max(n - 1, 1)
        dose = doses[k % len(doses)]
        rows.append([k + 1, 0, ".", dose, 1, 28, 1, 1, ".", weight])
        for day in days:
            rows += [[k + 1, day, 1, ".", 0, ".", ".", ".", name, weight] for name in names]
    return pd.DataFrame(rows, columns=HEADER)


def filled(
    table: pd.DataFrame,
    folder: Path,
    true: Mapping[str, float],
    *,
    spread: Mapping[str, float] | None = None,
    error: float = 0.15,
    seed: int = 1,
    lloq: Mapping[str, float] | None = None,
) -> Path:
    """Write the records with measurements simulated under true parameters, and return the file."""
    path, luck = folder / "data.csv", np.random.default_rng(seed)
    table.to_csv(path, index=False)
    asked = Asked(path, tuple(true), doses=("1 = denosumab",))
    bodies, _ = prepare(asked, Library.load())
    logs = np.tile(np.log(list(true.values())), (bodies.n, 1))
    for place, name in enumerate(true):
        logs[:, place] += (spread or {}).get(name, 0.0) * luck.standard_normal(bodies.n)
    f = bodies.predict(logs[None])[0]
    value = f * (1 + error * luck.standard_normal(len(f)))
    measured = table["EVID"] == 0
    table = table.assign(DV=table["DV"].astype(object), LLOQ=".", BLQ=0)
    table.loc[measured, "DV"] = [f"{one:.5g}" for one in value]
    for name, limit in (lloq or {}).items():
        own = measured & (table["DVID"] == name)
        below = own[measured].to_numpy() & (value < limit)
        table.loc[own, "LLOQ"] = limit
        table.loc[np.flatnonzero(measured)[below], ["DV", "BLQ"]] = [".", 1]
    table.to_csv(path, index=False)
    return path
