"""Time in a state from readings, by hand on three patients."""

import pandas as pd
import pytest

from osteon.base.errors import InputError
from osteon.library.library import Library
from osteon.library.trial_file import TrialFile
from osteon.trial.endpoints import compute_effects

LIBRARY = Library.load()
TRIAL = {
    "title": "Pain",
    "horizon": "100 days",
    "cohort": {"cancer": "breast", "n": 3},
    "arm": [{"name": "one", "bone_agent": "denosumab 120 mg sc q4w"}],
    "endpoints": ["in_pain"],
    "endpoint": {
        "in_pain": {
            "title": "Time in moderate or severe pain",
            "kind": "time_spent",
            "reading": "pain_0_10",
            "at_least": 4,
            "measures": ["mean_days", "percent_of_time", "percent"],
        }
    },
}


def tables(readings):
    observations = pd.DataFrame(readings, columns=["patient", "day", "value"])
    return {
        "follow_up": pd.DataFrame(
            {
                "arm": "one",
                "patient": [1, 2, 3],
                "last_day": [100.0, 50.0, 100.0],
                "reason": ["cutoff", "death", "cutoff"],
            }
        ),
        "events": pd.DataFrame(columns=["arm", "patient", "known_day", "kind", "felt", "site"]),
        "observations": observations.assign(arm="one", assessment="pain_0_10"),
        "patients": pd.DataFrame({"patient": [1, 2, 3]}),
    }


def effects_of(readings, **changes):
    own = {**TRIAL["endpoint"]["in_pain"], **changes}
    trial_file = TrialFile.of({**TRIAL, "endpoint": {"in_pain": own}}, LIBRARY)
    effects = compute_effects(trial_file, LIBRARY, tables(readings))
    return effects.set_index("measure")["value"]


READINGS = [
    (1, -3.0, 5.0),  # in pain before entry, until day 10
    (1, 10.0, 2.0),
    (1, 40.0, 4.0),  # and again from 40 to 70, read twice
    (1, 55.0, 8.0),
    (1, 70.0, 3.0),
    (2, 30.0, 9.0),  # from 30 until death on day 50
]


def test_a_reading_counts_until_the_next_within_the_time_seen():
    found = effects_of(READINGS)
    assert found["mean_days"] == pytest.approx((10 + 30 + 20 + 0) / 3)
    assert found["percent_of_time"] == pytest.approx(100 * 60 / 250)
    assert found["percent"] == pytest.approx(200 / 3)


def test_the_complement_is_the_time_without():
    assert effects_of(READINGS, complement=True)["mean_days"] == pytest.approx(190 / 3)


def test_a_reading_without_a_limit_is_a_fault():
    own = {**TRIAL["endpoint"]["in_pain"]}
    del own["at_least"]
    with pytest.raises(InputError, match="needs at_most or at_least"):
        TrialFile.of({**TRIAL, "endpoint": {"in_pain": own}}, LIBRARY)


def test_time_on_a_medicine_begun_before_entry_counts_from_entry():
    own = {
        "title": "On opioids",
        "kind": "time_spent",
        "medicines": ["opioid"],
        "measures": ["mean_days", "percent"],
    }
    trial_file = TrialFile.of(
        {**TRIAL, "endpoints": ["on_opioids"], "endpoint": {"on_opioids": own}}, LIBRARY
    )
    taken = [(1, -84.0, -77.0), (1, -77.0, 20.0), (2, -84.0, float("nan")), (3, -84.0, -30.0)]
    regimens = pd.DataFrame(taken, columns=["patient", "start_day", "stop_day"])
    regimens = regimens.assign(arm="one", name="codeine")
    found = compute_effects(trial_file, LIBRARY, {**tables([]), "regimens": regimens})
    value = found.set_index("measure")["value"]
    assert value["mean_days"] == pytest.approx((20 + 50 + 0) / 3)
    assert value["percent"] == pytest.approx(200 / 3)
