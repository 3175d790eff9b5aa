"""Make the example file of `docs/fit.md` anew: ``python -m support.make_fit_example`` in `tests`.

What the table there says of the estimates belongs to it, and to the library of that day.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from support.fit import filled, records

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "simulated_bone_markers.csv"
REMARKS = (
    "Simulated with osteon, not measured: 24 subjects on denosumab 30, 60 or 120 mg.",
    "Two doses 28 days apart.",
    "TIME in days, AMT in mg, WT in kg; uNTx in nmol/mmol, denosumab in ng/mL.",
)
CLEARANCE = "drugs.denosumab.clearance_ml_per_day"
NORMAL = "untx_normal_nmol_per_mmol"
TRUE = {CLEARANCE: 100.0, NORMAL: 50.0, "drugs.denosumab.rankl_removal_l_per_pmol_per_h": 3e-6}
SPREAD = {CLEARANCE: 0.3, NORMAL: 0.3}
QUANTIFIED_FROM = {"uNTx": 8.0, "denosumab": 20.0}


def example() -> pd.DataFrame:
    """Return the records, measurements below quantification left out."""
    table = records(24, (0, 3, 7, 14, 28, 42, 56, 84), tuple(QUANTIFIED_FROM), (30.0, 60.0, 120.0))
    before = (table["TIME"] == 0) & (table["DVID"] == "denosumab")
    table = table[~before].reset_index(drop=True)
    with TemporaryDirectory() as folder:
        table = pd.read_csv(filled(table, Path(folder), TRUE, spread=SPREAD, seed=2), dtype=str)
    limit = table["DVID"].map(QUANTIFIED_FROM)
    below = pd.to_numeric(table["DV"], errors="coerce") < limit
    table["WT"] = pd.to_numeric(table["WT"]).map("{:.0f}".format)
    table["LLOQ"] = limit.map("{:g}".format).where(limit.notna(), ".")
    table["BLQ"] = below.astype(int)
    return table.assign(DV=table["DV"].where(~below, "."))


if __name__ == "__main__":
    lines = [f"# {remark}\n" for remark in REMARKS]
    EXAMPLE.write_text("".join(lines) + example().to_csv(index=False), encoding="utf-8")
