"""Functions of the document in code: opened at their arguments; a loss that nothing defines is known by its slope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backproof.compiling.scope import size_key
from backproof.compiling.slopes import slope
from backproof.compiling.tensors import NotCompiled, NoValue, Tensor
from backproof.derive.adjoints import Chain, NotDifferentiable
from backproof.derive.sheet import Sheet
from backproof.laws.definitions import function
from backproof.terms.model import Symbol
from backproof.terms.nodes import At, Call, Comprehension, Entry, Expr, Index, Position
from backproof.terms.replacing import replaced

if TYPE_CHECKING:
    from backproof.compiling.lowering import Lowering


def called(low: Lowering, e: Call) -> Tensor:
    """A function of the document at its arguments, or a derivative of it there."""
    symbol = low.scope.symbol(e.symbol)
    if symbol is None:
        raise NotCompiled(f"nothing says what {e.symbol} is")
    if symbol.known:
        raise NotCompiled(f"{symbol.latex or symbol.name} is applied to a whole tensor")
    if not symbol.clauses:
        return _upstream(low, e, symbol)
    if not e.slots:
        opened = function(e, low.scope.setting)
        if opened is None:
            raise NotCompiled(f"the definition of {symbol.latex or symbol.name} is not understood")
        return low.lower(opened)
    (argument, *more) = e.arguments
    if more or argument.indices:
        return slope(low, e)
    body = derivative_of(low, symbol, e, len(e.slots))
    return low.lower(replaced(body, {f"argument of {symbol.name}": Comprehension((), argument.body)}))


def entry_by_entry(low: Lowering, head: Call, argument: Tensor) -> Tensor:
    """A function of the document, or a derivative of it, at each entry of a tensor."""
    symbol = low.scope.model[head.symbol]
    if not symbol.clauses:
        raise NotCompiled(f"nothing says what {symbol.latex or symbol.name} is")
    name = f"argument of {symbol.name}"
    body = derivative_of(low, symbol, head, len(head.slots))
    before = low.values.get(name)
    low.values[name] = argument
    try:
        return low.lower(body)
    finally:
        if before is None:
            del low.values[name]
        else:
            low.values[name] = before


def derivative_of(low: Lowering, symbol: Symbol, e: Call, order: int) -> Expr:
    """The derivative of a function of one number, in a name for its argument."""
    name = f"argument of {symbol.name}"
    model = dict(low.scope.model)
    model[name] = Symbol(name)
    low.scope.model.setdefault(name, model[name])
    opened = function(Call(e.symbol, e.family, (Comprehension((), At(name, ())),), e.indices), low.scope.setting)
    if opened is None:
        raise NotCompiled(f"the definition of {symbol.latex or symbol.name} is not understood")
    chain = Chain(Sheet(model))
    try:
        for _ in range(order):
            opened = chain.sheet.in_document(chain.by(chain.sheet.in_names(opened), "", name, ()))
    except NotDifferentiable:
        raise NotCompiled(f"no law differentiates {symbol.latex or symbol.name}") from None
    return opened


def _upstream(low: Lowering, e: Call, symbol: Symbol) -> Tensor:
    """The derivative of a loss by what it depends on: an argument, since nothing defines the loss."""
    shown = symbol.latex or symbol.name
    if len(e.slots) != 1 or e.indices or symbol.elementwise:
        raise NoValue(f"nothing says what {shown} is")
    k, entry = e.slots[0]
    read = e.arguments[k].body
    if not isinstance(read, At) or not _whole(read, e.arguments[k]):
        raise NoValue(f"nothing says what {shown} is")
    of = low.scope.model[read.symbol]
    member = read.indices[: of.family]
    shape = tuple(size_key(a.size) for a in of.axes[of.family :])
    name = f"slope|{symbol.name}|{of.name}"
    lowers = [a.lower for a in of.axes[of.family :]]
    low.work.upstream.setdefault(name, _behind(e, member))
    if member and not member[0].free:  # the derivative by the last member alone
        value = low.graph.make("argument", (), name, shape, scalar=False)
        return low.entries(value, lowers, entry.indices)
    if member:
        shape = (f"members of {name}", *shape)
        lowers = [of.axes[0].lower, *lowers]
    value = low.graph.make("argument", (), name, shape, scalar=False)
    return low.entries(value, lowers, (*member, *entry.indices))


def _behind(e: Call, member: Sequence[Expr]) -> tuple[Expr, tuple[Index, ...]]:
    """The derivative of a loss by all entries of what it depends on, as a term."""
    axes = tuple(Index("i", a.size, a.lower) for a in e.arguments[e.slots[0][0]].indices)
    whole = Call(e.symbol, e.family, e.arguments, (), ((e.slots[0][0], Entry(tuple(map(Position, axes)))),))
    steps = tuple(p.index for p in member if isinstance(p, Position))
    return whole, (*steps, *axes)


def _whole(read: At, argument: Comprehension) -> bool:
    """Whether an argument is a symbol as a whole, its axes in order."""
    places: Sequence[Expr] = read.indices[len(read.indices) - len(argument.indices) :]
    return tuple(p.index if isinstance(p, Position) else None for p in places) == argument.indices
