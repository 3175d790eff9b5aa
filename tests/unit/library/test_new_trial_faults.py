"""Everything that is wrong with a trial file that is new is said at once."""

import pytest

from osteon.base.errors import InputError
from osteon.library.library import Library
from osteon.library.trial_file import TrialFile, check_file

library = Library.load()
GOOD = """
title    = "Invented"
horizon  = "1 year"
endpoints = ["first_sse", "own"]
[cohort]
cancer = "breast"
n = 10
[[cohort.before_entry]]
bone_agent = "zoledronic acid 4 mg iv q4w"
duration   = "1 year"
share      = "80 %"
[[arm]]
name = "a"
bone_agent = "placebo"
[[arm]]
name = "b"
bone_agent = "zoledronic acid 4 mg iv q12w"
[endpoint.own]
title    = "First symptom of the legs"
kind     = "time_to_first"
symptoms = ["cannot_walk"]
measures = ["percent"]
[[reported]]
endpoint = "own"
measure  = "median"
arm      = "b"
value    = "26 weeks"
interval = ["20 weeks", 8.0]
checked  = "example.org"
[[reported]]
endpoint = "first_sse"
measure  = "event_free"
arm      = "a"
at       = "6 months"
group    = "ECOG <= 1, Prior SRE = yes"
value    = 70
checked  = "example.org"
"""


@pytest.fixture
def faults(tmp_path):
    def of(text):
        path = tmp_path / "trial.toml"
        path.write_text(text, encoding="utf-8")
        return {problem.where: problem.message for problem in check_file(path, library)}

    return of


def test_a_whole_file_has_no_faults_and_reads_its_times(tmp_path, faults):
    assert faults(GOOD) == {}
    trial = TrialFile.read(tmp_path / "trial.toml", library)
    assert trial.reported[0].value == pytest.approx(26 * 7 / 30.4375)
    assert trial.reported[0].interval == pytest.approx((20 * 7 / 30.4375, 8.0))
    assert trial.arms[0].bone_agent is None
    assert trial.endpoint("own", library).symptoms == ("cannot_walk",)
    assert trial.asked_endpoints == ("first_sse", "own")


ANOTHER = """[[cohort.before_entry]]
bone_agent = "pamidronate 90 mg iv q4w"
duration = "1 year"
"""
CHANGES = {
    "endpoints": ('"own"]', '"first_ssee"]', 'no endpoint "first_ssee"; did you mean "first_sse"?'),
    "reported[0].measure": (
        '"median"',
        '"mean_number"',
        'has no "mean_number"; use one of',
    ),
    "reported[0].endpoint": ('endpoint = "own"', 'endpoint = "onw"', 'no endpoint "onw"'),
    "reported[0].arm": ('"b"\nvalue', '"bb"\nvalue', 'no arm "bb"; use one of a, b'),
    "arm[0].bone_agent": ('"placebo"', '"placbo"', 'is no drug; did you mean "placebo"?'),
    "reported[1].at": ('"6 months"', '"3 years"', '"3 years" lies beyond the horizon of 1 year'),
    "reported[1].group": (
        "ECOG <= 1",
        "ECOGG <= 1",
        'known at entry; did you mean "ecog"?',
    ),
    "endpoint.own.symptoms": ("cannot_walk", "cant_walk", '"cant_walk" is no such name'),
    "cohort.before_entry[0].bone_agent": (
        'q4w"\nduration',
        'once"\nduration',
        "is a single dose; say how often it was given",
    ),
    "cohort.before_entry": (
        '[[arm]]\nname = "a"',
        f'{ANOTHER}share = 0.3\n[[arm]]\nname = "a"',
        "the shares add up to 1.1",
    ),
}


@pytest.mark.parametrize("where", CHANGES)
def test_one_fault_is_named_where_it_is(faults, where):
    old, new, message = CHANGES[where]
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert message in found[where]


def test_all_faults_come_at_once(faults):
    text = GOOD
    together = [name for name in CHANGES if name != "reported[0].endpoint"]
    for where in together:
        old, new, _ = CHANGES[where]
        text = text.replace(old, new, 1)
    assert set(together) <= set(faults(text))


@pytest.mark.parametrize(
    ("row", "where", "message"),
    [
        ('measure = "event_free"', "at", "event_free needs at"),
        ('measure = "hazard_ratio"', "versus", "hazard_ratio needs versus"),
        ('measure = "percent"\nversus = "b"', "versus", "percent is of one arm"),
        ('measure = "median"\nat = "1 month"', "at", "median is of the whole follow-up"),
        ('measure = "percent"\nsince = "1 month"', "since", "percent counts from entry"),
        ('measure = "incidence_rate"\nsince = "6 months"\nat = "3 months"', "since", "not before"),
        ('measure = "hazard_ratio"\nversus = "a"', "versus", "is compared with itself"),
    ],
)
def test_what_a_measure_takes(faults, row, where, message):
    rest = 'arm = "a"\nvalue = 1\nchecked = "example.org"\n'
    found = faults(f'{GOOD}\n[[reported]]\nendpoint = "first_sse"\n{row}\n{rest}')
    assert message in found[f"reported[2].{where}"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('kind = "time_to_first"', "needs events, symptoms, medicines or procedures"),
        ('kind = "time_to_reading"\nreading = "calcium_mmol_l"', "needs at_most or at_least"),
        ('kind = "time_spent"\nevents = ["fall"]', "answers no percent_of"),
        ('kind = "survival"\nat_most = 2', "takes no limits of a reading"),
        ('kind = "event_type"\nevents = ["fall"]', "needs first_kind"),
    ],
)
def test_an_endpoint_that_asks_nothing(faults, table, message):
    measures = '["mean_number"]' if "answers no" in message else '["percent"]'
    text = GOOD.replace("[[reported]]", f"[endpoint.odd]\ntitle = \"t\"\n{table}\n"
                        f"measures = {measures}\n[[reported]]", 1)  # fmt: skip
    found = faults(text)
    wanted = message.replace("percent_of", "mean_number")
    assert any(wanted in text for where, text in found.items() if where.startswith("endpoint.odd"))


def test_an_endpoint_of_a_folder_is_read_against_the_rest_of_the_library(tmp_path):
    (tmp_path / "endpoints").mkdir()
    odd = """[odd]
title = "odd"
kind = "time_to_first"
medicines = ["opioidd"]
measures = ["percent"]
source = "osteon_assumption"
basis = "assumed"
"""
    (tmp_path / "endpoints" / "odd.toml").write_text(odd, encoding="utf-8")
    with pytest.raises(InputError) as error:
        Library.load(tmp_path)
    (problem,) = error.value.problems
    assert problem.where == "endpoints.odd.medicines"
    assert problem.message.endswith('did you mean "opioid"?')
