import pytest

from osteon.care import Booked, Regimen
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements
from support.chart_of import ZOLEDRONIC, asked, chart_of, orders_of

SLOT = "hypercalcaemia"


def calcium(value, *told, gfr=90.0, **more):
    known = () if gfr is None else (("gfr", gfr, 0.0),)
    told = tuple((name, "", 5.0, 99.0) for name in told)
    return chart_of(results=(*known, ("calcium", value, 100.0)), told=told, **more)


@pytest.mark.parametrize(
    ("value", "told", "urgency"),
    [
        (2.6, (), None),
        (2.8, (), None),
        (2.8, ("thirst",), "within 24 h"),
        (2.8, ("confusion",), "emergency now"),
        (3.2, (), "within 24 h"),
        (3.6, (), "emergency now"),
    ],
)
def test_fluids_and_drug_by_level_and_symptoms(value, told, urgency):
    given = [
        (what, how) for verb, what, _, how in asked(SLOT, calcium(value, *told)) if verb == "give"
    ]
    drug = "zoledronic acid 4 mg iv over 15 min once"
    assert given == ([] if urgency is None else [("saline", urgency), (drug, urgency)])


def test_mild_and_silent_it_is_measured_again_once():
    assert asked(SLOT, calcium(2.8)) == [("assess", "calcium", "", "routine")]
    assert asked(SLOT, calcium(2.8, booked=(Booked(104.0, "calcium", verb="assess"),))) == []


def test_supplements_stop():
    chart = calcium(2.8, on=(Regimen("supplements", Supplements(500.0, 400.0), 0.0),))
    assert ("stop", "supplements", "", "within a week") in asked(SLOT, chart)


def test_a_bisphosphonate_waits_for_kidney_function_and_is_replaced_where_it_fails():
    orders = asked(SLOT, calcium(3.2, gfr=None))
    assert ("assess", "gfr", "", "within 24 h") in orders
    assert all("acid" not in what and "denosumab" not in what for _, what, _, _ in orders)
    denosumab = ("give", "denosumab 120 mg sc once", "", "within 24 h")
    assert denosumab in asked(SLOT, calcium(3.2, gfr=25.0))

    def after_days(days):
        taken = Regimen("zoledronic_acid", ZOLEDRONIC, 100.0 - days, 100.5 - days)
        return calcium(3.2, on=(taken,))

    assert denosumab in asked(SLOT, after_days(10.0))
    assert denosumab not in asked(SLOT, after_days(5.0))
    assert denosumab not in asked(SLOT, after_days(40.0))


def test_denosumab_is_given_again_after_a_week_and_from_the_fourth_dose_after_four():
    once = Prescription.parse("denosumab 120 mg sc once")

    def after(*days):
        taken = tuple(Regimen("denosumab", once, 100.0 - day, 100.0 - day) for day in days)
        return ("give", "denosumab 120 mg sc once", "", "within 24 h") in asked(
            SLOT, calcium(3.2, gfr=25.0, on=taken)
        )

    assert not after(5.0)
    assert after(8.0)
    assert after(15.0, 8.0)
    assert not after(23.0, 15.0, 8.0)
    assert after(43.0, 35.0, 28.0)


@pytest.mark.parametrize(
    ("value", "told", "days_ago", "fluids"),
    [
        (2.8, "thirst", (3.0,), True),
        (2.8, "thirst", (12.0,), False),
        (2.8, "thirst", (12.0, 4.0), False),
        (2.8, "thirst", (30.0,), True),
        (2.8, "confusion", (12.0,), True),
        (3.2, "thirst", (12.0,), True),
    ],
)
def test_fluids_again_by_level_and_time(value, told, days_ago, fluids):
    taken = tuple(Regimen("saline", None, 100.0 - day, 102.0 - day) for day in days_ago)
    orders = asked(SLOT, calcium(value, told, on=taken), "fluids only")
    assert any(what == "saline" for _, what, _, _ in orders) == fluids


def test_where_nothing_more_is_given_mild_calcium_is_measured_a_week_later():
    given = (
        Regimen("saline", None, 85.0, 87.0),
        Regimen("zoledronic_acid", ZOLEDRONIC, 95.0, 95.5),
    )
    assert [own.in_days for own in orders_of(SLOT, calcium(2.8, "thirst", on=given))] == [7.0]
    assert orders_of(SLOT, calcium(2.8, "thirst"))[-1].in_days == 3.0


def test_fluids_only():
    given = [
        what for verb, what, _, _ in asked(SLOT, calcium(3.2), "fluids only") if verb == "give"
    ]
    assert given == ["saline"]


@pytest.mark.parametrize(
    ("name", "urgency"), [("thirst", "within 24 h"), ("coma", "emergency now")]
)
def test_symptoms_have_calcium_measured_unless_it_was(name, urgency):
    told = ((name, "", 5.0, 100.0),)
    assert asked(SLOT, chart_of(told=told)) == [("assess", "calcium", "", urgency)]
    assert asked(SLOT, chart_of(told=told, results=(("calcium", 2.3, 100.0),))) == []


@pytest.mark.parametrize(
    ("value", "told", "urgency"),
    [
        (2.2, (), None),
        (2.0, (), "within 24 h"),
        (2.0, ("cramps",), "emergency now"),
        (1.7, (), "emergency now"),
    ],
)
def test_low_calcium_brings_more_supplements(value, told, urgency):
    started = [how for verb, _, _, how in asked(SLOT, calcium(value, *told)) if verb == "start"]
    assert started == ([] if urgency is None else [urgency])
