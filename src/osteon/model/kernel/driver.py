# This file is the second half of every generated kernel module: the generator puts the functions
# of one model (rates, factorise, solve, hazards, crossings, readings, jump) in front of it.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901
# mypy: ignore-errors
"""Integration of lives by Rodas4 with dense output, hazards, events and jumps.

References: hairer_wanner_1996 (method RODAS, order 4(3), L-stable, dense output of order 3).
"""

GAMMA = 0.25
A21 = 1.544
A31, A32 = 0.9466785280815826, 0.2557011698983284
A41, A42, A43 = 3.314825187068521, 2.896124015972201, 0.9986419139977817
A51, A52, A53, A54 = 1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950
C21 = -5.6688
C31, C32 = -2.430093356833875, -0.2063599157091915
C41, C42, C43 = -0.1073529058151375, -9.594562251023355, -20.47028614809616
C51, C52, C53, C54 = 7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160
C61, C62, C63, C64, C65 = (
    8.083246795921522,
    -7.981132988064893,
    -31.52159432874371,
    16.31930543123136,
    -6.058818238834054,
)
D21, D22, D23, D24, D25 = (
    10.12623508344586,
    -7.487995877610167,
    -34.80091861555747,
    -7.992771707568823,
    1.025137723295662,
)
D31, D32, D33, D34, D35 = (
    -0.6762803392801253,
    6.087714651680015,
    16.43084320892478,
    24.76722511418386,
    -6.594389125716872,
)

GAUSS_FIRST = 0.21132486540518713
GAUSS_GAP = 0.5773502691896257
RESTART_STEP_DAYS = 2.0 / 24.0
LARGEST_STEP_DAYS = 28.0
SMALLEST_STEP_DAYS = 1e-9
MOST_STEPS_PER_CALL = 200_000
SAFETY, SHRINK, GROW = 0.9, 6.0, 0.2
TIME_SLACK_DAYS = 1e-9
ABSOLUTE_SHARE = 1e-2
BISECTIONS = 48
NEVER = 1e300

ALIVE, ENDED, FAILED = 0, 1, 2


@njit(**COMPILE)
def combine(size, k, y, n, s, sn, a1, a2, a3, a4, used, out, outn):
    """Fill ``out, outn`` with the state plus a combination of the first `used` stages."""
    for j in range(size):
        v = y[j] + a1 * s[0, j]
        if used > 1:
            v += a2 * s[1, j]
        if used > 2:
            v += a3 * s[2, j]
        if used > 3:
            v += a4 * s[3, j]
        out[j] = v
    for i in range(k):
        for j in range(LESION_STATES):
            v = n[i, j] + a1 * sn[0, i, j]
            if used > 1:
                v += a2 * sn[1, i, j]
            if used > 2:
                v += a3 * sn[2, i, j]
            if used > 3:
                v += a4 * sn[3, i, j]
            outn[i, j] = v


@njit(**COMPILE)
def stage(k, c1, c2, c3, c4, c5, used, h, s, sn, lu, lun):
    """Turn the rates in stage row `used` into that stage."""
    w1, w2, w3, w4, w5 = c1 / h, c2 / h, c3 / h, c4 / h, c5 / h
    for j in range(BODY_STATES):
        v = s[used, j]
        if used > 0:
            v += w1 * s[0, j]
        if used > 1:
            v += w2 * s[1, j]
        if used > 2:
            v += w3 * s[2, j]
        if used > 3:
            v += w4 * s[3, j]
        if used > 4:
            v += w5 * s[4, j]
        s[used, j] = v
    for i in range(k):
        for j in range(LESION_STATES):
            v = sn[used, i, j]
            if used > 0:
                v += w1 * sn[0, i, j]
            if used > 1:
                v += w2 * sn[1, i, j]
            if used > 2:
                v += w3 * sn[2, i, j]
            if used > 3:
                v += w4 * sn[3, i, j]
            if used > 4:
                v += w5 * sn[4, i, j]
            sn[used, i, j] = v
    solve(lu, lun, k, s[used], sn[used])


@njit(**COMPILE)
def rosenbrock_step(h, rtol, y, n, k, c, d, u, mark, s, sn, y1, n1, lu, lun):
    """Take one step; return the error relative to tolerance and the worst state's index."""
    factorise(y, n, k, c, d, u, mark, 1.0 / (h * GAMMA), lu, lun)
    rates(y, n, k, c, d, u, mark, s[0], sn[0])
    stage(k, 0.0, 0.0, 0.0, 0.0, 0.0, 0, h, s, sn, lu, lun)
    combine(BODY_STATES, k, y, n, s, sn, A21, 0.0, 0.0, 0.0, 1, y1, n1)
    rates(y1, n1, k, c, d, u, mark, s[1], sn[1])
    stage(k, C21, 0.0, 0.0, 0.0, 0.0, 1, h, s, sn, lu, lun)
    combine(BODY_STATES, k, y, n, s, sn, A31, A32, 0.0, 0.0, 2, y1, n1)
    rates(y1, n1, k, c, d, u, mark, s[2], sn[2])
    stage(k, C31, C32, 0.0, 0.0, 0.0, 2, h, s, sn, lu, lun)
    combine(BODY_STATES, k, y, n, s, sn, A41, A42, A43, 0.0, 3, y1, n1)
    rates(y1, n1, k, c, d, u, mark, s[3], sn[3])
    stage(k, C41, C42, C43, 0.0, 0.0, 3, h, s, sn, lu, lun)
    combine(BODY_STATES, k, y, n, s, sn, A51, A52, A53, A54, 4, y1, n1)
    rates(y1, n1, k, c, d, u, mark, s[4], sn[4])
    stage(k, C51, C52, C53, C54, 0.0, 4, h, s, sn, lu, lun)
    for j in range(BODY_STATES):
        y1[j] += s[4, j]
    for i in range(k):
        for j in range(LESION_STATES):
            n1[i, j] += sn[4, i, j]
    rates(y1, n1, k, c, d, u, mark, s[5], sn[5])
    stage(k, C61, C62, C63, C64, C65, 5, h, s, sn, lu, lun)
    return error_norm(rtol, y, n, k, s, sn, y1, n1)


@njit(**COMPILE)
def error_norm(rtol, y, n, k, s, sn, y1, n1):
    """Add the last stage (the error estimate) to the step; return its weighted size."""
    total, worst, worst_state = 0.0, -1.0, 0
    for j in range(BODY_STATES):
        y1[j] += s[5, j]
        size = rtol * (ABSOLUTE_SHARE * BODY_SCALE[j] + max(abs(y[j]), abs(y1[j])))
        part = (s[5, j] / size) ** 2
        total += part
        if not part <= worst:
            worst, worst_state = part, j
    for i in range(k):
        for j in range(LESION_STATES):
            n1[i, j] += sn[5, i, j]
            size = rtol * (ABSOLUTE_SHARE * LESION_SCALE[j] + max(abs(n[i, j]), abs(n1[i, j])))
            part = (sn[5, i, j] / size) ** 2
            total += part
            if not part <= worst:
                worst, worst_state = part, BODY_STATES + j
    return sqrt(total / (BODY_STATES + k * LESION_STATES)), worst_state


@njit(**COMPILE)
def prepare_dense(k, s, sn):
    """Turn the first two stage rows into the two vectors of the dense output."""
    for j in range(BODY_STATES):
        p = D21 * s[0, j] + D22 * s[1, j] + D23 * s[2, j] + D24 * s[3, j] + D25 * s[4, j]
        q = D31 * s[0, j] + D32 * s[1, j] + D33 * s[2, j] + D34 * s[3, j] + D35 * s[4, j]
        s[0, j], s[1, j] = p, q
    for i in range(k):
        for j in range(LESION_STATES):
            a, b, e, f, g = sn[0, i, j], sn[1, i, j], sn[2, i, j], sn[3, i, j], sn[4, i, j]
            sn[0, i, j] = D21 * a + D22 * b + D23 * e + D24 * f + D25 * g
            sn[1, i, j] = D31 * a + D32 * b + D33 * e + D34 * f + D35 * g


@njit(**COMPILE)
def dense(x, k, y, n, y1, n1, s, sn, out, outn):
    """Fill ``out, outn`` with the state at the share `x` of the step."""
    rest = 1.0 - x
    for j in range(BODY_STATES):
        out[j] = y[j] * rest + x * (y1[j] + rest * (s[0, j] + x * s[1, j]))
    for i in range(k):
        for j in range(LESION_STATES):
            outn[i, j] = n[i, j] * rest + x * (n1[i, j] + rest * (sn[0, i, j] + x * sn[1, i, j]))


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


@njit(**COMPILE)
def live(
    day, until, rtol, seed, patient, y, n, k, c, d, u, mark,
    left, left_n, count, count_n, next_step,
    jump_day, jump_code, jump_amount, jump_next,
    record_day, record_next, readout, raw,
    event_day, event_code, event_lesion, interrupts,
    s, sn, y1, n1, ym, nm, lu, lun, h1, h2, hn1, hn2, g0, g1, g2,
):  # fmt: skip
    """Advance one life from `day` to `until` or to an event that ends or interrupts it.

    Returns (day, status, next_jump, next_record, n_events, step, worst_state).
    """
    step, status, worst, restart = next_step, ALIVE, 0, True
    steps, event_count = 0, 0
    while True:
        while record_next < len(record_day) and record_day[record_next] <= day + TIME_SLACK_DAYS:
            if readout.shape[0] > 0:
                readings(y, n, k, c, d, u, mark, readout[record_next])
            if raw.shape[0] > 0:
                raw[record_next, :] = y
            record_next += 1
        while jump_next < len(jump_day) and jump_day[jump_next] <= day + TIME_SLACK_DAYS:
            jump(jump_code[jump_next], -1, jump_amount[jump_next], y, n, k, c, d, u, mark)
            jump_next += 1
            restart = True
        if day >= until - TIME_SLACK_DAYS:
            break
        if restart:
            step, restart = min(step, RESTART_STEP_DAYS), False
            crossings(y, n, k, c, d, u, mark, g0)
        stop = until
        if jump_next < len(jump_day) and jump_day[jump_next] < stop:
            stop = jump_day[jump_next]
        lands = step >= stop - day - TIME_SLACK_DAYS
        h = stop - day if lands else min(step, 0.5 * (stop - day)) if step > 0.8 * (stop - day) else step
        error, worst = rosenbrock_step(h, rtol, y, n, k, c, d, u, mark, s, sn, y1, n1, lu, lun)
        steps += 1
        factor = min(SHRINK, max(GROW, sqrt(sqrt(error)) / SAFETY)) if error == error else SHRINK
        if not error <= 1.0:
            step = h / factor
            if step < SMALLEST_STEP_DAYS or steps > MOST_STEPS_PER_CALL:
                return day, FAILED, jump_next, record_next, event_count, step, worst
            continue
        prepare_dense(k, s, sn)
        proposed = min(LARGEST_STEP_DAYS, h / factor)
        step = max(step, proposed) if lands and h < step else proposed

        first, fired, struck = 2.0, -1, -1
        gated = u[GATE] != 0.0
        if gated:
            dense(GAUSS_FIRST, k, y, n, y1, n1, s, sn, ym, nm)
            hazards(ym, nm, k, c, d, u, mark, h1, hn1)
            dense(GAUSS_FIRST + GAUSS_GAP, k, y, n, y1, n1, s, sn, ym, nm)
            hazards(ym, nm, k, c, d, u, mark, h2, hn2)
            for j in range(BODY_HAZARDS):
                x = when_reached(left[j], h * h1[j], h * h2[j])
                if x < first:
                    first, fired, struck = x, BODY_HAZARD_EVENT[j], -1
            for i in range(k):
                for j in range(LESION_HAZARDS):
                    x = when_reached(left_n[i, j], h * hn1[i, j], h * hn2[i, j])
                    if x < first:
                        first, fired, struck = x, LESION_HAZARD_EVENT[j], i
            crossings(y1, n1, k, c, d, u, mark, g1)
            for j in range(CROSSINGS):
                if g0[j] < 0.0 <= g1[j]:
                    x = locate_crossing(j, k, c, d, u, mark, y, n, y1, n1, s, sn, ym, nm, g2)
                    if x < first:
                        first, fired, struck = x, CROSSING_EVENT[j], -1
                g0[j] = g1[j]
        share = min(first, 1.0)
        end = day + share * h if fired >= 0 else (stop if lands else day + h)
        while record_next < len(record_day) and record_day[record_next] <= end + TIME_SLACK_DAYS:
            x = min(1.0, max(0.0, (record_day[record_next] - day) / h))
            dense(x, k, y, n, y1, n1, s, sn, ym, nm)
            if readout.shape[0] > 0:
                readings(ym, nm, k, c, d, u, mark, readout[record_next])
            if raw.shape[0] > 0:
                raw[record_next, :] = ym
            record_next += 1
        if gated:
            for j in range(BODY_HAZARDS):
                left[j] -= area_until(share, h * h1[j], h * h2[j])
            for i in range(k):
                for j in range(LESION_HAZARDS):
                    left_n[i, j] -= area_until(share, h * hn1[i, j], h * hn2[i, j])
        day = end
        if fired < 0:
            y[:] = y1
            n[:k] = n1[:k]
            continue
        dense(share, k, y, n, y1, n1, s, sn, ym, nm)
        y[:] = ym
        n[:k] = nm[:k]
        event_day[event_count], event_code[event_count] = day, fired
        event_lesion[event_count] = struck
        event_count += 1
        chance = uniform(seed, CHANCE_STREAM[fired], patient, struck + 1, count[fired])
        count[fired] += 1
        clock = EVENT_HAZARD[fired]
        if struck >= 0:
            count_n[struck, clock] += 1
            left_n[struck, clock] = threshold(seed, fired, patient, struck + 1, count_n[struck, clock])
        elif clock >= 0:
            left[clock] = threshold(seed, fired, patient, 0, count[fired])
        jump(fired, struck, chance, y, n, k, c, d, u, mark)
        restart = True
        if EVENT_FINAL[fired]:
            status = ENDED
            break
        if interrupts[fired] or event_count == len(event_day):
            break
    return day, status, jump_next, record_next, event_count, step, worst


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
    first, last, day, until, rtol, seed, patients, y, n, sizes, c, d, u, mark,
    left, left_n, count, count_n, next_step, status, worst,
    jump_start, jump_day, jump_code, jump_amount, jump_next,
    record_day, record_next, readout, raw,
    event_day, event_code, event_lesion, event_count, interrupts,
):  # fmt: skip
    """Advance the lives ``first:last`` that are still going, each to its own `until`."""
    most = n.shape[1]
    s, sn = np.empty((6, BODY_STATES)), np.empty((6, most, LESION_STATES))
    y1, ym = np.empty(BODY_STATES), np.empty(BODY_STATES)
    n1, nm = np.empty((most, LESION_STATES)), np.empty((most, LESION_STATES))
    lu, lun = np.empty(BODY_STORE), np.empty((most, LESION_STORE))
    h1, h2 = np.empty(BODY_HAZARDS), np.empty(BODY_HAZARDS)
    hn1, hn2 = np.empty((most, LESION_HAZARDS)), np.empty((most, LESION_HAZARDS))
    g0, g1, g2 = np.empty(CROSSINGS), np.empty(CROSSINGS), np.empty(CROSSINGS)
    for p in range(first, last):
        event_count[p] = 0
        if status[p] != ALIVE:
            continue
        a, b = jump_start[p], jump_start[p + 1]
        result = live(
            day[p], until[p], rtol, seed, patients[p], y[p], n[p], sizes[p], c[p], d[p], u[p], mark[p],
            left[p], left_n[p], count[p], count_n[p], next_step[p],
            jump_day[a:b], jump_code[a:b], jump_amount[a:b], jump_next[p],
            record_day, record_next[p], readout[p], raw[p],
            event_day[p], event_code[p], event_lesion[p], interrupts,
            s, sn, y1, n1, ym, nm, lu, lun, h1, h2, hn1, hn2, g0, g1, g2,
        )  # fmt: skip
        day[p], status[p], jump_next[p], record_next[p], event_count[p], next_step[p], worst[p] = result


@njit(**COMPILE)
def settle(y, n, k, c, d, u, mark, frozen, tolerance):
    """Bring the body to its own steady state by implicit steps of growing length.

    States marked in `frozen` keep their values. Returns the largest remaining change per day
    relative to each state's scale.
    """
    f, fn = np.empty(BODY_STATES), np.empty((n.shape[0], LESION_STATES))
    lu, lun = np.empty(BODY_STORE), np.empty((n.shape[0], LESION_STORE))
    h, rest = 0.01, 1.0
    for _ in range(400):
        rates(y, n, k, c, d, u, mark, f, fn)
        rest = 0.0
        for j in range(BODY_STATES):
            if frozen[j]:
                f[j] = 0.0
            rest = max(rest, abs(f[j]) / BODY_SCALE[j])
        if rest < tolerance and h > 1e5:
            break
        factorise(y, n, k, c, d, u, mark, 1.0 / h, lu, lun)
        solve(lu, lun, k, f, fn)
        change = 0.0
        for j in range(BODY_STATES):
            change = max(change, abs(f[j]) / (BODY_SCALE[j] + abs(y[j])))
        if not change < 0.5:
            h *= 0.25
            continue
        for j in range(BODY_STATES):
            if not frozen[j]:
                y[j] += f[j]
        h *= 2.0 if change < 0.1 else 1.0
    return rest
