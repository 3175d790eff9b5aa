"""Price lists and utility sets: what is shipped stands on its sources, and faults are told."""

import tomllib
from pathlib import Path

import pytest

from osteon.base.errors import InputError
from osteon.library.library import ECONOMICS, SHIPPED, Library
from osteon.library.replacing import with_numbers
from osteon.library.trial_file import check_file
from osteon.library.utilities import EVENTS
from osteon.model.compiled import compiled_model
from osteon.sim.event_log import in_words

LIBRARY = Library.load()
HEAD = """
title = "mine"
currency = "EUR"
price_year = 2020
perspective = "payer"
discount_costs = { value = "3 %", source = "osteon_assumption", basis = "assumed" }
discount_effects = { value = "3 %", source = "osteon_assumption", basis = "assumed" }
se_share = { value = "20 %", source = "osteon_assumption", basis = "assumed" }
thresholds = [30000]
"""
ITEM = 'source = "osteon_assumption", basis = "assumed"'
SET = """
title = "mine"
baseline = { value = 0.5, source = "osteon_assumption", basis = "assumed" }
se_share = { value = "20 %", source = "osteon_assumption", basis = "assumed" }
[states.a]
"""


def faults(tmp_path, kind, text):
    path = tmp_path / kind / "mine.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return "\n".join(map(str, check_file(path, LIBRARY)))


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (
            f'x = {{ value = -5, per = "dose", {ITEM} }}',
            "-5 is not possible; it must be at least 0",
        ),
        (f'x = {{ value = 5, per = "vial", {ITEM} }}', "needs pack_mg"),
        (f'x = {{ value = 5, per = "does", {ITEM} }}', 'did you mean "dose"?'),
        (
            f'x = {{ value = 5, per = "dose", currency = "EUF", {ITEM} }}',
            "no currency; use one of AUD",
        ),
        (f'x = {{ value = 5, per = "dose", currency = "USD", {ITEM} }}', "x: not in EUR"),
        (
            f'x = {{ value = 5, per = "dose", price_year = 2010, {ITEM} }}',
            "prices of other years than 2020 need an index; [index] lacks 2010, 2020",
        ),
        ('x = { value = 5, per = "dose", source = "nobody", basis = "assumed" }', "no key of"),
    ],
)
def test_a_faulty_price_is_told_with_what_to_write_instead(tmp_path, items, said):
    assert said in faults(tmp_path, "costs", f"{HEAD}[items]\n{items}\n")


def test_all_faults_of_a_list_are_told_at_once(tmp_path):
    text = HEAD.replace('"EUR"', '"EURO"').replace("[30000]", "[50000, 30000]")
    said = faults(tmp_path, "costs", f'{text}[items]\nx = {{ value = -1, per = "dose", {ITEM} }}')
    assert '"EURO" is no currency; did you mean "EUR"?' in said
    assert "ascend" in said
    assert "items.x.value" in said


def test_prices_of_other_years_are_brought_to_the_year_of_the_list(tmp_path):
    folder = tmp_path / "own" / "costs"
    folder.mkdir(parents=True)
    items = f'[items]\nx = {{ value = 5, per = "dose", price_year = 2010, se = 1, {ITEM} }}'
    index = "[index]\n2010 = 80\n2020 = 100\n"
    (folder / "mine.toml").write_text(HEAD + index + items, encoding="utf-8")
    prices = Library.load(tmp_path / "own").price_list("mine")
    assert prices.unit_cost("x") == pytest.approx(6.25)
    assert prices.standard_error("x") == pytest.approx(1.25)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (f'events = ["death"]\ndecrement = {{ value = -1.2, {ITEM} }}', "from -1 to 1"),
        (f'events = ["death"]\ndecrement = {{ value = 0.2, {ITEM} }}', "adds to the baseline"),
        (
            f'events = ["paralisis"]\ndecrement = {{ value = -0.2, {ITEM} }}',
            'did you mean "paralysis"?',
        ),
        (f"decrement = {{ value = -0.2, {ITEM} }}", "needs events or procedures"),
    ],
)
def test_a_faulty_state_is_told_with_what_to_write_instead(tmp_path, state, said):
    assert said in faults(tmp_path, "utilities", f"{SET}{state}\n")


def test_every_number_can_be_set_by_its_path():
    changed = with_numbers(
        LIBRARY,
        {
            "costs.europe.denosumab": 100,
            "costs.europe.discount_costs": "5 %",
            "utilities.matza_2014.baseline": 0.6,
            "utilities.matza_2014.paralysis": -0.4,
            "utilities.matza_2014.leg_fracture_days": "6 weeks",
        },
    )
    prices, worth = changed.price_list("europe"), changed.utility_set("matza_2014")
    assert prices.items["denosumab"].value == 100
    assert prices.items["denosumab"].pack_mg == 120
    assert prices.discount_costs.value == 0.05
    assert worth.baseline.value == 0.6
    assert worth.states["paralysis"].decrement.value == -0.4
    assert worth.states["leg_fracture"].lasts_days.value == 42
    assert LIBRARY.price_list("europe").items["denosumab"].value == 300
    with pytest.raises(InputError, match="from -1 to 1"):
        with_numbers(LIBRARY, {"utilities.matza_2014.baseline": 1.6})
    with pytest.raises(InputError, match="at least 0"):
        with_numbers(LIBRARY, {"costs.europe.denosumab": -1})


def test_whatever_stands_on_an_assumption_says_so():
    for kind in ECONOMICS:
        for facts in getattr(LIBRARY, kind).values():
            for name, entry in facts.entries():
                own = entry.source == "osteon_assumption"
                assert own == (entry.basis == "assumed"), name


def test_what_a_run_can_hold_is_either_priced_or_said_to_cost_nothing():
    kinds = {in_words(name)[0] for name in compiled_model().events} - {"dropout"}
    assert kinds <= set(EVENTS)
    asked = {*EVENTS, *LIBRARY.medicines, *LIBRARY.procedures, *LIBRARY.assessments}
    asked |= {*LIBRARY.drugs, "supplements", "iv_administration", "sc_administration"}
    for prices in LIBRARY.costs.values():
        assert asked <= {*prices.items, *prices.not_costed}


def test_each_file_of_prices_is_told_by_its_keys(tmp_path):
    for kind in ECONOMICS:
        for path in sorted(Path(SHIPPED / kind).glob("*.toml")):
            assert tomllib.loads(path.read_text(encoding="utf-8"))
            own = tmp_path / path.name
            own.write_bytes(path.read_bytes())
            assert check_file(own, LIBRARY) == []


def test_a_choice_of_names_lists_each_entry_once():
    with pytest.raises(InputError, match=r'no set of utilities "foo"; use one of matza_2014$'):
        LIBRARY.utility_set("foo")
