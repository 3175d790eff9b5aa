"""How strong the bone around a lesion is: broken, fixed, cemented or as it stands.

Strength follows composite-beam rigidity (modulus goes with density squared), woven bone counting
less for its mineral. Metal and cement carry load in place of bone, metal less well where the bone
that holds it goes on dissolving.

References: snyder_2009, carter_hayes_1977, osteon_assumption.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.lesion import Lesion
from osteon.model.symbolic import Expr, exp, log, ramp

ASSUMED = "osteon_assumption"
# Assumed: a very high power mean over lesions stands for the weakest of them, smoothly.
WEAKEST = 32


@dataclass(frozen=True)
class Bearing:
    """What carries load at one lesion, and the weakest place of the skeleton."""

    strength: Expr
    section: Expr
    broken: Expr
    fixed: Expr
    cemented: Expr
    weakest: Expr


def declare_strength(m: Declaration, lesion: Lesion) -> Bearing:
    """Declare the strength of the bone around a lesion and the healing of its fracture."""
    p, own = m.parameter, m.lesion_parameter
    broken = m.lesion_memory(
        "broken", p("fracture_healing_days"), symbol="phi", meaning="unhealed fracture", cite=ASSUMED
    )
    fixed = m.lesion_mark("fixed", "1", 0.0, "1 when held by metal")
    cemented = m.lesion_mark("cemented", "1", 0.0, "1 when filled with cement")
    section = (lesion.volume / own("bone_volume_cm3")) ** p("section_exponent")
    outside = p("load_outside_region")
    beam = outside + (1 - outside) * (1 - section * (1 - _modulus(m, lesion)))
    intact = beam ** own("stress_exponent")
    weakened = intact * (1 - broken) + p("broken_strength") * broken
    metal = p("fixed_strength") * (1 - p("fixation_loosening") * (1 - intact))
    held = weakened + ramp(metal - weakened, p("strength_smoothing")) * fixed
    filled = held + ramp(p("cement_strength") - held, p("strength_smoothing")) * cemented
    strength = m.let("strength relative to healthy bone", filled, "1", "snyder_2009")
    weakness = m.read_total("weakest bone", (1 / strength**8) ** (WEAKEST // 8), "1", ASSUMED)
    weakest = exp(-log(1 + weakness) / WEAKEST)
    return Bearing(strength, section, broken, fixed, cemented, weakest)


def _modulus(m: Declaration, lesion: Lesion) -> Expr:
    """Return the stiffness of the region relative to healthy bone, which goes with density squared."""
    p = m.parameter
    mineral = lesion.lamellar + lesion.woven
    bearing = lesion.lamellar + p("woven_worth") * lesion.woven
    capped = bearing - ramp(bearing - 1 - p("strength_smoothing"), p("strength_smoothing"))
    quality = capped * (1 - p("woven_quality_loss") * lesion.woven / (mineral + 1e-6))
    return quality * quality
