# Part of the text of every generated kernel module; see `generate.module`. The functions of one
# model (rates, factorise, solve, within, crossings, readings, jump) come before it.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901, E741
# mypy: ignore-errors
"""The rules of a life, the same for one life alone and for lives side by side."""

# The first step after a jump: learnt from those before it, within these bounds.
SHORTEST_RESTART_DAYS, LONGEST_RESTART_DAYS = 1.0 / 24.0, 2.0
LARGEST_STEP_DAYS = 28.0
SMALLEST_STEP_DAYS = 1e-9
MOST_STEPS_PER_CALL = 200_000
SAFETY, SHRINK, GROW = 0.9, 6.0, 0.2
TIME_SLACK_DAYS = 1e-9
ALIVE, ENDED, FAILED = 0, 1, 2
# Followers act on no state, so they may be this much less exact before they shorten a step.
SLIP_ALLOWED = 10.0


@njit(**COMPILE)
def step_to_take(step, room):
    """Return the next step and whether it lands on the next stop, `room` days from here."""
    if step >= room - TIME_SLACK_DAYS:
        return room, True
    return min(step, 0.5 * room) if step > 0.8 * room else step, False


@njit(**COMPILE)
def with_slip(squares, size, slip, rtol):
    """Return the error of a step over what is allowed: of its `size` states, and the followers'."""
    return sqrt(squares / size + slip / (SLIP_ALLOWED * rtol) ** 2)


@njit(**COMPILE)
def wanted_after(h, error):
    """Return the length of the step that would be just good enough, with some safety."""
    divisor = min(SHRINK, max(GROW, sqrt(sqrt(error)) / SAFETY))
    return h / (divisor if error == error else SHRINK)


@njit(**COMPILE)
def step_after(step, h, wanted, lands):
    """Return the next step after one of `h` that was good enough.

    A step cut short by a stop says little about how long the next may be.
    """
    proposed = min(LARGEST_STEP_DAYS, wanted)
    return max(step, proposed) if lands and h < step else proposed


@njit(**COMPILE)
def restart_after(step, h, wanted, lands):
    """Return the first step after the next jump, from what the first after this one has shown."""
    next_step = step_after(step, h, wanted, lands)
    return min(LONGEST_RESTART_DAYS, max(SHORTEST_RESTART_DAYS, next_step))


@njit(**COMPILE)
def first_reached(l, h, k, left, left_n, hazard, hazard_n):
    """Return (share of the step, event, lesion) of the first event by a hazard; 2 means none.

    `hazard` and `hazard_n` are per day, at the first and then at the second Gauss point; `l` is
    the lane of all arrays.
    """
    share, fired, struck = 2.0, -1, -1
    for j in range(BODY_HAZARDS):
        x = when_reached(left[j, l], h * hazard[j, l], h * hazard[BODY_HAZARDS + j, l])
        if x < share:
            share, fired, struck = x, BODY_HAZARD_EVENT[j], -1
    for i in range(k):
        for j in range(LESION_HAZARDS):
            a, b = h * hazard_n[i, j, l], h * hazard_n[i, LESION_HAZARDS + j, l]
            x = when_reached(left_n[i, j, l], a, b)
            if x < share:
                share, fired, struck = x, LESION_HAZARD_EVENT[j], i
    return share, fired, struck


@njit(**COMPILE)
def use_up(l, share, h, k, left, left_n, hazard, hazard_n):
    """Take the areas under the hazards over the share of a step from what is left of each."""
    for j in range(BODY_HAZARDS):
        left[j, l] -= area_until(share, h * hazard[j, l], h * hazard[BODY_HAZARDS + j, l])
    for i in range(k):
        for j in range(LESION_HAZARDS):
            a, b = h * hazard_n[i, j, l], h * hazard_n[i, LESION_HAZARDS + j, l]
            left_n[i, j, l] -= area_until(share, a, b)


@njit(**COMPILE)
def count_event(l, fired, struck, seed, patient, left, left_n, count, count_n):
    """Count an event and draw the threshold of the next of its kind; return this one's chance."""
    chance = uniform(seed, CHANCE_STREAM[fired], patient, struck + 1, count[fired])
    count[fired] += 1
    clock = EVENT_HAZARD[fired]
    if struck >= 0:
        count_n[struck, clock] += 1
        left_n[struck, clock, l] = threshold(
            seed, fired, patient, struck + 1, count_n[struck, clock]
        )
    elif clock >= 0:
        left[clock, l] = threshold(seed, fired, patient, 0, count[fired])
    return chance
