import pickle
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.sim.history import join_columns, table
from osteon.sim.text import Text

words = st.lists(st.sampled_from(["", "rib", "pelvis", "L3"]))


@given(words)
def test_a_column_holds_the_texts_it_was_made_of(values):
    column = Text.of(values)
    assert column.tolist() == values
    assert np.asarray(column).tolist() == values
    assert len(column) == len(values)
    assert pickle.loads(pickle.dumps(column)).tolist() == values  # noqa: S301 - made here


@given(st.lists(words, min_size=1, max_size=3))
def test_joined_columns_stand_one_after_the_other(parts):
    assert join_columns([Text.of(own) for own in parts]).tolist() == [*chain(*parts)]
    mixed = [np.array(parts[0], object), *(Text.of(own) for own in parts[1:])]
    assert join_columns(mixed).tolist() == [*chain(*parts)]


def test_rows_are_chosen_as_of_an_array():
    column = Text.of(["rib", "pelvis", "rib", "L3"])
    assert column[1:3].tolist() == ["pelvis", "rib"]
    assert column[np.array([3, 0])].tolist() == ["L3", "rib"]
    assert column[np.array([False, True, False, True])].tolist() == ["pelvis", "L3"]
    assert column[3] == "L3"


def test_rows_are_compared_with_a_text_as_those_of_an_array():
    column = Text.of(["rib", "pelvis", "rib"])
    assert (column == "rib").tolist() == [True, False, True]
    assert (column != "rib").tolist() == [False, True, False]
    assert (column == "L3").tolist() == [False] * 3
    assert (column == Text.of(["rib", "rib", "rib"])).tolist() == [True, False, True]
    assert (Text.of([]) == "rib").tolist() == []


def test_words_may_repeat_where_places_choose_among_them():
    column = Text.chosen(np.array([2, 0, 1]), ["sc", "iv", "sc"])
    assert column.tolist() == ["sc", "sc", "iv"]
    assert column.words == ("sc", "iv")


@pytest.mark.parametrize("given", ["x", ["x", "x"], np.array(["x", "x"], object)])
def test_text_of_any_form_becomes_such_a_column(given):
    column = table("doses", "a", 2, patient=np.arange(2), drug=given)["drug"]
    assert isinstance(column, Text)
    assert column.tolist() == ["x", "x"]


def test_places_take_as_little_memory_as_there_are_words():
    assert Text.of(["a"] * 999).places.dtype == np.uint8
    assert Text.of(map(str, range(999))).places.dtype == np.uint16
