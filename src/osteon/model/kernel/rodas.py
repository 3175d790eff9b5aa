# Part of the text of every generated kernel module; see `generate.module`. The functions of one
# model (rates, factorise, solve, within, crossings, readings, jump) come before it.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901
# mypy: ignore-errors
"""One step of Rodas4 on body and lesions, with its dense output.

References: hairer_wanner_1996 (RODAS: six stages, order 4(3), L-stable; dense output of order 3).
"""


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
    """Take one step; return its squared errors over tolerance, summed, and the worst state."""
    factorise(y, n, k, c, d, u, mark, 1.0 / (h * GAMMA), lu, lun, s[0], sn[0])
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
    """Add the last stage (the error estimate) to the step; return its weighted squares, summed."""
    total, worst, worst_state = 0.0, -1.0, 0
    for j in range(BODY_STATES):
        y1[j] += s[5, j]
        if FADES[j]:
            continue
        size = rtol * (ABSOLUTE_SHARE * BODY_SCALE[j] + max(abs(y[j]), abs(y1[j])))
        part = (s[5, j] / size) ** 2
        total += part
        if worst == worst and not part <= worst:
            worst, worst_state = part, j
    for i in range(k):
        for j in range(LESION_STATES):
            n1[i, j] += sn[5, i, j]
            size = rtol * (ABSOLUTE_SHARE * LESION_SCALE[j] + max(abs(n[i, j]), abs(n1[i, j])))
            part = (sn[5, i, j] / size) ** 2
            total += part
            if worst == worst and not part <= worst:
                worst, worst_state = part, BODY_STATES + j
    return total, worst_state


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
def dense(x, h, k, c, y, n, y1, n1, s, sn, out, outn):
    """Fill ``out, outn`` with the state at the share `x` of a step of `h` days."""
    rest = 1.0 - x
    for j in range(BODY_STATES):
        out[j] = y[j] * rest + x * (y1[j] + rest * (s[0, j] + x * s[1, j]))
    for i in range(k):
        for j in range(LESION_STATES):
            outn[i, j] = n[i, j] * rest + x * (n1[i, j] + rest * (sn[0, i, j] + x * sn[1, i, j]))
    fade(y, c, x * h, out)
