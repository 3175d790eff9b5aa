"""One bone metastasis: a growing, well-mixed region of tumour, bone cells and mineral.

Cells and mineral are intensities relative to normal bone of the site, so a lesion is scale-free
and several lesions add up. The cell equations are the skeleton's own normalised curves with the
fast ligands at quasi-steady state. Whether a lesion is lytic, blastic or mixed is not a label: it
emerges from what its tumour secretes. Joining whole-body calcium with lesions is this project's
own contribution.

References: peterson_riggs_2010, lemaire_2004, pivonka_2008, claret_2009, mundy_2002, bendre_2005.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.body import PR, Body
from osteon.model.equations.bone_cells import osteoclast_curves, tgf_curves
from osteon.model.equations.drugs import DrugAction, bisphosphonate_action, reached_in_lesion
from osteon.model.equations.inputs import Inputs
from osteon.model.symbolic import Expr, ramp, sqrt, where

ASSUMED = "osteon_assumption"


@dataclass(frozen=True)
class Lesion:
    """States of one lesion and the ratios that symptoms and readings use."""

    tumour: Expr
    dying: Expr
    volume: Expr
    lamellar: Expr
    woven: Expr
    released: Expr
    deposited: Expr
    pressing: Expr


@dataclass(frozen=True)
class _States:
    tumour: Expr
    dying: Expr
    volume: Expr
    precursors: Expr
    osteoblasts: Expr
    osteoclasts: Expr
    lamellar: Expr
    woven: Expr


def declare_lesion(
    m: Declaration, body: Body, inputs: Inputs, drug: DrugAction, resorption: Expr, survival: Expr
) -> Lesion:
    """Declare the states and rates of one lesion, and what it adds to the body."""
    p, own = m.parameter, m.lesion_parameter
    s = _states(m)
    systemic = m.coupling("resorption", resorption, "1", PR)
    builders = m.coupling("osteoblasts", body.osteoblasts, "1", PR)
    exponent = p("rankl_osteoblast_exponent")
    occupancy = m.coupling("occupancy", body.occupancy / body.osteoblasts**exponent, "1", PR)
    reached = m.coupling("bisphosphonate effect", drug.reached, "1", "pillai_2004")
    saved = m.coupling("osteoblast survival", survival, "1", PR)

    share = s.tumour / s.volume
    stimulus = share**2 / (share**2 + p("stimulus_half_share") ** 2)
    here = reached_in_lesion(reached, p("bisphosphonate_uptake_ratio"))
    activity, apoptosis = bisphosphonate_action(here, drug.emax, drug.apoptosis_share)
    resorbing = s.osteoclasts * activity
    mineral = s.lamellar + s.woven
    released = m.let("matrix released", resorbing * mineral, "1", ASSUMED)
    tau = m.let("local TGF-beta", resorbing ** p("tgf_resorption_exponent") * mineral, "1", ASSUMED)

    building = 1 + own("osteoblast_stimulus") * stimulus
    _declare_cells(m, s, stimulus, building, tau, apoptosis, occupancy, saved)

    capacity = p("mineral_capacity")
    room = ramp(1 - mineral / capacity, 1e-3) / (1 - 1 / capacity)
    turnover = p("lesion_turnover_per_day")
    eroding, laying = _surfaces(m, turnover, stimulus)
    spread = p("region_growth_per_day") * ramp(
        p("region_per_tumour") * s.tumour - s.volume, p("region_smoothing") * s.volume
    )
    # Lamellar bone is laid on lamellar bone; where the scaffold is gone, repair is woven.
    template = where(s.lamellar, 1, s.lamellar**2 * (3 - 2 * s.lamellar), 1)
    lamellar_share = template / building
    deposited = s.osteoblasts * room
    m.lesion_rate("region", spread, ASSUMED)
    engulfed = spread / s.volume
    lamellar = laying * lamellar_share * deposited - eroding * resorbing * s.lamellar
    woven = laying * (1 - lamellar_share) * deposited - eroding * resorbing * s.woven
    m.lesion_rate("lamellar_mineral", lamellar + engulfed * (1 - s.lamellar), ASSUMED)
    m.lesion_rate("woven_mineral", woven - engulfed * s.woven, ASSUMED)
    pressing = _declare_growth(m, s, inputs, released)

    content = p("calcium_per_bone_mmol_per_cm3") * s.volume
    normal = turnover * (systemic - builders)
    lost = -lamellar - p("woven_calcium_share") * woven
    m.contribute("lesion_calcium_flux", content * (lost - normal), "mmol/d", ASSUMED)
    m.contribute("tumour_volume", s.tumour, "cm3", ASSUMED)
    return Lesion(
        s.tumour, s.dying, s.volume, s.lamellar, s.woven, eroding * released, laying * deposited, pressing
    )  # fmt: skip


def _states(m: Declaration) -> _States:
    start = m.lesion_parameter("tumour_volume_cm3")
    region = m.parameter("region_per_tumour") * start

    def relative(name: str, symbol: str, begin: float, meaning: str) -> Expr:
        return m.lesion_state(name, "1", begin, scale=1.0, symbol=symbol, meaning=meaning)

    return _States(
        m.lesion_state("tumour", "cm3", start, scale=1.0, symbol="n", meaning="viable tumour"),
        m.lesion_state("dying_tumour", "cm3", 0, scale=1.0, symbol="nd", meaning="lethally damaged tumour"),
        m.lesion_state("region", "cm3", region, scale=1.0, symbol="v", meaning="affected region of bone"),
        relative("precursors", "rho", 1, "osteoblast precursors"),
        relative("lesion_osteoblasts", "b", 1, "osteoblasts"),
        relative("lesion_osteoclasts", "c", 1, "osteoclasts"),
        relative("lamellar_mineral", "m", 1, "lamellar mineral"),
        relative("woven_mineral", "w", 0, "woven mineral"),
    )


def _surfaces(m: Declaration, turnover: Expr, stimulus: Expr) -> tuple[Expr, Expr]:
    """Return the pace of erosion and of formation on the bone surface a tumour's signals open."""
    p, own = m.parameter, m.lesion_parameter
    signals = own("resorptive_stimulus") + own("osteoblast_stimulus")
    opened = stimulus * signals / (signals + p("surface_half_signal"))
    eroding = turnover * (1 + p("lesion_erosion_stimulus") * opened)
    return eroding, turnover * (1 + p("lesion_formation_stimulus") * opened)


def _declare_cells(
    m: Declaration,
    s: _States,
    stimulus: Expr,
    building: Expr,
    tau: Expr,
    apoptosis: Expr,
    occupancy: Expr,
    saved: Expr,
) -> None:
    p, own = m.parameter, m.lesion_parameter
    tgf = tgf_curves(m, tau)
    turnover = p("osteoblast_turnover_per_h")
    relative = p("osteoblasts_rest") / p("responding_osteoblasts_rest")
    blocked = building / (1 + own("osteoblast_block") * stimulus)
    maturing = s.precursors / tgf.maturation
    m.lesion_rate("precursors", 24 * turnover * relative * (blocked * tgf.recruitment - maturing), PR)
    loss = (1 + p("survival_rest_share")) * tgf.osteoblast_loss - saved
    pace = p("lesion_osteoblast_pace")
    m.lesion_rate("lesion_osteoblasts", 24 * turnover * pace * (maturing - loss * s.osteoblasts), PR)
    fed = own("resorptive_stimulus") * stimulus * sqrt(2 * tau / (1 + tau))
    # A part of what the tumour makes forms osteoclasts without RANKL, so no inhibitor of RANKL reaches it.
    alone = p("rankl_free_share") * fed
    local = occupancy * s.osteoblasts ** p("rankl_osteoblast_exponent") * (1 + fed - alone)
    by_rankl, lost = osteoclast_curves(m, m.let("local RANK occupancy", local, "1", ASSUMED))
    formed = m.let("osteoclasts formed", by_rankl + p("rankl_free_gain") * alone, "1", "bendre_2005")
    speed = 24 * p("osteoclast_turnover_per_h") * p("tgf_beta_rest")
    dying = tgf.osteoclast_loss * lost * (1 + apoptosis) * s.osteoclasts
    m.lesion_rate("lesion_osteoclasts", speed * (formed - dying), PR)


def _declare_growth(m: Declaration, s: _States, inputs: Inputs, released: Expr) -> Expr:
    """Declare growth and kill; return the pace at which tumour presses on its bone, full or not [1/d]."""
    p, own = m.parameter, m.lesion_parameter
    half = p("tumour_release_half")
    fed = p("tumour_release_gain") * (released / (released + half) - 1 / (1 + half))
    feedback = 1 + inputs.tumour_feedback * fed
    room = own("bone_volume_cm3") * own("capacity_share") * p("lesion_volume_share")
    filled = (s.tumour + s.dying) * p("region_per_tumour") / room
    # A seed grows faster than what fills a bone, as Gompertz has it; prescribed growth does not.
    grown_up = 1 + (filled / p("seed_growth_half_share")) ** 2
    young = 1 + inputs.tumour_feedback * p("seed_growth_gain") / grown_up
    killing = inputs.kill * p("anticancer_response")
    dividing = own("growth_rate_per_day") * feedback
    m.lesion_rate("tumour", (dividing * young * (1 - filled) - killing) * s.tumour, "claret_2009")
    m.lesion_rate("dying_tumour", killing * s.tumour - p("clearance_of_dying_tumour_per_day") * s.dying, ASSUMED)
    return dividing - killing
