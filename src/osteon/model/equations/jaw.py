"""Teeth and jaw: dental disease, tooth infection, wounds, and bone death where turnover is held down.

No drug is named: what counts is how long and how deeply repair of bone has been suppressed. Bone
emptied of osteoclasts repairs least; osteoclasts that are there but idle still count for something.
The suppression builds up and fades over a year or so. Without it a wound heals; with it a wound or an
untreated infection may leave dead bone. Fillings and root canals make no wound.

References: saad_2012, xgeva_label, osteon_assumption.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.inputs import Inputs
from osteon.model.symbolic import Expr, exp, ramp, sqrt

ASSUMED = "osteon_assumption"


@dataclass(frozen=True)
class Jaw:
    """What other hazards and readings take from the mouth."""

    suppression: Expr
    disease: Expr
    infected_tooth: Expr
    wound: Expr
    necrosis: Expr
    infected: Expr
    teeth_lost: Expr


def declare_jaw(m: Declaration, inputs: Inputs, osteoclasts: Expr, activity: Expr, gate: Expr) -> Jaw:
    """Declare dental disease, suppression of the jaw's turnover, and what becomes of them."""
    jaw = _declare_state(m, inputs, osteoclasts * sqrt(activity))
    _declare_teeth(m, inputs, jaw, gate)
    _declare_necrosis(m, jaw, gate)
    return jaw


def _declare_state(m: Declaration, inputs: Inputs, repair: Expr) -> Jaw:
    p = m.parameter
    held_down = ramp(1 - repair, 0.02)
    suppression = m.follower(
        "jaw_suppression", held_down, p("jaw_suppression_days"), symbol="JS", unit="1", cite=ASSUMED,
        meaning="suppression of bone turnover that the jaw has lived with",
    )  # fmt: skip
    neglect = 1 - p("hygiene_effect_share") * inputs.hygiene
    worsening = p("dental_decay_per_year") / 365.25 * neglect
    disease = m.driven_follower(
        "dental_disease", worsening, worsening, start=p("dental_disease_at_entry"),
        symbol="DD", unit="1", meaning="disease of teeth and gums, 0 to 1", cite=ASSUMED,
    )  # fmt: skip

    def memory(name: str, days: Expr, symbol: str, meaning: str) -> Expr:
        return m.memory(name, days, symbol=symbol, meaning=meaning, cite=ASSUMED)

    def kept(name: str, symbol: str, meaning: str) -> Expr:
        return m.driven_follower(name, 0.0, 0.0, symbol=symbol, unit="1", meaning=meaning, cite=ASSUMED)

    return Jaw(
        suppression, disease,
        infected_tooth=memory("infected_tooth", p("tooth_infection_days"), "TI", "infection of a tooth or its gum"),
        wound=memory("jaw_wound", p("jaw_wound_days"), "JW", "wound of an extraction"),
        necrosis=kept("jaw_necrosis", "JN", "dead bone of the jaw, 1 when fresh"),
        infected=memory("jaw_infected", p("jaw_infection_days"), "JI", "infection of dead bone of the jaw"),
        teeth_lost=kept("teeth_lost", "TL", "teeth lost to dead bone"),
    )  # fmt: skip


def _declare_teeth(m: Declaration, inputs: Inputs, jaw: Jaw, gate: Expr) -> None:
    p = m.parameter
    ageing = exp(p("tooth_age_slope_per_year") * (p("age_years") - 65))
    neglect = 1 - p("hygiene_effect_share") * inputs.hygiene
    per_day = p("tooth_infections_per_year") / 365.25 * ageing * neglect * jaw.disease
    m.hazard("tooth_infection", gate * per_day * (1 - jaw.infected_tooth), ASSUMED, body={"infected_tooth": 1.0})
    m.jump(
        "dental_treatment",
        {"infected_tooth": 0.0, "dental_disease": jaw.disease * p("dental_treatment_left")},
    )
    m.jump(
        "tooth_extraction",
        {"infected_tooth": 0.0, "dental_disease": jaw.disease * p("extraction_disease_left"), "jaw_wound": 1.0},
    )


def _declare_necrosis(m: Declaration, jaw: Jaw, gate: Expr) -> None:
    p = m.parameter
    harm = ramp(jaw.suppression - p("jaw_suppression_harmless"), 0.02)
    trigger = p("jaw_wound_gain") * jaw.wound + p("jaw_infection_gain") * jaw.infected_tooth
    exposed = p("jaw_disease_gain") * jaw.disease**2 + trigger
    per_day = p("jaw_necrosis_per_year") / 365.25 * harm * (p("jaw_necrosis_spontaneous") + exposed)
    m.hazard(
        "osteonecrosis_of_jaw", gate * per_day * (1 - jaw.necrosis), "saad_2012", body={"jaw_necrosis": 1.0}
    )
    dead = gate * jaw.necrosis
    infected = p("jaw_infections_per_year") / 365.25 * (1 - jaw.infected)
    m.hazard("jaw_infection", dead * infected, ASSUMED, body={"jaw_infected": 1.0})
    lost = p("jaw_tooth_losses_per_year") / 365.25 * (1 + jaw.infected)
    m.hazard("tooth_loss", dead * lost, ASSUMED, body={"teeth_lost": jaw.teeth_lost + 1})
    healing = p("jaw_healing_per_year") / 365.25 * (1 - p("jaw_healing_held_share") * jaw.suppression) / (0.2 + jaw.necrosis)
    m.hazard("jaw_healed", dead * healing * (1 - 0.5 * jaw.infected), "saad_2012", body={"jaw_necrosis": 0.0, "jaw_infected": 0.0})
    m.jump("jaw_surgery", {"jaw_necrosis": jaw.necrosis * p("jaw_surgery_left"), "jaw_infected": 0.0})
