# Part of the text of every generated kernel module; see `generate.module`. Eight lives advance
# side by side, one a lane, each with its own time and step; arrays end in an axis of lanes.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901, E501, E741, RUF005, ARG001
# mypy: ignore-errors
"""One step of Rodas4 in eight lanes. No lane reads another's numbers."""


@njit(**COMPILE)
def lanes_rosenbrock(k, at, s, z):
    """Take one step in every lane and leave each lane's summed squared error.

    `at` holds the addresses of state, constants, inputs, marks, presence, end of step, factors,
    diagonal, step, inverse step, tolerance and error; `s` and `z` those of the stages.
    """
    y, n, c, d, u, mark, present, y1, n1, lu, lun, g, step, per_day, rtol, error = at
    lanes_factorise(k, (y, n, c, d, u, mark, g, lu, lun, s[0], z[0], present))
    lanes_stage_0(k, (lu, lun, per_day, s[0], z[0], present))
    lanes_argument_1(k, (y, n, s[0], z[0], y1, n1, present))
    lanes_rates(k, (y1, n1, c, d, u, mark, s[1], z[1], present))
    lanes_stage_1(k, (lu, lun, per_day, s[0], z[0], s[1], z[1], present))
    lanes_argument_2(k, (y, n, s[0], z[0], s[1], z[1], y1, n1, present))
    lanes_rates(k, (y1, n1, c, d, u, mark, s[2], z[2], present))
    lanes_stage_2(k, (lu, lun, per_day, s[0], z[0], s[1], z[1], s[2], z[2], present))
    lanes_argument_3(k, (y, n, s[0], z[0], s[1], z[1], s[2], z[2], y1, n1, present))
    lanes_rates(k, (y1, n1, c, d, u, mark, s[3], z[3], present))
    lanes_stage_3(k, (lu, lun, per_day, s[0], z[0], s[1], z[1], s[2], z[2], s[3], z[3], present))
    lanes_argument_4(k, (y, n, s[0], z[0], s[1], z[1], s[2], z[2], s[3], z[3], y1, n1, present))
    lanes_rates(k, (y1, n1, c, d, u, mark, s[4], z[4], present))
    stages = (s[0], z[0], s[1], z[1], s[2], z[2], s[3], z[3], s[4], z[4])
    lanes_stage_4(k, (lu, lun, per_day) + stages + (present,))
    lanes_last_argument(k, (y1, n1, s[4], z[4], present))
    lanes_rates(k, (y1, n1, c, d, u, mark, s[5], z[5], present))
    lanes_stage_5(k, (lu, lun, per_day) + stages + (s[5], z[5], present))
    lanes_conclude(k, (y, n, y1, n1) + stages + (s[5], z[5], rtol, error, present))
    lanes_fade(k, (y, c, step, y1, present))


@njit(**COMPILE)
def stage_addresses(stages):
    """Return the address of each of the six stages in an array of them."""
    first, apart = stages.ctypes.data, stages.strides[0]
    return (
        first,
        first + apart,
        first + 2 * apart,
        first + 3 * apart,
        first + 4 * apart,
        first + 5 * apart,
    )


@njit(**COMPILE)
def lane_dense(l, x, h, size, c, y, n, y1, n1, s, sn, start, out, outn):
    """Fill ``out, outn`` with the state of one lane at the share `x` of its step."""
    rest = 1.0 - x
    for j in range(BODY_STATES):
        out[j] = y[j, l] * rest + x * (y1[j, l] + rest * (s[0, j, l] + x * s[1, j, l]))
    for i in range(size):
        for j in range(LESION_STATES):
            curve = sn[0, i, j, l] + x * sn[1, i, j, l]
            outn[i, j] = n[i, j, l] * rest + x * (n1[i, j, l] + rest * curve)
    for j in FADING:
        start[j] = y[j, l]
    fade(start, c, x * h, out)


@njit(**COMPILE)
def lane_follow(l, x, h, size, v, vn, path, pathn, out, outn):
    """Fill ``out, outn`` with the followers of one lane at the share `x` of its step."""
    for j in range(FOLLOWERS):
        a = PATH * j
        out[j] = followed(x, h, v[j, l], path[a, l], path[a + 1, l], path[a + 2, l])
    for i in range(size):
        for j in range(LESION_FOLLOWERS):
            a = PATH * j
            parts = pathn[i, a, l], pathn[i, a + 1, l], pathn[i, a + 2, l]
            outn[i, j] = followed(x, h, vn[i, j, l], parts[0], parts[1], parts[2])


@njit(**COMPILE)
def lane_crossing(
    l, which, h, size, c, d, u, mark, y, n, y1, n1, s, sn, v, vn, path, pathn, start, yo, no, vo, vno, out
):  # fmt: skip
    """Return the share of one lane's step at which crossing `which` rises through zero."""
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        lane_dense(l, middle, h, size, c, y, n, y1, n1, s, sn, start, yo, no)
        lane_follow(l, middle, h, size, v, vn, path, pathn, vo, vno)
        crossings(yo, no, size, c, d, u, mark, vo, vno, out)
        if out[which] < 0.0:
            low = middle
        else:
            high = middle
    return high
