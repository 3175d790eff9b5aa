"""The model's parameters of each patient in one arm: library, person, and the arm's drugs."""

from collections.abc import Mapping, Sequence

import numpy as np

from osteon.library.drugs import RanklInhibitor
from osteon.library.library import Library
from osteon.model.engine import Floats, parameter_rows
from osteon.model.parameters import DrugSlots, drug_parameter_names, patient_values
from osteon.sim.cohort import Cohort
from osteon.sim.draws import Draws

# Volumes and clearances of an antibody go with body weight.
SCALED_BY_WEIGHT = (
    "central_volume_ml",
    "peripheral_volume_ml",
    "clearance_ml_per_day",
    "intercompartmental_clearance_ml_per_day",
    "maximum_target_elimination_ng_per_day",
)


def parameters_in_arm(
    cohort: Cohort, library: Library, slots: DrugSlots, names: Sequence[str]
) -> Floats:
    """Return the parameters of every patient, shape (n, n_names), in the order of `names`.

    A drug's own spread is drawn by the drug's name, so a patient answers a drug alike in any arm.
    """
    common: Mapping[str, float] = patient_values(library, slots)
    return parameter_rows(
        names, len(cohort), {**common, **_drug_responses(cohort, library, slots), **cohort.values}
    )


def lesion_parameters(cohort: Cohort, names: Sequence[str]) -> Floats:
    """Return the parameters of every lesion, shape (n, n_lesions, n_names)."""
    return np.stack([cohort.lesions[name] for name in names], axis=-1)


def _drug_responses(cohort: Cohort, library: Library, slots: DrugSlots) -> dict[str, Floats]:
    draws = Draws(cohort.seed, cohort.patients)
    found: dict[str, Floats] = {}
    for drug, key, model_name in drug_parameter_names(slots):
        facts = library.drugs[drug]
        entry = facts.parameters[key]
        values = (
            draws.sample(entry.model_copy(update={"name": f"{drug} {key}"}))
            if entry.spread
            else None
        )
        if isinstance(facts, RanklInhibitor) and key in SCALED_BY_WEIGHT:
            ratio = cohort.values["weight_kg"] / facts.parameters.reference_weight_kg.value
            values = (entry.value if values is None else values) * ratio
        if values is not None:
            found[model_name] = values
    return found
