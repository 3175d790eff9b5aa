"""Parathyroid hormone and calcitriol; vitamin D; fluid volume and acute kidney injury.

D3: gland hyperplasia is off by default, because the published model turns chronic vitamin D
deficiency into hypercalcaemia through it. Hydration and kidney injury follow the clinical course
of hypercalcaemia and are assumptions of this project.

References: peterson_riggs_2010.
"""

from osteon.model.declaration import Declaration
from osteon.model.equations.body import PR, Body
from osteon.model.equations.inputs import Inputs
from osteon.model.equations.shapes import falling
from osteon.model.symbolic import Expr, ramp, step, tanh, where

ASSUMED = "osteon_assumption"


def declare_hormones(m: Declaration, body: Body, inputs: Inputs, pth_on_kidney_enzyme: Expr) -> None:
    """Write the rates of PTH, its gland, calcitriol and vitamin D."""
    p, s, rest = m.parameter, body.states, body.rest
    cleared = p("pth_clearance_l_per_h") / rest.volume
    secreted = _secretion(m, body) * 2 * s.pool * s.gland
    m.rate("pth", 24 * (secreted - cleared * s.pth) + inputs.pth_infusion, PR)
    _declare_gland(m, body)
    synthesis = _calcitriol_synthesis(m, body, pth_on_kidney_enzyme)
    enzyme_loss = m.parameter("hydroxylase_loss_per_h")
    m.rate("hydroxylase", 24 * (synthesis - enzyme_loss * s.hydroxylase), PR)
    m.rate("calcitriol", 24 * (s.hydroxylase - p("calcitriol_loss_per_h") * s.calcitriol), PR)
    gap = inputs.vitamin_d_target - s.vitamin_d
    m.rate("vitamin_d", p("vitamin_d_loss_per_day") * gap, ASSUMED)


def _secretion(m: Declaration, body: Body) -> Expr:
    p = m.parameter
    top, bottom, resting = p("pth_secretion_top"), p("pth_secretion_bottom"), p("pth_secretion_rest")
    exponent, ca0 = p("pth_calcium_exponent"), body.rest.calcium
    relative = (body.calcium / ca0) ** exponent
    half = (top - bottom) / (top - resting) - 1
    secreted = top - (top - bottom) * relative / (relative + half)
    return m.let("PTH secretion", secreted, "pmol/h", PR)


def _declare_gland(m: Declaration, body: Body) -> None:
    p, s, rest = m.parameter, body.states, body.rest
    set_point = rest.calcitriol * (rest.calcium / body.calcium) ** p("pool_calcium_exponent")
    h = tanh(p("pool_sensitivity_l_per_pmol") * (body.calcitriol - set_point))
    share = p("pool_calcitriol_share")
    filling = (1 - s.pool) * (share * (1 - h) + (1 - share))
    emptying = s.pool * (share * (1 + h) + (1 - share))
    m.rate("parathyroid_pool", 24 * p("pool_rate_per_h") * (filling - emptying), PR)
    relative = body.calcitriol / rest.calcitriol
    target = falling(relative, p("gland_top"), p("gland_bottom"), p("gland_exponent"))
    speed = p("gland_hyperplasia") * p("gland_rate_per_h")  # D3: hyperplasia 0 or 1
    m.rate("parathyroid_capacity", 24 * speed * (target - s.gland), PR)


def _calcitriol_synthesis(m: Declaration, body: Body, pth: Expr) -> Expr:
    p, rest = m.parameter, body.rest
    exponent = p("hydroxylase_pth_exponent")
    half = p("hydroxylase_pth_half_pmol_per_l") ** exponent
    resting = rest.pth**exponent
    by_pth = pth**exponent / (half + pth**exponent) * (half + resting) / resting
    margin = p("vitamin_d_half_ratio")
    by_substrate = body.states.vitamin_d * (1 + margin) / (body.states.vitamin_d + margin)
    ratio = p("gfr_ml_per_min") / p("gfr_reference_ml_per_min")
    ckd = where(ratio, 1, ratio, 1) ** p("hydroxylase_ckd_exponent")
    rest_rate = rest.hydroxylase * p("hydroxylase_loss_per_h")
    made = rest_rate * by_pth * _phosphate_brake(m, body) * by_substrate * ckd
    return m.let("1-alpha-hydroxylase synthesis", made, "pmol/h/h", PR)


def _phosphate_brake(m: Declaration, body: Body) -> Expr:
    p, resting = m.parameter, body.rest.phosphate
    top, exponent, half = p("phosphate_brake_top"), p("phosphate_brake_exponent"), p("phosphate_brake_half_mmol_per_l")
    power, at_rest = body.phosphate**exponent, resting**exponent
    scale = (top - 1) * (at_rest + half**exponent) / (top * at_rest)
    curve = top - scale * top * power / (power + half**exponent)
    width = p("phosphate_brake_smoothing_mmol_per_l") / 2
    brake = 1 + (curve - 1) * step(body.phosphate - resting - width, width)
    # The published curve falls below zero above 2.1 mmol/L; synthesis cannot.
    floor = p("phosphate_brake_floor")
    return floor + ramp(brake - floor, p("phosphate_brake_floor_smoothing"))


def declare_hydration(m: Declaration, body: Body, inputs: Inputs, strain: Expr) -> None:
    """Write the rates of extracellular volume, acute kidney function and tumour outside bone."""
    p, s = m.parameter, body.states
    polyuria = p("polyuria_per_day") * strain * _room(s.fluid, p("fluid_floor"))
    drink, shed = p("drinking_per_day"), p("volume_shedding_per_day")
    correcting = drink + (shed - drink) * step(s.fluid - 1, p("fluid_smoothing"))
    kept = p("saline_retention") * inputs.saline / body.rest.volume
    m.rate("fluid", correcting * (1 - s.fluid) - polyuria + kept, ASSUMED)
    injury = p("kidney_injury_per_day") * strain * _room(s.kidney, p("kidney_floor"))
    m.rate("kidney", p("kidney_recovery_per_day") * (1 - s.kidney) - injury, ASSUMED)
    crowding = 1 - s.extraskeletal / p("extraskeletal_capacity_cm3")
    growth = p("extraskeletal_growth_per_day") * s.extraskeletal * crowding
    killed = p("anticancer_response") * inputs.kill * s.extraskeletal
    m.rate("extraskeletal_tumour", growth - killed, ASSUMED)


def _room(x: Expr, floor: Expr) -> Expr:
    """Return 1 at rest and 0 at the floor, so that a loss stops there."""
    return ramp((x - floor) / (1 - floor), 1e-3)


def hypercalcaemic_strain(m: Declaration, calcium: Expr) -> Expr:
    """Return how hard high calcium presses on kidney and volume: 0 at rest, at most 2."""
    p = m.parameter
    threshold, scale = p("strain_threshold_mmol_per_l"), p("strain_scale_mmol_per_l")
    x = ramp(calcium - threshold, p("strain_smoothing_mmol_per_l")) / scale
    return m.let("hypercalcaemic strain", x / (1 + x / 2), "1", ASSUMED)


def acute_filtration(m: Declaration, body: Body) -> Expr:
    """Return the share of the patient's own filtration left by injury and dehydration."""
    p, s = m.parameter, body.states
    width = p("filtration_smoothing")
    thirst = p("filtration_volume_slope") * (1 - s.fluid)
    lost = ramp(thirst - width, width)
    spared = ramp(thirst - (1 - p("filtration_floor")) - width, width)
    return m.let("acute filtration", s.kidney * (1 - lost + spared), "1", ASSUMED)
