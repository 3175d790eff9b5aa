# Part of the text of every generated kernel module; see `generate.module`. The functions of one
# model (rates, factorise, solve, hazards, crossings, readings, lags, jump) come before it.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901
# mypy: ignore-errors
"""One life from stop to stop: steps, scheduled jumps, events, records."""

RESTART_STEP_DAYS = 8.0 / 24.0
LARGEST_STEP_DAYS = 28.0
SMALLEST_STEP_DAYS = 1e-9
MOST_STEPS_PER_CALL = 200_000
SAFETY, SHRINK, GROW = 0.9, 6.0, 0.2
TIME_SLACK_DAYS = 1e-9
ALIVE, ENDED, FAILED = 0, 1, 2


@njit(**COMPILE)
def live(
    day, until, rtol, seed, patient, y, n, v, k, c, d, u, mark,
    left, left_n, count, count_n, next_step,
    jump_day, jump_code, jump_amount, jump_next,
    record_day, record_next, readout, raw,
    event_day, event_code, event_lesion, interrupts,
    s, sn, y1, n1, ym, nm, lu, lun, h1, h2, hn1, hn2, w1, w2, lag, vm, g0, g1, g2,
):  # fmt: skip
    """Advance one life from `day` to `until` or to an event that ends or interrupts it.

    Returns (day, status, next_jump, next_record, n_events, step, worst_state, n_steps).
    """
    step, status, worst, restart = next_step, ALIVE, 0, True
    steps, event_count = 0, 0
    lags(c, lag)
    while True:
        while record_next < len(record_day) and record_day[record_next] <= day + TIME_SLACK_DAYS:
            if readout.shape[0] > 0:
                readings(y, n, k, c, d, u, mark, v, readout[record_next])
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
        h = (
            stop - day
            if lands
            else min(step, 0.5 * (stop - day))
            if step > 0.8 * (stop - day)
            else step
        )
        error, worst = rosenbrock_step(h, rtol, y, n, k, c, d, u, mark, s, sn, y1, n1, lu, lun)
        steps += 1
        factor = min(SHRINK, max(GROW, sqrt(sqrt(error)) / SAFETY)) if error == error else SHRINK
        if not error <= 1.0:
            step = h / factor
            if step < SMALLEST_STEP_DAYS or steps > MOST_STEPS_PER_CALL:
                return day, FAILED, jump_next, record_next, event_count, step, worst, steps
            continue
        prepare_dense(k, s, sn)
        proposed = min(LARGEST_STEP_DAYS, h / factor)
        step = max(step, proposed) if lands and h < step else proposed

        first, fired, struck = 2.0, -1, -1
        dense(GAUSS_FIRST, k, y, n, y1, n1, s, sn, ym, nm)
        hazards(ym, nm, k, c, d, u, mark, h1, hn1, w1)
        dense(GAUSS_FIRST + GAUSS_GAP, k, y, n, y1, n1, s, sn, ym, nm)
        hazards(ym, nm, k, c, d, u, mark, h2, hn2, w2)
        gated = u[GATE] != 0.0
        if gated:
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
                follow(x, h, w1, w2, lag, v, vm)
                readings(ym, nm, k, c, d, u, mark, vm, readout[record_next])
            if raw.shape[0] > 0:
                raw[record_next, :] = ym
            record_next += 1
        follow(share, h, w1, w2, lag, v, v)
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
            left_n[struck, clock] = threshold(
                seed, fired, patient, struck + 1, count_n[struck, clock]
            )
        elif clock >= 0:
            left[clock] = threshold(seed, fired, patient, 0, count[fired])
        jump(fired, struck, chance, y, n, k, c, d, u, mark)
        restart = True
        if EVENT_FINAL[fired]:
            status = ENDED
            break
        if interrupts[fired] or event_count == len(event_day):
            break
    return day, status, jump_next, record_next, event_count, step, worst, steps
