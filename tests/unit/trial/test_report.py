"""The report: whole, on its own, the same each time, and never broken by poor data."""

import re
from html.parser import HTMLParser
from math import inf, nan

import pandas as pd
import pytest

from osteon.library.library import Library
from osteon.trial.compare import compare
from osteon.trial.endpoints import compute_effects
from osteon.trial.report import write_report
from osteon.trial.report.words import (
    difference,
    interval,
    listed,
    measured,
    number,
    quantity,
    short_title,
    unit_of_reading,
)
from support.synthetic_trial import TRIAL_TOML, Chances, read_trial, synthetic_tables

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """What is open, what was said, and what the page would fetch."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.fetched, self.tags = [], [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.tags.add(tag)
        self.ids += [facts["id"]] if "id" in facts else []
        self.fetched += [facts[key] for key in ("src", "data") if key in facts]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()


def report(folder, tables, text=TRIAL_TOML):
    library = Library.load()
    trial_file = read_trial(folder, text)
    effects = compute_effects(trial_file, library, tables)
    path = write_report(
        folder / "report.html",
        trial_file=trial_file,
        library=library,
        tables=tables,
        effects=effects,
        comparison=compare(trial_file, effects),
        provenance={"version": "0.1.0", "seed": 7, "n": 20, "references": ("riggs_2012",)},
    )
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return report(tmp_path_factory.mktemp("report"), synthetic_tables(300))


def test_it_is_whole_and_needs_nothing_else(page):
    parsed = Page(page)
    assert parsed.open == []
    assert parsed.fetched == []
    assert not parsed.tags & {"script", "link", "iframe", "img"}
    assert "url(http" not in page
    assert "@import" not in page


def test_no_mark_of_one_figure_is_a_mark_of_another(page):
    ids = Page(page).ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "text",
    [
        "Research and teaching, not a medical device",
        "Denosumab versus zoledronic acid, breast cancer",
        "Time to first skeletal-related event",
        "Months since randomisation",
        "At risk",
        "Mean number of events per patient",
        "Median change (%)",
        "Mean (mmol/L)",
        "Randomised",
        "Dropped out",
        "Failed (not computed to the end)",
        "Glomerular filtration rate, mL/min",
        "Pathological fracture",
        "0.82 <small>(0.71 to 0.95)</small>",
        "not decided",
        "Calibrated",
        "denosumab 120 mg sc q4w; calcium 500 mg/d, vitamin D 400 IU/d",
        "Riggs",
        "Kaplan",
    ],
)
def test_it_says(page, text):
    assert text in page


def test_text_in_figures_is_text_and_colours_are_the_pages(page):
    assert page.count("<svg") == 4
    assert not re.search(r"#01020\d|#0102[01]", page)
    assert re.search(r"<text[^>]*>denosumab</text>", page)
    assert "var(--arm-2)" in page


def test_every_figure_describes_itself(page):
    described = re.findall(r'<svg[^>]*aria-label="([^"]+)"', page)
    assert len(described) == 4
    assert all(len(text) > 20 for text in described)


def test_the_same_run_gives_the_same_page(page, tmp_path):
    assert report(tmp_path, synthetic_tables(300)) == page


@pytest.mark.parametrize(
    "tables",
    [
        synthetic_tables(20, chances=Chances(events=0, death=0, dropout=0)),
        synthetic_tables(1),
        synthetic_tables(12, chances=Chances(death=50.0)),
        {name: table[:0] for name, table in synthetic_tables(4).items()},
    ],
    ids=["nothing happens", "one patient", "all die at once", "nobody"],
)
def test_poor_data_still_give_a_page(tmp_path, tables):
    text = report(tmp_path, tables)
    assert Page(text).open == []
    assert not re.search(r"\b(nan|None|inf)\b", text)


def test_one_arm_and_nothing_reported(tmp_path):
    text = TRIAL_TOML[: TRIAL_TOML.index("[[reported]]")]
    _, second = (m.start() for m in re.finditer(r"\[\[arm\]\]", text))
    page = report(tmp_path, synthetic_tables(40), text[:second])
    assert "Reported and simulated" not in page
    assert "only one group: nothing to compare" in page


def test_names_are_not_markup(tmp_path):
    tables = synthetic_tables(40)
    renamed = {
        name: t.replace({"arm": {"denosumab": 'A <b>&"$x$'}}) if "arm" in t else t
        for name, t in tables.items()
    }
    page = report(tmp_path, renamed, TRIAL_TOML.replace('"denosumab"', "'A <b>&\"$x$'"))
    assert "<b>" not in page
    assert Page(page).open == []
    assert re.search(r'<text[^>]*>A &lt;b&gt;&amp;"\$x\$</text>', page)


def test_lives_that_failed_are_listed(tmp_path):
    tables = synthetic_tables(40)
    tables["failures"] = pd.DataFrame(
        {"arm": ["denosumab"], "patient": [4], "day": [81.5], "state": ["calcium"], "reason": ["x"]}
    )
    assert "<td>81.5</td><td>calcium</td>" in report(tmp_path, tables)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (0.8213, "0.82"), (26.43, "26.4"), (1234.5, "1234"), (-80.04, "−80.0"),
        (0.0612, "0.061"), (1.05, "1.05"), (nan, "–"), (inf, "∞"),
    ],
)  # fmt: skip
def test_numbers_read_well(value, text):
    assert number(value) == text


def test_the_percent_of_survival_is_called_by_what_it_is(page):
    assert measured("survival", "percent") == "died, %"
    assert measured("first_sre", "percent") == "patients, %"
    assert "died, %" in page


def test_the_log_rank_test_of_a_twin_trial_owns_up_to_the_pairs(page, tmp_path):
    said = "in a twin design they are the same"
    twin = TRIAL_TOML.replace("[cohort]", 'design = "twin"\n[cohort]')
    assert said in report(tmp_path, synthetic_tables(40), twin)
    assert said not in page


def test_every_shipped_endpoint_has_a_title_for_a_narrow_table():
    names = [short_title(name) for name in Library.load().endpoints]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "_" in name or len(name) > 30 or " sre" in name]


def test_words():
    assert interval(0.71, inf) == "(0.71 to ∞)"
    assert interval(nan, 1.0) == interval(inf, inf) == ""
    assert quantity("median", inf) == "not reached"
    assert difference("hazard_ratio", 1.05) == "× 1.05"
    assert difference("percent", 2.0) == "+2.00"
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert unit_of_reading("bsap_ug_l") == "µg/L"
