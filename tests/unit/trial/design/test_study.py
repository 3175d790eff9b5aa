"""Designs of a synthetic pool whose events are exponential."""

import re

import numpy as np
import pytest

from osteon.analysis.design.closed_form import schoenfeld_events
from osteon.base.errors import InputError
from osteon.trial.design import Study, Wanted
from osteon.trial.design.frames import estimand_table, looks_table, operating_table
from osteon.trial.design.operate import expected_events, looks_of, run
from osteon.trial.design.pool import Pool
from osteon.trial.design.read_rules import read_rules
from osteon.trial.design.write import remarks
from support.design import LIBRARY, NEW, OLD, finished, pool


def study(seed=1, *, of=None, replicates=1000, **wanted):
    wanted |= {"replicates": replicates}
    return Study.of(pool(wanted=Wanted(**wanted), **(of or {})), seed=seed)


def rows(made):
    table = operating_table(made)
    return {(row.quantity, row.under): row for row in table.itertuples(index=False)}


def test_the_size_for_a_power_is_schoenfelds():
    made = study(power=0.9, accrual="1 year")
    events = made.power.outcomes.events.sum(axis=2).mean()
    assert events == pytest.approx(made.textbook_events, rel=0.06)
    assert made.effect.value == pytest.approx(0.7, rel=0.03)
    share = made.found.n / (made.found.high - made.found.low)
    assert made.power.share == pytest.approx(0.9, abs=0.02)
    assert 5 < share < 20
    shown = rows(made)
    low, high = (getattr(shown["type-I error", "the null hypothesis"], s) for s in ("low", "high"))
    assert low < 0.025 < high


def test_interim_looks_keep_the_error_and_shorten_the_trial():
    made = study(n=420, looks="50 %, 75 %", futility="beta_spending", replicates=4000)
    assert made.null.share <= made.overruled
    error = 3 * np.sqrt(0.025 * 0.975 / 4000)
    assert made.overruled == pytest.approx(0.025, abs=error)
    table = looks_table(made)
    months = table["month"]
    assert rows(made)["duration_months", "the null hypothesis"].value < months.iloc[-1] - 6
    ends = table[["rejects_under_effect", "futile_under_effect"]].to_numpy().sum()
    assert ends == pytest.approx(1.0)
    assert table["rejects_under_effect"].sum() == pytest.approx(made.power.share)


def test_strata_that_matter_are_balanced_and_compared_within():
    made = study(n=400, stratify_by=("prior_sre = yes", "ecog = 2"))
    assert made.pool.lives.stratum.max() == 3
    assert (
        "within strata of prior_sre = yes; ecog = 2"
        in dict(estimand_table(made).to_numpy())["summary measure"]
    )


def test_an_analysis_at_a_number_of_events_is_held_at_it():
    made = study(n=500, accrual="1 year", events="150")
    outcomes = made.power.outcomes
    assert (outcomes.events.sum(axis=2) == 150).all()
    duration = rows(made)["duration_months", "the pool's effect"].value
    # The day on which the calendar expects as many is the day on which they come.
    day = duration * 365.25 / 12
    both = sum(expected_events(made.pool, 500, day, arm) for arm in (0, 1))
    assert both == pytest.approx(150, rel=0.02)
    assert made.textbook_events is None


def test_events_that_do_not_come_are_said():
    made = study(n=200, events="90 %")
    assert made.too_few == 1.0
    assert any("do not come by month 36" in text for text in remarks(made))


def test_non_inferiority_asks_for_fewer_patients_where_the_new_treatment_is_better():
    usual, lenient = (study(power=0.8, margin=margin).found.n for margin in ("", "1.2"))
    assert lenient < 0.7 * usual


def test_a_margin_of_percentage_points_and_recurrent_events_can_be_designed_for():
    shares = study(n=300, endpoint="first_sre", measure="percent_difference", margin="5 %")
    assert shares.power.share > 0.8
    assert shares.null.share == pytest.approx(0.025, abs=0.012)
    rates = study(n=300, endpoint="sre_count", margin="1.1")
    assert rates.null.share == pytest.approx(0.025, abs=0.012)
    assert rates.pool.rules.measure == "rate_ratio"


def test_more_events_can_be_the_better():
    made = study(n=400, of={"ratio": 1.4}, better="more")
    assert made.power.share > 0.6
    assert made.null.share == pytest.approx(0.025, abs=0.012)


def test_a_power_out_of_reach_is_one_plain_sentence():
    made = study(power=0.9, of={"ratio": 0.97}, most=400, replicates=400)
    assert not made.found.reached
    assert any("is not reached with 400 patients" in text for text in remarks(made))
    harm = study(power=0.9, of={"ratio": 1.2}, most=400, replicates=400)
    assert any("not better than the null hypothesis" in text for text in remarks(harm))
    assert not harm.found.tried


def test_an_effect_of_hardly_any_events_is_called_luck():
    few = study(n=200, of={"n": 100, "rate_per_year": 0.04, "ratio": 0.5}, replicates=100)
    assert few.pool.with_event == 5
    assert any(text.startswith("Only 5 lives of the pool have") for text in remarks(few))
    enough = study(n=200, replicates=100)
    assert not any(text.startswith("Only") for text in remarks(enough))


def test_what_a_pool_of_its_size_leaves_open_is_wider_in_a_smaller_pool():
    large, small = (study(n=300, of={"n": n}).power_of_pool for n in (2000, 200))
    assert large[1] - large[0] < small[1] - small[0]


def test_a_seed_gives_the_same_study():
    first, again = (study(n=200, replicates=200) for _ in range(2))
    assert operating_table(first).equals(operating_table(again))
    looks = looks_of(first.pool, 200)
    assert run(first.pool, looks, seed=9).share != run(first.pool, looks, seed=10).share


def test_schoenfeld_counts_uneven_arms():
    assert schoenfeld_events(0.7, 0.025, 0.9, 1 / 3) == pytest.approx(
        schoenfeld_events(0.7, 0.025, 0.9) * 9 / 8
    )


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"endpoint": "first_sri"}, 'did you mean "first_sre"?'),
        ({"endpoint": "untx"}, "has no test to design for; those that can: first_sre"),
        ({"power": 1.5}, "1.5 is no power"),
        ({"power": 0.02}, "is not above the error"),
        ({"alpha": 0.7}, "is no one-sided error"),
        ({"margin": "0.9"}, "wrong side: fewer events are better"),
        ({"margin": "1.1", "better": "more"}, "wrong side: more events are better"),
        ({"margin": "-5", "measure": "percent_difference"}, "below 0"),
        ({"arm": "denosumap"}, 'did you mean "denosumab"?'),
        ({"arm": OLD}, "compared with itself"),
        ({"looks": "75 %, 50 %"}, "must rise"),
        ({"looks": "50 %", "measure": "percent_difference"}, "are for hazard_ratio"),
        ({"measure": "rate_ratio"}, "does not fit first_sre"),
        ({"accrual": "4 years"}, "end before the recruiting"),
        ({"accrual": "1 year", "accrual_rate": "50 per month"}, "say one of both"),
        ({"until": "2 furlongs"}, "no unit of time"),
        ({"until": "0 days"}, "is nothing"),
        ({"accrual_rate": "0 per month"}, "is nothing"),
        ({"events": "1.5"}, "is no number of events"),
        ({"stratify_by": ("ekog = 1",)}, 'did you mean "ecog"?'),
        ({"block": 3}, "cannot be shared 1:1"),
        ({"power": 0.9, "n": 100}, "with --power the size is searched"),
    ],
)
def test_what_is_impossible_is_said(wanted, said):
    with pytest.raises(InputError, match=re.escape(said)):
        read_rules(Wanted(**wanted), finished(20).file, LIBRARY)


def test_all_faults_are_told_at_once():
    with pytest.raises(InputError, match="2 problems"):
        read_rules(Wanted(power=2.0, margin="0.5"), finished(20).file, LIBRARY)


def test_one_arm_and_an_arm_without_events_are_refused():
    alone = {"arm": [{"name": OLD, "bone_agent": "zoledronic acid 4 mg iv q4w"}]}
    with pytest.raises(InputError, match='has one arm, "zoledronic acid"'):
        read_rules(Wanted(), finished(20, raw=alone).file, LIBRARY)
    with pytest.raises(InputError, match=f"no event in {NEW} among 50 patients"):
        pool(50, ratio=0.0)
    slow = Wanted(n=100, accrual_rate="0.01 per month", replicates=100)
    with pytest.raises(InputError, match="too few events among 20 patients"):
        Study.of(pool(20, wanted=slow), seed=1)


@pytest.mark.parametrize(
    ("raw", "wanted", "said"),
    [
        ({"design": "parallel"}, {}, "every patient lives in one arm"),
        ({"accrual": "1 year"}, {}, "lives are cut off"),
        ({}, {"until": "4 years"}, "lives of this run end after"),
    ],
)
def test_runs_that_are_no_pool_are_refused(raw, wanted, said):
    made = finished(20, raw=raw)
    with pytest.raises(InputError, match=said):
        Pool.of(made, read_rules(Wanted(**wanted), made.file, LIBRARY))
