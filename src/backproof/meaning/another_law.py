"""A name that is given a law although it has one: from there on it is another variable, and keeps its shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry, Scope
from backproof.terms.model import Axis

if TYPE_CHECKING:
    from backproof.meaning.announcing import Stated


def part(scope: Scope, subjects: Iterable[Node], one: Stated, raws: Sequence[Raw]) -> None:
    """Make other variables of the names to which this section or one around it gave another law before.

    What an equation defines has the law that follows; another one is a claim.
    """
    for node in subjects:
        ref = Elaborator(scope).resolve(node)
        if ref is None or ref.sup.power is not None or _is_defined(scope, ref.key, raws):
            continue
        here = _same_name(scope, ref.key, _said(scope))
        around = [s for outer in scope.around() if outer is not scope for s in _same_name(outer, ref.key, _said(outer))]
        known = [*here, *around]
        if not known or any(_alike(s, one) for s in known):
            continue
        before = scope.find(ref.key)
        made = scope.redefine(ref.key, one.start) if here else scope.create(ref.key)
        if before is not None:
            _take_shape(made, before)


def _is_defined(scope: Scope, key: str, raws: Sequence[Raw]) -> bool:
    entry = scope.find(key)
    if entry is not None and entry.symbol.clauses:
        return True
    ela = Elaborator(scope)
    heads = (
        ela.resolve(r.left) for r in raws if r.first and r.sign in ("=", ":=") and isinstance(r.left, Name | Scripted)
    )
    return any(head is not None and head.key == key for head in heads)


def _said(scope: Scope) -> list[Stated]:
    return scope.chance.stated if scope.chance is not None else []


def _same_name(scope: Scope, key: str, said: Iterable[Stated]) -> list[Stated]:
    ela = Elaborator(scope)
    return [s for s in said if any((r := ela.resolve(n)) is not None and r.key == key for n in s.subjects)]


def _alike(one: Stated, other: Stated) -> bool:
    return one.law is other.law and one.parameters == other.parameters


def _take_shape(made: Entry, before: Entry) -> None:
    made.counts, made.total, made.family = before.counts, before.total, set(before.family)
    made.fixed, made.learnt, made.convention = before.fixed, before.learnt, before.convention
    made.axes = [Axis(a.size, a.family, a.lower) for a in before.axes] if before.fixed else []
    made.lay_out()
