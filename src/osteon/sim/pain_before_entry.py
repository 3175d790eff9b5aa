"""Care of pain before entry: patients come on the painkiller that their pain calls for.

Patients of trials have known of their metastases for months. So where an arm's care has the ladder
of painkillers most of them have climbed it, and where it has radiotherapy a bone that is still too
painful when they enter was irradiated in the weeks before, as trials ask for. Tumour at entry is
prescribed, and so is what radiation has left of it: only its relief is given here.
"""

import numpy as np
from numpy.typing import NDArray

from osteon.base.luck import uniforms
from osteon.care.entries import Done, Regimen
from osteon.care.rules.pain import LADDER, RESCUE, STRONG
from osteon.care.words import BONE_PAINS
from osteon.model.engine import Floats, Integers, catch_up, read_rows
from osteon.sim.laboratory import measure, tests_named
from osteon.sim.lesion_readings import NAMES, read_some_lesions
from osteon.sim.prescribe import set_inputs
from osteon.sim.ward import Ward

COURSE = "radiotherapy_8gy_1"


def care_for_pain(ward: Ward, rows: Integers, *, irradiating: bool) -> None:
    """Treat the pain of some patients who stand at entry, in place.

    A share of those in pain have had such care; the others come to it after entry.
    """
    p, lives = ward.library.parameters, ward.lives
    luck = uniforms(lives.seed, "care of pain before entry", lives.patients[rows])
    cared_for = luck < p["pain_care_before_entry_share"].value
    in_pain = _read(ward, rows, "pain_0_10") >= p["care_radiotherapy_pain"].value
    treated = rows[cared_for & in_pain]
    _climb_ladder(ward, treated)
    if irradiating:
        _irradiate(ward, treated)


def _climb_ladder(ward: Ward, rows: Integers) -> None:
    """Begin at what the pain is worth, and move up a rung while more is left than the goal."""
    p = {name: entry.value for name, entry in ward.library.parameters.items()}
    bounds = [p["care_pain_mild"], p["care_pain_moderate"], p["care_pain_severe"]]
    rungs = np.searchsorted(bounds, _read(ward, rows, "pain_0_10"), side="right") - 1
    day = -p["pain_care_before_entry_days"]
    while len(rows):
        for row, rung in zip(rows.tolist(), rungs.tolist(), strict=True):
            _take(ward, row, rung, day)
        catch_up(ward.lives)
        climbing = _read(ward, rows, "pain_0_10") >= p["care_pain_goal"]
        climbing &= rungs < len(LADDER) - 1
        rows, rungs = rows[climbing], rungs[climbing] + 1
        day += p["care_ladder_trial_days"]


def _take(ward: Ward, row: int, rung: int, day: float) -> None:
    """Put a patient on a rung of the ladder, and off the one below."""
    record = ward.records[row]
    for names in LADDER:
        for name in names:
            record.end(name, day)
    record.begin(Regimen(_choice(ward, row, rung), None, day))
    if rung >= STRONG:
        record.begin(Regimen(RESCUE, None, day))
    set_inputs(ward, row, 0.0)


def _choice(ward: Ward, row: int, rung: int) -> str:
    """Return the first choice of a rung that the kidney allows."""
    gfr = float(_read(ward, np.array([row]), "gfr_ml_min")[0])
    known = ward.library.medicines
    for name in LADDER[rung]:
        least = getattr(known[name], "gfr_minimum_ml_per_min", None)
        if least is None or gfr >= least.value:
            return name
    return LADDER[rung][-1]


def _irradiate(ward: Ward, rows: Integers) -> None:
    """Irradiate what the rule for it would on the day of entry, some days before that."""
    lives, relief = ward.lives, ward.library.parameters["radiation_relief_days"].value
    fraction = ward.library.procedure(COURSE).fraction_gy
    dose_gy = 0.0 if fraction is None else fraction.value
    again = ward.library.parameters["care_radiotherapy_again_days"].value
    days = again * uniforms(lives.seed, "radiotherapy before entry", lives.patients[rows])
    irradiated = lives.lesion_follower("irradiated")
    for i, lesion in np.argwhere(_too_painful(ward, rows)).tolist():
        row, done_day = int(rows[i]), -float(days[i])
        irradiated[row, lesion] = dose_gy * np.exp(done_day / relief)
        ward.records[row].procedures.append(Done(done_day, COURSE, ward.site(row, lesion)))
        ward.cohort.table["prior_sre"][row] = True
    catch_up(lives)


def _too_painful(ward: Ward, rows: Integers) -> NDArray[np.bool_]:
    """Return which deposits hurt in spite of painkillers, shape (n_rows, n_lesions).

    Those are told of, and are the worst or hurt as much as the score at entry says or as calls for
    radiotherapy, where that score does or a strong opioid is taken.
    """
    lives, feelings = ward.lives, ward.lesion_feelings
    least = ward.library.parameters["care_radiotherapy_pain"].value
    (test,) = tests_named(ward.library, ("pain",))
    true = _read(ward, rows, "pain_0_10")
    score = measure(test, true, lives.patients[rows], 0.0, seed=lives.seed)
    strong = np.array(
        [bool(ward.records[row].running_as(RESCUE, 0.0)) for row in rows.tolist()], bool
    )
    pain = np.nan_to_num(read_some_lesions(lives, rows)[:, :, NAMES.index("pain_0_10")], nan=-1.0)
    kinds = [k for k, symptom in enumerate(feelings.symptoms) if symptom.name in BONE_PAINS]
    told = (pain[:, :, None] >= feelings.limits[rows][:, :, kinds]).any(axis=2)
    worst = pain >= np.where(told, pain, -1.0).max(axis=1)[:, None]
    lowest = np.minimum(score, least)
    hurting: NDArray[np.bool_] = (
        told & (worst | (pain >= lowest[:, None])) & ((score >= least) | strong)[:, None]
    )
    return hurting


def _read(ward: Ward, rows: Integers, name: str) -> Floats:
    return read_rows(ward.lives, rows)[:, ward.reading_places[name]]
