"""Lines put in another order work out the same numbers, to the last bit.

Here they run as plain Python, where no product is fused with a sum.
"""

import re
from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.model.generate.functions import Kernel, write_crossings, write_fade, write_rates
from osteon.model.generate.lane_steps import lane_step_functions
from osteon.model.generate.ordering import just_in_time, longest_first
from osteon.model.generate.record import write_record, write_states_at
from osteon.model.generate.solver_functions import (
    ArrowSystem,
    write_factorise,
    write_solve_function,
)
from osteon.model.generate.within import write_within
from osteon.model.whole import declare_model

ORDERS = pytest.mark.parametrize("order", [longest_first, just_in_time])
FUNCTIONS = {
    "exp": np.exp,
    "log": lambda x: np.log(np.abs(x)),
    "sqrt": lambda x: np.sqrt(np.abs(x)),
    "tanh": np.tanh,
    "abs": np.abs,
}
NAME = re.compile(r"[a-z_]\w*(?:\[[^\]]*\])?")
NAMES, PLACES, ROW_PLACES = "abcdefg", [f"x[{j}]" for j in range(4)], [f"z[i, {j}]" for j in (0, 1)]
ROWS, WIDTH, LESIONS = 3, 1000, 2

seeds = st.integers(0, 2**32 - 1)


@st.composite
def stretches(draw, indent, places):
    """Return lines that read and set a few names and places again and again."""
    read = st.sampled_from([*NAMES, *places, "0.7", "2.0"])
    value = st.one_of(
        read,
        st.builds("{} {} {}".format, read, st.sampled_from("+-*/"), read),
        st.builds("{}({})".format, st.sampled_from(sorted(FUNCTIONS)), read),
        st.builds("{} if {} < {} else {} - {}".format, read, read, read, read, read),
        st.builds("-{} * ({} + {})".format, read, read, read),
    )
    target = st.sampled_from([*NAMES, *places])
    line = st.builds("{} {} {}".format, target, st.sampled_from(["=", "=", "=", "+="]), value)
    return [indent + text for text in draw(st.lists(line, min_size=1, max_size=25))]


@st.composite
def programs(draw):
    start = [f"    {name} = {draw(st.floats(0.5, 2))!r}" for name in NAMES]
    before, after = (draw(stretches("    ", PLACES)) for _ in range(2))
    inside = draw(stretches("        ", [*PLACES, *ROW_PLACES]))
    return [*start, *before, "    for i in range(k):", *inside, *after, ""]


def written(function):
    """Return the lines of a function of the kernel below its name."""
    return [line for line in function[2:] if line]


@cache
def real():
    """Return the functions of the model and of a step as they are written first."""
    kernel = Kernel(declare_model(), Kernel(declare_model()))
    system = ArrowSystem(kernel)
    return {
        "rates": written(write_rates(kernel)),
        "within": written(write_within(kernel)[0]),
        "record": written(write_record(kernel)),
        "states_at": written(write_states_at(kernel)),
        "crossings": written(write_crossings(kernel)),
        "fade": written(write_fade(kernel)),
        "factorise": written(write_factorise(system)),
        "solve": written(write_solve_function(system)),
        **{name: lines for name, (lines, _) in lane_step_functions(system, 1.0).items()},
    }


REAL = [
    *("rates", "within", "record", "states_at", "crossings", "fade", "factorise", "solve"),
    *("stage_0", "stage_5", "argument_4", "conclude", "reach", "keep"),
]


def runner(lines):
    """Return a function that runs lines on arrays and names, and returns all that they set."""
    # A sum over lesions may bear the name of an array; only in eight lanes are they kept apart.
    text = re.sub(r"(\w+)\[", r"\1_[", "\n".join(lines))
    arrays = sorted({name.split("[")[0] for name in NAME.findall(text) if "[" in name})
    known = {"i", "k", "for", "in", "if", "else", "range", *FUNCTIONS}
    names = {name for name in NAME.findall(text) if "[" not in name} - known
    given_names = sorted(names - {line.split()[0] for line in lines if "=" in line})
    source = f"def run(k, {', '.join([*arrays, *given_names])}):\n{text}\n    return locals()\n"
    made: dict = dict(FUNCTIONS)
    exec(compile(source, "lines", "exec"), made)  # noqa: S102  our own lines
    rows = {array for array in arrays if f"{array}[i," in text}

    def run(seed, k):
        luck = np.random.default_rng(seed)
        values = [luck.uniform(0.5, 1.5, (ROWS, WIDTH) if a in rows else WIDTH) for a in arrays]
        with np.errstate(all="ignore"):
            found = made["run"](k, *values, *luck.uniform(0.5, 1.5, len(given_names)))
        return {name: np.asarray(value, float).tobytes() for name, value in found.items()}

    return run


def worked_out(lines):
    """Count what lines work out: the line, with how each thing that it reads was worked out."""
    state, found = {}, Counter()
    for line in filter(None, lines):
        target, sign, value = line.partition(" = ")
        if not sign:
            target, sign, value = line.partition(" += ")
        target, reads = target.strip(), NAME.findall(value)
        reads += [target] if sign == " += " else []
        made = hash((line, *(state.get(name) for name in reads)))
        found[made] += 1
        if sign:
            state[target] = made
    return found, state


@ORDERS
@settings(deadline=None)
@given(programs(), seeds)
def test_any_lines_work_out_the_same_in_either_order(order, lines, seed):
    ordered = order(lines)
    assert worked_out(ordered) == worked_out(lines)
    assert runner(ordered)(seed, LESIONS) == runner(lines)(seed, LESIONS)


@ORDERS
@pytest.mark.parametrize("name", REAL)
def test_each_line_of_the_model_is_there_once_and_after_what_it_needs(order, name):
    lines = real()[name]
    ordered = order(lines)
    assert Counter(ordered) == Counter(lines)
    assert worked_out(ordered) == worked_out(lines)


@cache
def runners(order, name):
    lines = real()[name]
    return runner(lines), runner(order(lines))


@ORDERS
@pytest.mark.parametrize("name", REAL)
@settings(max_examples=5, deadline=None)
@given(seed=seeds, k=st.integers(0, ROWS))
def test_the_model_works_out_the_same_in_either_order(order, name, seed, k):
    as_written, ordered = runners(order, name)
    assert as_written(seed, k) == ordered(seed, k)


def test_lines_in_a_wrong_order_are_seen():
    lines = ["    a = x[0]", "    b = exp(a)", "    x[0] = b", "    c = x[0]"]
    moved = [lines[0], lines[1], lines[3], lines[2]]
    assert worked_out(moved) != worked_out(lines)
    assert runner(moved)(1, 0) != runner(lines)(1, 0)


def test_what_others_wait_for_longest_comes_first_once_all_is_read():
    lines = ["    a = x[0]", "    b = a + 1.0", "    x[1] = b", "    c = y[0]", "    d = exp(c)"]
    expected = [0, 3, 4, 1, 2]
    assert longest_first(lines) == [lines[place] for place in expected]


def test_what_is_written_before_is_not_read_before():
    lines = ["    x[0] = 2.0", "    a = exp(x[0])", "    x[0] = 3.0", "    b = x[0]"]
    assert longest_first(lines) == lines
    assert just_in_time(lines) == lines


def test_each_result_is_made_from_what_it_needs_alone_and_the_slowest_part_first():
    lines = [
        *("    a = x[0]", "    b = x[1]", "    c = exp(b)", "    d = a + c"),
        *("    y[0] = b", "    y[1] = d"),
    ]
    assert just_in_time(lines) == [lines[place] for place in (1, 4, 2, 0, 3, 5)]


def test_loops_stay_where_they_are():
    lines = ["    s = 0.0", "    for i in range(k):", "        s += z[i, 0]", "    y[0] = exp(s)"]
    assert longest_first(lines) == lines
    assert just_in_time(lines) == lines
    assert longest_first(["    pass", "", ""]) == ["    pass"]
