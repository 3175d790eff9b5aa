"""The three datasets, from the tables of a run."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from osteon.trial.adam import variables
from osteon.trial.adam.terms import ENDS, NOT_ADVERSE, SRE, SRE_QUERY, codes_of, term_of
from osteon.trial.arms import Arm
from osteon.trial.counting import asked_of, ended, first_events, times
from osteon.trial.event_history import ONCE
from osteon.trial.report.words import spaced

if TYPE_CHECKING:
    import pandas as pd

    from osteon.library.endpoints import Endpoint

WHO = ["arm", "patient"]
SITE = "01"  # a virtual trial has one
YOUNGER = 65.0  # years
OF_SUBJECT = ("STUDYID", "USUBJID", "SUBJID", "AGE", "SEX")
# Never missing but where the patient's age is.
WHOLE = ("AGE", "EOSDY", "ASTDY", "KNOWNDY", "ADY")
BASELINE = {
    "CANCER": "cancer",
    "ECOGBL": "ecog",
    "PRDRUG": "before_entry",
    "NMETBL": "n_lesions",
    "TUMVBL": "tumour_cm3",
    "WEIGHTBL": "weight_kg",
    "GFRBL": "gfr_ml_min",
    "ALBBL": "albumin_g_l",
    "VITDBL": "vitamin_d_nmol_l",
}


def study_day(days: Any) -> Any:
    """Return study days of days since entry: the day of entry is day 1, the one before −1."""
    whole = np.floor(np.asarray(days, float))
    return np.where(whole >= 0, whole + 1, whole)


def subjects(
    study: str,
    arms: Sequence[str],
    follow_up: "pd.DataFrame",
    patients: "pd.DataFrame",
    doses: "pd.DataFrame",
) -> "pd.DataFrame":
    """Return ADSL: one row for each life; a patient who lives in several arms has one in each.

    Parameters
    ----------
    doses : DataFrame
        arm, patient, and first, last and number of the doses.
    """
    rows = follow_up.merge(patients, on="patient").merge(doses, on=WHO, how="left")
    number = rows["arm"].map({name: place for place, name in enumerate(arms, start=1)})
    rows = rows.assign(number=number.astype(int)).sort_values(["patient", "number"])
    several = bool(rows["patient"].duplicated().any())
    died, reason = (rows["reason"] == "death").to_numpy(), rows["reason"]
    flags = {True: "Y", False: "N"}
    made: dict[str, Any] = {
        "STUDYID": study,
        "USUBJID": _subject(study, rows, several=several),
        "SUBJID": rows["patient"].map("{:06d}".format),
        "SITEID": SITE,
        "AGE": np.floor(rows["age_years"]),
        "AGEU": "YEARS",
        "AGEGR1": np.where(rows["age_years"] < YOUNGER, "<65", ">=65"),
        "SEX": rows["sex"].str[0].str.upper(),
        # Required by the guide, and nothing that the model knows.
        "RACE": "NOT REPORTED",
        "ARM": rows["arm"],
        "TRT01P": rows["arm"],
        "TRT01PN": rows["number"],
        "ITTFL": "Y",
        "SAFFL": (rows["number_of_doses"] > 0).map(flags),
        "TRTSDY": study_day(rows["first_day"]),
        "TRTEDY": study_day(rows["last_dose_day"]),
        "NDOSES": rows["number_of_doses"].fillna(0).astype(int),
        "EOSSTT": np.where(reason == "cutoff", "COMPLETED", "DISCONTINUED"),
        "EOSDY": study_day(rows["last_day"]),
        "DCSREAS": np.where(reason == "cutoff", "", reason.map(ENDS)),
        "DTHFL": np.where(died, "Y", ""),
        "DTHDY": np.where(died, study_day(rows["last_day"]), np.nan),
        "VISCFL": rows["visceral"].astype(bool).map(flags),
        "PRSREFL": rows["prior_sre"].astype(bool).map(flags),
    }
    made |= {name: rows[own] for name, own in BASELINE.items() if own in rows}
    return _dataset("ADSL", made, rows)


def adverse_events(
    adsl: "pd.DataFrame", events: "pd.DataFrame", follow_up: "pd.DataFrame"
) -> "pd.DataFrame":
    """Return ADAE: one row for each adverse event that became known while the patient was seen."""
    rows = events.merge(follow_up[[*WHO, "last_day"]], on=WHO)
    known = (rows["known_day"] >= 0) & (rows["known_day"] <= rows["last_day"])
    rows = rows[known & ~rows["kind"].isin(NOT_ADVERSE)]
    rows = _with_subjects(rows, adsl).sort_values(["USUBJID", "day", "kind"], kind="stable")
    terms = {kind: term_of(kind) for kind in rows["kind"].unique()}
    start = study_day(rows["day"])
    made = {
        "AESEQ": rows.groupby("USUBJID").cumcount() + 1,
        "AETERM": rows["kind"].map(lambda kind: spaced(kind).upper()),
        "AEDECOD": rows["kind"].map(lambda kind: terms[kind].decod),
        "AEBODSYS": rows["kind"].map(lambda kind: terms[kind].body_system),
        "AELOC": rows["site"].map(lambda site: spaced(str(site)).upper()),
        "ASTDY": start,
        "KNOWNDY": study_day(rows["known_day"]),
        "TRTEMFL": np.where(start >= rows["TRTSDY"], "Y", ""),
        "CQ01NAM": np.where(rows["kind"].isin(SRE), SRE_QUERY, ""),
    }
    return _dataset("ADAE", made, rows)


def times_to_events(
    adsl: "pd.DataFrame", endpoints: Sequence["Endpoint"], arms: Sequence[Arm]
) -> "pd.DataFrame":
    """Return ADTTE: one row for each life and endpoint on what happens once."""
    import pandas as pd

    once = [own for own in endpoints if own.kind in ONCE]
    codes = codes_of(own.name for own in once)
    parts = [
        _times(own, asked_of(own, arm), codes[own.name], place)
        for place, own in enumerate(once, start=1)
        for arm in arms
    ]
    columns = [*WHO, "PARAMCD", "PARAM", "PARAMN", "AVAL", "ADY", "CNSR", "EVNTDESC"]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    rows = _with_subjects(found, adsl).sort_values(["USUBJID", "PARAMN"], kind="stable")
    return _dataset("ADTTE", {name: rows[name] for name in columns[2:]}, rows)


def _times(endpoint: "Endpoint", arm: Arm, code: str, place: int) -> "pd.DataFrame":
    import pandas as pd

    days, observed = times(endpoint, arm)
    said = np.array([ENDS[reason] for reason in arm.reason.tolist()], object)
    _, status = ended(endpoint, arm)
    if endpoint.kind not in ("survival", "dropout"):
        first = first_events(endpoint, arm)
        names = arm.event_kind[first]
        own = [
            spaced(name).upper() if name[0] != "@" else endpoint.title for name in names.tolist()
        ]
        said[arm.event_patient[first]] = own
    return pd.DataFrame(
        {
            "arm": arm.name,
            "patient": arm.patient,
            "PARAMCD": code,
            "PARAM": f"{endpoint.title} (days)",
            "PARAMN": place,
            "AVAL": days,
            "ADY": study_day(days),
            # 0 the event; 1 censored; 2 by death or an event of another kind.
            "CNSR": np.where(observed, 0, np.where(status == 0, 1, 2)),
            "EVNTDESC": said,
        }
    )


def _subject(study: str, rows: "pd.DataFrame", *, several: bool) -> Any:
    """Return identifiers; where patients live in several arms the number of the arm is added."""
    ids = study + "-" + rows["patient"].map("{:06d}".format)
    return ids + "-" + rows["number"].astype(str) if several else ids


def _with_subjects(rows: "pd.DataFrame", adsl: "pd.DataFrame") -> "pd.DataFrame":
    own = adsl[[*OF_SUBJECT, "TRTSDY"]].assign(
        arm=adsl["TRT01P"], patient=adsl["SUBJID"].astype(int), TRTP=adsl["TRT01P"],
        TRTPN=adsl["TRT01PN"],
    )  # fmt: skip
    return rows.merge(own, on=WHO)


def _dataset(name: str, made: Mapping[str, Any], rows: "pd.DataFrame") -> "pd.DataFrame":
    """Return the variables of a dataset in their order, those made and those of the subject."""
    frame = rows.assign(**made)
    whole = [variable for variable in WHOLE if variable in frame and frame[variable].notna().all()]
    names = [variable for variable in variables.DATASETS[name] if variable in frame]
    return frame.astype(dict.fromkeys(whole, int))[names].reset_index(drop=True)
