"""The evaluation of a run: means by hand, draws, what is said, what is refused."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from osteon.base.errors import InputError
from osteon.library.replacing import with_numbers
from osteon.trial.economics import Options, evaluate, figures
from osteon.trial.economics.cheers import AUTHOR, checklist, checklist_markdown
from osteon.trial.economics.compared import Compared, swings, turning_prices
from osteon.trial.economics.finished import Finished
from osteon.trial.economics.frames import counted_costs, counted_qalys
from osteon.trial.economics.parameters import parameters_of
from osteon.trial.economics.remarks import remarks
from osteon.trial.economics.uncertainty import draw
from osteon.trial.economics.write import Economics, standalone
from support.economics import LIBRARY, NEW, OLD, RAW, YEAR, finished, tables, write_run

EVALUATION = evaluate(finished())
PLAIN = Options(discount_costs=0, discount_effects=0)


def test_undiscounted_means_are_sums_over_patients():
    own = evaluate(finished(), PLAIN)
    worth = 0.47 * 2  # two years without an event
    old = own.totals[OLD]
    fracture, paralysis = 0.41 / 0.47, 0.15 / 0.47
    radiation = 0.41 / 0.47
    ill = (
        20 + 10 * fracture + 20 * fracture * radiation + 8 * fracture * radiation * paralysis
        + 52 * fracture * paralysis + (YEAR - 110) * paralysis
    )  # fmt: skip
    assert old.life_years == pytest.approx(1.5)
    assert old.qalys == pytest.approx((worth + 0.47 * ill / YEAR) / 2)
    assert own.totals[NEW].cost == pytest.approx((300 + 25 + 250 + 600 + 25) / 2)
    costs = own.costs[own.costs["arm"] == OLD]["cost"].sum()
    assert old.cost == pytest.approx(costs / 2)
    assert own.undiscounted[OLD].cost == old.cost


def test_discounting_is_exact_for_moments_and_over_time():
    own = evaluate(finished(), Options(discount_costs=0.05, discount_effects=0.05))
    force = np.log(1.05)
    assert own.totals[NEW].qalys == pytest.approx(0.47 * (1 - 1.05**-2) / force)
    by_item = dict(zip(own.items, own.totals[OLD].by_item.tolist(), strict=True))
    assert by_item["zoledronic_acid"] == pytest.approx(150 * (1 + 1 / 1.05) / 2)
    last_days = 0.5 * (1.05**-1) * (1.05 ** (10 / YEAR) - 1) / force * YEAR
    first = 0.5 * (1.05 ** (-100 / YEAR) - 1.05 ** (-150 / YEAR)) / force * YEAR
    assert by_item["codeine"] == pytest.approx((first + last_days) / 2)


def test_the_end_of_the_analysis_cuts_what_goes_on():
    own = evaluate(finished(), replace(PLAIN, until_days=120.0))
    by_item = dict(zip(own.items, own.totals[OLD].by_item.tolist(), strict=True))
    assert by_item["codeine"] == pytest.approx(20 * 0.5 / 2)
    assert by_item["zoledronic_acid"] == 75
    assert own.totals[OLD].life_years == pytest.approx(120 / YEAR)


def test_the_counted_rows_add_up_to_the_means_of_a_censored_run():
    ends = tables()["follow_up"]
    ends.loc[ends["patient"] == 1, ["last_day", "reason"]] = [300.0, "dropout"]
    own = evaluate(finished({"follow_up": ends}))
    worth = dict(zip(own.combinations, own.utilities.tolist(), strict=True))
    costs, qalys = counted_costs(own), counted_qalys(own, worth)
    for arm, total in own.totals.items():
        assert costs.loc[costs["arm"] == arm, "counted_cost"].sum() / 2 == pytest.approx(total.cost)
        mine = qalys[qalys["arm"] == arm]
        assert mine["counted_qalys"].sum() / 2 == pytest.approx(total.qalys)
    # Nobody died under the new drug, so all of it is lived whoever was lost.
    assert own.undiscounted[NEW].life_years == pytest.approx(own.until_days / YEAR)


def test_the_analysis_ends_where_too_few_are_followed_and_says_so():
    ends = tables()["follow_up"].assign(last_day=200.0, reason="dropout")
    own = evaluate(finished({"follow_up": ends}))
    assert own.until_days == 200.0
    assert any("too few patients" in said for said in remarks(own))
    with pytest.raises(InputError, match="are still followed"):
        evaluate(finished({"follow_up": ends}), Options(until_days=300.0))
    with pytest.raises(InputError, match="the run ends at"):
        evaluate(finished(), Options(until_days=9999.0))


def test_draws_are_the_same_again_and_lie_around_the_base():
    first, again = (draw(EVALUATION, 400, seed=3) for _ in range(2))
    assert np.array_equal(first.costs, again.costs)
    # Two patients an arm: the base lies within the draws, whose prices have its mean.
    for place, arm in enumerate(EVALUATION.arms):
        total = EVALUATION.totals[arm]
        assert first.costs[:, place].mean() == pytest.approx(total.cost, rel=0.08)
        assert first.qalys[:, place].mean() == pytest.approx(total.qalys, rel=0.05)
    for name, own in parameters_of(EVALUATION).items():
        assert first.drawn[name].mean() == pytest.approx(own.base, rel=0.06)
    assert (first.drawn["utility of paralysis"] < 0).all()


def test_an_item_of_its_own_moves_no_draw_of_the_others():
    doses = tables()["doses"].iloc[:2]
    fewer = evaluate(finished({"doses": doses}))
    one, two = (draw(own, 20, seed=1).drawn for own in (EVALUATION, fewer))
    shared = set(one) & set(two)
    assert "price of denosumab" not in shared
    assert all(np.array_equal(one[name], two[name]) for name in shared)


def test_twins_are_drawn_alike_in_every_arm():
    raw = {**RAW, "design": "twin"}
    same = {n: _everybody_in_both_arms(frame) for n, frame in tables().items() if n != "patients"}
    own = evaluate(finished(same, raw=raw))
    drawn = draw(own, 50, seed=1)
    assert np.array_equal(drawn.qalys[:, 0], drawn.qalys[:, 1])
    parallel = draw(evaluate(finished(same)), 50, seed=1)
    assert not np.array_equal(parallel.qalys[:, 0], parallel.qalys[:, 1])


def _everybody_in_both_arms(frame):
    import pandas as pd

    return pd.concat([frame.assign(arm=OLD), frame.assign(arm=NEW)], ignore_index=True)


def test_the_price_at_which_the_decision_turns_makes_both_equally_good():
    compared = Compared.of(EVALUATION)
    assert (compared.strategy, compared.control) == (NEW, OLD)
    price = turning_prices(EVALUATION, compared)["denosumab"][30000.0]
    changed = with_numbers(LIBRARY, {"costs.europe.denosumab": price})
    own = evaluate(finished(library=changed))
    old, new = own.totals[OLD], own.totals[NEW]
    assert 30000 * (new.qalys - old.qalys) - (new.cost - old.cost) == pytest.approx(0, abs=1e-3)


def test_a_swing_is_what_setting_the_number_would_give():
    found = {swing.parameter: swing for swing in swings(EVALUATION, Compared.of(EVALUATION))}
    # Mended twice as fast, or half as long again.
    length = found["length of spine_or_pelvis_fracture"]
    key = "utilities.matza_2014.spine_or_pelvis_fracture_days"
    own = evaluate(finished(library=with_numbers(LIBRARY, {key: length.high})))
    old, new = own.totals[OLD], own.totals[NEW]
    assert length.at_high == pytest.approx(30000 * (new.qalys - old.qalys) - (new.cost - old.cost))
    assert found["price of denosumab"].at_low > found["price of denosumab"].at_high


def test_it_is_said_that_this_is_no_lifetime_and_no_device():
    said = " ".join(remarks(EVALUATION))
    assert "no lifetime analysis" in said
    assert "50 % in old, 100 % in new are alive" in said
    assert "prices that are assumed" in said
    assert "not a medical device" in said


def test_without_a_difference_in_qalys_there_is_no_ratio_and_a_sentence_says_so():
    calm = tables()["events"].iloc[:0]
    ends = tables()["follow_up"].assign(last_day=2 * YEAR, reason="cutoff")
    own = evaluate(
        finished({"events": calm, "follow_up": ends, "procedures": tables()["procedures"].iloc[:0]})
    )
    assert [row.icer for row in own.icers] == [None, None]
    assert any("there is no ratio" in said for said in remarks(own))
    assert not np.isnan(Economics(own).tables["increments"]["net_benefit"]).any()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(costs="europ"), 'no price list "europ"; did you mean "europe"'),
        (Options(utilities="matza"), 'no set of utilities "matza"'),
        (Options(discount_costs=3.0), "write 0.03 for 3 %"),
        (Options(thresholds=(0.0,)), "must be above 0"),
    ],
)
def test_an_impossible_option_is_told(options, said):
    with pytest.raises(InputError, match=said):
        evaluate(finished(), options)


def test_one_arm_is_told_in_a_plain_sentence():
    with pytest.raises(InputError, match="has one arm only"):
        evaluate(finished(raw={**RAW, "arm": RAW["arm"][:1]}))


def test_a_standard_error_that_no_utility_can_have_is_told():
    worth = LIBRARY.utility_set("matza_2014")
    wide = worth.baseline.model_copy(update={"se": 0.6})
    library = replace(LIBRARY, utilities={"matza_2014": worth.with_entry(wide)})
    with pytest.raises(InputError, match=r"0\.6 is too large"):
        draw(evaluate(finished(library=library)), 2)


def test_a_run_is_read_from_its_folder_as_it_was(tmp_path):
    run = Finished.read(write_run(tmp_path), LIBRARY)
    own = evaluate(run)
    assert own.arms == (OLD, NEW)
    assert own.totals[OLD].cost == EVALUATION.totals[OLD].cost
    with pytest.raises(InputError, match="holds no finished run"):
        Finished.read(tmp_path / "nowhere", LIBRARY)


def test_cheers_has_28_items_and_says_what_is_left_to_the_author():
    items = checklist(EVALUATION, 100)
    assert [item.number for item in items] == list(range(1, 29))
    by_name = {item.name: item for item in items}
    assert by_name["Abstract"].text == AUTHOR
    assert by_name["Currency, price date, and conversion"].text.startswith("EUR, prices of 2010")
    assert not by_name["Currency, price date, and conversion"].by_author
    assert by_name["Time horizon"].by_author
    page = checklist_markdown(EVALUATION, 100)
    assert page.count("\n| ") == 30
    assert "not a medical device" in page


def test_figures_are_pictures_with_words_and_units():
    found = Economics.of(EVALUATION, 50, seed=1)
    assert set(found.figures) == {
        "costs", "plane", "acceptability", "perfect_information", "tornado",
    }  # fmt: skip
    for name, svg in found.figures.items():
        alone = standalone(svg)
        assert "var(" not in alone
        assert "currentColor" not in alone
        assert "nan" not in alone.lower()
        words = "".join(ET.fromstring(alone).itertext())  # noqa: S314 - our own
        assert "EUR" in words, name
        assert 'role="img"' in svg


def test_information_that_is_worth_nothing_is_said_instead_of_drawn_on_the_axis():
    table = pd.DataFrame({"threshold": [0.0, 1e5], "evpi": [0.0, 0.0]})
    said = figures.CERTAIN
    assert said in figures.information_figure(EVALUATION, table)
    assert said not in figures.information_figure(EVALUATION, table.assign(evpi=[0.0, 2.0]))


def test_every_table_and_figure_is_written(tmp_path):
    Economics.of(EVALUATION, 20, seed=1).write(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"costs.parquet", "qalys.parquet", "cheers.md", "economics.json"} <= names
    for figure in (name for name in names if name.endswith(".svg")):
        table = {"costs.svg": "arms.csv"}.get(figure, figure.replace(".svg", ".csv"))
        assert table in names


def test_a_tick_says_where_it_stands():
    from osteon.trial.economics.figures import _tick

    assert [_tick(value) for value in (2.5, -7.5, 12000.0, 0.1 + 0.2)] == [
        "2.5", "−7.5", "12,000", "0.3",
    ]  # fmt: skip
