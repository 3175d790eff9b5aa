"""Many replicates of one trial, drawn with replacement from a pool of paired lives.

A replicate draws its patients, their days of entry and their arms by stateless luck: patient `i` of
replicate `r` is the same whatever the size of the trial, the looks or the bounds. So power at two
sizes is compared on common random numbers.

Under the null hypothesis patients of both arms live their life under the old treatment. Where the
null is a ratio other than 1, additional events at (ratio - 1) times the pool's hazard are laid over
the lives of the arm that has more, which makes the hazards proportional by exactly that ratio.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from osteon.analysis.design.lives import Lives
from osteon.analysis.design.score_tests import log_rank_score, rate_score
from osteon.base.luck import stream, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FIRST_EVENTS, ALL_EVENTS = 0, 1
WHO, WHEN, WHERE, MORE = 0, 1, 2, 3  # purposes of a patient's luck
STREAM = stream("design of trials")


class Plan(NamedTuple):
    """How a replicate is recruited, cut off and tested.

    Attributes
    ----------
    per_day : float
        Patients recruited a day.
    block : tuple of int
        Patients of the old and of the new arm in each block of a stratum.
    until : float
        Latest day of analysis, from the first patient's entry [days].
    targets : array of int, shape (n_looks,)
        Events at which each look takes place; 0 for the day `until`.
    kind : int
        FIRST_EVENTS or ALL_EVENTS.
    ratio : float
        Hazard or rate ratio of the null hypothesis.
    """

    per_day: float
    block: tuple[int, int]
    until: float
    targets: Ints
    kind: int
    ratio: float


class Null(NamedTuple):
    """Whose life the patients of each arm live, and additional events.

    Attributes
    ----------
    life : tuple of int
        Which life of the pool the old and the new arm live.
    extra : tuple of float
        Additional hazard of each arm, as a multiple of the pool's.
    day, hazard : array of float, shape (n_steps,)
        The pool's cumulative hazard.
    """

    life: tuple[int, int]
    extra: tuple[float, float]
    day: Floats
    hazard: Floats


class Outcomes(NamedTuple):
    """What replicates came to at each look.

    Attributes
    ----------
    z : array of float, shape (n_replicates, n_looks)
        Score statistic, positive where the new arm has fewer events.
    events, patients : array of int, shape (n_replicates, n_looks, 2)
        Of the old and of the new arm by the look.
    day : array of float, shape (n_replicates, n_looks)
        When the look took place, from the first patient's entry [days].
    """

    z: Floats
    events: Ints
    patients: Ints
    day: Floats


class _Enrolled(NamedTuple):
    entry: Floats
    treated: Bools
    stratum: Ints
    last_day: Floats
    who: Ints
    day: Floats


def replicate(
    lives: Lives, plan: Plan, n: int, *, replicates: int, seed: int, null: bool = False
) -> Outcomes:
    """Return what replicates of a trial of `n` patients come to.

    Parameters
    ----------
    null : bool
        Whether the null hypothesis is true.
    """
    looks = plan.targets.size
    found = Outcomes(
        np.zeros((replicates, looks)),
        np.zeros((replicates, looks, 2), np.int64),
        np.zeros((replicates, looks, 2), np.int64),
        np.zeros((replicates, looks)),
    )
    day, hazard = lives.hazard(0)
    more = (max(1.0 / plan.ratio - 1.0, 0.0), max(plan.ratio - 1.0, 0.0)) if null else (0.0, 0.0)
    truth = Null((0, 0 if null else 1), more, day, hazard)
    _replicate(lives, plan, truth, (n, seed), found)
    return found


@njit(cache=True)
def _replicate(
    lives: Lives, plan: Plan, truth: Null, size: tuple[int, int], found: Outcomes
) -> None:
    for number in range(found.z.shape[0]):
        trial = _enrol(lives, plan, truth, size, number)
        calendar = np.sort(trial.entry[trial.who] + trial.day)
        for look in range(plan.targets.size):
            cut = plan.until
            target = plan.targets[look]
            if 0 < target <= calendar.size:
                cut = min(cut, calendar[target - 1])
            found.day[number, look] = cut
            found.z[number, look] = _look(
                trial, plan, cut, (found.events[number, look], found.patients[number, look])
            )


@njit(cache=True)
def _enrol(lives: Lives, plan: Plan, truth: Null, size: tuple[int, int], number: int) -> _Enrolled:
    n, seed = size
    entry, last_day = np.empty(n), np.empty(n)
    treated, stratum = np.empty(n, np.bool_), np.empty(n, np.int64)
    who, day = [0 for _ in range(0)], [0.0 for _ in range(0)]
    left = np.zeros((lives.stratum.max() + 1, 2), np.int64)
    for i in range(n):
        patient = int(uniform(seed, STREAM, number, i, WHO) * lives.stratum.size)
        entry[i] = (i + uniform(seed, STREAM, number, i, WHEN)) / plan.per_day
        stratum[i] = lives.stratum[patient]
        treated[i] = _allocate(left[stratum[i]], plan, uniform(seed, STREAM, number, i, WHERE))
        arm = 1 if treated[i] else 0
        life = truth.life[arm]
        last_day[i] = lives.last_day[life, patient]
        for row in range(lives.first[life, patient], lives.first[life, patient + 1]):
            who.append(i)
            day.append(lives.event_day[row])
        if truth.extra[arm] > 0.0:
            last_day[i] = _add_events(
                (i, last_day[i], truth.extra[arm]), plan, truth, (seed, number), (who, day)
            )
    return _Enrolled(entry, treated, stratum, last_day, np.array(who), np.array(day))


@njit(cache=True)
def _allocate(left: Ints, plan: Plan, luck: float) -> bool:
    """Take the next place of the stratum's block, opening a new one where it is full."""
    if left[0] + left[1] == 0:
        left[0], left[1] = plan.block
    treated = bool(luck * (left[0] + left[1]) < left[1])
    left[1 if treated else 0] -= 1
    return treated


@njit(cache=True)
def _add_events(
    patient: tuple[int, float, float],
    plan: Plan,
    truth: Null,
    luck: tuple[int, int],
    events: tuple[list[int], list[float]],
) -> float:
    """Lay events of the additional hazard over a life; return its last day."""
    (i, last, extra), (who, day) = patient, events
    reached, turn = 0.0, 0
    while True:
        reached -= np.log(uniform(luck[0], STREAM, luck[1], i, MORE + turn)) / extra
        place = np.searchsorted(truth.hazard, reached)
        if place >= truth.day.size or truth.day[place] > last:
            return last
        turn += 1
        if plan.kind == FIRST_EVENTS:
            if len(who) > 0 and who[-1] == i:
                day[-1] = truth.day[place]
            else:
                who.append(i)
                day.append(truth.day[place])
            return float(truth.day[place])
        who.append(i)
        day.append(truth.day[place])


@njit(cache=True)
def _look(trial: _Enrolled, plan: Plan, cut: float, counts: tuple[Ints, Ints]) -> float:
    """Test at a day; note events and patients by arm."""
    followed = np.minimum(trial.last_day, cut - trial.entry)
    here = np.flatnonzero(trial.entry <= cut)
    if here.size == 0:
        return 0.0
    seen = trial.entry[trial.who] + trial.day <= cut
    for event in np.flatnonzero(seen):
        # The event that brings on a look is seen, however the difference of days is rounded.
        followed[trial.who[event]] = max(followed[trial.who[event]], trial.day[event])
    for row in here:
        counts[1][1 if trial.treated[row] else 0] += 1
    for row in trial.who[seen]:
        counts[0][1 if trial.treated[row] else 0] += 1
    treated, stratum = trial.treated[here], trial.stratum[here]
    place = np.full(followed.size, -1)
    place[here] = np.arange(here.size)
    who, day = place[trial.who[seen]], trial.day[seen]
    if plan.kind == FIRST_EVENTS:
        observed = np.zeros(here.size, np.bool_)
        observed[who] = True
        excess, variance = log_rank_score(followed[here], observed, treated, stratum, plan.ratio)
    else:
        excess, variance = rate_score(followed[here], treated, stratum, (who, day), plan.ratio)
    return -excess / np.sqrt(variance) if variance > 0.0 else 0.0
