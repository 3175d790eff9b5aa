"""Explicit vectors: the generated straight-line functions as eight-lane LLVM code.

The functions of a kernel are plain assignments over arithmetic, exp, log, sqrt, tanh and one loop
over lesions. Here the same text is translated once more, each float becoming a vector of eight:
one patient a lane.
"""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from osteon.model.lanes.arithmetic import DOUBLE, INTEGER, LANES, VECTOR, VectorWriter, splat


class Translation:
    """Translates the body of one generated function into vector code."""

    def __init__(
        self,
        builder: ir.IRBuilder,
        arrays: Mapping[str, Any],
        widths: Mapping[str, int],
        count: Any,
    ) -> None:
        self.b = builder
        self.v = VectorWriter(builder)
        self.arrays = arrays
        self.widths = widths
        self.count = count
        self.names: dict[str, Any] = {}
        self.lesion: Any = None
        self.present: Any = None

    def run(self, source: str) -> None:
        """Translate every statement of the function in `source`."""
        function = ast.parse(source).body[0]
        if not isinstance(function, ast.FunctionDef):
            raise TypeError("only a function can be translated")
        accumulated = {
            node.target.id
            for node in ast.walk(function)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
        }
        with self.b.goto_entry_block():
            self.slots = {name: self.b.alloca(VECTOR) for name in sorted(accumulated)}
        for statement in function.body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:  # noqa: C901  one case a form of statement
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._name(name, self._expression(value))
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                made = [self._expression(value) for value in values]
                for target, vector in zip(targets, made, strict=True):
                    self._name(_identifier(target), vector)
            case ast.Assign(targets=[ast.Subscript() as place], value=value):
                self._store(place, self._expression(value))
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                term = self._expression(value)
                if self.present is not None:
                    term = self.b.select(self.present, term, splat(0.0))
                self.b.store(self.v.add(self.b.load(self.slots[name]), term), self.slots[name])
            case ast.AugAssign(target=ast.Subscript() as place, value=value):
                self._store(place, self.v.add(self._load(place), self._expression(value)))
            case ast.For(body=body):
                self._loop(body)
            case ast.Pass():
                pass
            case _:
                raise AssertionError(ast.dump(node))

    def _name(self, name: str, value: Any) -> None:
        if name in self.slots:
            self.b.store(value, self.slots[name])
        else:
            self.names[name] = value

    def _loop(self, body: list[ast.stmt]) -> None:
        before = self.b.block
        head, inside, after = (
            self.b.append_basic_block(name) for name in ("lesion", "inside", "after")
        )
        self.b.branch(head)
        self.b.position_at_end(head)
        index = self.b.phi(INTEGER)
        index.add_incoming(ir.Constant(INTEGER, 0), before)
        self.b.cbranch(self.b.icmp_signed("<", index, self.count), inside, after)
        self.b.position_at_end(inside)
        outer, self.lesion = dict(self.names), index
        flag = self._load_at("present", index)
        self.present = self.b.fcmp_ordered(">", flag, splat(0.5))
        for statement in body:
            self._statement(statement)
        following = self.b.add(index, ir.Constant(INTEGER, 1))
        index.add_incoming(following, self.b.block)
        self.b.branch(head)
        self.b.position_at_end(after)
        self.names = outer
        self.lesion, self.present = None, None

    def _expression(self, node: ast.expr) -> Any:  # noqa: PLR0911  one case a form
        match node:
            case ast.Constant(value=float() | int() as number):
                return splat(float(number))
            case ast.Name(id=name):
                return self.b.load(self.slots[name]) if name in self.slots else self._named(name)
            case ast.Subscript():
                return self._load(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.v.neg(self._expression(operand))
            case ast.BinOp(left=left, op=op, right=right):
                operation = {
                    ast.Add: self.v.add,
                    ast.Sub: self.v.sub,
                    ast.Mult: self.v.mul,
                    ast.Div: self.v.div,
                }
                return operation[type(op)](self._expression(left), self._expression(right))
            case ast.IfExp(
                test=ast.Compare(left=left, comparators=[right]), body=body, orelse=orelse
            ):
                return self.v.choose(*map(self._expression, (left, right, body, orelse)))
            case ast.Call(func=ast.Name(id=name), args=[argument]):
                return getattr(self.v, name)(self._expression(argument))
        raise AssertionError(ast.dump(node))

    def _named(self, name: str) -> Any:
        """Return a local value, or an argument that is one number a lane."""
        if name not in self.names:
            self.names[name] = self._load_at(name, ir.Constant(INTEGER, 0))
        return self.names[name]

    def _pointer(self, array: str, position: Any) -> Any:
        offset = self.b.mul(position, ir.Constant(INTEGER, LANES))
        address = self.b.gep(self.arrays[array], [offset])
        return self.b.bitcast(address, VECTOR.as_pointer())

    def _position(self, node: ast.Subscript) -> tuple[str, Any]:
        array = _identifier(node.value)
        match node.slice:
            case ast.Constant(value=index):
                return array, ir.Constant(INTEGER, index)
            case ast.Tuple(elts=[ast.Name(id="i"), ast.Constant(value=index)]):
                row = self.b.mul(self.lesion, ir.Constant(INTEGER, self.widths[array]))
                return array, self.b.add(row, ir.Constant(INTEGER, index))
        raise AssertionError(ast.dump(node))

    def _load(self, node: ast.Subscript) -> Any:
        return self._load_at(*self._position(node))

    def _load_at(self, array: str, position: Any) -> Any:
        return self.b.load(self._pointer(array, position), align=8)

    def _store(self, node: ast.Subscript, value: Any) -> None:
        self.b.store(value, self._pointer(*self._position(node)), align=8)


def _identifier(node: ast.expr) -> str:
    if not isinstance(node, ast.Name):
        raise TypeError(f"no plain name: {ast.dump(node)}")
    return node.id


def vector_function(
    source: str, arguments: tuple[str, ...], widths: Mapping[str, int]
) -> Callable[..., None]:
    """Return an intrinsic that runs a generated function on eight lanes at once.

    Its arguments are the lesion count, then a tuple of addresses, one for each name in
    `arguments`, of arrays that hold their numbers lane by lane, shape (…, 8). Addresses, because
    handing over the arrays themselves would count references at every call. `widths` gives the
    row length of the arrays that have one row for each lesion.
    """

    @intrinsic
    def run(_typing_context: Any, count: Any, addresses: Any) -> Any:
        def codegen(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            pointers = {
                name: builder.inttoptr(builder.extract_value(values[1], k), DOUBLE.as_pointer())
                for k, name in enumerate(arguments)
            }
            Translation(builder, pointers, widths, values[0]).run(source)
            return context.get_dummy_value()

        return types.void(count, addresses), codegen

    return run
