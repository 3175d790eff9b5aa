"""Screening before entry into a trial: what care asks for before a first dose is known and done.

Trials look at their patients in the weeks before they are allotted to an arm, and give the first
dose on day 0. So where an arm's care sends patients to the dentist, the visit, the extraction of
what was found and the healing of its wound lie before entry; and where it treats pain, most of
those in pain come with what that takes.
"""

import numpy as np

from osteon.base.luck import uniforms
from osteon.care.entries import Done, Observation
from osteon.care.words import PAINKILLERS, RADIOTHERAPY_FIRST
from osteon.library.assessments import DentalCheck
from osteon.model.engine import Integers
from osteon.sim.pain_before_entry import care_for_pain
from osteon.sim.ward import Ward

EXTRACTION = "tooth_extraction"


def screen(ward: Ward, rows: Integers) -> None:
    """Put what was found and done before entry into bodies and charts, in place."""
    for place, arm in enumerate(ward.arms):
        own, asked = rows[ward.arm_of[rows] == place], arm.policy.screening
        if PAINKILLERS in asked:
            care_for_pain(ward, own, irradiating=RADIOTHERAPY_FIRST in asked)
        for name in asked:
            check = ward.library.assessments.get(name)
            if isinstance(check, DentalCheck):
                _see_dentist(ward, own, check)


def _see_dentist(ward: Ward, rows: Integers, check: DentalCheck) -> None:
    p = {name: entry.value for name, entry in ward.library.parameters.items()}
    who, wound_days = ward.lives.patients[rows], p["care_dental_wound_days"]
    able = uniforms(ward.lives.seed, f"screening {check.name}", who) < check.sensitivity.value
    disease, wound = ward.lives.follower("dental_disease"), ward.lives.follower("jaw_wound")
    drawn = rows[able & (disease[rows] >= p["dental_disease_seen_from"])]
    disease[drawn] *= p["extraction_disease_left"]
    wound[drawn] = np.exp(-wound_days / p["jaw_wound_days"])
    for row in rows.tolist():
        ward.records[row].enter_results(Observation(0.0, check.name, 0.0))
    for row in drawn.tolist():
        ward.records[row].procedures.append(Done(-wound_days, EXTRACTION, ""))
