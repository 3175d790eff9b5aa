import math

import pytest
from hypothesis import given, settings

from osteon.care import (
    ANY_RESULT,
    News,
    Policy,
    Regimen,
    Seen,
    Wakes,
    above,
    below,
    first_found,
    found_in,
    newly_found,
    outside,
    refer,
    wakes,
)
from osteon.care.alarms import Alarms
from osteon.care.wakes import Review, wakes_of
from support.charts import charts, lived_on, more, news_between, stock_rules


def later(**news):
    return News(day=10.0, since_day=9.0, **news)


def rule_woken(**how):
    @wakes(**how)
    def rule(chart):
        yield refer("team", because="x")

    return rule


@pytest.mark.parametrize(
    ("how", "news"),
    [
        ({"symptoms": ("bone_pain",)}, {"symptoms": frozenset({"bone_pain"})}),
        ({"events": ("fall",)}, {"events": frozenset({"fall"})}),
        ({"procedures": ("kyphoplasty",)}, {"procedures": frozenset({"kyphoplasty"})}),
        ({"lesions": True}, {"lesions": (Seen("L3", new=False),)}),
        ({"lesions": newly_found}, {"lesions": (Seen("L3"),)}),
        ({"lesions": first_found}, {"lesions": (Seen("L3", first=True),)}),
        ({"lesions": found_in({"L3"})}, {"lesions": (Seen("L3"),)}),
        ({"results": {"calcium": above(2.65)}}, {"results": (("calcium", 2.65),)}),
        ({"results": {"xray": ANY_RESULT}}, {"results": (("xray", 0.0),)}),
        ({"on_days": (9.5,)}, {}),
        ({"every_days": 5}, {}),
    ],
)
def test_each_kind_of_news_wakes_what_asks_for_it_and_nothing_else(how, news):
    own = wakes_of(rule_woken(**how))
    assert own.by(later(**news))
    if news:
        assert not own.by(later())
        assert not Wakes().by(later(**news))


@pytest.mark.parametrize(
    ("limits", "value", "woken"),
    [
        (above(2.65), 2.64, False),
        (below(2.1), 2.11, False),
        (below(2.1), 2.1, True),
        (outside(2.1, 2.65), 2.3, False),
        (outside(2.1, 2.65), 2.7, True),
        (ANY_RESULT, -5.0, True),
    ],
)
def test_results_wake_at_the_limit_and_beyond(limits, value, woken):
    own = wakes_of(rule_woken(results={"calcium": limits}))
    assert own.by_result("calcium", value) is woken
    assert not own.by_result("gfr", value)


def test_a_review_is_for_those_it_has_something_to_look_at():
    def taking(regimens, day):
        return any(own.name == "codeine" and own.running(day) for own in regimens)

    own = wakes_of(rule_woken(every_days=5, only_while=taking))
    assert not own.by(later())
    assert own.by(later(regimens=[Regimen("codeine", None, 3.0)]))
    assert not own.by(later(regimens=[Regimen("codeine", None, 3.0, 8.0)]))
    assert not own.by(News(day=9.0, since_day=8.0, regimens=[Regimen("codeine", None, 3.0)]))


def test_the_next_day_of_a_schedule():
    own = Wakes(on_days=frozenset({0.0, 40.0}), reviews=frozenset({Review(28.0)}))
    alarms = Alarms.of([own, Wakes(reviews=frozenset({Review(84.0)}))])
    assert [alarms.next_day(day) for day in (-math.inf, 0, 28, 40, 56)] == [0, 28, 40, 56, 84]
    assert Alarms.of([Wakes()]).next_day(0) == math.inf
    assert alarms.next_day(56 - 1e-12) == 84
    assert own.by(News(day=56 - 1e-12, since_day=41.0))


def test_a_policy_merges_what_wakes_its_rules_and_asks_only_those_woken():
    first = rule_woken(results={"calcium": above(3.0)}, events=("fall",))
    second = rule_woken(results={"calcium": outside(2.0, 3.5)}, symptoms=("thirst",))
    policy = Policy((first, second))
    assert policy.wakes.results["calcium"] == (2.0, 3.0)
    assert policy.wakes.events == {"fall"}
    assert policy.wakes.symptoms == {"thirst"}
    assert len(policy.decide(None, later(events=frozenset({"fall"})))) == 1
    assert policy.decide(None, later()) == ()


def test_a_rule_may_have_nothing_to_say_to_some_of_its_news():
    own = rule_woken(results={"pain": above(2.5)}, unless=lambda news: "fall" in news.events)
    hurts = {"results": (("pain", 5.0),)}
    assert wakes_of(own).by(later(**hurts))
    assert not wakes_of(own).by(later(**hurts, events=frozenset({"fall"})))


def test_that_a_symptom_is_over_wakes_only_who_heeds_it():
    rules = rule_woken(symptoms=("thirst",)), rule_woken(told=("thirst",))
    policy = Policy(rules)
    over = later(symptoms=frozenset({"thirst"}))
    told = later(symptoms=frozenset({"thirst"}), told=frozenset({"thirst"}))
    assert policy.woken(over) == [rules[0]]
    assert policy.woken(told) == list(rules)
    assert policy.wakes.told == {"thirst"}


def test_a_rule_that_does_not_say_is_always_asked():
    own = wakes_of(lambda chart: None)
    assert own.by(later())
    assert not own.only_at_entry


def test_only_at_entry():
    assert wakes_of(rule_woken(on_days=(0,))).only_at_entry
    assert not wakes_of(rule_woken(on_days=(0, 28))).only_at_entry
    assert not wakes_of(rule_woken(on_days=(0,), lesions=True)).only_at_entry


@settings(max_examples=60, deadline=None)
@given(chart=charts(), more_news=more())
def test_a_policy_asks_exactly_the_rules_that_the_news_wakes(chart, more_news):
    rules = list(stock_rules().values())
    news = news_between(chart, lived_on(chart, more_news))
    woken = [place for place, rule in enumerate(rules) if wakes_of(rule).by(news)]
    assert Alarms.of([wakes_of(rule) for rule in rules]).woken(news) == woken
