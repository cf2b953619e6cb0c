"""Labels: names whose values are classes ``1 … K``. In a script a label picks an entry (a gather)."""

from __future__ import annotations

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.conventions import assume
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.names import CONVENTIONAL, Scripts, atom, letter
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


def described_label(scope: Scope, name: Node, span: Span | None) -> None:
    """``y`` is the index of the correct class: a label of as many classes as what it picks from has entries.

    Words alone are believed where the name stands in a script, and is no array itself (a one-hot vector).
    """
    ref = Elaborator(scope).resolve(name)
    base = name.base if isinstance(name, Scripted) else name
    if ref is None or not isinstance(base, Name) or ref.sup != Scripts() or not is_label_name(scope, name):
        return
    known = scope.find(ref.key)
    if known is not None and (known.fixed or known.symbol.clauses):
        return
    if not _in_scripts(scope, atom(base), len(ref.items)):
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
