import numpy as np
import pandas as pd
import pytest

from osteon.base.errors import InputError
from osteon.library.library import Library
from osteon.trial.fit.asked import Asked
from osteon.trial.fit.prepare import prepare

NORMAL = "untx_normal_nmol_per_mmol"


@pytest.fixture
def read(tmp_path):
    def reader(text, **said):
        path = tmp_path / "data.csv"
        path.write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n")
        bodies, _ = prepare(Asked(path, said.pop("parameters", (NORMAL,)), **said), Library.load())
        return bodies.records

    return reader


def faults(read, text, **said):
    with pytest.raises(InputError) as caught:
        read(text, **said)
    return [str(problem) for problem in caught.value.problems]


def test_doses_are_repeated_and_measurements_kept_apart(read):
    found = read(
        """ID,TIME,DV,AMT,EVID,II,ADDL,CMT,AGE,WT,SITE
        7,0,.,120,1,4,2,1,61,80,x
        7,0,38,.,0,.,.,2,61,80,x
        7,2,20,.,0,.,.,2,61,80,x
        9,1,30,.,0,.,.,2,50,60,y
        9,3,.,.,2,.,.,.,50,60,y
        11,0,.,60,1,.,.,1,50,60,y""",
        doses=("1 = Xgeva",),
        readings=("2 = NTX",),
        time_unit="weeks",
    )
    assert found.ids == ("7", "9")
    assert found.left_out == ("11",)
    assert found.ignored == ("SITE",)
    assert [(d.day, d.drug, d.amount) for d in found.doses[0]] == [
        (0.0, "denosumab", 120.0),
        (28.0, "denosumab", 120.0),
        (56.0, "denosumab", 120.0),
    ]
    assert found.doses[1] == []
    assert found.observations.day.tolist() == [0.0, 14.0, 7.0]
    assert found.observations.value.tolist() == [38.0, 20.0, 30.0]
    assert found.observations.row.tolist() == [1, 2, 3]
    assert [r.name for r in found.readings] == ["untx_nmol_mmol"]
    assert found.covariates["age_years"].tolist() == [61.0, 50.0]
    assert found.covariates["weight_kg"].tolist() == [80.0, 60.0]


def test_units_of_amount_time_and_measurement_are_turned_into_the_models(read):
    found = read(
        """ID,TIME,DV,AMT,CMT,DVID,UNIT
        1,0,.,120000,1,.,.
        1,48,25,.,.,1,.
        1,48,0.04,.,.,2,umol/mmol
        1,72,0.3,.,.,sCTX,ug/L""",
        doses=("1 = denosumab in ug",),
        readings=("1 = denosumab in ug/mL", "2 = uNTx"),
        time_unit="hours",
    )
    assert found.doses[0][0].amount == pytest.approx(120.0)
    assert found.observations.day.tolist() == [2.0, 2.0, 3.0]
    assert found.observations.value == pytest.approx([25000.0, 40.0, 0.3])
    assert [r.unit for r in found.readings] == ["ng/mL", "nmol/mmol", "ng/mL"]


def test_infusions_run_at_their_rate_and_a_drugs_is_given_in_its_middle(read):
    found = read(
        """ID,TIME,DV,AMT,RATE,DRUG,DVID
        1,0,.,4,16,zoledronic acid,.
        1,2,.,24,12,calcium,.
        1,3,30,.,.,.,uNTx""",
        time_unit="days",
    )
    drug, start, end = found.doses[0]
    assert (drug.day, drug.drug, drug.amount) == (0.125, "zoledronic_acid", 4.0)
    assert (start.day, start.jump, start.amount) == (2.0, "calcium_infusion", 12.0)
    assert (end.day, end.jump, end.amount) == (4.0, "calcium_infusion", -12.0)


def test_values_below_quantification_by_flag_by_value_and_by_option(read):
    text = """ID,TIME,DV,BLQ,CENS,LLOQ
        1,0,30,0,0,5
        1,1,3,0,0,5
        1,2,.,1,0,5
        1,3,6,0,1,.
        1,4,2,0,0,."""
    seen = read(text, readings=("uNTx",), lloq=("uNTx = 2.5",)).observations
    assert seen.below.tolist() == [False, True, True, True, True]
    assert seen.lloq.tolist() == [5.0, 5.0, 5.0, 2.5, 2.5]
    left = read(text, readings=("uNTx",), lloq=("2.5",), below="ignore").observations
    assert left.value.tolist() == [30.0]


def test_cens_without_a_limit_takes_it_from_dv(read):
    seen = read("ID,TIME,DV,CENS\n1,0,30,0\n1,1,6,1", readings=("uNTx",)).observations
    assert seen.lloq[1] == 6.0
    assert seen.below.tolist() == [False, True]


def test_missing_columns_are_told_with_what_may_be_meant(read):
    assert faults(read, "ID,TME,CONC\n1,0,3", readings=("uNTx",)) == [
        'TIME: this column is missing; the file has ID, TME, CONC; is "TME" meant?',
        "DV: this column is missing; the file has ID, TME, CONC",
    ]


def test_all_faults_of_a_file_and_of_the_options_come_at_once(read):
    found = faults(
        read,
        """ID,TIME,DV,AMT,EVID,II,ADDL,CMT,DVID,RATE
        1,0,.,120,1,.,3,7,.,.
        1,5,30,.,0,.,.,.,uNTx,.
        1,4,-2,.,0,.,.,.,uNTxx,.
        1,6,.,.,0,.,.,.,uNTx,.
        2,0,.,.,1,.,.,1,.,-2
        2,1,abc,5,0,.,.,.,uNTx,.
        2,2,.,.,4,.,.,.,.,.
        1,9,20,.,0,.,.,.,uNTx,.""",
        doses=("1 = denosumab",),
        error=("propotional",),
        parameters=("untx_normal_nmol_per_mol",),
        random=("gfr_ml_per_min",),
        fixed={"albumin_g_per_l": "40 mg"},
    )
    expected = [
        '--error: "propotional" is no residual error; did you mean "proportional"?',
        '--set albumin_g_per_l: "mg" is no unit',
        'DV: "abc" is not a number (line 7)',
        "ID: a subject comes back after others; keep its records together (line 9)",
        "TIME: goes back within a subject; sort the records by time (line 4)",
        "EVID: 4 resets a subject, which no life can; give it a new ID instead (line 8)",
        "AMT: a dose (EVID 1) needs AMT above 0 (line 6)",
        "AMT: what is measured (EVID 0) has no AMT (line 7)",
        "CMT: CMT 7 is no drug yet",
        "II: more doses (ADDL) need the time between them above 0 (line 2)",
        "RATE: is below 0",
        'DVID: "uNTxx" is nothing the model can tell; did you mean "untx"? (line 4)',
        "DV: is missing; set MDV to 1 where nothing was measured (lines 5, 7)",
        "DV: is below 0",
        "--parameters untx_normal_nmol_per_mol: no parameter of the model; did you mean",
        "--random gfr_ml_per_min: is not among --parameters",
    ]
    for start in expected:
        assert any(one.startswith(start) for one in found), (start, found)
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("row", "said", "message"),
    [
        (
            "1,0,3,1,.",
            {"readings": ("uNTx",)},
            "LLOQ: a value below quantification needs its limit",
        ),
        ("1,0,3,0,.", {}, 'CMT: what was measured is no reading yet; say --reading "uNTx"'),
        ("1,0,3,0,.", {"readings": ("zoledronic acid",)}, "on bone, not in blood"),
        ("1,0,3,0,.", {"readings": ("uNTx in furlongs",)}, "furlongs"),
        ("1,0,3,0,.", {"readings": ("2 = uNTx",)}, "no measurement has CMT 2"),
        ("1,0,3,0,500", {"readings": ("uNTx",)}, "AGE: 500 is not possible for an age"),
        ("1,0,3,0,.", {"readings": ("uNTx",)}, "AGE: is missing in a subject's first record"),
        ("1,0,3,0,60", {"readings": ("uNTx",), "covariates": ("CRCL = gfr",)}, "no such column"),
        ("1,0,3,0,60", {"readings": ("uNTx",), "lesions": ("T8 lytic 6 mL",)}, "need a --cancer"),
        (
            "1,0,3,0,60",
            {"readings": ("uNTx",), "parameters": ("age_years",)},
            "in the data already",
        ),
        (
            "1,0,3,0,60",
            {"readings": ("uNTx",), "parameters": ("inverse_deposit_limit",)},
            "did you mean",
        ),
        ("1,0,3,0,60", {"readings": ("uNTx",), "parameters": (NORMAL, NORMAL)}, "is named twice"),
        ("1,0,3,0,60", {"readings": ("uNTx",), "parameters": ("bsap_background",)}, "starts at 0"),
        ("1,0,3,0,60", {"readings": ("uNTx",), "time_unit": "mg"}, "--time-unit"),
    ],
)
def test_one_fault(read, row, said, message):
    found = faults(read, f"ID,TIME,DV,BLQ,AGE\n{row}", **said)
    assert any(message in one for one in found), found


def test_lines_for_people_before_the_header_are_counted_but_not_read(read):
    text = "# Simulated.\n# By us.\nID,TIME,DV\n1,0,3\n1,1,x"
    assert faults(read, text, readings=("uNTx",))[0] == 'DV: "x" is not a number (line 5)'


def test_what_is_no_table_is_one_fault(read):
    assert "holds no record" in faults(read, "ID,TIME,DV")[0]
    assert "no table" in faults(read, 'ID,TIME,DV\n1,2,3,4\n"')[0]
    assert "twice" in faults(read, "ID,TIME,DV,dv\n1,0,3,4")[0]


def test_a_long_fault_names_a_few_lines(read):
    rows = "\n".join(f"1,{10 - k},3" for k in range(8))
    [fault] = faults(read, f"ID,TIME,DV\n{rows}", readings=("uNTx",))
    assert fault.endswith("(lines 3, 4, 5, 6 and 3 more)")


def test_a_baseline_before_the_first_dose_begins_the_life_earlier(read):
    found = read(
        "ID,TIME,DV,AMT,CMT\n1,-7,38,.,1\n1,0,.,120,1\n1,7,20,.,1",
        doses=("denosumab",),
        readings=("uNTx",),
    )
    assert found.first_day == -7.0
    assert isinstance(found.covariates, dict)
    assert np.all(found.observations.subject == 0)
    assert pd.notna(found.observations.value).all()
