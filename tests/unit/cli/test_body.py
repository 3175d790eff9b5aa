import json

import pandas as pd
import pytest

import osteon


@pytest.fixture
def asked(monkeypatch):
    calls = []

    def body(**arguments):
        calls.append(arguments)
        return pd.DataFrame({"time": [0.0, 168.0], "OC": [0.1, 1 / 3]})

    monkeypatch.setattr(osteon, "body", body, raising=False)
    return calls


def test_prints_csv_at_full_precision(asked, call):
    outcome = call("body")
    assert outcome.exit_code == 0
    assert outcome.stdout == "time,OC\n0.0,0.1\n168.0,0.3333333333333333\n"


def test_hands_every_option_on(asked, call):
    options = {
        "regimen": "denosumab 120 mg sc q4w x 39",
        "horizon": "156 weeks",
        "every": "2 weeks",
    }
    line = [part for name, text in options.items() for part in (f"--{name}", text)]
    infusions = ("calcium 1 mmol/h from 2 days for 14 days", "PTH 3 pmol/h from 1 day for 1 day")
    line += [
        "--published",
        "--rtol",
        "1e-8",
        "--set",
        "emax=0.9",
        "--set",
        "falls_per_year = 2 per week",
    ]
    line += [part for text in infusions for part in ("--infuse", text)]
    assert call("body", *line).exit_code == 0
    library = asked[0].pop("library")
    assert "denosumab" in library.drugs
    assert asked == [
        options
        | {"published": True, "rtol": 1e-8, "infuse": infusions}
        | {"parameters": {"emax": "0.9", "falls_per_year": "2 per week"}}
    ]


def test_writes_a_file_whole_and_prints_nothing(asked, call, tmp_path):
    out = tmp_path / "new" / "states.csv"
    outcome = call("body", "--out", str(out))
    assert outcome.stdout == ""
    assert "Wrote 2 rows of 2 columns" in outcome.stderr
    assert out.read_text().startswith("time,OC\n0.0,")
    assert list(out.parent.iterdir()) == [out]


def test_json(asked, call):
    assert json.loads(call("body", "--format", "json").stdout)[1]["time"] == 168.0


def test_a_wrong_parameter_of_the_real_body_is_one_clear_line(call):
    outcome = call("body", "--set", "falls_per_year=2 Gy", "--horizon", "1 day")
    assert outcome.exit_code == 2
    assert 'falls_per_year: "Gy" is no unit of rate' in outcome.stderr


def test_the_real_body_writes_states_over_time(call):
    outcome = call("body", "--horizon", "2 weeks", "--every", "1 week")
    lines = outcome.stdout.splitlines()
    assert lines[0].startswith("time,")
    assert [line.partition(",")[0] for line in lines[1:]] == ["0.0", "168.0", "336.0"]


@pytest.mark.parametrize("rtol", ["0", "-1", "much"])
def test_a_tolerance_is_positive(asked, call, rtol):
    assert call("body", "--rtol", rtol).exit_code == 2
    assert not asked


def test_writes_the_model_for_other_simulators_instead_of_solving_it(
    asked, call, monkeypatch, tmp_path
):
    given = []

    def body_sbml(**arguments):
        given.append(arguments)
        return "<sbml/>"

    monkeypatch.setattr(osteon, "body_sbml", body_sbml, raising=False)
    line = ["--regimen", "denosumab 120 mg sc q4w", "--published", "--set", "emax=0.9"]
    outcome = call("body", *line, "--sbml", str(tmp_path / "body.xml"))
    assert outcome.exit_code == 0
    assert (tmp_path / "body.xml").read_text(encoding="utf-8") == "<sbml/>"
    assert outcome.stdout == ""
    assert asked == []
    (arguments,) = given
    del arguments["library"]
    assert arguments == {
        "regimen": "denosumab 120 mg sc q4w",
        "published": True,
        "infuse": (),
        "parameters": {"emax": "0.9"},
    }


def test_the_examples_of_the_help_are_accepted(call):
    text = " ".join(call("body", "--help").stdout.split())
    examples = ("gfr_ml_per_min=60 mL/min", "inhibitor_bioavailability=50 %")
    assert all(f'"{example}"' in text for example in examples)
    options = [part for example in examples for part in ("--set", example)]
    outcome = call("body", "--horizon", "1 day", "--every", "1 day", *options)
    assert outcome.exit_code == 0, outcome.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--horizon", "1e9 years"),
        ("--every", "1e-9 s"),
        ("--every", "200 weeks"),
        ("--set", "gfr_ml_per_min=0.001 mL/min"),
    ],
)
def test_what_cannot_be_done_ends_with_one_clear_line(call, options):
    outcome = call("body", *options)
    assert outcome.exit_code == 2
    assert "Traceback" not in outcome.stderr
