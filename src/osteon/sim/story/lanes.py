"""The lane below the curves: treatments as bars, and what happened as marks with their names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from osteon.base.suggest import plain
from osteon.library.library import Library
from osteon.sim.story import look, words
from osteon.sim.story.life import Life

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DAYS_PER_MONTH = 30.4375
ROW_INCHES = 0.19
# Width of a letter as a part of the width of the page's panels.
LETTER = 0.0102
MARK = 0.012


@dataclass(frozen=True)
class Bar:
    """A treatment, from one day to another once or more often, and its doses [days]."""

    name: str
    spans: tuple[tuple[float, float], ...]
    doses: tuple[float, ...] = ()


@dataclass(frozen=True)
class Mark:
    """Something on one day [days], in a few words; `lane` says which kind of thing."""

    day: float
    text: str
    lane: str


_LANES = {
    "happened": ("What happened", "X", "#B22222"),
    "felt": ("Felt and told", "o", "#8a5a00"),
    "found": ("Found", "D", "#0072B2"),
    "done": ("Done", "s", "#009E73"),
}


@dataclass(frozen=True)
class Lanes:
    """Rows of bars and rows of marks, packed so that no two names meet."""

    last_day: float
    bars: Sequence[Bar]
    rows: Sequence[tuple[str, Sequence[Sequence[Mark]]]]

    @classmethod
    def of(cls, life: Life, library: Library) -> "Lanes":
        """Return the lanes of a life."""
        marks = sorted(_marks(life, library), key=lambda mark: mark.day)
        rows = [
            (lane, pack([mark for mark in marks if mark.lane == lane], life.last_day))
            for lane in _LANES
        ]
        return cls(life.last_day, list(_bars(life)), [row for row in rows if row[1]])

    @property
    def height(self) -> float:
        """Height that all rows take [inches]."""
        return ROW_INCHES * (0.5 + self._count())

    def _count(self) -> int:
        return max(1, len(self.bars)) + sum(len(packed) for _, packed in self.rows)

    def draw(self, axes: "Axes") -> None:
        """Draw bars above marks."""
        axes.set_title("Treatments and events")
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_ylim(self._count() - 0.4, -0.7)
        for row, bar in enumerate(self.bars):
            _draw_bar(axes, row, bar)
        row = max(1, len(self.bars))
        for lane, packed in self.rows:
            heading, marker, colour = _LANES[lane]
            _write_left(axes, row, heading, weight="bold")
            for place, marks in enumerate(packed):
                for mark in marks:
                    _draw_mark(axes, row + place, mark, (marker, colour), self.last_day)
            row += len(packed)


def pack(marks: Sequence[Mark], last_day: float) -> list[list[Mark]]:
    """Return marks in rows, each in the first row where its name meets no other."""
    rows: list[list[Mark]] = []
    taken: list[list[tuple[float, float]]] = []
    for mark in marks:
        left, right = _reach(mark, last_day)
        for row, spans in zip(rows, taken, strict=True):
            if all(right <= start or left >= end for start, end in spans):
                row.append(mark)
                spans.append((left, right))
                break
        else:
            rows.append([mark])
            taken.append([(left, right)])
    return rows


def _reach(mark: Mark, last_day: float) -> tuple[float, float]:
    """Return what a mark with its name takes of the width of the panel, from 0 to 1."""
    at = mark.day / max(last_day, 1e-9)
    name = MARK + LETTER * len(mark.text)
    if at + name > 1.0:
        return at - name, at + MARK
    return at - MARK, at + name


def _bars(life: Life) -> Iterator[Bar]:
    given = _doses_by_drug(life)
    spans: dict[str, tuple[tuple[float, float], ...]] = {}
    for row in life.rows("regimens"):
        name = plain(str(row["name"]))
        stop = life.last_day if isnan(row["stop_day"]) else row["stop_day"]
        spans[name] = (*spans.get(name, ()), (row["start_day"], stop))
    for drug, days in given.items():
        spans.setdefault(drug, ((days[0], days[-1]),))
    for name, own in spans.items():
        yield Bar(words.spaced(name), own, given.get(name, ()))


def _doses_by_drug(life: Life) -> dict[str, tuple[float, ...]]:
    given: dict[str, tuple[float, ...]] = {}
    for row in life.rows("doses"):
        given[plain(str(row["drug"]))] = (*given.get(plain(str(row["drug"])), ()), row["day"])
    return given


def _marks(life: Life, library: Library) -> Iterator[Mark]:
    for row in life.rows("events"):
        if row["kind"] not in words.TOLD_ELSEWHERE:
            yield Mark(_day(row, "day"), words.short_event(row), "happened")
    for row in life.rows("symptoms"):
        yield Mark(_day(row, "onset_day"), _at(row, "name", library), "felt")
    for row in life.rows("findings"):
        yield Mark(_day(row, "day"), f"{words.short_site(str(row['site']))}", "found")
    for row in life.rows("procedures"):
        yield Mark(_day(row, "day"), _at(row, "procedure", library), "done")
    if life.ending == "death":
        yield Mark(life.last_day, "dies", "happened")


def _at(row: Mapping[str, Any], what: str, library: Library) -> str:
    site = words.short_site(str(row.get("site", "") or ""))
    return f"{words.title(str(row[what]), library)} {site}".strip()


def _day(row: Mapping[str, Any], name: str) -> float:
    return float(row[name])


def _draw_bar(axes: "Axes", row: int, bar: Bar) -> None:
    colour = look.COLOURS[row % len(look.COLOURS)]
    for span in bar.spans:
        months = [day / DAYS_PER_MONTH for day in span]
        axes.plot(months, [row, row], color=colour, linewidth=5, alpha=0.35, solid_capstyle="butt")
    axes.plot(
        [day / DAYS_PER_MONTH for day in bar.doses], [row] * len(bar.doses), linestyle="none",
        marker="|", markersize=6, color=colour,
    )  # fmt: skip
    _write_left(axes, row, bar.name)


def _draw_mark(axes: "Axes", row: int, mark: Mark, shape: tuple[str, str], last_day: float) -> None:
    marker, colour = shape
    at = mark.day / DAYS_PER_MONTH
    axes.plot([at], [row], marker=marker, markersize=4.5, color=colour, clip_on=False, zorder=4)
    left, _ = _reach(mark, last_day)
    inside = left >= mark.day / max(last_day, 1e-9) - MARK - 1e-9
    axes.annotate(
        mark.text, (at, row), xytext=(5 if inside else -5, 0), textcoords="offset points",
        fontsize=look.SMALL - 0.5, va="center", ha="left" if inside else "right",
        annotation_clip=False,
    )  # fmt: skip


def _write_left(axes: "Axes", row: int, text: str, weight: str = "normal") -> None:
    axes.annotate(
        text, (0, row), xycoords=axes.get_yaxis_transform(), xytext=(-4, 0), ha="right",
        textcoords="offset points", va="center", fontsize=look.SMALL - 0.5, weight=weight,
        annotation_clip=False,
    )  # fmt: skip
