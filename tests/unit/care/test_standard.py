import pytest

from osteon.base.errors import InputError
from osteon.care import Chart, Observation, Regimen, refer, standard_care, start
from osteon.care.slots import STOCK
from osteon.library.library import Library
from osteon.library.slots import WORDS
from support.only import only

DENOSUMAB = "denosumab 120 mg sc q4w"
SUPPLEMENTS = "calcium 500 mg/d, vitamin D 400 IU/d"
SCREENED = Chart(patient=1, observations=(Observation(0.0, "calcium", 2.3, "mmol/L"),))


def verbs(orders):
    return [(order.verb, order.rule) for order in orders]


def test_plain_prescriptions_are_all_ordered_at_entry_and_do_not_react():
    policy = only(DENOSUMAB, supplements=SUPPLEMENTS, monitoring="calcium every 4 weeks")
    assert not policy.reacts
    assert verbs(policy.decide(SCREENED)) == [
        ("start", "bone_agent"),
        ("start", "supplements"),
        ("assess", "monitoring"),
    ]


def test_an_unknown_rule_standard_or_way_of_reporting_is_refused_by_name():
    with pytest.raises(InputError, match=r"cord: .*no way of filling"):
        only(cord="usuall")
    with pytest.raises(InputError, match='no standard of care "usuel"; did you mean "usual"'):
        standard_care(care="usuel")
    with pytest.raises(InputError, match="reporting"):
        standard_care(reporting="never")
    assert standard_care(reporting="late").reporting == "late"


@pytest.mark.parametrize("slot", sorted(STOCK))
def test_every_word_of_the_library_has_a_stock_rule_and_no_other(slot):
    assert set(STOCK[slot]) == set(WORDS[slot]) - {"none"}


def test_no_slot_no_orders():
    policy = only()
    assert not policy.reacts
    assert policy.decide(SCREENED) == ()


def test_a_started_regimen_is_not_started_again():
    first = only(DENOSUMAB, supplements=SUPPLEMENTS)
    taken = tuple(
        Regimen(name, order.treatment, 0.0)
        for name, order in zip(("denosumab", "supplements"), first.decide(SCREENED), strict=True)
    )
    assert first.decide(Chart(day=28.0, regimens=taken)) == ()


def test_a_regimen_that_another_rule_stopped_stays_stopped():
    order = only(DENOSUMAB).decide(SCREENED)[0]
    stopped = Chart(day=84.0, regimens=(Regimen("denosumab", order.treatment, 0.0, 56.0),))
    assert only(DENOSUMAB).decide(stopped) == ()


def test_a_rankl_inhibitor_comes_with_a_calcium_when_none_is_known():
    orders = only(DENOSUMAB).decide(Chart())
    assert [(order.verb, order.urgency) for order in orders] == [
        ("assess", "within 24 h"),
        ("start", "routine"),
    ]
    assert len(only("zoledronic acid 4 mg iv q4w").decide(Chart())) == 1


def test_a_slot_takes_a_rule_and_the_policy_then_reacts():
    def after_first_event(chart):
        if chart.count("pathological_fracture") >= 1:
            yield start(DENOSUMAB, because="first fracture")

    policy = only(after_first_event, supplements=SUPPLEMENTS)
    assert policy.reacts
    assert verbs(policy.decide(SCREENED)) == [("start", "supplements")]


def test_any_slot_makes_it_react():
    def dental(chart):
        yield refer("dentist", because="x")

    assert only(DENOSUMAB, monitoring=dental).reacts


def test_every_wrong_slot_is_reported_at_once_with_its_name():
    with pytest.raises(InputError) as caught:
        only("denosumb 120 mg sc q4w", supplements="chalk", monitoring="now and then")
    assert [problem.where for problem in caught.value.problems] == [
        "bone_agent",
        "supplements",
        "monitoring",
    ]
    assert "denosumab" in str(caught.value)


@pytest.mark.parametrize("care", Library.load().standards)
def test_every_standard_of_care_makes_a_policy(care):
    policy = standard_care(DENOSUMAB, care=care)
    assert policy.reacts is (care != "none")
    told = {"prompt_reporting": "prompt", "late_reporting": "late"}
    assert policy.reporting == told.get(care, "usual")
    assert policy.drugs[0] == "denosumab"


def test_a_slot_that_is_given_goes_before_the_standard():
    policy = standard_care(DENOSUMAB, care="usual", dental=None, pain="analgesics only")
    names = {rule.__name__ for rule in policy.rules}
    assert names.isdisjoint({"teeth", "jaw", "radiotherapy_for_pain"})
    assert {"analgesics", "cord", "bone_agent"} <= names


def test_drugs_that_rules_may_give_are_those_of_the_policy_too():
    assert standard_care(DENOSUMAB, care="usual").drugs == ("denosumab", "zoledronic_acid")
    assert (
        standard_care("pamidronate 90 mg iv over 2 h q4w", care="usual").drugs[0] == "pamidronate"
    )
    assert standard_care(care="none").drugs == ()


def test_an_arm_without_a_bone_agent_has_the_rest_of_care():
    names = {rule.__name__ for rule in standard_care(care="usual").rules}
    assert "bone_agent" not in names
    assert "cord" in names
