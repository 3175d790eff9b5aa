"""How simulated trials stand to published numbers, targets of calibration apart from the others."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from osteon.library.library import Library
from osteon.trial.calibration.aims import aims_of
from osteon.trial.questions import Question, question_of
from osteon.trial.scoreboard import score

if TYPE_CHECKING:
    import pandas as pd

TARGETS, OTHERS = "targets", "others"


def scores(comparisons: "Mapping[str, pd.DataFrame]", library: Library) -> "pd.DataFrame":
    """Return the scoreboard of each trial, targets of calibration apart from the others.

    Parameters
    ----------
    comparisons : mapping of str to DataFrame
        What `TrialResult.compare` returns, by trial.

    Returns
    -------
    DataFrame
        The columns of `osteon.trial.scoreboard.Score` after ``numbers_are``: ``"targets"`` where a
        stage of the calibration pulls at them, ``"others"`` otherwise.
    """
    import pandas as pd

    pulled = target_questions(library)
    parts: dict[str, dict[str, pd.DataFrame]] = {TARGETS: {}, OTHERS: {}}
    for trial, frame in comparisons.items():
        asked = [question_of(row) for row in library.trials[trial].reported]
        own = pd.Series([question in pulled.get(trial, ()) for question in asked], frame.index)
        for word, rows in ((TARGETS, frame[own]), (OTHERS, frame[~own])):
            if len(rows):
                parts[word][trial] = rows
    boards = {word: score(frames) for word, frames in parts.items() if frames}
    whole = pd.concat(boards, names=["numbers_are"]).reset_index(level="numbers_are")
    return whole.reset_index(drop=True)


def target_questions(library: Library) -> dict[str, set[Question]]:
    """Return the reported numbers of each trial that some stage of the calibration pulls at."""
    processes = {name for stage in library.stages.values() for name in stage.processes}
    found: dict[str, set[Question]] = {}
    for aim in aims_of(library, sorted(processes)):
        if aim.weight > 0 and not aim.figure:
            found.setdefault(aim.place, set()).add(question_of(aim.row))
    return found
