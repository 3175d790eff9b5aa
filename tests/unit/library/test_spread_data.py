"""What the shipped facts say of spread to bone, against what they are taken from."""

import math

import pytest

from osteon.library.library import Library

library = Library.load()
NAMED = ("breast", "lung", "prostate", "kidney", "melanoma", "thyroid")


def weight(*regions):
    sites = library.sites.values()
    return sum(site.seeding_weight.value for site in sites if site.region in regions)


def test_the_spine_is_hit_first():
    spine = weight("cervical_spine", "thoracic_spine", "lumbar_spine")
    others = {site.region for site in library.sites.values() if site.cord_level == "none"}
    assert spine > max(weight(region) for region in others)


def test_the_usual_sites_hold_over_nine_in_ten():
    usual = "pelvis femur humerus ribs skull cervical_spine thoracic_spine lumbar_spine"
    assert weight(*usual.split()) > 0.9


def test_the_cord_is_pressed_where_deposits_are_many_and_the_canal_narrow():
    pressed = {}
    for site in library.sites.values():
        if site.canal_room is not None:
            part = site.seeding_weight.value / site.canal_room.value
            pressed[site.cord_level] = pressed.get(site.cord_level, 0) + part
    total = sum(pressed.values())
    assert pressed["thoracic"] / total == pytest.approx(0.70, abs=0.06)
    assert pressed["lumbar"] / total == pytest.approx(0.20, abs=0.06)
    assert pressed["cervical"] / total == pytest.approx(0.10, abs=0.06)


def test_only_vertebrae_have_a_canal():
    for site in library.sites.values():
        assert (site.canal_room is None) == (site.cord_level == "none")


def test_the_frequent_primaries_exceed_the_rest_and_ovary_is_the_exception():
    spread = {c.name: c.bone_spread_probability.value for c in library.cancers.values()}
    assert all(spread[name] > spread["other"] for name in NAMED)
    assert 0.01 <= spread["ovary"] <= 0.03
    assert all(share > 0 for share in spread.values())
    assert max(spread, key=spread.get) == "prostate"


@pytest.mark.parametrize(
    ("cancer", "share"), [("lung", 0.1805), ("kidney", 0.0545), ("breast", 0.036)]
)
def test_shares_at_diagnosis_are_those_of_the_register(cancer, share):
    entry = library.cancer(cancer).presents_with_bone_share
    assert entry.value == pytest.approx(share)
    assert entry.basis == "published"


def test_the_mean_delay_to_bone_is_that_of_all_tumours():
    entry = library.cancer("breast").bone_delay_days
    assert entry.value * math.exp(entry.spread.sd**2 / 2) == pytest.approx(400, rel=0.05)


def test_a_tracer_suits_some_cancers():
    psma = {c.name for c in library.cancers.values() if c.psma_uptake_share.value > 0}
    assert psma == {"prostate"}
    least = min(library.cancers.values(), key=lambda c: c.fdg_uptake_share.value)
    assert least.name == "prostate"
    assert all(0 < c.fdg_uptake_share.value <= 1 for c in library.cancers.values())


def test_some_patients_respond_to_systemic_therapy_and_some_do_not():
    assert all(0 < c.systemic_response_share.value < 1 for c in library.cancers.values())
