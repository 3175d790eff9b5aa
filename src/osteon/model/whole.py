"""The whole model, put together from the equation files."""

from osteon.model.declaration import Declaration
from osteon.model.equations.body import PR, declare_body
from osteon.model.equations.bone_cells import Signals, declare_bone_cells, survival_signal
from osteon.model.equations.consequences import declare_consequences
from osteon.model.equations.drugs import declare_bisphosphonates, declare_drugs
from osteon.model.equations.hormones import (
    acute_filtration,
    declare_hormones,
    declare_hydration,
    hypercalcaemic_strain,
)
from osteon.model.equations.inputs import Inputs
from osteon.model.equations.lesion import declare_lesion
from osteon.model.equations.minerals import Kidney, declare_minerals
from osteon.model.equations.readings import declare_readings
from osteon.model.equations.symptoms import declare_symptoms

# Infusions are inputs that scheduled jumps raise and lower, in amount per day.
INFUSED = {
    "calcium_infusion": "calcium_infusion_mmol_per_day",
    "pth_infusion": "pth_infusion_pmol_per_day",
}


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

    declare_bisphosphonates(m, drug.surface_drug, resorption, acute)
    declare_bone_cells(m, body, Signals(on_bone, pthrp), drug, survival)
    declare_minerals(m, body, inputs, drug, kidney, on_kidney)
    declare_hormones(m, body, inputs, on_enzyme)
    declare_hydration(m, body, inputs, strain)
    lesion = declare_lesion(m, body, inputs, drug, resorption, survival)
    symptoms = declare_symptoms(m, inputs, lesion)
    declare_consequences(m, body, inputs, symptoms, strain)
    declare_readings(m, body, lesion, symptoms, resorption, kidney.filtration, pthrp)
    for name, target in INFUSED.items():
        m.jump(name, {target: m.graph.leaf("input", target) + m.amount})
    return m
