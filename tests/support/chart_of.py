"""Short ways to write a chart, and to ask one stock rule."""

from osteon.care import Chart, ChartEvent, Done, KnownLesion, Observation, Regimen, ReportedSymptom
from osteon.care.setting import Setting
from osteon.care.slots import STOCK
from osteon.library.library import Library
from osteon.library.prescription import Prescription

DENOSUMAB = Prescription.parse("denosumab 120 mg sc q4w")
ZOLEDRONIC = Prescription.parse("zoledronic acid 4 mg iv over 15 min q4w")


def chart_of(day=100.0, *, results=(), told=(), events=(), done=(), on=(), lesions=("L3",), **more):
    """Return a chart; rows are tuples, and what is on is a name or a regimen."""
    return Chart(
        day=day,
        cancer=more.pop("cancer", "breast"),
        observations=tuple(
            Observation(when, name, value, "", *at) for name, value, when, *at in results
        ),
        symptoms=tuple(
            ReportedSymptom(when, name, site, worst, when) for name, site, worst, when in told
        ),
        events=tuple(ChartEvent(when, kind, site) for kind, site, when in events),
        procedures=tuple(Done(when, name, site) for name, site, when in done),
        regimens=tuple(Regimen(own, None, 0.0) if isinstance(own, str) else own for own in on),
        lesions=tuple(
            KnownLesion(own, "lytic") if isinstance(own, str) else own for own in lesions
        ),
        **more,
    )


def asked(slot, chart, word="usual", *, agent=DENOSUMAB, dental="usual"):
    """Return (verb, what, site, urgency) of what a stock rule asks for."""
    orders = orders_of(slot, chart, word, agent=agent, dental=dental)
    return [(own.verb, own.what, own.site, own.urgency) for own in orders]


def orders_of(slot, chart, word="usual", *, agent=DENOSUMAB, dental="usual"):
    """Return what a stock rule asks for."""
    made = STOCK[slot][word](Setting(Library.load(), agent, {"dental": dental}))
    rules = made if isinstance(made, tuple) else (made,)
    return [own for rule in rules for own in rule(chart) or ()]
