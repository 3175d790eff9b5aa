"""What a dose of a bone drug does besides bone: fever after the first, strain on the kidney.

The fever of the first infusion rarely comes back. After a first injection of another bone drug fewer
have fever and aches, most of them of other causes that are noticed then. The kidney suffers with the dose, the speed of
the infusion, poor filtration and dehydration; each patient is more or less susceptible.

References: zometa_label, osteon_assumption.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.body import Body
from osteon.model.symbolic import Expr, exp, ramp

ASSUMED = "osteon_assumption"


@dataclass(frozen=True)
class Reaction:
    """Fever and muscle pain of an infusion, and what an infusion changes."""

    fever: Expr
    wave: Expr
    tolerance: Expr


def declare_reaction(m: Declaration, gate: Expr) -> Reaction:
    """Declare the acute-phase reaction that may follow an infusion."""
    p = m.parameter

    def memory(name: str, days: str, symbol: str, meaning: str) -> Expr:
        return m.memory(name, p(days), symbol=symbol, meaning=meaning, cite=ASSUMED, scale=10.0)

    wave = memory("infusion_wave", "infusion_wave_days", "IW", "cytokines that a new infusion may set free")
    tolerance = memory("infusion_tolerance", "infusion_tolerance_days", "IT", "tolerance after infusions")
    fever = memory("fever", "fever_days", "TF", "fever and aches of an acute-phase reaction")
    per_day = p("acute_phase_reactions_per_infusion") / p("infusion_wave_days") * wave
    m.hazard("acute_phase_reaction", gate * per_day, "zometa_label", body={"infusion_wave": 0.0, "fever": 1.0})
    return Reaction(fever, wave, tolerance)


def after_infusion(m: Declaration, body: Body, slot: int, acute: Expr) -> dict[str, Expr]:
    """Return what an infusion of one bisphosphonate leaves outside bone, named by what changes."""
    p = m.parameter
    relative = p("gfr_ml_per_min") / p("bisphosphonate_reference_gfr_ml_per_min") * acute
    exposure = m.amount / p(f"depot_{slot}_half_effect_depot_mg")
    speed = p("infusion_reference_min") / p(f"depot_{slot}_standard_infusion_min")
    dry = 1 + p("infusion_dehydration_gain") * ramp(1 - body.states.fluid, 1e-3)
    strain = p("kidney_susceptibility") * exposure * speed * dry / relative ** p("infusion_gfr_exponent")
    return {"kidney": body.states.kidney * exp(-strain), **set_free(m, 1.0)}


def set_free(m: Declaration, share: Expr | float) -> dict[str, Expr]:
    """Return what a dose sets free of the fever that a first infusion brings, by its share of it."""
    wave, tolerance = (m.graph.leaf("follower", f"infusion_{name}") for name in ("wave", "tolerance"))
    return {
        "infusion_wave": wave + share * (1 - tolerance),
        "infusion_tolerance": 1 - (1 - tolerance) * m.parameter("infusion_tolerance_left"),
    }
