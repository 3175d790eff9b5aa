"""What a patient feels and an examiner finds, read from the state without error.

References: laird_2011, walsh_2016, osteon_assumption.
"""

from osteon.model.declaration import Declaration
from osteon.model.equations.body import Body
from osteon.model.equations.cord import CORD_LEVELS, PEAKEDNESS, Cord, worst
from osteon.model.equations.illness import Illness
from osteon.model.equations.infusions import Reaction
from osteon.model.equations.inputs import Inputs
from osteon.model.equations.jaw import Jaw
from osteon.model.equations.lesion import Lesion
from osteon.model.equations.pain import Pain
from osteon.model.equations.strength import Bearing
from osteon.model.symbolic import Expr, exp, log, ramp, step

ASSUMED = "osteon_assumption"
MM3_PER_CM3 = 1000.0
PI = 3.141592653589793


def declare_pain_readings(m: Declaration, pain: Pain) -> None:
    """Declare pain on its occasions and the share of days that have any."""
    by_day = pain.on_movement + ramp(pain.felt - pain.on_movement, 0.1)
    worst_of_day = by_day + ramp(pain.at_night - by_day, 0.1)
    for name, value in {
        "pain_0_10": pain.felt,
        "worst_pain_0_10": worst_of_day,
        "pain_at_rest_0_10": pain.at_rest,
        "pain_at_night_0_10": pain.at_night,
        "pain_on_movement_0_10": pain.on_movement,
        "spinal_pain_0_10": pain.spinal,
        "radicular_pain_0_10": pain.radicular,
        "sudden_pain_0_10": pain.sudden,
    }.items():
        m.reading(name, value - ramp(value - 10, 0.1), "NRS", ASSUMED)
    cubed = pain.felt**3
    m.reading("pain_share_of_days", cubed / (cubed + m.parameter("pain_constant_half_nrs") ** 3), "1", ASSUMED)


def declare_cord_readings(m: Declaration, cord: Cord) -> None:
    """Declare deficits and what they do to arms, legs, feeling and sphincters."""
    p = m.parameter
    deficit = sum((cord.deficits[level] for level in CORD_LEVELS), m.graph.constant(0))
    m.reading("cord_deficit", deficit, "1", ASSUMED)
    for level in CORD_LEVELS:
        m.reading(f"cord_deficit_{level}", cord.deficits[level], "1", ASSUMED)
    pressed = sum((level**PEAKEDNESS for level in cord.pressed.values()), m.graph.constant(0))
    m.reading("canal_narrowing", worst(pressed), "1", ASSUMED)
    for limb, lost in {"leg": cord.legs, "arm": cord.deficits["cervical"]}.items():
        m.reading(f"{limb}_deficit", lost, "1", ASSUMED)
        m.reading(f"motor_grade_{limb}s_0_5", 5 * (1 - lost), "1", ASSUMED)
    m.reading("walking", step(p("walking_lost_deficit") - cord.legs, 1e-6), "1", ASSUMED)
    m.reading("numbness_0_1", step(cord.legs - p("numbness_deficit"), 0.1), "1", ASSUMED)
    m.reading("sphincter_0_1", step(cord.legs - p("sphincter_deficit"), 0.1), "1", ASSUMED)


def declare_illness_readings(m: Declaration, body: Body, inputs: Inputs, ill: Illness, strain: Expr) -> None:
    """Declare fluids, calcium as it is felt, and the general state."""
    p, s = m.parameter, body.states
    volume = body.rest.volume
    drinking = volume * p("drinking_per_day") * ramp(1 - s.fluid, 1e-3)
    shed = volume * p("volume_shedding_per_day") * ramp(s.fluid - 1, 1e-3)
    passed = volume * p("polyuria_per_day") * strain + (1 - p("saline_retention")) * inputs.saline
    m.reading("kidney", s.kidney, "1", ASSUMED)
    m.reading("fluid", s.fluid, "1", ASSUMED)
    m.reading("urine_l_per_day", p("urine_rest_l_per_day") + passed + shed, "L/d", ASSUMED)
    m.reading("fluid_intake_l_per_day", p("drinking_rest_l_per_day") + drinking, "L/d", ASSUMED)
    m.reading("calcium_felt_mmol_l", ill.calcium_felt, "mmol/L", ASSUMED)
    score = ramp(10 * (ill.calcium_felt - 2.6) / 1.2, 0.1)
    m.reading("calcium_symptom_score", score - ramp(score - 10, 0.1), "1", ASSUMED)
    m.reading("calcium_lack_mmol_l", ramp(p("calcium_normal_low_mmol_per_l") - body.calcium, 0.01), "mmol/L", ASSUMED)
    for name, value in {
        "drowsiness_0_1": ill.drowsiness,
        "dizziness_0_1": ill.dizziness,
        "weakness_0_1": ill.weakness,
        "performance": ill.performance,
        "disability_0_24": ill.disability,
    }.items():
        m.reading(name, value, "1", ASSUMED)


def declare_other_readings(m: Declaration, jaw: Jaw, reaction: Reaction, falls: Expr, crack: Expr) -> None:
    """Declare mouth, fever, thigh and falls."""
    jaw_pain = 4 * jaw.necrosis + 3 * jaw.infected
    for name, value in {
        "dental_disease": jaw.disease,
        "toothache_0_10": 6 * jaw.infected_tooth,
        "jaw_suppression": jaw.suppression,
        "jaw_necrosis": jaw.necrosis,
        "jaw_infected": jaw.infected,
        "jaw_pain_0_10": jaw_pain,
        "teeth_lost": jaw.teeth_lost,
        "fever_0_1": reaction.fever,
        "thigh_pain_0_10": 5 * crack,
    }.items():
        m.reading(name, value, "1", ASSUMED)
    m.reading("fall_rate_per_year", 365.25 * falls, "1/yr", ASSUMED)


def declare_lesion_readings(m: Declaration, lesion: Lesion, bone: Bearing, cord: Cord, pain: Pain) -> None:
    """Declare what imaging, touch or a surgeon would find at one lesion."""
    p = m.parameter
    mineral = lesion.lamellar + lesion.woven
    missing = 1 - mineral
    for name, value, unit in (
        ("pain_0_10", pain.felt_at_lesion, "NRS"),
        ("strength", bone.strength, "1"),
        ("volume_cm3", lesion.volume, "cm3"),
        ("tumour_cm3", lesion.tumour + lesion.dying, "cm3"),
        ("mineral", mineral, "1"),
        ("mineral_loss", ramp(missing, 1e-3), "1"),
        ("formation", lesion.deposited / p("lesion_turnover_per_day"), "1"),
        ("narrowing", cord.narrowing, "1"),
        ("broken", bone.broken, "1"),
        ("diameter_mm", exp(log(6 / PI * MM3_PER_CM3 * lesion.volume + 1e-9) / 3), "mm"),
        ("cortex_share", bone.section, "1"),
    ):
        m.lesion_reading(name, value, unit, ASSUMED)
