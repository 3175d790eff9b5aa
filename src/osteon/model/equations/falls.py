"""Falls and fractures: one stream of falls for the person, thinned over the bones that may break.

A fall breaks a lesion's bone, a healthy bone, or nothing; the three hazards add up to the falls.
Weak bone also breaks under the load of daily life, without a fall. Deep suppression of turnover
over years cracks the femur (atypical fracture, with thigh pain first); turnover that shoots above
normal after long suppression breaks vertebrae. No drug is named.

References: stone_2011, stone_2012, clemson_2023, costa_2013, osteon_assumption.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.cord import Cord
from osteon.model.equations.illness import Illness
from osteon.model.equations.inputs import Inputs
from osteon.model.equations.pain import Pain
from osteon.model.equations.strength import Bearing
from osteon.model.quantities import Assignments
from osteon.model.symbolic import Expr, exp, ramp

ASSUMED = "osteon_assumption"


@dataclass(frozen=True)
class Setting:
    """What every hazard of one patient carries: the switch, the aftermath of earlier events."""

    gate: Expr
    aftermath: Expr
    multiplier: Expr


def declare_setting(m: Declaration) -> Setting:
    """Declare the switch of all hazards and the clustering of skeletal events."""
    p = m.parameter
    gate = m.input("hazards", "1", 1.0, "1: events happen; 0: none, for the run-in and the plain physiology")
    aftermath = m.memory("aftermath", p("aftermath_days"), symbol="Z", meaning="recent skeletal events", cite=ASSUMED)
    multiplier = gate * p("skeletal_frailty") * (1 + p("aftermath_gain") * aftermath)
    return Setting(gate, aftermath, multiplier)


def after(setting: Setting, **more: Expr | float) -> Assignments:
    """Return what any skeletal event leaves in the body, with what this one adds."""
    return {"aftermath": setting.aftermath + 1, **more}


def declare_falls(
    m: Declaration, inputs: Inputs, setting: Setting, bone: Bearing, cord: Cord, pain: Pain, ill: Illness
) -> Expr:
    """Declare falls and all fractures that follow from weak bone; return the falls per day."""
    p, own = m.parameter, m.lesion_parameter
    falls = _falls_per_day(m, inputs, cord, ill)
    weakness = ramp(bone.strength ** (-p("fracture_strength_exponent")) - 1, 1e-3)
    spared = (1 - bone.broken) * (1 - p("fixation_protection") * bone.fixed)
    frail = p("skeletal_frailty") * (1 + p("aftermath_gain") * setting.aftermath)
    odds = frail * p("fall_fracture_scale") * own("fall_fracture_probability") * weakness * spared
    breaks = odds / (1 + odds / p("fall_fracture_ceiling"))
    fragile = p("fragility_fractures_per_fall") * exp(p("fragility_age_slope_per_year") * (p("age_years") - 65))
    unharmed = ramp(1 - fragile - m.read_total("broken by a fall", breaks, "1", ASSUMED), 0.01)
    load = p("fracture_scale") * own("fracture_rate_per_day") * weakness
    by_load = load / (1 + load / p("fracture_rate_ceiling_per_day"))
    broken_bone = after(setting, recent_fracture=1.0, pain=_jump_of_pain(m, pain))
    collapsed: Assignments = {"broken": 1.0, "collapse": _collapse(m, cord)}
    m.hazard("fall", setting.gate * falls * unharmed, "stone_2011")
    m.hazard("fragility_fracture_fall", setting.gate * falls * fragile, "costa_2013", body=broken_bone)
    for name, per_day in {
        "pathological_fracture_load": setting.multiplier * by_load * spared,
        "pathological_fracture_fall": setting.gate * falls * breaks,
    }.items():
        m.hazard(name, per_day, ASSUMED, of_lesion=True, body=broken_bone, struck=collapsed)
    return falls


def _falls_per_day(m: Declaration, inputs: Inputs, cord: Cord, ill: Illness) -> Expr:
    p = m.parameter
    age = exp(p("fall_age_slope_per_year") * (p("age_years") - 65))
    weak = (1 + p("fall_performance_gain") * ill.performance) * (1 + p("fall_deficit_gain") * cord.legs)
    dulled = 1 + p("fall_drowsiness_gain") * ill.drowsiness + p("fall_dizziness_gain") * ill.dizziness
    safe = 1 - p("fall_safety_share") * inputs.safety
    return m.let("falls", p("falls_per_year") / 365.25 * age * weak * dulled * safe, "1/d", "stone_2011")


def _jump_of_pain(m: Declaration, pain: Pain) -> Expr:
    return pain.lasting + (10 - pain.lasting) * m.parameter("fracture_pain_share")


def _collapse(m: Declaration, cord: Cord) -> Expr:
    own = m.lesion_parameter
    vertebra = own("at_cervical_cord") + own("at_thoracic_cord") + own("at_lumbar_cord")
    return cord.collapse + vertebra * m.parameter("collapse_narrowing_maximum") * m.chance


def declare_suppressed_bone(m: Declaration, setting: Setting, pain: Pain, resorption: Expr, osteoclasts: Expr) -> Expr:
    """Declare fractures of bone long suppressed, and of bone let loose; return the femur's crack."""
    p = m.parameter
    without = m.follower(
        "osteoclast_absence", ramp(1 - osteoclasts, 0.02), p("rebound_memory_days"), symbol="OA", unit="1", cite=ASSUMED,
        meaning="lack of osteoclasts that bone has lived with, while their precursors gather",
    )  # fmt: skip
    deep = ramp(1 - resorption - p("deep_suppression"), 0.02) / (1 - p("deep_suppression"))
    years = m.driven_follower(
        "deep_suppression_years", deep / 365.25, 1 / p("deep_suppression_memory_days"),
        symbol="DS", unit="yr", meaning="years of deep suppression of turnover", cite=ASSUMED,
    )  # fmt: skip
    crack = m.memory("femoral_crack", p("femoral_crack_days"), symbol="FC", meaning="stress crack of a femur", cite=ASSUMED)
    hurt = after(setting, recent_fracture=1.0, pain=_jump_of_pain(m, pain))
    cracking = p("femoral_cracks_per_year") / 365.25 * years**2 * (1 - crack)
    m.hazard("femoral_stress_fracture", setting.gate * cracking, ASSUMED, body={"femoral_crack": 1.0})
    breaking = p("femoral_break_per_day") * crack
    m.hazard("atypical_femoral_fracture", setting.gate * breaking, ASSUMED, body={**hurt, "femoral_crack": 0.0})
    overshoot = ramp(resorption - p("rebound_resorption"), 0.02) * without**2
    perforated = m.follower(
        "rebound_weakness", overshoot, p("rebound_weakness_days"), symbol="RW", unit="1", cite=ASSUMED,
        meaning="holes that a burst of resorption leaves in vertebrae",
    )  # fmt: skip
    rebound = p("rebound_fractures_per_year") / 365.25 * perforated
    m.hazard("rebound_vertebral_fracture", setting.gate * rebound, ASSUMED, body=hurt)
    return crack
