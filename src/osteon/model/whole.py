"""The whole model, put together from the equation files."""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.body import PR, Body, declare_body
from osteon.model.equations.bone_cells import Signals, declare_bone_cells, survival_signal
from osteon.model.equations.consequences import declare_endings, declare_thresholds
from osteon.model.equations.cord import Cord, declare_cord
from osteon.model.equations.drugs import DrugAction, declare_bisphosphonates, declare_drugs
from osteon.model.equations.falls import (
    declare_falls,
    declare_setting,
    declare_suppressed_bone,
)
from osteon.model.equations.hormones import (
    acute_filtration,
    declare_hormones,
    declare_hydration,
    hypercalcaemic_strain,
)
from osteon.model.equations.illness import declare_illness
from osteon.model.equations.infusions import declare_reaction
from osteon.model.equations.inputs import Inputs, declare_adjustments
from osteon.model.equations.jaw import declare_jaw
from osteon.model.equations.lesion import Lesion, declare_lesion
from osteon.model.equations.minerals import Kidney, OnKidney, declare_minerals
from osteon.model.equations.pain import declare_pain
from osteon.model.equations.readings import (
    declare_blood,
    declare_bone_readings,
    declare_markers,
)
from osteon.model.equations.readings_of_symptoms import (
    declare_cord_readings,
    declare_illness_readings,
    declare_lesion_readings,
    declare_other_readings,
    declare_pain_readings,
)
from osteon.model.equations.strength import Bearing, declare_strength
from osteon.model.equations.treatments import declare_treatments
from osteon.model.symbolic import Expr


def declare_model() -> Declaration:
    """Return every equation of the model as one declaration."""
    m = Declaration()
    p = m.parameter
    inputs, body, drug = Inputs(m), declare_body(m), declare_drugs(m)
    acute = acute_filtration(m, body)
    kidney = Kidney(p("gfr_ml_per_min") * p("gfr_l_per_h_per_ml_per_min"), acute)
    resorption = m.let("resorption", body.osteoclasts * drug.activity, "1", PR)
    strain = hypercalcaemic_strain(m, body.calcium)
    survival = survival_signal(m, body.states.bcl2)

    tumour = body.states.extraskeletal + m.total("tumour_volume")
    secreted = p("pthrp_secretion_pm_per_cm3") * tumour
    pthrp = m.let("PTHrP", secreted + inputs.external_pthrp, "pmol/L", "osteon_assumption")
    on_bone = body.pth + p("pthrp_bone_weight") * pthrp
    on_kidney = body.pth + p("pthrp_kidney_weight") * pthrp
    on_enzyme = body.pth + p("pthrp_hydroxylase_weight") * pthrp

    declare_bisphosphonates(m, body, drug.reached, resorption, acute)
    declare_bone_cells(m, body, Signals(on_bone, pthrp), drug, survival)
    declare_minerals(
        m, body, inputs, drug, kidney, OnKidney(on_kidney, on_kidney - body.pth), pthrp
    )
    declare_hormones(m, body, inputs, on_enzyme)
    declare_hydration(m, body, inputs, strain)
    lesion = declare_lesion(m, body, inputs, drug, resorption, survival)
    declare_markers(m, body, lesion, resorption)
    declare_blood(m, body, kidney.filtration, pthrp)
    bone, cord = declare_strength(m, lesion), declare_cord(m, inputs, lesion)
    _declare_person(m, _Parts(body, inputs, lesion, bone, cord, drug, resorption, strain))
    declare_adjustments(m)
    return m


@dataclass(frozen=True)
class _Parts:
    """The physiology that symptoms, events and readings start from."""

    body: Body
    inputs: Inputs
    lesion: Lesion
    bone: Bearing
    cord: Cord
    drug: DrugAction
    resorption: Expr
    strain: Expr


def _declare_person(m: Declaration, parts: _Parts) -> None:
    """Declare what the patient feels, what happens to the patient, and what treatment does."""
    body, inputs, bone, cord = parts.body, parts.inputs, parts.bone, parts.cord
    setting = declare_setting(m)
    pain = declare_pain(m, inputs, parts.lesion, bone, cord)
    ill = declare_illness(m, body, inputs, bone, pain, cord)
    jaw = declare_jaw(m, inputs, body.osteoclasts, parts.drug.activity, setting.gate)
    reaction = declare_reaction(m, setting.gate)
    falls = declare_falls(m, inputs, setting, bone, cord, pain, ill)
    crack = declare_suppressed_bone(m, setting, pain, parts.resorption, body.osteoclasts)
    declare_thresholds(m, body, setting, cord, pain, ill)
    declare_endings(m, body, setting, cord, pain, ill, jaw)
    declare_treatments(m, pain, cord)
    declare_bone_readings(m, parts.lesion, bone)
    declare_pain_readings(m, pain)
    declare_cord_readings(m, cord)
    declare_illness_readings(m, body, inputs, ill, parts.strain)
    declare_other_readings(m, jaw, reaction, falls, crack)
    declare_lesion_readings(m, parts.lesion, bone, cord, pain)
