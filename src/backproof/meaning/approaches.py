"""What a line is taken towards: ``n \\to \\infty``, ``n = \\infty``, ``x \\to 0`` in the words before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.tensor import Misread, Tensor
from backproof.terms.nodes import At, Constant, Expr, Limit
from backproof.terms.traversal import reached, symbols_in

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator

TAKEN = ("taken", ("in the limit", "before the limit"))
"""A line beside "as $n \\to \\infty$" may hold all the way: that can excuse it, never refute it."""
ENDLESS = ("infty", "∞")


@dataclass(frozen=True, slots=True)
class Approach:
    """The name of what moves, and where to."""

    symbol: str
    value: Expr
    side: str = ""
    certain: bool = False
    """Whether the line speaks of the limit itself: ``n = \\infty``."""


def is_approach(node: Node | None) -> bool:
    """``n \\to a`` for a lone name, or ``n = \\infty``: a number that goes somewhere, which claims nothing."""
    if (
        not isinstance(node, syntax.Relation)
        or len(node.signs) != 1
        or not isinstance(node.members[0], Name | Scripted)
    ):
        return False
    if node.signs[0] == "=":
        return _endless(node.members[1])
    return node.signs[0] == "to" and isinstance(node.members[0], Name)


def _endless(node: Node | None) -> bool:
    if isinstance(node, syntax.Sum) and node.signs == ("+",):
        node = node.terms[0]
    return isinstance(node, Name) and node.text in ENDLESS


def approach_of(ela: Elaborator, conditions: Sequence[Node]) -> Approach | None:
    """The approach among the conditions of a relation. Raises ``Misread`` where it is not understood."""
    found = [n for n in conditions if isinstance(n, syntax.Relation) and is_approach(n)]
    if not found:
        return None
    node = found[0]
    target, side = node.members[1], ""
    if isinstance(target, Scripted) and target.sub is None and isinstance(target.sup, Name):
        side = {"plus": "+", "minus": "-", "+": "+", "-": "-"}.get(target.sup.text, "")
        target = target.base if side else target
    moving = ela.tensor(node.members[0])
    value = Tensor((), Constant("infty")) if _endless(target) else ela.tensor(target)
    if len(found) > 1 or moving.rank or value.rank or not isinstance(moving.body, At) or moving.body.indices:
        raise Misread("J302", "what this goes towards is not understood", node)
    return Approach(moving.body.symbol, value.body, side, node.signs[0] == "=")


def in_the_limit(ela: Elaborator, approach: Approach, sign: str, left: Tensor, right: Tensor) -> bool:
    """Whether a line beside an approach is read in the limit.

    An equation of which both sides move is meant on the way: their having the same limit would not make it true.
    """
    if approach.certain or sign == "to":
        return True
    point, options = TAKEN
    both = all(_moves(ela, t, approach.symbol) for t in (left, right))
    return ela.choose(point, options[1:] if both and sign == "=" else options) == options[0]


def _moves(ela: Elaborator, t: Tensor, symbol: str) -> bool:
    model = ela.scope.model
    return symbol in reached([t.body], model) or symbol in symbols_in(t.body)


def taken_there(t: Tensor, approach: Approach) -> Tensor:
    """The limit of a side, entry by entry."""
    return Tensor(t.axes, Limit(t.body, approach.symbol, approach.value, approach.side), t.row)
