"""Declarations that a solution repeats from its problem statement: ``$W \\in \\mathbb R^{n\\times n}$`` said again.

Said again with the same sizes it is a claim, and the statement bears it out. Said again with other sizes it is a
declaration like any other: a solution may use a letter for something of its own.
"""

from __future__ import annotations

from backproof.latex.tree import Name, Scripted
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.sections import Section
from backproof.meaning.shapes import size_of
from backproof.meaning.signs import claimed_space
from backproof.meaning.tensor import Misread
from backproof.terms.sizes import mark, same, undo


def restated(scope: Scope, section: Section, raw: Raw) -> bool:
    """Whether a membership says of a name of the problem statement what is said there."""
    space = claimed_space(raw.right)
    if space is None or space.domain != "real" or not space.sizes or not isinstance(raw.left, Name | Scripted):
        return False
    scope.position = raw.span.start
    ref = Elaborator(scope).resolve(raw.left)
    entry = scope.find(ref.key) if ref is not None else None
    if entry is None or not entry.fixed or not _given(scope, section, entry):
        return False
    point = mark()
    try:
        ela = Elaborator(scope)
        found = [axis.size for axis in ela.tensor(raw.left).axes]
        said = [s for s in (size_of(ela, node) for node in space.sizes) if s.key != "1"]
    except Misread:
        return False
    finally:
        undo(point)
    return len(found) == len(said) and all(same(a, b) for a, b in zip(found, said, strict=True))


def _given(scope: Scope, section: Section, entry: Entry) -> bool:
    """Whether the problem statement declares an entry."""
    at: Scope | None = scope
    around: Section | None = section
    while at is not None and around is not None:
        if any(e is entry for e in at.entries.values()):
            return around.document != 0
        at, around = at.parent, around.parent
    return False
