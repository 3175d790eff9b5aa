"""What the shipped facts say, against what they are taken from."""

import math

import pytest

from osteon.library.library import Library
from osteon.library.prescription import Prescription

library = Library.load()
SPINE = (
    [f"C{i}" for i in range(1, 8)]
    + [f"T{i}" for i in range(1, 13)]
    + [f"L{i}" for i in range(1, 6)]
)
# Pooled by region; the neck's part is taken from the thorax, the rest of the chest's from the ribs.
POOLED_WEIGHTS = {
    "cervical_spine": 0.05,
    "thoracic_spine": 0.28,
    "lumbar_spine": 0.17,
    "pelvis": 0.20,
    "femur": 0.10,
    "humerus": 0.05,
    "ribs": 0.09,
    "sternum": 0.015,
    "scapula": 0.015,
    "skull": 0.03,
}


def test_every_number_stands_on_a_source_of_the_bibliography():
    entries = list(library.entries())
    assert len(entries) > 600
    assert {entry.source for _, entry in entries} <= set(library.references)


def test_what_is_published_has_a_source_of_its_own():
    wrong = [
        p
        for p, e in library.entries()
        if e.basis == "published" and e.source == "osteon_assumption"
    ]
    assert not wrong


def test_the_usual_regimen_of_each_drug_can_be_prescribed():
    for name, drug in library.drugs.items():
        assert Prescription.parse(drug.usual_regimen).drug == name


def test_a_bisphosphonate_dose_is_shared_as_measured():
    for name, excreted in (("zoledronic_acid", 0.39), ("pamidronate", 0.46)):
        drug = library.drug(name).parameters
        renal, bone = drug["renal_clearance_l_per_h"].value, drug["bone_clearance_l_per_h"].value
        assert renal / (renal + bone) == pytest.approx(excreted, abs=0.005)


def test_rates_written_as_half_lives():
    rate = library.drug("denosumab").parameters["absorption_rate_per_day"].value
    assert rate == pytest.approx(math.log(2) / 2.7)


def test_every_bone_is_there():
    assert set(SPINE) <= set(library.sites)
    assert {
        f"{bone}_{side}"
        for bone in ("ilium", "femur", "humerus", "scapula")
        for side in ("left", "right")
    } <= set(library.sites)
    assert {"sacrum", "sternum", "skull"} <= set(library.sites)
    assert sum("rib" in name for name in library.sites) == 4


def test_seeding_weights_are_the_pooled_ones_shared_out():
    for region, weight in POOLED_WEIGHTS.items():
        bones = [site for site in library.sites.values() if site.region == region]
        assert sum(site.seeding_weight.value for site in bones) == pytest.approx(weight)
    assert sum(site.seeding_weight.value for site in library.sites.values()) == pytest.approx(1)


def test_levels_of_the_cord_follow_the_spine():
    levels = {"C": "cervical", "T": "thoracic", "L": "lumbar"}
    for name, site in library.sites.items():
        assert site.cord_level == (levels[name[0]] if name in SPINE else "none")


def test_long_bones_feel_a_defect_more():
    for site in library.sites.values():
        assert site.stress_exponent.value == (1.5 if site.long_bone else 1.0)


def test_healthy_bones_break_as_often_as_in_people_of_65_years():
    falls_per_year = 0.6
    rate = {}
    for site in library.sites.values():
        alone = 365.25 * site.base_fracture_rate_per_day.value
        by_fall = falls_per_year * site.fall_fracture_probability.value
        rate[site.region] = rate.get(site.region, 0) + alone + by_fall
    vertebrae = rate["thoracic_spine"] + rate["lumbar_spine"]
    assert vertebrae == pytest.approx(193 / (6575 * 3.8), rel=0.1)
    assert rate["femur"] == pytest.approx((17.0 + 5.3) / 2 / 10_000, rel=0.1)


def test_shares_of_performance_status_are_shares():
    for cancer in library.cancers.values():
        shares = [cancer[f"ecog_{grade}_share"].value for grade in (0, 1, 2)]
        assert sum(shares) == pytest.approx(1)


def test_lytic_and_blastic_cancers_differ_in_their_signals():
    lytic, blastic = library.cancer("kidney"), library.cancer("prostate")
    assert lytic["resorptive_stimulus"].value > 3 * blastic["resorptive_stimulus"].value
    assert blastic["osteoblast_stimulus"].value > 10 * lytic["osteoblast_stimulus"].value


def test_cancers_rank_by_death_as_by_survival():
    by_death = sorted(library.cancers.values(), key=lambda c: -c["death_rate_per_year"].value)
    names = [cancer.name for cancer in by_death]
    assert set(names[:3]) == {"melanoma", "lung", "ovary"}
    # What tumour and performance add is not in the rates, so those in between do not rank.
    assert names[-1] == "thyroid"


def test_an_event_type_is_one_of_the_events_it_looks_at():
    for endpoint in library.endpoints.values():
        if endpoint.kind == "event_type":
            assert endpoint.first_kind in endpoint.events
        else:
            assert endpoint.first_kind is None
        if endpoint.kind == "recurrent":
            skeletal = "pathological_fracture" in endpoint.events
            assert endpoint.window_days == (21 if skeletal else 0)


def test_a_skeletal_event_is_no_high_calcium():
    assert "hypercalcaemia" not in library.endpoint("first_sre").events
    assert "hypercalcaemia" in library.endpoint("first_sre_or_hypercalcaemia").events


def test_each_complication_has_an_endpoint_of_its_own():
    alone = {e.events[0] for e in library.endpoints.values() if len(e.events) == 1}
    assert {
        "pathological_fracture",
        "spinal_cord_compression",
        "radiotherapy_to_bone",
        "surgery_to_bone",
        "hypercalcaemia",
        "osteonecrosis_of_jaw",
        "fall",
    } <= alone
