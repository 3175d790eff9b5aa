"""Every figure in one run: speed beside accuracy, osteon beside other engines; see README.md.

``make bench`` on an idle machine. Prints the figures and writes RESULTS.md beside this file.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from event_times import event_times
from machine import load, mrgsolve, processor, vectors, versions
from patient import LESION_COUNTS, TIMED_RTOL, errors, milliseconds
from peers import LANES, WANTED_ERROR, Figures, compare
from roofline import report
from scaling import USUAL_LESIONS, USUAL_YEARS, grow
from tables import row, table_head

from osteon.library.library import Library
from osteon.model.compiled import compiled_model

RESULTS = Path(__file__).parent / "RESULTS.md"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures and write them down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=200, help="patients in one group")
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    lines = []
    for line in _report(chosen.patients, chosen.repetitions):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        lines.append(line)
    chosen.out.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _report(n: int, times: int) -> Iterator[str]:
    milliseconds(compiled_model(), Library.load(), 1, 1, 1)  # compiles, if need be
    yield "# Results"
    yield ""
    yield "Written by `make bench`; `README.md` says what is measured and how."
    yield ""
    yield f"- Machine: {processor()}, {vectors()}"
    yield f"- Load when this began: {load()}; what others do at the same time slows all lines"
    yield f"- Versions: {versions()}"
    yield f"- Model {compiled_model().hash}, {len(compiled_model().states)} states of the body"
    yield f"- Medians of {times} repetitions of {n} patients (other engines: 4 of them)"
    yield ""
    yield from _peers(n, times)
    yield from _osteon(n, times)
    yield from report(n, times)
    yield from _growth(n, times)
    yield from _errors()
    yield from _event_times(n)


def _peers(n: int, times: int) -> Iterator[str]:
    figures, by_scipy = compare(n, times)
    ours = next(one for one in figures if one.title == LANES.title)
    yield "## The bare physiology, without lesions or events"
    yield ""
    yield (
        "39 states, 3 years, 39 doses, 157 weekly records; each engine at the loosest tolerance"
        f" whose largest error is {WANTED_ERROR:g} or less."
    )
    yield ""
    yield from table_head("engine", "rtol", "largest error", "CPU ms/patient", "range", "ratio")
    for one in figures:
        yield _peer(one, ours)
    yield ""
    yield f"Reference: osteon at 1e-10, a body at a time; SciPy at 1e-10 is {by_scipy:.1e} off it."
    yield f"{mrgsolve()}."
    yield ""


def _peer(one: Figures, ours: Figures) -> str:
    if one.failure:
        return row(one.title, "", "", one.failure, "", "")
    span = f"{min(one.milliseconds):.2f} to {max(one.milliseconds):.2f}"
    ratio = f"{one.median / ours.median:.1f}" if ours.milliseconds else ""
    return row(one.title, f"{one.rtol:.1e}", f"{one.error:.1e}", f"{one.median:.2f}", span, ratio)


def _osteon(n: int, times: int) -> Iterator[str]:
    model, library = compiled_model(), Library.load()
    yield "## osteon with lesions and events"
    yield ""
    yield f"3 years, denosumab q4w, weekly records, hazards on, rtol {TIMED_RTOL:g}."
    yield ""
    yield from table_head("lesions", "CPU ms/patient", "fastest", "steps")
    for n_lesions in LESION_COUNTS:
        median, fastest, steps = milliseconds(model, library, n_lesions, n, times)
        yield row(str(n_lesions), f"{median:.2f}", f"{fastest:.2f}", f"{steps:.0f}")
    yield ""


def _growth(n: int, times: int) -> Iterator[str]:
    yield "## Growth of the cost"
    yield ""
    yield (
        f"No events, so that all live on; else as above, with {USUAL_LESIONS} lesions over"
        f" {USUAL_YEARS} years. CPU ms for one patient, or for all where their number grows."
    )
    yield ""
    yield from table_head("what", "sizes", "CPU ms", "straight line", "farthest from it")
    for growth in grow(n, times):
        intercept, slope = growth.line
        yield row(
            growth.what,
            ", ".join(map(str, growth.sizes)),
            ", ".join(f"{one:.2f}" for one in growth.milliseconds),
            f"{intercept:.2f} + {slope:.3f} x",
            f"{growth.farthest:.1%}",
        )
    yield ""


def _errors() -> Iterator[str]:
    yield "## Error of the states of the body"
    yield ""
    yield "Against rtol 1e-10, relative to each state's own maximum, without events."
    yield ""
    yield from table_head("lesions", "rtol", "largest error", "root mean square")
    for n_lesions in LESION_COUNTS:
        for rtol, largest, rms in errors(compiled_model(), Library.load(), n_lesions):
            yield row(str(n_lesions), f"{rtol:.0e}", f"{largest:.1e}", f"{rms:.1e}")
    yield ""


def _event_times(n: int) -> Iterator[str]:
    yield "## Convergence of event times"
    yield ""
    yield f"The first event of {n} patients with 5 lesions against rtol 1e-10."
    yield ""
    yield from table_head("rtol", "same first event", "median, minutes off", "largest")
    for one in event_times(n):
        same = f"{one.same} of {one.happened}"
        yield row(
            f"{one.rtol:.0e}", same, f"{one.median_minutes:.2g}", f"{one.largest_minutes:.2g}"
        )


if __name__ == "__main__":
    main()
