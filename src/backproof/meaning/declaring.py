"""Declarations in formulas: memberships in spaces, ranges of indices, formal arguments."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.latex import Clause
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.contradictions import anew, conflict, impossible_size, nothing_in, refuse
from backproof.meaning.conventions import assume, list_out, runs_on
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import head_of
from backproof.meaning.labels import declare_label
from backproof.meaning.maps import declare_maps
from backproof.meaning.names import Ref, letter, parts
from backproof.meaning.origins import Origin
from backproof.meaning.relations import Piece, Raw
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.shapes import Space, size_of, space_of
from backproof.meaning.tensor import Misread
from backproof.terms.model import Axis, Symbol
from backproof.terms.nodes import Index
from backproof.terms.sizes import Size
from backproof.text.blocks import Span


def declare(scope: Scope, pieces: Sequence[Piece], raws: Sequence[Raw]) -> None:
    """Memberships and ranges that stand in formulas."""
    _formals(scope, raws)
    for piece in pieces:
        declare_maps(scope, piece)
        _memberships(scope, piece)
    for key in list(scope.usage.bounds):
        _ranged(scope, key)


def _formals(scope: Scope, raws: Sequence[Raw]) -> None:
    """Where each formal argument of a function is first used."""
    for raw in raws:
        head = head_of(Elaborator(scope), raw.left) if raw.first and raw.sign in ("=", ":=") else None
        for node in head.parameters or () if head is not None else ():
            key = letter(node)
            if key:
                scope.formals.setdefault(key, (raw.span.start, raw.piece.formula.paragraph))


def _memberships(scope: Scope, piece: Piece) -> None:
    clauses = [c for row in piece.parsed.rows for c in row.clauses]
    for n, clause in enumerate(clauses):
        node = clause.node
        if (
            isinstance(node, syntax.Relation)
            and node.signs[-1] == "in"
            and (len(node.signs) == 1 or isinstance(node.members[0], Name | Scripted))
        ):
            space = space_of(node.members[-1])
            if nothing_in(node.members[-1]):
                _refuse_members(scope, node.members[0], piece.formula.span_of(clause.start, clause.end))
            if space is not None and node.members[0] is not None:
                first = node.members[0]
                names = [*_before(clauses, n), *(parts(first) if isinstance(first, syntax.Listing) else [first])]
                for name in names:
                    if isinstance(name, syntax.Product) and space.domain != "real" and not space.sizes:
                        scope.facts[f"values {key_of(scope, name)}"] = space.domain
                    span = piece.formula.span_of(clause.start, clause.end)
                    declared(scope, name, space, span, piece.formula.paragraph)


def _refuse_members(scope: Scope, members: Node | None, span: Span) -> None:
    """``N \\in \\{\\}``: nothing is a member of a set without members."""
    for name in parts(members) if isinstance(members, syntax.Listing) else [members]:
        ref = Elaborator(scope).resolve(name) if isinstance(name, Name | Scripted) else None
        if ref is not None:
            entry = scope.find(ref.key) or scope.create(ref.key)
            refuse(scope, entry, span, f"{entry.latex} is declared to be in a set that has no members")


def _before(clauses: list[Clause], n: int) -> list[Node]:
    """``W_i, W_h \\in …`` is cut at its comma: the names before belong to it."""
    out: list[Node] = []
    k = n
    while k > 0 and clauses[k].lead == "," and isinstance(clauses[k - 1].node, Name | Scripted):
        k -= 1
        node = clauses[k].node
        assert node is not None
        out.append(node)
    return out


def declared(scope: Scope, name: Node, space: Space, span: Span | None, paragraph: int = -1) -> None:
    """Let a name be a member of a space, as the formula or the words at ``span`` say."""
    if not isinstance(name, Name | Scripted):
        return
    ela = Elaborator(scope)
    ref = ela.resolve(name)
    if ref is None or ref.sup.power is not None or ref.sup.transposed or ref.sup.inverted:
        return
    if span is not None and _declared_again(scope, ref, space, span):
        return
    entry = scope.entries.get(ref.key)
    if entry is None or not entry.fixed:
        outer = scope.find(ref.key)
        if entry is None and outer is not None and outer.fixed and not _other_values(outer, space):
            return
        if (
            span is not None
            and ref.key in scope.formals
            and scope.formals[ref.key][0] < span.start
            and scope.formals[ref.key][1] != paragraph
            and ref.key not in scope.late
        ):
            entry = scope.redefine(ref.key, span.start)
        entry = entry or scope.create(ref.key)
    elif span is not None and _other_values(entry, space) and ref.key not in scope.late:
        # The same letter with other values (labels ±1 instead of 0, 1): what rested on it is said anew.
        entry = scope.redefine(ref.key, span.start)
        scope.stale[ref.key] = span.start
    elif entry.fixed:
        return
    assume(scope, entry, ref.base, len(ref.items))
    if not ref.items and len(space.sizes) == 1 and list_out(scope, entry, ref.key):
        # Written out as ``φ = (φ_0, φ_1)``: how many entries it has, and where they start, is seen there.
        entry.span = span
        return
    entry.axes = []
    entry.total = len(ref.items) + len(space.sizes)
    entry.learnt, entry.span = "declared", span
    if space.domain == "class":
        declare_label(scope, entry, name, space)
        return
    if any(isinstance(getattr(i, "body", i), syntax.Number) for i in ref.items):
        # One member of a family: its rank is that of all, its sizes are its own.
        entry.ranked = True
        scope.members.append((ref.node, space.sizes))
        return
    try:
        _shape(scope, entry, ref.items, space.sizes, None if scope.statement or span is None else span)
    except Misread:
        _impossible(scope, entry, space, span)
        entry.total = len(ref.items) + len(space.sizes)
        entry.axes = []
    entry.fixed = True
    if space.domain != "real":
        entry.symbol.domain = space.domain


def _declared_again(scope: Scope, ref: Ref, space: Space, span: Span) -> bool:
    """Whether a name that has a shape is declared here with another one; then it has been dealt with."""
    held = scope.latest(ref.key)
    if held is None or not held.fixed or held.ranked or held.symbol.labels or space.domain == "class":
        return False
    if held.span is None or held.span == span or not _is_own(scope, held):
        return False
    made = Entry(ref.key, Symbol(held.name), latex=held.latex, counts=frozenset((len(ref.items),)))
    made.total = len(ref.items) + len(space.sizes)
    try:
        _shape(scope, made, ref.items, space.sizes, span)
    except Misread:
        return False
    found = conflict(held, made, held.span, span)
    if found is None:
        return False
    if not anew(scope.blocks, held.span, span):
        scope.conflicts.append(found)
        return True
    entry = scope.redefine(ref.key, max(held.span.start, span.start))
    scope.stale[ref.key] = span.start
    assume(scope, entry, ref.base, len(ref.items))
    entry.axes, entry.total, entry.learnt, entry.span, entry.fixed = [], made.total, "declared", span, True
    _shape(scope, entry, ref.items, space.sizes, span)
    if space.domain != "real":
        entry.symbol.domain = space.domain
    return True


def _is_own(scope: Scope, entry: Entry) -> bool:
    """Whether a name has its meaning from this section."""
    late = (e for _, e in scope.late.get(entry.key, ()))
    return scope.entries.get(entry.key) is entry or any(e is entry for e in late)


def _impossible(scope: Scope, entry: Entry, space: Space, span: Span | None) -> None:
    """Say that a length is none, where that is plain to see."""
    found = next((shown for size in space.sizes if (shown := impossible_size(size))), "")
    if found and span is not None:
        refuse(scope, entry, span, f"{entry.latex} is declared with {found} entries along an axis")


def _other_values(entry: Entry, space: Space) -> bool:
    """Whether a declaration gives a name values of another kind than it has."""
    return space.domain != entry.symbol.domain and "real" not in (space.domain, entry.symbol.domain)


def _shape(scope: Scope, entry: Entry, items: list[Node], sizes: tuple[Node, ...], span: Span | None) -> None:
    """Give an entry its axes, learnt at ``span``; sizes that speak of its own indices make them family axes."""
    letters = [letter(i) for i in items]
    formals = {key: Index(key) for key in letters if key}
    ela = Elaborator(scope)
    ela.bound = dict(formals)
    found = [size_of(ela, s) for s in sizes]
    for size in found:
        size.origin = Origin(span, entry.latex) if span is not None else None
    used = set()
    for s in found:
        term = s.term
        used |= {k for k, key in enumerate(letters) if key and term is not None and formals[key] in term.free}  # type: ignore[attr-defined]
    entry.family |= used
    ones = [k for k, s in enumerate(found) if s.key == "1"]
    if ones and len(found) == 2:
        keep = [s for k, s in enumerate(found) if k not in ones][:1]
        entry.row = ones[0] == 0 and len(ones) == 1
        found = keep
        entry.total = len(items) + len(found)
    implied = [Axis(s, lower=_first(scope, entry.key, k)) for k, s in enumerate(found, len(items))]
    entry.axes = [Axis(Size()) for _ in items] + implied
    entry.lay_out()
    if used:
        named = [formals[letters[k]] if letters[k] else Index("f") for k in sorted(entry.family)]
        entry.symbol.formals = tuple(named)


def _first(scope: Scope, base: str, place: int) -> int:
    """Where the entries of a slot start: at 0 where a 0 stands there, or a letter that runs from 0; steps are none."""
    if runs_on(scope, base, place):
        return 1
    for node in scope.usage.slot(base, ("sub", place)):
        low = node
        if letter(node):
            bounds = scope.usage.range_of(letter(node))
            low = bounds[0] if bounds is not None and bounds[0] is not None else node
        if isinstance(low, syntax.Number) and low.text == "0":
            return 0
    return 1


def _ranged(scope: Scope, key: str) -> None:
    if key in scope.ranges:
        return
    found = scope.usage.range_of(key)
    if found is None or found[1] is None:
        return
    low, high = found
    if (isinstance(high, Name) and high.text != "infty") or isinstance(high, syntax.Number):
        try:
            size = size_of(Elaborator(scope), high)
        except Misread:
            return
        start = int(low.text) if isinstance(low, syntax.Number) and low.text.isdigit() else 1
        if start == 1:
            scope.ranges[key] = (size, 1)


def key_of(scope: Scope, node: Node | None) -> str:
    """The key of a name, or of the head of a call."""
    if isinstance(node, syntax.Product) and len(node.factors) == 2 and isinstance(node.factors[1], syntax.Group):
        node = node.factors[0]
    if isinstance(node, syntax.Operator):
        node = node.head
    if node is None:
        return ""
    ref = Elaborator(scope).resolve(node)
    return ref.key if ref is not None else ""
