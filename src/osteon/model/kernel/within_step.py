# Part of the text of every generated kernel module; see `generate.module`. The functions of one
# model (rates, factorise, solve, hazards, crossings, readings, lags, jump) come before it.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901
# mypy: ignore-errors
"""Where in a step an event falls: areas under hazards, crossings, and what follows with a lag."""

GAUSS_FIRST = 0.21132486540518713
GAUSS_GAP = 0.5773502691896257
BISECTIONS = 48


@njit(**COMPILE)
def when_reached(needed, first, second):
    """Return the share of a step at which the area under a linear hazard reaches `needed`.

    `first` and `second` are the hazard at the two Gauss points, times the step; 2 means never.
    """
    if not 0.5 * (first + second) >= needed:
        return 2.0
    slope = (second - first) / GAUSS_GAP
    at_start = first - slope * GAUSS_FIRST
    inside = at_start * at_start + 2.0 * slope * needed
    root = at_start + sqrt(max(inside, 0.0))
    return min(1.0, max(0.0, 2.0 * needed / root)) if root > 0.0 else 1.0


@njit(**COMPILE)
def area_until(x, first, second):
    """Return the area under the linear hazard over the share `x` of the step."""
    slope = (second - first) / GAUSS_GAP
    return x * (first - slope * GAUSS_FIRST) + 0.5 * slope * x * x


@njit(**COMPILE)
def follow(x, h, first, second, lag, v, out):
    """Fill ``out`` with the followers at the share `x` of a step, their targets linear in time.

    `first` and `second` are the targets at the two Gauss points.
    """
    for j in range(FOLLOWERS):
        slope = (second[j] - first[j]) / (GAUSS_GAP * h)
        begun = first[j] - slope * GAUSS_FIRST * h - slope * lag[j]
        out[j] = begun + slope * x * h + (v[j] - begun) * exp(-x * h / lag[j])


@njit(**COMPILE)
def locate_crossing(which, k, c, d, u, mark, y, n, y1, n1, s, sn, ym, nm, g):
    """Return the share of the step at which crossing `which` rises through zero."""
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        dense(middle, k, y, n, y1, n1, s, sn, ym, nm)
        crossings(ym, nm, k, c, d, u, mark, g)
        if g[which] < 0.0:
            low = middle
        else:
            high = middle
    return high


@njit(**COMPILE)
def threshold(seed, event, patient, lesion, occurrence):
    """Return the area under its hazard at which an event comes: exponential with mean 1."""
    return -log(uniform(seed, EVENT_STREAM[event], patient, lesion, occurrence))
