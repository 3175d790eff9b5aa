"""The page of care, the guidelines' figures and the citations agree with the rules."""

import inspect
import re
from pathlib import Path

import pytest

import osteon.care
from osteon.base.citations import load_references
from osteon.care import Policy
from osteon.care.slots import STOCK
from osteon.library.library import Library
from support.charts import stock_rules

PAGE = (Path(__file__).parents[3] / "docs/care.md").read_text()
SOURCES = "\n".join(
    path.read_text() for path in Path(inspect.getfile(osteon.care)).parent.rglob("*.py")
)
FIGURES = [name for name in Library.load().parameters if name.startswith("care_")]


@pytest.mark.parametrize("name", sorted({rule.__name__ for rule in stock_rules().values()}))
def test_every_rule_stands_on_the_page(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("slot", STOCK)
def test_every_slot_and_word_stands_on_the_page(slot):
    for word in (slot, *STOCK[slot]):
        assert f"`{word}`" in PAGE


@pytest.mark.parametrize("name", Library.load().standards)
def test_every_standard_stands_on_the_page(name):
    assert f"`{name}`" in PAGE


def test_the_code_of_the_page_runs():
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) > 1
    for block in blocks:
        names: dict[str, object] = {}
        exec(block, names)  # noqa: S102 - the page is ours
        assert isinstance(names["policy"], Policy)


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_a_guideline_is_followed_by_a_rule(name):
    # The doses by kidney function are asked for by a part of their name.
    band = re.sub(r"_(full|mild|moderate)_(ml_per_min)", r"_{band}_\2", name)
    dose = re.sub(r"_(full|mild|moderate)_(dose_mg)", r"_{dose}_\2", name)
    assert any(part in SOURCES for part in (name, band, dose))


def test_every_work_that_a_rule_cites_is_in_the_bibliography():
    documented = [inspect.getdoc(rule) or "" for rule in stock_rules().values()]
    cited = re.findall(r"\b[a-z]+(?:_[a-z]+)*_(?:19|20)\d\d\b|\b\w+_label\b", " ".join(documented))
    assert len(cited) > 10
    assert set(cited) <= set(load_references())
    assert set(re.findall(r"`([a-z_]+_(?:19|20)\d\d)`", PAGE)) <= set(load_references())
