"""The functions of a kernel that factorise and solve the linear system of a Rosenbrock stage.

The matrix is ``g I - J`` with J in block-arrow form. Each lesion is eliminated first, leaving a
small change of the body's matrix; so cost is linear in lesions. Per lesion the factors, the
response X to the couplings and the derivatives of its contributions are kept for the solves.
"""

from collections.abc import Callable
from dataclasses import dataclass

from osteon.model.generate.elimination import (
    Plan,
    plan_elimination,
    solution_rows,
    write_factorisation,
    write_solve,
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
        self.response = {entry: used + k for k, entry in enumerate(self._answering())}
        used += len(self.response)
        self.contribution = {
            entry: used + k for k, entry in enumerate(sorted(self.parts.total_by_state))
        }
        self.lesion_store = used + len(self.contribution)
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

    def driven_rows(self, coupling: int) -> list[int]:
        """Rows of a lesion whose rates depend on a coupling."""
        return sorted(row for row, z in self.parts.lesion_by_coupling if z == coupling)

    def _answering(self) -> list[tuple[int, int]]:
        """Return (state of a lesion, coupling) wherever the state answers the coupling at all."""
        return [
            (row, z)
            for z in range(self.n_couplings)
            for row in solution_rows(self.lesion, self.driven_rows(z))
        ]

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
    """Return the function that factorises ``g I - J`` at a state into ``lu`` and ``lun``."""
    kernel, parts = system.kernel, system.parts
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
    nodes = [node for block in blocks for node in block.values()]
    _open_loop(kernel, w, nodes)
    _write_lesion_block(system, w)
    w.close()
    _write_body_block(system, w)
    lines = w.lines
    return ["@njit(**COMPILE)", f"def factorise({STATE}, g, lu, lun):", *lines, "", ""]


def _open_loop(kernel: Kernel, w: Writer, nodes: list[int]) -> None:
    """Open the loop over lesions, with the totals that the matrix of the body may need."""
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
    for (total, row), slot in system.contribution.items():
        w.line(f"lun[i, {slot}] = {w.value(parts.total_by_state[total, row])}")
    for coupling in range(system.n_couplings):
        _write_response(system, w, coupling)


def _write_response(system: ArrowSystem, w: Writer, coupling: int) -> None:
    """Write how one lesion and its contributions answer a change of one coupling."""
    parts, driven = system.parts, system.driven_rows(coupling)
    for row in driven:
        w.line(f"x{row} = {w.value(parts.lesion_by_coupling[row, coupling])}")
    for line in write_solve(system.lesion, "e_{0}_{1}", "x", driven):
        w.line(line)
    answering = [row for row, z in system.response if z == coupling]
    for row in answering:
        w.line(f"lun[i, {system.response[row, coupling]}] = x{row}")
    for total in range(system.n_totals):
        terms = [
            f"{w.value(node)} * x{row}"
            for (t, row), node in parts.total_by_state.items()
            if t == total and row in answering
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
    _write_lesion_solves(system, w, right)
    _write_body_solve(system, w, right)
    for coupling in range(system.n_couplings):
        terms = [
            f"lu[{slot}] * b{column}"
            for (z, column), slot in system.by_state.items()
            if z == coupling
        ]
        w.line(f"v{coupling} = {' + '.join(terms)}")
    w.open("for i in range(k):")
    for row in sorted({row for row, _ in system.response}):
        terms = [f"lun[i, {slot}] * v{z}" for (r, z), slot in system.response.items() if r == row]
        w.line(f"{right.lesion_target}[i, {row}] += {' + '.join(terms)}")
    w.close()
    return w.lines


def _write_lesion_solves(system: ArrowSystem, w: Writer, right: RightSide) -> None:
    """Write the solution of each lesion alone, and what it then adds to the body's right side."""
    for total in range(system.n_totals):
        w.line(f"q{total} = 0.0")
    w.open("for i in range(k):")
    for row in range(system.lesion_size):
        w.line(f"x{row} = {right.lesion(row)}")
    for line in write_solve(system.lesion, "lun[i, {2}]", "x"):
        w.line(line)
    for row in range(system.lesion_size):
        w.line(f"{right.lesion_target}[i, {row}] = x{row}")
    for (total, row), slot in system.contribution.items():
        w.line(f"q{total} += lun[i, {slot}] * x{row}")
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
