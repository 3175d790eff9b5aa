import numpy as np
import pytest

from osteon import Cohort, InputError, Lesion, Patient, simulate
from support.runs import library

SAID = {
    "age": "61 years",
    "sex": "male",
    "weight": "80 kg",
    "gfr": "55 mL/min",
    "vitamin_d": "30 nmol/L",
    "albumin": "31 g/L",
    "performance_status": 2,
    "visceral": True,
}


def refusal(patient, **choices):
    with pytest.raises(InputError) as caught:
        Cohort.of(patient, **choices)
    return [str(problem) for problem in caught.value.problems]


def one_lesion(*lesion, **more):
    return Cohort.of(Patient("lung", lesions=[Lesion(*lesion, **more)]), n=3)


def test_what_is_said_of_a_person_holds_for_everybody():
    table = Cohort.of(Patient("breast", **SAID), n=5).table
    expected = {
        "age_years": 61.0,
        "sex": "male",
        "weight_kg": 80.0,
        "gfr_ml_min": 55.0,
        "vitamin_d_nmol_l": 30.0,
        "albumin_g_l": 31.0,
        "ecog": 2,
        "visceral": True,
    }
    for name, value in expected.items():
        assert set(table[name]) == {value}, name


def test_what_is_not_said_is_drawn_as_in_the_cancers_cohort():
    described, drawn = Cohort.of(Patient("breast", age=61.0), n=6, seed=3), None
    drawn = Cohort.sample("breast", n=6, seed=3)
    for name in ("weight_kg", "gfr_ml_min", "sex", "n_lesions"):
        assert described.table[name].tolist() == drawn.table[name].tolist()
    np.testing.assert_array_equal(
        described.lesions["tumour_volume_cm3"], drawn.lesions["tumour_volume_cm3"]
    )


def test_nobody_leaves_a_described_life_alive():
    assert not Cohort.of(Patient("lung")).values["dropout_rate_per_year"].any()


def test_the_stated_volume_is_that_of_the_region_half_of_it_tumour():
    per_tumour = library().parameters["region_per_tumour"].value
    people = one_lesion("T8", "lytic", "6 mL")
    np.testing.assert_allclose(people.lesions["tumour_volume_cm3"][:, 0], 6.0 / per_tumour)
    assert people.sites[:, 0].tolist() == ["T8"] * 3
    assert people.sizes.tolist() == [1, 1, 1]


@pytest.mark.parametrize("kind", ["lytic", "mixed", "blastic"])
def test_a_kind_stands_for_three_stimuli(kind):
    people = one_lesion("L1", kind, 5)
    for name in ("resorptive_stimulus", "osteoblast_stimulus", "osteoblast_block"):
        stated = library().parameters[f"{kind}_{name}"].value
        assert set(people.lesions[name][:, 0]) == {stated}


def test_growth_is_each_ones_own_unless_said():
    assert len(set(one_lesion("L1", "lytic", 5).lesions["growth_rate_per_day"][:, 0])) == 3
    said = one_lesion("L1", "lytic", 5, doubling_time="60 days").lesions["growth_rate_per_day"]
    np.testing.assert_allclose(said[:, 0], np.log(2) / 60)


def test_without_lesions_there_are_none():
    people = Cohort.of(Patient("breast", lesions=[]), n=2)
    assert people.sizes.tolist() == [0, 0]
    assert people.table["tumour_cm3"].tolist() == [0.0, 0.0]
    history = simulate(people, horizon="8 weeks")
    assert (history.frame("trajectory").tumour_cm3 == 0).all()


def test_every_fault_is_told_at_once_with_what_to_write_instead():
    lesions = [
        Lesion("L8", "litic", "4 mL"),
        Lesion("femur", "lytic", "90 mL"),
        Lesion("L3", "mixed", "60 mL", doubling_time="2 mg"),
    ]
    said = {"age": "61 mg", "sex": "femal", "performance_status": 5, "lesions": lesions}
    faults = "\n".join(refusal(Patient("braest", **said)))
    for part in (
        'cancer: no cancer "braest"; did you mean "breast"?',
        'age: "mg" is no unit of time',
        'sex: "femal" is not possible; did you mean "female"?',
        "performance_status: 5 is not possible; write 0, 1 or 2",
        'lesions[1].site: no bone "L8"',
        'lesions[1].kind: "litic" is no kind of lesion; did you mean "lytic"?',
        'lesions[2].site: no bone "femur"; use one of femur_left, femur_right',
        'lesions[3].volume: "60 mL" does not fit into the 3rd lumbar vertebra',
        'lesions[3].doubling_time: "mg" is no unit of time',
    ):
        assert part in faults


def test_impossible_numbers_are_refused():
    assert "age" in refusal(Patient("breast", age="300 years"))[0]
    nothing = Patient("breast", lesions=[Lesion("L3", "lytic", "0 mL")])
    assert refusal(nothing) == ['lesions[1].volume: "0 mL" is not possible; it must be more than 0']
    assert "nobody in it" in refusal(Patient("breast"), n=0)[0]


def test_lesions_of_one_bone_share_its_room():
    two = [Lesion("L3", "lytic", "20 mL"), Lesion("L3", "blastic", "20 mL")]
    assert len(refusal(Patient("breast", lesions=two))) == 2
    assert len(Cohort.of(Patient("breast", lesions=two[:1]))) == 1


@pytest.mark.parametrize(
    ("text", "lesion"),
    [
        ("T8 lytic 6 mL", Lesion("T8", "lytic", "6 mL")),
        ("left femur Mixed 20cm3", Lesion("left femur", "mixed", "20cm3")),
    ],
)
def test_a_lesion_is_read_from_words(text, lesion):
    assert Lesion.parse(text) == lesion


@pytest.mark.parametrize("text", ["", "T8", "T8 lytic", "lytic 6 mL", "T8 6 mL"])
def test_a_text_that_is_no_lesion_is_refused(text):
    with pytest.raises(InputError, match="is no lesion; write it like"):
        Lesion.parse(text)


def test_a_misspelt_kind_is_named():
    with pytest.raises(InputError, match='did you mean "lytic"'):
        Lesion.parse("T8 litic 6 mL")


def test_a_horizon_must_be_a_time():
    for text in ("3 mg", "0 years"):
        with pytest.raises(InputError):
            simulate(Patient("breast"), horizon=text)
