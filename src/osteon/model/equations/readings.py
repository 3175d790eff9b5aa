"""What a laboratory, a scan or an observer would read from the state, without error.

Markers of bone turnover add what the lesions release to what the skeleton releases; the fixed
background is the share of excretion that does not come from resorption.

References: peterson_riggs_2010, osteon_assumption.
"""

from osteon.model.declaration import Declaration
from osteon.model.equations.body import PR, Body
from osteon.model.equations.lesion import Lesion
from osteon.model.equations.strength import Bearing
from osteon.model.symbolic import Expr, ramp

ASSUMED = "osteon_assumption"


def declare_markers(m: Declaration, body: Body, lesion: Lesion, resorption: Expr) -> None:
    """Declare the markers of bone turnover in blood and urine."""
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


def declare_blood(m: Declaration, body: Body, gfr: Expr, pthrp: Expr) -> None:
    """Declare what a laboratory finds in blood besides markers."""
    albumin = m.parameter("albumin_g_per_l")
    bound = m.parameter("calcium_per_albumin_mmol_per_g") * (m.parameter("albumin_reference_g_per_l") - albumin)
    m.reading("calcium_mmol_l", body.calcium, "mmol/L", PR)
    m.reading("calcium_total_mmol_l", body.calcium - bound, "mmol/L", ASSUMED)
    m.reading("albumin_g_l", albumin, "g/L", ASSUMED)
    m.reading("pth_pmol_l", body.pth, "pmol/L", PR)
    m.reading("pthrp_pmol_l", pthrp, "pmol/L", ASSUMED)
    m.reading("gfr_ml_min", gfr / 0.06, "mL/min", ASSUMED)
    m.reading("vitamin_d_nmol_l", 75 * body.states.vitamin_d, "nmol/L", ASSUMED)


def declare_bone_readings(m: Declaration, lesion: Lesion, bone: Bearing) -> None:
    """Declare sums over all lesions."""
    m.reading("tumour_cm3", m.read_total("bone_tumour", lesion.tumour + lesion.dying, "cm3", ASSUMED), "cm3", ASSUMED)
    m.reading("region_cm3", m.read_total("region_volume", lesion.volume, "cm3", ASSUMED), "cm3", ASSUMED)
    mineral = (lesion.lamellar + lesion.woven) * lesion.volume
    m.reading("region_mineral_cm3", m.read_total("region_mineral", mineral, "cm3", ASSUMED), "cm3", ASSUMED)
    weak = m.read_total("weakness", (1 - bone.strength) * lesion.volume, "cm3", ASSUMED)
    m.reading("weakness_cm3", weak, "cm3", ASSUMED)
    m.reading("strength_lowest", bone.weakest, "1", ASSUMED)


def _reference_flux(m: Declaration) -> Expr:
    p = m.parameter
    return p("osteoclast_share_of_release") * p("skeletal_calcium_flux_mmol_per_day")


def _declare_marker(m: Declaration, name: str, turnover: Expr, normal: str, background: str) -> None:
    p = m.parameter
    fixed = p(background)
    unit = {"untx_nmol_mmol": "nmol/mmol", "sctx_ng_ml": "ng/mL", "bsap_ug_l": "ug/L"}[name]
    m.reading(name, p(normal) * ((1 - fixed) * turnover + fixed), unit, ASSUMED)
