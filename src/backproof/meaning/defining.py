"""Defining equations become clauses: heads with formal indices, bodies closed over them."""

from __future__ import annotations

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.arithmetic import inverted
from backproof.meaning.calls import only_called
from backproof.meaning.conventions import assume, list_out
from backproof.meaning.data import is_data
from backproof.meaning.definitions import LOSSES
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import Head
from backproof.meaning.names import atom, letter
from backproof.meaning.references import settle
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.shapes import space_of
from backproof.meaning.tensor import Misread, Tensor, affine_key, fit, renamed, resized, substitute
from backproof.meaning.workspace import Section, entry_key
from backproof.terms.model import Axis, Clause, Parameter
from backproof.terms.nodes import Add, Apply, At, Expr, Index, Mul, Number, Position, number
from backproof.terms.sizes import Size, alias, unify
from backproof.terms.traversal import repeats, symbols_in


def define(state: Section, raw: Raw) -> None:
    """Attach a defining equation to its symbol. Raises ``Misread``."""
    head, right = state.heads[raw]
    scope = state.scope
    key = entry_key(head)
    outer = scope.find(key)
    late = [e for _, e in scope.late.get(key, ()) if e is outer]
    entry = late[0] if late else scope.entries.get(key)
    if (
        entry is None
        and outer is not None
        and (outer.symbol.clauses or outer.fixed or outer.function)
        and not (outer.function and outer.symbol.known)
        and not _shadows(outer, head)
    ):
        entry = outer
    if entry is None:
        entry = scope.create(key)
        assume(scope, entry, head.ref.base, len(head.ref.items))
    if head.parameters is not None:
        _define_function(state, raw, head, entry, right)
        return
    if entry.function and entry.learnt == "usage":
        entry.function = False
    ela = Elaborator(scope)
    ela.defining = True
    indices = [ela.index(i) for i in head.ref.items]
    value = ela.tensor(right)
    entry.slope = ela.slopes and bool(value.lower) and not value.upper
    conditions = _clause_condition(ela, state, raw)
    if conditions is None and any(_for_one_value(c) for c in raw.conditions):
        scope.tied.add(entry.key)  # ``q = σ(s) if y = 1``: what it is otherwise stands elsewhere
    _ragged(entry, indices, value)
    settle(ela, right)
    if head.inverted:
        value = inverted(value, right)
    if head.logged:
        value = Tensor(value.axes, Apply("exp", (value.body,)), value.row)
    entry.indexed_call = entry.indexed_call or head.called
    if (
        value.rank == 1
        and not value.axes[0].size.root.key
        and (key in LOSSES or key in scope.usage.numerators)
        and not head.ref.items
        and not scope.usage.boldness(key)
        and not scope.usage.is_transposed(key)
    ):
        value = _single(value)
    hidden = _hidden(ela, value, indices, entry)
    if hidden:
        indices = [*(Position(ela.free[k]) for k in hidden), *indices]
    if _early(state, raw, entry, len(indices) + value.rank):
        raise Misread("M202", f"{entry.latex} rests on a name whose definition stands below", right)
    if _too_small(state, raw, entry, indices, value):
        raise Misread("M202", f"{entry.latex} has {entry.total - len(indices)} axes, this value {value.rank}", right)
    if entry.learnt == "usage":
        entry.learnt = "defined"
    _settle(entry, value, len(indices), right)
    clause = _clause(entry, indices, value, right, raw)
    if entry.symbol.is_size and not indices:
        alias(entry.name, affine_key(value.body))
    clause.condition = conditions
    entry.symbol.clauses.append(clause)
    if entry.span is None:
        entry.span = raw.span


def _ragged(entry: Entry, indices: list[Expr | None], value: Tensor) -> None:
    """``h_k = a[f_{k-1}]`` with ``h_k`` of length ``D_k``: what stands on the right has that length, too."""
    if entry.total != len(indices) + value.rank or len(entry.axes) != entry.total:
        return
    places = [e for k, e in enumerate(indices) if k in entry.family]
    names = {f: e for f, e in zip(entry.symbol.formals, places, strict=False) if e is not None}
    for own, axis in zip(entry.axes[len(indices) :], value.axes, strict=True):
        term = own.size.root.term
        if isinstance(term, Expr) and term.free & names.keys() and not axis.size.root.key:
            made = substitute(term, names)
            unify(axis.size, Size(affine_key(made), made))


def _too_small(state: Section, raw: Raw, entry: Entry, indices: list[Expr | None], value: Tensor) -> bool:
    """``h_0 = x`` beside vectors ``h_t``: it is x whose shape is not known yet."""
    _, right = state.heads[raw]
    first = isinstance(right, Name) and any(isinstance(i, Number) for i in indices)
    return first and value.rank + len(indices) < entry.total and _has_other_members(state, raw, entry)


def _has_other_members(state: Section, raw: Raw, entry: Entry) -> bool:
    """Whether definitions of other members of the family say more of its shape than this one does."""
    if entry.symbol.clauses:
        return True
    others = (h for r, (h, _) in state.heads.items() if r is not raw and entry_key(h) == entry.key)
    return any(h.ref.items and all(letter(i) for i in h.ref.items) for h in others)


def _early(state: Section, raw: Raw, entry: Entry, total: int) -> bool:
    """``h_t = tanh(a_t)`` before ``a_t = Wh_{t-1} + …``: what shows that h has entries outweighs the first guess for a
    name that is defined below. Read again, the definition finds the shape that the one below has given it."""
    if entry.learnt != "usage" or entry.fixed or entry.function or total >= entry.total or not entry.convention:
        return False
    _, right = state.sides.get(raw, (set(), set()))
    below = {entry_key(h) for r, (h, _) in state.heads.items() if r is not raw and r.span.start > raw.span.start}
    found = (state.scope.find(key) for key in sorted((right & below) - {entry.key}))
    return any(e is not None and e.learnt == "usage" and not e.symbol.clauses and not e.fixed for e in found)


def _single(value: Tensor) -> Tensor:
    """A loss is one number: the axis that is left has length 1."""
    unify(value.axes[0].size, Size("1", number(1)))
    return Tensor((), substitute(value.body, {value.axes[0]: number(1)}))


def _hidden(ela: Elaborator, value: Tensor, indices: list[Expr | None], entry: Entry) -> list[str]:
    """Letters that a definition uses without saying them in its head: ``a_f = W_f z_t`` depends on t."""
    named = {i.index for i in indices if isinstance(i, Position)}
    for e in indices:
        if isinstance(e, Add):
            named |= {t.index for t in e.terms if isinstance(t, Position)}
    found = [k for k, i in ela.free.items() if i in value.body.free and i not in named]
    for k in found:
        if not _steps(ela.scope, k) and repeats(value.body, ela.free[k]):
            raise Misread("M204", f"the index {k} is repeated and nothing sums over it")
    if entry.fixed or any(not isinstance(e, Position) for e in indices):
        return []
    entry.implicit = tuple(Name(k) for k in found)
    entry.family = (
        {k for k in range(len(found)) if _steps(ela.scope, found[k])} | {k + len(found) for k in entry.family}
        if found and not entry.family
        else entry.family
    )
    return found


def _steps(scope: Scope, key: str) -> bool:
    """Whether a letter counts steps: ``t+1`` stands somewhere, or data are given for ``x^1``, ``x^2`` one by one."""
    return scope.usage.is_shifted(key) or scope.usage.is_counting(key)


def _shadows(outer: Entry, head: Head) -> bool:
    return (
        head.parameters is not None
        and outer.symbol.parameters is not None
        and len(head.parameters) != len(outer.symbol.parameters)
    )


def _for_one_value(condition: Node) -> bool:
    """``y = 1``: a definition under it says nothing of the other values."""
    return (
        isinstance(condition, syntax.Relation)
        and condition.signs == ("=",)
        and isinstance(condition.members[1], syntax.Number)
        and isinstance(condition.members[0], Name | Scripted)
    )


def _clause_condition(ela: Elaborator, state: Section, raw: Raw) -> Expr | None:
    from backproof.meaning.conditions import scalar_condition

    found: Expr | None = None
    for node in raw.conditions:
        if (
            isinstance(node, syntax.Relation)
            and space_of(node.members[-1]) is None
            and node.signs[0] in ("<", "<=", ">", ">=", "!=")
        ):
            try:
                c = scalar_condition(ela, node).body
            except Misread:
                continue
            found = c if found is None else Mul((found, c))
    return found


def _settle(entry: Entry, value: Tensor, count: int, node: Node) -> None:
    """The rank that a defining equation gives its symbol. Raises ``Misread`` where words declare another."""
    if entry.fixed:
        return
    if isinstance(value.body, Number) and value.rank == 0 and entry.total > count:
        return
    if count and entry.total != count + value.rank and entry.ranked:
        raise Misread("M202", f"{entry.latex} has {entry.total - count} axes, its definition {value.rank}", node)
    entry.total = count + value.rank
    entry.counts = entry.counts | {count}
    entry.row = value.row and value.rank == 1


def _clause(entry: Entry, indices: list[Expr | None], value: Tensor, node: Node, raw: Raw) -> Clause:
    """The clause for a head at ``indices``: shifted heads (``m_{t+1} = …``) are turned to plain ones."""
    heads: list[Index | int] = []
    body = value.body
    moved: dict[Index, Expr] = {}
    for k, e in enumerate(indices):
        if isinstance(e, Number):
            entry.family.add(k)
            heads.append(int(e.value))
        elif isinstance(e, Position):
            heads.append(e.index)
        else:
            shifted = _shift(e)
            if shifted is None:
                raise Misread("M206", "the head of this definition is not understood", node)
            index, offset = shifted
            fresh = Index(index.hint, index.size)
            entry.family.add(k)
            moved[index] = Add((Position(fresh), number(-offset)))
            body = substitute(body, moved)
            heads.append(fresh)
    if moved:
        axes = tuple(resized(a, moved) or a for a in value.axes)
        body = renamed(Tensor(value.axes, body), axes)
        value = Tensor(axes, body, value.row)
    entry.lay_out()
    if (value.rank and value.rank + len(indices) != entry.total) or (
        not value.rank and entry.total != len(indices) and not isinstance(value.body, Number)
    ):
        raise Misread("M202", f"{entry.latex} has {entry.total - len(indices)} axes, its definition {value.rank}", node)
    for k, axis in enumerate(value.axes):
        own = entry.axes[len(indices) + k]
        root = own.size.root
        if isinstance(root.term, Expr) and root.term.free & set(entry.symbol.formals):
            continue
        template = _template(axis, moved, heads, entry) or _of_member(axis, heads, entry)
        if template is not None and not root.key:
            own.size = template
            continue
        fit(axis, Index("", own.size), node, f"the definition of {entry.latex}")
    for k, h in enumerate(heads):
        if isinstance(h, Index) and not entry.axes[k].family:
            fit(h, Index("", entry.axes[k].size), node, f"the definition of {entry.latex}")
    axes = tuple(
        Index(axis.hint, axis.size, own.lower) if axis.lower != own.lower else axis
        for axis, own in zip(value.axes, entry.axes[len(indices) :], strict=False)
    )
    body = renamed(Tensor(value.axes, body), axes)
    written: list[Index | int] = [*heads, *axes]
    while len(written) < entry.total:
        written.append(Index("i", entry.axes[len(written)].size))
    return Clause(tuple(written[k] for k in entry.order), body, None, raw)


def _template(axis: Index, moved: dict[Index, Expr], heads: list[Index | int], entry: Entry) -> Size | None:
    """The size of an axis that depends on the indices of the head, in terms of the formals of its symbol."""
    term = axis.size.root.term
    if not isinstance(term, Expr) or not term.free:
        return None
    families = [h for k, h in enumerate(heads) if k in entry.family]
    names: dict[Index, Expr] = {
        h: Position(f) for h, f in zip(families, entry.symbol.formals, strict=False) if isinstance(h, Index)
    }
    made = substitute(substitute(term, moved), names)
    return Size(affine_key(made), made) if made.free <= set(entry.symbol.formals) else None


def _of_member(axis: Index, heads: list[Index | int], entry: Entry) -> Size | None:
    """``h^{(0)} = x`` with x of length ``D_0``: the member l has the length ``D_l``."""
    term = axis.size.root.term
    if not isinstance(term, At) or len(term.indices) != 1 or len(entry.family) != 1 or not entry.symbol.formals:
        return None
    (family,) = entry.family
    member = heads[family] if family < len(heads) else None
    if not isinstance(member, int) or term.indices[0] is not number(member):
        return None
    made = At(term.symbol, (Position(entry.symbol.formals[0]),))
    return Size(affine_key(made), made)


def _shift(e: Expr | None) -> tuple[Index, int] | None:
    """An index expression of the form i + c."""
    if isinstance(e, Add) and len(e.terms) == 2 and isinstance(e.terms[0], Position):
        other = e.terms[1]
        if isinstance(other, Number):
            return e.terms[0].index, int(other.value)
        if isinstance(other, Mul) and all(isinstance(f, Number) for f in other.factors):
            value = 1
            for f in other.factors:
                value *= int(f.value)  # type: ignore[attr-defined]
            return e.terms[0].index, value
    return None


def _define_function(state: Section, raw: Raw, head: Head, entry: Entry, right: Node) -> None:
    """``f(x) = …``: the formal arguments are symbols of their own."""
    scope = state.scope
    assert head.parameters is not None
    inner = Scope(scope.usage, scope.model, scope, scope.title)
    parameters = []
    for node in head.parameters:
        key = _parameter_key(node)
        shared = _read_below(state, raw, key)
        if shared is not None:
            shared.lay_out()
            parameters.append(Parameter(shared.name, shared.total))
            scope.formal_nodes.setdefault(key, node)
            continue
        formal_key = f"formal {head.ref.key} {key}"
        scope.formal_nodes.setdefault(key, node)
        formal = scope.entries.get(formal_key)
        if formal is None:
            formal = scope.create(formal_key, key)
            _assume_formal(scope, formal, node, key)
        inner.entries[key] = formal
        formal.lay_out()
        parameters.append(Parameter(formal.name, formal.total))
    ela = Elaborator(inner)
    ela.defining = True
    indices = [ela.index(i) for i in head.ref.items]
    for k in range(len(indices)):
        entry.family.add(k)
    value = ela.tensor(right)
    settle(ela, right)
    if head.logged:
        value = Tensor(value.axes, Apply("exp", (value.body,)), value.row)
    if head.squared:
        value = Tensor(value.axes, Apply("sqrt", (value.body,)), value.row)
    entry.function = True
    entry.symbol.parameters = tuple(parameters)
    entry.symbol.opaque = False
    _settle(entry, value, len(indices), right)
    for key, made in inner.entries.items():
        if made.key.startswith("formal ") or key in scope.entries:
            continue
        scope.entries[key] = made
    entry.symbol.clauses.append(_clause(entry, indices, value, right, raw))


def _read_below(state: Section, raw: Raw, key: str) -> Entry | None:
    """The symbol of the document that a formal argument stands for, if definitions below the body read it:
    ``E(w) = Σ t_k log p_k`` with ``p_k = σ(w^T a_k)``. A function that is called is given its argument."""
    scope = state.scope
    _, right = state.sides.get(raw, (set(), set()))
    called = only_called(Elaborator(scope), raw.right) if raw.right is not None else set()
    for other in sorted(right - called - {key}):
        if key in _rests(state, other) and not is_data(state, other):
            found = scope.find(key)
            if found is None:
                found = scope.create(key)
                assume(scope, found, key.split("_")[0], 0)
            return None if found.function or found.implicit or found.family else found
    return None


def _rests(state: Section, key: str) -> set[str]:
    """The names that a name rests on, through defining equations here and around."""
    seen: set[str] = set()
    todo = [key]
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        todo.extend(state.rests.get(here, ()))
        entry = state.scope.find(here)
        if entry is not None and here not in state.rests and entry.symbol.parameters is None:
            todo.extend(n for c in entry.symbol.clauses for n in symbols_in(c.body))
    return seen - {key}


def _parameter_key(node: Node) -> str:
    if isinstance(node, Scripted) and isinstance(node.base, Name) and node.sup is not None:
        return atom(node.base) + "^2"
    if isinstance(node, Scripted) and isinstance(node.base, Name):
        return letter(node) or f"{atom(node.base)}_{getattr(node.sub, 'text', '')}"
    assert isinstance(node, Name)
    return atom(node)


def _assume_formal(scope: Scope, formal: Entry, node: Node, key: str) -> None:
    """A formal argument has the shape of the variable of its name, as far as that is declared."""
    base = key.split("_")[0]
    outer = scope.find(key)
    assume(scope, formal, base, 0)
    formal.symbol.is_size = False
    if list_out(scope, formal, key):
        return
    if (
        outer is not None
        and outer.fixed
        and (outer.span is None or outer.span.start <= scope.position or scope.entries.get(key) is not outer)
    ):
        count = min(outer.counts, default=0)
        formal.total = max(outer.total - count, 0)
        formal.axes = [Axis(a.size, lower=a.lower) for a in outer.axes[count:]]
        formal.row = outer.row
        formal.symbol.domain = outer.symbol.domain
