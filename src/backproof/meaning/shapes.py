"""Declarations by membership, and what they say of names.

``W \\in \\mathbb R^{m \\times n}``, ``y \\in \\{0,1\\}^K``, ``p \\in (0,1)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.names import atom
from backproof.meaning.tensor import Misread, affine_key
from backproof.terms.nodes import Expr, Number
from backproof.terms.sizes import Size


@dataclass(frozen=True, slots=True)
class Space:
    """A set of arrays: the sizes of its axes, and the domain of the entries."""

    sizes: tuple[Node, ...]
    domain: str = "real"
    classes: tuple[Node, Node] | None = None
    """The first and the last of a range of whole numbers."""


def space_of(node: Node | None) -> Space | None:
    """The space that a right-hand side of ``\\in`` names; None if it is no such set."""
    if isinstance(node, syntax.Group):
        return _listed(node)
    if isinstance(node, Scripted):
        return _powered(node)
    if isinstance(node, Name) and node.font == "bb" and node.text == "R":
        return Space(())
    if isinstance(node, Name) and node.font == "bb" and node.text in ("N", "Z"):
        return Space((), "whole")
    return None


def _powered(node: Scripted) -> Space | None:
    base = node.base
    if isinstance(base, Name) and base.font == "bb" and base.text == "R":
        sub = node.sub
        positive = isinstance(sub, syntax.Sum) or (isinstance(sub, Name) and sub.text in ("+", "geq"))
        return Space(split_sizes(node.sup), "positive" if positive else "real")
    if isinstance(base, Name) and base.font in ("bb", "cal") and base.text == "S":
        inner = split_sizes(node.sup)
        return Space(inner * 2 if len(inner) == 1 else inner, "symmetric")
    if isinstance(base, syntax.Group):
        inner_space = _listed(base)
        if inner_space is not None and not inner_space.sizes:
            return Space(split_sizes(node.sup), inner_space.domain, inner_space.classes)
    return None


def split_sizes(sup: Node | None) -> tuple[Node, ...]:
    if sup is None:
        return ()
    if isinstance(sup, syntax.Group) and sup.body is not None:
        return split_sizes(sup.body)
    if isinstance(sup, syntax.Listing):
        return sup.items
    if isinstance(sup, syntax.Product) and "times" in sup.operators:
        out: list[Node] = []
        current: list[Node] = [sup.factors[0]]
        for operator, factor in zip(sup.operators, sup.factors[1:], strict=True):
            if operator == "times":
                out.append(_join(current))
                current = [factor]
            else:
                current.append(factor)
        return (*out, _join(current))
    return (sup,)


def _join(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else syntax.Product(tuple(items), ("",) * (len(items) - 1))


def _listed(node: syntax.Group) -> Space | None:
    items = node.body.items if isinstance(node.body, syntax.Listing) else (node.body,)
    texts = [_text(i) for i in items]
    if node.left == "{" and node.right == "}":
        if set(texts) == {"0", "1"}:
            return Space((), "binary")
        if set(texts) in ({"-1", "1"}, {"-1", "+1"}):
            return Space((), "sign")
        if any(isinstance(i, syntax.Dots) for i in items):
            return Space((), "class", _ends(items))
        if len(items) > 1 and texts == [str(k + 1) for k in range(len(items))]:
            return Space((), "class", _ends(items))
        return None
    if node.left == "[" and node.right == "]" and len(items) == 1 and isinstance(items[0], Name | syntax.Number):
        return Space((), "class", (syntax.Number("1"), items[0]))
    if len(items) == 2 and node.left in "([" and node.right in ")]":
        if texts == ["0", "1"]:
            return Space((), "unit")
        if texts[0] == "0":
            return Space((), "positive")
        return Space(())
    return None


def _ends(items: Sequence[Node | None]) -> tuple[Node, Node] | None:
    """The first and the last item of ``1, \\dots, K``, where both are written."""
    first, last = items[0], items[-1]
    if not isinstance(first, syntax.Number) or last is None or isinstance(last, syntax.Dots):
        return None
    return first, last


def _text(node: Node | None) -> str:
    if isinstance(node, syntax.Number):
        return node.text
    if isinstance(node, syntax.Sum) and len(node.terms) == 1:
        return ("-" if node.signs[0] == "-" else "") + _text(node.terms[0])
    return ""


def size_of(ela: Elaborator, node: Node) -> Size:
    """A node as a size; its letters are sizes from now on."""
    for inner in _names(node):
        entry = ela.scope.find(inner)
        if entry is None and inner not in ela.bound and not ela.scope.usage.is_bound(inner):
            made = ela.scope.create(inner)
            made.symbol.is_size = True
            made.learnt = "declared"
            entry = made
    if isinstance(node, Scripted) and isinstance(node.base, Name):
        ref = ela.resolve(node)
        if ref is not None:
            entry = ela.entry(ref)
            entry.symbol.is_size = True
            entry.total = len(ref.items)
            entry.family = set(range(entry.total))
            entry.fixed = True
    term: Expr = ela.scalar(node, "a size")
    if isinstance(term, Number) and (term.value < 1 or term.value.denominator != 1):
        raise Misread("M202", "a size is a whole number", node)
    return Size(affine_key(term), term)


def _names(node: Node) -> list[str]:
    if isinstance(node, Name):
        return [atom(node)]
    if isinstance(node, syntax.Sum):
        return [n for t in node.terms for n in _names(t)]
    if isinstance(node, syntax.Product):
        return [n for f in node.factors for n in _names(f)]
    return []
