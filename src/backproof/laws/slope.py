"""The chain rule for a function of one argument, and what laws of derivatives are written with."""

from __future__ import annotations

from collections.abc import Callable

from backproof.laws.law import Law
from backproof.laws.setting import Setting
from backproof.terms.nodes import Add, Apply, Derivative, Expr, Index, Mul, negative, number
from backproof.terms.traversal import nodes_in, symbols_in

ZERO = number(0)


def by(e: Derivative, body: Expr) -> Expr:
    """The derivative of something else by the same variable."""
    return Derivative(body, e.symbol, e.indices, e.held) if symbols_in(body) else ZERO


def of(name: str, x: Expr) -> Expr:
    """A function of the table at ``x``."""
    return Apply(name, (x,))


def less(x: Expr, y: Expr) -> Expr:
    """x − y."""
    return Add((x, negative(y)))


def clear(index: Index, e: Derivative, *taken: Index) -> Index:
    """An index over the same values that stands nowhere in a derivative and is none of those taken."""
    return index.twin.clear_of({i for x in nodes_in(e) for i in (*x.free, *x._binds())}, taken)


def slope(
    name: str,
    statement: str,
    made: Callable[[Expr], Expr],
    examples: tuple[str, ...] = (),
    near_misses: tuple[str, ...] = (),
    condition: str = "",
) -> Law:
    """``∂ f(u) = f′(u) ∂u`` for a function of the table, where ``made(u)`` is f′(u)."""

    def apply(e: Expr, setting: Setting) -> Expr | None:
        if not isinstance(e, Derivative) or not isinstance(e.body, Apply) or e.body.function != name:
            return None
        (x,) = e.body.arguments
        return Mul((made(x), by(e, x)))

    law = f"derivative of {name}"
    return Law(law, statement, "", apply, Derivative, condition, examples=examples, near_misses=near_misses)
