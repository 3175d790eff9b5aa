"""One body without tumour as an SBML Level 3 Version 2 model, doses and infusions as events.

States are parameters with a rate rule, because an amount here may be cells or a relative size;
named intermediate quantities are parameters with an assignment rule. Time is in days.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from osteon.base.units import unit_of_name
from osteon.model.export.body_alone import BodyAlone
from osteon.model.export.mathml import MATHML, applied, identifier, math, number, time
from osteon.model.export.sbml_units import unit_definitions, unit_identifier

SBML = "http://www.sbml.org/sbml/level3/version2/core"
_PLAIN = {"model units": "1"}


@dataclass(frozen=True)
class Schedule:
    """A jump that is made at `start_day` and, with an interval, again and again.

    Attributes
    ----------
    jump : str
        Name of the jump.
    amount : float
        Its size, in the unit the jump takes.
    interval_days, count : float, int or None
        Once where there is no interval; without end where there is no count.
    """

    jump: str
    amount: float
    start_day: float = 0.0
    interval_days: float | None = None
    count: int | None = None


@dataclass(frozen=True)
class SbmlBody:
    """Everything that fixes one body: equations, numbers, where it starts, what it is given."""

    equations: BodyAlone
    parameters: Mapping[str, float]
    start: Mapping[str, float]
    inputs: Mapping[str, float]
    schedules: Sequence[Schedule] = field(default=())


def write_sbml(body: SbmlBody) -> str:
    """Return the text of the SBML model of a body."""
    root = Element("sbml", xmlns=SBML, level="3", version="2")
    model = SubElement(
        root,
        "model",
        id="osteon_body",
        name="osteon: bone, calcium and hormones of one body without tumour",
        timeUnits="day",
        substanceUnits="mmol",
        extentUnits="mmol",
    )
    listed = _Parameters(body)
    model.append(unit_definitions(["day", "mmol", *listed.units]))
    model.append(listed.element)
    model.append(_rules(body.equations))
    if body.schedules:
        events = SubElement(model, "listOfEvents")
        for place, schedule in enumerate(body.schedules):
            events.append(_event(body.equations, schedule, place))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


class _Parameters:
    """The list of everything that has a value, with the units it needed."""

    def __init__(self, body: SbmlBody) -> None:
        self.element = Element("listOfParameters")
        self.units: list[str] = []
        equations = body.equations
        for name, state in equations.states.items():
            self._add(name, f"{state.meaning} ({state.symbol})", state.unit, body.start[name])
        for name, entry in equations.inputs.items():
            self._add(name, entry.meaning, entry.unit, body.inputs[name])
        for line, _ in equations.lets:
            self._add(_identifier_of(line.name), line.name, line.unit, None)
        for name in equations.parameters:
            self._add(name, "", unit_of_name(name), body.parameters[name], constant=True)
        for place, schedule in enumerate(body.schedules):
            self._add_schedule(schedule, place)

    def _add_schedule(self, schedule: Schedule, place: int) -> None:
        jump, number_of = schedule.jump, f"number {place}"
        self._add(f"amount_{place}", f"size of {jump} {number_of}", "", schedule.amount)
        if schedule.interval_days is not None:
            title = f"when the next {jump} {number_of} is due"
            self._add(f"next_day_{place}", title, "day", schedule.start_day)
            self._add(f"interval_days_{place}", "", "day", schedule.interval_days)
        if schedule.count is not None:
            self._add(f"left_{place}", f"how many {jump} are left", "", schedule.count)

    def _add(
        self, name: str, title: str, unit: str, value: float | None, *, constant: bool = False
    ) -> None:
        text = _PLAIN.get(unit, unit)
        units = unit_identifier(text)
        row = {"id": name, "name": title, "constant": str(constant).lower()}
        row |= {} if units is None else {"units": units}
        row |= {} if value is None else {"value": repr(float(value))}
        SubElement(self.element, "parameter", {key: text for key, text in row.items() if text})
        self.units.append(text)


def _identifier_of(title: str) -> str:
    # No name of SBML begins with a digit.
    return re.sub(r"\W+", "_", title).lstrip("_0123456789").rstrip("_")


def _rules(equations: BodyAlone) -> Element:
    listed = Element("listOfRules")
    named = {node: _identifier_of(line.name) for line, node in equations.lets}
    for node, name in named.items():
        rule = SubElement(listed, "assignmentRule", variable=name)
        rule.append(math(equations.graph, node, named))
    for name, node in equations.rates.items():
        rule = SubElement(listed, "rateRule", variable=name)
        rule.append(math(equations.graph, node, named))
    return listed


def _event(equations: BodyAlone, schedule: Schedule, place: int) -> Element:
    event = Element("event", id=f"jump_{place}", useValuesFromTriggerTime="true")
    trigger = SubElement(event, "trigger", initialValue="false", persistent="true")
    due = identifier(f"next_day_{place}")
    recurs = schedule.interval_days is not None
    condition = applied("geq", time(), due if recurs else number(schedule.start_day))
    if schedule.count is not None:
        some = applied("gt", identifier(f"left_{place}"), number(0))
        condition = applied("and", condition, some)
    _wrap(trigger, condition)
    assignments = SubElement(event, "listOfEventAssignments")
    amount = {equations.graph.leaf("amount", "amount").node: f"amount_{place}"}
    for name, node in equations.jumps[schedule.jump].items():
        _assign(assignments, name).append(math(equations.graph, node, amount))
    if recurs:
        interval = identifier(f"interval_days_{place}")
        _wrap(_assign(assignments, f"next_day_{place}"), applied("plus", due, interval))
    if schedule.count is not None:
        left = applied("minus", identifier(f"left_{place}"), number(1))
        _wrap(_assign(assignments, f"left_{place}"), left)
    return event


def _assign(parent: Element, name: str) -> Element:
    return SubElement(parent, "eventAssignment", variable=name)


def _wrap(parent: Element, content: Element) -> None:
    SubElement(parent, "math", xmlns=MATHML).append(content)
