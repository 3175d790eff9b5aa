"""Make the example file of `docs/fit.md` anew: ``python -m support.make_fit_example`` in `tests`.

What the table there says of the estimates belongs to it, and to the library of that day.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

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


def example() -> str:
    """Return the file as text."""
    table = records(24, (0, 3, 7, 14, 28, 42, 56, 84), tuple(QUANTIFIED_FROM), (30.0, 60.0, 120.0))
    before = (table["TIME"] == 0) & (table["DVID"] == "denosumab")
    table = table[~before].assign(WT=table["WT"].round()).reset_index(drop=True)
    with TemporaryDirectory() as folder:
        data = filled(table, Path(folder), TRUE, spread=SPREAD, seed=2, lloq=QUANTIFIED_FROM)
        return data.read_text(encoding="utf-8")


if __name__ == "__main__":
    lines = [f"# {remark}\n" for remark in REMARKS]
    EXAMPLE.write_text("".join(lines) + example(), encoding="utf-8")
