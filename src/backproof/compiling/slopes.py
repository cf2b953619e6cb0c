"""Derivatives that stand within a term, such as the gradient in an update: answered by the laws, then made values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.compiling.tensors import NotCompiled, Tensor
from backproof.derive.answers import answer
from backproof.derive.sheet import NoAnswer, ordered_free
from backproof.laws.definitions import function
from backproof.terms.model import Axis, Symbol
from backproof.terms.nodes import At, Call, Comprehension, Derivative, Expr, Index, Position

if TYPE_CHECKING:
    from backproof.compiling.lowering import Lowering


def derivative(low: Lowering, e: Derivative) -> Tensor:
    """A derivative by a symbol, at index expressions."""
    symbol = low.scope.symbol(e.symbol)
    if symbol is None:
        raise NotCompiled(f"nothing says what {e.symbol} is")
    count = symbol.family
    places = tuple(Index("i", a.size, a.lower) for a in symbol.axes[count:])
    asked = Derivative(e.body, e.symbol, (*e.indices[:count], *map(Position, places)), e.held)
    outer = tuple(i for i in ordered_free(e.body) if i not in low.fixed)
    lowers = [i.lower for i in (*outer, *places)]
    return _entries(low, asked, outer, places, lowers, e.indices[count:])


def slope(low: Lowering, e: Call) -> Tensor:
    """A function of the document differentiated by its argument, taken at what stands there."""
    if len(e.arguments) != 1 or len({k for k, _ in e.slots}) != 1:
        raise NotCompiled("a derivative by one of several arguments is not compiled")
    symbol = low.scope.model[e.symbol]
    (argument,) = e.arguments
    if any(i not in low.fixed for i in argument.free):
        raise NotCompiled("a derivative by a vector at many points at once is not compiled")
    name = f"argument of {symbol.name}"
    axes = [Axis(i.size, lower=i.lower) for i in argument.indices]
    low.scope.model[name] = Symbol(name, axes, latex=symbol.latex)
    inside = Comprehension(argument.indices, At(name, tuple(map(Position, argument.indices))))
    asked: Expr | None = function(Call(e.symbol, e.family, (inside,), e.indices), low.scope.setting)
    if asked is None:
        raise NotCompiled(f"the definition of {symbol.latex or symbol.name} is not understood")
    outer = tuple(i for i in ordered_free(asked) if i not in low.fixed)
    places: list[Index] = []
    for _ in e.slots:
        fresh = tuple(Index("i", a.size, a.lower) for a in axes)
        asked = Derivative(asked, name, tuple(map(Position, fresh)))
        places += fresh
    lowers = [i.lower for i in (*outer, *places)]
    at = tuple(p for _, entry in e.slots for p in entry.indices)
    assert isinstance(asked, Derivative)
    before = low.work.given.get(name)
    low.work.given = {**low.given, name: low.tensor(argument.body, argument.indices)}
    try:
        return _entries(low, asked, outer, tuple(places), lowers, at)
    finally:
        low.work.given = {k: v for k, v in low.given.items() if k != name}
        if before is not None:
            low.work.given[name] = before


def _entries(
    low: Lowering,
    asked: Derivative,
    outer: tuple[Index, ...],
    places: tuple[Index, ...],
    lowers: list[int],
    at: tuple[Expr, ...],
) -> Tensor:
    """The answer to a derivative, at index expressions for its places."""
    from backproof.compiling.answers import derived

    try:
        found = answer(asked, (*outer, *places), low.scope.model)
    except NoAnswer as none:
        raise NotCompiled(f"a derivative in it is not known: {none}") from None
    within = derived(low.work, "", found, low.scope.free)
    within.low.fixed.update(low.fixed)
    within.low.values.update(low.values)
    within.low.families.stepping = low.families.stepping
    value = within.value()
    return low.entries(value, lowers, (*map(Position, outer), *at))
