"""Write the report of a run: one HTML file, and the tables behind its figures."""

from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from osteon.base.files import write_atomically
from osteon.trial.report.content import Content

if TYPE_CHECKING:
    from jinja2 import Template

FOLDER = "figures"


def write_report(path: str | Path, content: Content) -> Path:
    """Write the report of a trial and return where it is.

    The file needs nothing else: no script, no font, no picture from elsewhere.

    Parameters
    ----------
    path : str or Path
        Of the HTML file; written whole or not at all.
    content : Content
    """
    target = Path(path)
    write_atomically(target, partial(_write_text, render(content)))
    return target


def write_figure_tables(folder: str | Path, content: Content) -> None:
    """Write the table behind each figure as CSV into the folder `figures` of a folder."""
    for figure in content.files:
        path = Path(folder) / FOLDER / f"{figure.name}.csv"
        write_atomically(path, partial(_write_text, figure.csv))


def render(content: Content) -> str:
    """Return the report as HTML."""
    from markupsafe import Markup

    style = Markup(_read("style.css"))  # noqa: S704 - our own file
    return load_template().render(content=content, style=style)


@cache
def load_template() -> "Template":
    """Return the page to be filled, whose parts are loaded and compiled once."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_read), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.get_template("macros.html.j2")
    return environment.get_template("template.html.j2")


def _read(name: str) -> str:
    return (files("osteon.trial.report") / name).read_text(encoding="utf-8")


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
