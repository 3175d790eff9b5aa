"""A rule that is not woken has nothing to say, and what is ordered is not ordered again."""

from hypothesis import given, settings

from osteon.care.wakes import ANY_RESULT, wakes_of
from support.charts import carried_out, charts, lived_on, more, news_between, stock_rules

RULES = stock_rules()


def said(rule, chart):
    """Return what a rule asks for; to be referred twice harms nobody."""
    return [order for order in rule(chart) or () if order.verb != "refer"]


def hears_of_it_later(rule, news):
    """Whether a routine result is new of which the rule only hears when it has ordered it."""
    results = wakes_of(rule).results
    return any(results.get(own.assessment) == ANY_RESULT for own in news.observations)


def test_every_stock_rule_says_when_it_wakes():
    assert [name for name, rule in RULES.items() if wakes_of(rule).visits] == []


@settings(max_examples=60, deadline=None)
@given(chart=charts(), news=more())
def test_a_rule_that_is_not_woken_has_nothing_new_to_say(chart, news):
    for name, rule in RULES.items():
        before = carried_out(chart, said(rule, chart))
        after = lived_on(before, news)
        if hears_of_it_later(rule, news):
            continue
        own = wakes_of(rule)
        if not said(rule, before) and not own.by(news_between(before, after)):
            assert said(rule, after) == [], name


@settings(max_examples=60, deadline=None)
@given(chart=charts())
def test_what_is_carried_out_or_booked_is_not_ordered_again(chart):
    for name, rule in RULES.items():
        assert said(rule, carried_out(chart, said(rule, chart))) == [], name
