"""A life with something of everything in it, made by hand."""

import numpy as np

from osteon.base.tables import SCHEMAS
from osteon.sim.history import History, table

LAST = 1095.0
DAYS = np.arange(0.0, LAST, 7.0)
LESIONS = ("L3", "T8", "femur_left")


def rows(name, /, **columns):
    """Return a table of one patient; every column holds one value a row."""
    length = len(next(iter(columns.values())))
    filled = {
        key: np.array(value, dtype=object if isinstance(value[0], str) else None)
        for key, value in columns.items()
    }
    schema = {"patient": np.zeros(length, np.int64), **filled}
    if name in SCHEMAS:
        return table(name, "care", length, **schema)
    return {"arm": np.full(length, "care", object), **schema}


def course():
    n = len(DAYS)
    return rows(
        "trajectory",
        day=DAYS,
        untx_nmol_mmol=np.full(n, 20.0),
        bsap_ug_l=np.full(n, 9.0),
        calcium_mmol_l=np.full(n, 2.3),
        pain_0_10=np.full(n, 3.0),
    )


def lesion_course():
    n = len(DAYS)
    return rows(
        "lesion_course",
        day=np.tile(DAYS, 3),
        lesion=np.repeat([0, 1, 2], n),
        site=np.repeat(np.array(LESIONS, object), n),
        volume_cm3=np.concatenate([(4 + 8 * k) * np.exp(DAYS / 1500) for k in range(3)]),
        strength=np.concatenate([0.8 - 0.15 * k - DAYS / 5000 for k in range(3)]),
    )


def eventful(ending="death"):
    """Return the history of one life in which much happens."""
    return History(
        {
            "patients": rows(
                "patients", cancer=["breast"], age_years=[61.0], sex=["female"],
                weight_kg=[70.0], gfr_ml_min=[85.0], ecog=[1], visceral=[False], n_lesions=[3],
            ),
            "events": rows(
                "events", day=[100.0, 330.0, 332.0, 600.0, LAST],
                kind=["hypocalcaemia", "pathological_fracture", "spinal_cord_compression",
                      "osteonecrosis_of_jaw", "death"],
                lesion=[-1, 0, -1, -1, -1], site=["", "L3", "lumbar", "", ""],
                cause=["", "load", "", "", "cancer"],
            ),
            "follow_up": rows("follow_up", last_day=[LAST], reason=[ending]),
            "doses": rows(
                "doses", day=[0.0, 28.0, 56.0], drug=["denosumab"] * 3, dose_mg=[120.0] * 3,
                route=["sc"] * 3,
            ),
            "observations": rows(
                "observations", day=[0.0, 28.0, 0.0], assessment=["untx", "untx", "calcium"],
                value=[60.0, 12.0, 2.4], unit=["nmol/mmol", "nmol/mmol", "mmol/L"],
            ),
            "orders": rows(
                "orders", day=[0.0, 0.0, 28.0, 333.0],
                rule=["bone_agent", "monitoring", "monitoring", "cord"],
                verb=["start", "assess", "assess", "treat"],
                what=["denosumab 120 mg sc q4w", "calcium", "calcium", "radiotherapy"],
                site=["", "", "", "L3"], urgency=["routine", "routine", "routine", "within 24 h"],
                reason=["bone metastases", "due", "due", "the cord is pressed"],
            ),
            "symptoms": rows(
                "symptoms", onset_day=[20.0, 331.0], reported_day=[60.0, np.nan],
                name=["bone_pain", "numbness"], site=["femur_left", ""],
            ),
            "findings": rows(
                "findings", day=[0.0, 65.0], lesion=[0, 2], site=["L3", "femur_left"],
                kind=["lytic", "lytic"], found_by=["mri", "mri"],
            ),
            "procedures": rows(
                "procedures", day=[333.5], procedure=["radiotherapy"], site=["L3"], lesion=[0],
                outcome=[""],
            ),
            "regimens": rows(
                "regimens", start_day=[0.0, 332.0], stop_day=[np.nan, 352.0],
                name=["denosumab", "dexamethasone"], route=["sc", "oral"],
            ),
            "trajectory": course(),
            "lesion_course": lesion_course(),
        }
    )  # fmt: skip
