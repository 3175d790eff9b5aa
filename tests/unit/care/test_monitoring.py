import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.base.errors import InputError
from osteon.care import Monitoring

names = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), min_size=1, unique=True)


def test_reads_several_schedules():
    schedule = Monitoring.parse("calcium, untx every 4 weeks; bsap every week")
    assert schedule.interval_days == (("calcium", 28.0), ("untx", 28.0), ("bsap", 7.0))


@given(names, st.integers(1, 2000))
def test_its_text_reads_back(assessments, days):
    schedule = Monitoring(tuple((name, float(days)) for name in assessments))
    assert Monitoring.parse(str(schedule)) == schedule


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("calcium", "no schedule"),
        ("", "no schedule"),
        ("Ca?, untx every 4 weeks", '"Ca\\?" is no name'),
        ("calcium every 4 furlongs", "furlongs"),
        ("calcium every 0 weeks", "longer than nothing"),
        ("calcium every 4 weeks; calcium every 8 weeks", "twice"),
    ],
)
def test_says_what_is_wrong(text, message):
    with pytest.raises(InputError, match=message):
        Monitoring.parse(text)


def test_reports_every_fault_at_once():
    with pytest.raises(InputError) as caught:
        Monitoring.parse("calcium; untx every 3 parsecs; Ca? every 4 weeks")
    assert len(caught.value.problems) == 3
