"""The command `osteon patient`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osteon.cli.options import library_option, set_option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from osteon.care.policy import Policy
    from osteon.library.library import Library
    from osteon.sim.history import History
    from osteon.sim.patient import Patient

# What `standard_care` takes, with what to write for each.
CARE = {
    "care": "A standard of care for all that follows: usual, none, ...  [default: usual]",
    "bone_agent": 'Such as "denosumab 120 mg sc q4w".',
    "dosing": "usual, as prescribed, 12-weekly when stable or after a year, after the first event.",
    "supplements": 'Such as "calcium 500 mg/d, vitamin D 400 IU/d".',
    "monitoring": 'Such as "calcium, untx every 4 weeks".',
    "hypercalcaemia": "usual, fluids only or none.",
    "cord": "usual, radiotherapy only or none.",
    "fracture": "usual, no prevention or none.",
    "pain": "usual, analgesics only or none.",
    "imaging": "usual, intense, symptoms only, a schedule, or none.",
    "dental": "usual, symptoms only or none.",
    "triage": "usual or none.",
    "safety_equipment": "usual or none.",
    "reporting": "How soon symptoms are told: prompt, usual or late.",
}
PERSON = {
    "age": 'Such as "61 years".',
    "sex": "female or male.",
    "weight": 'Such as "70 kg".',
    "gfr": 'Kidney function, such as "85 mL/min".',
    "vitamin_d": 'Such as "60 nmol/L".',
    "albumin": 'Such as "38 g/L".',
}


def _text_options(texts: Mapping[str, str]) -> Callable[[Any], Any]:
    """Give a command one option for each text."""

    def decorate(command: Any) -> Any:
        for name, words in reversed(list(texts.items())):
            flag = f"--{name.replace('_', '-')}"
            command = click.option(flag, name, metavar="TEXT", help=words)(command)
        return command

    return decorate


@click.command()
@click.argument("cancer")
@click.option(
    "--lesion",
    "lesions",
    metavar="TEXT",
    multiple=True,
    help='A bone metastasis, such as "T8 lytic 6 mL"; may be repeated.  [default: drawn]',
)
@click.option("--no-lesions", is_flag=True, help="No bone metastasis at all.")
@_text_options(PERSON)
@click.option("--performance-status", type=int, help="Of the ECOG: 0, 1 or 2.")
@click.option("--visceral/--no-visceral", default=None, help="Spread to organs other than bone.")
@_text_options(CARE)
@click.option("--years", type=float, default=3.0, show_default=True, help="How long to follow.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Luck.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the life on one page: a file ending in .svg, .png or .pdf.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="The story, or every table of the life.",
)
@library_option
@set_option
def patient(
    *,
    plot: Path | None,
    output: str,
    library: tuple[str, ...],
    settings: tuple[str, ...],
    **said: Any,
) -> None:
    """Tell the life of one virtual patient with CANCER; what is not said is drawn by chance.

    For research and teaching: a story about nobody, and no advice about anybody.
    """
    from osteon.cli.execute import compile_kernels, load_library
    from osteon.cli.settings import read_settings, with_settings

    facts = with_settings(load_library(library), read_settings(settings))
    person, care = _read(said, facts)
    compile_kernels()
    from osteon.sim.simulate import simulate

    history = simulate(person, care, f"{said['years']} years", seed=said["seed"], library=facts)
    _print(history, output, facts)
    if plot is not None:
        history.plot(plot, library=facts)
        click.echo(f"Page: {plot}", err=True)


def _read(said: dict[str, Any], library: Library) -> tuple[Patient, Policy]:
    """Return the patient and the care that the options name; every fault is told at once."""
    from osteon.base.errors import InputError, Problem, noted
    from osteon.care.policy import Policy
    from osteon.care.standard import standard_care
    from osteon.sim.described import read_patient
    from osteon.sim.patient import Lesion, Patient

    problems = list[Problem]()
    lesions = list[Lesion]()
    for text in said["lesions"]:
        lesion = noted(problems, "--lesion", partial(Lesion.parse, text), None)
        lesions += [lesion] if lesion else []
    if said["no_lesions"] and said["lesions"]:
        problems.append(Problem("--no-lesions", "contradicts --lesion; give one of them"))
    described = {name: said[name] for name in (*PERSON, "performance_status", "visceral")}
    none = () if said["no_lesions"] else None
    person = Patient(said["cancer"], lesions=tuple(lesions) or none, **described)
    slots = {name: said[name] for name in CARE if said[name] is not None}
    noted(problems, "", partial(read_patient, person, library), None)
    care = noted(problems, "", partial(standard_care, library=library, **slots), Policy())
    if problems:
        raise InputError(problems)
    return person, care


def _print(history: History, output: str, library: Library) -> None:
    import json

    if output == "text":
        click.echo(history.story(library=library))
        return
    tables = {
        name: json.loads(history.frame(name).to_json(orient="records")) for name in history.tables
    }
    click.echo(json.dumps(tables, indent=2))
