"""Tables for other libraries: the same rows in every form, histories that give the same numbers."""

import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import csv

from osteon.analysis.recurrent import Intervals, rate_ratio
from osteon.analysis.survival import kaplan_meier
from osteon.base.errors import InputError
from osteon.base.tables import SCHEMAS
from osteon.trial.counting import times
from osteon.trial.event_history import COLUMNS
from osteon.trial.frames import table_names, write_csv
from support.reports import result_of
from support.synthetic_trial import ARMS, TRIAL_TOML, Chances, synthetic_tables

STAYS = TRIAL_TOML.replace(
    "[cohort]",
    """
[endpoint.on_opioids]
title = "On opioids"
kind = "time_spent"
medicines = ["opioid"]
measures = ["mean_days"]
source = "osteon_assumption"
basis = "assumed"
[cohort]""",
).replace('"calcium",\n]', '"calcium", "on_opioids",\n]')


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return result_of(tmp_path_factory.mktemp("out"), synthetic_tables(300), STAYS)


@pytest.fixture(scope="module")
def history(result):
    return result.to_pandas("event_history")


def of(history, endpoint):
    return history[history["endpoint"] == endpoint]


def test_every_table_has_every_form(result):
    names = table_names(result)
    assert {"events", "effects", "comparison", "event_history"} <= set(names)
    frames, tables = result.to_pandas(), result.to_arrow()
    assert tuple(frames) == tuple(tables) == names
    for name in names:
        assert isinstance(tables[name], pa.Table)
        pd.testing.assert_frame_equal(
            tables[name].to_pandas(), frames[name].reset_index(drop=True), check_dtype=False
        )


def test_a_table_nobody_knows_is_named_with_the_nearest(result):
    with pytest.raises(InputError, match='no table "event"; did you mean "events"'):
        result.to_arrow("event")


def test_without_polars_there_is_advice(result, monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(InputError, match=r"pip install 'osteon\[polars\]'"):
        result.to_polars("events")


def test_with_polars_it_is_handed_the_arrow_table(result, monkeypatch):
    class Polars:
        from_arrow = staticmethod(lambda table: ("polars", table))

    monkeypatch.setitem(sys.modules, "polars", Polars)
    form, table = result.to_polars("follow_up")
    assert form == "polars"
    assert table.num_rows == 300


def test_once_is_one_row_for_each_patient_with_the_times_of_the_curve(result, history):
    own = of(history, "first_sre")
    assert list(history.columns) == list(COLUMNS)
    assert sorted(own["patient"]) == list(range(1, 301))
    assert (own["start_day"] == 0).all()
    endpoint = next(one for one in result.endpoints if one.name == "first_sre")
    for arm in result.arms:
        rows = own[own["arm"] == arm.name]
        curve = kaplan_meier(*times(endpoint, arm))
        again = kaplan_meier(rows["stop_day"], rows["status"] == 1)
        np.testing.assert_array_equal(again.survival, curve.survival)
    died = own[own["status"] == 2]
    ends = result.tables["follow_up"].set_index("patient")
    assert (ends.loc[died["patient"], "reason"] == "death").all()


def test_the_counting_process_gives_the_rate_ratio_of_the_effects(result, history):
    own = of(history, "sre_count").sort_values(["patient", "stop_day"])
    place = own["patient"].to_numpy() - 1
    treated = np.arange(1, 301) % 2 == 0
    rows = Intervals(
        place,
        own["start_day"].to_numpy(),
        own["stop_day"].to_numpy(),
        (own["status"] == 1).to_numpy(),
    )
    found = rate_ratio(rows, treated)
    effects = result.effects()
    said = effects[(effects["endpoint"] == "sre_count") & (effects["measure"] == "rate_ratio")]
    assert found.value == pytest.approx(said["value"].iloc[0], rel=1e-9)
    assert found.ci_high == pytest.approx(said["high"].iloc[0], rel=1e-9)


def test_rows_of_a_patient_follow_each_other_without_a_gap(history):
    own = of(history, "sre_count")
    assert (own["start_day"] < own["stop_day"]).all()
    before = own.groupby("patient")["stop_day"].shift()
    assert (own["start_day"] == before.fillna(0.0)).all()


def test_stays_end_with_follow_up(result, history):
    own = of(history, "on_opioids")
    last = result.tables["follow_up"].set_index("patient")["last_day"]
    last = last[own["patient"]].to_numpy()
    np.testing.assert_allclose(own["start_day"], 100.0)
    np.testing.assert_allclose(own["stop_day"], np.minimum(last, 200.0))
    np.testing.assert_array_equal(own["status"] == 1, last > 200.0)


def test_an_event_of_day_0_is_at_risk_before_it(tmp_path):
    tables = synthetic_tables(8, chances=Chances(events=0, death=0, dropout=0))
    event = {"arm": ARMS[0], "patient": 1, "day": 0.0, "kind": "pathological_fracture"}
    first = pd.DataFrame([{**event, "lesion": 0, "site": "L3", "felt": True, "known_day": 0.0}])
    tables["events"] = pd.concat([tables["events"], first], ignore_index=True)
    history = result_of(tmp_path, tables).to_pandas("event_history")
    own = of(history, "sre_count")
    own = own[own["patient"] == 1]
    assert own[["start_day", "stop_day", "status"]].iloc[0].tolist() == [-1.0, 0.0, 1.0]


def test_nobody_has_no_history(tmp_path):
    nobody = {name: table[:0] for name, table in synthetic_tables(4).items()}
    history = result_of(tmp_path, nobody).to_pandas("event_history")
    assert history.empty
    assert list(history.columns) == list(COLUMNS)


def test_csv_and_parquet_hold_the_same(result, tmp_path):
    result.export(tmp_path, ("parquet", "csv"))
    for name in ("events", "follow_up", "event_history"):
        one = pd.read_parquet(tmp_path / f"{name}.parquet")
        two = csv.read_csv(tmp_path / f"{name}.csv").to_pandas()
        assert list(one.columns) == list(two.columns)
        assert len(one) == len(two) > 0
        numbers = one.select_dtypes("number")
        np.testing.assert_allclose(two[list(numbers)].to_numpy(float), numbers.to_numpy(float))


def test_a_huge_run_gives_its_tables_from_the_parts(tmp_path, result, monkeypatch):
    for number, rows in enumerate((slice(0, 100), slice(100, None))):
        folder = tmp_path / f"group_{number:05d}"
        folder.mkdir()
        result.tables["events"][rows].to_parquet(folder / "events.parquet", index=False)
    small = {name: result.tables[name] for name in ("patients", "follow_up", "failures")}
    arms = result.arms
    known = {**result.provenance, "parts": str(tmp_path)}
    huge = replace(result, tables=small, provenance=known)
    huge.__dict__["arms"] = arms
    assert set(SCHEMAS) <= set(table_names(huge))
    columns = ["arm", "patient", "known_day", "kind"]
    whole = result.tables["events"][columns]
    pd.testing.assert_frame_equal(huge.to_pandas("events")[columns], whole)
    monkeypatch.setattr("osteon.trial.frames.SCHEMAS", {"events": {}})
    write_csv(huge, tmp_path)
    written = csv.read_csv(tmp_path / "events.csv").to_pandas()
    pd.testing.assert_series_equal(written["known_day"], whole["known_day"])
    assert (tmp_path / "event_history.csv").is_file()
