"""Hazards of the events that a trial counts, and what each event changes in the state.

No drug is named here: a drug can only lower a hazard through strength, resorption, pain or
calcium. Hazards of skeletal events carry the patient's frailty and rise for a while after each
event, because events cluster in patients. Radiotherapy and surgery stand here as trial end
points with their effect on the lesion.

References: osteon_assumption, barendsen_1982.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.body import Body
from osteon.model.equations.inputs import Inputs
from osteon.model.equations.symptoms import CORD_LEVELS, Symptoms
from osteon.model.quantities import Assignments
from osteon.model.symbolic import Expr, exp, ramp, sqrt, step

ASSUMED = "osteon_assumption"
# Assumed: how steeply referral for radiotherapy rises with pain; whole, so that it costs no power.
REFERRAL_STEEPNESS = 6


@dataclass(frozen=True)
class Setting:
    """What raises every skeletal hazard of one patient at one time."""

    aftermath: Expr
    multiplier: Expr
    falls_per_day: Expr
    gate: Expr


def declare_consequences(m: Declaration, body: Body, inputs: Inputs, symptoms: Symptoms, strain: Expr) -> None:
    """Declare every event with its hazard and its effect."""
    setting = _setting(m, inputs, symptoms, strain)
    kill = _radiotherapy(m)
    _declare_fracture(m, symptoms, setting)
    _declare_radiotherapy(m, symptoms, setting, kill)
    _declare_surgery(m, symptoms, setting)
    _declare_cord_compression(m, symptoms, setting, kill)
    _declare_calcium_events(m, body)
    _declare_endings(m, body, symptoms, setting)


def _setting(m: Declaration, inputs: Inputs, symptoms: Symptoms, strain: Expr) -> Setting:
    p = m.parameter
    aftermath = m.memory(
        "aftermath", p("aftermath_days"), symbol="Z", meaning="recent skeletal events", cite=ASSUMED
    )
    gate = m.input("hazards", "1", 1.0, "1: events happen; 0: none, for the run-in and the plain physiology")
    deficit = sum(symptoms.deficits.values(), m.graph.constant(0))
    age_factor = exp(p("fall_age_slope_per_year") * (p("age_years") - 65))
    ill = (1 + p("fall_strain_gain") * strain) * (1 + p("fall_deficit_gain") * deficit)
    drugged = 1 + p("fall_opioid_gain") * inputs.opioid
    unsteady = ill * drugged * (1 - p("fall_safety_share") * inputs.safety)
    falls = m.let("falls", p("falls_per_year") / 365.25 * age_factor * unsteady, "1/d", ASSUMED)
    multiplier = gate * p("skeletal_frailty") * (1 + p("aftermath_gain") * aftermath)
    return Setting(aftermath, multiplier, falls, gate)


def _after(setting: Setting, **more: Expr) -> Assignments:
    """Return what any skeletal event leaves in the body, with what this one adds."""
    return {"aftermath": setting.aftermath + 1, **more}


def _declare_fracture(m: Declaration, symptoms: Symptoms, setting: Setting) -> None:
    p, own = m.parameter, m.lesion_parameter
    weakness = ramp(symptoms.strength ** (-p("fracture_strength_exponent")) - 1, 1e-3)
    load = p("fracture_scale") * own("fracture_rate_per_day") * weakness
    by_load = load / (1 + load / p("fracture_rate_ceiling_per_day"))
    by_fall = setting.falls_per_day * (1 - exp(-own("fall_fracture_probability") * weakness))
    spared = (1 - symptoms.broken) * (1 - p("fixation_protection") * m.graph.leaf("lesion_mark", "fixed"))
    in_bone = setting.multiplier * (by_load + p("fall_fracture_scale") * by_fall) * spared
    vertebra = own("at_cervical_cord") + own("at_thoracic_cord") + own("at_lumbar_cord")
    narrowed = m.graph.leaf("lesion_mark", "collapse") + vertebra * p("collapse_narrowing_maximum") * m.chance
    m.hazard(
        "pathological_fracture",
        in_bone,
        ASSUMED,
        of_lesion=True,
        body=_after(setting, recent_fracture=symptoms.recent_fracture + 1),
        struck={"broken": m.graph.constant(1), "collapse": narrowed},
    )


def _radiotherapy(m: Declaration) -> Expr:
    """Return the share of tumour cells that survive a course (linear-quadratic)."""
    p = m.parameter
    dose, fractions = p("radiotherapy_fraction_gy"), p("radiotherapy_fractions")
    killed = p("radiosensitivity_per_gy") * dose + p("radiosensitivity_per_gy2") * dose * dose
    return m.let("surviving fraction", exp(-fractions * killed), "1", "barendsen_1982")


def _irradiated(m: Declaration, surviving: Expr) -> dict[str, Expr]:
    def lesion(name: str) -> Expr:
        return m.graph.leaf("lesion_state", name)

    return {
        "tumour": lesion("tumour") * surviving,
        "dying_tumour": lesion("dying_tumour") + lesion("tumour") * (1 - surviving),
        "lesion_osteoclasts": lesion("lesion_osteoclasts") * m.parameter("radiotherapy_osteoclasts_left"),
        "precursors": lesion("precursors") * m.parameter("radiotherapy_osteoblasts_left"),
        "lesion_osteoblasts": lesion("lesion_osteoblasts") * m.parameter("radiotherapy_osteoblasts_left"),
    }


def _declare_radiotherapy(m: Declaration, symptoms: Symptoms, setting: Setting, kill: Expr) -> None:
    p = m.parameter
    felt = symptoms.lesion_pain**REFERRAL_STEEPNESS
    half = p("radiotherapy_half_nrs") ** REFERRAL_STEEPNESS
    referred = p("radiotherapy_rate_per_day") * felt / (felt + half)
    m.hazard(
        "radiotherapy_to_bone",
        setting.multiplier * referred,
        ASSUMED,
        of_lesion=True,
        body=_after(setting),
        struck=_irradiated(m, kill),
    )


def _declare_surgery(m: Declaration, symptoms: Symptoms, setting: Setting) -> None:
    p, own = m.parameter, m.lesion_parameter
    threatened = ramp(p("surgery_strength_threshold") - symptoms.strength, 0.02)
    operated = p("surgery_rate_per_day") * own("long_bone") * threatened
    unfixed = 1 - m.graph.leaf("lesion_mark", "fixed")
    tumour = m.graph.leaf("lesion_state", "tumour")
    m.hazard(
        "surgery_to_bone",
        setting.multiplier * operated * unfixed,
        ASSUMED,
        of_lesion=True,
        body=_after(setting),
        struck={"fixed": m.graph.constant(1), "tumour": tumour * p("surgery_tumour_left")},
    )


def _declare_cord_compression(m: Declaration, symptoms: Symptoms, setting: Setting, kill: Expr) -> None:
    own = m.lesion_parameter
    for level in CORD_LEVELS:
        here = own(f"at_{level}_cord")
        every = {
            name: m.graph.leaf("lesion_state", name) * (1 - here) + here * value
            for name, value in _irradiated(m, kill).items()
        }
        every["collapse"] = m.graph.leaf("lesion_mark", "collapse") * (1 - here)
        beyond = symptoms.deficits[level] - m.parameter("cord_event_deficit")
        m.crossing(
            f"spinal_cord_compression_{level}", setting.gate * beyond, ASSUMED, body=_after(setting), every=every
        )


def _declare_calcium_events(m: Declaration, body: Body) -> None:
    p = m.parameter
    gate = m.graph.leaf("input", "hazards")
    high = body.calcium - p("hypercalcaemia_event_mmol_per_l")
    low = p("hypocalcaemia_event_mmol_per_l") - body.calcium
    m.crossing("hypercalcaemia", gate * high, "ctcae_v4")
    m.crossing("hypocalcaemia", gate * low, "ctcae_v4")


def _declare_endings(m: Declaration, body: Body, symptoms: Symptoms, setting: Setting) -> None:
    p = m.parameter
    mass = body.states.extraskeletal + m.total("tumour_volume")
    bulk = sqrt(1 + mass / p("death_burden_scale_cm3"))
    calcium = 1 + p("death_hypercalcaemia_gain") * step(body.calcium - p("death_hypercalcaemia_mmol_per_l"), 0.1)
    paralysed = [step(deficit - p("death_paralysis_deficit"), 0.1) for deficit in symptoms.deficits.values()]
    legs = 1 + p("death_paralysis_gain") * sum(paralysed, m.graph.constant(0))
    broken = 1 + p("death_fracture_gain") * symptoms.recent_fracture
    per_day = p("death_rate_per_year") / 365.25 * p("death_frailty")
    m.hazard("death", setting.gate * per_day * bulk * calcium * legs * broken, ASSUMED, final=True)
    leaving = p("dropout_rate_per_year") / 365.25 * (1 + p("dropout_pain_gain_per_nrs") * symptoms.pain_target)
    m.hazard("dropout", setting.gate * leaving, ASSUMED, final=True)
