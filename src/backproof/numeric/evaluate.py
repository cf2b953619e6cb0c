"""Vectorised evaluation of terms on a concrete instance.

An ``Evaluator`` holds a model and an instance. Free and bound indices become axes of arrays; layers and time steps
(family axes) are looked up one by one and stacked, or looped over where their shapes differ. A derivative
evaluates its body again in a child environment in which the variable carries a tangent: definitions that depend on
it are recomputed, all others are shared with the parent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any

import numpy as np

from backproof.numeric import linear_algebra, softening
from backproof.numeric.arrays import Array, Axis, TooLarge, combine, spread
from backproof.numeric.binders import added, folded, multiplied
from backproof.numeric.calls import call, opaque
from backproof.numeric.differentiation import derivative
from backproof.numeric.duals import Value, add, gather, has_axis, mul, primal, rename, scalar, select
from backproof.numeric.environment import DEPTH, Binding, CannotEvaluate, Environment, Key, Ragged, Range, refuse_broken
from backproof.numeric.expectation import expect
from backproof.numeric.instance import Instance
from backproof.numeric.integral import integrate
from backproof.numeric.kinks import AT_ZERO, LARGER, ORDERS, seen, sides_of
from backproof.numeric.limits import limit
from backproof.numeric.primitives import FLOAT, Arithmetic, power
from backproof.numeric.stacking import length, stacked, whole
from backproof.terms.functions import BY_NAME
from backproof.terms.model import Clause, Model, Symbol
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
    Expect,
    Expr,
    Fold,
    Index,
    Integral,
    Limit,
    Linear,
    Member,
    Mul,
    Number,
    Position,
    Pow,
    Product,
    Substitute,
    Sum,
)
from backproof.terms.traversal import symbols_in

LONGEST = 1_000_000
"""Entries of the longest axis that is tried."""
LAST = 9
"""The last step that a recursion running backwards is computed from, where the document names none."""


class Evaluator:
    """Evaluates terms of ``model`` on ``instance`` with one arithmetic."""

    def __init__(
        self,
        model: Model,
        instance: Instance,
        arithmetic: Arithmetic = FLOAT,
        *,
        exact: Callable[[Any], Any] | None = None,
        checked: bool = False,
    ) -> None:
        self.model = model
        self.instance = instance
        self.m = arithmetic
        self.root = Environment()
        self._exact = exact
        self._dependents: dict[str, frozenset[str]] = {}
        self._readers: dict[str, set[str]] | None = None
        self.depth = 0
        self.last = LAST
        self.empty = False
        """Whether some sum or product had nothing to run over."""
        self.outside = False
        """Whether an index was taken outside of its range: what stands there is no number."""
        self.checked = checked
        """Whether every derivative is computed in both directions, and the two held against each other."""
        self.sides: dict[Expr, frozenset[bool]] = {}
        """On which sides of its kink each function that has one, and each comparison, was evaluated."""
        self.drawn: set[tuple[str, Key]] = set()
        """Every free value that was asked for: what the evaluated terms rest on."""

    # ------------------------------------------------------------------ entry points

    def value(self, expr: Expr, binding: Binding | None = None) -> Value:
        """The value of ``expr``; free indices that ``binding`` does not fix become axes."""
        return self._value(expr, self.root, binding or {})

    # ------------------------------------------------------------------ dispatch

    def _value(self, expr: Expr, env: Environment, bind: Binding) -> Value:
        # Sizes may depend on layers that stand in no subexpression, so every fixed index counts.
        fixed = [(i, at) for i, at in bind.items() if i in expr.free or isinstance(at, int)] if bind else ()
        key = (expr, frozenset(fixed))
        found = env.memo.get(key)
        if found is None:
            found = _VISIT[type(expr)](self, expr, env, bind)
            env.memo[key] = found
        return found

    def _number(self, e: Number, env: Environment, bind: Binding) -> Value:
        if abs(e.value) > 10**300:
            raise CannotEvaluate("a number is too large", "J307")
        return self.m.number(e.value.numerator, e.value.denominator)

    def _constant(self, e: Constant, env: Environment, bind: Binding) -> Value:
        if e.name == "infty":
            return scalar(float("inf"))
        return self.m.pi if e.name == "pi" else self.m.e

    def _position(self, e: Position, env: Environment, bind: Binding) -> Value:
        at = self.range_of(e.index, env, bind)
        if isinstance(at, int):
            return scalar(float(at))
        return Array((e.index,), np.arange(at[0], at[0] + at[1], dtype=float))

    def range_of(self, index: Index, env: Environment, bind: Binding) -> int | Range:
        """The value that an index is fixed to, or its first value and how many there are."""
        at = bind.get(index)
        if at is not None:
            return at
        return index.lower, self.size_along(index, env, bind)

    def size_along(self, index: Index, env: Environment, bind: Binding) -> int:
        """The number of values of an index."""
        root = index.size.root
        return self.size_of(root.key, root.term, env, bind, root)

    def size_of(self, key: str, term: Any, env: Environment, bind: Binding, token: object) -> int:
        """The number of values of a size: its term evaluated, or the number the instance gives to its name."""
        if isinstance(term, Number):
            return int(term.value)
        if term is None:
            return self.instance.size(key or f"size {id(token)}")
        value = primal(self._value(term, env, bind))
        if value.axes:
            raise Ragged
        number = float(value.data)
        if number != number or number > LONGEST or number < 0:
            why = f"more than the {LONGEST:,} that are tried" if number > LONGEST else "no length"
            raise CannotEvaluate(f"an axis has {number:g} entries, {why}", "J307")
        return round(number)

    def _add(self, e: Add, env: Environment, bind: Binding) -> Value:
        result = self._value(e.terms[0], env, bind)
        for term in e.terms[1:]:
            result = add(result, self._value(term, env, bind))
        return result

    def _mul(self, e: Mul, env: Environment, bind: Binding) -> Value:
        result = self._value(e.factors[0], env, bind)
        for factor in e.factors[1:]:
            result = mul(result, self._value(factor, env, bind))
        return result

    def _pow(self, e: Pow, env: Environment, bind: Binding) -> Value:
        return power(self._value(e.base, env, bind), self._value(e.exponent, env, bind))

    def _apply(self, e: Apply, env: Environment, bind: Binding) -> Value:
        arguments = [self._value(a, env, bind) for a in e.arguments]
        if e.function in AT_ZERO or e.function in LARGER:
            self.sides[e] = self.sides.get(e, frozenset()) | sides_of(e.function, arguments)
        result: Value = BY_NAME[e.function].evaluate(self.m, *arguments)
        return result

    def _compare(self, e: Compare, env: Environment, bind: Binding) -> Value:
        if isinstance(self.m, softening.Soft):
            return softening.number(softening.condition(self, e, env, bind))
        return _as_number(self.condition(e, env, bind))

    def _member(self, e: Member, env: Environment, bind: Binding) -> Value:
        return _as_number(self.condition(e, env, bind))

    def condition(self, e: Expr, env: Environment, bind: Binding) -> Array:
        """Where a condition holds."""
        if isinstance(e, Compare):
            left, right = primal(self._value(e.left, env, bind)), primal(self._value(e.right, env, bind))
            where = combine(_COMPARE[e.sign], left, right)
            if e.sign in ORDERS:
                self.sides[e] = self.sides.get(e, frozenset()) | seen(where)
            return where
        if isinstance(e, Member):
            return self._membership(e, env, bind)
        if isinstance(e, Mul):
            parts = [self.condition(f, env, bind) for f in e.factors]
            return combine(lambda *xs: np.logical_and.reduce(np.broadcast_arrays(*xs)), *parts)
        return combine(lambda d: d != 0, primal(self._value(e, env, bind)))

    def _membership(self, e: Member, env: Environment, bind: Binding) -> Array:
        element = primal(self._value(e.element, env, bind))
        keys = [primal(self._value(i, env, bind)) for i in e.indices]

        def contains(x: float, *key: float) -> bool:
            rng = self.instance.generator("set", e.symbol, *(round(float(k)) for k in key), round(float(x)))
            return bool(rng.uniform() < 0.6)

        vector = np.vectorize(contains, otypes=[bool])
        return combine(lambda *xs: vector(*xs), element, *keys)

    def _cases(self, e: Cases, env: Environment, bind: Binding) -> Value:
        if isinstance(self.m, softening.Soft):
            return softening.cases(self, e, env, bind)
        result: Value = scalar(float("nan"))
        for condition, branch in reversed(e.branches):
            value = self._value(branch, env, bind)
            result = value if condition is None else select(self.condition(condition, env, bind), value, result)
        return result

    # ------------------------------------------------------------------ symbols

    def _at(self, e: At, env: Environment, bind: Binding) -> Value:
        symbol = self.model.get(e.symbol)
        if symbol is None:
            raise CannotEvaluate(f"nothing says what {e.symbol} is", "M201")
        count = symbol.family
        family, dense = e.indices[:count], e.indices[count:]
        value = self.over_keys(family, env, bind, lambda key: self.symbol_value(symbol, key, env))
        return self.entries(value, [(symbol.name, k) for k in range(len(dense))], dense, symbol.lowers, env, bind)

    def entries(
        self,
        value: Value,
        axes: list[Any],
        indices: Iterable[Expr],
        lowers: Sequence[int],
        env: Environment,
        bind: Binding,
    ) -> Value:
        """Replace place-holder axes by index expressions; ``lowers``: from where each axis is counted."""
        if not axes:
            return value
        names: dict[Axis, Axis] = {}
        rest: list[tuple[Axis, Expr, int]] = []
        for k, (axis, index) in enumerate(zip(axes, indices, strict=True)):
            lower = lowers[k] if k < len(lowers) else 1
            if isinstance(index, Position) and index.index not in names.values() and not has_axis(value, index.index):
                at = self.range_of(index.index, env, bind)
                if not isinstance(at, int) and at[0] == lower and length(value, axis) in (None, at[1]):
                    names[axis] = index.index
                    continue
            rest.append((axis, index, lower))
        value = rename(value, names)
        for axis, index, lower in rest:
            if has_axis(value, axis):
                places = primal(self._value(index, env, bind))
                places = combine(lambda d, low=lower: np.nan_to_num(d.astype(float), nan=-1e6) - low, places)
                self.outside |= bool(((places.data < 0) | (places.data >= (length(value, axis) or 0))).any())
                value = gather(value, axis, places)
        return value

    def at_points(
        self, family: Iterable[Expr], env: Environment, bind: Binding, get: Callable[[Key, Binding], Value]
    ) -> Value:
        """``get`` at every value of the indices that ``family`` varies along, with these indices fixed, and stacked.

        Needed where what is got depends on the same indices: the t-th loss at the t-th state.
        """
        family = tuple(family)
        keys = [primal(self._value(i, env, bind)) for i in family]
        axes = tuple(dict.fromkeys(a for k in keys for a in k.axes if isinstance(a, Index)))
        if not axes:
            return get(tuple(whole(k.data) for k in keys), bind)
        ranges = []
        for a in axes:
            at = self.range_of(a, env, bind)
            ranges.append(range(at, at + 1) if isinstance(at, int) else range(at[0], at[0] + at[1]))
        parts = []
        for point in product(*ranges):
            fixed: Binding = {**bind, **dict(zip(axes, point, strict=True))}
            key = tuple(whole(primal(self._value(i, env, fixed)).data) for i in family)
            parts.append(get(key, fixed))
        return stacked(parts, axes, tuple(len(r) for r in ranges))

    def over_keys(self, family: Iterable[Expr], env: Environment, bind: Binding, get: Callable[[Key], Value]) -> Value:
        """``get`` at the integers that ``family`` evaluates to; where they vary along axes, the values stacked."""
        keys = [primal(self._value(i, env, bind)) for i in family]
        if not any(k.axes for k in keys):
            return get(tuple(whole(k.data) for k in keys))
        axes = tuple(dict.fromkeys(a for k in keys for a in k.axes))
        shaped = [spread(k, axes) for k in keys]
        shape = np.broadcast_shapes(*(s.shape for s in shaped))
        grids = [np.broadcast_to(s, shape).reshape(-1) for s in shaped]
        found: dict[Key, Value] = {}
        parts = []
        for values in zip(*grids, strict=True):
            key = tuple(whole(v) for v in values)
            if key not in found:
                found[key] = get(key)
            parts.append(found[key])
        return stacked(parts, axes, shape)

    def symbol_value(self, symbol: Symbol, key: Key, env: Environment) -> Value:
        """The whole value of a symbol at a family position; dense axes are named ``(name, 0)``, ``(name, 1)``, …"""
        at: Environment = env
        while True:
            found = at.overrides.get((symbol.name, key))
            if found is None:
                found = at.overrides.get((symbol.name, None))
            if found is not None:
                return found
            if at.parent is None or symbol.name in at.touched:
                break
            at = at.parent
        slot = (symbol.name, key)
        value = at.memo.get(slot)
        if value is None:
            if slot in at.pending or self.depth > DEPTH:
                raise CannotEvaluate(f"the definition of {symbol.latex or symbol.name} leads back to itself", "J309")
            at.pending.add(slot)
            self.depth += 1
            try:
                value = self.defined(symbol, key, at)
            finally:
                self.depth -= 1
                at.pending.discard(slot)
            at.memo[slot] = value
        return value

    def defined(self, symbol: Symbol, key: Key, env: Environment) -> Value:
        """The value by the definition of a symbol; drawn where it has none."""
        refuse_broken(symbol)
        clause = self.clause(symbol, key, env)
        if clause is None:
            self.drawn.add((symbol.name, key))
            return self._drawn(symbol, key, env)
        bind: Binding = {i: k for i, k in zip(clause.indices, key, strict=False) if isinstance(i, Index)}
        value = self._value(clause.body, env, bind)
        dense = clause.indices[symbol.family :]
        return rename(value, {i: (symbol.name, k) for k, i in enumerate(dense) if isinstance(i, Index)})

    def clause(self, symbol: Symbol, key: Key, env: Environment) -> Clause | None:
        """The clause of a definition that applies at a family position; those for one position come first."""
        for pinned in (True, False):
            if not pinned and key and self._beyond(symbol, key):
                return None
            for clause in symbol.clauses:
                head = clause.indices[: symbol.family]
                if any(isinstance(i, int) for i in head) != pinned:
                    continue
                if all(isinstance(i, Index) or i == k for i, k in zip(head, key, strict=True)):
                    bind: Binding = {i: k for i, k in zip(head, key, strict=True) if isinstance(i, Index)}
                    if clause.condition is None or bool(np.all(self.condition(clause.condition, env, bind).data)):
                        return clause
        return None

    def _beyond(self, symbol: Symbol, key: Key) -> bool:
        """Whether a step lies before the first or after the last of a recursion: its value there is given."""
        if min(key) > 0 and max(key) <= self.last:
            return False
        reads = set().union(*(symbols_in(c.body) for c in symbol.clauses)) if symbol.clauses else set()
        return any(symbol.name == r or symbol.name in self._inputs(r) for r in reads)

    def _inputs(self, name: str) -> set[str]:
        """All symbols that the definition of ``name`` reads, directly or through others."""
        seen: set[str] = set()
        todo = [name]
        while todo:
            symbol = self.model.get(todo.pop())
            for clause in symbol.clauses if symbol is not None else ():
                for read in symbols_in(clause.body) - seen:
                    seen.add(read)
                    todo.append(read)
        return seen

    def _drawn(self, symbol: Symbol, key: Key, env: Environment) -> Value:
        if symbol.is_size:
            name = symbol.name if not key else f"{symbol.name}[{','.join(map(str, key))}]"
            return scalar(float(self.instance.size(name)))
        bind: Binding = dict(zip(symbol.formals, key, strict=False))
        dense = [a for a in symbol.axes if not a.family]
        shape = []
        for axis in dense:
            root = axis.size.root
            shape.append(self.size_of(root.key, root.term, env, bind, root))
        if int(np.prod(shape, dtype=float)) > 1_000_000:
            raise TooLarge(f"{symbol.name} of shape {tuple(shape)}")
        data = self.instance.draw(symbol, key, tuple(shape), self.classes(symbol, env, bind))
        if self._exact is not None:
            data = np.asarray(self._exact(data), dtype=object)
        return Array(tuple((symbol.name, k) for k in range(len(dense))), data)

    def classes(self, symbol: Symbol, env: Environment, bind: Binding) -> tuple[int, int]:
        """The first of the labels that a symbol may be, and how many there are; two where nothing says."""
        if symbol.labels is None:
            return 1, 2
        root = symbol.labels.size.root
        return symbol.labels.first, self.size_of(root.key, root.term, env, bind, root)

    def dependents(self, name: str) -> frozenset[str]:
        """All symbols whose definitions read ``name``, directly or through others; ``name`` included."""
        found = self._dependents.get(name)
        if found is None:
            if self._readers is None:
                self._readers = _readers(self.model)
            seen, todo = {name}, [name]
            while todo:
                fresh = self._readers.get(todo.pop(), set()) - seen
                seen |= fresh
                todo.extend(fresh)
            found = self._dependents[name] = frozenset(seen)
        return found

    def opaque(self, symbol: Symbol, key: Key, arguments: list[Value], env: Environment) -> Value:
        """The value of a function of which nothing is known."""
        return opaque(self, symbol, key, arguments, env)

    def filled(self, value: Value, indices: Iterable[Index], env: Environment, bind: Binding) -> Value:
        """``value`` with an axis for every index, even those it does not vary along."""
        for i in indices:
            if i not in primal(value).axes:
                n = self.size_along(i, env, bind)
                value = add(value, Array((i,), np.zeros(n)))
        return value

    # ------------------------------------------------------------------ matrices, substitution

    def _linear(self, e: Linear, env: Environment, bind: Binding) -> Value:
        inner = {k: v for k, v in bind.items() if k not in e.argument.indices}
        value = self.filled(self._value(e.argument.body, env, inner), e.argument.indices, env, inner)
        row, column = ("matrix", 0), ("matrix", 1)
        value = rename(value, dict(zip(e.argument.indices, (row, column), strict=True)))
        shape = (length(value, row), length(value, column))
        if e.function in ("inverse", "determinant") and shape[0] != shape[1]:
            raise CannotEvaluate("a matrix that is not square has no " + e.function, "M202")
        if e.function == "determinant":
            return linear_algebra.determinant(value, row, column)
        # The rows of an inverse are counted as the columns of the matrix are.
        lowers = [i.lower for i in reversed(e.argument.indices)]
        if e.function == "inverse":
            value = linear_algebra.inverse(value, row, column)
            return self.entries(value, [row, column], e.indices, lowers, env, bind)
        if e.function == "square root":
            value = linear_algebra.square_root(value, row, column)
            return self.entries(value, [row, column], e.indices, lowers, env, bind)
        if not isinstance(value, Array):
            raise CannotEvaluate(f"the {e.function} of a matrix is not differentiated", "J306")
        if e.function == "spectral norm":
            return linear_algebra.spectral_norm(value, row, column)
        return linear_algebra.extreme_eigenvalue(value, row, column, largest=e.function.startswith("largest"))

    def _comprehension(self, e: Comprehension, env: Environment, bind: Binding) -> Value:
        return self._value(e.body, env, bind)

    def _substitute(self, e: Substitute, env: Environment, bind: Binding) -> Value:
        symbol = self.model.get(e.symbol)
        value = self.filled(self._value(e.value.body, env, bind), e.value.indices, env, bind)
        value = rename(value, {i: (e.symbol, k) for k, i in enumerate(e.value.indices)})
        if symbol is not None and symbol.is_size and not symbol.axes:
            return self._resized(e, primal(value), bind)
        child = Environment({(e.symbol, None): value}, env, self.dependents(e.symbol))
        return self._value(e.body, child, bind)

    def _resized(self, e: Substitute, value: Array, bind: Binding) -> Value:
        """A size substituted: another instance altogether, since arrays change their shapes."""
        other = Instance(
            self.instance.seed,
            positive=self.instance.positive,
            forced={**self.instance.forced, e.symbol: int(value.data)},
        )
        other.sizes = dict(self.instance.sizes)
        return Evaluator(self.model, other, self.m, exact=self._exact).value(e.body, bind)


def _readers(model: Model) -> dict[str, set[str]]:
    """For each name the symbols whose definitions read it."""
    found: dict[str, set[str]] = {}
    for symbol in model.values():
        for clause in symbol.clauses:
            for read in symbols_in(clause.body):
                found.setdefault(read, set()).add(symbol.name)
    return found


def _as_number(condition: Array) -> Array:
    return Array(condition.axes, condition.data.astype(float))


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}

_VISIT: dict[type, Callable[..., Value]] = {
    Number: Evaluator._number,
    Constant: Evaluator._constant,
    Position: Evaluator._position,
    At: Evaluator._at,
    Add: Evaluator._add,
    Mul: Evaluator._mul,
    Pow: Evaluator._pow,
    Apply: Evaluator._apply,
    Compare: Evaluator._compare,
    Member: Evaluator._member,
    Cases: Evaluator._cases,
    Call: call,
    Sum: added,
    Product: multiplied,
    Fold: folded,
    Comprehension: Evaluator._comprehension,
    Linear: Evaluator._linear,
    Derivative: derivative,
    Substitute: Evaluator._substitute,
    Expect: expect,
    Limit: limit,
    Integral: integrate,
}
