"""What the shipped facts about care say, against what they are taken from."""

import pytest

from osteon.library.library import KINDS, SHIPPED, Library
from osteon.library.standards import SLOTS
from osteon.library.waits import URGENCIES

library = Library.load()

NAMES = {
    "assessments": "calcium total_calcium albumin gfr untx sctx bsap vitamin_d pain worst_pain"
    " performance xray ct mri pet_fdg pet_fluoride pet_psma bone_scan biopsy dental_check",
    "procedures": "radiotherapy_8gy_1 radiotherapy_20gy_5 radiotherapy_30gy_10"
    " prophylactic_fixation fracture_fixation vertebroplasty kyphoplasty decompressive_surgery"
    " tooth_extraction jaw_surgery root_canal filling dental_cleaning",
    "medicines": "paracetamol ibuprofen codeine tramadol morphine_tablets fentanyl_patch"
    " morphine_pump rescue_morphine dexamethasone saline systemic_therapy home_safety_equipment"
    " hygiene_programme",
    "symptoms": "bone_pain severe_pain sudden_pain spinal_pain radicular_pain leg_weakness"
    " arm_weakness numbness sphincter_trouble cannot_walk paralysis thirst constipation polyuria"
    " drowsiness weakness aches confusion coma cramps toothache jaw_pain jaw_sore loose_tooth"
    " fever thigh_pain dizziness",
    "standards": "usual stretched late_start no_dental_programme prompt_reporting late_reporting"
    " no_prevention none",
}
REGIONS = {site.region for site in library.sites.values()}


@pytest.mark.parametrize("kind", NAMES)
def test_every_name_that_care_uses_is_there(kind):
    assert set(getattr(library, kind)) == set(NAMES[kind].split())


@pytest.mark.parametrize("kind", NAMES)
def test_every_file_is_read_under_its_own_name(kind):
    files = {path.stem for path in (SHIPPED / kind).glob("*.toml")}
    assert files == set(getattr(library, kind))
    assert all(facts.name == name for name, facts in getattr(library, kind).items())


def test_nothing_is_known_by_two_meanings():
    names = {}
    for kind in KINDS:
        for name, facts in getattr(library, kind).items():
            for word in {name, facts.title, *getattr(facts, "aliases", ())}:
                names.setdefault(word.casefold(), set()).add((kind, name))
    clashes = {word: who for word, who in names.items() if len({n for _, n in who}) > 1}
    assert not clashes


def test_a_deposit_must_be_large_and_thin_for_an_x_ray():
    xray = library.assessment("x-ray")
    assert xray.smallest_mm.value == 10
    assert 0.3 <= xray.contrast_half.value <= 0.5
    others = [library.assessment(name) for name in ("ct", "mri", "pet_fdg")]
    assert all(other.smallest_mm.value < 10 for other in others)


@pytest.mark.parametrize(
    ("name", "sensitivity", "specificity"),
    [
        ("pet_fdg", 0.869, 0.97),
        ("mri", 0.904, 0.96),
        ("bone_scan", 0.751, 0.936),
        ("pet_fluoride", 0.87, 0.95),
    ],
)
def test_imaging_is_as_good_as_pooled_per_lesion(name, sensitivity, specificity):
    imaging = library.assessment(name)
    assert imaging.best_sensitivity.value == pytest.approx(sensitivity)
    assert imaging.specificity_per_lesion_site.value == pytest.approx(specificity)
    assert imaging.best_sensitivity.basis == "published"


def test_ct_shows_what_is_plain_better_than_the_pooled_mix_of_deposits():
    ct = library.assessment("ct")
    assert 0.771 < ct.best_sensitivity.value < 0.97
    assert ct.best_sensitivity.basis == "calibrated"
    assert ct.specificity_per_lesion_site.value == pytest.approx(0.832)


def test_a_bone_scan_finds_most_that_is_not_there():
    kinds = library.assessments.values()
    false = {a.name: a.false_finding_probability for a in kinds if a.kind == "imaging"}
    assert max(false, key=false.get) == "bone_scan"
    assert 0 < min(false.values()) < max(false.values()) < 0.02


def test_only_mri_sees_the_canal_and_only_radiographs_the_cortex():
    imaging = [a for a in library.assessments.values() if a.kind == "imaging"]
    assert {a.name for a in imaging if a.sees_canal} == {"mri"}
    assert {a.name for a in imaging if a.sees_cortex} == {"xray", "ct"}
    assert all(a.whole_body != bool(a.regions) for a in imaging)
    assert all(set(a.regions) <= REGIONS for a in imaging)


def test_a_sclerotic_lesion_yields_less_to_the_needle():
    biopsy = library.assessment("biopsy")
    assert biopsy.sensitivity_lytic.value == pytest.approx(0.91)
    assert biopsy.sensitivity_blastic.value == pytest.approx(0.74)
    assert biopsy.complication_share.value == pytest.approx(0.01)


@pytest.mark.parametrize(
    "facts",
    [f for kind in ("assessments", "procedures") for f in getattr(library, kind).values()],
    ids=lambda facts: facts.name,
)
def test_the_more_urgent_waits_no_longer(facts):
    waits = [facts.wait(urgency).value for urgency in URGENCIES]
    assert waits == sorted(waits)
    assert facts.name in {"pain", "worst_pain", "performance"} or waits[0] > 0


def test_radiotherapy_for_the_cord_starts_in_12_to_24_hours():
    for name in ("radiotherapy_8gy_1", "radiotherapy_30gy_10"):
        assert 0.5 <= library.procedure(name).wait("emergency now").value <= 1
        assert library.procedure(name).wait("within 24 h").value == pytest.approx(1)


def test_doses_of_radiotherapy_are_those_of_their_names():
    for name, fractions, total in (("8gy_1", 1, 8), ("20gy_5", 5, 20), ("30gy_10", 10, 30)):
        course = library.procedure(f"radiotherapy_{name}")
        assert len(course.fraction_days) == fractions == course.fractions.value
        assert course.fractions.value * course.fraction_gy.value == pytest.approx(total)


def test_procedures_count_as_the_events_of_trials():
    for procedure in library.procedures.values():
        if procedure.where == "jaw":
            assert procedure.event == "dental_procedure"
        else:
            radiation = procedure.does == "radiotherapy"
            assert procedure.event == ("radiotherapy_to_bone" if radiation else "surgery_to_bone")


def test_the_ladder_has_three_steps_of_rising_relief_and_four_routes():
    analgesics = [m for m in library.medicines.values() if m.kind == "analgesic"]
    regular = [m for m in analgesics if m.route != "rescue"]
    best = [max(m.relief_nrs.value for m in regular if m.step == step) for step in (1, 2, 3)]
    assert best == sorted(set(best))
    assert {m.route for m in analgesics} == {"oral", "patch", "pump", "rescue"}
    assert all(m.opioid == (m.step > 1) for m in analgesics)


def test_doses_are_those_of_the_guidance():
    assert library.medicine("dexamethasone").dose_mg_per_day.value == 16
    assert 4 <= library.medicine("saline").dose_l_per_day.value <= 6
    assert library.medicine("home_safety_equipment").fall_rate_ratio.value == 0.62


def test_any_sign_of_the_cord_is_an_emergency_and_pain_in_the_back_a_matter_of_a_day():
    signs = "radicular_pain leg_weakness arm_weakness numbness sphincter_trouble cannot_walk"
    for name in (*signs.split(), "paralysis", "confusion", "coma"):
        assert library.symptom(name).red_flag == "emergency now"
    assert library.symptom("spinal_pain").red_flag == "within 24 h"


def test_calcium_is_felt_in_the_order_of_its_bands():
    threshold = {n: library.symptom(n).threshold.value for n in ("thirst", "confusion", "coma")}
    assert threshold["thirst"] < 3.0 < threshold["confusion"] < 3.5 < threshold["coma"]
    assert library.symptom("thirst").threshold.unit == "mmol/L"


def test_reporters_are_prompt_usual_or_late():
    for symptom in library.symptoms.values():
        factors = [symptom.delay_factor(kind) for kind in ("prompt", "usual", "late")]
        assert factors == sorted(set(factors))
        assert factors[1] == 1.0
        assert symptom.report_delay_days.spread.kind == "lognormal"


def test_standards_differ_from_usual_care_where_their_names_say():
    usual = library.standard("usual").slots()
    changed = {
        name: {slot for slot, text in standard.slots().items() if text != usual[slot]}
        for name, standard in library.standards.items()
    }
    assert changed["usual"] == set()
    assert changed["prompt_reporting"] == changed["late_reporting"] == {"reporting"}
    assert changed["stretched"] == changed["late_start"] == {"dosing"}
    assert changed["no_dental_programme"] == {"dental"}
    assert changed["none"] == set(SLOTS) - {"reporting"}
