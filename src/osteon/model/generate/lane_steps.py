"""The arithmetic of a Rosenbrock step, written out for the eight-lane kernels.

Each function is straight-line over the states of the body, then over those of each lesion. It is
translated like the model's own functions, so a step is vector code throughout.
"""

from collections.abc import Callable, Mapping, Sequence

from osteon.model.generate.lane_events import use_up, write_reach
from osteon.model.generate.ordering import just_in_time
from osteon.model.generate.solver_functions import ArrowSystem, RightSide, write_solve_lines
from osteon.model.generate.tableau import STAGES, A, C, D

Lines = list[str]
Place = Callable[[str], str]
Functions = dict[str, tuple[Lines, tuple[str, ...]]]
ERRORS_PER_DIVISION = 4


def lane_step_functions(system: ArrowSystem, absolute_share: float) -> Functions:
    """Return every function of a step by name: its lines and the order of its arrays."""
    functions: Functions = {}
    for stage in range(1, STAGES - 1):
        arrays = ("y", "n", *_stages(stage), "out", "outn", "present")
        functions[f"argument_{stage}"] = _everywhere(system, _argument(stage)), arrays
    for stage in range(STAGES):
        arrays = ("lu", "lun", "per_day", *_stages(stage + 1), "present")
        solve = just_in_time(write_solve_lines(system, _right_side(stage)))
        functions[f"stage_{stage}"] = solve, arrays
    both = ("y1", "n1", "s4", "sn4", "present")
    functions["last_argument"] = _everywhere(system, lambda at: [f"{at('y1')} += {at('s4')}"]), both
    arrays = ("y", "n", "y1", "n1", *_stages(STAGES), "rtol", "error", "present")
    functions["conclude"] = _conclude(system, absolute_share), arrays
    arrays = ("h", "hn", "left", "leftn", "step", "g0", "g1", "reach", "present")
    functions["reach"] = write_reach(system.kernel.model), arrays
    arrays = ("y", "n", "v", "vn", "g0", "left", "leftn", "h", "hn", "step")
    arrays += ("y1", "n1", "v1", "vn1", "g1", "keep", "gate", "present")
    functions["keep"] = _keep(system), arrays
    return functions


def _stages(number: int) -> tuple[str, ...]:
    """Return the names of the first stages, each of body and lesions."""
    return tuple(name for k in range(number) for name in (f"s{k}", f"sn{k}"))


def _everywhere(system: ArrowSystem, write: Callable[[Place], Lines]) -> Lines:
    """Return lines for every state of the body, then for every state of each lesion.

    `write` is handed a function that turns the name of a body's array into a reading of the state
    at hand; the lesions' arrays go by the twin names.
    """
    body = [line for row in range(system.body_size) for line in write(_of_body(row))]
    lesion = [line for row in range(system.lesion_size) for line in write(_of_lesion(row))]
    indented = [f"    {line}" for line in lesion]
    return [f"    {line}" for line in [*body, "for i in range(k):", *indented]]


def _of_body(row: int) -> Place:
    return lambda name: f"{name}[{row}]"


def _of_lesion(row: int) -> Place:
    return lambda name: f"{_twin(name)}[i, {row}]"


def _twin(name: str) -> str:
    """Return the lesions' array that goes with an array of the body."""
    return {"y": "n", "y1": "n1", "out": "outn"}.get(name, name.replace("s", "sn", 1))


def _weighted(weights: Sequence[float], at: Place) -> str:
    return " + ".join(f"{weight!r} * {at(f's{k}')}" for k, weight in enumerate(weights))


def _argument(stage: int) -> Callable[[Place], Lines]:
    return lambda at: [f"{at('out')} = {at('y')} + {_weighted(A[stage], at)}"]


def _right_side(stage: int) -> RightSide:
    def past(name: str, row: str) -> str:
        terms = [f"{weight!r} * {name}{k}[{row}]" for k, weight in enumerate(C[stage])]
        own = f"{name}{stage}[{row}]"
        return f"{own} + per_day * ({' + '.join(terms)})" if terms else own

    return RightSide(
        lambda row: past("s", str(row)),
        lambda row: past("sn", f"i, {row}"),
        f"s{stage}",
        f"sn{stage}",
    )


def _keep(system: ArrowSystem) -> Lines:
    """Write the end of the step over its beginning where it is to be kept."""
    m = system.kernel.model
    body = [("y", len(m.states)), ("v", len(m.followers))]
    lesion = [("n", len(m.lesion_states)), ("vn", len(m.lesion_followers))]
    crossings = sum(event.crossing for event in m.events.values())
    lines = [_kept(f"{name}{{}}[{row}]") for name, size in body for row in range(size)]
    lines += [f"g0[{row}] = g1[{row}] if 0.5 < keep else g0[{row}]" for row in range(crossings)]
    lines += ["open = gate if 0.5 < keep else 0.0"]
    lines += use_up(m, "body")
    lines.append("for i in range(k):")
    lines += [
        f"    {_kept(f'{name}{{}}[i, {row}]')}" for name, size in lesion for row in range(size)
    ]
    lines += [f"    {line}" for line in use_up(m, "lesion")]
    return [f"    {line}" for line in lines]


def _kept(place: str) -> str:
    before, end = place.format(""), place.format("1")
    return f"{before} = {end} if 0.5 < keep else {before}"


def _conclude(system: ArrowSystem, absolute_share: float) -> Lines:
    """Write the end of the step, its error, and the two vectors of its dense output."""
    m = system.kernel.model
    fading = {one.state for one in system.kernel.fading}
    body = {
        row: absolute_share * state.scale
        for row, state in enumerate(m.states.values())
        if state.name not in fading
    }
    lesion = {row: absolute_share * s.scale for row, s in enumerate(m.lesion_states.values())}
    lines = ["total = 0.0"]
    lines += _ends(system.body_size, _body_place)
    lines += _errors(body, _body_place)
    lines += ["for i in range(k):"]
    of_lesion = [*_ends(system.lesion_size, _lesion_place), *_errors(lesion, _lesion_place)]
    lines += [f"    {line}" for line in of_lesion]
    return [f"    {line}" for line in [*lines, "error[0] = total"]]


def _body_place(name: str, row: int) -> str:
    return f"{name}[{row}]"


def _lesion_place(name: str, row: int) -> str:
    return f"{_twin(name)}[i, {row}]"


def _ends(size: int, at: Callable[[str, int], str]) -> Lines:
    """Write the end of every state and the vectors of its dense output."""
    lines: Lines = []
    for row in range(size):
        stages = [at(f"s{k}", row) for k in range(STAGES)]
        weighted = [" + ".join(f"{w!r} * {s}" for w, s in zip(d, stages, strict=False)) for d in D]
        lines += [
            f"last{row} = {at('y1', row)} + {stages[-1]}",
            f"{at('y1', row)} = last{row}",
            f"first, second = {weighted[0]}, {weighted[1]}",
            f"{stages[0]} = first",
            f"{stages[1]} = second",
        ]
    return lines


def _errors(floors: Mapping[int, float], at: Callable[[str, int], str]) -> Lines:
    """Write the squared weighted error of every state; several share one division."""
    lines: Lines = []
    for row, floor in floors.items():
        estimate = at(f"s{STAGES - 1}", row)
        lines += [
            f"before, after = abs({at('y', row)}), abs(last{row})",
            f"size = rtol * ({floor!r} + (before if after < before else after))",
            f"over{row} = {estimate} * {estimate}",
            f"under{row} = size * size",
        ]
    rows = list(floors)
    for start in range(0, len(rows), ERRORS_PER_DIVISION):
        group = rows[start : start + ERRORS_PER_DIVISION]
        over, under = f"over{group[0]}", f"under{group[0]}"
        for row in group[1:]:
            lines += [
                f"over = {over} * under{row} + over{row} * {under}",
                f"under = {under} * under{row}",
            ]
            over, under = "over", "under"
        lines.append(f"total += {over} * (1.0 / ({under}))")
    return lines
