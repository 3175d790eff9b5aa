"""Reads the SBML that osteon writes, with the standard library: numbers, rules, events."""

import math
import operator
from collections.abc import Mapping
from functools import reduce
from xml.etree import ElementTree as ET

MATH = "{http://www.w3.org/1998/Math/MathML}"
CORE = "{http://www.sbml.org/sbml/level3/version2/core}"
_TIME = "time"
_OPERATIONS = {
    "plus": lambda *x: sum(x),
    "minus": lambda *x: -x[0] if len(x) == 1 else x[0] - x[1],
    "times": lambda *x: reduce(operator.mul, x),
    "divide": operator.truediv,
    "power": operator.pow,
    "exp": math.exp,
    "ln": math.log,
    "tanh": math.tanh,
    "root": math.sqrt,
    "lt": operator.lt,
    "gt": operator.gt,
    "geq": operator.ge,
    "and": lambda *x: all(x),
}


class Model:
    """One SBML model: its parameters, and how to evaluate its rules and events."""

    def __init__(self, text: str) -> None:
        self.root = ET.fromstring(text)  # noqa: S314  our own text
        self.parameters = {e.get("id"): dict(e.attrib) for e in self._all("parameter")}
        self.values = {
            name: float(entry["value"])
            for name, entry in self.parameters.items()
            if "value" in entry
        }
        self.assigned = {e.get("variable"): e[0][0] for e in self._all("assignmentRule")}
        self.rates = {e.get("variable"): e[0][0] for e in self._all("rateRule")}
        self.events = self._all("event")

    def _all(self, tag: str) -> list[ET.Element]:
        return self.root.findall(f".//{CORE}{tag}")

    def rates_at(self, values: Mapping[str, float]) -> dict[str, float]:
        """Return the rate of every state where some values differ from the written ones."""
        scope = _Scope(self, dict(self.values) | dict(values))
        return {name: evaluate(node, scope) for name, node in self.rates.items()}

    def due(self, event: ET.Element, values: Mapping[str, float]) -> bool:
        """Return whether the trigger of an event is true; ``time`` is one of the values."""
        return bool(evaluate(event.find(f"{CORE}trigger")[0][0], values))

    def fire(self, event: ET.Element, values: Mapping[str, float]) -> dict[str, float]:
        """Return the values that an event assigns."""
        changes = event.findall(f".//{CORE}eventAssignment")
        return {change.get("variable"): evaluate(change[0][0], values) for change in changes}


class _Scope(dict):
    """Values by name; what has a rule is worked out when it is first asked for."""

    def __init__(self, model: Model, values: dict[str, float]) -> None:
        super().__init__(values)
        self.model = model

    def __missing__(self, name: str) -> float:
        self[name] = evaluate(self.model.assigned[name], self)
        return self[name]


def evaluate(node: ET.Element, values: Mapping[str, float]) -> float:
    """Return the number that a MathML expression stands for."""
    tag = node.tag.removeprefix(MATH)
    if tag == "cn":
        power = node[0].tail if len(node) else "0"
        return float(f"{node.text}e{power}")
    if tag in {"ci", "csymbol"}:
        return values[_TIME if tag == "csymbol" else node.text]
    if tag == "piecewise":
        (then, condition), (otherwise,) = node[0], node[1]
        return evaluate(then if evaluate(condition, values) else otherwise, values)
    operation = _OPERATIONS[node[0].tag.removeprefix(MATH)]
    return operation(*(evaluate(operand, values) for operand in node[1:]))
