"""Cases and conditions, entry by entry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.arithmetic import spread
from backproof.meaning.names import atom, letter, parts, plain_letter
from backproof.meaning.tensor import Misread, Tensor, fit, scalar
from backproof.meaning.words import OTHERWISE
from backproof.terms.nodes import (
    Add,
    At,
    Cases,
    Compare,
    Expr,
    Fold,
    Index,
    Member,
    Mul,
    Position,
    Product,
    Sum,
    number,
)
from backproof.terms.sizes import Size
from backproof.terms.traversal import nodes_in

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


def cases(ela: Elaborator, node: syntax.Cases) -> Tensor:
    """Branches entry by entry; conditions may be of the same shape."""
    values: list[Tensor] = []
    conditions: list[Tensor | None] = []
    for value, case in node.branches:
        inner = value.members[-1] if isinstance(value, syntax.Relation) else value
        values.append(ela.tensor(inner))
        if case is None or isinstance(case, syntax.Words):
            if isinstance(case, syntax.Words) and not _otherwise(case.text):
                raise Misread("M206", "a case in words is not understood", case)
            conditions.append(None)
        else:
            conditions.append(condition(ela, case))
    shape = max((t for t in [*values, *conditions] if t is not None), key=lambda t: t.rank)
    bodies: list[tuple[Expr | None, Expr]] = []
    for t, c in zip(values, conditions, strict=True):
        bodies.append((None if c is None else spread(c, shape, node), spread(t, shape, node)))
    return Tensor(shape.axes, Cases(tuple(bodies)), shape.row)


def condition(ela: Elaborator, node: Node) -> Tensor:
    """A condition, entry by entry, worth 1 or 0."""
    if isinstance(node, syntax.Relation):
        return scalar_condition(ela, node)
    if isinstance(node, syntax.Group) and node.body is not None:
        return condition(ela, node.body)
    if isinstance(node, syntax.Listing):
        result = condition(ela, node.items[0])
        for item in node.items[1:]:
            other = condition(ela, item)
            result = Tensor(result.axes or other.axes, Mul((result.body, other.body)))
        return result
    raise Misread("M206", "a condition is not understood", node)


INDICATORS = frozenset(("1", "bb:1", "bb:I", "I", "chi"))
"""Signs that make a number of a condition: ``\\mathbb 1[k = y]``, ``\\mathbf 1_{k = y}``."""


def indicated(ela: Elaborator, node: syntax.Scripted, base: str) -> Tensor | None:
    """``\\mathbf 1_{k = y}``, ``\\mathbb I_{\\{k = y\\}}``: 1 where the condition below holds; else None."""
    below = node.sub.body if isinstance(node.sub, syntax.Group) else node.sub
    if base not in INDICATORS or node.sup is not None or not isinstance(below, syntax.Relation):
        return None
    return scalar_condition(ela, below)


def _otherwise(words: str) -> bool:
    return words.strip(" .,").lower() in OTHERWISE


def scalar_condition(ela: Elaborator, node: syntax.Relation) -> Tensor:
    """A relation as a condition worth 1 or 0, entry by entry."""
    result: Tensor | None = None
    for k, sign in enumerate(node.signs):
        left, right = node.members[k], node.members[k + 1]
        if sign == "in" and len(node.signs) == 1:
            return membership(ela, left, right)
        if sign not in ("=", "!=", "<", "<=", ">", ">="):
            raise Misread("M206", f"the condition {sign} is not understood", node)
        a, b = _letters(ela, left, right) or (_side(ela, left), _side(ela, right))
        _among_classes(ela, a.body, b.body, node)
        shape = a if a.rank >= b.rank else b
        one = Tensor(shape.axes, Compare(sign, spread(a, shape, node), spread(b, shape, node)), shape.row)
        result = one if result is None else Tensor(one.axes or result.axes, Mul((result.body, one.body)))
    assert result is not None
    return result


def forward(sides: Sequence[Expr], letters: Collection[Index]) -> tuple[Expr, ...]:
    """The conditions under which sums and products between two letters of a statement are what they are written as.

    ``\\prod_{k=s+1}^t A_k`` speaks of s ≤ t: what it is where its bounds cross, nobody says.
    """
    found: dict[Expr, None] = {}
    for node in nodes_in(*sides):
        if isinstance(node, Sum | Product | Fold) and node.lower is not None and node.upper is not None:
            low, high = node.lower.free, node.upper.free
            if low and high and low != high and low | high <= set(letters):
                found[Compare("<=", node.lower, Add((node.upper, number(1))))] = None
    return tuple(found)


def _among_classes(ela: Elaborator, one: Expr, other: Expr, node: Node) -> None:
    """``1[k = y]``: the index runs over the classes that the label names."""
    for index, label in ((one, other), (other, one)):
        if isinstance(index, Position) and isinstance(label, At) and index.index not in ela.partial:
            labels = ela.scope.model[label.symbol].labels
            if labels is not None and not labels.size.root.key:
                fit(index.index, Index("", labels.size), node, "a label")


def membership(ela: Elaborator, left: Node | None, right: Node | None) -> Tensor:
    """``s \\in S`` for a set that sums run over: 1 for the indices in it. Raises ``Misread`` for anything else."""
    base = right.base if isinstance(right, syntax.Scripted) else right
    name = atom(base) if isinstance(base, syntax.Name) else ""
    if not ela.scope.is_index_set(name) or left is None or not letter(left):
        raise Misread("M206", "what this is a member of is not understood", left)
    places = [ela.index(p) for p in parts(right.sub)] if isinstance(right, syntax.Scripted) else []
    element = ela.index(left)
    if element is None or None in places:
        raise Misread("M206", "a slice of sets", right)
    if isinstance(element, Position) and element.index not in ela.partial:
        fit(element.index, Index("", Size(f"|{name}|")), left, "a member of a set")
    return scalar(Member(element, f"set {name}", tuple(p for p in places if p is not None)))


def _letters(ela: Elaborator, left: Node | None, right: Node | None) -> tuple[Tensor, Tensor] | None:
    """``j \\ne k`` with one letter bound: the other is an index over the same range."""
    keys = letter(left), letter(right)
    if not all(plain_letter(k) for k in keys) or not any(k in ela.bound for k in keys):
        return None
    for k in keys:
        known = ela.scope.find(k)
        if (
            k not in ela.bound
            and known is not None
            and (known.fixed or known.symbol.clauses or known.symbol.is_size or known.learnt == "prose")
        ):
            return None
    indices = [ela.bound[k] if k in ela.bound else ela.free_index(k) for k in keys]
    if not any(i in ela.partial for i in indices):
        fit(indices[0], indices[1], left, "a condition between indices")
    return scalar(Position(indices[0])), scalar(Position(indices[1]))


def _side(ela: Elaborator, node: Node | None) -> Tensor:
    """A side of a condition: index letters are meant as positions."""
    if node is not None and (
        plain_letter(letter(node)) and (ela.scope.usage.is_bound(letter(node)) or letter(node) in ela.free)
    ):
        e = ela.index(node)
        assert e is not None
        return scalar(e)
    return ela.tensor(node)
