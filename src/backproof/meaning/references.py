"""A symbol at its indices: entries, slices, columns of examples, and functions that stand without arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.arithmetic import powered
from backproof.meaning.conventions import assume
from backproof.meaning.derivatives import turned
from backproof.meaning.names import Ref
from backproof.meaning.scope import ITERATES, Entry
from backproof.meaning.tensor import Misread, Tensor, affine_key, elementwise, fit, substitute
from backproof.terms.model import Axis
from backproof.terms.nodes import Add, Apply, At, Expr, Index, Mul, Position, number
from backproof.terms.sizes import Size, differ

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


def reference(ela: Elaborator, ref: Ref) -> Tensor:
    """A symbol at its indices, with what is left of its superscript."""
    squared = ela.scope.find(ref.key + "^2")
    if squared is not None and isinstance(ref.sup.power, syntax.Number) and ref.sup.power.text == "2":
        ela.symbols[squared.key] = squared
        return place(ela, squared, ref.items, ref.node)
    if squared is not None and ela.scope.find(ref.key) is None:
        ela.symbols[squared.key] = squared
        t = place(ela, squared, ref.items, ref.node)
        root = elementwise(t, Apply("sqrt", (t.body,)))
        return powered(ela, root, ref.sup, ref.node)
    if ref.primes:
        primed = ela.scope.find(ref.key + "'" * ref.primes)
        plain = ela.scope.find(ref.key)
        if primed is None and plain is not None and plain.function:
            raise Misread("M206", "a derivative needs its argument here", ref.node)
        ref = Ref(ref.node, ref.base, ref.key + "'" * ref.primes, ref.items, ref.sup, 0)
    entry = ela.entry(ref)
    if entry.function and entry.symbol.parameters is not None:
        return powered(ela, _bare_function(ela, entry, ref), ref.sup, ref.node)
    if entry.function:
        return powered(ela, _bare_opaque(ela, entry, ref), ref.sup, ref.node)
    if entry.loss:
        from backproof.meaning.losses import loss_value

        return powered(ela, loss_value(ela, entry, ref), ref.sup, ref.node)
    column = _column(ela, entry, ref)
    if column is not None:
        return powered(ela, column, ref.sup, ref.node)
    return powered(ela, place(ela, entry, ref.items, ref.node), ref.sup, ref.node)


def _column(ela: Elaborator, entry: Entry, ref: Ref) -> Tensor | None:
    """``Z^{(i)}`` of a matrix whose columns are examples, also written with the small letter: its i-th column."""
    if len(ref.items) != 1 or not ref.sup.raised or not any(i is ref.items[0] for i in ref.sup.raised):
        return None
    matrix: Entry | None = entry
    if entry.learnt == "usage" and not entry.symbol.clauses and len(ref.base) == 1 and ref.base.islower():
        matrix = ela.scope.find(ref.base.upper() + ref.key[len(ref.base) :])
    if (
        matrix is None
        or matrix.total not in (1, 2)
        or 0 not in matrix.counts
        or (matrix.total == 1 and not matrix.row)
        or matrix.implicit
    ):
        return None
    if matrix is entry and matrix.total == 1:
        return None
    ela.symbols[matrix.key] = matrix
    whole = place(ela, matrix, [], ref.node)
    axis = whole.axes[-1]
    if (
        matrix.total == 2
        and ela.scope.fact("stacked") != "columns"
        and ela.choose("examples stacked in", ("columns", "rows")) == "rows"
    ):
        axis = whole.axes[0]
    e = ela.index(ref.items[0])
    if e is None:
        return None
    if isinstance(e, Position) and e.index not in ela.partial:
        fit(e.index, axis, ref.node, "an example")
    return Tensor(tuple(a for a in whole.axes if a is not axis), substitute(whole.body, {axis: e}))


def _bare_opaque(ela: Elaborator, entry: Entry, ref: Ref) -> Tensor:
    """A function that stands without its argument: at the arguments of all its calls; a loss else at the sinks."""
    from backproof.meaning.heads import apply_entry
    from backproof.meaning.losses import loss_value

    sites = ela.scope.calls_of(entry.key)
    same_member = [g for head, g in sites if (other := ela.resolve(head)) is not None and other.items == ref.items]
    sites = same_member or [g for _, g in sites]
    bodies = {s.body for s in sites}
    if len(bodies) == 1 and sites[0].body is not None:
        if ela.depth > 60:
            raise Misread("M206", f"the function {entry.latex} stands without its argument", ref.node)
        try:
            return apply_entry(ela, entry, ref, sites[0].body, ref.node)
        except Misread:
            pass
    if ela.scope.outlets_of(entry.key):
        return loss_value(ela, entry, ref)
    raise Misread("M206", f"the function {entry.latex} stands without its argument", ref.node)


def _bare_function(ela: Elaborator, entry: Entry, ref: Ref) -> Tensor:
    """``E`` for E(w, b): the function at the variables of its own formal names."""
    from backproof.meaning.heads import apply_entry

    names = [ela.scope.model[p.symbol].latex for p in entry.symbol.parameters or ()]
    nodes = [ela.scope.formal_nodes[n] for n in names if n in ela.scope.formal_nodes]
    if len(nodes) != len(names):
        raise Misread("M206", f"the function {entry.latex} stands without its argument", ref.node)
    argument = nodes[0] if len(nodes) == 1 else syntax.Listing(tuple(nodes))
    return apply_entry(ela, entry, ref, argument, ref.node)


def place(ela: Elaborator, entry: Entry, items: list[Node], node: Node) -> Tensor:
    """``entry`` at the written index items; the axes left over are those of the tensor."""
    items = [*entry.implicit, *items]
    count = len(items)
    settled = ela.scope.fact("settled") and not (entry.key.startswith("formal ") and ela.scope.fact("unsettled"))
    apart = entry.fixed or entry.symbol.clauses or entry.symbol.is_size or settled
    if count > entry.total and apart and not entry.key.endswith(ITERATES):
        return place(ela, _many_of(ela, entry, count), items, node)
    if count > entry.total:
        if entry.fixed:
            raise Misread("M202", f"{entry.latex} has {entry.total} axes, not {count}", node)
        raise Misread("M202", f"{entry.latex} is given {count} indices here", node)
    entry.lay_out()
    written: list[Expr] = []
    axes: list[Index] = []
    formal_values: dict[Index, Expr] = {}
    exprs: list[Expr | None] = [ela.index(item) for item in items]
    formals = iter(entry.symbol.formals)
    family = sorted(entry.family)
    for f, position in zip(formals, family, strict=False):
        if position < count and exprs[position] is not None:
            formal_values[f] = exprs[position]  # type: ignore[assignment]
    for k in range(entry.total):
        axis = entry.axes[k]
        e = exprs[k] if k < count else None
        if e is None:
            fresh = Index("i", _axis_size(ela, axis, formal_values), axis.lower)
            axes.append(fresh)
            written.append(Position(fresh))
            continue
        if isinstance(e, At) and not axis.family:
            _gathered(ela, e, axis, node)
        if isinstance(e, Position) and not axis.family and e.index not in ela.partial:
            size = _axis_size(ela, axis, formal_values)
            try:
                fit(e.index, Index("", size), node, f"the index {e.index.hint} of {entry.latex}")
            except Misread:
                inherited = ela.scope.entries.get(entry.key) is not entry
                if (
                    entry.fixed
                    or k
                    or entry.symbol.clauses
                    or inherited
                    or ela.scope.usage.range_of(e.index.hint) is None
                ):
                    raise
                entry.family.add(k)
                entry.lay_out()
        written.append(e)
    indices = tuple(written[k] for k in entry.order)
    if turned(ela) and entry.slope:
        return _turned(entry, tuple(axes), At(entry.name, indices), node)
    return Tensor(tuple(axes), At(entry.name, indices), entry.row and len(axes) == 1)


def _turned(entry: Entry, axes: tuple[Index, ...], body: At, node: Node) -> Tensor:
    """A name for the derivative of a number, where all such derivatives are transposed."""
    if entry.fixed and not entry.row:
        raise Misread("M202", f"the declaration of {entry.latex} gives it the shape of its variable", node)
    return Tensor(axes[::-1], body, len(axes) == 1)


def _gathered(ela: Elaborator, label: At, axis: Axis, node: Node) -> None:
    """``p_y``: a label picks from an axis that has its classes."""
    labels = ela.scope.model[label.symbol].labels
    if labels is None:
        return
    if labels.first != axis.lower:
        raise Misread("M202", f"labels are counted from {labels.first}, the entries they pick from {axis.lower}", node)
    if differ(labels.size, axis.size):
        # Even where a reading with other sizes is looked for: a label that may lie outside picks nothing.
        what = f"{ela.scope.model[label.symbol].latex} has {labels.size!r} classes, what it picks from {axis.size!r}"
        raise Misread("M206", what, node)
    fit(Index("", labels.size), Index("", axis.size), node, "a label")


def _many_of(ela: Elaborator, entry: Entry, count: int) -> Entry:
    """``x`` is a number and ``x_i`` are many: two names."""
    key = entry.key + ITERATES
    found = ela.scope.find(key)
    if found is None:
        found = ela.scope.create(key, entry.latex)
        assume(ela.scope, found, entry.key.split("_")[0], count)
        found.total = max(found.total, count)
        found.symbol.domain = entry.symbol.domain
        if entry.symbol.clauses:
            # What is defined for one (π_i) says something of the many (π_{bi}), and how is not written.
            ela.scope.tied.add(key)
    ela.symbols[key] = found
    return found


def _axis_size(ela: Elaborator, axis: Axis, formals: dict[Index, Expr]) -> Size:
    root = axis.size.root
    term = root.term
    if isinstance(term, Expr) and formals and term.free & formals.keys():
        made = substitute(term, formals)
        return Size(affine_key(made), made, root.origin)
    if formals and not root.key and not axis.family:
        # The size may turn out to depend on the layer: that is known when the statement has been read.
        fresh = Size()
        ela.deferred.append((axis, fresh, formals))
        return fresh
    return axis.size


def settle(ela: Elaborator, node: Node) -> None:
    """Learn the sizes of families from this statement: the same for all members, or a formula of the index."""
    for axis, fresh, formals in ela.deferred:
        root = fresh.root
        if isinstance(root.term, Expr) and root.term.free and not axis.size.root.key:
            names = {}
            for formal, e in formals.items():
                shifted = _unshift(e, formal)
                if shifted is not None:
                    names[shifted[0]] = shifted[1]
            made = substitute(root.term, names)
            if made.free <= formals.keys():
                axis.size = Size(affine_key(made), made)
            continue
        if isinstance(axis.size.root.term, Expr) and axis.size.root.term.free:
            continue
        fit(Index("", fresh), Index("", axis.size), node, "the members of a family")
    ela.deferred = []


def _unshift(e: Expr, formal: Index) -> tuple[Index, Expr] | None:
    """From formal = i + c: the index i, as formal − c."""
    if isinstance(e, Position):
        return e.index, Position(formal)
    if isinstance(e, Add) and len(e.terms) == 2 and isinstance(e.terms[0], Position):
        return e.terms[0].index, Add((Position(formal), Mul((number(-1), e.terms[1]))))
    return None
