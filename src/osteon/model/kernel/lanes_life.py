# Part of the text of every generated kernel module; see `generate.module`.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901, E501, E741, RUF005, ARG001
# mypy: ignore-errors
"""Eight lives at a time from stop to stop; a lane whose life is done takes the next one.

Each lane follows exactly the rules of `live`: only the arithmetic of a step is shared.
"""

IDLE_STEP_DAYS = 1e-3


@njit(**COMPILE)
def advance_lanes(
    first, last, day, until, rtol, seed, patients, y, n, v, vn, sizes, c, d, u, mark,
    left, left_n, count, count_n, next_step, status, worst, steps,
    jump_start, jump_day, jump_code, jump_amount, jump_lesion, jump_next,
    record_day, record_next, readout, raw,
    event_day, event_code, event_lesion, event_count, interrupts, queue,
):  # fmt: skip
    """Advance the lives ``queue[first:last]`` that are still going, each to its own `until`."""
    most = n.shape[1]
    of_body, of_lesions = (BODY_STATES, LANES), (most, LESION_STATES, LANES)
    ly, y1, start = np.ones(of_body), np.ones(of_body), np.zeros(BODY_STATES)
    ln, n1 = np.ones(of_lesions), np.ones(of_lesions)
    lv, v1 = np.zeros((FOLLOWERS, LANES)), np.zeros((FOLLOWERS, LANES))
    of_lesions = (most, LESION_FOLLOWERS, LANES)
    lvn, vn1 = np.zeros(of_lesions), np.zeros(of_lesions)
    path, pathn = (
        np.zeros((PATH * FOLLOWERS, LANES)),
        np.zeros((most, PATH * LESION_FOLLOWERS, LANES)),
    )
    lc, ld = np.ones((PATIENT_SLOTS, LANES)), np.ones((most, LESION_SLOTS, LANES))
    lum, lmark = np.zeros((u.shape[1], LANES)), np.zeros((most, mark.shape[2], LANES))
    present, kept = np.zeros((most, LANES)), np.zeros((most, KEPT, LANES))
    s, sn = np.zeros((6, BODY_STATES, LANES)), np.zeros((6, most, LESION_STATES, LANES))
    lu, lun = np.empty((BODY_STORE, LANES)), np.empty((most, LESION_STORE, LANES))
    hazard, hazard_n = (
        np.zeros((2 * BODY_HAZARDS, LANES)),
        np.zeros((most, 2 * LESION_HAZARDS, LANES)),
    )
    lleft, lleft_n = np.ones((BODY_HAZARDS, LANES)), np.ones((most, LESION_HAZARDS, LANES))
    g0, g1, g2 = np.zeros((CROSSINGS, LANES)), np.zeros((CROSSINGS, LANES)), np.empty(CROSSINGS)
    yo, no = np.empty(BODY_STATES), np.empty((most, LESION_STATES))
    vo, vno = np.empty(FOLLOWERS), np.empty((most, LESION_FOLLOWERS))
    seen, raw_seen = np.zeros((readout.shape[2], LANES)), np.zeros(of_body)
    h, g, per_day = np.full(LANES, IDLE_STEP_DAYS), np.empty(LANES), np.empty(LANES)
    error, slip, rtols, reach = (
        np.empty(LANES),
        np.empty(LANES),
        np.full(LANES, rtol),
        np.empty(LANES),
    )
    accepted, gate, at_share = np.zeros(LANES), np.zeros(LANES), np.ones(LANES)
    who, due = np.full(LANES, -1), np.zeros(LANES, np.bool_)
    restart, fresh = np.ones(LANES, np.bool_), np.ones(LANES, np.bool_)
    lands, tried = np.zeros(LANES, np.bool_), np.zeros(LANES, np.int64)
    fired, struck = np.full(LANES, -1), np.full(LANES, -1)
    share, ends, off = np.ones(LANES), np.zeros(LANES), np.zeros(LANES)
    wanted, numbers = np.zeros(LANES), np.full(LANES, float(BODY_STATES))
    stop, lane_sizes = np.zeros(LANES), np.zeros(LANES, np.int64)
    y_at, n_at, v_at, vn_at = ly.ctypes.data, ln.ctypes.data, lv.ctypes.data, lvn.ctypes.data
    y1_at, n1_at, v1_at, vn1_at = y1.ctypes.data, n1.ctypes.data, v1.ctypes.data, vn1.ctypes.data
    present_at, s_at, z_at = present.ctypes.data, stage_addresses(s), stage_addresses(sn)
    given = (lc.ctypes.data, ld.ctypes.data, lum.ctypes.data, lmark.ctypes.data)
    h_at, g0_at, g1_at = h.ctypes.data, g0.ctypes.data, g1.ctypes.data
    left_at = (lleft.ctypes.data, lleft_n.ctypes.data)
    hazard_at = (hazard.ctypes.data, hazard_n.ctypes.data)
    path_at = (path.ctypes.data, pathn.ctypes.data)
    at = (y_at, n_at) + given + (
        present_at, y1_at, n1_at, lu.ctypes.data, lun.ctypes.data, g.ctypes.data, h_at,
        per_day.ctypes.data, rtols.ctypes.data, error.ctypes.data,
    )  # fmt: skip
    step_at = (y_at, n_at, y1_at, n1_at, s_at[0], z_at[0], s_at[1], z_at[1])
    step_at = step_at + given + (v_at, vn_at, h_at)
    within_at = step_at + hazard_at + (v1_at, vn1_at) + path_at + (
        slip.ctypes.data, kept.ctypes.data, present_at,
    )  # fmt: skip
    record_at = step_at + path_at + (at_share.ctypes.data, seen.ctypes.data, present_at)
    states_at = step_at + (at_share.ctypes.data, raw_seen.ctypes.data, present_at)
    crossing_at = (y1_at, n1_at) + given + (v1_at, vn1_at, g1_at, present_at)
    reach_at = hazard_at + left_at + (h_at, g0_at, g1_at, reach.ctypes.data, present_at)
    keep_at = (y_at, n_at, v_at, vn_at, g0_at) + left_at + hazard_at + (
        h_at, y1_at, n1_at, v1_at, vn1_at, g1_at, accepted.ctypes.data, gate.ctypes.data, present_at,
    )  # fmt: skip
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
                    numbers[l] = BODY_STATES + sizes[p] * LESION_STATES
                    fill_lane(
                        l, p, most, y, n, v, vn, c, d, u, mark, sizes,
                        ly, ln, lv, lvn, lc, ld, lum, lmark, present,
                    )  # fmt: skip
                    give_clocks(l, p, most, sizes, left, left_n, lleft, lleft_n)
                size, end = sizes[p], jump_start[p + 1] - jump_start[p]
                at_rest = False
                while (
                    record_next[p] < len(record_day)
                    and record_day[record_next[p]] <= day[p] + TIME_SLACK_DAYS
                ):
                    if not at_rest:
                        take_lane(l, size, ly, ln, lv, lvn, y[p], n[p], v[p], vn[p])
                        at_rest = True
                    if readout.shape[1] > 0:
                        readings(
                            y[p], n[p], size, c[p], d[p], u[p], mark[p], v[p], vn[p],
                            readout[p, record_next[p]],
                        )  # fmt: skip
                    if raw.shape[1] > 0:
                        raw[p, record_next[p], :] = y[p]
                    record_next[p] += 1
                while (
                    jump_next[p] < end
                    and jump_day[jump_start[p] + jump_next[p]] <= day[p] + TIME_SLACK_DAYS
                ):
                    if not at_rest:
                        take_lane(l, size, ly, ln, lv, lvn, y[p], n[p], v[p], vn[p])
                        at_rest = True
                    q = jump_start[p] + jump_next[p]
                    jump(
                        jump_code[q], jump_lesion[q], jump_amount[q],
                        y[p], n[p], size, c[p], d[p], u[p], mark[p], v[p], vn[p],
                    )  # fmt: skip
                    give_lane(
                        l, size, y[p], n[p], v[p], vn[p], u[p], mark[p],
                        ly, ln, lv, lvn, lum, lmark,
                    )  # fmt: skip
                    jump_next[p] += 1
                    restart[l] = True
                if day[p] >= until[p] - TIME_SLACK_DAYS:
                    take_lane(l, size, ly, ln, lv, lvn, y[p], n[p], v[p], vn[p])
                    take_clocks(l, size, lleft, lleft_n, left[p], left_n[p])
                    steps[p] += tried[l]
                    who[l] = -1
                    continue
                if restart[l]:
                    next_step[p, 0] = min(next_step[p, 0], next_step[p, 1])
                    restart[l], fresh[l] = False, True
                    take_lane(l, size, ly, ln, lv, lvn, y[p], n[p], v[p], vn[p])
                    crossings(y[p], n[p], size, c[p], d[p], u[p], mark[p], v[p], vn[p], g2)
                    g0[:, l] = g2
                    gate[l] = 1.0 if u[p, GATE] != 0.0 else 0.0
                stop[l] = until[p]
                if jump_next[p] < end and jump_day[jump_start[p] + jump_next[p]] < stop[l]:
                    stop[l] = jump_day[jump_start[p] + jump_next[p]]
                h[l], lands[l] = step_to_take(next_step[p, 0], stop[l] - day[p])
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
        lanes_within(k, within_at)
        lanes_crossings(k, crossing_at)
        lanes_reach(k, reach_at)
        for l in range(LANES):
            off[l] = with_slip(error[l], numbers[l], slip[l], rtol)
            wanted[l] = wanted_after(h[l], off[l])
        to_record = False
        for l in range(LANES):
            p, accepted[l], due[l] = who[l], 0.0, False
            if p < 0:
                continue
            tried[l] += 1
            size, hl = sizes[p], h[l]
            if not off[l] <= 1.0:
                next_step[p, 0] = wanted[l]
                if next_step[p, 0] < SMALLEST_STEP_DAYS or tried[l] > MOST_STEPS_PER_CALL:
                    worst[p] = worst_state(l, size, rtol, ly, ln, s, sn, y1, n1)
                    status[p] = FAILED
                    take_lane(l, size, ly, ln, lv, lvn, y[p], n[p], v[p], vn[p])
                    take_clocks(l, size, lleft, lleft_n, left[p], left_n[p])
                    steps[p] += tried[l]
                    who[l] = -1
                continue
            if fresh[l]:
                next_step[p, 1], fresh[l] = (
                    restart_after(next_step[p, 1], hl, wanted[l], lands[l]),
                    False,
                )
            next_step[p, 0] = step_after(next_step[p, 0], hl, wanted[l], lands[l])
            accepted[l], share[l], fired[l], struck[l] = 1.0, 2.0, -1, -1
            if gate[l] > 0.5 and not reach[l] > 0.0:
                share[l], fired[l], struck[l] = first_reached(
                    l, hl, size, lleft, lleft_n, hazard, hazard_n
                )
                for j in range(CROSSINGS):
                    if g0[j, l] < 0.0 <= g1[j, l]:
                        high = lane_crossing(
                            l, j, hl, size, c[p], d[p], u[p], mark[p], ly, ln, y1, n1, s, sn,
                            lv, lvn, path, pathn, start, yo, no, vo, vno, g2,
                        )  # fmt: skip
                        if high < share[l]:
                            share[l], fired[l], struck[l] = high, CROSSING_EVENT[j], -1
            if fired[l] >= 0:
                ends[l], accepted[l] = day[p] + share[l] * hl, 0.0
            else:
                ends[l] = stop[l] if lands[l] else day[p] + hl
            due[l] = True
            to_record = True
        while to_record:
            to_record = False
            for l in range(LANES):
                p, at_share[l] = who[l], 1.0
                if due[l]:
                    now = record_next[p]
                    due[l] = now < len(record_day) and record_day[now] <= ends[l] + TIME_SLACK_DAYS
                if due[l]:
                    at_share[l] = min(1.0, max(0.0, (record_day[record_next[p]] - day[p]) / h[l]))
                    to_record = True
            if to_record:
                if readout.shape[1] > 0:
                    lanes_record(k, record_at)
                if raw.shape[1] > 0:
                    lanes_states_at(k, states_at)
                for l in range(LANES):
                    if due[l]:
                        p = who[l]
                        if readout.shape[1] > 0:
                            readout[p, record_next[p], :] = seen[:, l]
                        if raw.shape[1] > 0:
                            raw[p, record_next[p], :] = raw_seen[:, l]
                        record_next[p] += 1
        lanes_keep(k, keep_at)
        for l in range(LANES):
            p, event = who[l], fired[l]
            if p < 0:
                continue
            if accepted[l] > 0.5:
                day[p] = ends[l]
            elif event >= 0:
                size, hl = sizes[p], h[l]
                day[p], fired[l] = ends[l], -1
                if gate[l] > 0.5:
                    use_up(l, share[l], hl, size, lleft, lleft_n, hazard, hazard_n)
                lane_dense(l, share[l], hl, size, c[p], ly, ln, y1, n1, s, sn, start, y[p], n[p])
                lane_follow(l, share[l], hl, size, lv, lvn, path, pathn, v[p], vn[p])
                slot = event_count[p]
                event_day[p, slot], event_code[p, slot] = ends[l], event
                event_lesion[p, slot] = struck[l]
                event_count[p] += 1
                chance = count_event(
                    l, event, struck[l], seed, patients[p], lleft, lleft_n, count[p], count_n[p]
                )
                jump(
                    event,
                    struck[l],
                    chance,
                    y[p],
                    n[p],
                    size,
                    c[p],
                    d[p],
                    u[p],
                    mark[p],
                    v[p],
                    vn[p],
                )
                give_lane(
                    l, size, y[p], n[p], v[p], vn[p], u[p], mark[p], ly, ln, lv, lvn, lum, lmark
                )
                restart[l] = True
                if EVENT_FINAL[event] or interrupts[event] or event_count[p] == event_day.shape[1]:
                    status[p] = ENDED if EVENT_FINAL[event] else ALIVE
                    take_clocks(l, size, lleft, lleft_n, left[p], left_n[p])
                    steps[p] += tried[l]
                    who[l] = -1
    # The last use of what is reached by address alone: until here it must not be freed.
    used = lu.size + lun.size + lc.size + ld.size + lum.size + lmark.size + rtols.size + g.size
    used += v1.size + vn1.size + kept.size + slip.size + hazard.size + hazard_n.size
    return used + seen.size + raw_seen.size + at_share.size + reach.size + gate.size
