"""An unspecified loss: a function of what the document says it depends on, else of the ends of its definitions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node
from backproof.meaning.names import letter
from backproof.meaning.outlets import EVERY, LAST, UNKNOWN, Outlet
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.tensor import Misread, Tensor, affine_key, substitute
from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import At, Call, Comprehension, Derivative, Expr, Index, Position, Sum, number
from backproof.terms.sizes import Size
from backproof.terms.traversal import nodes_in, reached

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator
    from backproof.meaning.names import Ref

LOSS_POINT = "what the loss depends on"
"""A choice that can excuse a line but never confirm one: see ``judge.verdict``."""
DEPTH = 5
"""How far a chain of layers or steps is followed where the document names no last one."""


def loss_value(ela: Elaborator, entry: Entry, ref: Ref) -> Tensor:
    """The loss at its outlets as they are now; ``meaning.sinks`` fixes the list of them once per section."""
    entry.lay_out()
    family = tuple(e for e in (ela.index(i) for i in ref.items) if e is not None)
    symbol = entry.symbol
    found = ela.scope.outlets_of(entry.key)
    if not any(o.said for o in found):
        found = _taken(ela, found)
    symbol.opaque = True
    return Tensor((), Call(symbol.name, family[: symbol.family], tuple(_argument(ela, o) for o in found)))


def _taken(ela: Elaborator, found: list[Outlet]) -> list[Outlet]:
    """Of the outlets that nothing names, those of this reading: all of them, one, or a recursion's last step only."""
    steps = [o for o in found if o.circular and o.members == EVERY]
    options = ["all", *([o.name for o in found] if len(found) > 1 else []), *(["the last step"] if steps else [])]
    if len(options) == 1:
        return found
    taken = ela.choose(LOSS_POINT, tuple(options))
    if taken == "the last step":
        return [replace(o, members=LAST) if o.circular else o for o in found]
    return found if taken == "all" else [o for o in found if o.name == taken]


def _argument(ela: Elaborator, outlet: Outlet) -> Comprehension:
    """An outlet as an argument: all its dense axes, and the members of a family that it names."""
    symbol = ela.scope.model[outlet.name]
    if outlet.members == UNKNOWN:
        raise Misread("M207", f"which members of {symbol.latex or symbol.name} the loss depends on is not said")
    indices: list[Index] = []
    places: list[Expr] = []
    formals: dict[Index, Expr] = {}
    family = iter(symbol.formals)
    for k, axis in enumerate(symbol.axes):
        if not axis.family:
            term = axis.size.root.term
            made = substitute(term, formals) if isinstance(term, Expr) and term.free & formals.keys() else None
            index = Index("i", axis.size if made is None else Size(affine_key(made), made), axis.lower)
        else:
            if outlet.members != EVERY:
                last = _last(ela, outlet)
                places.append(last)
                formals[next(family)] = last
                continue
            index = Index("t", _members(ela, outlet, symbol, k))
            formals[next(family)] = Position(index)
        indices.append(index)
        places.append(Position(index))
    return Comprehension(tuple(indices), At(outlet.name, tuple(places)))


def _members(ela: Elaborator, outlet: Outlet, symbol: Symbol, k: int) -> Size:
    """How many members a family has that a loss sees whole.

    Raises ``Misread`` where nothing says it and the members do not follow from each other: some would not do for all.
    """
    root = symbol.axes[k].size.root
    if root.key:
        return root
    for clause in symbol.clauses:
        index = clause.indices[k]
        if isinstance(index, Index) and index.size.root.key and index.lower == 1:
            return index.size.root
    last = _last(ela, outlet)
    if last is number(DEPTH) and symbol.clauses and not _chained(symbol, ela.scope.model):
        raise Misread("M207", f"which members of {symbol.latex or symbol.name} the loss depends on is not said")
    return Size(affine_key(last), last)


def sums_all_steps(ela: Elaborator, *sides: Expr) -> bool:
    """Whether something is summed over all steps, though nothing says how many there are."""
    model = ela.scope.model
    for n in nodes_in(*sides):
        if isinstance(n, Sum) and n.upper is None and not n.index.size.root.key:
            here = Position(n.index)
            for inner in nodes_in(n.body):
                if isinstance(inner, At | Derivative) and here in inner.indices[: model[inner.symbol].family]:
                    return True
    return False


def _chained(symbol: Symbol, model: Model) -> bool:
    """Whether a family rests on one whose members rest on others of it, as layers and steps do."""
    below = [symbol.name, *reached([c.body for c in symbol.clauses], model)]
    return any(n in reached([c.body for c in model[n].clauses], model) for n in below)


def _last(ela: Elaborator, outlet: Outlet) -> Expr:
    """The last member of a family: the one named, the end of the range of its index, or one far enough away."""
    node = outlet.place if outlet.place is not None else ela.scope.last_of(outlet.name)
    try:
        found = ela.index(node) if node is not None else None
    except Misread:
        found = None
    if found is not None and not found.free:
        return found
    ela.endless = True
    return number(DEPTH)


def last_member(scope: Scope, item: Node) -> Node | None:
    """The index of the last head that a defining equation with ``item`` as its index stands for, if that is known."""
    inner = item.body if isinstance(item, syntax.Group) and item.body is not None else item
    terms = inner.terms if isinstance(inner, syntax.Sum) else (inner,)
    key = letter(terms[0])
    limits = scope.usage.range_of(key) if key else None
    if limits is None or limits[1] is None or (isinstance(limits[1], Name) and limits[1].text == "infty"):
        return None
    if not isinstance(inner, syntax.Sum):
        return limits[1]
    return syntax.Sum((limits[1], *inner.terms[1:]), inner.signs, start=item.start, end=item.end)


__all__ = ["LAST", "LOSS_POINT", "last_member", "loss_value"]
