"""Whether anything happens in a step, asked of all lanes at once, and what hazards use up."""

from osteon.model.declaration import Declaration


def write_reach(m: Declaration) -> list[str]:
    """Return lines that leave in ``reach`` a number below zero where an event may come.

    It is what is left under the hazard that comes closest, and at most -1 where something has
    risen through zero.
    """
    lines = ["reach[0] = 1.0"]
    lines += _closest(m, "body")
    for row in range(sum(event.crossing for event in m.events.values())):
        risen = f"-1.0 if g0[{row}] < 0.0 else 1.0"
        lines += [f"was = {risen}", f"now = 1.0 if g1[{row}] < 0.0 else was"]
        lines += ["reach[0] = now if now < reach[0] else reach[0]"]
    lines += ["for i in range(k):", *(f"    {line}" for line in _closest(m, "lesion"))]
    return [f"    {line}" for line in lines]


def use_up(m: Declaration, where: str) -> list[str]:
    """Return lines that take the areas under the hazards of a whole step from what is left.

    Chosen, not multiplied by nothing: a step that is tried again may end in numbers that are none.
    """
    return [
        f"{left} = {left} - {area} if 0.5 < open else {left}" for left, area in _clocks(m, where)
    ]


def _closest(m: Declaration, where: str) -> list[str]:
    lines = []
    for left, area in _clocks(m, where):
        lines += [f"margin = {left} - {area}"]
        lines += ["reach[0] = margin if margin < reach[0] else reach[0]"]
    return lines


def _clocks(m: Declaration, where: str) -> list[tuple[str, str]]:
    """Return what is left under each hazard, and the area under it over the step."""
    of_lesion = where == "lesion"
    hazards = [e for e in m.events.values() if not e.crossing and e.of_lesion == of_lesion]
    left, hazard = ("leftn[i, {}]", "hn[i, {}]") if of_lesion else ("left[{}]", "h[{}]")
    return [
        (
            left.format(row),
            f"(0.5 * step * ({hazard.format(row)} + {hazard.format(len(hazards) + row)}))",
        )
        for row in range(len(hazards))
    ]
