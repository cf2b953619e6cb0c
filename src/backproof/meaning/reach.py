"""How far a big operator reaches: ``\\sum_n a_n - b_n`` may mean ``\\sum_n (a_n - b_n)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.latex.walk import children
from backproof.meaning.names import letter, parts

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


def reaches(node: syntax.Sum) -> bool:
    if any(isinstance(t, syntax.Dots) for t in node.terms):
        return False
    return any(_open_big(t) is not None for t in node.terms[:-1])


def far_reaching(ela: Elaborator, node: syntax.Sum) -> list[tuple[Node, str]]:
    """``\\sum_n a_n - b_n`` may mean ``\\sum_n (a_n - b_n)``; which one is a reading."""
    near = list(zip(node.terms, node.signs, strict=True))
    options = ("near", "far")
    k = next(k for k, t in enumerate(node.terms) if _open_big(t) is not None)
    letters = _letters_bound(node.terms[k])
    if any(_mentions(t, letters) for t in node.terms[k + 1 :]):
        options = ("far", "near")
    if ela.choose("scope of a sum", options) == "near":
        return near
    rest, signs = list(node.terms[k + 1 :]), list(node.signs[k + 1 :])
    stop = next((n for n, t in enumerate(rest) if _open_big(t) is not None and _letters_bound(t)), len(rest))
    extended = _extend(node.terms[k], rest[:stop], signs[:stop])
    return [*near[:k], (extended, node.signs[k]), *zip(rest[stop:], signs[stop:], strict=True)]


def _open_big(node: Node) -> syntax.Big | None:
    """The big operator at the end of a term, whose body could reach further."""
    if isinstance(node, syntax.Big) and node.kind in ("sum",):
        return node
    if isinstance(node, syntax.Product):
        return _open_big(node.factors[-1])
    return None


def _extend(node: Node, terms: list[Node], signs: list[str]) -> Node:
    if isinstance(node, syntax.Big):
        inner = node.body
        if inner is None:
            return node
        deeper = _open_big(inner)
        if deeper is not None:
            body = _extend(inner, terms, signs)
        elif isinstance(inner, syntax.Sum):
            body = syntax.Sum((*inner.terms, *terms), (*inner.signs, *signs), start=inner.start, end=inner.end)
        else:
            body = syntax.Sum((inner, *terms), ("+", *signs), start=inner.start, end=inner.end)
        return syntax.Big(node.kind, node.sub, node.sup, body, start=node.start, end=node.end)
    assert isinstance(node, syntax.Product)
    return syntax.Product(
        (*node.factors[:-1], _extend(node.factors[-1], terms, signs)), node.operators, start=node.start, end=node.end
    )


def _letters_bound(node: Node) -> set[str]:
    big = _open_big(node)
    letters: set[str] = set()
    while big is not None:
        sub = big.sub
        first = sub.members[0] if isinstance(sub, syntax.Relation) else sub
        letters |= {letter(p) for p in parts(first)} - {""}
        big = _open_big(big.body) if big.body is not None else None
    return letters


def _mentions(node: Node, letters: set[str]) -> bool:
    """Whether a term speaks of the letters without binding them itself."""
    if letter(node) in letters:
        return True
    if isinstance(node, syntax.Big):
        first = node.sub.members[0] if isinstance(node.sub, syntax.Relation) else node.sub
        letters = letters - {letter(p) for p in parts(first)}
    return any(_mentions(c, letters) for c in children(node))
