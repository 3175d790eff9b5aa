"""Patients of a trial come on the painkillers that their pain has called for, others do not."""

import numpy as np
import pytest

from osteon import Trial
from osteon.care import standard_care
from osteon.library.library import Library
from osteon.library.replacing import with_numbers
from osteon.sim.cohort import Cohort

SHARE = "pain_care_before_entry_share"
N = 150


def tables(start="trial entry", *, share=1.0, n=N, **slots):
    library = with_numbers(Library.load(), {SHARE: share})
    arm = standard_care(
        None, monitoring="pain every 4 weeks", imaging=None, library=library, **slots
    )
    cohort = Cohort.sample("prostate", n, seed=3, start=start, library=library)
    trial = Trial.of(cohort, {"care": arm}, "60 days", endpoints=["survival"], library=library)
    return trial.run(jobs=1, trajectory=n).tables


@pytest.fixture(scope="module")
def treated():
    return tables()


@pytest.fixture(scope="module")
def untreated():
    return tables(share=0.0)


def before_entry(found):
    return found["regimens"].query("start_day < 0")


def at_entry(found, reading):
    return found["trajectory"].query("day == 0").set_index("patient")[reading]


def test_whoever_was_in_pain_comes_on_a_painkiller_and_feels_less(treated, untreated):
    pain = at_entry(untreated, "pain_0_10")
    taking = set(before_entry(treated)["patient"])
    assert taking == set(pain.index[pain >= 3])
    assert not len(before_entry(untreated))
    relieved = at_entry(treated, "pain_0_10")
    assert (relieved[list(taking)] < 0.8 * pain[list(taking)]).all()
    others = pain.index.difference(list(taking))
    assert relieved[others].to_numpy() == pytest.approx(pain[others].to_numpy())


def test_one_painkiller_was_running_up_to_entry_and_a_strong_one_with_a_rescue(treated):
    running = before_entry(treated).query("not (stop_day < 0)")
    rescue = set(running.query("name == 'rescue_morphine'")["patient"])
    ladder = running.query("name != 'rescue_morphine'")
    assert ladder["patient"].is_unique
    weak = ("ibuprofen", "paracetamol", "codeine", "tramadol")
    assert rescue == set(ladder[~ladder["name"].isin(weak)]["patient"])


def test_a_weak_kidney_gets_no_ibuprofen(treated):
    gfr = treated["patients"].set_index("patient")["gfr_ml_min"]
    taking = before_entry(treated)
    assert (gfr[taking.query("name == 'ibuprofen'")["patient"]] >= 55).all()


def test_some_share_of_those_in_pain_comes_untreated():
    half = len(set(before_entry(tables(share=0.5))["patient"]))
    everybody = len(set(before_entry(tables())["patient"]))
    assert 0.35 < half / everybody < 0.65


def test_fewer_are_irradiated_in_the_first_weeks(treated, untreated):
    def early(found):
        return found["events"].query("kind == 'radiotherapy_to_bone' and day < 42")["patient"]

    assert early(treated).nunique() < 0.6 * early(untreated).nunique()


def test_who_was_irradiated_has_had_a_skeletal_event_and_other_care_irradiates_nobody(treated):
    analgesics = tables(pain="analgesics only")
    had = {name: found["patients"]["prior_sre"].sum() for name, found in
           {"both": treated, "one": analgesics, "none": tables(pain=None)}.items()}  # fmt: skip
    assert had["both"] > had["one"] == had["none"]
    assert len(before_entry(analgesics))


def test_lives_that_begin_at_a_diagnosis_have_had_no_care_of_pain():
    assert not len(before_entry(tables("bone metastasis")))


def test_who_was_irradiated_is_not_irradiated_again_at_once(treated):
    # Relief in the bone shows: the day of entry has hardly any radiotherapy for pain.
    ordered = treated["orders"].query("rule == 'radiotherapy_for_pain' and day == 0")
    assert ordered["patient"].nunique() < 0.04 * N
    assert np.isfinite(at_entry(treated, "pain_0_10")).all()
