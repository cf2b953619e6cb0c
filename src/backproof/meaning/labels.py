"""Labels: names whose values are classes ``1 … K``. In a script a label picks an entry (a gather)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeGuard

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.conditions import INDICATORS
from backproof.meaning.conventions import assume
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.names import CONVENTIONAL, Scripts, atom, letter, plain_letter
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.shapes import Space, size_of
from backproof.meaning.tensor import Misread, affine_key
from backproof.terms.model import Labels
from backproof.terms.nodes import Add, Number, number
from backproof.terms.sizes import Size
from backproof.text.blocks import Span


def declare_label(scope: Scope, entry: Entry, name: Node, space: Space) -> None:
    """``y_i \\in \\{1, …, K\\}`` makes ``y`` a label; ``k \\in \\{1, …, K\\}`` only says what an index runs over."""
    entry.symbol.domain = "whole"
    if not is_label_name(scope, name) or space.sizes or space.classes is None:
        return
    labels = labels_of(scope, *space.classes)
    if labels is None:
        return
    entry.symbol.domain = "class"
    entry.symbol.labels = labels
    entry.fixed = True
    entry.lay_out()
    base = name.base if isinstance(name, Scripted) else name
    assert isinstance(base, Name)
    scope.usage.labels.add(atom(base))


def compared_labels(scope: Scope, raws: Sequence[Raw]) -> None:
    """``\\mathbb 1[k = y]``, where k runs and y does not: what is compared with an index is a label."""
    arguments = {key for raw in raws if raw.first and raw.left is not None for key in _arguments(raw.left)}
    for raw in raws:
        for side in (raw.left, raw.right):
            for relation in _indicated(side):
                for one, other in (relation.members, relation.members[::-1]):
                    counts = letter(one) and scope.usage.runs(letter(one))
                    key = _base_key(other) if isinstance(other, Name | Scripted) else ""
                    fresh = plain_letter(key) and not scope.usage.is_bound(key) and key not in arguments
                    if counts and fresh and other is not None:
                        described_label(scope, other, raw.span, compared=True)


def _arguments(head: Node) -> Iterator[str]:
    """The letters in the brackets of a head: those of π(a | s) are its own, and no labels."""
    for n in walk(head):
        if isinstance(n, syntax.Group) and n.body is not None:
            yield from filter(None, map(letter, walk(n.body)))


def _indicated(node: Node | None) -> Iterator[syntax.Relation]:
    """The equations under the signs of indicators: ``1[k = y]``, ``\\mathbf 1_{k = y}``."""
    for n in walk(node) if node is not None else ():
        found: Node | None = None
        if isinstance(n, syntax.Product):
            for sign, group in pairwise(n.factors):
                inner = group.body if isinstance(group, syntax.Group) else None
                if isinstance(sign, Name | syntax.Number) and _is_indicator(sign) and _is_equation(inner):
                    yield inner
        elif isinstance(n, Scripted) and isinstance(n.base, Name | syntax.Number) and _is_indicator(n.base):
            found = n.sub.body if isinstance(n.sub, syntax.Group) else n.sub
            if _is_equation(found):
                yield found


def _is_indicator(sign: Name | syntax.Number) -> bool:
    return (atom(sign) if isinstance(sign, Name) else sign.text) in INDICATORS


def _is_equation(node: Node | None) -> TypeGuard[syntax.Relation]:
    return isinstance(node, syntax.Relation) and node.signs in (("=",), ("!=",))


def described_label(scope: Scope, name: Node, span: Span | None, *, compared: bool = False) -> None:
    """``y`` is the index of the correct class: a label of as many classes as what it picks from has entries.

    Words alone are believed where the name stands in a script, and is no array itself (a one-hot vector); so is the
    notation of an indicator (``compared``), wherever the name stands.
    """
    ref = Elaborator(scope).resolve(name)
    base = name.base if isinstance(name, Scripted) else name
    if ref is None or not isinstance(base, Name) or ref.sup != Scripts() or not is_label_name(scope, name):
        return
    known = scope.find(ref.key)
    if known is not None and (known.fixed or known.symbol.clauses):
        return
    if not compared and not _in_scripts(scope, atom(base), len(ref.items)):
        return
    entry = scope.entries.get(ref.key) or scope.create(ref.key)
    assume(scope, entry, ref.base, len(ref.items))
    entry.total = len(ref.items)
    entry.learnt, entry.span, entry.fixed = "prose", span, True
    entry.symbol.domain, entry.symbol.labels = "class", Labels(Size())
    entry.axes = []
    entry.lay_out()
    scope.usage.labels.add(atom(base))


def _in_scripts(scope: Scope, base: str, count: int) -> bool:
    """Whether a name stands in scripts, with as many indices as it was introduced with, and nowhere with others."""
    slots = scope.usage.slots
    inside = [n for places in slots.values() for items in places.values() for i in items for n in walk(i)]
    found = [n for n in inside if isinstance(n, Name | Scripted) and _base_key(n) == base]
    own = sum(1 for place in slots.get(base, {}) if place[0] == "sub")
    return bool(found) and own == count


def _base_key(node: Name | Scripted) -> str:
    base = node.base if isinstance(node, Scripted) else node
    return atom(base) if isinstance(base, Name) else ""


def is_label_name(scope: Scope, name: Node) -> bool:
    """Whether a name declared to be one of 1 … K is a quantity rather than the letter of an index."""
    if isinstance(name, Scripted):
        return isinstance(name.base, Name) and name.sup is None and not name.primes
    key = letter(name)
    return bool(key) and not (scope.usage.runs(key) or key in CONVENTIONAL) and not key.isupper()


def labels_of(scope: Scope, first: Node, last: Node) -> Labels | None:
    """The range ``first … last`` of labels; None if it does not start at 0 or 1, or if its end is no size."""
    if not (isinstance(first, syntax.Number) and first.text in ("0", "1")):
        return None
    try:
        size = size_of(Elaborator(scope), last)
    except Misread:
        return None
    if first.text == "1":
        return Labels(size)
    term = size.term
    if isinstance(term, Number):
        return Labels(Size(str(int(term.value) + 1), number(term.value + 1)), 0)
    made = Add((term, number(1)))  # type: ignore[arg-type]
    return Labels(Size(affine_key(made), made), 0)
