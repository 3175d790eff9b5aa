"""The spinal canal and the cord: narrowing by tumour or collapse, deficit, recovery, infarction.

Each cord level (cervical, thoracic, lumbar) carries two strains that add up, a recoverable one and
a lasting one; the deficit is the share of function that both leave lost. Compression, which a
steroid dampens, makes the first; while the canal stays congested nothing recovers, and part of the
strain becomes lasting, sooner in some patients than in others. So weakness may become paralysis in
days or weeks, delay costs function, and slow relief helps less than fast.

References: levack_2002, patchell_2005, sorensen_1994, osteon_assumption.
"""

from collections.abc import Mapping
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
class Cord:
    """Narrowing of one lesion's canal, the worst of each level, and what the cord has lost."""

    grown: Expr
    cleared: Expr
    collapse: Expr
    narrowing: Expr
    pressed: Mapping[str, Expr]
    deficits: Mapping[str, Expr]
    legs: Expr


def worst(power_sum: Expr) -> Expr:
    """Return the power mean of a sum of eighth powers, zero when the sum is zero."""
    floor = 0.01
    return exp(log(power_sum + floor**PEAKEDNESS) / PEAKEDNESS) - floor


def declare_cord(m: Declaration, inputs: Inputs, lesion: Lesion) -> Cord:
    """Declare the narrowing of the canal at each lesion and the deficit at each level."""
    own, mark = m.lesion_parameter, m.lesion_mark
    collapse = mark("collapse", "1", 0.0, "canal narrowed by a collapsed vertebra")
    cleared = mark("canal_cleared", "1", 0.0, "narrowing by tumour that surgery took away")
    reach = own("epidural_spread") * (lesion.tumour + lesion.dying) / own("bone_volume_cm3")
    # Once tumour has broken out of the vertebra it fills the canal faster than the bone.
    grown = 4 * reach**3
    left = ramp(grown - cleared, 0.01)
    narrowing = m.let("narrowing of the canal", left + collapse, "1", ASSUMED)
    pressed, deficits = {}, {}
    total = m.graph.constant(0)
    for level in CORD_LEVELS:
        power = own(f"at_{level}_cord") * narrowing**PEAKEDNESS
        pressed[level] = worst(m.read_total(f"narrowing_{level}", power, "1", ASSUMED))
        strain = _declare_level(m, inputs, level, pressed[level])
        deficits[level] = m.let(f"{level} cord deficit", 1 - exp(-strain), "1", ASSUMED)
        total = total + strain
    legs = m.let("deficit of the legs", 1 - exp(-total), "1", ASSUMED)
    return Cord(grown, cleared, collapse, narrowing, pressed, deficits, legs)


def _declare_level(m: Declaration, inputs: Inputs, level: str, pressed: Expr) -> Expr:
    """Declare both strains of one level; return their sum."""
    p = m.parameter
    low, high = p("compression_threshold"), p("compression_full")
    compression = step(pressed - (low + high) / 2, (high - low) / 2)
    eased, blocked = p("congestion_eased"), p("congestion_full")
    congestion = step(pressed - (eased + blocked) / 2, (blocked - eased) / 2)
    spared = 1 - p("steroid_effect_on_oedema") * inputs.steroid
    symbol = level[0].upper()
    early = m.driven_follower(
        f"cord_{level}_recoverable",
        p("cord_strain_per_day") * compression * spared,
        p("cord_recovery_per_day") * (1 - congestion),
        symbol=f"Cr{symbol}", unit="1", meaning=f"recoverable {level} strain", cite="patchell_2005", scale=0.5,
    )  # fmt: skip
    vulnerable = p("cord_infarct_per_day") * p("cord_vulnerability")
    late = m.driven_follower(
        f"cord_{level}_lasting", vulnerable * spared * congestion**2 * early / (1 + early), 0.0,
        symbol=f"Ci{symbol}", unit="1", meaning=f"lasting {level} strain", cite="patchell_2005", scale=0.5,
    )  # fmt: skip
    return early + late
