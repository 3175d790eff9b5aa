"""Osteoblasts, osteoclasts, TGF-beta and RANK-RANKL-OPG of the whole skeleton.

Rates per hour as published, times 24. Half-effects follow from the plateaus (see `shapes`).

References: peterson_riggs_2010, riggs_2012, lemaire_2004.
"""

from dataclasses import dataclass

from osteon.model.declaration import Declaration
from osteon.model.equations.body import PR, Body
from osteon.model.equations.drugs import DrugAction
from osteon.model.equations.shapes import falling, rising
from osteon.model.symbolic import Expr, step

ASSUMED = "osteon_assumption"


@dataclass(frozen=True)
class Signals:
    """What tumours and hormones tell bone cells, and what bone cells share with lesions."""

    pth_on_bone: Expr
    pthrp: Expr


@dataclass(frozen=True)
class TgfCurves:
    """How TGF-beta acts on the cells of bone, for the skeleton and for each lesion alike."""

    recruitment: Expr
    maturation: Expr
    osteoblast_loss: Expr
    osteoclast_loss: Expr


def tgf_curves(m: Declaration, tau: Expr) -> TgfCurves:
    """Return the effects of active TGF-beta (1 at rest) on the cells of bone."""
    p = m.parameter
    rest = p("tgf_beta_rest")
    return TgfCurves(
        rising(tau, p("recruitment_floor"), p("recruitment_plateau") / rest, p("recruitment_exponent")),
        rising(tau, p("maturation_floor"), p("maturation_plateau") / rest, p("maturation_exponent")),
        falling(tau, p("osteoblast_loss_top"), p("osteoblast_loss_bottom"), p("osteoblast_loss_exponent")),
        rising(tau, p("osteoclast_tgf_floor"), p("osteoclast_tgf_plateau") / rest, p("osteoclast_tgf_exponent")),
    )


def osteoclast_curves(m: Declaration, occupancy: Expr) -> tuple[Expr, Expr]:
    """Return formation and loss of osteoclasts at a RANK occupancy (1 at rest)."""
    p = m.parameter
    formation = rising(occupancy, p("formation_floor"), p("formation_plateau"), p("formation_exponent"))
    loss = falling(occupancy, p("survival_top"), p("survival_bottom"), p("survival_exponent"))
    return formation, loss


def survival_signal(m: Declaration, bcl2: Expr) -> Expr:
    """Return how much BCL2 lowers the loss of osteoblasts, relative to their turnover.

    Published: the signal is BCL2 - 90 above 105 and 10 below, a jump; here it rises smoothly over
    a stated width, which the parameter set `published` makes negligible.
    """
    p = m.parameter
    threshold = p("bcl2_threshold")
    beyond = (bcl2 - p("bcl2_rest")) * step(bcl2 - threshold, p("bcl2_smoothing"))
    rest, exponent = p("survival_signal_rest"), p("survival_signal_exponent")
    signal = rest + beyond
    plateau, share = p("survival_plateau"), p("survival_rest_share")
    maximum = (1 + share) * plateau
    half = maximum * rest**exponent / share - rest**exponent
    effect = maximum * signal**exponent / (signal**exponent + half)
    return m.let("osteoblast survival by BCL2", effect, "1", PR)


def declare_bone_cells(m: Declaration, body: Body, signals: Signals, drug: DrugAction, survival: Expr) -> None:
    """Write the rates of the skeleton's bone cells and their local signals."""
    _declare_tgf(m, body, drug)
    _declare_osteoblasts(m, body, signals, survival)
    _declare_osteoclasts(m, body, drug)
    _declare_rankl(m, body, signals, drug)
    _declare_survival_signals(m, body)


def _declare_tgf(m: Declaration, body: Body, drug: DrugAction) -> None:
    p, rest, s = m.parameter, body.rest, body.states
    release_rate = p("tgf_release_per_h")
    freed = (s.latent / rest.latent) ** p("tgf_latent_exponent") * s.latent
    resorbing = (body.osteoclasts * drug.activity) ** p("tgf_resorption_exponent")
    release = m.let("TGF-beta freed by resorption", release_rate * freed * resorbing, "1/h", PR)
    stored = release_rate * rest.latent * body.osteoblasts ** p("tgf_osteoblast_exponent")
    m.rate("latent_tgf_beta", 24 * (stored - release), PR)
    m.rate("active_tgf_beta", 24 * (release - p("latent_tgf_ratio") * release_rate * s.active), PR)


def _declare_osteoblasts(m: Declaration, body: Body, signals: Signals, survival: Expr) -> None:
    p, rest, s = m.parameter, body.rest, body.states
    turnover = p("osteoblast_turnover_per_h")
    tgf = tgf_curves(m, body.tgf)
    uncoupling = p("uncoupling_maximum") * signals.pthrp / (signals.pthrp + p("uncoupling_half_pmol_per_l"))
    recruited = turnover * rest.osteoblasts * tgf.recruitment * (1 - uncoupling)  # D2: uncoupling
    matured = turnover * rest.osteoblasts / rest.responding / tgf.maturation * s.responding
    m.rate("responding_osteoblasts", 24 * (recruited - matured), PR)
    loss = turnover * ((1 + p("survival_rest_share")) * tgf.osteoblast_loss - survival)
    share, ratio = p("fast_osteoblast_share"), p("slow_osteoblast_ratio")
    slow_loss = ratio * loss
    fast_loss = (turnover * rest.osteoblasts + slow_loss * (rest.fast - rest.osteoblasts)) / rest.fast
    m.rate("fast_osteoblasts", 24 * (matured * share * fast_loss / loss - fast_loss * s.fast), PR)
    m.rate("slow_osteoblasts", 24 * (matured * (1 - share) * ratio - slow_loss * s.slow), PR)


def _declare_osteoclasts(m: Declaration, body: Body, drug: DrugAction) -> None:
    formation, loss = osteoclast_curves(m, body.occupancy)
    tgf = tgf_curves(m, body.tgf)
    turnover = m.parameter("osteoclast_turnover_per_h") * body.rest.tgf
    lost = tgf.osteoclast_loss * loss * (1 + drug.apoptosis) * body.states.osteoclasts
    m.rate("osteoclasts", 24 * turnover * (formation * body.rest.osteoclasts - lost), PR)


def _declare_rankl(m: Declaration, body: Body, signals: Signals, drug: DrugAction) -> None:
    p, rest, s = m.parameter, body.rest, body.states
    pth = signals.pth_on_bone
    bind, unbind = p("rankl_binding_per_h"), p("rankl_unbinding_per_h")
    to_decoy = bind * s.opg * s.rankl - unbind * s.decoy
    to_rank = bind * s.rank * s.rankl - unbind * s.bound
    expressing = body.osteoblasts ** p("rankl_osteoblast_exponent")
    peak = p("rankl_pth_plateau")
    by_pth = peak * pth / ((peak - 1) * rest.pth * expressing + pth)
    lost = p("rankl_loss_per_h")
    made = p("turnover_factor") * lost * rest.rankl * expressing * by_pth
    removed = (lost + drug.rankl_removal) * s.rankl
    m.rate("rankl", 24 * (made - removed - to_decoy - to_rank), "riggs_2012")
    rank_lost = p("rank_loss_per_h")
    rank_made = rank_lost * rest.rank * body.tgf ** p("rank_tgf_exponent")
    m.rate("rank", 24 * (rank_made - rank_lost * s.rank - to_rank), PR)
    precursors = s.responding / rest.responding
    opg_lost = p("opg_loss_per_h")
    opg_made = opg_lost * rest.opg * precursors * (pth + rest.pth * precursors) / (2 * pth)
    m.rate("opg", 24 * (opg_made - to_decoy - opg_lost * s.opg), PR)
    m.rate("rank_rankl", 24 * to_rank, PR)
    m.rate("opg_rankl", 24 * to_decoy, PR)


def _declare_survival_signals(m: Declaration, body: Body) -> None:
    p, s, rest = m.parameter, body.states, body.rest
    floor, plateau, rise = p("runx2_loss_floor_per_h"), p("runx2_loss_plateau_per_h"), p("runx2_loss_rise_per_h")
    half = plateau * rest.pth / rise - rest.pth
    lost = floor + plateau * body.pth / (body.pth + half)
    m.rate("runx2", 24 * (p("runx2_rest") * (floor + rise) - lost * s.rx2), PR)
    speed, base, peak = p("creb_loss_per_h"), p("creb_pth_floor"), p("creb_pth_plateau")
    creb_half = peak * rest.pth / (1 - base) - rest.pth
    driven = base + peak * body.pth / (body.pth + creb_half)
    m.rate("creb", 24 * speed * (p("creb_rest") * driven - s.creb), PR)
    m.rate("bcl2", 24 * p("bcl2_loss_per_h") * (s.creb * s.rx2 - s.bcl2), PR)
    m.rate("apatite", 24 * (body.osteoblasts - s.apatite) / p("apatite_time_h"), PR)
