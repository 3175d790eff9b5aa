from dataclasses import replace

import numpy as np
import pytest

from osteon.base.errors import InputError
from osteon.sim.history import History
from osteon.sim.story.life import Life
from osteon.sim.story.tell import introduce, tell
from osteon.sim.story.words import DISCLAIMER, EVENTS, TOLD_ELSEWHERE
from support.life import eventful
from support.runs import library


def sentences(history=None):
    return [one.text for one in tell(Life.of(history or eventful()), library())]


def test_a_life_is_introduced_by_who_it_is():
    said = introduce(Life.of(eventful()), library())
    assert said.startswith("A 61-year-old woman with breast cancer, 3 bone metastases")


def test_what_was_found_felt_broken_treated_and_why_is_told_in_order_of_time():
    told = sentences()
    for part in (
        "in the 3rd lumbar vertebra (L3)",
        "It was told to the team on day 60.",
        "The 3rd lumbar vertebra (L3) broke in ordinary activity.",
        "Why: the cord is pressed (rule: cord).",
        "within 24 h",
        "It was never told to the team.",
        "Bone of the jaw died.",
        "the last of 3",
    ):
        assert any(part in text for text in told), part
    assert told[-1] == "Died of the cancer."
    days = [one.day for one in tell(Life.of(eventful()), library())]
    assert days == sorted(days)


def test_routine_laboratory_orders_are_not_told():
    assert not any("calcium." in text and "Ordered" in text for text in sentences())


def test_an_order_that_was_not_carried_out_is_not_told():
    history = eventful()
    orders = dict(history.tables["orders"])
    orders["done"] = orders["verb"] != "treat"
    told = sentences(replace(history, tables={**history.tables, "orders": orders}))
    assert not any("the cord is pressed" in text for text in told)


@pytest.mark.parametrize(
    ("ending", "said"),
    [("cutoff", "Alive at the end of the story."), ("dropout", "Left follow-up.")],
)
def test_a_life_may_end_otherwise(ending, said):
    assert sentences(eventful(ending))[-1] == said


def test_the_story_ends_with_what_it_is_for():
    story = eventful().story()
    assert story.endswith(DISCLAIMER)
    assert max(map(len, story.splitlines())) <= 96


def test_every_event_that_has_words_becomes_a_sentence():
    for kind in EVENTS:
        history = eventful()
        events = {key: np.array(value[:1]) for key, value in history.tables["events"].items()}
        events["kind"][0], events["site"][0] = kind, "L3"
        told = sentences(History({**history.tables, "events": events}))
        if kind not in TOLD_ELSEWHERE:
            assert any(EVENTS[kind].split("{")[0][:12].lower() in text.lower() for text in told)


def test_only_a_patient_that_is_there_has_a_story():
    with pytest.raises(InputError, match="no patient 7"):
        eventful().story(7)


def test_a_patient_of_two_arms_has_two_stories():
    history = eventful()
    other = dict(history.tables["follow_up"])
    other["arm"] = np.full(len(other["arm"]), "other", object)
    both = History.join([history, replace(history, tables={**history.tables, "follow_up": other})])
    with pytest.raises(InputError, match="more than one arm"):
        both.story()
