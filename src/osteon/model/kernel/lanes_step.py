# Part of the text of every generated kernel module; see `generate.module`. Eight lives advance
# side by side, one a lane, each with its own time and step; arrays end in an axis of lanes.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901
# mypy: ignore-errors
"""One step of Rodas4 in eight lanes. No lane reads another's numbers."""


@njit(**COMPILE)
def lanes_combine(k, y, n, s, sn, a1, a2, a3, a4, used, out, outn):
    """Fill ``out, outn`` with the state plus a combination of the first `used` stages."""
    for j in range(BODY_STATES):
        for l in range(LANES):
            value = y[j, l] + a1 * s[0, j, l]
            if used > 1:
                value += a2 * s[1, j, l]
            if used > 2:
                value += a3 * s[2, j, l]
            if used > 3:
                value += a4 * s[3, j, l]
            out[j, l] = value
    for i in range(k):
        for j in range(LESION_STATES):
            for l in range(LANES):
                value = n[i, j, l] + a1 * sn[0, i, j, l]
                if used > 1:
                    value += a2 * sn[1, i, j, l]
                if used > 2:
                    value += a3 * sn[2, i, j, l]
                if used > 3:
                    value += a4 * sn[3, i, j, l]
                outn[i, j, l] = value


@njit(**COMPILE)
def lanes_stage(k, c1, c2, c3, c4, c5, used, per_day, s, sn, lu, lun, present):
    """Turn the rates in stage row `used` into that stage; `per_day` is one over each lane's step."""
    for j in range(BODY_STATES):
        for l in range(LANES):
            past = 0.0
            if used > 0:
                past += c1 * s[0, j, l]
            if used > 1:
                past += c2 * s[1, j, l]
            if used > 2:
                past += c3 * s[2, j, l]
            if used > 3:
                past += c4 * s[3, j, l]
            if used > 4:
                past += c5 * s[4, j, l]
            s[used, j, l] += past * per_day[l]
    for i in range(k):
        for j in range(LESION_STATES):
            for l in range(LANES):
                past = 0.0
                if used > 0:
                    past += c1 * sn[0, i, j, l]
                if used > 1:
                    past += c2 * sn[1, i, j, l]
                if used > 2:
                    past += c3 * sn[2, i, j, l]
                if used > 3:
                    past += c4 * sn[3, i, j, l]
                if used > 4:
                    past += c5 * sn[4, i, j, l]
                sn[used, i, j, l] += past * per_day[l]
    lanes_solve(k, (lu, lun, s[used], sn[used], present))


@njit(**COMPILE)
def lanes_rosenbrock(h, rtol, y, n, k, sizes, c, d, u, mark, present, s, sn, y1, n1, lu, lun, g, per_day, error):
    """Take one step in every lane; fill each lane's error relative to tolerance."""
    for l in range(LANES):
        per_day[l] = 1.0 / h[l]
        g[l] = 1.0 / (h[l] * GAMMA)
    lanes_factorise(k, (y, n, c, d, u, mark, g, lu, lun, present))
    lanes_rates(k, (y, n, c, d, u, mark, s[0], sn[0], present))
    lanes_stage(k, 0.0, 0.0, 0.0, 0.0, 0.0, 0, per_day, s, sn, lu, lun, present)
    lanes_combine(k, y, n, s, sn, A21, 0.0, 0.0, 0.0, 1, y1, n1)
    lanes_rates(k, (y1, n1, c, d, u, mark, s[1], sn[1], present))
    lanes_stage(k, C21, 0.0, 0.0, 0.0, 0.0, 1, per_day, s, sn, lu, lun, present)
    lanes_combine(k, y, n, s, sn, A31, A32, 0.0, 0.0, 2, y1, n1)
    lanes_rates(k, (y1, n1, c, d, u, mark, s[2], sn[2], present))
    lanes_stage(k, C31, C32, 0.0, 0.0, 0.0, 2, per_day, s, sn, lu, lun, present)
    lanes_combine(k, y, n, s, sn, A41, A42, A43, 0.0, 3, y1, n1)
    lanes_rates(k, (y1, n1, c, d, u, mark, s[3], sn[3], present))
    lanes_stage(k, C41, C42, C43, 0.0, 0.0, 3, per_day, s, sn, lu, lun, present)
    lanes_combine(k, y, n, s, sn, A51, A52, A53, A54, 4, y1, n1)
    lanes_rates(k, (y1, n1, c, d, u, mark, s[4], sn[4], present))
    lanes_stage(k, C51, C52, C53, C54, 0.0, 4, per_day, s, sn, lu, lun, present)
    lanes_add(k, y1, n1, s[4], sn[4])
    lanes_rates(k, (y1, n1, c, d, u, mark, s[5], sn[5], present))
    lanes_stage(k, C61, C62, C63, C64, C65, 5, per_day, s, sn, lu, lun, present)
    lanes_add(k, y1, n1, s[5], sn[5])
    lanes_error(rtol, y, n, k, sizes, s, sn, y1, n1, error)
    lanes_prepare_dense(k, s, sn)


@njit(**COMPILE)
def lanes_add(k, y1, n1, s, sn):
    """Add a stage to the state."""
    for j in range(BODY_STATES):
        for l in range(LANES):
            y1[j, l] += s[j, l]
    for i in range(k):
        for j in range(LESION_STATES):
            for l in range(LANES):
                n1[i, j, l] += sn[i, j, l]


@njit(**COMPILE)
def lanes_error(rtol, y, n, k, sizes, s, sn, y1, n1, error):
    """Fill the weighted size of the last stage, which is the error estimate, of each lane."""
    for l in range(LANES):
        error[l] = 0.0
    for j in range(BODY_STATES):
        for l in range(LANES):
            size = rtol * (ABSOLUTE_SHARE * BODY_SCALE[j] + max(abs(y[j, l]), abs(y1[j, l])))
            ratio = s[5, j, l] / size
            error[l] += ratio * ratio
    for i in range(k):
        for j in range(LESION_STATES):
            for l in range(LANES):
                size = rtol * (ABSOLUTE_SHARE * LESION_SCALE[j] + max(abs(n[i, j, l]), abs(n1[i, j, l])))
                ratio = sn[5, i, j, l] / size
                error[l] += ratio * ratio if i < sizes[l] else 0.0
    for l in range(LANES):
        error[l] = sqrt(error[l] / (BODY_STATES + sizes[l] * LESION_STATES))


@njit(**COMPILE)
def lanes_prepare_dense(k, s, sn):
    """Turn the first two stage rows into the two vectors of the dense output."""
    for j in range(BODY_STATES):
        for l in range(LANES):
            a, b, e, f, g = s[0, j, l], s[1, j, l], s[2, j, l], s[3, j, l], s[4, j, l]
            s[0, j, l] = D21 * a + D22 * b + D23 * e + D24 * f + D25 * g
            s[1, j, l] = D31 * a + D32 * b + D33 * e + D34 * f + D35 * g
    for i in range(k):
        for j in range(LESION_STATES):
            for l in range(LANES):
                a, b, e = sn[0, i, j, l], sn[1, i, j, l], sn[2, i, j, l]
                f, g = sn[3, i, j, l], sn[4, i, j, l]
                sn[0, i, j, l] = D21 * a + D22 * b + D23 * e + D24 * f + D25 * g
                sn[1, i, j, l] = D31 * a + D32 * b + D33 * e + D34 * f + D35 * g


@njit(**COMPILE)
def lanes_dense(x, k, y, n, y1, n1, s, sn, out, outn):
    """Fill ``out, outn`` with the state of every lane at the same share `x` of its step."""
    rest = 1.0 - x
    for j in range(BODY_STATES):
        for l in range(LANES):
            out[j, l] = y[j, l] * rest + x * (y1[j, l] + rest * (s[0, j, l] + x * s[1, j, l]))
    for i in range(k):
        for j in range(LESION_STATES):
            for l in range(LANES):
                curve = sn[0, i, j, l] + x * sn[1, i, j, l]
                outn[i, j, l] = n[i, j, l] * rest + x * (n1[i, j, l] + rest * curve)


@njit(**COMPILE)
def lane_dense(l, x, size, y, n, y1, n1, s, sn, out, outn):
    """Fill ``out, outn`` with the state of one lane at the share `x` of its step."""
    rest = 1.0 - x
    for j in range(BODY_STATES):
        out[j] = y[j, l] * rest + x * (y1[j, l] + rest * (s[0, j, l] + x * s[1, j, l]))
    for i in range(size):
        for j in range(LESION_STATES):
            curve = sn[0, i, j, l] + x * sn[1, i, j, l]
            outn[i, j] = n[i, j, l] * rest + x * (n1[i, j, l] + rest * curve)
