# Part of the text of every generated kernel module; see `generate.module`. The functions of one
# model (rates, factorise, solve, within, crossings, readings, jump) come before it.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901
# mypy: ignore-errors
"""Where in a step an event falls: areas under hazards, crossings, and what follows with a lag."""

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
def followed(x, h, v, loss, first, second):
    """Return a follower at the share `x` of a step that began at `v`.

    `loss` is its mean loss and `first` and `second` its pull at the two Gauss points; see
    `generate.followers`, whose values at the end of a step these are at ``x = 1``.
    """
    u = loss * h * x
    slope = (second - first) / GAUSS_GAP
    begun = first - slope * GAUSS_FIRST
    if u < SMALLEST_EXPONENT:
        constant = 1.0 - u / 2.0 * (1.0 - u / 3.0 * (1.0 - u / 4.0 * (1.0 - u / 5.0)))
        rising = 0.5 - u / 6.0 * (1.0 - u / 4.0 * (1.0 - u / 5.0 * (1.0 - u / 6.0)))
    else:
        constant = (1.0 - exp(-u)) / u
        rising = (1.0 - constant) / u
    return exp(-u) * v + h * x * (constant * begun + x * rising * slope)


@njit(**COMPILE)
def follow(x, h, k, v, vn, path, pathn, out, outn):
    """Fill ``out, outn`` with the followers at the share `x` of a step."""
    for j in range(FOLLOWERS):
        out[j] = followed(x, h, v[j], path[PATH * j], path[PATH * j + 1], path[PATH * j + 2])
    for i in range(k):
        for j in range(LESION_FOLLOWERS):
            a = PATH * j
            outn[i, j] = followed(x, h, vn[i, j], pathn[i, a], pathn[i, a + 1], pathn[i, a + 2])


@njit(**COMPILE)
def locate_crossing(
    which, h, k, c, d, u, mark, y, n, y1, n1, s, sn, v, vn, path, pathn, ym, nm, vm, vnm, g
):
    """Return the share of the step at which crossing `which` rises through zero."""
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        dense(middle, h, k, c, y, n, y1, n1, s, sn, ym, nm)
        follow(middle, h, k, v, vn, path, pathn, vm, vnm)
        crossings(ym, nm, k, c, d, u, mark, vm, vnm, g)
        if g[which] < 0.0:
            low = middle
        else:
            high = middle
    return high


@njit(**COMPILE)
def threshold(seed, event, patient, lesion, occurrence):
    """Return the area under its hazard at which an event comes: exponential with mean 1."""
    return -log(uniform(seed, EVENT_STREAM[event], patient, lesion, occurrence))
