"""What bounds osteon's own cost, beside what it takes, part by part; see README.md.

The work of every part of a step is read off its machine code and set against the fastest that this
machine does each kind of operation. Run alone: ``python benchmarks/roofline.py``.
"""

import sys
from collections import Counter
from collections.abc import Iterator

from bounds import (
    CALLS_IN_A_STEP,
    NANOSECONDS_PER_MILLISECOND,
    PARTS,
    RECORDS,
    SHOWN,
    Life,
    least,
    measured_lives,
    totals,
)
from clocked import ALONE
from machine import load
from machine_code import readable
from patient import DAYS
from peaks import CYCLE, EXP, LOG, MIXED, peaks
from tables import row, table_head
from vector_work import CODE, PRODUCTS, SPILLS, Work, called, functions, work_of

from osteon.model.compiled import CompiledModel, compiled_model
from osteon.model.lanes.arithmetic import LANES

# CPU milliseconds of a patient that were aimed at, by lesions.
AIMS = {0: 0.5, 5: 1.0, 10: 1.5}
BYTES_PER_KB = 1024


def report(n: int, times: int) -> Iterator[str]:
    """Yield the section of the results."""
    yield "## What bounds the cost"
    yield ""
    if not readable():
        yield "Not counted: the machine code of this kind of processor is not read here."
        yield ""
        return
    yield f"Load when this began: {load()}."
    yield ""
    model, fastest = compiled_model(), peaks()
    work = {
        name: work_of(function, model.kernels)
        for name, function in functions(model.kernels).items()
    }
    yield from _peaks(fastest)
    yield from _work(model, work)
    lives = list(measured_lives(model, n, times))
    yield from _bounds(work, fastest, lives)
    yield from _profile(work, fastest, lives)
    yield from _alone(lives)


def _peaks(fastest: dict[str, float]) -> Iterator[str]:
    yield "The fastest this machine does each operation on eight doubles:"
    yield ""
    yield from table_head("operation", "ns", "cycles")
    for kind in (*SHOWN, MIXED, EXP, LOG):
        yield row(kind, f"{fastest[kind]:.2f}", f"{fastest[kind] / fastest[CYCLE]:.1f}")
    per_second = 2 * LANES / fastest[PRODUCTS]
    yield ""
    yield (
        f"{1 / fastest[CYCLE]:.2f} GHz; {per_second:.0f} GFlop/s in fused products and sums,"
        f" {LANES * fastest[CYCLE] / fastest[PRODUCTS]:.1f} of them a cycle;"
        f" code that is too long for the first cache comes at {1 / fastest[CODE]:.0f} bytes a ns."
    )
    yield ""


def _work(model: CompiledModel, work: dict[str, Work]) -> Iterator[str]:
    yield "The work of one step of eight lanes, body + each lesion, in the machine code:"
    yield ""
    yield from table_head("part", *SHOWN, "stack", "code, KB", EXP, LOG)
    whole: Counter[str] = Counter()
    of_lesion: Counter[str] = Counter()
    texts = functions(model.kernels)
    for title, names in PARTS.items():
        body: Counter[str] = Counter()
        lesion: Counter[str] = Counter()
        for name in names:
            calls = CALLS_IN_A_STEP.get(name, 1)
            for kind in (*SHOWN, SPILLS, CODE):
                often = 1 if kind == CODE else calls
                body[kind] += often * work[name].body[kind]
                lesion[kind] += often * work[name].lesion[kind]
            for kind in (EXP, LOG):
                once, each = called(texts[name], kind)
                body[kind] += calls * once
                lesion[kind] += calls * each
        yield _work_row(title if title != RECORDS else "one record", body, lesion)
        if title != RECORDS:
            whole, of_lesion = whole + body, of_lesion + lesion
    yield _work_row("a step without records", whole, of_lesion)
    yield ""
    yield (
        "Products are fused with a sum where they can be; choices are comparisons, selections and"
        " the whole numbers of exponentials and logarithms, whose other operations are counted"
        " with the rest; stack says how many operations put a value aside or take it back."
    )
    yield ""


def _work_row(title: str, body: Counter[str], lesion: Counter[str]) -> str:
    cells = [f"{body[k]:.0f} + {lesion[k]:.0f}" for k in (*SHOWN, SPILLS)]
    cells.append(f"{body[CODE] / BYTES_PER_KB:.0f} + {lesion[CODE] / BYTES_PER_KB:.0f}")
    cells += [f"{body[k]} + {lesion[k]}" for k in (EXP, LOG)]
    return row(title, *cells)


def _bounds(work: dict[str, Work], fastest: dict[str, float], lives: list[Life]) -> Iterator[str]:
    yield "CPU ms per patient, by kind alone and together:"
    yield ""
    heads = ("arithmetic", "arithmetic, memory, code", "fastest measured", "over it", "aim")
    yield from table_head("lesions", *SHOWN, CODE, *heads, "aim over it", "lanes in use")
    for life in lives:
        names = [name for part in PARTS.values() for name in part]
        alone = totals(names, work, life, fastest)
        arithmetic, memory = (
            sum(least(name, work, life, fastest, with_memory=how) for name in names)
            for how in (False, True)
        )
        aim = AIMS[life.lesions]
        yield row(
            str(life.lesions),
            *(f"{alone[kind]:.2f}" for kind in (*SHOWN, CODE)),
            f"{arithmetic:.2f}",
            f"{memory:.2f}",
            f"{life.milliseconds:.2f}",
            f"{life.milliseconds / memory:.1f}",
            f"{aim:.1f}",
            f"{aim / memory:.1f}",
            f"{life.steps / LANES / life.passes:.0%}",
        )
    yield ""


def _profile(work: dict[str, Work], fastest: dict[str, float], lives: list[Life]) -> Iterator[str]:
    yield "Where the time goes, ms per patient: mean / if every call were the fastest / least:"
    yield ""
    yield from table_head("part", *(f"{life.lesions} lesions" for life in lives))
    for title, names in PARTS.items():
        cells = []
        for life in lives:
            bounds = [least(name, work, life, fastest, with_memory=True) for name in names]
            parts = [f"lanes_{name}" for name in names]
            cells.append(f"{life.spent(*parts)} / {sum(bounds):.3f}")
        yield row(title, *cells)
    alone = "one lane alone: doses, events, lives in and out"
    yield row(alone, *(str(life.spent(*ALONE)) for life in lives))
    parts = [f"lanes_{name}" for names in PARTS.values() for name in names]
    yield row("together", *(str(life.spent(*parts, *ALONE)) for life in lives))
    yield ""


def _alone(lives: list[Life]) -> Iterator[str]:
    """Say what a restart and a record cost beside their arithmetic."""
    for life in lives:
        restarts = life.clocks["jump"].calls / life.patients
        alone = [name for name in ALONE if name not in {"fill_lane", "readings", "lane_crossing"}]
        each = life.spent(*alone).mean / restarts * NANOSECONDS_PER_MILLISECOND
        located = life.clocks["lane_crossing"]
        full = len(DAYS) / LANES
        yield (
            f"- {life.lesions} lesions: {life.steps:.0f} steps and {restarts:.0f} restarts, each"
            f" {each:.0f} ns besides its steps; {life.calls('record'):.0f} looks for records, where"
            f" full lanes would take {full:.0f}; {located.calls / life.patients:.2f} crossings"
            f" located in {located.nanoseconds / 1e3:.0f} us each."
        )
    yield ""


if __name__ == "__main__":
    for line in report(n=200, times=5):
        sys.stdout.write(f"{line}\n")
