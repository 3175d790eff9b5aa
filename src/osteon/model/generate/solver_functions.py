"""The functions of a kernel that factorise and solve the linear system of a Rosenbrock stage.

The matrix is ``g I - J`` with J in block-arrow form. Each lesion is eliminated first, leaving a
small change of the body's matrix; so cost is linear in lesions. For one lesion with matrix A, what
it adds to the totals is C x, and what the couplings v do to it is B v, so A x = r + B v. The rows
C A^-1 are kept: they give what r adds to the totals before anything of the lesion is solved; then
the body is solved, and with its v each lesion.
"""

from collections.abc import Callable
from dataclasses import dataclass

from osteon.model.generate.elimination import (
    Plan,
    plan_elimination,
    write_factorisation,
    write_solve,
    write_transposed_solve,
)
from osteon.model.generate.functions import STATE, Kernel, write_couplings
from osteon.model.generate.linearise import Block, Linearised, linearise
from osteon.model.generate.writer import Writer


class ArrowSystem:
    """Where every kept number of the factorisation lives, for body and lesion."""

    def __init__(self, kernel: Kernel) -> None:
        m = kernel.model
        self.kernel = kernel
        self.parts: Linearised = linearise(m)
        self.body_size, self.lesion_size = len(m.states), len(m.lesion_states)
        self.n_couplings, self.n_totals = len(m.couplings), len(m.totals)
        self.lesion: Plan = plan_elimination(self.lesion_size, set(self.parts.lesion_by_state), 0)
        used = len(self.lesion.slots)
        kept_rows = [(t, row) for t in range(self.n_totals) for row in self.added(t)[1]]
        self.contribution = {entry: used + k for k, entry in enumerate(kept_rows)}
        used += len(kept_rows)
        driven = sorted(self.parts.lesion_by_coupling)
        self.driven = {entry: used + k for k, entry in enumerate(driven)}
        self.lesion_store = used + len(driven)
        self.body: Plan = plan_elimination(self.body_size, self._body_pattern(), 0)
        used = len(self.body.slots)
        self.by_total = {
            entry: used + k for k, entry in enumerate(sorted(self.parts.body_by_total))
        }
        used += len(self.by_total)
        self.by_state = {
            entry: used + k for k, entry in enumerate(sorted(self.parts.coupling_by_state))
        }
        self.body_store = used + len(self.by_state)

    def added(self, total: int) -> tuple[list[str], list[int]]:
        """Return the lines that turn ``x``, a row of C, into that of C A^-1, and its columns."""
        rows = [row for t, row in sorted(self.parts.total_by_state) if t == total]
        return write_transposed_solve(self.lesion, "e_{0}_{1}", "x", rows)

    @property
    def coupled_states(self) -> list[int]:
        """States of the body on which any coupling depends."""
        return sorted({column for _, column in self.parts.coupling_by_state})

    def _body_pattern(self) -> set[tuple[int, int]]:
        through_lesions = {
            (row, column) for row, _ in self.parts.body_by_total for column in self.coupled_states
        }
        return set(self.parts.body_by_state) | through_lesions


def _grid(rows: int, columns: int) -> list[tuple[int, int]]:
    return [(row, column) for row in range(rows) for column in range(columns)]


def write_factorise(system: ArrowSystem) -> list[str]:
    """Return the function that factorises ``g I - J`` at a state into ``lu`` and ``lun``.

    It fills the rates at that state, too, which have most expressions in common with J.
    """
    kernel, parts, m = system.kernel, system.parts, system.kernel.model
    w = kernel.writer()
    write_couplings(kernel, w)
    blocks = (
        parts.lesion_by_state,
        parts.lesion_by_coupling,
        parts.total_by_state,
        parts.total_by_coupling,
    )
    for total, coupling in _grid(system.n_totals, system.n_couplings):
        w.line(f"w_{total}_{coupling} = 0.0")
    rates = [m.lesion_rates[name].expr.node for name in m.lesion_states]
    _open_loop(kernel, w, [*rates, *(node for block in blocks for node in block.values())])
    for index, node in enumerate(rates):
        w.line(f"fn[i, {index}] = {w.value(node)}")
    _write_lesion_block(system, w)
    w.close()
    for index, name in enumerate(m.states):
        w.line(f"f[{index}] = {w.value(m.rates[name].expr.node)}")
    _write_body_block(system, w)
    lines = w.lines
    return ["@njit(**COMPILE)", f"def factorise({STATE}, g, lu, lun, f, fn):", *lines, "", ""]


def _open_loop(kernel: Kernel, w: Writer, nodes: list[int]) -> None:
    """Open the loop over lesions, with the totals that rates and matrix of the body may need."""
    sums = kernel.sums()
    addends = [line.expr.node for line in kernel.model.totals.values()]
    w.ahead_of_loop([*addends, *nodes], lambda node: sums.phase(node) == 0)
    for index in range(len(addends)):
        w.line(f"s{index} = 0.0")
    w.open("for i in range(k):")
    for index, node in enumerate(addends):
        w.line(f"s{index} += {w.value(node)}")


def _write_matrix(
    w: Writer, name: str, plan: Plan, block: Block, extra: dict[tuple[int, int], str]
) -> None:
    """Write the scalars ``{name}_{row}_{column}`` of ``g I - J``."""
    for row, column in plan.slots:
        terms = ["g"] if row == column else []
        if (row, column) in block:
            terms.append(f"- {w.value(block[row, column])}")
        if (row, column) in extra:
            terms.append(f"- ({extra[row, column]})")
        w.line(f"{name}_{row}_{column} = {' '.join(terms) or '0.0'}")


def _write_lesion_block(system: ArrowSystem, w: Writer) -> None:
    parts, plan = system.parts, system.lesion
    _write_matrix(w, "e", plan, parts.lesion_by_state, {})
    for line in write_factorisation(plan, "e"):
        w.line(line)
    for (row, column), slot in plan.slots.items():
        w.line(f"lun[i, {slot}] = e_{row}_{column}")
    for entry, slot in system.driven.items():
        w.line(f"lun[i, {slot}] = {w.value(parts.lesion_by_coupling[entry])}")
    for total in range(system.n_totals):
        _write_contribution(system, w, total)


def _write_contribution(system: ArrowSystem, w: Writer, total: int) -> None:
    """Write how a total answers the right-hand side of one lesion, and through it the couplings."""
    parts = system.parts
    lines, rows = system.added(total)
    for (t, row), node in sorted(parts.total_by_state.items()):
        if t == total:
            w.line(f"x{row} = {w.value(node)}")
    for line in lines:
        w.line(line)
    for row in rows:
        w.line(f"lun[i, {system.contribution[total, row]}] = x{row}")
    for coupling in range(system.n_couplings):
        terms = [
            f"x{row} * {w.value(node)}"
            for (row, z), node in sorted(parts.lesion_by_coupling.items())
            if z == coupling and row in rows
        ]
        direct = parts.total_by_coupling.get((total, coupling))
        terms += [] if direct is None else [w.value(direct)]
        if terms:
            w.line(f"w_{total}_{coupling} += {' + '.join(terms)}")


def _write_body_block(system: ArrowSystem, w: Writer) -> None:
    parts, plan = system.parts, system.body
    for (coupling, column), node in sorted(parts.coupling_by_state.items()):
        w.line(f"zy_{coupling}_{column} = {w.value(node)}")
        w.line(f"lu[{system.by_state[coupling, column]}] = zy_{coupling}_{column}")
    for total in range(system.n_totals):
        for column in system.coupled_states:
            terms = [
                f"w_{total}_{z} * zy_{z}_{c}" for z, c in parts.coupling_by_state if c == column
            ]
            w.line(f"ty_{total}_{column} = {' + '.join(terms)}")
    extra: dict[tuple[int, int], str] = {}
    for (row, total), node in sorted(parts.body_by_total.items()):
        text = w.value(node)
        w.line(f"lu[{system.by_total[row, total]}] = {text}")
        for column in system.coupled_states:
            term = f"{text} * ty_{total}_{column}"
            extra[row, column] = (
                f"{extra[row, column]} + {term}" if (row, column) in extra else term
            )
    _write_matrix(w, "e", plan, parts.body_by_state, extra)
    for line in write_factorisation(plan, "e"):
        w.line(line)
    for (row, column), slot in plan.slots.items():
        w.line(f"lu[{slot}] = e_{row}_{column}")


@dataclass(frozen=True)
class RightSide:
    """Where a solve reads its right-hand side, and the arrays it leaves the solution in."""

    body: Callable[[int], str]
    lesion: Callable[[int], str]
    target: str
    lesion_target: str


IN_PLACE = RightSide(lambda row: f"r[{row}]", lambda row: f"rn[i, {row}]", "r", "rn")


def write_solve_function(system: ArrowSystem) -> list[str]:
    """Return the function that solves with the kept factors, overwriting ``r`` and ``rn``."""
    lines = write_solve_lines(system, IN_PLACE)
    return ["@njit(**COMPILE)", "def solve(lu, lun, k, r, rn):", *lines, "", ""]


def write_solve_lines(system: ArrowSystem, right: RightSide) -> list[str]:
    """Return the lines of a solve with the kept factors."""
    w = system.kernel.writer()
    _write_right_sides(system, w, right)
    _write_body_solve(system, w, right)
    for coupling in range(system.n_couplings):
        terms = [
            f"lu[{slot}] * b{column}"
            for (z, column), slot in system.by_state.items()
            if z == coupling
        ]
        w.line(f"v{coupling} = {' + '.join(terms)}")
    w.open("for i in range(k):")
    for row in range(system.lesion_size):
        terms = [f"lun[i, {slot}] * v{z}" for (r, z), slot in system.driven.items() if r == row]
        w.line(f"x{row} = {' + '.join([f'{right.lesion_target}[i, {row}]', *terms])}")
    for line in write_solve(system.lesion, "lun[i, {2}]", "x"):
        w.line(line)
    for row in range(system.lesion_size):
        w.line(f"{right.lesion_target}[i, {row}] = x{row}")
    w.close()
    return w.lines


def _write_right_sides(system: ArrowSystem, w: Writer, right: RightSide) -> None:
    """Write the right-hand side of each lesion, and what it adds to that of the body."""
    for total in range(system.n_totals):
        w.line(f"q{total} = 0.0")
    w.open("for i in range(k):")
    for row in range(system.lesion_size):
        w.line(f"x{row} = {right.lesion(row)}")
        w.line(f"{right.lesion_target}[i, {row}] = x{row}")
    for total in range(system.n_totals):
        terms = [
            f"lun[i, {slot}] * x{row}"
            for (t, row), slot in system.contribution.items()
            if t == total
        ]
        if terms:
            w.line(f"q{total} += {' + '.join(terms)}")
    w.close()


def _write_body_solve(system: ArrowSystem, w: Writer, right: RightSide) -> None:
    for row in range(system.body_size):
        terms = [
            f"lu[{slot}] * q{total}" for (r, total), slot in system.by_total.items() if r == row
        ]
        w.line(f"b{row} = {' + '.join([right.body(row), *terms])}")
    for line in write_solve(system.body, "lu[{2}]", "b"):
        w.line(line)
    for row in range(system.body_size):
        w.line(f"{right.target}[{row}] = b{row}")
