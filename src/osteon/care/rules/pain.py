"""Slot `pain`: the ladder of painkillers, and radiotherapy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from osteon.care.chart import Chart
from osteon.care.entries import Regimen
from osteon.care.news import News
from osteon.care.orders import Order, assess, start, stop
from osteon.care.policy import Rule, screens
from osteon.care.rules.pain_radiotherapy import irradiate_painful_bone
from osteon.care.setting import Setting
from osteon.care.unknown import Unknown
from osteon.care.wakes import above, is_day_of, wakes
from osteon.care.words import BONE_PAINS, PAINKILLERS, REVIEW_DAYS

#: Rungs of the ladder, each with what to take in order of choice: pills, then patch, then pump.
LADDER = (
    ("ibuprofen", "paracetamol"),
    ("codeine", "tramadol"),
    ("morphine_tablets",),
    ("fentanyl_patch",),
    ("morphine_pump",),
)
RESCUE = "rescue_morphine"
_RUNGS = {name: rung for rung, names in enumerate(LADDER) for name in names}
_FROM_THE_TOP = tuple(name for rung in reversed(LADDER) for name in rung)
STRONG = 2


def usual(setting: Setting) -> tuple[Rule, ...]:
    """Painkillers by the ladder, and radiotherapy for what they do not settle."""
    return (climb_ladder(setting), irradiate_painful_bone(setting))


def analgesics_only(setting: Setting) -> tuple[Rule, ...]:
    """Painkillers by the ladder alone."""
    return (climb_ladder(setting),)


@dataclass(frozen=True)
class _Pain:
    """The latest word on pain: how much, 0 to 10, and of which day."""

    worst: float
    day: float


@dataclass(frozen=True)
class _Ladder:
    """When to move on the ladder, and to what."""

    setting: Setting
    mild: float
    goal: float
    moderate: float
    severe: float
    trial_days: float
    down_days: float

    @classmethod
    def of(cls, setting: Setting) -> "_Ladder":
        return cls(
            setting,
            setting.figure("care_pain_mild"),
            setting.figure("care_pain_goal"),
            setting.figure("care_pain_moderate"),
            setting.figure("care_pain_severe"),
            setting.figure("care_ladder_trial_days"),
            setting.figure("care_ladder_down_days"),
        )

    def wanted(self, rung: int, regimen: Regimen | None, pain: _Pain) -> int:
        """Return the rung to be on; -1 for none."""
        worst = pain.worst
        if regimen is None:
            return (worst >= self.mild) + (worst >= self.moderate) + (worst >= self.severe) - 1
        # Counted to the day of the score, so that time alone moves nobody.
        days = pain.day - regimen.start_day
        least = STRONG if worst >= self.severe and days > 0 else 0
        if worst >= self.goal and days >= self.trial_days:
            return min(max(rung + 1, least), len(LADDER) - 1)
        if worst < self.mild and days >= self.down_days:
            return rung - 1
        return max(rung, least)

    def begins_nothing(self, news: News) -> bool:
        """Whether all that is new is a score from which nobody is put on a first painkiller."""
        return (
            news.symptoms.isdisjoint(BONE_PAINS)
            and all(value < self.moderate for name, value in news.results if name == "pain")
            and not _on_painkiller(news.regimens, news.day)
        )

    def move(self, chart: Chart, regimen: Regimen | None, wanted: int, why: str) -> Iterator[Order]:
        """Yield the orders that bring a patient from one rung to another."""
        if regimen is not None:
            yield stop(regimen.name, because=why)
        if wanted >= 0:
            name = _choice(chart, wanted, self.setting)
            yield start(name, because=why, urgency="within 24 h")
        if wanted >= STRONG and not chart.on(RESCUE):
            yield start(RESCUE, because="for pain that breaks through", urgency="within 24 h")
        elif wanted < STRONG and chart.on(RESCUE):
            yield stop(RESCUE, because=why)


def climb_ladder(setting: Setting) -> Rule:
    """Return the rule that moves a patient up and down the ladder."""
    ladder = _Ladder.of(setting)

    @screens(PAINKILLERS)
    @wakes(
        symptoms=BONE_PAINS,
        results={"pain": above(ladder.goal)},
        every_days=REVIEW_DAYS,
        only_while=_on_painkiller,
        unless=ladder.begins_nothing,
    )
    def analgesics(chart: Chart) -> Iterator[Order]:
        """Non-opioid, weak opioid, strong opioid; pills, patch, pump; with rescue doses (1987).

        ventafridda_1987: pain falls to a third, 71 % are relieved on the ladder. Begun at
        what the pain is worth, to a strong opioid at 7; up a rung while more is left than the goal
        of treatment, 3; down one when the pain is said to be over, or is gone at the review every
        12 weeks. The bounds of mild, moderate and severe pain, and the goal, are assumed.
        """
        rung, regimen = _rung(chart)
        # A low score of the routine begins nothing; it only says how well something works.
        pain = _latest(chart, least=ladder.moderate if regimen is None else 0.0)
        if pain is None:
            return
        wanted = ladder.wanted(rung, regimen, pain)
        if wanted > rung or (wanted < rung and _may_step_down(chart)):
            yield from ladder.move(chart, regimen, wanted, f"pain {pain.worst:.0f} of 10")
        if wanted > rung:
            why = "is the new painkiller enough?"
            yield assess("pain", in_days=ladder.trial_days, because=why)

    return analgesics


def _on_painkiller(taken: Sequence[Regimen], day: float) -> bool:
    for own in taken:  # noqa: SIM110 - asked of all news, twice as fast as any()
        if own.name in _RUNGS and own.running(day):
            return True
    return False


def _may_step_down(chart: Chart) -> bool:
    relieved = any(
        own.over and own.day == chart.day and own.name in BONE_PAINS for own in chart.symptoms
    )
    return relieved or is_day_of(chart.day, REVIEW_DAYS)


def _latest(chart: Chart, least: float) -> _Pain | None:
    """Return the latest score from `least` on, or what was told since; None without either."""
    score, taken = chart.last("pain"), chart.last_day("pain")
    told = chart.symptom(*BONE_PAINS)
    known = not isinstance(score, Unknown) and not isinstance(taken, Unknown)
    scored = _Pain(float(score), float(taken)) if known else None
    if scored is not None:
        told = tuple(own for own in told if own.day > scored.day)
    if told:
        return _Pain(max(own.severity_0_10 for own in told), max(own.day for own in told))
    return None if scored is None or scored.worst < least else scored


def _rung(chart: Chart) -> tuple[int, Regimen | None]:
    taken = [own for own in chart.regimens if own.name in _RUNGS and own.running(chart.day)]
    if not taken:
        return -1, None
    highest = min(taken, key=lambda own: _FROM_THE_TOP.index(own.name))
    return _RUNGS[highest.name], highest


def _choice(chart: Chart, rung: int, setting: Setting) -> str:
    """Return the first choice of a rung that the kidney and the bowel allow."""
    allowed = [name for name in LADDER[rung] if _kidney_allows(chart, name, setting)]
    if "codeine" in allowed and "tramadol" in allowed and chart.has("constipation"):
        return "tramadol"
    return allowed[0] if allowed else LADDER[rung][-1]


def _kidney_allows(chart: Chart, name: str, setting: Setting) -> bool:
    least = getattr(setting.library.medicine(name), "gfr_minimum_ml_per_min", None)
    if least is None:
        return True
    gfr = chart.last("gfr")
    return not isinstance(gfr, Unknown) and bool(gfr >= least.value)
