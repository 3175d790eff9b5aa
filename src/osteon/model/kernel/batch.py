# Part of the text of every generated kernel module; see `generate.module`. The functions of one
# model (rates, factorise, solve, within, crossings, readings, jump) come before it.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901
# mypy: ignore-errors
"""Many lives: beginning, settling, advancing and reading them row by row."""


@njit(**COMPILE)
def draw_thresholds(seed, patients, sizes, left, left_n):
    """Fill the areas left before each first event of every life."""
    for p in range(len(patients)):
        for j in range(BODY_HAZARDS):
            left[p, j] = threshold(seed, BODY_HAZARD_EVENT[j], patients[p], 0, 0)
        for i in range(sizes[p]):
            for j in range(LESION_HAZARDS):
                left_n[p, i, j] = threshold(seed, LESION_HAZARD_EVENT[j], patients[p], i + 1, 0)


@njit(**COMPILE)
def advance(
    first, last, day, until, rtol, seed, patients, y, n, v, vn, sizes, c, d, u, mark,
    left, left_n, count, count_n, next_step, status, worst, steps,
    jump_start, jump_day, jump_code, jump_amount, jump_lesion, jump_next,
    record_day, record_next, readout, raw,
    event_day, event_code, event_lesion, event_count, interrupts, queue,
):  # fmt: skip
    """Advance the lives ``queue[first:last]`` that are still going, each to its own `until`."""
    most = n.shape[1]
    s, sn = np.empty((6, BODY_STATES)), np.empty((6, most, LESION_STATES))
    y1, ym = np.empty(BODY_STATES), np.empty(BODY_STATES)
    n1, nm = np.empty((most, LESION_STATES)), np.empty((most, LESION_STATES))
    lu, lun = np.empty(BODY_STORE), np.empty((most, LESION_STORE))
    h1, hn1 = np.empty(2 * BODY_HAZARDS), np.empty((most, 2 * LESION_HAZARDS))
    hazard, hazard_n = h1.reshape((-1, 1)), hn1.reshape((most, -1, 1))
    v1, vm, path = np.empty(FOLLOWERS), np.empty(FOLLOWERS), np.empty(PATH * FOLLOWERS)
    vn1, vnm = np.empty((most, LESION_FOLLOWERS)), np.empty((most, LESION_FOLLOWERS))
    pathn, slip, keep = (
        np.empty((most, PATH * LESION_FOLLOWERS)),
        np.empty(1),
        np.empty((most, KEPT)),
    )
    g0, g1, g2 = np.empty(CROSSINGS), np.empty(CROSSINGS), np.empty(CROSSINGS)
    for p in queue[first:last]:
        event_count[p] = 0
        if status[p] != ALIVE:
            continue
        a, b = jump_start[p], jump_start[p + 1]
        result = live(
            day[p], until[p], rtol, seed, patients[p],
            y[p], n[p], v[p], vn[p], sizes[p], c[p], d[p], u[p], mark[p],
            left[p].reshape((-1, 1)), left_n[p].reshape((most, -1, 1)), count[p], count_n[p],
            next_step[p],
            jump_day[a:b], jump_code[a:b], jump_amount[a:b], jump_lesion[a:b],
            jump_next[p],
            record_day, record_next[p], readout[p], raw[p],
            event_day[p], event_code[p], event_lesion[p], interrupts,
            s, sn, y1, n1, ym, nm, lu, lun,
            h1, hn1, hazard, hazard_n, v1, vn1, path, pathn, slip, keep, vm, vnm, g0, g1, g2,
        )  # fmt: skip
        day[p], status[p], jump_next[p], record_next[p], event_count[p], worst[p] = result[:6]
        steps[p] += result[6]


@njit(**COMPILE)
def settle(y, c, u, mark, frozen, tolerance):
    """Bring a body without lesions to its own steady state by implicit steps of growing length.

    States marked in `frozen` keep their values. Returns the largest remaining change per day
    relative to each state's scale.
    """
    none, no_constants = np.empty((0, LESION_STATES)), np.empty((0, LESION_SLOTS))
    f, fn, before = np.empty(BODY_STATES), np.empty((0, LESION_STATES)), y.copy()
    lu, lun = np.empty(BODY_STORE), np.empty((0, LESION_STORE))
    h, rest = 0.01, np.inf
    for _ in range(400):
        factorise(y, none, 0, c, no_constants, u, mark, 1.0 / h, lu, lun, f, fn)
        rest = 0.0
        for j in range(BODY_STATES):
            f[j] = 0.0 if frozen[j] else f[j]
            rest = max(rest, abs(f[j]) / BODY_SCALE[j]) if f[j] == f[j] else np.inf
        if rest == np.inf:
            y[:] = before
            h *= 0.1
            continue
        if rest < tolerance and h > 1e5:
            break
        solve(lu, lun, 0, f, fn)
        change = 0.0
        for j in range(BODY_STATES):
            change = max(change, abs(f[j]) / (BODY_SCALE[j] + abs(y[j])))
        # Amounts below zero have steady states of their own, which no body has.
        below = False
        for j in range(BODY_STATES):
            below |= not frozen[j] and y[j] + f[j] < -1e-9 * BODY_SCALE[j]
        if below or not change < 0.5:
            h *= 0.25
            continue
        before[:] = y
        for j in range(BODY_STATES):
            y[j] += 0.0 if frozen[j] else f[j]
        h *= 2.0 if change < 0.1 else 1.0
    return rest


@njit(**COMPILE)
def begin_all(parameters, lesion_parameters, sizes, c, d, y, n, v, vn):
    """Fill the kept constants and the starting state of every life."""
    for p in range(len(parameters)):
        prepare(parameters[p], c[p])
        start(parameters[p], y[p], v[p])
        for i in range(sizes[p]):
            prepare_lesion(parameters[p], lesion_parameters[p, i], d[p, i])
            start_lesion(parameters[p], lesion_parameters[p, i], n[p, i], vn[p, i])


@njit(**COMPILE)
def settle_all(y, c, u, mark, frozen, tolerance):
    """Settle every body; return the rest of each."""
    rest = np.empty(len(y))
    for p in range(len(y)):
        rest[p] = settle(y[p], c[p], u[p], mark[p], frozen, tolerance)
    return rest


@njit(**COMPILE)
def read_all(rows, y, n, v, vn, sizes, c, d, u, mark, out):
    """Fill the readings of some lives."""
    for i in range(len(rows)):
        p = rows[i]
        readings(y[p], n[p], sizes[p], c[p], d[p], u[p], mark[p], v[p], vn[p], out[i])


@njit(**COMPILE)
def read_lesions_all(rows, y, n, v, vn, sizes, c, d, u, mark, out):
    """Fill the readings of every lesion of some lives."""
    for i in range(len(rows)):
        p = rows[i]
        lesion_readings(y[p], n[p], sizes[p], c[p], d[p], u[p], mark[p], v[p], vn[p], out[i])


@njit(**COMPILE)
def catch_up(y, n, v, vn, sizes, c, d, u, mark):
    """Put every follower that has a target on it."""
    for p in range(len(y)):
        put_on_target(y[p], n[p], sizes[p], c[p], d[p], u[p], mark[p], v[p], vn[p])
