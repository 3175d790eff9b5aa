"""ADaM: controlled names, one row for each life, and numbers that come back from the datasets."""

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

from osteon.analysis.survival import kaplan_meier
from osteon.library.library import Library
from osteon.trial.adam import write_adam
from osteon.trial.adam.datasets import study_day
from osteon.trial.adam.terms import NOT_ADVERSE, TERMS, codes_of
from osteon.trial.adam.variables import DATASETS
from osteon.trial.measures import DAYS_PER_MONTH
from support.reports import result_of
from support.synthetic_trial import ARMS, TRIAL_TOML, synthetic_tables, twin

N = 200


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return result_of(tmp_path_factory.mktemp("adam"), synthetic_tables(N))


@pytest.fixture(scope="module")
def adam(result):
    return result.to_adam()


def test_names_and_labels_fit_a_transport_file():
    for variables in DATASETS.values():
        assert all(len(name) <= 8 and name.isupper() for name in variables)
        assert all(0 < len(label) <= 40 for label in variables.values())


def test_every_subject_has_one_row_and_its_arm(adam, result):
    adsl = adam["ADSL"]
    assert adsl["USUBJID"].is_unique
    assert len(adsl) == N
    assert adsl["USUBJID"].iloc[0] == "STOPECK-2010-000001"
    assert adsl.groupby("TRT01PN")["TRT01P"].first().tolist() == list(ARMS)
    patients = result.tables["patients"].set_index("patient").sort_index()
    np.testing.assert_array_equal(adsl["AGE"], np.floor(patients["age_years"]))
    assert set(adsl["SEX"]) <= {"F", "M"}
    assert (adsl["SAFFL"] == "Y").all()
    assert (adsl["TRTSDY"] == 1).all()


def test_ends_of_study_are_those_of_the_run(adam, result):
    adsl = adam["ADSL"]
    ends = result.tables["follow_up"].set_index("patient").sort_index()
    died = (ends["reason"] == "death").to_numpy()
    np.testing.assert_array_equal(adsl["DTHFL"] == "Y", died)
    np.testing.assert_array_equal(
        adsl["DCSREAS"] == "LOST TO FOLLOW-UP", ends["reason"] == "dropout"
    )
    np.testing.assert_array_equal(adsl["EOSDY"], np.floor(ends["last_day"]) + 1)
    assert adsl["DTHDY"].notna().sum() == died.sum()


def test_survival_comes_back_from_the_times(adam, result):
    rows = adam["ADTTE"]
    assert rows.groupby("USUBJID")["PARAMCD"].nunique().eq(5).all()
    effects = result.effects()
    for arm in ARMS:
        own = rows[(rows["PARAMCD"] == "TTSRE") & (rows["TRTP"] == arm)]
        median = kaplan_meier(own["AVAL"], own["CNSR"] == 0).median().value / DAYS_PER_MONTH
        said = effects[(effects["endpoint"] == "first_sre") & (effects["measure"] == "median")]
        assert median == pytest.approx(said[said["arm"] == arm]["value"].iloc[0])


def test_times_say_what_ended_them(adam):
    rows = adam["ADTTE"]
    own = rows[rows["PARAMCD"] == "TTSRE"]
    first = set(own[own["CNSR"] == 0]["EVNTDESC"])
    assert "PATHOLOGICAL FRACTURE" in first
    treated = {"RADIOTHERAPY TO BONE", "SURGERY TO BONE"}
    assert first <= {"PATHOLOGICAL FRACTURE", "SPINAL CORD COMPRESSION"} | treated
    assert set(own[own["CNSR"] == 2]["EVNTDESC"]) == {"DEATH"}
    assert set(own[own["CNSR"] == 1]["EVNTDESC"]) <= {"END OF STUDY", "LOST TO FOLLOW-UP"}
    assert (own["ADY"] == np.floor(own["AVAL"]) + 1).all()


def test_adverse_events_are_those_that_are_no_treatment(adam, result):
    rows = adam["ADAE"]
    events = result.tables["events"]
    assert len(rows) == (~events["kind"].isin(NOT_ADVERSE)).sum()
    assert not set(rows["AEDECOD"]) & {"RADIOTHERAPY TO BONE", "SURGERY TO BONE", "DEATH"}
    assert (rows.groupby("USUBJID")["AESEQ"].max() == rows.groupby("USUBJID").size()).all()
    fractures = rows[rows["AEDECOD"] == "PATHOLOGICAL FRACTURE"]
    assert set(fractures["CQ01NAM"]) == {"SKELETAL-RELATED EVENT"}
    assert (rows["TRTEMFL"] == "Y").all()


def test_twins_are_subjects_of_their_own_with_one_number(tmp_path):
    text = TRIAL_TOML.replace("[cohort]", 'design = "twin"\n[cohort]')
    adsl = result_of(tmp_path, twin(synthetic_tables(40)), text).to_adam()["ADSL"]
    assert adsl["USUBJID"].is_unique
    assert adsl["SUBJID"].value_counts().eq(2).all()
    assert adsl["USUBJID"].iloc[:2].tolist() == ["STOPECK-2010-000001-1", "STOPECK-2010-000001-2"]


def test_every_endpoint_of_the_library_has_a_code_of_its_own():
    codes = codes_of(Library.load().endpoints)
    assert len(set(codes.values())) == len(codes)
    assert all(
        1 <= len(code) <= 8 and code.isalnum() and code[0].isalpha() for code in codes.values()
    )
    assert codes_of(["a_b", "a-b", "2x"]) == {"a_b": "AB", "a-b": "AB2", "2x": "P2X"}


def test_every_adverse_event_of_a_report_has_a_term():
    from osteon.trial.report.harms import ADVERSE

    assert set(ADVERSE) <= set(TERMS)


def test_files_carry_the_labels(result, tmp_path):
    write_adam(result, tmp_path)
    schema = parquet.read_schema(tmp_path / "adam" / "adsl.parquet")
    assert schema.metadata[b"label"] == b"Subject-Level Analysis Dataset"
    assert schema.field("TRT01P").metadata[b"label"] == b"Planned Treatment for Period 01"
    listed = pd.read_csv(tmp_path / "adam" / "define.csv")
    for name, rows in listed.groupby("dataset"):
        frame = pd.read_csv(tmp_path / "adam" / f"{name.lower()}.csv", dtype={"SUBJID": str})
        assert list(frame.columns) == rows["variable"].tolist()


def test_study_days_have_no_zero():
    assert study_day([-0.5, 0.0, 0.9, 1.0]).tolist() == [-1.0, 1.0, 1.0, 2.0]


def one_to_one(one, other):
    return len(set(one)) == len(set(other)) == len(set(zip(one, other, strict=True)))


@pytest.mark.parametrize("name", ["ADSL", "ADAE", "ADTTE"])
def test_a_dataset_keeps_the_rules_of_the_guide(adam, name):
    """ADaM: required variables, one row a key, one label a code, flags Y or N, texts that fit."""
    required = {
        "ADSL": {"STUDYID", "USUBJID", "SUBJID", "SITEID", "AGE", "AGEU", "SEX", "RACE", "ARM"}
        | {"TRT01P", "ITTFL", "SAFFL"},
        "ADAE": {"STUDYID", "USUBJID", "AESEQ", "AETERM", "AEDECOD", "AEBODSYS", "TRTEMFL"},
        "ADTTE": {"STUDYID", "USUBJID", "PARAMCD", "PARAM", "AVAL", "CNSR", "TRTP"},
    }
    keys = {"ADSL": ["USUBJID"], "ADAE": ["USUBJID", "AESEQ"], "ADTTE": ["USUBJID", "PARAMCD"]}
    frame = adam[name]
    assert required[name] <= set(frame.columns)
    assert not frame.duplicated(keys[name]).any()
    assert frame[[*required[name]]].notna().all().all()
    assert set(frame["USUBJID"]) <= set(adam["ADSL"]["USUBJID"])
    assert len(set(frame["STUDYID"])) == 1
    for column in frame:
        if column.endswith("FL"):
            assert set(frame[column]) <= {"Y", "N", ""}, column
        if column.endswith("DY"):
            assert not (frame[column] == 0).any(), column
        if frame[column].dtype == object:
            assert frame[column].str.len().max() <= 200, column
            assert all(map(str.isascii, frame[column])), column
        coded = column.removesuffix("N")
        if coded != column and coded in frame:
            assert one_to_one(frame[coded], frame[column]), column


def test_terms_are_those_of_the_controlled_terminology(adam):
    adsl, adtte = adam["ADSL"], adam["ADTTE"]
    assert set(adsl["SEX"]) <= {"F", "M", "U"}
    assert set(adsl["AGEU"]) == {"YEARS"}
    assert set(adsl["RACE"]) == {"NOT REPORTED"}
    assert set(adsl["EOSSTT"]) <= {"COMPLETED", "DISCONTINUED", "ONGOING"}
    assert ((adsl["DCSREAS"] != "") == (adsl["EOSSTT"] == "DISCONTINUED")).all()
    assert ((adsl["DTHFL"] == "Y") == adsl["DTHDY"].notna()).all()
    assert one_to_one(adtte["PARAMCD"], adtte["PARAM"])
    assert adtte["PARAMCD"].str.fullmatch("[A-Z][A-Z0-9]{0,7}").all()
    assert (adtte["CNSR"] >= 0).all()
    assert (adtte["AVAL"] >= 0).all()


def test_no_code_needs_a_number_to_differ_from_another():
    from osteon.trial.adam.terms import CODES
    from osteon.trial.event_history import ONCE

    once = [own.name for own in Library.load().endpoints.values() if own.kind in ONCE]
    assert set(once) <= set(CODES)
    assert len(set(CODES.values())) == len(CODES)
