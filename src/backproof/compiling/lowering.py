"""From terms in index notation to the intermediate form.

Free and bound indices become axes; sums of products become contractions; Kronecker deltas join axes; families whose
members rest on each other become loops. Nothing is evaluated here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backproof.compiling import operations
from backproof.compiling.contraction import contract
from backproof.compiling.families import Families
from backproof.compiling.guarding import guarded
from backproof.compiling.known import exponential
from backproof.compiling.scope import Scope, size_key
from backproof.compiling.tensors import (
    Axis,
    NotCompiled,
    Tensor,
    added,
    entrywise,
    filled,
    reduced,
    transposed,
)
from backproof.compiling.values import Value
from backproof.compiling.work import Work
from backproof.laws.slopes import softmax_of
from backproof.terms.functions import BY_NAME
from backproof.terms.model import Clause, Symbol
from backproof.terms.nodes import (
    Add,
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Comprehension,
    Constant,
    Derivative,
    Expr,
    Index,
    Linear,
    Mul,
    Number,
    Position,
    Pow,
    Product,
    Sum,
    number,
)
from backproof.terms.rebuilding import rewritten
from backproof.terms.substitution import substitute

DEEPEST = 400


class NeedsLoop(NotCompiled):
    """An index runs along a family whose members are made one after the other: a sum over it is a loop."""

    def __init__(self, index: Index) -> None:
        super().__init__(f"all members along {index.hint} at once are not compiled")
        self.index = index


class Lowering:
    """Makes values of the terms of a scope."""

    def __init__(self, work: Work, scope: Scope) -> None:
        self.work = work
        self.graph = work.graph
        self.scope = scope
        self.lengths = work.lengths
        self.given = dict(work.given)
        self.fixed: dict[Index, Value] = {}
        self.families = Families(self)
        self.values: dict[str, Tensor] = {}
        """Tensors that stand for names, such as the parameters of a function."""
        self.names: dict[str, str] = {}
        """What the values of names are called in the code."""
        self._memo: dict[tuple[Expr, frozenset[tuple[Index, Value]]], Tensor] = {}
        self._open: set[str] = set()
        self._depth = 0

    # ------------------------------------------------------------------ entry points

    def tensor(self, e: Expr, axes: Sequence[Index]) -> Value:
        """A term over just these axes, in this order."""
        found = self.as_number(self.lower(e))
        if not set(found.axes) <= set(axes):
            raise NotCompiled("an index in it is bound by nothing")
        sizes = [size_key(i.size) for i in axes]
        return filled(self.graph, found, axes, sizes).value

    def lower(self, e: Expr) -> Tensor:
        """The value of a term; its free indices, but for those that are fixed, are the axes."""
        fixed = frozenset((i, v) for i, v in self.fixed.items() if i in e.free)
        key = (e, fixed)
        found = self._memo.get(key)
        if found is None:
            self._depth += 1
            if self._depth > DEEPEST:
                raise NotCompiled("it is nested too deeply")
            try:
                visit = _VISIT.get(type(e))
                if visit is None:
                    raise NotCompiled(f"{_KINDS.get(type(e).__name__, type(e).__name__.lower())} is not compiled")
                found = visit(self, e)
            finally:
                self._depth -= 1
            if not self.values:
                self._memo[key] = found
        return found

    def best(self, e: Expr, axes: Sequence[Index]) -> Value:
        """A term of an answer over just these axes, by its line of matrix notation if it has one."""
        from backproof.compiling.forms import by_form

        made = by_form(self, e, axes)
        return made if made is not None else self.tensor(e, axes)

    # ------------------------------------------------------------------ numbers and arithmetic

    def _number(self, e: Number) -> Tensor:
        return Tensor(self.graph.number(e.value))

    def _constant(self, e: Constant) -> Tensor:
        return Tensor(self.graph.constant("inf" if e.name == "infty" else e.name))

    def _position(self, e: Position) -> Tensor:
        fixed = self.fixed.get(e.index)
        if fixed is not None:
            return Tensor(fixed)
        key = size_key(e.index.size)
        return Tensor(self.graph.make("range", (), (e.index.lower, key), (key,), scalar=False), (e.index,))

    def _add(self, e: Add) -> Tensor:
        return added(self.graph, [self.as_number(self.lower(t)) for t in e.terms])

    def as_number(self, t: Tensor) -> Tensor:
        """Truth values as 1 and 0."""
        if t.value.operation not in ("compare", "both"):
            return t
        g = self.graph
        return Tensor(operations.choose(g, t.value, g.number(1), g.number(0)), t.axes)

    def _mul(self, e: Mul) -> Tensor:
        return self.product(e.factors, ())

    def _sum(self, e: Sum) -> Tensor:
        bound: list[Index] = []
        inner: Expr = e
        while isinstance(inner, Sum) and self._whole(inner) and inner.index not in bound:
            bound.append(inner.index)
            inner = inner.body
        if not bound:
            return self._masked_sum(e)
        try:
            factors = inner.factors if isinstance(inner, Mul) else (inner,)
            return self.product(factors, tuple(bound))
        except NeedsLoop as problem:
            if problem.index not in bound:
                raise
            bound.remove(problem.index)
            for i in reversed(bound):
                inner = Sum(i, inner)
            return self.families.accumulated(problem.index, inner, None, None, "sum")

    def _whole(self, e: Sum) -> bool:
        """Whether a sum runs over the whole range of its index."""
        if e.condition is not None:
            return False
        lower = e.lower is None or (isinstance(e.lower, Number) and e.lower.value == e.index.lower)
        if e.upper is None:
            return lower
        return lower and e.index.lower == 1 and e.upper is e.index.size.root.term

    def _masked_sum(self, e: Sum | Product) -> Tensor:
        """A sum over part of a range: what is left out counts nothing."""
        g = self.graph
        kind = "sum" if isinstance(e, Sum) else "prod"
        if not (e.index.size.root.key or e.index.size.root.term) and (e.lower is not None or e.upper is not None):
            return self.families.accumulated(e.index, e.body, e.lower, e.upper, kind, e.condition)
        try:
            body = self.as_number(self.lower(e.body))
            here = self._position(Position(e.index))
            conditions = []
            if e.lower is not None and not (isinstance(e.lower, Number) and e.lower.value == e.index.lower):
                conditions.append(self._compared(">=", here, self.lower(e.lower)))
            if e.upper is not None and e.upper is not e.index.size.root.term:
                conditions.append(self._compared("<=", here, self.lower(e.upper)))
            if e.condition is not None:
                conditions.append(self.condition(e.condition))
        except NeedsLoop as problem:
            if problem.index is not e.index:
                raise
            return self.families.accumulated(e.index, e.body, e.lower, e.upper, kind, e.condition)
        neutral = Tensor(g.number(0 if kind == "sum" else 1))
        masked = self.where(conditions, body, neutral) if conditions else body
        if e.index not in masked.axes:
            masked = self.stretched(masked, e.index)
        return reduced(g, masked, kind, (e.index,))

    def stretched(self, t: Tensor, index: Index) -> Tensor:
        """The tensor copied along an index that it does not depend on."""
        key = size_key(index.size)
        return filled(self.graph, t, (*t.axes, index), (*(k for k in (t.size(a) for a in t.axes)), key))

    def _product_over(self, e: Product) -> Tensor:
        return self._masked_sum(e)

    def _compared(self, sign: str, left: Tensor, right: Tensor) -> Tensor:
        return entrywise(self.graph, (left, right), lambda v: operations.compare(self.graph, sign, v[0], v[1]))

    def where(self, conditions: Sequence[Tensor], one: Tensor, other: Tensor) -> Tensor:
        """``one`` where all conditions hold, else ``other``."""
        g = self.graph
        held = entrywise(g, conditions, lambda v: operations.both(g, v))
        return entrywise(g, (held, one, other), lambda v: operations.choose(g, v[0], v[1], v[2]))

    # ------------------------------------------------------------------ products and contractions

    def product(self, factors: Sequence[Expr], bound: Sequence[Index]) -> Tensor:
        """Σ over ``bound`` of a product: sums within are joined to it, deltas identify indices."""
        flat, summed = self._flat(factors, list(bound))
        flat, summed, kept = self._joined(flat, summed)
        tensors = self._factors(flat)
        g = self.graph
        present = {a for t in tensors for a in t.axes}
        for i in summed:
            if i not in present:
                tensors.append(Tensor(self.length(i)))
        made = contract(g, tensors, [i for i in summed if i in present], self.lengths)
        for one, other in kept:
            made = self._on_diagonal(made, one, other)
        return made

    def length(self, index: Index) -> Value:
        """How many values an index takes."""
        term = index.size.root.term
        if isinstance(term, Expr):
            return self.lower(term).value
        return self.graph.size(size_key(index.size))

    def _flat(self, factors: Sequence[Expr], bound: list[Index]) -> tuple[list[Expr], list[Index]]:
        """The factors of a product, those of the sums within among them."""
        found: list[Expr] = []
        todo = list(factors)[::-1]
        while todo:
            f = todo.pop()
            if isinstance(f, Mul):
                todo.extend(reversed(f.factors))
            elif isinstance(f, Sum) and self._whole(f) and isinstance(f.body, Mul | Sum) and not self._steps(f):
                index = f.index
                body: Expr = f.body
                taken = {*bound, *(i for x in (*found, *todo) for i in x.free), *self.fixed}
                if index in taken:
                    fresh = Index(index.hint, index.size, index.lower)
                    body, index = substitute(body, {index: Position(fresh)}), fresh
                bound.append(index)
                todo.append(body)
            else:
                found.append(f)
        return found, bound

    def _steps(self, e: Sum) -> bool:
        """Whether a sum runs along a family whose members are made one after the other."""
        return self.families.along(e.index, e.body)

    def _joined(
        self, factors: list[Expr], summed: list[Index]
    ) -> tuple[list[Expr], list[Index], list[tuple[Index, Index]]]:
        """Without Kronecker deltas: a summed index is identified with the other; what is kept joins at the end."""
        kept: list[tuple[Index, Index]] = []
        found = list(factors)
        for delta in [f for f in factors if self._is_delta(f)]:
            here = next((k for k, f in enumerate(found) if f is delta), None)
            if here is None:
                here = next((k for k, f in enumerate(found) if self._is_delta(f)), None)
            if here is None:
                break
            now = found.pop(here)
            one, other = _delta(now)
            if one is other:
                continue
            gone, stays = (one, other) if one in summed else (other, one)
            found = [substitute(f, {gone: Position(stays)}) for f in found]
            if gone in summed:
                summed = [i for i in summed if i is not gone]
            else:
                kept.append((stays, gone))
        return found, summed, kept

    def _is_delta(self, e: Expr) -> bool:
        if not isinstance(e, Compare) or e.sign != "=":
            return False
        sides = _delta_sides(e)
        if sides is None:
            return False
        one, other = sides
        if one in self.fixed or other in self.fixed:
            return False
        return one.lower == other.lower and size_key(one.size) == size_key(other.size)

    def _on_diagonal(self, t: Tensor, index: Index, twin: Index) -> Tensor:
        """The tensor on the diagonal of two axes, zero elsewhere."""
        g = self.graph
        key = size_key(index.size)
        if index not in t.axes:
            t = self.stretched(t, index)
        axes = (*(a for a in t.axes if a is not index), index)
        t = transposed(g, t, axes)
        shape = (*t.value.shape, key)
        return Tensor(g.make("on_diagonal", (t.value,), None, shape, scalar=False), (*axes, twin))

    def _factors(self, factors: Sequence[Expr]) -> list[Tensor]:
        plain = tuple(rewritten(f, exponential) for f in factors) if len(factors) == 2 else ()
        made = softmax_of(Mul(plain), self.scope.setting) if plain else None
        if made is not None:
            argument, _, other = made
            rows = [i for i in argument.free if i not in other.free and i not in self.fixed]
            if len(rows) == 1:
                return [self.softmax(self.lower(argument), rows[0])]
        return [self.as_number(self.lower(f)) for f in factors]

    def softmax(self, t: Tensor, axis: Axis) -> Tensor:
        """The softmax along an axis."""
        place = t.axes.index(axis) - len(t.axes)
        return Tensor(self.graph.make("softmax", (t.value,), place, t.value.shape), t.axes)

    def _pow(self, e: Pow) -> Tensor:
        g = self.graph
        base, exponent = self.as_number(self.lower(e.base)), self.lower(e.exponent)
        return entrywise(g, (base, exponent), lambda v: operations.power(g, v[0], v[1]))

    def _apply(self, e: Apply) -> Tensor:
        return self.applied(e.function, [self.as_number(self.lower(a)) for a in e.arguments])

    def applied(self, name: str, arguments: Sequence[Tensor]) -> Tensor:
        """A known function of tensors, entry by entry."""
        g = self.graph
        row = BY_NAME[name]
        if name == "binomial":
            return self._binomial(arguments)
        if row.code is None:
            raise NotCompiled(f"{name} is not compiled")
        return entrywise(g, arguments, lambda v: operations.call(g, name, v))

    def _binomial(self, arguments: Sequence[Tensor]) -> Tensor:
        g = self.graph

        def made(v: list[Value]) -> Value:
            n, k = v
            one = g.number(1)
            parts = [operations.add(g, (n, one)), operations.add(g, (k, one))]
            parts.append(operations.add(g, (n, operations.negative(g, k), one)))
            logs = [operations.call(g, "lgamma", (p,)) for p in parts]
            return operations.call(
                g, "exp", (operations.add(g, (logs[0], *(operations.negative(g, x) for x in logs[1:]))),)
            )

        return entrywise(g, arguments, made)

    # ------------------------------------------------------------------ conditions

    def condition(self, e: Expr) -> Tensor:
        """Where a condition holds."""
        if isinstance(e, Compare):
            return self._compare(e)
        if isinstance(e, Mul):
            parts = [self.condition(f) for f in e.factors]
            return entrywise(self.graph, parts, lambda v: operations.both(self.graph, v))
        return self._compared("!=", self.lower(e), Tensor(self.graph.number(0)))

    def _compare(self, e: Compare) -> Tensor:
        return self._compared(e.sign, self.lower(e.left), self.lower(e.right))

    def _cases(self, e: Cases) -> Tensor:
        g = self.graph
        result: Tensor | None = None
        for condition, branch in reversed(e.branches):
            value = self.as_number(self.lower(branch))
            if condition is None:
                result = value
                continue
            held = self.condition(condition)
            if result is None:
                result = Tensor(g.constant("nan"))
            result = entrywise(g, (held, value, result), lambda v: self._chosen(v[0], v[1], v[2]))
        if result is None:
            raise NotCompiled("cases without a branch are not compiled")
        return result

    def _chosen(self, held: Value, one: Value, other: Value) -> Value:
        """One of two branches, each kept from harm where it is not taken."""
        g = self.graph
        return operations.choose(g, held, guarded(g, one, held, True), guarded(g, other, held, False))

    # ------------------------------------------------------------------ symbols

    def _at(self, e: At) -> Tensor:
        given = self.values.get(e.symbol)
        if given is not None and not e.indices:
            return given
        symbol = self.scope.symbol(e.symbol)
        if symbol is None:
            raise NotCompiled(f"nothing says what {e.symbol} is")
        if symbol.broken or symbol.misshapen:
            raise NotCompiled(f"the definition of {symbol.latex or symbol.name} was not understood")
        if symbol.distribution is not None:
            raise NotCompiled(f"{symbol.latex or symbol.name} is random")
        if symbol.opaque or symbol.known or symbol.parameters is not None:
            raise NotCompiled(f"{symbol.latex or symbol.name} is a function, and stands here without arguments")
        if symbol.family:
            return self.families.at(symbol, e)
        if symbol.is_size and not symbol.clauses:
            return Tensor(self.graph.size(symbol.name))
        return self.entries(self.whole(symbol), [a.lower for a in symbol.axes], e.indices)

    def whole(self, symbol: Symbol) -> Value:
        """All entries of a symbol that is no family."""
        if symbol.name in self.given:
            return self.given[symbol.name]
        own = self.scope.own(symbol.name)
        if own is not None:
            return self.defined(symbol, own.indices, own.body, named=False)
        clauses = self.scope.clauses(symbol)
        if not clauses:
            return self.graph.argument(symbol.name, tuple(size_key(a.size) for a in symbol.axes))
        clause = next((c for c in clauses if all(isinstance(i, Index) for i in c.indices)), None)
        if clause is None or (len(clauses) > 1 and any(c.condition is None for c in clauses)):
            raise NotCompiled(f"{symbol.latex or symbol.name} has no one equation for all its entries")
        return self.defined(symbol, clause.indices, _by_cases(clauses, clause), named=True)

    def defined(self, symbol: Symbol, indices: Sequence[Index | int], body: Expr, named: bool) -> Value:
        """The entries of a symbol by its definition."""
        if symbol.name in self._open:
            raise NotCompiled(f"the definition of {symbol.latex or symbol.name} leads back to itself")
        self._open.add(symbol.name)
        hidden = {i: self.fixed.pop(i) for i in list(self.fixed) if i in indices}
        try:
            axes = [i for i in indices if isinstance(i, Index)]
            value = self.tensor(body, axes) if named else self.best(body, axes)
        finally:
            self._open.discard(symbol.name)
            self.fixed.update(hidden)
        if named and value.operation not in ("argument", "number", "size"):
            self.graph.name(value, self.names.get(symbol.name, symbol.name))
        return value

    def entries(self, value: Value, lowers: Sequence[int], indices: Sequence[Expr]) -> Tensor:
        """A value at index expressions, one for each of its axes; ``lowers``: from where each is counted."""
        places: list[Axis] = []
        lookups: list[tuple[object, Expr, int]] = []
        for lower, at in zip(lowers, indices, strict=True):
            plain = isinstance(at, Position) and at.index not in self.fixed and at.index.lower == lower
            if isinstance(at, Position) and plain and at.index not in places:
                places.append(at.index)
                continue
            holder = object()
            places.append(holder)
            lookups.append((holder, at, lower))
        made = Tensor(value, tuple(places))
        for holder, at, lower in lookups:
            made = self._looked_up(made, holder, at, lower)
        return made

    def _looked_up(self, t: Tensor, axis: Axis, at: Expr, lower: int) -> Tensor:
        g = self.graph
        if isinstance(at, Position) and at.index in t.axes and at.index not in self.fixed and at.index.lower == lower:
            k, n = t.axes.index(at.index), t.axes.index(axis)
            left = tuple(a for a in t.axes if a is not axis and a is not at.index)
            shape = (*(t.size(a) for a in left), t.size(at.index))
            made = g.make("diagonal", (t.value,), (min(k, n), max(k, n)), shape, scalar=False)
            return Tensor(made, (*left, at.index))
        place = self.lower(at)
        start = operations.add(g, (place.value, g.number(-lower)))
        k = t.axes.index(axis)
        if not place.axes:
            shape = t.value.shape[:k] + t.value.shape[k + 1 :]
            made = g.make("item", (t.value, start), k, shape, scalar=False)
            return Tensor(made, t.axes[:k] + t.axes[k + 1 :])
        shared = [a for a in place.axes if a in t.axes]
        if shared:
            return self._aligned_lookup(t, axis, Tensor(start, place.axes))
        shape = t.value.shape[:k] + place.value.shape + t.value.shape[k + 1 :]
        made = g.make("take", (t.value, start), k, shape, scalar=False)
        return Tensor(made, t.axes[:k] + place.axes + t.axes[k + 1 :])

    def _aligned_lookup(self, t: Tensor, axis: Axis, place: Tensor) -> Tensor:
        """``t[n, y[n]]``: the place depends on another axis of what is looked up."""
        g = self.graph
        if len(place.axes) != 1 or len(t.axes) != 2:
            raise NotCompiled("a place that depends on several indices is not compiled")
        (row,) = place.axes
        t = transposed(g, t, (row, axis))
        made = g.make("pick", (t.value, place.value), None, place.value.shape, scalar=False)
        return Tensor(made, (row,))

    # ------------------------------------------------------------------ functions, matrices, tensors

    def _call(self, e: Call) -> Tensor:
        from backproof.compiling.functions import called

        return called(self, e)

    def _derivative(self, e: Derivative) -> Tensor:
        from backproof.compiling.slopes import derivative

        return derivative(self, e)

    def _linear(self, e: Linear) -> Tensor:
        g = self.graph
        rows, columns = e.argument.indices
        body = self.tensor(e.argument.body, (rows, columns))
        if e.function == "determinant":
            return Tensor(g.make("determinant", (body,), None, (), scalar=False))
        if e.function == "inverse":
            made = g.make("inverse", (body,), None, (body.shape[1], body.shape[0]), scalar=False)
            return self.entries(made, [columns.lower, rows.lower], e.indices)
        raise NotCompiled(f"the {e.function} of a matrix is not compiled")

    def _comprehension(self, e: Comprehension) -> Tensor:
        return self.lower(e.body)


def _by_cases(clauses: Sequence[Clause], first: Clause) -> Expr:
    """One body for all clauses that hold under conditions."""
    if len(clauses) == 1 or first.condition is None:
        return first.body
    branches = []
    for c in clauses:
        assert c.condition is not None
        places = {
            i: Position(j)
            for i, j in zip(c.indices, first.indices, strict=True)
            if isinstance(i, Index) and isinstance(j, Index) and i is not j
        }
        branches.append((substitute(c.condition, dict(places)), substitute(c.body, dict(places))))
    return Cases(tuple(branches))


def _delta_sides(e: Compare) -> tuple[Index, Index] | None:
    if isinstance(e.left, Position) and isinstance(e.right, Position):
        return e.left.index, e.right.index
    if isinstance(e.right, Number) and e.right.value == 0 and isinstance(e.left, Add) and len(e.left.terms) == 2:
        signs = [_signed_position(t) for t in e.left.terms]
        if signs[0] is not None and signs[1] is not None and signs[0][1] == -signs[1][1]:
            return signs[0][0], signs[1][0]
    return None


def _signed_position(e: Expr) -> tuple[Index, int] | None:
    if isinstance(e, Position):
        return e.index, 1
    if isinstance(e, Mul) and len(e.factors) == 2 and e.factors[0] is number(-1) and isinstance(e.factors[1], Position):
        return e.factors[1].index, -1
    return None


def _delta(e: Expr) -> tuple[Index, Index]:
    assert isinstance(e, Compare)
    sides = _delta_sides(e)
    assert sides is not None
    return sides


_KINDS = {
    "Expect": "an expectation",
    "Integral": "an integral",
    "Limit": "a limit",
    "Member": "membership in a set that is not given",
    "Substitute": "a value put in for a symbol",
    "Fold": "an ordered product of matrices",
}

_VISIT: dict[type, Callable[..., Tensor]] = {
    Number: Lowering._number,
    Constant: Lowering._constant,
    Position: Lowering._position,
    Add: Lowering._add,
    Mul: Lowering._mul,
    Pow: Lowering._pow,
    Sum: Lowering._sum,
    Product: Lowering._product_over,
    Apply: Lowering._apply,
    Compare: Lowering._compare,
    Cases: Lowering._cases,
    At: Lowering._at,
    Call: Lowering._call,
    Linear: Lowering._linear,
    Derivative: Lowering._derivative,
    Comprehension: Lowering._comprehension,
}
