"""The least time that the work of a patient can take on this machine, and what it took."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from clocked import Clock, Clocks
from patient import DAYS, LESION_COUNTS, TIMED_RTOL, live, lives_at_entry, milliseconds
from peaks import MIXED
from vector_work import CHOICES, CODE, DIVISIONS, LOADS, PRODUCTS, ROOTS, STORES, SUMS, Work

from osteon.library.library import Library
from osteon.model.compiled import CompiledModel
from osteon.model.engine import Recording

SOLVES = tuple(f"stage_{k}" for k in range(6))
ENDS = (*(f"argument_{k}" for k in range(1, 5)), "last_argument", "conclude", "fade")
RECORDS = "records"
PARTS = {
    "five more evaluations of the rates": ("rates",),
    "rates, Jacobian, factorisation": ("factorise",),
    "six solves": SOLVES,
    "arguments, end, error": ENDS,
    "hazards and followers": ("within",),
    "events asked for, step kept": ("crossings", "reach", "keep"),
    RECORDS: ("record",),
}
CALLS_IN_A_STEP = {"rates": 5}
ARITHMETIC = (PRODUCTS, SUMS, CHOICES, DIVISIONS, ROOTS)
SHOWN = (*ARITHMETIC, LOADS, STORES)
NANOSECONDS_PER_MILLISECOND = 1e6


@dataclass(frozen=True)
class Spent:
    """Milliseconds of a patient in some parts: in the mean, and if every call were the fastest."""

    mean: float
    fastest: float

    def __str__(self) -> str:
        """Return both as a table shows them."""
        return f"{self.mean:.3f} / {self.fastest:.3f}"


@dataclass(frozen=True)
class Life:
    """What a patient of the benchmark took: milliseconds, passes of eight lanes, clocks."""

    lesions: int
    patients: int
    milliseconds: float
    steps: float
    clocks: dict[str, Clock]

    @property
    def passes(self) -> float:
        """Steps of eight lanes at once, for one patient."""
        return self.calls("within")

    def calls(self, name: str) -> float:
        """Return how often all lanes do a part, for one patient."""
        return self.clocks[f"lanes_{name}"].calls / self.patients

    def spent(self, *names: str) -> Spent:
        """Return milliseconds for one patient in some parts."""
        clocks = [self.clocks[name] for name in names]
        for_one = self.patients * NANOSECONDS_PER_MILLISECOND
        mean = sum(clock.calls * clock.nanoseconds for clock in clocks) / for_one
        return Spent(mean, sum(clock.calls * clock.fastest for clock in clocks) / for_one)


def measured_lives(model: CompiledModel, n: int, times: int) -> Iterator[Life]:
    """Yield what patients with every number of lesions took, with clocks and without."""
    library, clocks = Library.load(), Clocks(model.kernels)
    for lesions in LESION_COUNTS:
        _, fastest, steps = milliseconds(model, library, lesions, n, times)
        lives = lives_at_entry(model, library, lesions, n)
        lives.set_input("hazards", 1.0)
        with clocks.running():
            live(lives, Recording.of(lives, DAYS), TIMED_RTOL)
        yield Life(lesions, n, fastest, steps, clocks.read())


def bound(part: Work, k: int, nanoseconds: dict[str, float], *, with_memory: bool) -> float:
    """Return the least nanoseconds of one call with `k` lesions, all kinds at work at once.

    First the body, then the lesions: no processor looks far enough ahead to do both together.
    """
    lesions = Counter({kind: k * number for kind, number in part.lesion.items()})
    return sum(
        max(_by_kind(done, nanoseconds, with_memory=with_memory).values())
        for done in (part.body, lesions)
    )


def _by_kind(
    done: Counter[str], nanoseconds: dict[str, float], *, with_memory: bool
) -> dict[str, float]:
    kinds = SHOWN if with_memory else ARITHMETIC
    together = (done[PRODUCTS] + done[SUMS]) * nanoseconds[MIXED]
    return {kind: done[kind] * nanoseconds[kind] for kind in kinds} | {MIXED: together}


def _fetch(part: Work, k: int, nanoseconds: dict[str, float]) -> float:
    """Return the least nanoseconds to read the code of a part once from the second cache."""
    return (part.body[CODE] + (part.lesion[CODE] if k else 0)) * nanoseconds[CODE]


def least(
    name: str, work: dict[str, Work], life: Life, fastest: dict[str, float], *, with_memory: bool
) -> float:
    """Return the least milliseconds for one patient in one function.

    With memory, its code is read once a step, beside its arithmetic.
    """
    once = bound(work[name], life.lesions, fastest, with_memory=with_memory)
    calls = life.calls(name)
    first = calls / CALLS_IN_A_STEP.get(name, 1) if with_memory else 0.0
    read = max(once, _fetch(work[name], life.lesions, fastest))
    return (first * read + (calls - first) * once) / NANOSECONDS_PER_MILLISECOND


def totals(
    names: list[str], work: dict[str, Work], life: Life, fastest: dict[str, float]
) -> Counter[str]:
    """Return milliseconds for one patient if one kind of operation alone took time."""
    spent: Counter[str] = Counter()
    for name in names:
        calls = life.calls(name) / NANOSECONDS_PER_MILLISECOND
        for kind in SHOWN:
            done = work[name].body[kind] + life.lesions * work[name].lesion[kind]
            spent[kind] += calls * done * fastest[kind]
        reads = calls / CALLS_IN_A_STEP.get(name, 1)
        spent[CODE] += reads * _fetch(work[name], life.lesions, fastest)
    return spent
