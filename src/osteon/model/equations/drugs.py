"""Kinetics and action of the bone drugs.

A RANKL inhibitor (two compartments, saturable elimination by its target) takes RANKL away. A
bisphosphonate dose leaves its retained part on bone surfaces, from where it is released as bone is
resorbed; it lowers the activity of osteoclasts and, a little, their number. The lag is in the
effect, behind its saturation by dose: a larger dose acts longer, and hardly sooner. Two depots let
two bisphosphonates follow one another in one patient.

References: gibiansky_2012, peterson_2004, riggs_2012, pillai_2004, chen_2002, weinstein_2009.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.body import Body
from osteon.model.equations.infusions import after_infusion, set_free
from osteon.model.symbolic import Expr

DEPOTS = (1, 2)


@dataclass(frozen=True)
class DrugAction:
    """What the drugs do now: removal of RANKL [1/h], osteoclast activity, extra osteoclast loss."""

    rankl_removal: Expr
    activity: Expr
    apoptosis: Expr
    reached: Expr
    emax: Expr
    apoptosis_share: Expr


def bisphosphonate_action(reached: Expr, emax: Expr, share: Expr) -> tuple[Expr, Expr]:
    """Return activity of osteoclasts and their extra loss under a bisphosphonate.

    `reached` is the share of the greatest effect. Drug acts mainly on activity, little on number,
    because osteoclast numbers do not fall on bisphosphonates (weinstein_2009).
    """
    effect = emax * reached
    return (1 + share * effect) / (1 + effect), share * effect


def reached_in_lesion(reached: Expr, uptake: Expr) -> Expr:
    """Return the share of the greatest effect where bone takes up `uptake` times as much drug."""
    return uptake * reached / (1 + (uptake - 1) * reached)


def declare_drugs(m: Declaration) -> DrugAction:
    """Declare drug states, doses and kinetics; return their action on bone cells."""
    p = m.parameter
    reached = m.state(
        "bisphosphonate_effect", "1", 0, scale=0.5, symbol="UE", meaning="share of the greatest effect of bisphosphonate"
    )
    emax, share = p("bisphosphonate_emax"), p("bisphosphonate_apoptosis_share")
    activity, apoptosis = bisphosphonate_action(reached, emax, share)
    return DrugAction(_declare_rankl_inhibitor(m), activity, apoptosis, reached, emax, share)


def _declare_rankl_inhibitor(m: Declaration) -> Expr:
    p = m.parameter

    def amount(name: str, symbol: str, meaning: str) -> Expr:
        return m.state(name, "ng", 0, scale=3e7, symbol=symbol, meaning=meaning)

    depot = amount("inhibitor_depot", "DENSC", "RANKL inhibitor under the skin")
    central = amount("inhibitor_central", "DENCENT", "RANKL inhibitor in plasma")
    peripheral = amount("inhibitor_peripheral", "DENPER", "RANKL inhibitor in tissue")
    concentration = m.let("inhibitor concentration", central / p("inhibitor_central_volume_ml"), "ng/mL", "gibiansky_2012")
    entering = p("inhibitor_absorption_rate_per_day") * depot
    flow = p("inhibitor_intercompartmental_clearance_ml_per_day")
    exchange = flow * (concentration - peripheral / p("inhibitor_peripheral_volume_ml"))
    maximum = p("inhibitor_maximum_target_elimination_ng_per_day")
    by_target = maximum * concentration / (p("inhibitor_michaelis_constant_ng_per_ml") + concentration)
    linear = p("inhibitor_clearance_ml_per_day") * concentration
    m.rate("inhibitor_depot", -entering, "gibiansky_2012")
    m.rate("inhibitor_central", entering - exchange - linear - by_target, "peterson_2004")
    m.rate("inhibitor_peripheral", exchange, "peterson_2004")
    dose_ng = m.amount * 1e6
    entered = depot + p("inhibitor_bioavailability") * dose_ng
    m.jump("inhibitor_dose_mg", {"inhibitor_depot": entered, **set_free(m, p("injection_fever_share"))})
    picomolar = concentration / p("inhibitor_molar_mass_g_per_mol") * 1e6
    return p("inhibitor_rankl_removal_l_per_pmol_per_h") * picomolar


def declare_bisphosphonates(m: Declaration, body: Body, reached: Expr, resorption: Expr, kidney: Expr) -> None:
    """Write release from bone surfaces, lag of action, and the jump a dose makes.

    `resorption` is the skeleton's resorption relative to rest; `kidney` the current share of the
    patient's own kidney function.
    """
    p = m.parameter
    surface = m.graph.constant(0)
    for slot in DEPOTS:
        depot = m.state(
            f"depot_{slot}", "mg", 0, scale=5.0, symbol=f"A{slot}", meaning="bisphosphonate on bone surfaces"
        )
        release = p(f"depot_{slot}_skeletal_release_rate_per_day") * (0.5 + 0.5 * resorption)
        m.rate(f"depot_{slot}", -release * depot, "pillai_2004")
        to_bone = p(f"depot_{slot}_bone_clearance_l_per_h")
        relative_gfr = p("gfr_ml_per_min") / p("bisphosphonate_reference_gfr_ml_per_min") * kidney
        to_urine = p(f"depot_{slot}_renal_clearance_l_per_h") * relative_gfr
        retained = m.amount * to_bone / (to_bone + to_urine)
        besides = after_infusion(m, body, slot, kidney)
        m.jump(f"depot_{slot}_dose_mg", {f"depot_{slot}": depot + retained, **besides})
        surface = surface + depot / p(f"depot_{slot}_half_effect_depot_mg")
    lagging = surface / (1 + surface) - reached
    m.rate("bisphosphonate_effect", p("bisphosphonate_effect_delay_rate_per_day") * lagging, "pillai_2004")
