"""An unspecified loss: a function of the sinks of the graph of definitions, about which nothing else is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.meaning.scope import Entry, Scope
from backproof.meaning.tensor import Misread, Tensor
from backproof.terms.model import Axis, Model, Symbol
from backproof.terms.nodes import At, Call, Comprehension, Derivative, Expr, Index, Position, number
from backproof.terms.sizes import Size
from backproof.terms.traversal import reached, symbols_in

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator
    from backproof.meaning.names import Ref

LOSS_POINT = "what the loss depends on"
"""A choice that can excuse a line but never confirm one: see ``judge.verdict``."""
DEPTH = 4
"""How far a chain of layers or steps is followed where the document names no last one."""


def loss_value(ela: Elaborator, entry: Entry, ref: Ref) -> Tensor:
    """The loss at the sinks as they are now; ``meaning`` fixes the list of sinks once per section."""
    entry.lay_out()
    family = tuple(e for e in (ela.index(i) for i in ref.items) if e is not None)
    symbol = entry.symbol
    names = [n for n in ela.scope.fact(f"sinks of {entry.key}").split("\n") if n]
    if len(names) > 1:
        taken = ela.choose(LOSS_POINT, ("all", *names))
        names = names if taken == "all" else [taken]
    arguments = tuple(_argument(ela.scope, name) for name in names)
    symbol.opaque = True
    return Tensor((), Call(symbol.name, family[: symbol.family], arguments))


def _argument(scope: Scope, name: str) -> Comprehension:
    """A sink as an argument: all its dense axes; of a chain of layers its last member, of other families all.

    Raises ``Misread`` where nothing says how many members a family has: one of them would not do for all.
    """
    symbol = scope.model[name]
    indices: list[Index] = []
    places: list[Expr] = []
    chained = _chained(symbol, scope.model)
    for k, axis in enumerate(symbol.axes):
        if axis.family:
            size = _last(axis) or (None if chained else _stated(symbol, k))
            if size is None and not chained and symbol.clauses:
                raise Misread("M207", f"which members of {symbol.latex or name} the loss depends on is not said")
            if size is None:
                places.append(number(DEPTH))
                continue
            index = Index("t", size)
        else:
            index = Index("i", axis.size, axis.lower)
        indices.append(index)
        places.append(Position(index))
    return Comprehension(tuple(indices), At(name, tuple(places)))


def _last(axis: Axis) -> Size | None:
    root = axis.size.root
    return root if root.key else None


def _stated(symbol: Symbol, k: int) -> Size | None:
    """The range over which a family is defined: ``y_i = …, i = 1, …, M``."""
    for clause in symbol.clauses:
        index = clause.indices[k]
        if isinstance(index, Index) and index.size.root.key and index.lower == 1:
            return index.size.root
    return None


def _chained(symbol: Symbol, model: Model) -> bool:
    """Whether a family rests on one whose members rest on others of it, as layers and steps do."""
    below = [symbol.name, *reached([c.body for c in symbol.clauses], model)]
    return any(n in reached([c.body for c in model[n].clauses], model) for n in below)


def _adjoint(name: str, model: Model, reads: dict[str, set[str]], seen: set[str]) -> bool:
    """Whether a symbol is itself a derivative of a loss, or made of such: nothing that a loss depends on."""
    if name in seen:
        return False
    seen.add(name)
    for clause in model[name].clauses if name in model else ():
        todo = [clause.body]
        while todo:
            e = todo.pop()
            if isinstance(e, Derivative):
                return True
            todo.extend(e.children())
    return any(_adjoint(r, model, reads, seen) for r in reads.get(name, ()))


def sinks(scope: Scope, wanted: set[str]) -> list[str]:
    """Defined symbols that no other definition reads, and that depend on one of ``wanted``; free ``wanted`` symbols
    that reach no sink count themselves. In a cycle of layers its members count."""
    model = scope.model
    reads = {
        name: set().union(*(symbols_in(c.body) for c in s.clauses)) if s.clauses else set() for name, s in model.items()
    }
    downstream: dict[str, set[str]] = {}
    for name in wanted:
        seen, todo = {name}, [name]
        while todo:
            here = todo.pop()
            for other, inputs in reads.items():
                if here in inputs and other not in seen and not model[other].opaque and model[other].parameters is None:
                    seen.add(other)
                    todo.append(other)
        downstream[name] = seen
    reached = set().union(*downstream.values()) if downstream else set()
    reached = {n for n in reached if not _adjoint(n, model, reads, set())}
    result = []
    for name in sorted(reached, key=list(model).index):
        symbol = model[name]
        if symbol.parameters is not None or symbol.is_size or symbol.opaque:
            continue
        readers = {o for o in reached if name in reads[o] and o != name}
        if not readers:
            result.append(name)
    if not result:
        result = [n for n in sorted(reached, key=list(model).index) if model[n].clauses and model[n].family]
        result = result[-1:]
    return result
