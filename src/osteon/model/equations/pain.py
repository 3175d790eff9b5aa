"""Pain: what a lesion sends, what fracture and canal add, what treatment takes away.

Two drives: inflammation (acid of osteoclasts, nerves that sprout in new woven bone, tumour mass and its
growth), worse at night and at rest, and load on weak bone, worse on movement. Early pain is the first kind and comes and goes; late pain is both
and constant. Radiotherapy relieves where the lesion responds, for a time that grows with the dose;
a flare may come first. A steroid dampens inflammation and oedema, analgesics act on the whole.

References: laird_2011, van_der_linden_2004, chow_2015, ventafridda_1987, osteon_assumption.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.cord import PEAKEDNESS, Cord, worst
from osteon.model.equations.inputs import Inputs
from osteon.model.equations.lesion import Lesion
from osteon.model.equations.strength import Bearing
from osteon.model.symbolic import Expr, ramp, sqrt, step

ASSUMED = "osteon_assumption"


@dataclass(frozen=True)
class Pain:
    """Pain of one lesion, of the patient, and by occasion."""

    of_lesion: Expr
    irradiated: Expr
    flare: Expr
    recent: Expr
    lasting: Expr
    felt: Expr
    at_rest: Expr
    at_night: Expr
    on_movement: Expr
    spinal: Expr
    radicular: Expr
    sudden: Expr
    felt_at_lesion: Expr


@dataclass(frozen=True)
class _Drives:
    inflammation: Expr
    load: Expr
    canal: Expr


def declare_pain(m: Declaration, inputs: Inputs, lesion: Lesion, bone: Bearing, cord: Cord) -> Pain:
    """Declare pain of lesions, of fractures and of the canal, and what relieves it."""
    p, own = m.parameter, m.lesion_parameter
    irradiated = m.lesion_memory(
        "irradiated", p("radiation_relief_days"), symbol="rt", meaning="dose that still relieves", cite=ASSUMED, scale=8.0
    )
    flaring = m.lesion_memory("flare", p("flare_days"), symbol="fl", meaning="flare after radiotherapy", cite=ASSUMED, scale=10.0)
    recent = m.memory("recent_fracture", p("fracture_pain_days"), symbol="F", meaning="pain of a recent fracture", cite=ASSUMED)
    vertebra = own("at_cervical_cord") + own("at_thoracic_cord") + own("at_lumbar_cord")
    drives = _drives(m, inputs, lesion, bone, irradiated, vertebra * _canal_pain(m, inputs, cord.narrowing))
    of_lesion = m.let("pain from one lesion", _felt_at(drives, 1.0, 1.0), "NRS", ASSUMED)
    average = worst(m.read_total("worst_pain", of_lesion**PEAKEDNESS, "NRS^8", ASSUMED))
    sudden = p("fracture_pain_share") * recent
    raw = average + (10 - average) * sudden
    bounded = m.let("pain on its way", _relieved(m, inputs, raw), "NRS", ASSUMED)
    lasting = m.follower("pain", bounded, p("pain_lag_days"), symbol="Pn", unit="NRS", cite=ASSUMED)
    flare = own("pain_sensitivity") * p("flare_nrs") * flaring * (1 - p("steroid_effect_on_flare") * inputs.steroid)
    felt = lasting + _relieved(m, inputs, m.read_total("flares", flare, "NRS", ASSUMED))

    def on(occasion: str, load: Expr) -> Expr:
        own_pain = _felt_at(drives, p(f"inflammation_{occasion}"), load)
        there = worst(m.read_total(f"worst_pain_{occasion}", own_pain**PEAKEDNESS, "NRS^8", ASSUMED))
        return felt * (raw - average + there + 0.01) / (raw + 0.01)

    back = worst(m.read_total("worst_spinal_pain", vertebra * of_lesion**PEAKEDNESS, "NRS^8", ASSUMED))
    roots = sum((level**PEAKEDNESS for level in cord.pressed.values()), m.graph.constant(0))
    here = of_lesion + (10 - of_lesion) * sudden * bone.broken
    return Pain(
        of_lesion, irradiated, flaring, recent, lasting, felt,
        at_rest=on("at_rest", p("load_at_rest_share")), at_night=on("at_night", p("load_at_night_share")), on_movement=on("on_movement", p("load_on_movement")),
        spinal=_relieved(m, inputs, back), radicular=_relieved(m, inputs, _canal_pain(m, inputs, worst(roots))),
        sudden=_relieved(m, inputs, 10 * sudden), felt_at_lesion=_relieved(m, inputs, here + flare),
    )  # fmt: skip


def _drives(
    m: Declaration, inputs: Inputs, lesion: Lesion, bone: Bearing, irradiated: Expr, canal: Expr
) -> _Drives:
    p, own = m.parameter, m.lesion_parameter
    # A bone hurts as it is stretched, so the same tumour hurts more in a rib than in the pelvis.
    half = p("pain_half_volume_cm3") * sqrt(own("bone_volume_cm3") / p("pain_reference_bone_cm3"))
    turnover, size = p("lesion_turnover_per_day"), lesion.volume / (lesion.volume + half)
    eroding = ramp(lesion.released / turnover - 1, 0.1) / p("pain_resorption_scale")
    by_acid = p("pain_from_resorption") * eroding * size
    building = ramp(lesion.deposited / turnover - 1, 0.1)
    by_nerves = p("pain_from_formation") * building / (building + p("pain_formation_half")) * size
    mass = lesion.tumour + lesion.dying
    # What grows fast presses more and outgrows its blood; what shrinks soon hurts less.
    pressing = ramp(lesion.pressing, p("pain_growth_smoothing_per_day")) / p("pain_reference_growth_per_day")
    by_mass = p("pain_from_tumour") * pressing ** p("pain_growth_exponent") * mass / (mass + half)
    by_load = p("pain_from_weakness") * ((1 / bone.strength - 1) / p("pain_weakness_scale")) ** 2
    relieved = 1 - own("radiation_response") * irradiated / (irradiated + p("radiation_relief_half_gy"))
    calmed = 1 - p("steroid_effect_on_inflammation") * inputs.steroid
    kept = own("pain_sensitivity") * relieved
    return _Drives(kept * calmed * (by_acid + by_nerves + by_mass), kept * by_load, canal)


def _felt_at(drives: _Drives, inflammation: Expr | float, load: Expr | float) -> Expr:
    """Return the pain of one lesion on an occasion that weighs its two drives so."""
    drive = drives.inflammation * inflammation + drives.load * load
    return 10 * drive / (1 + drive) + drives.canal


def _canal_pain(m: Declaration, inputs: Inputs, narrowing: Expr) -> Expr:
    """Return the pain of a narrowed canal, which comes before any deficit."""
    p = m.parameter
    start, full = p("epidural_pain_narrowing_start"), p("epidural_pain_narrowing_full")
    present = step(narrowing - (start + full) / 2, (full - start) / 2)
    return p("epidural_pain_nrs") * present * (1 - p("steroid_effect_on_epidural_pain") * inputs.steroid)


def _relieved(m: Declaration, inputs: Inputs, raw: Expr) -> Expr:
    """Return what analgesics leave of a pain, at most 10."""
    left = raw / (1 + inputs.analgesic / m.parameter("analgesic_half_nrs"))
    return left - ramp(left - 10, 0.5)
