"""Everything that stands in the report, made once; the page and the files are written from it."""

from dataclasses import dataclass

from osteon.trial.counting import asked_of
from osteon.trial.groups import strata_of
from osteon.trial.questions import OF_READINGS
from osteon.trial.report.assumptions import (
    assumption_table,
    basis_grid,
    basis_shares,
    care_grid,
    used_entries,
)
from osteon.trial.report.baseline import baseline_grid, failure_grid, flow_grid
from osteon.trial.report.courses import course_figure, course_table
from osteon.trial.report.exposure import Tallies, exposure_grid
from osteon.trial.report.figure import Figure, Grid
from osteon.trial.report.flow_chart import flow_chart
from osteon.trial.report.forest import MOST_ARMS, forest_figure, subgroup_counts
from osteon.trial.report.harms import adverse_grid, event_grid
from osteon.trial.report.material import Material
from osteon.trial.report.money import NO_ECONOMICS, Money, money
from osteon.trial.report.numbers import AllNumbers, Numbers, all_numbers, compared
from osteon.trial.report.outcomes import TIMED, Outcome, outcomes
from osteon.trial.report.question import lead, question
from osteon.trial.report.references import Source, settings_grid, sources
from osteon.trial.report.subgroups import subgroup_table
from osteon.trial.report.swimmer import swimmer_figure, swimmer_table
from osteon.trial.report.words import count
from osteon.trial.tallies import ANY_DOSE


@dataclass(frozen=True, slots=True)
class Content:
    """What the page shows, in its order; a figure that cannot be drawn is None.

    Costs are counted apart from the rest.
    """

    title: str
    version: str
    lead: str
    question: tuple[tuple[str, str], ...]
    care: Grid
    flow_chart: Figure | None
    flow: Grid
    baseline: Grid
    failures: Grid
    exposure: Grid
    outcomes: tuple[Outcome, ...]
    forest: Figure | None
    groups: Grid | None
    lives: Figure | None
    markers: Figure | None
    adverse: Grid
    events: Grid
    money: Money
    compared: Numbers
    effects: AllNumbers
    bases: tuple[tuple[str, float], ...]
    basis_counts: Grid
    assumptions: Figure
    settings: Grid
    references: list[Source]

    @classmethod
    def of(cls, made: Material) -> "Content":
        """Return the content of the report of a run."""
        file, library, arms = made.trial_file, made.library, made.arms
        tallies = Tallies(made.tally)
        used = used_entries(file, library, tallies)
        strata = strata_of(file, library, arms, made.read, made.tables.get("patients"))
        forest, groups = _subgroups(made)
        return cls(
            title=file.title,
            version=str(made.provenance.get("version", "")),
            lead=lead(file, arms, made.effects, library),
            question=question(file, library),
            care=care_grid(file, library),
            flow_chart=flow_chart(arms, _treated(made), twin=file.design == "twin"),
            flow=flow_grid(arms),
            baseline=baseline_grid(made.tables["patients"], arms),
            failures=failure_grid(made.tables.get("failures")),
            exposure=exposure_grid(tallies, arms, library),
            outcomes=outcomes(made.endpoints, arms, file.design, strata),
            forest=forest,
            groups=groups,
            lives=_lives(made),
            markers=_markers(made),
            adverse=adverse_grid(tallies, arms),
            events=event_grid(arms),
            money=money(NO_ECONOMICS),
            compared=compared(made.comparison, file, library),
            effects=all_numbers(made.effects, file, library),
            bases=basis_shares(used),
            basis_counts=basis_grid(used),
            assumptions=Figure(
                "assumptions",
                "Calibrated and assumed numbers",
                "",
                "Every number that this run used and no source gives",
                assumption_table(used),
            ),
            settings=settings_grid(file, made.provenance),
            references=sources(file, library, made.provenance),
        )

    @property
    def files(self) -> tuple[Figure, ...]:
        """Every figure, and the list of assumptions, each with the table behind it."""
        drawn = (
            self.flow_chart,
            *(figure for outcome in self.outcomes for figure in outcome.figures),
            self.forest,
            self.lives,
            self.markers,
            self.assumptions,
        )
        return tuple(one for one in drawn if one is not None)


def _treated(made: Material) -> list[int]:
    """Return how many patients of each arm had a dose of any bone drug."""
    rows = made.tally[(made.tally["kind"] == "class") & (made.tally["what"] == ANY_DOSE)]
    found = dict(zip(rows["arm"], rows["patients"], strict=True))
    return [int(found.get(arm.name, 0)) for arm in made.arms]


def _subgroups(made: Material) -> tuple[Figure | None, Grid | None]:
    """Return the forest plot of the first timed endpoint; its counts where it cannot be drawn."""
    endpoint = next((own for own in made.endpoints if own.kind in TIMED), None)
    arms = made.arms
    if endpoint is None or not any(arm.n for arm in arms):
        return None, None
    own = [asked_of(endpoint, arm) for arm in arms]
    table = subgroup_table(endpoint, own, made.tables["patients"])
    if not 1 < len(arms) <= MOST_ARMS:
        return None, subgroup_counts(table, [arm.name for arm in arms], endpoint.title)
    caption = (
        f"{endpoint.title}: hazard ratios by Cox regression, not stratified, in groups of patients "
        "as they were at entry. Squares grow with the number of events. p of interaction: that the "
        "ratio is the same in every level (Wald), not corrected for looking often."
    )
    svg = forest_figure(table, endpoint.title)
    return Figure("subgroups", f"{endpoint.title} by group", svg, caption, table), None


def _lives(made: Material) -> Figure | None:
    arms = [arm for arm in made.some_arms if arm.n]
    if not arms:
        return None
    table = swimmer_table(made.some_arms, made.some_tables.get("regimens"), made.library)
    svg = swimmer_figure(table, [arm.name for arm in made.some_arms])
    caption = (
        "Some patients of each arm, chosen evenly by their numbers, longest followed first. Thin "
        "lines: followed; thick lines: on the bone drug; marks stand on the day on which an event "
        "became known."
    )
    if made.is_sample:
        caption += " They are of the first group of patients, whose tables were held together."
    return Figure("lives", "Lives of some patients", svg, caption, table)


def _markers(made: Material) -> Figure | None:
    """Return the courses of the markers that the endpoints read, None where there are none."""
    read = [own for own in made.endpoints if own.kind in OF_READINGS]
    arms, tables = made.some_arms, made.some_tables
    if not read or "observations" not in tables:
        return None
    table = course_table(read, arms, tables, made.trial_file.visit_every_days)
    if table.empty:
        return None
    caption = (
        "Medians of the change from entry, or means of the value, at each visit with ten or more "
        "readings. Bands: 95 % intervals."
    )
    if made.is_sample:
        people = count(len(set().union(*(arm.patient.tolist() for arm in arms))))
        caption += f" Of the first {people} patients, whose readings were held together."
    svg = course_figure(table, [arm.name for arm in arms])
    return Figure("markers", "Markers over time", svg, caption, table)
