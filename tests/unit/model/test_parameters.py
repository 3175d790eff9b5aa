"""The numbers a life carries: whose they are, in which order they replace one another."""

import pytest

from osteon.base.errors import InputError
from osteon.model.parameters import assign_slots
from support.lives import library, values_of


def test_a_set_replaces_the_library_and_an_override_replaces_both():
    plain = values_of()
    published = values_of(sets=["published"])
    assert plain["balance_constants"] == 1.0
    assert published["balance_constants"] == 0.0
    own = values_of(sets=["published"], overrides={"balance_constants": 0.5})
    assert own["balance_constants"] == 0.5
    assert own["pth_rest_pmol_per_l"] == plain["pth_rest_pmol_per_l"]


def test_every_unknown_override_is_named_with_the_nearest_name():
    with pytest.raises(InputError) as caught:
        values_of(overrides={"gfr_ml_per_mn": 60.0, "zzz": 1.0})
    assert len(caught.value.problems) == 2
    assert 'did you mean "gfr_ml_per_min"?' in str(caught.value)


def test_an_unknown_set_is_an_error_in_the_input():
    with pytest.raises(InputError) as caught:
        values_of(sets=["publishd"])
    assert 'did you mean "published"?' in str(caught.value)


def test_a_drug_fills_the_first_slot_of_its_kind():
    slots = assign_slots(library(), ["pamidronate", "denosumab"])
    assert slots.bisphosphonates[0] == "pamidronate"
    assert slots.jumps["pamidronate"] == "depot_1_dose_mg"
    assert slots.jumps["denosumab"] == "inhibitor_dose_mg"


def test_a_drug_acts_with_its_own_numbers_in_whichever_slot():
    first = values_of(["zoledronic_acid", "pamidronate"])
    second = values_of(["pamidronate", "zoledronic_acid"])
    for name in ("renal_clearance_l_per_h", "half_effect_depot_mg"):
        assert first[f"depot_1_{name}"] == second[f"depot_2_{name}"]
        assert first[f"depot_2_{name}"] == second[f"depot_1_{name}"]
        assert first[f"depot_1_{name}"] != first[f"depot_2_{name}"]


def test_naming_a_drug_twice_fills_one_slot():
    once = assign_slots(library(), ["zoledronic_acid"])
    assert assign_slots(library(), ["zoledronic_acid"] * 2) == once


def test_an_unknown_drug_is_an_error_in_the_input():
    with pytest.raises(InputError, match="denosumab"):
        assign_slots(library(), ["denosumb"])
