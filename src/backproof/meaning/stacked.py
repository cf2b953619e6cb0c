"""Matrices that words make of vectors: their rows or columns are what the text calls them."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.names import Ref, capital
from backproof.meaning.prose import Fact, Slot
from backproof.meaning.references import settle
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.tensor import Misread, Tensor, fit
from backproof.meaning.workspace import Section
from backproof.terms.model import Clause
from backproof.terms.nodes import At, Index, Position
from backproof.terms.sizes import mark, undo
from backproof.text.blocks import Span

STACKED = frozenset(("rows", "columns", "stacked-rows", "stacked-columns", "design-matrix", "transposed-rows"))
"""What facts say of such matrices; the rows of a design matrix are the examples."""


@dataclass(frozen=True)
class Stacked:
    """A matrix, the vector that each of its lines is (None: that of its own small letter), and which lines."""

    name: Node
    vector: Node | None
    rows: bool
    span: Span


def note_stacked(scope: Scope, fact: Fact) -> None:
    """Keep what words say of the lines of a matrix until shapes are inferred."""
    if fact.value.startswith("stacked-"):
        scope.facts["stacked"] = fact.value.removeprefix("stacked-")
    vector = _node(fact.objects[0]) if fact.objects else None
    if fact.value == "transposed-rows" and not _is_transposed(vector):
        return
    for slot in fact.subjects:
        name = _node(slot)
        if isinstance(name, Name | Scripted):
            scope.stacked.append(Stacked(name, vector, not fact.value.endswith("columns"), fact.span))


def _node(slot: Slot) -> Node | None:
    """The name that a formula of a sentence holds, without what it is set equal to or belongs to."""
    nodes = [c.node for row in parse(slot.latex).rows for c in row.clauses if c.node is not None]
    first = nodes[0] if nodes else None
    return first.members[0] if isinstance(first, syntax.Relation) else first


def _is_transposed(node: Node | None) -> bool:
    return isinstance(node, Scripted) and isinstance(node.sup, Name) and node.sup.text in ("top", "T", "intercal")


def put_together(state: Section) -> None:
    """Give the matrices of a section the definitions that words make of them, where no equation defines them."""
    defined = {head.ref.key for head, _ in state.heads.values()}
    done: set[str] = set()
    for stacked in state.scope.stacked:
        ref = Elaborator(state.scope).resolve(stacked.name)
        if ref is None or ref.items or ref.key in defined | done:
            continue
        point = mark()
        try:
            if _put_together(state.scope, stacked, ref):
                done.add(ref.key)
        except Misread:
            undo(point)


def _put_together(scope: Scope, stacked: Stacked, ref: Ref) -> bool:
    entry = scope.find(ref.key)
    found = _line(scope, stacked, ref.key)
    if found is None or (entry is not None and entry.symbol.is_size):
        return False
    entry = entry or scope.create(ref.key)
    (letter, axis), node = (found[0], found[1].axes[0]), stacked.vector or stacked.name
    if not entry.fixed:
        entry.total = 2
    entry.lay_out()
    if entry.total != 2:
        return False
    indices = (letter, axis) if stacked.rows else (axis, letter)
    for index, own in zip(indices, entry.axes, strict=True):
        fit(index, Index("", own.size), node, f"a {'row' if stacked.rows else 'column'} of a matrix")
    entry.symbol.clauses = [Clause(indices, found[1].body, None, stacked.span)]
    return True


def _line(scope: Scope, stacked: Stacked, key: str) -> tuple[Index, Tensor] | None:
    """The letter that counts the lines, and the vector that each of them is."""
    if stacked.vector is None:
        return _of_small_letter(scope, key)
    ela = Elaborator(scope)
    value = ela.tensor(stacked.vector)
    settle(ela, stacked.vector)
    letters = [i for i in ela.free.values() if i in value.body.free]
    if value.rank != 1 or len(letters) != 1:
        raise Misread("M206", "this line of a matrix is not understood", stacked.vector)
    return letters[0], value


def _of_small_letter(scope: Scope, key: str) -> tuple[Index, Tensor] | None:
    """``X`` collects the vectors ``x_i``, where these are declared: a matrix lends no shape to what is guessed."""
    entry: Entry | None = scope.find(key.lower()) if capital(key) else None
    if entry is None or not entry.fixed or entry.total != 2 or entry.counts != frozenset((1,)) or entry.function:
        return None
    entry.lay_out()
    which, place = (Index("i", axis.size, axis.lower) for axis in entry.axes)
    return which, Tensor((place,), At(entry.name, (Position(which), Position(place))))
