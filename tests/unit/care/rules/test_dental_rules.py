from osteon.care import Regimen
from support.chart_of import DENOSUMAB, asked, chart_of

ON = Regimen("denosumab", DENOSUMAB, 10.0)
ACHE = (("toothache", "", 6.0, 99.0),)
JAW = (("osteonecrosis_of_jaw", "", 99.0),)


def what(chart, word="usual"):
    return [(verb, name) for verb, name, _, _ in asked("dental", chart, word)]


def test_a_check_and_a_programme_before_the_first_dose():
    assert what(chart_of(0.0)) == [("start", "hygiene_programme"), ("assess", "dental_check")]
    assert what(chart_of(0.0), "symptoms only") == []
    assert what(chart_of(0.0, lesions=())) == []


def test_what_a_check_finds_is_drawn_before_and_filled_under_the_drug():
    found = {"results": (("dental_check", 1.0, 98.0),)}
    assert what(chart_of(on=("hygiene_programme",), **found)) == [("treat", "tooth_extraction")]
    assert what(chart_of(on=("hygiene_programme", ON), **found)) == [("treat", "filling")]
    dealt_with = (("filling", "", 99.0),)
    assert what(chart_of(on=("hygiene_programme", ON), done=dealt_with, **found)) == []


def test_no_tooth_is_drawn_under_the_drug_but_without_a_programme():
    checked = {"results": (("dental_check", 0.0, 50.0),)}
    under = chart_of(told=ACHE, on=("hygiene_programme", ON), **checked)
    assert asked("dental", under) == [("treat", "root_canal", "", "within 24 h")]
    assert what(under, "symptoms only") == [("treat", "tooth_extraction")]
    before = chart_of(told=ACHE, on=("hygiene_programme",), **checked)
    assert what(before) == [("treat", "tooth_extraction")]


def test_a_sore_jaw_is_looked_at():
    chart = chart_of(
        told=(("jaw_sore", "", 5.0, 99.0),),
        on=("hygiene_programme", ON),
        results=(("dental_check", 0.0, 50.0),),
    )
    assert asked("dental", chart) == [("assess", "dental_check", "", "within a week")]


def test_jaw_bone_death_stops_the_drug_and_is_treated_gently():
    chart = chart_of(
        events=JAW, on=("hygiene_programme", ON), results=(("dental_check", 0.0, 50.0),)
    )
    orders = [("stop", "denosumab"), ("refer", "jaw surgeon"), ("treat", "dental_cleaning")]
    assert what(chart) == orders
    assert what(chart, "symptoms only") == orders


def test_jaw_surgery_only_when_it_is_infected_and_gets_worse():
    done = (("dental_cleaning", "", 99.5),)
    once = (*JAW, ("jaw_infection", "", 99.2))
    assert what(chart_of(events=once, done=done), "symptoms only") == []
    worse = (*once, ("tooth_loss", "", 99.6))
    assert what(chart_of(events=worse, done=done), "symptoms only") == [("treat", "jaw_surgery")]
