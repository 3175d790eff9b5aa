"""Writing down the courses of those who are kept: the body's readings, and each lesion's."""

import numpy as np

from osteon.sim.history import Columns
from osteon.sim.lesion_readings import NAMES
from osteon.sim.table_of_lives import table_of_lives
from osteon.sim.text import Text
from osteon.sim.ward import Ward


def trajectory(ward: Ward) -> Columns:
    """Return the readings of the body on the days of the courses that are kept."""
    kept = np.flatnonzero(ward.lives.patients < ward.plan.trajectories)
    days = ward.recording.days
    slots = np.flatnonzero(np.isin(days, ward.plan.course))
    values = ward.recording.readings[np.ix_(kept, slots)]
    row, slot = np.nonzero(~np.isnan(values[:, :, 0]))
    readings = {name: values[row, slot, k] for k, name in enumerate(ward.lives.model.readings)}
    return table_of_lives(
        ward,
        "trajectory",
        kept[row],
        day=days[slots[slot]],
        **readings,
    )


def lesion_course(ward: Ward) -> Columns:
    """Return what could be read from each lesion at the stops of those whose courses are kept."""
    nobody = (np.empty(0, np.int64), np.empty(0), np.empty((0, 1, len(NAMES))))
    parts = ward.notes.courses or [nobody]
    rows, days = (np.concatenate([part[k] for part in parts]) for k in (0, 1))
    values = np.concatenate([part[2] for part in parts])
    which, lesion = np.nonzero(~np.isnan(values[:, :, 0]))
    order = np.lexsort((lesion, days[which], ward.rank[rows[which]]))
    which, lesion = which[order], lesion[order]
    return table_of_lives(
        ward,
        "lesion_course",
        rows[which],
        day=days[which],
        lesion=lesion,
        site=Text.chosen(ward.bone_of[rows[which], lesion], ward.bones),
        **dict(zip(NAMES, values[which, lesion].T.copy(), strict=True)),
    )
