"""What a patient brings to a drug belongs to patient and drug, whatever else the arm gives."""

import numpy as np
import pytest

from osteon.model.compiled import compiled_model
from osteon.model.equations.drugs import DEPOTS
from osteon.model.parameters import assign_slots
from osteon.sim.arm_parameters import parameters_in_arm
from support.runs import cohort, library, with_values

NAMES = compiled_model().parameters
N = 500


def parameters(drugs, people=None):
    slots = assign_slots(library(), drugs)
    rows = parameters_in_arm(people or cohort(N), library(), slots, NAMES)
    return dict(zip(NAMES, rows.T, strict=True)), slots


def of_drug(drugs, drug):
    """Return the parameters of one drug in an arm, by their names without the slot."""
    values, slots = parameters(drugs)
    kinds = dict(zip(slots.bisphosphonates, DEPOTS, strict=True))
    prefix = f"depot_{kinds[drug]}_" if drug in kinds else "inhibitor_"
    return {
        name.removeprefix(prefix): column
        for name, column in values.items()
        if name.startswith(prefix)
    }


@pytest.mark.parametrize("drug", ["denosumab", "zoledronic_acid", "pamidronate"])
def test_a_patient_answers_a_drug_alike_in_any_arm(drug):
    alone, beside = of_drug([drug], drug), of_drug(["pamidronate", "zoledronic_acid"], drug)
    assert list(alone) == list(beside)
    assert len(alone) >= 3
    for name, column in alone.items():
        np.testing.assert_array_equal(column, beside[name], err_msg=name)


def test_drugs_spread_between_patients_as_their_file_says():
    spread = [
        (drug, name, entry)
        for drug, facts in library().drugs.items()
        for name, entry in facts.parameters
        if entry is not None and entry.spread and entry.spread.kind == "lognormal"
    ]
    assert spread
    light = with_values(cohort(N), {"weight_kg": 66.0})
    for drug, name, entry in spread:
        values, slots = parameters([drug], light)
        kinds = dict(zip(slots.bisphosphonates, DEPOTS, strict=True))
        prefix = f"depot_{kinds[drug]}_" if drug in kinds else "inhibitor_"
        column = values.get(prefix + name)
        if column is not None:
            middle = np.log(column / entry.value)
            assert np.median(middle) == pytest.approx(0, abs=0.15 * entry.spread.sd)
            assert middle.std() == pytest.approx(entry.spread.sd, rel=0.15)


def test_volumes_and_clearances_of_an_antibody_go_with_weight():
    slim, heavy = (
        parameters(["denosumab"], with_values(cohort(N), {"weight_kg": kg}))[0] for kg in (60, 90)
    )
    for name in ("central_volume_ml", "clearance_ml_per_day"):
        ratio = heavy[f"inhibitor_{name}"] / slim[f"inhibitor_{name}"]
        np.testing.assert_allclose(ratio, 1.5)
    for name in ("absorption_rate_per_day", "bioavailability"):
        np.testing.assert_array_equal(heavy[f"inhibitor_{name}"], slim[f"inhibitor_{name}"])


def test_what_belongs_to_the_person_is_the_persons():
    values, _ = parameters([])
    np.testing.assert_array_equal(values["gfr_ml_per_min"], cohort(N).values["gfr_ml_per_min"])
