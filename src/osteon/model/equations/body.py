"""States of the body and the shorthands that several equations share: Peterson & Riggs (2010).

Published rest values are an exact fixed point once the balance constants are in place. Amounts in
mmol or pmol; concentrations follow from the extracellular volume.

References: peterson_riggs_2010, lemaire_2004.
"""

from dataclasses import dataclass, fields

from osteon.model.declaration import Declaration
from osteon.model.symbolic import Expr

PR = "peterson_riggs_2010"


@dataclass(frozen=True)
class Rest:
    """Values at rest, from which the published model derives its half-effects."""

    volume: Expr
    calcium: Expr
    phosphate: Expr
    pth: Expr
    calcitriol: Expr
    hydroxylase: Expr
    gut_calcium: Expr
    gut_phosphate: Expr
    cell_phosphate: Expr
    osteoclasts: Expr
    responding: Expr
    osteoblasts: Expr
    fast: Expr
    tgf: Expr
    latent: Expr
    rank: Expr
    rankl: Expr
    opg: Expr
    bound: Expr
    decoy: Expr
    deep: Expr


@dataclass(frozen=True)
class States:
    """The states of the body, each an expression."""

    pth: Expr
    pool: Expr
    gland: Expr
    calcitriol: Expr
    hydroxylase: Expr
    calcium: Expr
    phosphate: Expr
    gut_calcium: Expr
    absorber: Expr
    gut_phosphate: Expr
    cell_phosphate: Expr
    apatite: Expr
    exchangeable: Expr
    deep: Expr
    osteoclasts: Expr
    responding: Expr
    fast: Expr
    slow: Expr
    rankl: Expr
    rank: Expr
    opg: Expr
    bound: Expr
    decoy: Expr
    rx2: Expr
    creb: Expr
    bcl2: Expr
    latent: Expr
    active: Expr
    fluid: Expr
    kidney: Expr
    vitamin_d: Expr
    extraskeletal: Expr


@dataclass(frozen=True)
class Body:
    """States, rest values and the concentrations and ratios that the equations read."""

    rest: Rest
    states: States
    calcium: Expr
    phosphate: Expr
    pth: Expr
    calcitriol: Expr
    osteoblasts: Expr
    osteoclasts: Expr
    tgf: Expr
    occupancy: Expr


def declare_body(m: Declaration) -> Body:
    """Declare the states of the body with their values at rest."""
    rest = _rest_values(m)
    s = _states(m, rest)
    space = rest.volume * s.fluid
    return Body(
        rest,
        s,
        calcium=m.let("calcium concentration", s.calcium / space, "mmol/L", PR),
        phosphate=m.let("phosphate concentration", s.phosphate / space, "mmol/L", PR),
        pth=m.let("PTH concentration", s.pth / rest.volume, "pmol/L", PR),
        calcitriol=m.let("calcitriol concentration", s.calcitriol / rest.volume, "pmol/L", PR),
        osteoblasts=m.let("osteoblasts, relative", (s.fast + s.slow) / rest.osteoblasts, "1", PR),
        osteoclasts=m.let("osteoclasts, relative", s.osteoclasts / rest.osteoclasts, "1", PR),
        tgf=m.let("active TGF-beta, relative", s.active / rest.tgf, "1", PR),
        occupancy=m.let("RANK occupancy, relative", s.bound / rest.bound, "1", PR),
    )


def _rest_values(m: Declaration) -> Rest:
    p = m.parameter
    binding = p("rankl_binding_per_h") / p("rankl_unbinding_per_h")
    osteoblasts, tgf, rankl = p("osteoblasts_rest"), p("tgf_beta_rest"), p("rankl_rest")
    return Rest(
        volume=p("extracellular_volume_l"),
        calcium=p("calcium_setpoint_mmol_per_l"),
        phosphate=p("phosphate_rest_mmol_per_l"),
        pth=p("pth_rest_pmol_per_l"),
        calcitriol=p("calcitriol_rest_pmol_per_l"),
        hydroxylase=p("hydroxylase_rest_pmol_per_h"),
        gut_calcium=p("gut_calcium_rest_mmol"),
        gut_phosphate=p("gut_phosphate_rest_mmol"),
        cell_phosphate=p("cell_phosphate_rest_mmol"),
        osteoclasts=p("osteoclasts_rest"),
        responding=p("responding_osteoblasts_rest"),
        osteoblasts=osteoblasts,
        fast=osteoblasts * p("fast_osteoblast_share"),
        tgf=tgf,
        latent=tgf * p("latent_tgf_ratio"),
        rank=p("rank_rest"),
        rankl=rankl,
        opg=p("opg_rest"),
        bound=binding * p("rank_rest") * rankl,
        decoy=binding * p("opg_rest") * rankl,
        deep=p("deep_bone_calcium_mmol"),
    )


def _states(m: Declaration, rest: Rest) -> States:
    v = rest.volume
    slow = rest.osteoblasts - rest.fast
    surface = m.parameter("surface_bone_calcium_mmol")
    cells = "model units"
    rows: dict[str, tuple[str, str, str, Expr | float, float, str]] = {
        "pth": ("pth", "PTH", "pmol", rest.pth * v, 50, "plasma parathyroid hormone"),
        "pool": ("parathyroid_pool", "S", "1", 0.5, 0.5, "parathyroid secretory pool"),
        "gland": ("parathyroid_capacity", "PTmax", "1", 1, 1, "parathyroid gland capacity"),
        "calcitriol": ("calcitriol", "B", "pmol", rest.calcitriol * v, 1000, "plasma calcitriol"),
        "hydroxylase": ("hydroxylase", "AOH", "pmol/h", rest.hydroxylase, 100, "1-alpha-hydroxylase"),
        "calcium": ("calcium", "P", "mmol", rest.calcium * v, 30, "extracellular calcium"),
        "phosphate": ("phosphate", "EPO", "mmol", rest.phosphate * v, 15, "extracellular phosphate"),
        "gut_calcium": ("gut_calcium", "T", "mmol", rest.gut_calcium, 1.5, "calcium in the gut"),
        "absorber": ("absorption_capacity", "R", "1", 0.5, 0.5, "calcitriol-driven absorption"),
        "gut_phosphate": ("gut_phosphate", "GPO", "mmol", rest.gut_phosphate, 1, "gut phosphate"),
        "cell_phosphate": ("cell_phosphate", "IPO", "mmol", rest.cell_phosphate, 3e3, "phosphate in cells"),
        "apatite": ("apatite", "HAp", "1", 1, 1, "osteoblast-dependent deposition of apatite"),
        "exchangeable": ("exchangeable_bone_calcium", "Q", "mmol", surface, 100, "exchangeable bone calcium"),
        "deep": ("deep_bone_calcium", "Qb", "mmol", rest.deep, 2e4, "non-exchangeable bone calcium"),
        "osteoclasts": ("osteoclasts", "OC", cells, rest.osteoclasts, 1e-3, "active osteoclasts"),
        "responding": ("responding_osteoblasts", "ROB", cells, rest.responding, 1e-3, "responding osteoblasts"),
        "fast": ("fast_osteoblasts", "OBf", cells, rest.fast, 4e-3, "fast osteoblasts"),
        "slow": ("slow_osteoblasts", "OBs", cells, slow, 1e-3, "slow osteoblasts"),
        "rankl": ("rankl", "L", cells, rest.rankl, 0.4, "RANKL"),
        "rank": ("rank", "RNK", cells, rest.rank, 10, "RANK"),
        "opg": ("opg", "O", cells, rest.opg, 4, "osteoprotegerin"),
        "bound": ("rank_rankl", "M", cells, rest.bound, 2e-4, "RANK-RANKL complex"),
        "decoy": ("opg_rankl", "N", cells, rest.decoy, 1e-4, "OPG-RANKL complex"),
        "rx2": ("runx2", "RX2", "1", 10, 10, "RUNX2, osteoblast survival"),
        "creb": ("creb", "CREB", "1", 10, 10, "CREB, osteoblast survival"),
        "bcl2": ("bcl2", "BCL2", "1", 100, 100, "BCL2, osteoblast survival"),
        "latent": ("latent_tgf_beta", "TGB", "1", rest.latent, 200, "latent TGF-beta of the matrix"),
        "active": ("active_tgf_beta", "TGA", "1", rest.tgf, 0.2, "active TGF-beta"),
        "fluid": ("fluid", "W", "1", 1, 1, "extracellular volume relative to normal"),
        "kidney": ("kidney", "G", "1", 1, 1, "kidney function relative to the patient's own"),
        "vitamin_d": ("vitamin_d", "D25", "1", m.parameter("vitamin_d_ratio"), 1, "25-OH vitamin D / 75 nmol/L"),
        "extraskeletal": (
            "extraskeletal_tumour", "X", "cm3", m.parameter("extraskeletal_volume_cm3"), 100, "tumour outside bone"
        ),
    }
    made = {}
    for key in (field.name for field in fields(States)):
        name, symbol, unit, start, scale, meaning = rows[key]
        made[key] = m.state(name, unit, start, scale=scale, symbol=symbol, meaning=meaning)
    return States(**made)
