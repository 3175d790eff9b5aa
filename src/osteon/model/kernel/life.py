# Part of the text of every generated kernel module; see `generate.module`. The functions of one
# model (rates, factorise, solve, within, crossings, readings, jump) come before it.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901
# mypy: ignore-errors
"""One life from stop to stop: steps, scheduled jumps, events, records."""


@njit(**COMPILE)
def live(
    day, until, rtol, seed, patient, y, n, v, vn, k, c, d, u, mark,
    left, left_n, count, count_n, next_step,
    jump_day, jump_code, jump_amount, jump_lesion, jump_next,
    record_day, record_next, readout, raw,
    event_day, event_code, event_lesion, interrupts,
    s, sn, y1, n1, ym, nm, lu, lun,
    h1, hn1, hazard, hazard_n, v1, vn1, path, pathn, slip, keep, vm, vnm, g0, g1, g2,
):  # fmt: skip
    """Advance one life from `day` to `until` or to an event that ends or interrupts it.

    `left`, `left_n`, `hazard` and `hazard_n` have one lane; the latter are views of `h1` and
    `hn1`. Returns (day, status, next_jump, next_record, n_events, worst_state, n_steps).
    """
    status, worst, restart, fresh = ALIVE, 0, True, True
    size = BODY_STATES + k * LESION_STATES
    steps, event_count = 0, 0
    while True:
        while record_next < len(record_day) and record_day[record_next] <= day + TIME_SLACK_DAYS:
            if readout.shape[0] > 0:
                readings(y, n, k, c, d, u, mark, v, vn, readout[record_next])
            if raw.shape[0] > 0:
                raw[record_next, :] = y
            record_next += 1
        while jump_next < len(jump_day) and jump_day[jump_next] <= day + TIME_SLACK_DAYS:
            jump(
                jump_code[jump_next], jump_lesion[jump_next], jump_amount[jump_next],
                y, n, k, c, d, u, mark, v, vn,
            )  # fmt: skip
            jump_next += 1
            restart = True
        if day >= until - TIME_SLACK_DAYS:
            break
        if restart:
            next_step[0], restart, fresh = min(next_step[0], next_step[1]), False, True
            crossings(y, n, k, c, d, u, mark, v, vn, g0)
        stop = until
        if jump_next < len(jump_day) and jump_day[jump_next] < stop:
            stop = jump_day[jump_next]
        h, lands = step_to_take(next_step[0], stop - day)
        squares, worst = rosenbrock_step(h, rtol, y, n, k, c, d, u, mark, s, sn, y1, n1, lu, lun)
        steps += 1
        error = with_slip(squares, size, 0.0, rtol)
        if error <= 1.0:
            prepare_dense(k, s, sn)
            fade(y, c, h, y1)
            within(
                y, n, y1, n1, s[0], sn[0], s[1], sn[1], k, c, d, u, mark, v, vn, h,
                h1, hn1, v1, vn1, path, pathn, slip, keep,
            )  # fmt: skip
            error = with_slip(squares, size, slip[0], rtol)
        wanted = wanted_after(h, error)
        if not error <= 1.0:
            next_step[0] = wanted
            if next_step[0] < SMALLEST_STEP_DAYS or steps > MOST_STEPS_PER_CALL:
                return day, FAILED, jump_next, record_next, event_count, worst, steps
            continue
        if fresh:
            next_step[1], fresh = restart_after(next_step[1], h, wanted, lands), False
        next_step[0] = step_after(next_step[0], h, wanted, lands)

        share, fired, struck = 2.0, -1, -1
        gated = u[GATE] != 0.0
        if gated:
            share, fired, struck = first_reached(0, h, k, left, left_n, hazard, hazard_n)
            crossings(y1, n1, k, c, d, u, mark, v1, vn1, g1)
            for j in range(CROSSINGS):
                if g0[j] < 0.0 <= g1[j]:
                    x = locate_crossing(
                        j, h, k, c, d, u, mark, y, n, y1, n1, s, sn,
                        v, vn, path, pathn, ym, nm, vm, vnm, g2,
                    )  # fmt: skip
                    if x < share:
                        share, fired, struck = x, CROSSING_EVENT[j], -1
                g0[j] = g1[j]
        share = min(share, 1.0)
        end = day + share * h if fired >= 0 else (stop if lands else day + h)
        while record_next < len(record_day) and record_day[record_next] <= end + TIME_SLACK_DAYS:
            x = min(1.0, max(0.0, (record_day[record_next] - day) / h))
            dense(x, h, k, c, y, n, y1, n1, s, sn, ym, nm)
            if readout.shape[0] > 0:
                follow(x, h, k, v, vn, path, pathn, vm, vnm)
                readings(ym, nm, k, c, d, u, mark, vm, vnm, readout[record_next])
            if raw.shape[0] > 0:
                raw[record_next, :] = ym
            record_next += 1
        if gated:
            use_up(0, share, h, k, left, left_n, hazard, hazard_n)
        day = end
        if fired < 0:
            y[:], v[:] = y1, v1
            n[:k], vn[:k] = n1[:k], vn1[:k]
            continue
        dense(share, h, k, c, y, n, y1, n1, s, sn, ym, nm)
        follow(share, h, k, v, vn, path, pathn, vm, vnm)
        y[:], v[:] = ym, vm
        n[:k], vn[:k] = nm[:k], vnm[:k]
        event_day[event_count], event_code[event_count] = day, fired
        event_lesion[event_count] = struck
        event_count += 1
        chance = count_event(0, fired, struck, seed, patient, left, left_n, count, count_n)
        jump(fired, struck, chance, y, n, k, c, d, u, mark, v, vn)
        restart = True
        if EVENT_FINAL[fired]:
            status = ENDED
            break
        if interrupts[fired] or event_count == len(event_day):
            break
    return day, status, jump_next, record_next, event_count, worst, steps
