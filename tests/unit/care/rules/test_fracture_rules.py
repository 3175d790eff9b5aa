from dataclasses import replace

import pytest

from osteon.care import KnownLesion
from support.chart_of import asked, chart_of

ROD = ("treat", "prophylactic_fixation", "femur_left", "within a week")
LOOKED = (("xray", 1.0, 99.5, "femur_left"),)


def lesion(kind="lytic", cortex=0.5, mm=20.0, site="femur_left", **more):
    return KnownLesion(site, kind, diameter_mm=mm, cortex_share=cortex, found_day=90.0, **more)


def hurting(worst, site="femur_left"):
    return (("bone_pain", site, worst, 99.0),)


@pytest.mark.parametrize(
    ("name", "urgency"), [("bone_pain", "within a week"), ("sudden_pain", "within 24 h")]
)
def test_a_long_bone_that_hurts_is_x_rayed_once(name, urgency):
    told = ((name, "femur_left", 5.0, 99.0),)
    assert asked("fracture", chart_of(told=told)) == [("assess", "xray", "femur_left", urgency)]
    assert asked("fracture", chart_of(told=told, results=LOOKED)) == []
    assert asked("fracture", chart_of(told=((name, "L3", 5.0, 99.0),))) == []


def test_a_lesion_of_a_long_bone_whose_cortex_nobody_saw_is_x_rayed():
    chart = chart_of(lesions=(lesion(cortex=None),))
    assert asked("fracture", chart) == [("assess", "xray", "femur_left", "within a week")]
    twice = chart_of(lesions=(lesion(cortex=None), lesion(cortex=None)), told=hurting(5.0))
    assert len(asked("fracture", twice)) == 1


@pytest.mark.parametrize(
    ("own", "pain", "rod"),
    [
        (lesion("lytic", 0.5), 5.0, True),  # 2 + 3 + 2 + 2 = 9
        (lesion("mixed", 0.5), 5.0, False),  # 8, left to judgement
        (lesion("mixed", 0.2), 8.0, True),  # 8, and it hurts in use
        (lesion("blastic", 0.2), 8.0, False),  # 7
        (lesion("mixed", 0.4, mm=31.0), 5.0, True),  # 30 mm along a femur that hurts
        (lesion("mixed", 0.4, mm=31.0), 0.0, False),  # that does not hurt
        (lesion("mixed", 0.4, mm=29.0), 5.0, False),  # less of it
        (lesion("blastic", 0.5, mm=31.0), 5.0, False),  # no cortex lost
    ],
)
def test_a_rod_by_the_score_of_mirels_or_the_length_of_cortex(own, pain, rod):
    orders = asked("fracture", chart_of(lesions=(own,), told=hurting(pain), results=LOOKED))
    assert (ROD in orders) is rod
    assert ROD not in asked(
        "fracture", chart_of(lesions=(own,), told=hurting(pain)), "no prevention"
    )


def test_a_score_left_to_judgement_is_looked_at_again():
    chart = chart_of(lesions=(lesion("mixed", 0.5),), told=hurting(5.0), results=LOOKED)
    assert asked("fracture", chart) == [("assess", "xray", "femur_left", "routine")]


def test_no_rod_for_the_bedridden_nor_where_one_is():
    chart = chart_of(lesions=(lesion(),), told=hurting(5.0), results=LOOKED)
    assert ROD in asked("fracture", chart)
    ill = chart_of(
        lesions=(lesion(),), told=hurting(5.0), results=(*LOOKED, ("performance", 4.0, 90.0))
    )
    assert asked("fracture", ill) == []
    held = chart_of(
        lesions=(lesion(),),
        told=hurting(5.0),
        results=LOOKED,
        done=(
            ("prophylactic_fixation", "femur_left", 95.0),
            ("radiotherapy_20gy_5", "femur_left", 97.0),
        ),
    )
    assert asked("fracture", held) == []


@pytest.mark.parametrize("kind", ["pathological_fracture", "atypical_femoral_fracture"])
def test_a_broken_long_bone_is_fixed_within_a_day_and_then_irradiated(kind):
    broken = chart_of(events=((kind, "femur_left", 99.0),), lesions=(lesion(),), results=LOOKED)
    assert asked("fracture", broken) == [
        ("treat", "fracture_fixation", "femur_left", "within 24 h")
    ]
    fixed = chart_of(
        events=((kind, "femur_left", 99.0),),
        lesions=(lesion(),),
        results=LOOKED,
        done=(("fracture_fixation", "femur_left", 99.5),),
    )
    assert asked("fracture", fixed) == [("treat", "radiotherapy_20gy_5", "femur_left", "routine")]
    assert asked("fracture", replace(fixed, lesions=())) == []


@pytest.mark.parametrize(("site", "fixed"), [("femur_left", True), ("humerus_left", False)])
def test_of_healthy_long_bones_that_broke_a_femur_is_fixed_and_a_humerus_is_not(site, fixed):
    chart = chart_of(events=(("fragility_fracture", site, 99.0),))
    plate = ("treat", "fracture_fixation", site, "within 24 h")
    assert (plate in asked("fracture", chart)) == fixed
    weak = chart_of(events=(("pathological_fracture", site, 99.0),))
    assert plate in asked("fracture", weak)


def vertebra(
    *, pain=6.0, seen=True, canal=False, kind="pathological_fracture", look="lytic", signs=()
):
    told = (("bone_pain", "T7", pain, 99.0), *((name, "", 0.0, 99.0) for name in signs))
    return chart_of(
        events=((kind, "T7", 98.0),),
        told=told,
        lesions=(KnownLesion("T7", look, canal_narrowed=canal),),
        results=(("mri", 1.0, 99.5),) if seen else (),
    )


def test_a_painful_broken_vertebra_is_cemented_once_the_canal_is_known_to_be_free():
    assert asked("fracture", vertebra(seen=False)) == [("assess", "mri", "", "within a week")]
    assert asked("fracture", vertebra()) == [("treat", "kyphoplasty", "T7", "within a week")]
    assert asked("fracture", vertebra(look="blastic"))[0][1] == "vertebroplasty"
    assert asked("fracture", vertebra(kind="rebound_vertebral_fracture"))[0][1] == "kyphoplasty"
    assert asked("fracture", vertebra(kind="fragility_fracture")) == []


@pytest.mark.parametrize("why", [{"canal": True}, {"pain": 3.0}, {"signs": ("leg_weakness",)}])
def test_no_cement_beside_a_narrow_canal_signs_of_the_cord_or_without_pain(why):
    assert asked("fracture", vertebra(**why)) == []
