"""The functions of a kernel that evaluate the model: rates, crossings, readings, jumps."""

from collections.abc import Iterable, Mapping

from osteon.model.declaration import Declaration
from osteon.model.generate.fading import corrected, fading_states
from osteon.model.generate.levels import GAUSS_POINTS, PATH_PARTS, Levels, at_point
from osteon.model.generate.sums import Sums, write_with_sums
from osteon.model.generate.writer import Places, Slots, Writer
from osteon.model.quantities import Assignments, Line, Quantity
from osteon.model.substitution import Replaced
from osteon.model.symbolic import Expr, Leaf

STATE = "y, n, k, c, d, u, mark"
FOLLOWERS = "v, vn"


class Kernel:
    """One model on its way to source: its graph, the levels of its nodes, and what is kept."""

    def __init__(self, model: Declaration, twin: "Kernel | None" = None) -> None:
        self.model = model
        self.levels = Levels(model.graph)
        self.fading = fading_states(model, self.levels)
        # The twin for eight lanes keeps its expressions beside those of the scalar kernel.
        self.slots: Slots = twin.slots if twin else Slots()
        self.on_lanes = twin is not None
        self.places = Places(
            {
                "state": ("y[{}]", model.states),
                "lesion_state": ("n[i, {}]", model.lesion_states),
                "input": ("u[{}]", model.inputs),
                "follower": ("v[{}]", model.followers),
                "lesion_follower": ("vn[i, {}]", model.lesion_followers),
                "lesion_mark": ("mark[i, {}]", model.lesion_marks),
                "coupling": ("z{}", model.couplings),
                "total": ("s{}", model.totals),
                "read_total": ("r{}", model.read_totals),
                "amount": ("amount", ["amount"]),
                "step": ("step", ["step"]),
                "share": ("share", ["share"]),
                "slip": ("slip_of_lesions", ["slip_of_lesions"]),
                **_step(model),
            }
        )

    def sums(self) -> Sums:
        """Return the sums over lesions at one time."""
        m = self.model
        named = {
            Leaf(kind, name): f"{letter}{index}"
            for kind, letter, lines in (
                ("total", "s", m.totals),
                ("read_total", "r", m.read_totals),
            )
            for index, name in enumerate(lines)
        }
        addends = {"total": m.totals, "read_total": m.read_totals}
        return Sums(
            m.graph, self.levels, named, lambda leaf: addends[leaf.kind][leaf.name].expr.node
        )

    def writer(self) -> Writer:
        """Return an empty function body that reads kept expressions from their slots."""
        graph, reciprocals = self.model.graph, self.on_lanes
        return Writer(graph, self.levels, self.places, self.slots, reciprocals=reciprocals)

    def start_constant_writer(self) -> Writer:
        """Return an empty function body that computes from parameters."""
        model = self.model
        arrays = {
            "parameter": ("p[{}]", list(model.parameters)),
            "lesion_parameter": ("q[{}]", list(model.lesion_parameters)),
        }
        return Writer(model.graph, self.levels, Places(arrays), None)


def _step(model: Declaration) -> dict[str, tuple[str, Iterable[str]]]:
    """Return where a step's end and dense output are, and the sums at its two Gauss points."""
    found: dict[str, tuple[str, Iterable[str]]] = {}
    for part, body, lesion in (("end", "y1", "n1"), ("rise", "s0", "sn0"), ("bend", "s1", "sn1")):
        found[f"state_{part}"] = f"{body}[{{}}]", model.states
        found[f"lesion_state_{part}"] = f"{lesion}[i, {{}}]", model.lesion_states
    for part in PATH_PARTS:
        found[f"follower_{part}"] = f"path[{{{part}}}]", model.followers
        found[f"lesion_follower_{part}"] = f"pathn[i, {{{part}}}]", model.lesion_followers
    for point in GAUSS_POINTS:
        found[at_point("total", point)] = f"s{{}}_{point}", model.totals
        found[at_point("read_total", point)] = f"r{{}}_{point}", model.read_totals
    return found


def write_couplings(kernel: Kernel, w: Writer) -> None:
    """Write the local variables through which lesions feel the body."""
    for index, line in enumerate(kernel.model.couplings.values()):
        w.line(f"z{index} = {w.value(line.expr.node)}")


def write_rates(kernel: Kernel) -> list[str]:
    """Return the function that fills ``f`` and ``fn`` with the rates per day."""
    m, w = kernel.model, kernel.writer()
    _check_rates(m)
    write_couplings(kernel, w)
    lesion = [
        (f"fn[i, {index}]", m.lesion_rates[name].expr.node)
        for index, name in enumerate(m.lesion_states)
    ]
    body = [(f"f[{index}]", m.rates[name].expr.node) for index, name in enumerate(m.states)]
    write_with_sums(w, kernel.sums(), body, lesion)
    return function("rates", f"{STATE}, f, fn", w)


def _check_rates(m: Declaration) -> None:
    """Raise ValueError where a rate reads what is followed outside the stiff system."""
    lines = [*m.rates.values(), *m.lesion_rates.values(), *m.couplings.values(), *m.totals.values()]
    for line in lines:
        for _, leaf in m.graph.leaves([line.expr.node]):
            if leaf.kind in {"follower", "lesion_follower", "read_total"}:
                raise ValueError(f"the rate or total {line.name} reads {leaf.name}, a {leaf.kind}")


def write_fade(kernel: Kernel) -> list[str]:
    """Return the function that sets right, in ``y1``, what has faded `step` days after ``y``."""
    m, w = kernel.model, kernel.writer()
    found = {name: m.graph.leaf("state_end", name) for name in m.states}
    right = corrected(m, kernel.fading, m.graph.leaf("step", "step"), found)
    values = {name: w.value(expr.node) for name, expr in right.items()}
    for name, value in values.items():
        w.line(f"y1[{list(m.states).index(name)}] = {value}")
    return function("fade", "y, c, step, y1", w)


def write_crossings(kernel: Kernel) -> list[str]:
    """Return the function that fills ``g`` with what must rise through zero."""
    crossing = [event.trigger for event in kernel.model.events.values() if event.crossing]
    return _body_values(kernel, "crossings", "g", crossing)


def write_readings(kernel: Kernel) -> list[str]:
    """Return the function that fills ``out`` with the readings."""
    return _body_values(kernel, "readings", "out", list(kernel.model.readings.values()))


def write_lesion_readings(kernel: Kernel) -> list[str]:
    """Return the function that fills ``out[i]`` with the readings of each lesion."""
    w = kernel.writer()
    write_couplings(kernel, w)
    lines = kernel.model.lesion_readings.values()
    lesion = [(f"out[i, {index}]", line.expr.node) for index, line in enumerate(lines)]
    write_with_sums(w, kernel.sums(), [], lesion)
    return function("lesion_readings", f"{STATE}, {FOLLOWERS}, out", w)


def _body_values(kernel: Kernel, name: str, target: str, lines: list[Line]) -> list[str]:
    w = kernel.writer()
    write_couplings(kernel, w)
    body = [(f"{target}[{index}]", line.expr.node) for index, line in enumerate(lines)]
    write_with_sums(w, kernel.sums(), body)
    return function(name, f"{STATE}, {FOLLOWERS}, {target}", w)


def write_catch_up(kernel: Kernel) -> list[str]:
    """Return the function that puts those followers ``v`` that have a target there."""
    m, w = kernel.model, kernel.writer()
    targets = {name: one.target for name, one in m.followers.items() if one.target is not None}

    def instead(leaf: Leaf) -> int | None:
        target = targets.get(leaf.name) if leaf.kind == "follower" else None
        return None if target is None else there.of(target.node)

    there = Replaced(m.graph, instead)
    write_couplings(kernel, w)
    body = [
        (f"v[{list(m.followers).index(name)}]", there.of(target.node))
        for name, target in targets.items()
    ]
    write_with_sums(w, kernel.sums(), body)
    return function("put_on_target", f"{STATE}, {FOLLOWERS}", w)


def write_jumps(kernel: Kernel) -> list[str]:
    """Return the function that applies event or jump number `code` to a patient."""
    m, w = kernel.model, kernel.writer()
    changes = [(event.body, event.struck, event.every) for event in m.events.values()]
    changes += [(jump.body, jump.struck, jump.every) for jump in m.jumps.values()]
    for code, (body, struck, every) in enumerate(changes):
        if not (body or struck or every):
            continue
        w.open(f"if code == {code}{' and 0 <= struck < k' if struck else ''}:")
        w.forget()
        _write_jump(kernel, w, body, struck, every)
        w.line("return")
        w.close()
    return function("jump", f"code, struck, amount, {STATE}, {FOLLOWERS}", w)


def _write_jump(
    kernel: Kernel, w: Writer, body: Assignments, struck: Assignments, every: Assignments
) -> None:
    """Write the new values; all of them are worked out from those before the jump."""
    if struck:
        w.line("i = struck")
    new = {name: f"new{place}" for place, name in enumerate({**body, **struck})}
    for name, value in {**body, **struck}.items():
        w.line(f"{new[name]} = {w.value(_node(kernel, value))}")
    if every:
        w.forget()
        w.open("for i in range(k):")
        _assign(kernel, w, {name: w.value(_node(kernel, value)) for name, value in every.items()})
        w.close()
    if struck:
        w.line("i = struck")
    _assign(kernel, w, new)


def _assign(kernel: Kernel, w: Writer, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        w.line(f"{_target(kernel.model, name)} = {value}")


def _node(kernel: Kernel, value: object) -> int:
    return value.node if isinstance(value, Expr) else kernel.model.graph.constant(value).node  # type: ignore[arg-type]


def _target(m: Declaration, name: str) -> str:
    groups = (
        ("y[{}]", m.states),
        ("u[{}]", m.inputs),
        ("n[i, {}]", m.lesion_states),
        ("mark[i, {}]", m.lesion_marks),
        ("v[{}]", m.followers),
        ("vn[i, {}]", m.lesion_followers),
    )
    for pattern, names in groups:
        if name in names:
            return pattern.format(list(names).index(name))
    raise KeyError(f"a jump changes {name}, which is no state, follower, input or mark")


def write_constants(kernel: Kernel) -> list[str]:
    """Return the functions that compute kept expressions and starting values from parameters.

    Written last, when every other function has said what it keeps.
    """
    m = kernel.model
    patient = {slot: node for node, slot in kernel.slots.of_patient.items()}
    lesion = {slot: node for node, slot in kernel.slots.of_lesion.items()}
    return [
        *_constants(kernel, "prepare", "p, c", "c", patient),
        *_constants(kernel, "prepare_lesion", "p, q, d", "d", lesion),
        *_starts(kernel, "start", "p, y, v", {"y": m.states, "v": m.followers}),
        *_starts(
            *(kernel, "start_lesion", "p, q, n, vn"),
            {"n": m.lesion_states, "vn": m.lesion_followers},
        ),
    ]


def _starts(
    kernel: Kernel, name: str, arguments: str, targets: Mapping[str, Mapping[str, Quantity]]
) -> list[str]:
    w = kernel.start_constant_writer()
    for target, quantities in targets.items():
        for index, quantity in enumerate(quantities.values()):
            w.line(f"{target}[{index}] = {w.value(quantity.start.node)}")
    return function(name, arguments, w)


def _constants(
    kernel: Kernel, name: str, arguments: str, target: str, nodes: dict[int, int]
) -> list[str]:
    w = kernel.start_constant_writer()
    for index in sorted(nodes):
        w.line(f"{target}[{index}] = {w.value(nodes[index])}")
    return function(name, arguments, w)


def function(name: str, arguments: str, w: Writer) -> list[str]:
    """Return the lines of a function of the kernel."""
    return ["@njit(**COMPILE)", f"def {name}({arguments}):", *(w.lines or ["    pass"]), "", ""]
