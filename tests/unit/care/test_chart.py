from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.care import Chart, ChartEvent, Observation, Regimen, Unknown
from osteon.library.prescription import Prescription

DENOSUMAB = Prescription.parse("denosumab 120 mg sc q4w")

observations = st.builds(
    Observation,
    day=st.floats(0, 1000),
    assessment=st.sampled_from(["calcium", "gfr", "untx"]),
    value=st.floats(-1e6, 1e6),
)


def test_an_empty_chart_knows_nothing():
    chart = Chart()
    assert not chart.known("calcium")
    assert isinstance(chart.last("calcium"), Unknown)
    assert isinstance(chart.last_day("calcium"), Unknown)
    assert chart.count("pathological_fracture") == 0
    assert not chart.on("denosumab")


@given(st.lists(observations, max_size=12))
def test_last_is_the_value_of_the_latest_day_in_any_order(rows):
    chart = Chart(observations=tuple(rows))
    for name in ("calcium", "gfr", "untx"):
        own = [row for row in rows if row.assessment == name]
        assert chart.known(name) == bool(own)
        if own:
            assert chart.last_day(name) == max(row.day for row in own)
            assert chart.last(name) in {row.value for row in own if row.day == chart.last_day(name)}


def test_of_two_values_on_one_day_the_later_entry_stands():
    rows = (Observation(3.0, "calcium", 2.1), Observation(3.0, "calcium", 2.3))
    assert Chart(observations=rows).last("calcium") == 2.3


def test_count_is_of_one_kind():
    events = tuple(ChartEvent(day, kind) for day, kind in enumerate("abab a".replace(" ", "")))
    assert Chart(events=events).count("a") == 3


@pytest.mark.parametrize(
    ("day", "stop_day", "on"), [(9, None, False), (10, None, True), (20, 20, False), (19, 20, True)]
)
def test_on_from_the_first_day_until_the_stop(day, stop_day, on):
    regimen = Regimen("denosumab", DENOSUMAB, start_day=10, stop_day=stop_day)
    chart = Chart(day=day, regimens=(regimen,))
    assert chart.on("denosumab") is on
    assert chart.ever_on("denosumab")
    assert not chart.on("zoledronic acid")


def test_a_chart_cannot_be_written_to_by_a_rule():
    with pytest.raises(FrozenInstanceError):
        Chart().day = 3  # type: ignore[misc]


def test_a_replaced_chart_does_not_remember_the_old_results():
    chart = Chart(observations=(Observation(0.0, "calcium", 2.3),))
    assert chart.last("calcium") == 2.3
    assert not replace(chart, observations=()).known("calcium")
