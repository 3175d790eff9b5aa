# Part of the text of every generated kernel module; see `generate.module`.
# ruff: noqa: F821, PLR0913, PLR0912, PLR0915, C901, E501, E741, RUF005, ARG001
# mypy: ignore-errors
"""Lives into lanes and back."""


@njit(**COMPILE)
def fill_lane(
    l, p, most, y, n, v, vn, c, d, u, mark, sizes, ly, ln, lv, lvn, lc, ld, lum, lmark, present
):
    """Put life `p` into lane `l`; lesions it has not are copies of its first, and count for nothing."""
    for j in range(BODY_STATES):
        ly[j, l] = y[p, j]
    for j in range(FOLLOWERS):
        lv[j, l] = v[p, j]
    for j in range(PATIENT_SLOTS):
        lc[j, l] = c[p, j]
    for j in range(u.shape[1]):
        lum[j, l] = u[p, j]
    for i in range(most):
        here = i if i < sizes[p] else 0
        present[i, l] = 1.0 if i < sizes[p] else 0.0
        if sizes[p] == 0:
            continue
        for j in range(LESION_STATES):
            ln[i, j, l] = n[p, here, j]
        for j in range(LESION_FOLLOWERS):
            lvn[i, j, l] = vn[p, here, j]
        for j in range(LESION_SLOTS):
            ld[i, j, l] = d[p, here, j]
        for j in range(mark.shape[2]):
            lmark[i, j, l] = mark[p, here, j]


@njit(**COMPILE)
def take_lane(l, size, ly, ln, lv, lvn, y, n, v, vn):
    """Copy the state of lane `l` into one life's own arrays."""
    for j in range(BODY_STATES):
        y[j] = ly[j, l]
    for j in range(FOLLOWERS):
        v[j] = lv[j, l]
    for i in range(size):
        for j in range(LESION_STATES):
            n[i, j] = ln[i, j, l]
        for j in range(LESION_FOLLOWERS):
            vn[i, j] = lvn[i, j, l]


@njit(**COMPILE)
def give_lane(l, size, y, n, v, vn, u, mark, ly, ln, lv, lvn, lum, lmark):
    """Copy one life's state, inputs and marks, changed by a jump, into lane `l`."""
    for j in range(BODY_STATES):
        ly[j, l] = y[j]
    for j in range(FOLLOWERS):
        lv[j, l] = v[j]
    for j in range(u.shape[0]):
        lum[j, l] = u[j]
    for i in range(size):
        for j in range(LESION_STATES):
            ln[i, j, l] = n[i, j]
        for j in range(LESION_FOLLOWERS):
            lvn[i, j, l] = vn[i, j]
        for j in range(mark.shape[1]):
            lmark[i, j, l] = mark[i, j]


@njit(**COMPILE)
def give_clocks(l, p, most, sizes, left, left_n, lleft, lleft_n):
    """Put into lane `l` what is left of life `p` under each hazard; none ends where no lesion is."""
    for j in range(BODY_HAZARDS):
        lleft[j, l] = left[p, j]
    for i in range(most):
        for j in range(LESION_HAZARDS):
            lleft_n[i, j, l] = left_n[p, i, j] if i < sizes[p] else np.inf


@njit(**COMPILE)
def take_clocks(l, size, lleft, lleft_n, left, left_n):
    """Copy what is left under each hazard from lane `l` to one life's own arrays."""
    for j in range(BODY_HAZARDS):
        left[j] = lleft[j, l]
    for i in range(size):
        for j in range(LESION_HAZARDS):
            left_n[i, j] = lleft_n[i, j, l]


@njit(**COMPILE)
def worst_state(l, size, rtol, y, n, s, sn, y1, n1):
    """Return the number of the state of lane `l` with the largest error, or the first without one."""
    largest, found = -1.0, 0
    for j in range(BODY_STATES):
        if FADES[j]:
            continue
        scale = ABSOLUTE_SHARE * BODY_SCALE[j] + max(abs(y[j, l]), abs(y1[j, l]))
        part = abs(s[5, j, l]) / scale
        if largest == largest and not part <= largest:
            largest, found = part, j
    for i in range(size):
        for j in range(LESION_STATES):
            scale = ABSOLUTE_SHARE * LESION_SCALE[j] + max(abs(n[i, j, l]), abs(n1[i, j, l]))
            part = abs(sn[5, i, j, l]) / scale
            if largest == largest and not part <= largest:
                largest, found = part, BODY_STATES + j
    return found
