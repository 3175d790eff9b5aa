"""The report: whole, on its own, the same each time, and never broken by poor data."""

import re
from math import inf, nan

import pandas as pd
import pytest

from osteon.library.library import Library
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
from support.reports import Page, content, first_arm_only, many_arms
from support.reports import page as report
from support.synthetic_trial import ARMS, TRIAL_TOML, Chances, synthetic_tables


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return report(tmp_path_factory.mktemp("report"), synthetic_tables(300))


def test_it_is_whole_and_needs_nothing_else(page):
    parsed = Page(page)
    assert parsed.open == []
    assert parsed.fetched == []
    assert not parsed.all("script", "link", "iframe", "img")
    assert "url(http" not in page
    assert "@import" not in page


def test_no_mark_of_one_figure_is_a_mark_of_another(page):
    ids = Page(page).ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "text",
    [
        "For research and teaching, not a medical device",
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
        "denosumab 120 mg sc q4w",
        "usual: usual care",
        "supplements: calcium 500 mg/d, vitamin D 400 IU/d",
        "Cumulative incidence (%)",
        "Denosumab: doses per patient treated",
        "Calcium and vitamin D: patients",
        "Radiotherapy to bone: bones treated",
        "Opioids: patients",
        "Lowest calcium: grade 3 (1.75 to above 1.5 mmol/L)",
        "Osteonecrosis of the jaw",
        "Acute-phase reaction",
        "No economic evaluation was made",
        "65 years or more",
        "Lives of some patients",
        "Riggs",
        "Kaplan",
    ],
)
def test_it_says(page, text):
    assert text in page


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
    page = report(tmp_path, synthetic_tables(40), first_arm_only())
    assert "there is nothing to compare with" in page
    assert "only one group: nothing to compare" in page
    assert "nothing: one arm" in page
    assert "Hazard ratio" not in page
    assert "Age: below 65 years" in page


def test_many_arms_have_rows_instead_of_columns(tmp_path):
    names = [f"arm {number}" for number in range(8)]
    tables = synthetic_tables(160)
    renamed = {
        name: table.assign(arm=[names[patient % 8] for patient in table["patient"]])
        if "arm" in table
        else table
        for name, table in tables.items()
    }
    page = Page(report(tmp_path, renamed, many_arms(names)))
    titles = [caption["text"] for caption in page.all("caption")]
    assert "Time to first skeletal-related event" in titles
    assert not [title for title in titles if "rate" in title]
    rows = [row for row in page.all("tr") if len(row["text"]) > 0]
    assert max(len(re.findall(r"arm \d", row["text"])) for row in rows) <= 8
    assert all(
        f"arm-{number}" in page_style
        for number in range(1, 9)
        for page_style in [page.all("style")[0]["text"]]
    )


def test_an_arm_without_events_is_a_line_at_the_top(tmp_path):
    tables = synthetic_tables(60)
    events = tables["events"]
    tables["events"] = events[(events["arm"] == ARMS[0]) | (events["kind"] == "death")]
    page = report(tmp_path, tables)
    assert f"{ARMS[1]} 100 % at the end" in page
    assert "0 (0 to" in page


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


def test_many_arms_stand_beside_the_control_in_their_own_rows(tmp_path):
    names = ["usual", "one", "two", "three"]
    tables = synthetic_tables(120)
    renamed = {
        name: table.assign(arm=[names[patient % 4] for patient in table["patient"]])
        if "arm" in table
        else table
        for name, table in tables.items()
    }
    made = content(tmp_path, renamed, many_arms(names))
    table = made.effects.tables[0]
    assert [label for label, _ in table.groups[0][1]] == names
    ratios = table.headings.index("hazard ratio, over usual")
    cells = [cells[ratios][0] for _, cells in table.groups[0][1]]
    assert cells[0] == ""
    assert all(cells[1:])


NOBODY = "Nobody had the event. Followed in all: zoledronic acid, 60 patients for "


def test_an_endpoint_without_events_is_a_sentence_and_no_empty_axes(tmp_path):
    text = TRIAL_TOML.replace('"dropout"', '"dropout", "jaw_necrosis", "dental_procedures"')
    shown = content(tmp_path, synthetic_tables(120), text)
    quiet = [own for own in shown.outcomes if own.sentence]
    assert [own.title for own in quiet] == ["Time to osteonecrosis of the jaw", "Dental procedures"]
    assert all(not own.figures and own.sentence.startswith(NOBODY) for own in quiet)
    assert not {"jaw_necrosis", "dental_procedures"} & {own.name for own in shown.files}
    assert NOBODY in report(tmp_path, synthetic_tables(120), text)


def test_months_on_a_drug_given_dose_by_dose_are_not_left_out(tmp_path):
    tables = synthetic_tables(120)
    one = tables["doses"][tables["doses"]["arm"] == ARMS[0]].head(1).assign(drug="denosumab")
    tables["doses"] = pd.concat([tables["doses"], one], ignore_index=True)
    rows = {row[0]: row[1:] for row in content(tmp_path, tables).exposure.rows}
    assert rows["Denosumab: months on the drug, mean of those on it"][0] == "single doses"
    assert float(rows["Denosumab: months on the drug, mean of those on it"][1]) > 1
    assert rows["Zoledronic acid: months on the drug, mean of those on it"][1] == "–"
