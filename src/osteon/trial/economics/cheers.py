"""The 28 items of CHEERS 2022, filled in as far as the software knows them.

References
----------
husereau_2022
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osteon.base.citations import format_reference
from osteon.trial.economics.remarks import NOT_A_DEVICE, is_lifetime, span

if TYPE_CHECKING:
    from osteon.trial.economics.evaluate import Evaluation

AUTHOR = "To be written by the author."
FILLED = "Filled in from the run as far as the software knows."
MEASURED = (
    "Exact time in each state of health, from the day of the event that brings it; no cycles."
    " States: "
)
RESOURCES = (
    "Each dose, day of a medicine, test, picture, procedure, day in hospital, complication and"
    " visit of each life, by its price; drugs by whole vials. The table of costs names the row of"
    " each. "
)
MODEL = (
    "Mechanistic simulation of single patients (bone, calcium, tumour) under rules of care that"
    " see the chart alone, described in docs/model.md;"
)
ANALYTICS = (
    "Means weighted by the inverse of the chance of being followed; dominance and extended"
    " dominance; no extrapolation beyond the run."
)
PROBABILISTIC = (
    "prices (gamma) and utilities (beta), crossed with resampled patients; acceptability; value of"
    " information by penalised splines, of the model's parameters by linear regression. "
)
FIXED = "Constants of the model are held fixed."


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist; `by_author` where something is left to be written."""

    number: int
    section: str
    name: str
    text: str
    by_author: bool = False


SECTIONS = (
    ("Title", ("Title",)),
    ("Abstract", ("Abstract",)),
    ("Introduction", ("Background and objectives",)),
    (
        "Methods",
        (
            "Health economic analysis plan",
            "Study population",
            "Setting and location",
            "Comparators",
            "Perspective",
            "Time horizon",
            "Discount rate",
            "Selection of outcomes",
            "Measurement of outcomes",
            "Valuation of outcomes",
            "Measurement and valuation of resources and costs",
            "Currency, price date, and conversion",
            "Rationale and description of model",
            "Analytics and assumptions",
            "Characterizing heterogeneity",
            "Characterizing distributional effects",
            "Characterizing uncertainty",
            "Approach to engagement with patients and others affected by the study",
        ),
    ),
    (
        "Results",
        (
            "Study parameters",
            "Summary of main results",
            "Effect of uncertainty",
            "Effect of engagement with patients and others affected by the study",
        ),
    ),
    ("Discussion", ("Study findings, limitations, generalizability, and current knowledge",)),
    ("Other relevant information", ("Source of funding", "Conflicts of interest")),
)


def checklist(
    evaluation: "Evaluation", draws: int = 0, of_the_model: str = FIXED
) -> tuple[Item, ...]:
    """Return the 28 items.

    Parameters
    ----------
    draws : int
        How many a probabilistic analysis took, 0 for none.
    of_the_model : str
        Which of the model's parameters were drawn.
    """
    known = dict(_known(evaluation, draws, of_the_model))
    names = [(section, name) for section, inside in SECTIONS for name in inside]
    return tuple(
        Item(
            number,
            section,
            name,
            known.get(number, AUTHOR),
            by_author=AUTHOR in known.get(number, AUTHOR),
        )
        for number, (section, name) in enumerate(names, start=1)
    )


def checklist_markdown(evaluation: "Evaluation", draws: int = 0, of_the_model: str = FIXED) -> str:
    """Return the checklist as a table in Markdown."""
    source = format_reference(evaluation.run.library.references["husereau_2022"])
    items = checklist(evaluation, draws, of_the_model)
    left = sum(item.by_author for item in items)
    lines = [
        "# CHEERS 2022",
        "",
        f"{FILLED} {left} of {len(items)} are left to the author, in whole or in part.",
        "",
        NOT_A_DEVICE,
        "",
        "| no. | section | item | reported |",
        "| --- | --- | --- | --- |",
        *(f"| {own.number} | {own.section} | {own.name} | {_cell(own.text)} |" for own in items),
        "",
        f"Checklist: {source}",
        "",
    ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _known(evaluation: "Evaluation", draws: int, of_the_model: str) -> Iterator[tuple[int, str]]:
    yield from _what_is_compared(evaluation)
    yield from _how_it_is_counted(evaluation, draws, of_the_model)
    yield from _what_came_out(evaluation, draws)


def _what_is_compared(evaluation: "Evaluation") -> Iterator[tuple[int, str]]:
    run, prices = evaluation.run, evaluation.prices
    file, lives = run.file, len(run.tables["follow_up"])
    cancers = ", ".join(sorted(set(run.tables["patients"]["cancer"])))
    mean_age = run.tables["patients"]["age_years"].mean()
    yield 1, f"{file.title}: cost-utility analysis of a virtual trial. {AUTHOR}"
    design = f"{'twin' if run.twin else 'parallel'} design, seed {run.provenance['seed']}"
    yield 5, f"{lives} simulated lives ({cancers}), mean age {mean_age:.0f} years; {design}."
    yield 6, f"Prices of {prices.title}. {AUTHOR}"
    yield 7, f"{'; '.join(run.arms)}. The first is the control. Why these: {AUTHOR}"
    yield 8, f"{prices.perspective[0].upper()}{prices.perspective[1:]}. Why: {AUTHOR}"
    kind = "nearly everybody has died by then" if is_lifetime(evaluation) else "not a lifetime"
    yield 9, f"{span(evaluation.until_days)}; {kind}. Why: {AUTHOR}"
    rates = evaluation.rates
    shares = f"{100 * rates.costs:g} % a year for costs, {100 * rates.effects:g} % for effects"
    yield 10, f"{shares}, in continuous time. Why: {AUTHOR}"


def _how_it_is_counted(
    evaluation: "Evaluation", draws: int, of_the_model: str
) -> Iterator[tuple[int, str]]:
    prices, worth = evaluation.prices, evaluation.worth
    yield 11, "Life-years and quality-adjusted life-years."
    yield 12, MEASURED + "; ".join(state.title for state in worth.states.values()) + "."
    sources = _sources({entry.source for _, entry in worth.entries()})
    yield 13, f"{worth.title}; states that come together: {worth.combine}. {sources}"
    sources = _sources({prices.items[name].source for name in evaluation.items})
    yield 14, RESOURCES + sources
    index = "with the price index of the list" if prices.index else "no conversion"
    yield 15, f"{prices.currency}, prices of {prices.price_year}; {index}."
    yield 16, f"{MODEL} osteon {evaluation.run.provenance['version']}. Why: {AUTHOR}"
    yield 17, ANALYTICS
    yield 18, f"Patients differ in body, tumour and luck; no subgroup was analysed here. {AUTHOR}"
    yield 19, f"Not analysed. {AUTHOR}"
    sampled = f"{draws} draws of {PROBABILISTIC}" if draws else "No probabilistic analysis. "
    one_way = "One-way, of prices, utilities and lengths of states: the middle 95 % of each. "
    yield 20, sampled + one_way + of_the_model


def _what_came_out(evaluation: "Evaluation", draws: int) -> Iterator[tuple[int, str]]:
    yield 22, "parameters.csv: value, standard error, distribution, source and basis of each."
    means = "; ".join(
        f"{name}: {own.cost:,.0f} {evaluation.prices.currency}, {own.life_years:.3f} life-years,"
        f" {own.qalys:.3f} QALYs"
        for name, own in evaluation.totals.items()
    )
    yield 23, f"{means}. Ratios: icers.csv."
    if draws:
        yield 24, "plane.csv, acceptability.csv, information.csv and tornado.csv, with figures."
    else:
        yield 24, f"tornado.csv, with a figure. {AUTHOR}"


def _sources(keys: set[str]) -> str:
    return f"Sources: {', '.join(sorted(keys))} (references.bib)."
