import numpy as np
import pandas as pd
import pytest

from osteon.base.tables import SCHEMAS
from osteon.sim.execute import join_groups
from osteon.sim.history import History, table


def doses(arm, patients):
    n = len(patients)
    return table(
        "doses", arm, n, patient=np.array(patients), day=np.zeros(n), drug="x", dose_mg=4.0
    )


def test_a_table_has_its_schema_in_order_then_what_is_more():
    columns = table("trajectory", "a", 2, patient=np.arange(2), calcium=np.ones(2), day=0.0)
    assert list(columns) == [*SCHEMAS["trajectory"], "calcium"]
    assert columns["arm"].tolist() == ["a", "a"]


def test_what_is_not_given_is_empty_text():
    assert doses("a", [1, 2])["route"].tolist() == ["", ""]


def test_a_text_that_all_rows_share_is_held_once():
    assert len({id(name) for name in doses("a" * 9, [1, 2, 3])["arm"]}) == 1


def test_joined_parts_keep_their_order_and_types():
    parts = [History({"doses": doses("a", own)}) for own in ([3, 1], [], [2])]
    frame = History.join(parts).frame("doses")
    assert frame["patient"].tolist() == [3, 1, 2]
    assert frame["dose_mg"].dtype == float
    empty = parts[1].frame("doses")
    assert isinstance(empty, pd.DataFrame)
    assert list(empty) == list(SCHEMAS["doses"])


@pytest.mark.parametrize("patients", [((3, 5), (7, 8)), ((8, 3), (7, 5))])
def test_joined_groups_stand_by_arm_then_patient_in_whatever_order_these_were_handed_in(patients):
    def group(own):
        arm = np.array(["old", "old", "new"], object)
        rows = {"arm": arm, "patient": np.array([own[0], own[0], own[1]]), "day": np.arange(3.0)}
        return History({"events": rows, "patients": {"patient": np.sort(own)}})

    rows = join_groups([group(own) for own in patients], ("old", "new")).tables["events"]
    assert rows["arm"].tolist() == ["old"] * 4 + ["new"] * 2
    assert rows["patient"].tolist() == [
        *sorted([own[0] for own in patients] * 2),
        *sorted(own[1] for own in patients),
    ]
    assert rows["day"].tolist() == [0.0, 1.0, 0.0, 1.0, 2.0, 2.0]
