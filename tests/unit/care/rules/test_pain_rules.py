from dataclasses import replace

import pytest

from osteon.care import KnownLesion, News, Regimen, ReportedSymptom
from osteon.care.rules.pain import climb_ladder
from osteon.care.setting import Setting
from osteon.care.wakes import wakes_of
from osteon.library.library import Library
from support.chart_of import DENOSUMAB, asked, chart_of

ANALGESICS = "analgesics only"
ASKED_AGAIN = ("assess", "pain")


def scored(pain, *on, day=100.0, gfr=None, **more):
    results = [("pain", pain, day)] + ([] if gfr is None else [("gfr", gfr, 0.0)])
    return chart_of(day, results=results, on=on, **more)


def moves(chart):
    orders = [(verb, what) for verb, what, _, _ in asked("pain", chart, ANALGESICS)]
    return [own for own in orders if own != ASKED_AGAIN]


@pytest.mark.parametrize(
    ("worst", "first"),
    [
        (1.0, []),
        (3.0, ["paracetamol"]),
        (5.0, ["codeine"]),
        (8.0, ["morphine_tablets", "rescue_morphine"]),
    ],
)
def test_the_first_rung_is_by_what_the_patient_tells(worst, first):
    chart = chart_of(told=(("bone_pain", "L3", worst, 100.0),))
    assert moves(chart) == [("start", name) for name in first]


@pytest.mark.parametrize(
    ("score", "on", "symptoms", "woken"),
    [
        (3.0, (), (), False),
        (5.0, (), (), True),
        (3.0, (Regimen("codeine", None, 0.0),), (), True),
        (3.0, (), ("bone_pain",), True),
    ],
)
def test_a_low_score_asks_nobody_about_a_first_painkiller(score, on, symptoms, woken):
    own = wakes_of(climb_ladder(Setting(Library.load(), DENOSUMAB)))
    news = News(100.0, 99.0, frozenset(symptoms), results=(("pain", score),), regimens=on)
    assert own.by(news) == woken


def test_kidney_and_bowel_choose_between_medicines_of_a_rung():
    told = (("bone_pain", "L3", 3.0, 100.0),)
    assert moves(chart_of(told=told, results=(("gfr", 90.0, 0.0),))) == [("start", "ibuprofen")]
    assert moves(chart_of(told=told, results=(("gfr", 40.0, 0.0),))) == [("start", "paracetamol")]
    bound = (("bone_pain", "L3", 5.0, 100.0), ("constipation", "", 5.0, 90.0))
    assert moves(chart_of(told=bound)) == [("start", "tramadol")]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("paracetamol", "codeine"),
        ("codeine", "morphine_tablets"),
        ("morphine_tablets", "fentanyl_patch"),
        ("fentanyl_patch", "morphine_pump"),
    ],
)
def test_up_one_rung_while_three_points_are_left_from_pills_to_patch_to_pump(now, then):
    assert [("stop", now), ("start", then)] == moves(scored(3.0, now))[:2]
    assert moves(scored(2.0, now)) == []
    assert moves(scored(5.0, Regimen(now, None, 96.0))) == []


def test_severe_pain_goes_straight_to_a_strong_opioid_with_rescue():
    orders = moves(scored(8.0, Regimen("paracetamol", None, 99.0)))
    assert orders == [
        ("stop", "paracetamol"),
        ("start", "morphine_tablets"),
        ("start", "rescue_morphine"),
    ]


def test_whoever_moves_up_is_asked_again_after_the_trial_of_the_step():
    rule = climb_ladder(Setting(Library.load(), DENOSUMAB, {}))
    (again,) = (own for own in rule(scored(5.0, "codeine")) if own.what == "pain")
    assert (again.verb, again.in_days) == ("assess", 7.0)
    down = rule(scored(0.5, "codeine", day=168.0))
    assert all(own.what != "pain" for own in down)


def test_the_top_of_the_ladder_is_the_top():
    assert moves(scored(9.0, "morphine_pump", "rescue_morphine")) == []


def test_down_when_the_pain_is_gone_at_a_review():
    down = moves(scored(0.5, "morphine_tablets", "rescue_morphine", day=168.0))
    assert down == [("stop", "morphine_tablets"), ("start", "codeine"), ("stop", "rescue_morphine")]
    assert moves(scored(0.5, "paracetamol", day=168.0)) == [("stop", "paracetamol")]
    assert moves(scored(0.5, "paracetamol", day=169.0)) == []


def radiotherapy(chart):
    return [(what, site) for _, what, site, _ in asked("pain", chart) if what.startswith("radio")]


def painful(site="L3", *, score=5.0, lesions=("L3",), begun=50.0, **more):
    return chart_of(
        results=(("pain", score, 100.0), *more.pop("results", ())),
        told=((("bone_pain", site, 6.0, 60.0)),),
        on=(Regimen("morphine_pump", None, begun),),
        lesions=lesions,
        **more,
    )


def test_eight_gray_once_for_pain_that_painkillers_do_not_settle():
    assert radiotherapy(painful()) == [("radiotherapy_8gy_1", "L3")]
    assert radiotherapy(painful(score=2.9)) == []
    assert radiotherapy(painful(begun=95.0)) == []
    assert radiotherapy(painful(lesions=())) == []
    assert all(
        not what.startswith("radio") for _, what, _, _ in asked("pain", painful(), ANALGESICS)
    )


def test_a_bone_said_to_hurt_a_little_is_irradiated_when_the_score_has_risen():
    chart = painful()
    (told,) = chart.symptoms
    little = replace(chart, symptoms=(told._replace(severity_0_10=2.5),))
    assert radiotherapy(little) == [("radiotherapy_8gy_1", "L3")]
    other = ReportedSymptom(61.0, "bone_pain", "T7", 8.0, 61.0)
    elsewhere = replace(little, symptoms=(*little.symptoms, other))
    assert radiotherapy(elsewhere) == []


def test_all_bones_that_hurt_so_much_are_irradiated_in_one_go():
    chart = painful(lesions=("L3", "T7", "T8"))
    others = (
        ReportedSymptom(61.0, "bone_pain", site, worst, 61.0)
        for site, worst in [("T7", 4.0), ("T8", 2.0)]
    )
    several = replace(chart, symptoms=(*chart.symptoms, *others))
    assert radiotherapy(several) == [("radiotherapy_8gy_1", "L3"), ("radiotherapy_8gy_1", "T7")]


def test_several_fractions_where_bone_must_hold():
    narrow = KnownLesion("L3", "lytic", canal_narrowed=True)
    assert radiotherapy(painful(lesions=(narrow,))) == [("radiotherapy_20gy_5", "L3")]
    fit = {"lesions": ("femur_left",), "results": (("performance", 1.0, 90.0),)}
    assert radiotherapy(painful("femur_left", **fit)) == [("radiotherapy_20gy_5", "femur_left")]
    assert (
        radiotherapy(painful("femur_left", lesions=("femur_left",)))[0][0] == "radiotherapy_8gy_1"
    )


@pytest.mark.parametrize(
    ("given", "again"), [((90.0,), False), ((70.0,), True), ((10.0, 60.0), False)]
)
def test_again_after_four_weeks_and_twice_at_most(given, again):
    done = [("radiotherapy_8gy_1", "L3", day) for day in given]
    assert bool(radiotherapy(painful(done=done))) is again


def hidden(*lesions, told=8.0, **more):
    """Return the chart of somebody at a review whose pain a strong opioid hides."""
    first = ReportedSymptom(0.0, "bone_pain", "L3", told, 0.0)
    other = ReportedSymptom(0.0, "bone_pain", "T7", 5.0, 0.0)
    over = (own._replace(day=20.0, severity_0_10=0.0, over=True) for own in (first, other))
    on = (Regimen("morphine_tablets", None, 10.0),)
    chart = scored(1.0, *on, day=84.0, lesions=lesions, **more)
    return replace(chart, symptoms=(first, other, *over))


def test_pain_that_led_to_the_diagnosis_is_irradiated_though_an_opioid_hides_it():
    presenting = KnownLesion("L3", "lytic", symptomatic=True)
    beside = KnownLesion("T7", "lytic", symptomatic=True)
    assert radiotherapy(hidden(presenting, beside)) == [("radiotherapy_8gy_1", "L3")]
    assert radiotherapy(hidden(presenting, told=2.0)) == []
    done = {"done": (("radiotherapy_8gy_1", "L3", 30.0),)}
    assert radiotherapy(hidden(presenting, beside, **done)) == []


def test_hidden_pain_of_a_metastasis_known_before_is_left_to_the_opioid():
    assert radiotherapy(hidden(KnownLesion("L3", "lytic"))) == []
    later = KnownLesion("L3", "lytic", found_day=40.0, symptomatic=True)
    assert radiotherapy(hidden(KnownLesion("T7", "lytic"), later)) == []


def under_an_opioid(told_day, *, over=False, severity=5.0, score=1.0, day=84.0):
    """Return the chart of somebody on a strong opioid who once told of pain in a known bone."""
    on = (Regimen("morphine_tablets", None, 0.0),)
    told = ReportedSymptom(told_day, "bone_pain", "L3", severity, told_day)
    ended = told._replace(day=told_day + 7.0, severity_0_10=0.0, over=True)
    chart = scored(score, *on, day=day, lesions=("L3", "T7"))
    return replace(chart, symptoms=(told, ended) if over else (told,))


@pytest.mark.parametrize("over", [False, True])
def test_under_a_strong_opioid_what_began_to_hurt_since_the_last_review_is_irradiated(over):
    assert radiotherapy(under_an_opioid(20.0, over=over)) == [("radiotherapy_8gy_1", "L3")]
    assert radiotherapy(under_an_opioid(20.0, over=over, day=168.0)) == []


def test_hidden_pain_that_was_slight_and_pain_between_reviews_are_left_to_the_opioid():
    assert radiotherapy(under_an_opioid(20.0, over=True, severity=2.0)) == []
    assert radiotherapy(under_an_opioid(20.0, day=60.0)) == []


def test_who_enters_on_a_strong_opioid_was_reviewed_before():
    entering = replace(
        under_an_opioid(0.0, day=0.0), regimens=(Regimen("morphine_tablets", None, -84.0),)
    )
    assert radiotherapy(entering) == []


def test_a_bone_that_hurts_through_a_strong_opioid_is_irradiated_however_long_it_is_known():
    assert radiotherapy(under_an_opioid(0.0, score=4.0)) == [("radiotherapy_8gy_1", "L3")]


def test_no_pain_under_a_strong_opioid_irradiates_no_bone():
    on = (Regimen("morphine_tablets", None, 10.0),)
    silent = scored(0.0, *on, day=84.0, lesions=("L3", "T7"))
    assert radiotherapy(silent) == []
    told = (ReportedSymptom(20.0, "bone_pain", "L3", 5.0, 20.0),)
    assert radiotherapy(replace(silent, symptoms=told)) == [("radiotherapy_8gy_1", "L3")]


def test_without_a_score_nothing_is_irradiated():
    assert radiotherapy(chart_of(told=(("bone_pain", "L3", 8.0, 99.0),), on=("codeine",))) == []
