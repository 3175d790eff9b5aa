"""An evaluation with everything uncertain, as it is asked for of a finished run."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from osteon.base.progress import Progress
from osteon.trial.economics.evaluate import Options, evaluate
from osteon.trial.economics.model_draws import draws_or_why_none
from osteon.trial.economics.write import Economics

if TYPE_CHECKING:
    from osteon.trial.economics.finished import Finished


def economics_of(
    run: "Finished",
    options: Options | None,
    draws: int,
    uncertainty: int | None = None,
    *,
    kept: Sequence[str] = (),
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Economics:
    """Return costs, quality-adjusted life-years and what is uncertain of them.

    Parameters
    ----------
    draws : int
        Of everything uncertain; 0 for none.
    uncertainty : int
        Draws of the model's parameters, 0 for none; None: the usual number where the library has
        their posterior.
    kept : sequence of str
        Paths of numbers that are not drawn.
    progress : Progress
        Told of each draw of the model, then of all draws.

    Raises
    ------
    InputError
        There is one arm only, something used has no price, an option is impossible, or parameters
        are to be drawn and cannot be.
    """
    evaluation, seed = evaluate(run, options), int(run.provenance["seed"])
    asked = uncertainty if draws else 0
    model = draws_or_why_none(evaluation, asked, seed=seed, kept=kept, jobs=jobs, progress=progress)
    return Economics.of(evaluation, draws, seed=seed, model=model, progress=progress)
