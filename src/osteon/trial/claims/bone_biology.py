"""Claims on how healthy bone keeps itself."""

from collections.abc import Mapping

import numpy as np

from osteon.model.engine import advance
from osteon.trial.claims.bodies import OSTEOBLASTS, OSTEOCLASTS, Healthy
from osteon.trial.claims.clinic import Clinic

FEW = 0.01
STEPS = (0.5, 1.0, 1.5, 2.0)
UNBALANCED = 1.2
CALCIUM_MG_PER_MMOL = 40.08
YEARS = 5.0


def two_kinds_of_cell(clinic: Clinic) -> Mapping[str, float]:
    """C006: either kind of cell is missed."""
    healthy = Healthy(clinic.library)
    return {
        "change with both": 100 * (healthy.bone_after(1.0) - 1),
        "change with few osteoclasts": _change_with_few(
            healthy, ("osteoclasts",), "osteoclast_turnover_per_h"
        ),
        "change with few osteoblasts": _change_with_few(
            healthy, OSTEOBLASTS, "osteoblast_turnover_per_h"
        ),
    }


def _change_with_few(healthy: Healthy, cells: tuple[str, ...], turnover: str) -> float:
    """Return the change of bone [%] in a year in which some cells are few and none come."""
    lives = healthy.lives(**{turnover: 1e-9})
    for name in cells:
        lives.state(name)[:] *= FEW
    before = float(lives.state("bone_calcium")[0])
    advance(lives, 365.25)
    return 100 * (float(lives.state("bone_calcium")[0]) / before - 1)


def builders(clinic: Clinic) -> Mapping[str, float]:
    """C007: more osteoblasts lay down more bone."""
    healthy = Healthy(clinic.library)
    gains = [healthy.net_flux(OSTEOBLASTS, factor) for factor in STEPS]
    return {
        "gain with twice the osteoblasts": gains[-1],
        "least step from half to twice as many": float(np.min(np.diff(gains))),
    }


def breakers(clinic: Clinic) -> Mapping[str, float]:
    """C008: more osteoclasts dissolve more bone."""
    healthy = Healthy(clinic.library)
    losses = [-healthy.net_flux(OSTEOCLASTS, factor) for factor in STEPS]
    return {
        "loss with twice the osteoclasts": losses[-1],
        "least step from half to twice as many": float(np.min(np.diff(losses))),
    }


def balance(clinic: Clinic) -> Mapping[str, float]:
    """C009: in health as much is made as is removed."""
    p = {name: entry.value for name, entry in clinic.library.parameters.items()}
    released = p["skeletal_calcium_flux_mmol_per_day"] * p["osteoclast_share_of_release"]
    stock = p["deep_bone_calcium_mmol"] + p["surface_bone_calcium_mmol"]
    gained = (Healthy(clinic.library).bone_after(YEARS) - 1) * stock
    return {
        "bone gained or lost, of what is turned over": 100 * gained / (released * 365.25 * YEARS),
        "calcium that osteoclasts release": CALCIUM_MG_PER_MMOL * released,
    }


def balance_keeps_strong(clinic: Clinic) -> Mapping[str, float]:
    """C010: bone is kept while turnover is balanced, and lost when it is not."""
    healthy = Healthy(clinic.library)
    return {
        "bone after balanced years": 100 * healthy.bone_after(YEARS),
        "bone after unbalanced years": 100 * healthy.bone_after(YEARS, turnover_factor=UNBALANCED),
    }


SHOWS = {
    "C006": two_kinds_of_cell,
    "C007": builders,
    "C008": breakers,
    "C009": balance,
    "C010": balance_keeps_strong,
}
