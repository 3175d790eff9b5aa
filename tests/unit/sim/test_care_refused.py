"""Orders that cannot be carried out, rules that fail, and no rules at all."""

from dataclasses import replace

import pytest

from osteon.base.errors import InputError
from osteon.care import Policy, RuleError, assess, start, stop, treat
from osteon.sim.plan import Plan
from support.only import only
from support.runs import DENOSUMAB, FRAIL, NOBODY_LEAVES, cohort, library, live, with_values


def people(n):
    return with_values(cohort(n, 1), {**FRAIL, **NOBODY_LEAVES})


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (assess("calcuim", because="x"), 'no assessment "calcuim"; did you mean "calcium"'),
        (stop("denosumabb", because="x"), 'no drug "denosumabb"; did you mean "denosumab"'),
        (treat("kyphoplastie", site="L3", because="x"), 'did you mean "kyphoplasty"'),
        (treat("kyphoplasty", site="L33", because="x"), 'no bone "L33"; did you mean "L3"'),
        (assess("mri", site="spline", because="x"), 'no bone "spline"; did you mean "spine"'),
        (start("morphin_tablets", because="x"), 'did you mean "morphine_tablets"'),
    ],
)
def test_what_nobody_can_do_is_refused(order, message):
    def rule(chart):
        yield order

    with pytest.raises(InputError, match=f'rule "rule", patient 0, day 0: .*{message}'):
        live(people(2), only(rule))


def test_a_drug_the_arm_was_not_made_for_is_refused_and_can_be_named():
    own = library().drugs["denosumab"].model_copy(update={"name": "newumab", "aliases": ()})
    facts = replace(library(), drugs={**library().drugs, "newumab": own})

    def rule(chart):
        yield start(replace(start(DENOSUMAB, because="").treatment, drug="newumab"), because="new")

    policy = only(rule)
    with pytest.raises(InputError, match=r'gives "newumab".*drugs=\("newumab",\)'):
        live(people(2), policy, facts=facts)
    tables = live(people(2), replace(policy, drugs=("newumab",)), Plan(50.0), facts=facts)
    assert tables["doses"]["drug"].tolist() == ["newumab"] * 4


def test_a_rule_that_fails_says_who_and_when():
    def rule(chart):
        if chart.day == 56 and chart.patient == 1:
            raise ZeroDivisionError

    with pytest.raises(RuleError, match=r'rule "rule", patient 1, day 56: ZeroDivisionError'):
        live(people(3), only(rule))


def test_no_rules_are_no_orders():
    tables = live(people(3), Policy())
    assert tables["orders"].empty
    assert tables["doses"].empty
    assert list(tables["doses"]) == ["arm", "patient", "day", "drug", "dose_mg", "route"]
