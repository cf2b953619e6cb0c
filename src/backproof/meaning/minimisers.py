"""``\\arg\\min`` and ``\\arg\\max`` as sides of a relation: what is minimised, over what, and what is claimed of it.

``argmin A = argmin B`` says that A and B have the same minimisers; ``argmin A = a`` that ``a`` is one. Nothing is
judged here: the reading carries both objectives, or the objective and the point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backproof.claims.reading import Minimised, Reading
from backproof.latex import tree as syntax
from backproof.latex.tree import Big, Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.names import letter, parts, plain_letter
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry
from backproof.meaning.shapes import space_of
from backproof.meaning.tensor import Misread, Tensor
from backproof.terms.nodes import Index

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator

KINDS = {"argmin": 1, "argmax": -1}


@dataclass(frozen=True, slots=True)
class Sought:
    """``argmin_{v ∈ V} body``: ``sign`` is −1 for a maximum."""

    sign: int
    variable: Node
    collection: Node | None
    body: Node
    whole: Node


def sought(node: Node | None) -> Sought | None:
    """The minimisers that a side of a relation names; None if it is anything else.

    All terms of the side belong to the objective: a set cannot be added to a number.
    """
    while isinstance(node, syntax.Group) and node.left in ("{", "(", "[") and node.body is not None:
        node = node.body
    if isinstance(node, syntax.Sum) and node.signs[0] == "+":
        first = sought(node.terms[0])
        if first is None:
            return None
        terms = (first.body, *node.terms[1:])
        body = syntax.Sum(terms, ("+", *node.signs[1:]), start=first.body.start, end=node.end)
        return Sought(first.sign, first.variable, first.collection, body, node)
    if not isinstance(node, Big) or node.kind not in KINDS or node.sub is None or node.body is None:
        return None
    variable, collection = node.sub, None
    if isinstance(node.sub, syntax.Relation):
        if node.sub.signs != ("in",) or node.sub.members[0] is None:
            return None
        variable, collection = node.sub.members[0], node.sub.members[1]
    return Sought(KINDS[node.kind], variable, collection, node.body, node)


def read_minimisers(ela: Elaborator, raw: Raw) -> Reading | None:
    """The reading of a relation between sets of minimisers, or of one with a point; None for other relations."""
    left, right = sought(raw.left), sought(raw.right)
    if left is None and right is None:
        return None
    if raw.conditions or _restricted(raw):
        raise Misread("J304", "a minimiser under conditions is not judged", raw.right)
    if left is not None and right is not None:
        return _places(ela, left, right) if _runs(ela, left) and _runs(ela, right) else _same(ela, left, right)
    one = left or right
    assert one is not None
    return _attained(ela, one, raw.right if left is not None else raw.left)


def _restricted(raw: Raw) -> bool:
    """Whether words beside the relation restrict what may be chosen: ``s.t.``, ``subject to``, ``where``."""
    leads = [c.lead.lower() for row in raw.piece.parsed.rows for c in row.clauses]
    return any(word in lead for lead in leads for word in ("s.t", "subject", "such that", "where", "with", "for"))


def _runs(ela: Elaborator, s: Sought) -> str:
    """The letter of an index that is varied (``argmax_k p_k``); empty for a quantity."""
    key = letter(s.variable)
    known = ela.scope.find(key) if key else None
    if not plain_letter(key) or (known is not None and (known.fixed or known.symbol.clauses or known.function)):
        return ""
    scripts = [n.sub for n in walk(s.body) if isinstance(n, Scripted) and n.sub is not None]
    return key if any(letter(p) == key for sub in scripts for p in parts(sub)) else ""


def _places(ela: Elaborator, left: Sought, right: Sought) -> Reading:
    """``argmax_k p_k = argmax_k z_k``: both lists over one index."""
    key = letter(left.variable)
    if letter(right.variable) != key:
        raise Misread("J304", "the two sides vary different indices", right.whole)
    known = ela.scope.range(key)
    index = Index(key, known[0], known[1]) if known else Index(key)
    with ela.binding({key: index}):
        bodies = [_objective(ela, s) for s in (left, right)]
    if any(index not in b.body.free for b in bodies):
        raise Misread("J304", f"what is compared does not depend on {key}", left.whole)
    minimised = Minimised(("", ""), (left.sign, right.sign), ("index", "index"), key, key, index)
    return _reading(ela, bodies[0], bodies[1], minimised)


def _same(ela: Elaborator, left: Sought, right: Sought) -> Reading:
    a, b = _variable(ela, left), _variable(ela, right)
    bodies = [_objective(ela, s) for s in (left, right)]
    minimised = Minimised(
        (a.name, b.name), (left.sign, right.sign), (_kind(a, left), _kind(b, right)), a.latex, b.latex
    )
    return _reading(ela, bodies[0], bodies[1], minimised)


def _attained(ela: Elaborator, one: Sought, point: Node | None) -> Reading:
    variable = _variable(ela, one)
    body = _objective(ela, one)
    value = ela.tensor(point)
    if value.rank != len(variable.symbol.axes):
        raise Misread("M202", f"the point has {value.rank} axes, {variable.latex} has {variable.total}", point)
    minimised = Minimised((variable.name, ""), (one.sign, 0), (_kind(variable, one), "point"), variable.latex, "")
    return _reading(ela, body, value, minimised)


def _reading(ela: Elaborator, left: Tensor, right: Tensor, minimised: Minimised) -> Reading:
    choices = tuple(sorted((p, ela.choose(p, o)) for p, o in list(ela.seen.items())))
    return Reading(
        left.body,
        right.body,
        right.axes,
        tuple(ela.free.items()),
        choices,
        tuple(sorted(ela.seen.items())),
        minimised=minimised,
    )


def _variable(ela: Elaborator, s: Sought) -> Entry:
    """The symbol that is varied. It must be free: what is defined elsewhere cannot be chosen."""
    if not isinstance(s.variable, Name | Scripted):
        raise Misread("J304", "what is varied here is not a single name", s.variable)
    key = letter(s.variable)
    if key and (key in ela.bound or (ela.scope.usage.is_bound(key) and ela.scope.find(key) is None)):
        raise Misread("J304", "a minimiser over an index is not judged", s.variable)
    ref = ela.resolve(s.variable)
    if ref is None or ref.items or ref.sup.power is not None:
        raise Misread("J304", "what is varied here is not understood", s.variable)
    entry = ela.entry(ref)
    if entry.symbol.clauses or entry.symbol.is_size or entry.symbol.known or entry.implicit:
        raise Misread("J304", f"{entry.latex} is varied here, but defined elsewhere", s.variable)
    if not entry.function:
        ela.tensor(s.variable)
    entry.lay_out()
    return entry


def _objective(ela: Elaborator, s: Sought) -> Tensor:
    t = ela.tensor(s.body)
    if t.rank:
        raise Misread("M202", f"what is minimised is no number but has {t.rank} axes", s.body)
    return t


def _kind(entry: Entry, s: Sought) -> str:
    """``function`` or ``number`` for what is varied, with ``free`` where it may take every value of its kind."""
    if entry.function:
        return "function"
    space = space_of(s.collection)
    if s.collection is not None and (space is None or space.domain != "real"):
        return "set"
    if entry.symbol.domain != "real" or entry.symbol.distribution is not None:
        return "set"
    return "free" if s.collection is None or space is not None else "set"


__all__ = ["Sought", "read_minimisers", "sought"]
