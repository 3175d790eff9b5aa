"""What a laboratory, a scan or an observer would read from the state, without error.

Markers of bone turnover add what the lesions release to what the skeleton releases; the fixed
background is the share of excretion that does not come from resorption.

References: peterson_riggs_2010, osteon_assumption.
"""

from osteon.model.declaration import Declaration
from osteon.model.equations.body import PR, Body
from osteon.model.equations.lesion import Lesion
from osteon.model.equations.symptoms import CORD_LEVELS, Symptoms
from osteon.model.symbolic import Expr, ramp

ASSUMED = "osteon_assumption"


def declare_readings(
    m: Declaration, body: Body, lesion: Lesion, symptoms: Symptoms, resorption: Expr, gfr: Expr, pthrp: Expr
) -> None:
    """Declare every reading with its unit."""
    p = m.parameter
    per_flux = p("calcium_per_bone_mmol_per_cm3") / _reference_flux(m)
    turnover = p("lesion_turnover_per_day")
    extra = per_flux * lesion.volume * (lesion.released - turnover * resorption)
    released = resorption + m.read_total("lesion_resorption", extra, "1", ASSUMED)
    made = per_flux * lesion.volume * (lesion.deposited - turnover * body.osteoblasts)
    built = body.osteoblasts + m.read_total("lesion_formation", made, "1", ASSUMED)
    floor = ramp(released, 1e-3)
    _declare_marker(m, "untx_nmol_mmol", floor, "untx_normal_nmol_per_mmol", "untx_background")
    _declare_marker(m, "sctx_ng_ml", floor, "sctx_normal_ng_per_ml", "sctx_background")
    _declare_marker(m, "bsap_ug_l", ramp(built, 1e-3), "bsap_normal_ug_per_l", "bsap_background")
    m.reading("calcium_mmol_l", body.calcium, "mmol/L", PR)
    m.reading("pth_pmol_l", body.pth, "pmol/L", PR)
    m.reading("pthrp_pmol_l", pthrp, "pmol/L", ASSUMED)
    m.reading("gfr_ml_min", gfr / 0.06, "mL/min", ASSUMED)
    m.reading("vitamin_d_nmol_l", 75 * body.states.vitamin_d, "nmol/L", ASSUMED)
    m.reading("pain_0_10", symptoms.pain, "NRS", ASSUMED)
    m.reading("tumour_cm3", m.read_total("bone_tumour", lesion.tumour + lesion.dying, "cm3", ASSUMED), "cm3", ASSUMED)
    m.reading("region_cm3", m.read_total("region_volume", lesion.volume, "cm3", ASSUMED), "cm3", ASSUMED)
    mineral = (lesion.lamellar + lesion.woven) * lesion.volume
    m.reading("region_mineral_cm3", m.read_total("region_mineral", mineral, "cm3", ASSUMED), "cm3", ASSUMED)
    weak = m.read_total("weakness", (1 - symptoms.strength) * lesion.volume, "cm3", ASSUMED)
    m.reading("weakness_cm3", weak, "cm3", ASSUMED)
    deficit = sum((symptoms.deficits[level] for level in CORD_LEVELS), m.graph.constant(0))
    m.reading("cord_deficit", deficit, "1", ASSUMED)


def _reference_flux(m: Declaration) -> Expr:
    p = m.parameter
    return p("osteoclast_share_of_release") * p("skeletal_calcium_flux_mmol_per_day")


def _declare_marker(m: Declaration, name: str, turnover: Expr, normal: str, background: str) -> None:
    p = m.parameter
    fixed = p(background)
    unit = {"untx_nmol_mmol": "nmol/mmol", "sctx_ng_ml": "ng/mL", "bsap_ug_l": "ug/L"}[name]
    m.reading(name, p(normal) * ((1 - fixed) * turnover + fixed), unit, ASSUMED)
