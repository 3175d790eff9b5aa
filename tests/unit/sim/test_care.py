"""Rules of one's own: when they are asked, what they see, and what comes of their orders."""

import pytest

from osteon.care import (
    Chart,
    give,
    standard_care,
    start,
    stop,
)
from osteon.sim.plan import Plan
from support.runs import (
    DENOSUMAB,
    FRAIL,
    NOBODY_LEAVES,
    SUPPLEMENTS,
    YEAR,
    ZOLEDRONIC_ACID,
    assert_same,
    cohort,
    live,
    with_values,
)

FELT = (
    "pathological_fracture",
    "radiotherapy_to_bone",
    "surgery_to_bone",
    "spinal_cord_compression",
)
STEADY = {**FRAIL, **NOBODY_LEAVES}


def people(n=30, seed=1):
    return with_values(cohort(n, seed), STEADY)


def spying():
    """Return a rule that orders nothing, and the charts it has seen."""
    charts: list[Chart] = []

    def rule(chart):
        charts.append(chart)

    return rule, charts


def seen(charts, patient):
    return [chart for chart in charts if chart.patient == patient]


def test_a_rule_is_asked_at_every_visit_and_at_every_felt_event():
    rule, charts = spying()
    events = live(people(), standard_care(rule), jobs=1)["events"]
    felt = events[events["kind"].isin(FELT)]
    assert len(felt) > 10
    for patient in range(30):
        expected = {*YEAR.visits, *felt["day"][felt["patient"] == patient]}
        assert [chart.day for chart in seen(charts, patient)] == sorted(expected)


def test_a_rule_is_not_asked_about_those_who_have_left():
    rule, charts = spying()
    dying = with_values(cohort(30), {"death_rate_per_year": 2.0})
    ends = live(dying, standard_care(rule), jobs=1)["follow_up"].set_index("patient")["last_day"]
    assert (ends < 300).sum() > 10
    for chart in charts:
        assert chart.day < ends[chart.patient]


def test_a_chart_holds_what_has_happened_and_nothing_later():
    rule, charts = spying()
    events = live(people(), standard_care(rule), jobs=1)["events"]
    felt = events[events["kind"].isin(FELT)]
    for patient in range(30):
        mine = felt[felt["patient"] == patient]
        for chart in seen(charts, patient):
            known = [(event.day, event.kind, event.site) for event in chart.events]
            until = mine[mine["day"] <= chart.day]
            assert known == list(zip(until["day"], until["kind"], until["site"], strict=True))


def test_a_chart_holds_the_results_of_the_table_up_to_its_last_visit():
    rule, charts = spying()
    table = live(people(8), standard_care(rule), jobs=1)["observations"]
    for patient in range(8):
        mine = table[table["patient"] == patient]
        rows = list(zip(mine["day"], mine["assessment"], mine["value"], mine["unit"], strict=True))
        for chart in seen(charts, patient):
            known = [(own.day, own.assessment, own.value, own.unit) for own in chart.observations]
            visit = YEAR.visits[YEAR.visits <= chart.day].max()
            assert known == [row for row in rows if row[0] <= visit]


@pytest.mark.parametrize(("cancer", "look"), [("breast", "lytic"), ("prostate", "blastic")])
def test_a_chart_knows_the_lesions_by_site_and_look(cancer, look):
    rule, charts = spying()
    mine = cohort(20, 1, cancer)
    live(mine, standard_care(rule), Plan(28.0), jobs=1)
    for chart in charts:
        size = mine.sizes[chart.patient]
        assert [own.site for own in chart.lesions] == mine.sites[chart.patient, :size].tolist()
        assert chart.cancer == cancer
    looks = [own.kind for chart in charts for own in chart.lesions]
    assert looks.count(look) > 0.2 * len(looks)


def test_a_chart_is_all_that_a_rule_gets():
    # Care cannot import the model or the simulation; what it is handed holds nothing of theirs.
    rule, charts = spying()
    live(people(2), standard_care(rule), Plan(28.0), jobs=1)
    for value in vars(charts[0]).values():
        for part in value if isinstance(value, tuple) else [value]:
            assert type(part).__module__.startswith(("osteon.care", "builtins"))


def test_a_rule_that_orders_the_same_at_entry_gives_the_same_lives():
    def rule(chart):
        yield start(DENOSUMAB, because="bone metastases")

    static = live(cohort(40), standard_care(DENOSUMAB, supplements=SUPPLEMENTS))
    asked = live(cohort(40), standard_care(rule, supplements=SUPPLEMENTS))
    same = ("patients", "events", "follow_up", "doses", "observations", "trajectory", "failures")
    assert_same(static, asked, same)
    assert len(static["events"]) > 10


def test_a_drug_held_back_until_the_first_fracture_starts_on_its_day():
    def rule(chart):
        if chart.count("pathological_fracture"):
            yield start(DENOSUMAB, because="first fracture")

    tables = live(people(), standard_care(rule))
    broken = tables["events"].query("kind == 'pathological_fracture'").groupby("patient")["day"]
    first = tables["doses"].groupby("patient")["day"].min()
    assert first.to_dict() == broken.min().to_dict()
    assert 0 < len(first) < 30
    orders = tables["orders"]
    assert orders["patient"].is_unique
    assert set(orders["verb"]) == {"start"}
    assert set(orders["rule"]) == {"rule"}
    assert set(orders["reason"]) == {"first fracture"}
    assert set(orders["what"]) == {DENOSUMAB}


def test_until_a_drug_starts_nothing_differs_and_afterwards_it_does():
    def rule(chart):
        if chart.day >= 112:
            yield start(DENOSUMAB, because="day 112")

    def silent(chart):
        return None

    late, never = (live(people(), standard_care(own))["trajectory"] for own in (rule, silent))
    early = late["day"] <= 112
    assert late[early].equals(never[early])
    assert (late["untx_nmol_mmol"][~early] < never["untx_nmol_mmol"][~early]).mean() > 0.95


def test_a_rule_can_decide_on_a_result():
    def rule(chart):
        if chart.known("untx") and chart.last("untx") > 60:
            yield start(ZOLEDRONIC_ACID, because="high turnover")

    tables = live(people(), standard_care(rule))
    untx = tables["observations"].query("assessment == 'untx'")
    high = untx[(untx["value"] > 60) & untx["day"].isin(YEAR.visits)]
    first = tables["doses"].groupby("patient")["day"].min()
    assert first.to_dict() == high.groupby("patient")["day"].min().to_dict()
    assert 3 < len(first) < 30
    assert first.max() > 0


def test_a_stopped_drug_is_given_no_more_and_its_effect_wears_off():
    def on_and_off(chart):
        if chart.day < 100:
            yield start(DENOSUMAB, because="at first")
        else:
            yield stop("Denosumab", because="holiday")

    tables = live(people(), standard_care(on_and_off), Plan(730.0, trajectories=30))
    assert tables["doses"]["day"].unique().tolist() == [0.0, 28.0, 56.0, 84.0]
    stops = tables["orders"].query("verb == 'stop'")
    assert stops["patient"].is_unique
    assert (stops["day"] >= 100).all()
    untx = tables["trajectory"].groupby("day")["untx_nmol_mmol"].median()
    assert untx[84.0] < 0.6 * untx[0.0]
    assert untx[700.0] > 1.3 * untx[84.0]


def test_one_dose_is_given_each_time_it_is_ordered_and_never_again():
    def rule(chart):
        if chart.day in {0.0, 112.0}:
            yield give(ZOLEDRONIC_ACID, because="once")

    tables = live(people(5), standard_care(rule))
    assert tables["doses"].groupby("patient")["day"].apply(list).tolist() == [[0.0, 112.0]] * 5
    assert set(tables["doses"]["dose_mg"]) == {4.0}


def test_a_given_dose_stands_beside_a_regimen_that_starts():
    def rule(chart):
        if chart.day == 0:
            yield give("zoledronic acid 2 mg iv once", because="first")
            yield start("zoledronic acid 4 mg iv q12w", because="then")

    doses = live(people(2), standard_care(rule), Plan(100.0))["doses"]
    assert doses["dose_mg"].tolist() == [2.0, 4.0, 4.0] * 2
    assert doses["day"].tolist() == [0.0, 0.0, 84.0] * 2


def test_orders_that_change_nothing_are_not_written_down():
    def rule(chart):
        yield stop("denosumab", because="never had it")
        yield start(ZOLEDRONIC_ACID, because="from the first day")

    orders = live(people(3), standard_care(rule))["orders"]
    assert orders[["verb", "day"]].to_numpy().tolist() == [["start", 0.0]] * 3
