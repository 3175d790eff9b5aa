"""Expressions as content MathML, the mathematics of SBML."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from osteon.model.symbolic import Graph, Leaf

MATHML = "http://www.w3.org/1998/Math/MathML"
_TAGS = {
    "add": "plus",
    "sub": "minus",
    "mul": "times",
    "div": "divide",
    "neg": "minus",
    "exp": "exp",
    "log": "ln",
    "tanh": "tanh",
    "sqrt": "root",
}


def math(graph: Graph, node: int, named: Mapping[int, str]) -> Element:
    """Return the ``math`` element of an expression; nodes in `named` are read by their names."""
    root = Element("math", xmlns=MATHML)
    _MathWriter(graph, named).write(root, node)
    return root


def applied(tag: str, *operands: Element) -> Element:
    """Return an operation on finished operands."""
    element = Element("apply")
    SubElement(element, tag)
    element.extend(operands)
    return element


def identifier(name: str) -> Element:
    """Return a name."""
    element = Element("ci")
    element.text = name
    return element


def number(value: float) -> Element:
    """Return a number, to its last digit."""
    element = Element("cn")
    mantissa, _, exponent = repr(float(value)).partition("e")
    element.text = mantissa
    if exponent:
        element.set("type", "e-notation")
        SubElement(element, "sep").tail = str(int(exponent))
    return element


def time() -> Element:
    """Return the time of the simulation."""
    url = "http://www.sbml.org/sbml/symbols/time"
    element = Element("csymbol", encoding="text", definitionURL=url)
    element.text = "time"
    return element


class _MathWriter:
    def __init__(self, graph: Graph, named: Mapping[int, str]) -> None:
        self.graph = graph
        self.named = named

    def write(self, parent: Element, node: int) -> None:
        """Append the definition of a node, even if it has a name."""
        value, load = self.graph.value(node), self.graph.payload[node]
        if value is not None:
            parent.append(number(value))
        elif isinstance(load, Leaf):
            parent.append(identifier(load.name))
        elif self.graph.operations[node] == "where":
            self._write_choice(parent, self.graph.arguments[node])
        else:
            self._write_operation(parent, node)

    def _operand(self, parent: Element, node: int) -> None:
        if node in self.named:
            parent.append(identifier(self.named[node]))
        else:
            self.write(parent, node)

    def _write_operation(self, parent: Element, node: int) -> None:
        power = self._power(node)
        element = SubElement(parent, "apply")
        SubElement(element, "power" if power else _TAGS[self.graph.operations[node]])
        for operand in power or self.graph.arguments[node]:
            self._operand(element, operand)

    def _power(self, node: int) -> tuple[int, int] | None:
        """Return base and exponent where a node is ``exp(exponent * log(base))``."""
        operations, arguments = self.graph.operations, self.graph.arguments
        if operations[node] != "exp" or operations[arguments[node][0]] != "mul":
            return None
        exponent, logarithm = arguments[arguments[node][0]]
        if operations[logarithm] != "log":
            return None
        return arguments[logarithm][0], exponent

    def _write_choice(self, parent: Element, arguments: tuple[int, ...]) -> None:
        left, right, then, otherwise = arguments
        element = SubElement(parent, "piecewise")
        piece = SubElement(element, "piece")
        self._operand(piece, then)
        condition = SubElement(piece, "apply")
        SubElement(condition, "lt")
        self._operand(condition, left)
        self._operand(condition, right)
        self._operand(SubElement(element, "otherwise"), otherwise)
