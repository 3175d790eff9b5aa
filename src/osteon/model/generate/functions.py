"""The functions of a kernel that evaluate the model: rates, hazards, crossings, readings, jumps."""

from collections.abc import Iterable, Mapping

from osteon.model.declaration import Assignments, Declaration, Line
from osteon.model.generate.levels import Levels
from osteon.model.generate.writer import Places, Slots, Writer
from osteon.model.symbolic import Expr

STATE = "y, n, k, c, d, u, mark"


class Kernel:
    """One model on its way to source: its graph, the levels of its nodes, and what is kept."""

    def __init__(self, model: Declaration, twin: "Kernel | None" = None) -> None:
        self.model = model
        self.levels = Levels(model.graph)
        # The twin for eight lanes keeps its expressions beside those of the scalar kernel.
        self.slots: Slots = twin.slots if twin else Slots()
        self.on_lanes = twin is not None
        self.places = Places(
            {
                "state": ("y[{}]", model.states),
                "lesion_state": ("n[i, {}]", model.lesion_states),
                "input": ("u[{}]", model.inputs),
                "follower": ("v[{}]", model.followers),
                "lesion_mark": ("mark[i, {}]", model.lesion_marks),
                "coupling": ("z{}", model.couplings),
                "total": ("s{}", model.totals),
                "read_total": ("r{}", model.read_totals),
                "amount": ("amount", ["amount"]),
            }
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


def write_couplings(kernel: Kernel, w: Writer) -> None:
    """Write the local variables through which lesions feel the body."""
    for index, line in enumerate(kernel.model.couplings.values()):
        w.line(f"z{index} = {w.value(line.expr.node)}")


def write_sums(w: Writer, sums: Mapping[str, list[Line]], per_lesion: Iterable[int]) -> None:
    """Open the loop over lesions and add up `sums`; the caller closes it.

    `per_lesion` are further expressions the loop will need.
    """
    lines = [line for group in sums.values() for line in group]
    w.ahead_of_loop([*(line.expr.node for line in lines), *per_lesion])
    for prefix, group in sums.items():
        for index in range(len(group)):
            w.line(f"{prefix}{index} = 0.0")
    w.open("for i in range(k):")
    for prefix, group in sums.items():
        for index, line in enumerate(group):
            w.line(f"{prefix}{index} += {w.value(line.expr.node)}")


def write_rates(kernel: Kernel) -> list[str]:
    """Return the function that fills ``f`` and ``fn`` with the rates per day."""
    m, w = kernel.model, kernel.writer()
    write_couplings(kernel, w)
    lesion_rates = [m.lesion_rates[name].expr.node for name in m.lesion_states]
    write_sums(w, {"s": list(m.totals.values())}, lesion_rates)
    for index, node in enumerate(lesion_rates):
        w.line(f"fn[i, {index}] = {w.value(node)}")
    w.close()
    for index, name in enumerate(m.states):
        w.line(f"f[{index}] = {w.value(m.rates[name].expr.node)}")
    return _function("rates", f"{STATE}, f, fn", w)


def write_hazards(kernel: Kernel) -> list[str]:
    """Return the function that fills hazards per day ``h``, ``hn`` and follower targets ``w``."""
    m, w = kernel.model, kernel.writer()
    hazards = [event for event in m.events.values() if not event.crossing]
    of_lesion = [event.trigger for event in hazards if event.of_lesion]
    of_body = [event.trigger for event in hazards if not event.of_lesion]
    targets = [follower.target for follower in m.followers.values()]
    _write_needed_sums(kernel, w, [*of_body, *targets], of_lesion)
    for index, line in enumerate(of_lesion):
        w.line(f"hn[i, {index}] = {w.value(line.expr.node)}")
    w.close()
    for target, lines in (("h", of_body), ("w", targets)):
        for index, line in enumerate(lines):
            w.line(f"{target}[{index}] = {w.value(line.expr.node)}")
    return _function("hazards", f"{STATE}, h, hn, w", w)


def write_lags(kernel: Kernel) -> list[str]:
    """Return the function that fills ``lag`` with the lags of the followers in days."""
    w = kernel.writer()
    for index, follower in enumerate(kernel.model.followers.values()):
        w.line(f"lag[{index}] = {w.value(follower.lag_days.node)}")
    return _function("lags", "c, lag", w)


def write_crossings(kernel: Kernel) -> list[str]:
    """Return the function that fills ``g`` with what must rise through zero."""
    crossing = [event.trigger for event in kernel.model.events.values() if event.crossing]
    return _body_values(kernel, "crossings", STATE, "g", crossing)


def write_readings(kernel: Kernel) -> list[str]:
    """Return the function that fills ``out`` with the readings; ``v`` holds the followers."""
    return _body_values(
        kernel, "readings", f"{STATE}, v", "out", list(kernel.model.readings.values())
    )


def _body_values(
    kernel: Kernel, name: str, arguments: str, target: str, lines: list[Line]
) -> list[str]:
    w = kernel.writer()
    if _needed_sums(kernel, lines):
        _write_needed_sums(kernel, w, lines, [])
        w.close()
    for index, line in enumerate(lines):
        w.line(f"{target}[{index}] = {w.value(line.expr.node)}")
    return _function(name, f"{arguments}, {target}", w)


def _needed_sums(kernel: Kernel, lines: list[Line]) -> dict[str, list[Line]]:
    m = kernel.model
    kinds = {leaf.kind for _, leaf in m.graph.leaves(line.expr.node for line in lines)}
    groups = {"total": ("s", m.totals), "read_total": ("r", m.read_totals)}
    return {
        prefix: list(group.values()) for kind, (prefix, group) in groups.items() if kind in kinds
    }


def _write_needed_sums(kernel: Kernel, w: Writer, lines: list[Line], of_lesion: list[Line]) -> None:
    """Open the loop over lesions with the sums that `lines` use; the caller closes it."""
    write_couplings(kernel, w)
    write_sums(w, _needed_sums(kernel, lines), [line.expr.node for line in of_lesion])


def write_jumps(kernel: Kernel) -> list[str]:
    """Return the function that applies event or jump number `code` to a patient."""
    m, w = kernel.model, kernel.writer()
    w.line("i = struck")
    changes = [(event.body, event.struck, event.every) for event in m.events.values()]
    changes += [(jump.body, {}, jump.every) for jump in m.jumps.values()]
    for code, (body, struck, every) in enumerate(changes):
        if not (body or struck or every):
            continue
        w.open(f"if code == {code}:")
        w.forget()
        _assign(kernel, w, {**body, **struck})
        if every:
            w.open("for i in range(k):")
            w.forget()
            _assign(kernel, w, every)
            w.close()
        w.line("return")
        w.close()
    return _function("jump", f"code, struck, amount, {STATE}", w)


def _assign(kernel: Kernel, w: Writer, changes: Assignments) -> None:
    values = {name: w.value(_node(kernel, value)) for name, value in changes.items()}
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
    )
    for pattern, names in groups:
        if name in names:
            return pattern.format(list(names).index(name))
    raise KeyError(f"a jump changes {name}, which is no state, input or mark")


def write_constants(kernel: Kernel) -> list[str]:
    """Return the functions that compute kept expressions and starting values from parameters.

    Written last, when every other function has said what it keeps.
    """
    m = kernel.model
    start = {index: state.start.node for index, state in enumerate(m.states.values())}
    lesion_start = {index: state.start.node for index, state in enumerate(m.lesion_states.values())}
    patient = {slot: node for node, slot in kernel.slots.of_patient.items()}
    lesion = {slot: node for node, slot in kernel.slots.of_lesion.items()}
    return [
        *_constants(kernel, "prepare", "p, c", "c", patient),
        *_constants(kernel, "prepare_lesion", "p, q, d", "d", lesion),
        *_constants(kernel, "start", "p, y", "y", start),
        *_constants(kernel, "start_lesion", "p, q, n", "n", lesion_start),
    ]


def _constants(
    kernel: Kernel, name: str, arguments: str, target: str, nodes: dict[int, int]
) -> list[str]:
    w = kernel.start_constant_writer()
    for index in sorted(nodes):
        w.line(f"{target}[{index}] = {w.value(nodes[index])}")
    return _function(name, arguments, w)


def _function(name: str, arguments: str, w: Writer) -> list[str]:
    return ["@njit(**COMPILE)", f"def {name}({arguments}):", *w.lines, "", ""]
