import numpy as np

from osteon.sim.history import History, table
from osteon.trial.tables import Tables


def tables(**options):
    values = {
        "patient": np.arange(4),
        "assessment": ["untx", "ct", "untx", "calcium"],
        "value": 1.0,
    }
    rows = table("observations", "a", 4, **values)
    some = {key: column[:3] for key, column in rows.items()}  # none of them a calcium
    return Tables(History({"observations": some, "doses": table("doses", "a", 0)}), **options)


def test_text_is_text_unless_categories_are_asked_for():
    plain, coded = tables(), tables(categorical=frozenset({"observations"}))
    assert list(plain) == ["observations", "doses"]
    assert plain["observations"]["assessment"].dtype == object
    assert coded["observations"].astype(plain["observations"].dtypes).equals(plain["observations"])


def test_categories_are_those_that_rows_hold_sorted():
    coded = tables(categorical=frozenset({"observations"}))["observations"]
    assert coded["assessment"].cat.categories.tolist() == ["ct", "untx"]
    sorted_by_pandas = tables()["observations"].astype({"assessment": "category"})
    assert coded["assessment"].equals(sorted_by_pandas["assessment"])


def test_a_frame_is_made_once():
    own = tables()
    assert own["doses"] is own["doses"]
