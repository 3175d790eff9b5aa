"""The whole calibration: the stages one after the other, then a check on other patients."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from osteon.library.library import Library
from osteon.trial.calibration.aims import Aim, aims_of
from osteon.trial.calibration.fit import Say
from osteon.trial.calibration.moments import Moment, Numbers, Simulator
from osteon.trial.calibration.problem import standard_error
from osteon.trial.calibration.stages import (
    Settings,
    StageFit,
    chosen_stages,
    fit_stage,
)
from osteon.trial.calibration.store import Store

OTHER_PATIENTS = 1000  # seeds away: none of them took part in the fit


@dataclass(frozen=True, slots=True)
class Residual:
    """One target: reported, simulated before and after the fit, in the check at the end.

    Attributes
    ----------
    z_before, z_after : float
        Simulated less reported in standard errors of both, on the scale of comparison.
    """

    aim: Aim
    before: Moment
    after: Moment
    z_before: float
    z_after: float


@dataclass(frozen=True)
class Calibration:
    """What a calibration came to.

    Attributes
    ----------
    library : Library
        What it started from.
    stages : tuple of StageFit
    residuals : tuple of Residual
    """

    library: Library
    settings: Settings
    stages: tuple[StageFit, ...]
    residuals: tuple[Residual, ...]

    @property
    def numbers(self) -> dict[str, float]:
        """All fitted numbers by path."""
        return {path: value for own in self.stages for path, value in own.fit.numbers.items()}


def calibrate(
    library: Library,
    settings: Settings,
    *,
    stages: Sequence[str] = (),
    jobs: int | None = None,
    store: Store | None = None,
    say: Say = lambda _: None,
) -> Calibration:
    """Fit the numbers that stages free to the targets of the evidence.

    Parameters
    ----------
    stages : sequence of str
        Names, whose targets alone are then checked; all of them by default.
    store : Store
        Finished evaluations of an interrupted fit.
    say : function
        Is told of every step.

    Raises
    ------
    InputError
        A stage or a target is wrong; every fault is listed.
    NotConvergedError, NotRecoveredError
        A stage has no result.
    """
    simulator = Simulator(library, settings.n, settings.seed, jobs, store or Store())
    fixed: dict[str, float] = {}
    done = []
    for stage in chosen_stages(library, stages):
        if stage.figures and not settings.claims:
            continue
        say(stage.title)
        done.append(fit_stage(stage, simulator, settings, fixed, say))
        fixed |= done[-1].fit.numbers
    say("Checking targets on other patients")
    others = replace(simulator, n=settings.check_n, seed=settings.seed + OTHER_PATIENTS)
    own = sorted({name for one in done for name in one.stage.processes})
    aims = aims_of(library, own if stages else None)
    if not settings.claims:
        aims = tuple(aim for aim in aims if not aim.figure)
    return Calibration(library, settings, tuple(done), check(others, aims, fixed))


def check(simulator: Simulator, aims: Sequence[Aim], numbers: Numbers) -> tuple[Residual, ...]:
    """Return each aim beside what is simulated without and with `numbers`."""
    before, after = simulator.moments(aims, {}), simulator.moments(aims, numbers)
    return tuple(
        Residual(aim, one, other, _z(aim, one), _z(aim, other))
        for aim, one, other in zip(aims, before, after, strict=True)
    )


def _z(aim: Aim, moment: Moment) -> float:
    reported, se = aim.reported()
    error = standard_error(aim, moment, se)
    return (moment.value - reported) / error if error > 0 else float("nan")
