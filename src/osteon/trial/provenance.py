"""Which run it was: versions, seed, size, time taken, and the references it rests on."""

from typing import TYPE_CHECKING, Any

from osteon.model.compiled import compiled_model
from osteon.trial.scheme import Scheme

if TYPE_CHECKING:
    from osteon.trial.trial import Trial

ALWAYS_USED = ("peterson_riggs_2010", "riggs_2012", "hairer_wanner_1996", "salmon_2011")


def provenance_of(scheme: Scheme, elapsed_s: float) -> dict[str, Any]:
    """Return what names a run that took `elapsed_s` seconds, and the keys of its references."""
    import osteon

    return {
        "version": osteon.__version__,
        "model": compiled_model().hash,
        "seed": scheme.seed,
        "n": scheme.lives,
        "elapsed_s": elapsed_s,
        "patients_per_s": scheme.lives / elapsed_s,
        "references": _references(scheme.trial),
    }


def _references(trial: "Trial") -> list[str]:
    """Return the keys of what a run rests on: its trial, its model, its drugs and cancers."""
    library, used = trial.library, set(ALWAYS_USED)
    drugs = [library.drug(drug) for policy in trial.arms.values() for drug in policy.drugs]
    cancers = [cancer for cancer, _ in trial.file.cohort.mix(library)]
    used |= {entry.source for facts in (*drugs, *cancers) for _, entry in facts.entries()}
    used |= {entry.source for entry in library.parameters.values()}
    used |= {trial.file.source} if trial.file.source else set()
    return sorted(used)
