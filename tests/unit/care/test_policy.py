import pytest

from osteon.base.errors import InputError
from osteon.care import Chart, Policy, RuleError, refer, start

CHART = Chart(patient=17, day=112.0)


def dentist(chart):
    yield refer("dentist", because="a tooth aches")


def nobody(chart):
    return None


def test_orders_come_in_the_order_of_the_rules_and_carry_their_names():
    def team(chart):
        return [refer("team", because="b")]

    orders = Policy((dentist, nobody, team)).decide(CHART)
    assert [(order.rule, order.what) for order in orders] == [
        ("dentist", "dentist"),
        ("team", "team"),
    ]


def test_a_failing_rule_is_named_with_patient_and_day():
    def careless(chart):
        yield refer("team", because="b")
        raise KeyError("gfr")

    with pytest.raises(
        RuleError, match=r'rule "careless", patient 17, day 112: KeyError'
    ) as caught:
        Policy((careless,)).decide(CHART)
    assert isinstance(caught.value.__cause__, KeyError)


def test_ignorance_is_reported_in_words():
    def careless(chart):
        if not (chart.last("gfr") >= 30):
            yield refer("kidney team", because="low GFR")

    with pytest.raises(RuleError, match=r'rule "careless".*"gfr" was never measured'):
        Policy((careless,)).decide(CHART)


def test_a_wrong_prescription_inside_a_rule_is_reported_with_the_rule():
    def careless(chart):
        yield start("denosumb 120 mg sc q4w x q5w", because="b")

    with pytest.raises(RuleError, match='rule "careless"') as caught:
        Policy((careless,)).decide(CHART)
    assert isinstance(caught.value.__cause__, InputError)


def test_what_is_no_order_is_refused():
    def careless(chart):
        yield "denosumab"

    with pytest.raises(RuleError, match="no order; use start, stop, give"):
        Policy((careless,)).decide(CHART)


def test_a_policy_reacts_unless_told_otherwise():
    assert Policy((dentist,)).reacts
    assert Policy().decide(CHART) == ()
