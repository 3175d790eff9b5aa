"""Charts made by hypothesis, and what becomes of them when orders are carried out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from osteon.care import (
    Booked,
    Chart,
    ChartEvent,
    Done,
    KnownLesion,
    News,
    Observation,
    Order,
    Regimen,
    ReportedSymptom,
    Rule,
    Seen,
)
from osteon.care.precedence import drug_of
from osteon.care.setting import Setting
from osteon.care.slots import STOCK
from osteon.care.words import BONE_PAINS, BONE_PROCEDURES, DENTAL_PROCEDURES
from osteon.library.library import Library
from osteon.library.prescription import Prescription
from osteon.library.supplements import Supplements

DENOSUMAB = Prescription.parse("denosumab 120 mg sc q4w")
ZOLEDRONIC = Prescription.parse("zoledronic acid 4 mg iv over 15 min q4w")
ONCE = Prescription.parse("zoledronic acid 4 mg iv over 15 min once")

BONES = ("femur_left", "humerus_right", "T7", "ilium_left")
LEVELS = ("thoracic", "lumbar")
IMAGES = ("mri", "pet_fdg", "bone_scan", "biopsy")
RANGES = {"calcium": (1.5, 4.0), "gfr": (10.0, 120.0), "pain": (0.0, 10.0)}
EVENTS = (
    "pathological_fracture",
    "fragility_fracture",
    "rebound_vertebral_fracture",
    "atypical_femoral_fracture",
    "osteonecrosis_of_jaw",
    "jaw_infection",
    "tooth_loss",
    "fall",
)
MEDICINES = (
    "paracetamol",
    "codeine",
    "morphine_tablets",
    "rescue_morphine",
    "dexamethasone",
    "saline",
    "hygiene_programme",
    "home_safety_equipment",
)
SYMPTOMS = tuple(Library.load().symptoms)


def days(low: float, high: float):
    # Whole days and halves, so that things fall on one day, and on review days, often enough.
    return st.integers(int(low * 2), int(high * 2)).map(lambda halves: halves / 2)


def observation(day):
    bone = st.sampled_from(BONES)
    numbers = [
        st.builds(Observation, day, st.just(name), st.floats(low, high).map(lambda v: round(v, 2)))
        for name, (low, high) in RANGES.items()
    ]
    yes_or_no = st.sampled_from([0.0, 1.0])
    return st.one_of(
        *numbers,
        st.builds(Observation, day, st.just("performance"), st.integers(0, 4).map(float)),
        st.builds(Observation, day, st.just("dental_check"), yes_or_no),
        st.builds(Observation, day, st.sampled_from(IMAGES), yes_or_no),
        st.builds(Observation, day, st.just("xray"), yes_or_no, site=bone),
    )


def event(day):
    return st.one_of(
        st.builds(ChartEvent, day, st.sampled_from(EVENTS), st.sampled_from(BONES)),
        st.builds(ChartEvent, day, st.just("spinal_cord_compression"), st.sampled_from(LEVELS)),
    )


def symptom(day):
    return st.builds(
        lambda day, name, site, severity, before, over: ReportedSymptom(
            day, name, site, severity, day - before, over
        ),
        day,
        # Pain of bones is what most rules listen to.
        st.one_of(st.sampled_from(BONE_PAINS), st.sampled_from(SYMPTOMS)),
        st.sampled_from(BONES),
        st.sampled_from([1.0, 3.0, 5.0, 8.0]),
        st.sampled_from([0.0, 1.0, 5.0]),
        st.booleans(),
    )


def procedure(day):
    return st.one_of(
        st.builds(Done, day, st.sampled_from(BONE_PROCEDURES), st.sampled_from((*BONES, *LEVELS))),
        st.builds(Done, day, st.sampled_from(DENTAL_PROCEDURES)),
    )


def lesion(day):
    share = st.one_of(st.none(), st.sampled_from([0.1, 0.5, 0.9]))
    return st.builds(
        KnownLesion,
        st.sampled_from(BONES),
        st.sampled_from(["lytic", "blastic", "mixed"]),
        diameter_mm=st.sampled_from([8.0, 35.0]),
        cortex_share=share,
        canal_narrowed=st.sampled_from([None, True, False]),
        found_by=st.sampled_from(["entry", "bone_scan"]),
        found_day=day,
        symptomatic=st.booleans(),
    )


@st.composite
def regimens(draw, today):
    taken = [Regimen(name, None, draw(days(0, today))) for name in draw(some_of(MEDICINES))]
    if draw(st.booleans()):
        taken.append(Regimen("supplements", Supplements(500.0, 400.0), draw(days(0, today))))
    for plan in draw(some_of((DENOSUMAB, ZOLEDRONIC, ONCE))):
        begun = draw(days(0, today))
        ended = draw(st.one_of(st.none(), days(begun, today)))
        ended = begun if plan.interval_days is None else ended
        given = draw(st.sampled_from([plan, replace(plan, dose_mg=3.3)]))
        taken.append(Regimen(plan.drug, given, begun, ended))
    return tuple(taken)


def some_of(choices):
    return st.lists(st.sampled_from(choices), max_size=3, unique=True)


def entries(make, low, high, most):
    kept = st.lists(make(days(low, high)), max_size=most)
    return kept.map(lambda rows: tuple(sorted(rows, key=lambda row: getattr(row, "day", 0.0))))


@st.composite
def booked(draw, today):
    later = days(today + 0.5, today + 40)
    tests = st.sampled_from(["calcium", "gfr", "dental_check", "mri", "pet_fdg", "bone_scan"])
    return tuple(
        draw(
            st.lists(
                st.one_of(
                    st.builds(Booked, later, tests, st.just(""), st.just("assess")),
                    st.builds(
                        Booked, later, st.just("xray"), st.sampled_from(BONES), st.just("assess")
                    ),
                    st.builds(
                        Booked,
                        later,
                        st.sampled_from(BONE_PROCEDURES),
                        st.sampled_from((*BONES, *LEVELS)),
                        st.just("treat"),
                    ),
                    st.builds(
                        Booked,
                        later,
                        st.sampled_from(DENTAL_PROCEDURES),
                        st.just(""),
                        st.just("treat"),
                    ),
                ),
                max_size=3,
            )
        )
    )


@st.composite
def charts(draw):
    """Draw a chart of any day, with anything in it."""
    today = draw(st.sampled_from([0.0, 7.5, 28.0, 100.0, 364.0, 420.0, 588.0]))
    return Chart(
        patient=1,
        day=today,
        cancer=draw(st.sampled_from(["breast", "prostate", ""])),
        regimens=draw(regimens(today)),
        events=draw(entries(event, 0, today, 3)),
        observations=draw(entries(observation, 0, today, 6)),
        lesions=draw(entries(lesion, 0, today, 3)),
        symptoms=draw(entries(symptom, 0, today, 5)),
        procedures=draw(entries(procedure, 0, today, 3)),
        booked=draw(booked(today)),
    )


@dataclass(frozen=True)
class More:
    """What happens next: after how many days, how tests come out, and what else is new."""

    days: float
    high: bool
    events: tuple[ChartEvent, ...]
    observations: tuple[Observation, ...]
    lesions: tuple[KnownLesion, ...]
    symptoms: tuple[ReportedSymptom, ...]
    procedures: tuple[Done, ...]


@st.composite
def more(draw):
    """Draw what happens next; days count from today."""
    till = draw(st.sampled_from([1.0, 10.0, 40.0]))
    return More(
        till,
        draw(st.booleans()),
        draw(entries(event, 0.5, till, 1)),
        draw(entries(observation, 0.5, till, 2)),
        draw(entries(lesion, 0.5, till, 1)),
        draw(entries(symptom, 0.5, till, 2)),
        draw(entries(procedure, 0.5, till, 1)),
    )


def lived_on(chart: Chart, news: More) -> Chart:
    """Return what a chart becomes: what was booked is done, and more may have happened."""
    today = chart.day + news.days
    due = [own for own in chart.booked if own.day <= today]
    came = [_result(own, high=news.high) for own in due if own.verb == "assess"]
    done = [Done(own.day, own.what, own.site) for own in due if own.verb == "treat"]

    def shifted(rows):
        return tuple(row._replace(day=row.day + chart.day) for row in rows)

    seen = tuple(own._replace(day=own.day + chart.day) for own in news.observations)
    found = tuple(own._replace(found_day=own.found_day + chart.day) for own in news.lesions)
    return replace(
        chart,
        day=today,
        events=(*chart.events, *shifted(news.events)),
        observations=(*chart.observations, *came, *seen),
        lesions=(*chart.lesions, *found),
        symptoms=(*chart.symptoms, *shifted(news.symptoms)),
        procedures=(*chart.procedures, *done, *shifted(news.procedures)),
        booked=tuple(own for own in chart.booked if own.day > today),
    )


def _result(own: Booked, *, high: bool) -> Observation:
    value = RANGES.get(own.what, (0.0, 1.0))[high]
    return Observation(own.day, own.what, value, site=own.site)


def news_between(before: Chart, after: Chart) -> News:
    """Return what a loop would say is new in `after`."""
    new = after.observations[len(before.observations) :]
    return News(
        day=after.day,
        since_day=before.day,
        symptoms=frozenset(own.name for own in after.symptoms[len(before.symptoms) :]),
        told=frozenset(own.name for own in after.symptoms[len(before.symptoms) :] if not own.over),
        events=frozenset(own.kind for own in after.events[len(before.events) :]),
        procedures=frozenset(own.procedure for own in after.procedures[len(before.procedures) :]),
        results=tuple((own.assessment, own.value) for own in new),
        lesions=tuple(
            Seen(own.site, first=not before.lesions) for own in after.lesions[len(before.lesions) :]
        ),
        regimens=after.regimens,
        past={own.kind for own in after.events}
        | {own.procedure for own in after.procedures}
        | {own.site for own in after.lesions},
    )


def carried_out(chart: Chart, orders: Iterable[Order]) -> Chart:
    """Return the chart once all orders of the day are carried out or booked."""
    for own in orders:
        chart = _DO[own.verb](chart, own)
    return chart


def _start(chart: Chart, own: Order) -> Chart:
    begins = chart.day + own.in_days
    chart = _end(chart, drug_of(own), begins)
    return replace(chart, regimens=(*chart.regimens, Regimen(drug_of(own), own.treatment, begins)))


def _give(chart: Chart, own: Order) -> Chart:
    dose = Regimen(drug_of(own), own.treatment, chart.day, chart.day)
    return replace(chart, regimens=(*chart.regimens, dose))


def _end(chart: Chart, drug: str, day: float) -> Chart:
    def ended(own: Regimen) -> Regimen:
        mine = own.name == drug and (own.stop_day is None or own.stop_day > day)
        return replace(own, stop_day=day) if mine else own

    return replace(chart, regimens=tuple(ended(own) for own in chart.regimens))


def _book(chart: Chart, own: Order) -> Chart:
    wait = {"emergency now": 0.5, "within 24 h": 1.0, "within a week": 5.0}.get(own.urgency, 14.0)
    wait = wait if not own.in_days else 0.0
    row = Booked(chart.day + own.in_days + wait, own.what, own.site, own.verb)
    return replace(chart, booked=(*chart.booked, row))


_DO: dict[str, Callable[[Chart, Order], Chart]] = {
    "start": _start,
    "give": _give,
    "stop": lambda chart, own: _end(chart, drug_of(own), chart.day),
    "treat": _book,
    "assess": _book,
    "refer": lambda chart, _: chart,
}


def stock_rules() -> dict[str, Rule]:
    """Return every stock rule that says when it wakes, by where it comes from."""
    rules: dict[str, Rule] = {}
    for plan in (DENOSUMAB, ZOLEDRONIC):
        setting = Setting(Library.load(), plan, {"dental": "usual"})
        for slot, words in STOCK.items():
            for word, make in words.items():
                made = make(setting)
                for rule in made if isinstance(made, tuple) else (made,):
                    drug = plan.drug if slot == "dosing" else ""
                    rules.setdefault(f"{slot}, {word}: {rule.__name__} {drug}".strip(), rule)
    return rules
