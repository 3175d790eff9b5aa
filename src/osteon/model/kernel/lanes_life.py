# Part of the text of every generated kernel module; see `generate.module`.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901, E501, E741, RUF005, ARG001
# mypy: ignore-errors
"""Eight lives at a time from stop to stop; a lane whose life is done takes the next one.

Each lane follows exactly the rules of `live`: only the arithmetic of a step is shared.
"""

IDLE_STEP_DAYS = 1e-3


@njit(**COMPILE)
def advance_lanes(
    first, last, day, until, rtol, seed, patients, y, n, v, sizes, c, d, u, mark,
    left, left_n, count, count_n, next_step, status, worst, steps,
    jump_start, jump_day, jump_code, jump_amount, jump_next,
    record_day, record_next, readout, raw,
    event_day, event_code, event_lesion, event_count, interrupts, queue,
):  # fmt: skip
    """Advance the lives ``queue[first:last]`` that are still going, each to its own `until`."""
    most = n.shape[1]
    ly, y1, ym = (
        np.ones((BODY_STATES, LANES)),
        np.ones((BODY_STATES, LANES)),
        np.ones((BODY_STATES, LANES)),
    )
    shape = (most, LESION_STATES, LANES)
    ln, n1, nm = np.ones(shape), np.ones(shape), np.ones(shape)
    lc, ld = np.ones((PATIENT_SLOTS, LANES)), np.ones((most, LESION_SLOTS, LANES))
    lum, lmark = np.zeros((u.shape[1], LANES)), np.zeros((most, mark.shape[2], LANES))
    present = np.zeros((most, LANES))
    s, sn = np.zeros((6, BODY_STATES, LANES)), np.zeros((6, most, LESION_STATES, LANES))
    lu, lun = np.empty((BODY_STORE, LANES)), np.empty((most, LESION_STORE, LANES))
    h1, h2 = np.empty((BODY_HAZARDS, LANES)), np.empty((BODY_HAZARDS, LANES))
    hn1, hn2 = np.empty((most, LESION_HAZARDS, LANES)), np.empty((most, LESION_HAZARDS, LANES))
    w1, w2 = np.empty((FOLLOWERS, LANES)), np.empty((FOLLOWERS, LANES))
    g1, g0, g2 = np.empty((CROSSINGS, LANES)), np.empty((LANES, CROSSINGS)), np.empty(CROSSINGS)
    t1, t2, vm = np.empty(FOLLOWERS), np.empty(FOLLOWERS), np.empty(FOLLOWERS)
    lag = np.empty((LANES, FOLLOWERS))
    yo, no = np.empty(BODY_STATES), np.empty((most, LESION_STATES))
    h, error, g, per_day = (
        np.full(LANES, IDLE_STEP_DAYS),
        np.empty(LANES),
        np.empty(LANES),
        np.empty(LANES),
    )
    who, restart = np.full(LANES, -1), np.ones(LANES, np.bool_)
    lands, accepted, tried = np.zeros(LANES, np.bool_), np.zeros(LANES), np.zeros(LANES, np.int64)
    rtols = np.full(LANES, rtol)
    stop, lane_sizes = np.zeros(LANES), np.zeros(LANES, np.int64)
    y_at, n_at, c_at, d_at = ly.ctypes.data, ln.ctypes.data, lc.ctypes.data, ld.ctypes.data
    u_at, mark_at, present_at = lum.ctypes.data, lmark.ctypes.data, present.ctypes.data
    y1_at, n1_at, ym_at, nm_at = y1.ctypes.data, n1.ctypes.data, ym.ctypes.data, nm.ctypes.data
    s_at, z_at = stage_addresses(s), stage_addresses(sn)
    given = (c_at, d_at, u_at, mark_at)
    at = (y_at, n_at) + given + (
        present_at, y1_at, n1_at, lu.ctypes.data, lun.ctypes.data, g.ctypes.data, per_day.ctypes.data,
        rtols.ctypes.data, error.ctypes.data,
    )  # fmt: skip
    dense_at = (
        y_at,
        n_at,
        y1_at,
        n1_at,
        s_at[0],
        z_at[0],
        s_at[1],
        z_at[1],
        ym_at,
        nm_at,
        present_at,
    )
    first_at = (
        (ym_at, nm_at) + given + (h1.ctypes.data, hn1.ctypes.data, w1.ctypes.data, present_at)
    )
    second_at = (
        (ym_at, nm_at) + given + (h2.ctypes.data, hn2.ctypes.data, w2.ctypes.data, present_at)
    )
    crossing_at = (y1_at, n1_at) + given + (g1.ctypes.data, present_at)
    keep_at = (y_at, n_at, y1_at, n1_at, accepted.ctypes.data, present_at)
    waiting, k = first, 0
    while True:
        busy = False
        for l in range(LANES):
            ready = False
            while not ready:
                p = who[l]
                if p < 0:
                    while waiting < last and status[queue[waiting]] != ALIVE:
                        event_count[queue[waiting]] = 0
                        waiting += 1
                    if waiting == last:
                        break
                    p = queue[waiting]
                    waiting += 1
                    who[l], restart[l], tried[l], event_count[p] = p, True, 0, 0
                    lane_sizes[l] = sizes[p]
                    fill_lane(
                        l, p, most, y, n, c, d, u, mark, sizes, ly, ln, lc, ld, lum, lmark, present
                    )
                    lags(c[p], lag[l])
                size, end = sizes[p], jump_start[p + 1] - jump_start[p]
                at_rest = False
                while (
                    record_next[p] < len(record_day)
                    and record_day[record_next[p]] <= day[p] + TIME_SLACK_DAYS
                ):
                    if not at_rest:
                        take_lane(l, size, ly, ln, y[p], n[p])
                        at_rest = True
                    if readout.shape[1] > 0:
                        readings(
                            y[p],
                            n[p],
                            size,
                            c[p],
                            d[p],
                            u[p],
                            mark[p],
                            v[p],
                            readout[p, record_next[p]],
                        )
                    if raw.shape[1] > 0:
                        raw[p, record_next[p], :] = y[p]
                    record_next[p] += 1
                while (
                    jump_next[p] < end
                    and jump_day[jump_start[p] + jump_next[p]] <= day[p] + TIME_SLACK_DAYS
                ):
                    if not at_rest:
                        take_lane(l, size, ly, ln, y[p], n[p])
                        at_rest = True
                    q = jump_start[p] + jump_next[p]
                    jump(
                        jump_code[q],
                        -1,
                        jump_amount[q],
                        y[p],
                        n[p],
                        size,
                        c[p],
                        d[p],
                        u[p],
                        mark[p],
                    )
                    give_lane(l, size, y[p], n[p], u[p], mark[p], ly, ln, lum, lmark)
                    jump_next[p] += 1
                    restart[l] = True
                if day[p] >= until[p] - TIME_SLACK_DAYS:
                    take_lane(l, size, ly, ln, y[p], n[p])
                    steps[p] += tried[l]
                    who[l] = -1
                    continue
                if restart[l]:
                    next_step[p], restart[l] = min(next_step[p], RESTART_STEP_DAYS), False
                    take_lane(l, size, ly, ln, y[p], n[p])
                    crossings(y[p], n[p], size, c[p], d[p], u[p], mark[p], g0[l])
                stop[l] = until[p]
                if jump_next[p] < end and jump_day[jump_start[p] + jump_next[p]] < stop[l]:
                    stop[l] = jump_day[jump_start[p] + jump_next[p]]
                room, step = stop[l] - day[p], next_step[p]
                lands[l] = step >= room - TIME_SLACK_DAYS
                h[l] = room if lands[l] else min(step, 0.5 * room) if step > 0.8 * room else step
                ready = True
            if not ready:
                h[l] = IDLE_STEP_DAYS
            busy = busy or ready
        if not busy:
            break
        k = 0
        for l in range(LANES):
            if who[l] >= 0:
                k = max(k, lane_sizes[l])
        for l in range(LANES):
            per_day[l] = 1.0 / h[l]
            g[l] = per_day[l] / GAMMA
        lanes_rosenbrock(k, at, s_at, z_at)
        lanes_dense_0(k, dense_at)
        lanes_hazards(k, first_at)
        lanes_dense_1(k, dense_at)
        lanes_hazards(k, second_at)
        lanes_crossings(k, crossing_at)
        for l in range(LANES):
            p, accepted[l] = who[l], 0.0
            if p < 0:
                continue
            tried[l] += 1
            error[l] = sqrt(error[l] / (BODY_STATES + sizes[p] * LESION_STATES))
            factor = (
                min(SHRINK, max(GROW, sqrt(sqrt(error[l])) / SAFETY))
                if error[l] == error[l]
                else SHRINK
            )
            if not error[l] <= 1.0:
                next_step[p] = h[l] / factor
                if next_step[p] < SMALLEST_STEP_DAYS or tried[l] > MOST_STEPS_PER_CALL:
                    worst[p] = worst_state(l, sizes[p], rtol, ly, ln, s, sn, y1, n1)
                    status[p] = FAILED
                    take_lane(l, sizes[p], ly, ln, y[p], n[p])
                    steps[p] += tried[l]
                    who[l] = -1
                continue
            proposed = min(LARGEST_STEP_DAYS, h[l] / factor)
            next_step[p] = (
                max(next_step[p], proposed) if lands[l] and h[l] < next_step[p] else proposed
            )
            size, hl = sizes[p], h[l]
            share, fired, struck = 2.0, -1, -1
            gated = u[p, GATE] != 0.0
            if gated:
                for j in range(BODY_HAZARDS):
                    x = when_reached(left[p, j], hl * h1[j, l], hl * h2[j, l])
                    if x < share:
                        share, fired, struck = x, BODY_HAZARD_EVENT[j], -1
                for i in range(size):
                    for j in range(LESION_HAZARDS):
                        x = when_reached(left_n[p, i, j], hl * hn1[i, j, l], hl * hn2[i, j, l])
                        if x < share:
                            share, fired, struck = x, LESION_HAZARD_EVENT[j], i
                for j in range(CROSSINGS):
                    if g0[l, j] < 0.0 <= g1[j, l]:
                        low, high = 0.0, 1.0
                        for _ in range(BISECTIONS):
                            middle = 0.5 * (low + high)
                            lane_dense(l, middle, size, ly, ln, y1, n1, s, sn, yo, no)
                            crossings(yo, no, size, c[p], d[p], u[p], mark[p], g2)
                            if g2[j] < 0.0:
                                low = middle
                            else:
                                high = middle
                        if high < share:
                            share, fired, struck = high, CROSSING_EVENT[j], -1
                    g0[l, j] = g1[j, l]
            share = min(share, 1.0)
            ends = day[p] + share * hl if fired >= 0 else (stop[l] if lands[l] else day[p] + hl)
            for j in range(FOLLOWERS):
                t1[j], t2[j] = w1[j, l], w2[j, l]
            while (
                record_next[p] < len(record_day)
                and record_day[record_next[p]] <= ends + TIME_SLACK_DAYS
            ):
                x = min(1.0, max(0.0, (record_day[record_next[p]] - day[p]) / hl))
                lane_dense(l, x, size, ly, ln, y1, n1, s, sn, yo, no)
                if readout.shape[1] > 0:
                    follow(x, hl, t1, t2, lag[l], v[p], vm)
                    readings(
                        yo, no, size, c[p], d[p], u[p], mark[p], vm, readout[p, record_next[p]]
                    )
                if raw.shape[1] > 0:
                    raw[p, record_next[p], :] = yo
                record_next[p] += 1
            follow(share, hl, t1, t2, lag[l], v[p], v[p])
            if gated:
                for j in range(BODY_HAZARDS):
                    left[p, j] -= area_until(share, hl * h1[j, l], hl * h2[j, l])
                for i in range(size):
                    for j in range(LESION_HAZARDS):
                        left_n[p, i, j] -= area_until(share, hl * hn1[i, j, l], hl * hn2[i, j, l])
            day[p] = ends
            if fired < 0:
                accepted[l] = 1.0
                continue
            lane_dense(l, share, size, ly, ln, y1, n1, s, sn, y[p], n[p])
            slot = event_count[p]
            event_day[p, slot], event_code[p, slot], event_lesion[p, slot] = ends, fired, struck
            event_count[p] += 1
            chance = uniform(seed, CHANCE_STREAM[fired], patients[p], struck + 1, count[p, fired])
            count[p, fired] += 1
            clock = EVENT_HAZARD[fired]
            if struck >= 0:
                count_n[p, struck, clock] += 1
                left_n[p, struck, clock] = threshold(
                    seed, fired, patients[p], struck + 1, count_n[p, struck, clock]
                )
            elif clock >= 0:
                left[p, clock] = threshold(seed, fired, patients[p], 0, count[p, fired])
            jump(fired, struck, chance, y[p], n[p], size, c[p], d[p], u[p], mark[p])
            give_lane(l, size, y[p], n[p], u[p], mark[p], ly, ln, lum, lmark)
            restart[l] = True
            if EVENT_FINAL[fired] or interrupts[fired] or event_count[p] == event_day.shape[1]:
                status[p] = ENDED if EVENT_FINAL[fired] else ALIVE
                steps[p] += tried[l]
                who[l] = -1
        lanes_keep(k, keep_at)
    # The last use of what is reached by address alone: until here it must not be freed.
    return (
        lu.size
        + lun.size
        + lc.size
        + ld.size
        + lum.size
        + lmark.size
        + rtols.size
        + g.size
        + ym.size
        + nm.size
    )
