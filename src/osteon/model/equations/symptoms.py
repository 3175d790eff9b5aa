"""From lesions to weak bone, pain and a pressed spinal cord.

Strength follows composite-beam rigidity (modulus goes with density squared), woven bone counting
less for its mineral. Pain adds osteoclast activity, tumour mass and mechanical weakness. Each
cord level (cervical, thoracic, lumbar) has a recoverable and a lasting deficit. All of this follows
bone and tumour and acts on neither, so it stands outside the stiff system.

References: snyder_2009, carter_hayes_1977, osteon_assumption.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.inputs import Inputs
from osteon.model.equations.lesion import Lesion
from osteon.model.symbolic import Expr, exp, log, ramp, step

ASSUMED = "osteon_assumption"
CORD_LEVELS = ("cervical", "thoracic", "lumbar")
# Assumed: a high power mean over lesions stands for the worst of them, smoothly.
PEAKEDNESS = 8


@dataclass(frozen=True)
class Symptoms:
    """What hazards and readings take from symptoms."""

    strength: Expr
    lesion_pain: Expr
    pain_target: Expr
    pain: Expr
    deficits: dict[str, Expr]
    broken: Expr
    recent_fracture: Expr


def declare_symptoms(m: Declaration, inputs: Inputs, lesion: Lesion) -> Symptoms:
    """Declare strength, fracture healing, pain and cord states."""
    p = m.parameter
    broken = m.lesion_memory(
        "broken", p("fracture_healing_days"), symbol="phi", meaning="unhealed fracture", cite=ASSUMED
    )
    strength = _strength(m, lesion, broken)
    lesion_pain = _lesion_pain(m, lesion, strength)
    recent = m.memory(
        "recent_fracture", p("fracture_pain_days"), symbol="F", meaning="pain of a recent fracture", cite=ASSUMED
    )
    power = m.read_total("worst_pain", lesion_pain**PEAKEDNESS, "NRS^8", ASSUMED)
    deficits = _declare_cord(m, inputs, lesion)
    worst = _worst(power)
    pressed = sum(deficits.values(), m.graph.constant(0))
    raw = worst + p("fracture_pain_nrs") * recent + p("epidural_pain_nrs") * pressed
    felt = raw * (1 - inputs.analgesic / (raw + p("analgesic_half_nrs")))
    bounded = m.let("pain on its way", felt - ramp(felt - 10, 0.5), "NRS", ASSUMED)
    pain = m.follower("pain", bounded, p("pain_lag_days"), symbol="Pn", unit="NRS", meaning="pain felt", cite=ASSUMED)
    return Symptoms(strength, lesion_pain, bounded, pain, deficits, broken, recent)


def _strength(m: Declaration, lesion: Lesion, broken: Expr) -> Expr:
    p, own, mark = m.parameter, m.lesion_parameter, m.lesion_mark
    fixed = mark("fixed", "1", 0.0, "1 when held by metal or cement")
    mineral = lesion.lamellar + lesion.woven
    bearing = lesion.lamellar + p("woven_worth") * lesion.woven
    capped = bearing - ramp(bearing - 1 - p("strength_smoothing"), p("strength_smoothing"))
    quality = capped * (1 - p("woven_quality_loss") * lesion.woven / (mineral + 1e-6))
    modulus = quality * quality
    taken = (lesion.volume / own("bone_volume_cm3")) ** p("section_exponent")
    outside = p("load_outside_region")
    beam = outside + (1 - outside) * (1 - taken * (1 - modulus))
    intact = beam ** own("stress_exponent")
    weakened = intact * (1 - broken) + p("broken_strength") * broken
    held = weakened + (p("fixed_strength") - weakened) * fixed
    return m.let("strength relative to healthy bone", held, "1", "snyder_2009")


def _lesion_pain(m: Declaration, lesion: Lesion, strength: Expr) -> Expr:
    p, own = m.parameter, m.lesion_parameter
    half = p("pain_half_volume_cm3")
    eroding = ramp(lesion.released / p("lesion_turnover_per_day") - 1, 0.1) / p("pain_resorption_scale")
    by_acid = p("pain_from_resorption") * eroding * lesion.volume / (lesion.volume + half)
    by_mass = p("pain_from_tumour") * lesion.tumour / (lesion.tumour + half)
    by_load = p("pain_from_weakness") * (1 / strength - 1) / p("pain_weakness_scale")
    drive = own("pain_sensitivity") * (by_acid + by_mass + by_load)
    return m.let("pain from one lesion", 10 * drive / (1 + drive), "NRS", ASSUMED)


def _worst(power_sum: Expr) -> Expr:
    """Return the power mean of a sum of eighth powers, zero when the sum is zero."""
    floor = 1e-6
    root = exp(log(power_sum + floor) / PEAKEDNESS)
    return root - float(floor ** (1 / PEAKEDNESS))


def _declare_cord(m: Declaration, inputs: Inputs, lesion: Lesion) -> dict[str, Expr]:
    p, own = m.parameter, m.lesion_parameter
    collapse = m.lesion_mark("collapse", "1", 0.0, "canal narrowed by a collapsed vertebra")
    grown = own("epidural_spread") * (lesion.tumour + lesion.dying) / own("bone_volume_cm3")
    narrowing = m.let("narrowing of the canal", grown + collapse, "1", ASSUMED)
    deficits = {}
    for level in CORD_LEVELS:
        here = own(f"at_{level}_cord") * narrowing**PEAKEDNESS
        pressed = _worst(m.read_total(f"narrowing_{level}", here, "1", ASSUMED))
        middle = (1 + p("compression_threshold")) / 2
        compression = step(pressed - middle, 1 - middle)
        deficits[level] = _declare_level(m, inputs, level, compression)
    return deficits


def _declare_level(m: Declaration, inputs: Inputs, level: str, compression: Expr) -> Expr:
    p = m.parameter
    infarct = p("cord_infarct_per_day") * compression**2
    late = m.driven_follower(
        f"cord_{level}_lasting",
        infarct,
        infarct,
        symbol=f"Ci{level[0].upper()}",
        unit="1",
        meaning=f"lasting {level} deficit",
        cite=ASSUMED,
    )
    oedema = 1 - p("steroid_effect_on_oedema") * inputs.steroid
    onset = p("cord_deficit_per_day") * compression * oedema
    # What infarcts is no longer recoverable, so that the two deficits never exceed one.
    early = m.driven_follower(
        f"cord_{level}_recoverable",
        onset * (1 - late),
        onset + p("cord_recovery_per_day") * (1 - compression) + infarct,
        symbol=f"Cr{level[0].upper()}",
        unit="1",
        meaning=f"recoverable {level} deficit",
        cite=ASSUMED,
    )
    return m.let(f"{level} cord deficit", early + late, "1", ASSUMED)
