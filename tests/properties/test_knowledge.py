"""What is not known decides nothing."""

import operator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.care import (
    Chart,
    ChartEvent,
    Observation,
    Policy,
    RuleError,
    UnknownValueError,
    refer,
)
from support.only import only

names = st.sampled_from(["calcium", "gfr", "untx", "pain"])
numbers = st.floats(-1e3, 1e3)
steps = st.lists(
    st.tuples(st.sampled_from([operator.add, operator.sub, operator.mul]), numbers, st.booleans()),
    max_size=4,
)
comparisons = st.sampled_from([operator.lt, operator.le, operator.gt, operator.ge, operator.eq])
observations = st.builds(Observation, day=st.floats(0, 1000), assessment=names, value=numbers)
events = st.builds(
    ChartEvent,
    day=st.floats(0, 1000),
    kind=st.sampled_from(["pathological_fracture", "hypercalcaemia"]),
)


@given(names, steps, comparisons, numbers, st.booleans())
def test_no_sum_or_comparison_turns_ignorance_into_a_decision(name, sums, compare, limit, negated):
    value = Chart().last(name)
    for act, number, swapped in sums:
        value = act(number, value) if swapped else act(value, number)
    outcome = compare(value, limit)
    with pytest.raises(UnknownValueError, match=name):
        _ = not outcome if negated else bool(outcome)


@given(names, comparisons, numbers, st.lists(observations, max_size=6))
def test_a_careless_rule_either_knows_or_fails_and_never_guesses(name, compare, limit, rows):
    def careless(chart):
        if not compare(chart.last(name), limit):
            yield refer("team", because="beyond the limit")

    chart = Chart(patient=1, observations=tuple(rows))
    policy = Policy((careless,))
    if chart.known(name):
        assert bool(policy.decide(chart)) != compare(chart.last(name), limit)
    else:
        with pytest.raises(RuleError, match=name):
            policy.decide(chart)


@given(st.floats(0, 1000), st.lists(observations, max_size=4), st.lists(events, max_size=4))
def test_a_policy_that_does_not_react_orders_the_same_whatever_happens_later(day, rows, happened):
    policy = only("zoledronic acid 4 mg iv q4w", supplements="calcium 500 mg/d")
    assert not policy.reacts
    entry = Chart(patient=1)
    later = replace(entry, day=day, observations=tuple(rows), events=tuple(happened))
    assert policy.decide(later) == policy.decide(entry)


@given(st.lists(observations, max_size=4), st.lists(events, max_size=4))
def test_asking_a_policy_changes_neither_chart_nor_answer(rows, happened):
    chart = Chart(observations=tuple(rows), events=tuple(happened))
    before = replace(chart)
    policy = only("denosumab 120 mg sc q4w", monitoring="calcium every 4 weeks")
    assert policy.decide(chart) == policy.decide(chart)
    assert chart == before
