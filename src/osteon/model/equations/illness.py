"""How ill a patient is: calcium as it is felt, alertness, performance status, disability.

Calcium is felt by its height, the patient's sensitivity and the speed of its rise. Performance
starts from the patient's own (ECOG) and worsens with pain, deficits, high calcium and tumour,
and steeply once the cancer has begun to wear the patient down, as it does in the last months.
Disability runs like the Roland-Morris score from 0 to 24; a broken limb
is out of use until it heals, less so when it is held by metal.

References: walsh_2016, berenson_2011, myers_2015, osteon_assumption.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.body import Body
from osteon.model.equations.cord import Cord
from osteon.model.equations.inputs import Inputs
from osteon.model.equations.pain import Pain
from osteon.model.equations.strength import Bearing
from osteon.model.symbolic import Expr, exp, ramp, sqrt

ASSUMED = "osteon_assumption"


@dataclass(frozen=True)
class Illness:
    """What hazards and readings take from the patient's general state."""

    calcium_felt: Expr
    drowsiness: Expr
    dizziness: Expr
    weakness: Expr
    performance: Expr
    disability: Expr
    bulk: Expr
    declining: Expr


def declare_illness(m: Declaration, body: Body, inputs: Inputs, bone: Bearing, pain: Pain, cord: Cord) -> Illness:
    """Declare how calcium, pain, deficits, broken limbs and tumour weigh on the whole patient."""
    felt = _felt_calcium(m, body)
    dulled = m.parameter("calcium_drowsiness_slope") * ramp(felt - m.parameter("calcium_drowsy_mmol_per_l"), 0.05)
    drowsiness = 1 - exp(-(dulled + m.parameter("opioid_drowsiness") * inputs.opioid))
    dried = m.parameter("dehydration_dizziness") * ramp(1 - body.states.fluid, 1e-3)
    dizziness = 1 - exp(-(dried + dulled + m.parameter("opioid_dizziness") * inputs.opioid))
    mass = body.states.extraskeletal + m.read_total("burden", m.graph.leaf("lesion_state", "tumour"), "cm3", ASSUMED)
    bulk = m.let("weight of the tumour", sqrt(1 + mass / m.parameter("death_burden_scale_cm3")), "1", ASSUMED)
    declining = m.driven_follower(
        "terminal_decline", 0, 0, symbol="TD", unit="1", cite="myers_2015",
        meaning="the last months have begun: 0 or 1",
    )  # fmt: skip
    performance = _performance(m, pain, cord, dulled, bulk, declining)
    weakness = 1 - (1 - cord.legs) * exp(-(dulled + m.parameter("performance_weakness") * performance))
    disability = _disability(m, bone, pain, cord)
    return Illness(felt, drowsiness, dizziness, weakness, performance, disability, bulk, declining)


def _felt_calcium(m: Declaration, body: Body) -> Expr:
    p = m.parameter
    usual = m.follower(
        "calcium_adapted", body.calcium, p("calcium_adaptation_days"), symbol="CaA", unit="mmol/L", cite=ASSUMED,
        start=body.rest.calcium, meaning="calcium the patient has become used to",
    )  # fmt: skip
    normal = p("calcium_normal_high_mmol_per_l")
    above = body.calcium - normal + p("calcium_speed_gain") * ramp(body.calcium - usual, 0.02)
    return m.let("calcium as it is felt", normal + p("calcium_sensitivity") * above, "mmol/L", ASSUMED)


def _performance(m: Declaration, pain: Pain, cord: Cord, dulled: Expr, bulk: Expr, declining: Expr) -> Expr:
    p = m.parameter
    worse = p("performance_per_nrs") * pain.felt + p("performance_by_deficit") * cord.legs
    worse = worse + p("performance_by_calcium") * dulled + p("performance_by_burden") * (bulk - 1)
    worse = worse + p("performance_by_decline") * declining
    raw = p("performance_at_entry") + worse + p("performance_by_fracture") * pain.recent
    target = raw - ramp(raw - 4, 0.2)
    return m.follower(
        "performance", target, p("performance_days"), symbol="PS", unit="1", cite=ASSUMED,
        start=p("performance_at_entry"), meaning="performance status, 0 to 4",
    )  # fmt: skip


def _disability(m: Declaration, bone: Bearing, pain: Pain, cord: Cord) -> Expr:
    p = m.parameter
    spared = 1 - p("fixed_limb_use_share") * bone.fixed
    idle = m.read_total("limbs out of use", m.lesion_parameter("long_bone") * bone.broken * spared, "1", ASSUMED)
    hindrance = (pain.on_movement / p("disability_half_nrs")) ** 2 + p("disability_by_deficit") * cord.legs
    hindrance = hindrance + p("disability_by_broken_limb") * idle
    return m.follower(
        "disability", 24 * hindrance / (1 + hindrance), p("disability_days"), symbol="RM", unit="1", cite=ASSUMED,
        meaning="disability of daily life, 0 to 24", scale=10.0,
    )  # fmt: skip
