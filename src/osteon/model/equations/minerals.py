"""Calcium and phosphate between bone, blood, gut and kidney.

Five balance constants are closed forms of the others, so that the rest state is exact; with
`balance_constants` at 0 the published typed values stand instead. D1 (deposition saturates above
normal calcium), D4 (acute kidney injury scales the calcium set-point flux) and D5 (one bone stock
that nothing reads) are declared deviations. So is D6: the hormone of a tumour takes back more calcium in
the tubules than parathyroid hormone does at its most, so that high calcium rests on the kidney too. And
D7: it lifts the level of calcium at which quiet bone surfaces neither take nor give, which no drug on
osteoclasts brings down.

References: peterson_riggs_2010, talmage_2008.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.body import PR, Body
from osteon.model.equations.drugs import DrugAction
from osteon.model.equations.inputs import Inputs
from osteon.model.symbolic import Expr, ramp, where

ASSUMED = "osteon_assumption"


@dataclass(frozen=True)
class Kidney:
    """Filtration of the patient: structural, acute share and current [L/h]."""

    structural: Expr
    acute: Expr

    @property
    def filtration(self) -> Expr:
        """Current glomerular filtration [L/h]."""
        return self.structural * self.acute


@dataclass(frozen=True)
class OnKidney:
    """What acts on the tubules: both hormones together, and the tumour's part of it [pmol/L]."""

    hormones: Expr
    pthrp: Expr


@dataclass(frozen=True)
class Fluxes:
    """Mineral fluxes that other files read [mmol/h]."""

    out_of_bone: Expr
    into_bone: Expr
    gut_uptake: Expr
    renal_loss: Expr


def declare_minerals(
    m: Declaration, body: Body, inputs: Inputs, drug: DrugAction, kidney: Kidney, on_kidney: OnKidney, pthrp: Expr
) -> Fluxes:
    """Write the rates of calcium, phosphate and the bone stock; return the fluxes."""
    p = m.parameter
    released = m.total("lesion_calcium_flux") / 24
    fluxes = Fluxes(
        out_of_bone=_resorption(m, body, drug),
        into_bone=_deposition(m, body, pthrp),
        gut_uptake=m.let(
            "J40: calcium from the gut", _uptake(m, body.states.gut_calcium, body.states.absorber), "mmol/h", PR
        ),
        renal_loss=_renal_calcium(m, body, inputs, kidney, on_kidney),
    )
    net = fluxes.out_of_bone - fluxes.into_bone
    gain = net - fluxes.renal_loss + fluxes.gut_uptake + released + inputs.calcium_infusion / 24
    m.rate("calcium", 24 * gain, PR)
    _declare_gut(m, body, inputs, fluxes.gut_uptake)
    _declare_phosphate(m, body, kidney, p("phosphate_per_calcium") * (net + released))
    _declare_bone_stock(m, body, net)
    return fluxes


def _resorption(m: Declaration, body: Body, drug: DrugAction) -> Expr:
    p, rest = m.parameter, body.rest
    flux = p("skeletal_calcium_flux_mmol_per_day") / 24
    share, plateau, exponent = p("osteoclast_share_of_release"), p("release_plateau"), p("release_exponent")
    surface = p("surface_bone_calcium_mmol")
    resting = rest.osteoclasts**exponent
    half = plateau * resting / (flux / surface) - resting
    active = (body.states.osteoclasts * drug.activity) ** exponent
    by_cells = plateau * active / (active + half)
    signal = (body.occupancy / body.osteoclasts) ** p("release_occupancy_exponent")
    outflow = flux * (1 - share) + surface * share * by_cells * signal
    return m.let("J14: calcium out of bone", outflow, "mmol/h", PR)


def _deposition(m: Declaration, body: Body, pthrp: Expr) -> Expr:
    p = m.parameter
    # D7: the level at which quiet surfaces neither give nor take
    level = 1 + p("exchange_pthrp_gain") * pthrp / (pthrp + p("exchange_pthrp_half_pmol_per_l"))
    above = body.calcium / (body.rest.calcium * level) - 1
    saturating = 1 + above / (1 + above * p("inverse_deposition_limit"))
    drive = where(above, 0, 1 + above, saturating)  # D1: limit 0 restores the published line
    share = p("apatite_share_of_deposition")
    flux = p("skeletal_calcium_flux_mmol_per_day") / 24
    inflow = flux * drive * ((1 - share) + share * body.states.apatite)
    return m.let("J15: calcium into bone", inflow, "mmol/h", ASSUMED)


def _uptake(m: Declaration, gut: Expr, absorber: Expr) -> Expr:
    p = m.parameter
    rest = p("gut_calcium_rest_mmol")
    top, passive = p("active_uptake_maximum"), p("passive_uptake_per_h")
    half = rest * (top - p("uptake_rest_share")) / p("uptake_rest_share")
    driven = top * gut / (gut + half) * gut * (absorber / 0.5) / (gut + p("uptake_half_mmol"))
    return driven + passive * gut


def _uptake_at_rest(m: Declaration) -> Expr:
    half = m.graph.constant(0.5)
    return _uptake(m, m.parameter("gut_calcium_rest_mmol"), half)


def _balanced(m: Declaration, closed_form: Expr, published: str) -> Expr:
    """Return the closed form, or the published constant when `balance_constants` is 0."""
    switch = m.parameter("balance_constants")
    return switch * closed_form + (1 - switch) * m.parameter(published)


def _renal_calcium(m: Declaration, body: Body, inputs: Inputs, kidney: Kidney, acting: OnKidney) -> Expr:
    p, rest, ca, pth = m.parameter, body.rest, body.calcium, acting.hormones
    at_rest = _balanced(m, _uptake_at_rest(m), "published_renal_calcium_mmol_per_h")
    filtered = p("filtered_calcium_share") * kidney.filtration
    half = p("tubular_half_mmol_per_l")
    maximum = (filtered * rest.calcium - at_rest * kidney.acute) * (half + rest.calcium) / rest.calcium  # D4
    margin = p("tubular_pth_margin")
    by_pth = (1 + margin) * pth / (pth + margin * rest.pth)
    tumour = acting.pthrp / (acting.pthrp + p("tubular_pthrp_half_pmol_per_l"))
    by_tumour = 1 + p("tubular_pthrp_gain") * tumour  # D6
    reabsorbed = maximum * ca / (half + ca) * by_pth * by_tumour
    calcitriol = 2 - 2 * body.calcitriol / (body.calcitriol + rest.calcitriol)
    spilled = ramp(calcitriol * (filtered * ca - reabsorbed), p("renal_calcium_smoothing_mmol_per_h"))
    washed = p("saline_calciuresis") * inputs.saline * ca / 24
    return m.let("J27: calcium in urine", spilled + washed, "mmol/h", PR)


def _declare_gut(m: Declaration, body: Body, inputs: Inputs, uptake: Expr) -> None:
    p, s, rest = m.parameter, body.states, body.rest
    half = p("absorber_half")
    best = p("absorbable_maximum")

    def absorbable(capacity: Expr) -> Expr:
        return best * capacity**4 / (capacity**4 + half**4)

    diet = p("dietary_calcium_rest_mmol_per_day") / 24
    exact = _uptake_at_rest(m) / (diet * absorbable(m.graph.constant(0.5)))
    scale = _balanced(m, exact, "published_gut_scale")
    eaten = inputs.dietary_calcium / 24 * scale * absorbable(s.absorber)
    m.rate("gut_calcium", 24 * (eaten - uptake), PR)
    swing = p("absorber_swing_per_h") * body.calcitriol / (rest.calcitriol + body.calcitriol)
    gained = (p("absorber_floor_per_h") + swing) * (1 - s.absorber)
    lost = (p("absorber_floor_per_h") + p("absorber_swing_per_h") - swing) * s.absorber
    m.rate("absorption_capacity", 24 * (gained - lost), PR)


def _declare_phosphate(m: Declaration, body: Body, kidney: Kidney, from_bone: Expr) -> None:
    p, s, rest = m.parameter, body.states, body.rest
    eaten = p("dietary_phosphate_mmol_per_day") * p("absorbed_phosphate_share") / 24
    gut_rate = _balanced(m, eaten / rest.gut_phosphate, "published_gut_phosphate_per_h")
    exchange = p("cell_phosphate_uptake_l_per_h")
    exact_return = exchange * rest.phosphate / rest.cell_phosphate
    back_rate = _balanced(m, exact_return, "published_cell_phosphate_return_per_h")
    spilled_share = p("filtered_phosphate_share")
    exact_threshold = rest.phosphate - eaten / (spilled_share * kidney.structural)
    threshold = _balanced(m, exact_threshold, "published_phosphate_threshold_mmol_per_l")
    above = ramp(body.phosphate - threshold, p("renal_phosphate_smoothing_mmol_per_l"))
    lost = spilled_share * kidney.filtration * above
    absorbed, into, back = gut_rate * s.gut_phosphate, exchange * body.phosphate, back_rate * s.cell_phosphate
    m.rate("phosphate", 24 * (from_bone - lost + absorbed - into + back), PR)
    m.rate("cell_phosphate", 24 * (into - back), PR)
    m.rate("gut_phosphate", 24 * (eaten - absorbed), PR)


def _declare_bone_stock(m: Declaration, body: Body, net: Expr) -> None:
    p, s, rest = m.parameter, body.states, body.rest
    surface = p("surface_bone_calcium_mmol")
    m.state(
        "bone_calcium", "mmol", rest.deep + surface, scale=2e4, symbol="BCa", meaning="calcium of the skeleton"
    )
    m.rate("bone_calcium", -24 * net, ASSUMED)
    slow = p("deep_exchange_per_h")
    to_surface, to_deep = slow * s.deep, slow * (rest.deep / surface) * s.exchangeable
    pools = 1 - p("balance_constants")  # D5: the two published pools move in published mode only
    m.rate("exchangeable_bone_calcium", 24 * pools * (to_surface - to_deep - net), PR)
    m.rate("deep_bone_calcium", 24 * pools * (to_deep - to_surface), PR)
