"""The numbers a life carries: library values, the constants of its drugs, and what it overrides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from osteon.base.errors import InputError, Problem
from osteon.base.suggest import hint
from osteon.library.drugs import Bisphosphonate, RanklInhibitor, RanklInhibitorParameters
from osteon.library.library import Library
from osteon.model.equations.drugs import DEPOTS

# Kinetics and infusion of each bisphosphonate by slot; both slots share the constants of action.
_BY_SLOT = (
    "renal_clearance_l_per_h",
    "bone_clearance_l_per_h",
    "skeletal_release_rate_per_day",
    "half_effect_depot_mg",
    "standard_infusion_min",
)
_SHARED = {
    "emax": "bisphosphonate_emax",
    "uptake_ratio_lesion": "bisphosphonate_uptake_ratio",
    "apoptosis_share": "bisphosphonate_apoptosis_share",
    "effect_delay_rate_per_day": "bisphosphonate_effect_delay_rate_per_day",
    "reference_gfr_ml_per_min": "bisphosphonate_reference_gfr_ml_per_min",
}
STANDARD_INHIBITOR = "denosumab"
STANDARD_BISPHOSPHONATES = ("zoledronic_acid", "pamidronate")


@dataclass(frozen=True)
class DrugSlots:
    """Which jump of the model gives each drug: one RANKL inhibitor, two bisphosphonates at most."""

    jumps: Mapping[str, str]
    inhibitor: str
    bisphosphonates: tuple[str, ...]


def assign_slots(library: Library, drugs: Sequence[str]) -> DrugSlots:
    """Return the slots for the drugs of one arm.

    Raises
    ------
    InputError
        An arm gives more than two bisphosphonates or more than one RANKL inhibitor.
    """
    kinds = {name: library.drug(name) for name in dict.fromkeys(drugs)}
    inhibitors = [name for name, drug in kinds.items() if isinstance(drug, RanklInhibitor)]
    bone_seeking = [name for name, drug in kinds.items() if isinstance(drug, Bisphosphonate)]
    if len(inhibitors) > 1 or len(bone_seeking) > len(DEPOTS):
        raise InputError(
            f"one arm gives {', '.join(kinds)}; the model follows at most one RANKL inhibitor"
            f" and {len(DEPOTS)} bisphosphonates in a patient"
        )
    spare = [name for name in STANDARD_BISPHOSPHONATES if name not in bone_seeking]
    filled = tuple((bone_seeking + spare)[: len(DEPOTS)])
    inhibitor = inhibitors[0] if inhibitors else STANDARD_INHIBITOR
    jumps = {name: f"depot_{slot}_dose_mg" for slot, name in zip(DEPOTS, filled, strict=True)}
    return DrugSlots({**jumps, inhibitor: "inhibitor_dose_mg"}, inhibitor, filled)


def drug_parameter_names(slots: DrugSlots) -> list[tuple[str, str, str]]:
    """Return (drug, name in its file, name in the model) of every number that a drug fixes."""
    inhibitor = [
        (slots.inhibitor, name, f"inhibitor_{name}")
        for name in RanklInhibitorParameters.model_fields
        if name != "reference_weight_kg"
    ]
    kinetics = [
        (drug, name, f"depot_{slot}_{name}")
        for slot, drug in zip(DEPOTS, slots.bisphosphonates, strict=True)
        for name in _BY_SLOT
    ]
    return (
        inhibitor
        + kinetics
        + [(slots.bisphosphonates[0], own, model) for own, model in _SHARED.items()]
    )


def patient_values(
    library: Library,
    slots: DrugSlots,
    sets: Sequence[str] = (),
    overrides: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Return every patient-level parameter of the model for the reference adult.

    Parameters
    ----------
    library : Library
    slots : DrugSlots
        Drugs the patient may be given.
    sets : sequence of str
        Names of parameter sets that replace library values, such as ``published``.
    overrides : mapping of str to float
        Values that replace everything else, in the unit the name states.

    Raises
    ------
    InputError
        A set or a parameter is unknown; every one is listed with the nearest name.
    """
    values = {name: entry.value for name, entry in library.parameters.items()}
    for drug, own, model in drug_parameter_names(slots):
        values[model] = library.drugs[drug].parameters[own].value
    missing = [name for name in sets if name not in library.parameter_sets]
    if missing:
        known = library.parameter_sets
        raise InputError(
            [Problem(name, f"no set of parameters{hint(name, known)}") for name in missing]
        )
    for name in sets:
        values |= {key: entry.value for key, entry in library.parameter_sets[name].items()}
    unknown = [name for name in overrides or {} if name not in values]
    if unknown:
        raise InputError(
            [Problem(name, f"no parameter of the model{hint(name, values)}") for name in unknown]
        )
    return values | dict(overrides or {})
