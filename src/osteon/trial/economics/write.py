"""Everything that an evaluation leaves in its folder: tables, figures, checklist, settings."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteon.base.files import write_atomically
from osteon.base.progress import Progress
from osteon.trial.economics import figures, frames
from osteon.trial.economics.cheers import checklist_markdown
from osteon.trial.economics.compared import Compared, swings, turning_prices
from osteon.trial.economics.evaluate import Evaluation
from osteon.trial.economics.model_doubt import EVERYTHING
from osteon.trial.economics.remarks import NOT_SEEN, remarks, what_was_drawn
from osteon.trial.economics.uncertainty import Draws, draw

if TYPE_CHECKING:
    from pandas import DataFrame

    from osteon.trial.economics.model_draws import ModelDraws

# Colours of the page's light style, for files that stand alone.
LIGHT = {
    "currentColor": "#1b1f24",
    "var(--grid)": "#c8cfd6",
    "var(--font)": "'DejaVu Sans', sans-serif",
    "var(--arm-1)": "#0072b2",
    "var(--arm-2)": "#d55e00",
    "var(--arm-3)": "#009e73",
    "var(--arm-4)": "#b0588a",
    "var(--arm-5)": "#a87000",
    "var(--arm-6)": "#3a8fc2",
}


@dataclass(frozen=True)
class Economics:
    """An evaluation with its draws: every table and every figure, made when first asked for.

    Attributes
    ----------
    evaluation : Evaluation
    draws : Draws or None
        None where no probabilistic analysis was asked for.
    held : str
        Why the model's parameters are held fixed, where they are.
    """

    evaluation: Evaluation
    draws: Draws | None = None
    held: str = ""

    @classmethod
    def of(
        cls,
        evaluation: Evaluation,
        number: int,
        *,
        seed: int,
        model: "ModelDraws | str" = "",
        progress: Progress | None = None,
    ) -> "Economics":
        """Return the evaluation with `number` draws of everything uncertain; 0 for none.

        Parameters
        ----------
        model : ModelDraws or str
            Of the model's parameters; or why they are held fixed.
        """
        known = None if isinstance(model, str) else model
        held = model if isinstance(model, str) else ""
        if not number:
            return cls(evaluation, None, held)
        return cls(
            evaluation, draw(evaluation, number, seed=seed, model=known, progress=progress), held
        )

    @cached_property
    def compared(self) -> Compared:
        """The best arm beside the control."""
        return Compared.of(self.evaluation)

    @cached_property
    def tables(self) -> Mapping[str, "DataFrame"]:
        """Every table by name; the one behind a figure has its name (of `costs`: `arms`)."""
        own, model = self.evaluation, None if self.draws is None else self.draws.model
        moved = swings(own, self.compared, model)
        found = {
            "arms": frames.arm_table(own, self.draws),
            "increments": frames.increment_table(own, self.draws),
            "icers": frames.icer_table(own),
            "parameters": frames.parameter_table(own, self.draws),
            "tornado": frames.swing_table(own, moved, self.compared),
            "turning_prices": frames.price_table(turning_prices(own, self.compared)),
        }
        if self.draws is not None:
            curves = frames.acceptability_table(own, self.draws)
            found |= {
                "plane": frames.plane_table(self.draws),
                "acceptability": curves,
                "perfect_information": curves[["threshold", "evpi"]],
                "information": frames.information_table(own, self.draws),
            }
        return found

    @cached_property
    def figures(self) -> Mapping[str, str]:
        """Every figure by name, as an SVG element for a page with the report's style."""
        own, tables = self.evaluation, self.tables
        found = {
            "costs": figures.cost_figure(own, tables["arms"]),
            "tornado": figures.tornado_figure(own, tables["tornado"]),
        }
        if self.draws is not None:
            found |= {
                "plane": figures.plane_figure(own, tables["plane"]),
                "acceptability": figures.acceptability_figure(own, tables["acceptability"]),
                "perfect_information": figures.information_figure(
                    own, tables["perfect_information"]
                ),
            }
        return found

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know, in plain sentences."""
        said = remarks(self.evaluation)
        if self.draws is None:
            return said
        hidden = (NOT_SEEN,) if self._model_hidden() else ()
        return (*said, what_was_drawn(self.draws, self.held), *hidden)

    def _model_hidden(self) -> bool:
        """Whether the model was drawn, and nothing of it shows in the tornado."""
        if self.draws is None or self.draws.model is None:
            return False
        shown = set(self.tables["tornado"]["parameter"])
        return not shown & {EVERYTHING, *self.draws.model.model.names}

    def write(self, folder: str | Path) -> None:
        """Write tables (CSV, the long ones Parquet), figures (SVG), CHEERS 2022 and settings."""
        home = Path(folder)
        for name, frame in self.tables.items():
            write_atomically(home / f"{name}.csv", partial(frame.to_csv, index=False))
        for name, frame in self._long_tables().items():
            write_atomically(home / f"{name}.parquet", partial(frame.to_parquet, index=False))
        for name, svg in self.figures.items():
            _write_text(home / f"{name}.svg", standalone(svg))
        number = 0 if self.draws is None else len(self.draws.costs)
        drawn = what_was_drawn(self.draws, self.held)
        _write_text(home / "cheers.md", checklist_markdown(self.evaluation, number, drawn))
        _write_text(home / "economics.json", json.dumps(self._settings(number), indent=2))

    def _long_tables(self) -> dict[str, "DataFrame"]:
        own = self.evaluation
        worth = dict(zip(own.combinations, own.utilities.tolist(), strict=True))
        return {
            "costs": frames.counted_costs(own),
            "qalys": frames.counted_qalys(own, worth),
        }

    def _settings(self, number: int) -> dict[str, Any]:
        own = self.evaluation
        return {
            "trial": own.run.file.title,
            "run": {key: own.run.provenance[key] for key in ("version", "seed", "n")},
            "costs": own.prices.name,
            "utilities": own.worth.name,
            "currency": own.prices.currency,
            "price_year": own.prices.price_year,
            "perspective": own.prices.perspective,
            "discount_costs": own.rates.costs,
            "discount_effects": own.rates.effects,
            "until_days": own.until_days,
            "thresholds": list(own.thresholds),
            "draws": number,
            "draws_of_the_model": self._draws_of_the_model(),
            "remarks": list(self.remarks),
        }

    def _draws_of_the_model(self) -> int:
        if self.draws is None or self.draws.model is None:
            return 0
        return len(self.draws.model.model.draws)


def standalone(svg: str) -> str:
    """Return a figure with its own colours, on white, for a file that stands alone."""
    for variable, value in LIGHT.items():
        svg = svg.replace(variable, value)
    width, height = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0]
    svg = svg.replace("<svg ", f'<svg width="{width}pt" height="{height}pt" ', 1)
    white = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return re.sub(r"(<svg\b[^>]*>)", rf"\1{white}", svg, count=1)


def _write_text(path: Path, text: str) -> None:
    def write(target: Path) -> None:
        target.write_text(text, encoding="utf-8")

    write_atomically(path, write)
