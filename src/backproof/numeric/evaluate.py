"""Vectorised evaluation of terms on a concrete instance; derivatives by forward automatic differentiation.

An ``Evaluator`` holds a model and an instance. Free and bound indices become axes of arrays; layers and time steps
(family axes) are looked up one by one and stacked, or looped over where their shapes differ. A derivative
evaluates its body again in a child environment in which the variable carries a tangent: definitions that depend on
it are recomputed, all others are shared with the parent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count, product
from typing import Any

import numpy as np

from backproof.numeric import linear_algebra
from backproof.numeric.arrays import Array, Axis, TooLarge, combine, total
from backproof.numeric.duals import (
    Dual,
    Value,
    add,
    gather,
    has_axis,
    linear,
    mul,
    primal,
    reduce_sum,
    rename,
    scalar,
    select,
    tangent_of,
)
from backproof.numeric.instance import Instance
from backproof.numeric.opaque import opaque_value
from backproof.numeric.primitives import FLOAT, Arithmetic, power
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
    Entry,
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


class CannotEvaluate(Exception):
    """Why a term has no number on an instance; ``code`` names the diagnostic."""

    def __init__(self, message: str, code: str = "J306") -> None:
        super().__init__(message)
        self.code = code


class Ragged(Exception):
    """A value whose shape varies along an index that was to be vectorised: the binder must loop."""


Range = tuple[int, int]
Binding = dict[Index, "int | Range"]
Key = tuple[int, ...]
DEPTH = 60
LAST = 9
"""The last step that a recursion running backwards is computed from, where the document names none."""
_tags = count(1)


def next_tag() -> int:
    """The tag of a new differentiation."""
    return next(_tags)


@dataclass(eq=False)
class Environment:
    """What is overridden here (by a derivative, an argument, a substitution), on top of a parent."""

    overrides: dict[tuple[str, Key | None], Value] = field(default_factory=dict)
    parent: Environment | None = None
    touched: frozenset[str] = frozenset()
    memo: dict[Any, Value] = field(default_factory=dict)
    pending: set[tuple[str, Key]] = field(default_factory=set)
    averaged: frozenset[str] | None = None
    """The random symbols that this environment puts at the nodes of a quadrature."""


class Evaluator:
    """Evaluates terms of ``model`` on ``instance`` with one arithmetic."""

    def __init__(
        self,
        model: Model,
        instance: Instance,
        arithmetic: Arithmetic = FLOAT,
        *,
        exact: Callable[[Any], Any] | None = None,
    ) -> None:
        self.model = model
        self.instance = instance
        self.m = arithmetic
        self.root = Environment()
        self._exact = exact
        self._dependents: dict[str, frozenset[str]] = {}
        self._depth = 0
        self.last = LAST
        self.empty = False
        """Whether some sum or product had nothing to run over."""
        self.drawn: set[tuple[str, Key]] = set()
        """Every free value that was asked for: what the evaluated terms rest on."""

    # ------------------------------------------------------------------ entry points

    def value(self, expr: Expr, binding: Binding | None = None) -> Value:
        """The value of ``expr``; free indices that ``binding`` does not fix become axes."""
        return self._value(expr, self.root, binding or {})

    # ------------------------------------------------------------------ dispatch

    def _value(self, expr: Expr, env: Environment, bind: Binding) -> Value:
        # Sizes may depend on layers that stand in no subexpression, so every fixed index counts.
        key = (expr, frozenset([(i, at) for i, at in bind.items() if i in expr.free or isinstance(at, int)]))
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
        at = self._range(e.index, env, bind)
        if isinstance(at, int):
            return scalar(float(at))
        return Array((e.index,), np.arange(at[0], at[0] + at[1], dtype=float))

    def _range(self, index: Index, env: Environment, bind: Binding) -> int | Range:
        at = bind.get(index)
        if at is not None:
            return at
        return index.lower, self._size(index, env, bind)

    def _size(self, index: Index, env: Environment, bind: Binding) -> int:
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
        if not number == number or number > 1e6 or number < 0:
            raise CannotEvaluate(f"the size {key} is {number}", "J307")
        return int(round(number))

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
        result = BY_NAME[e.function].evaluate(self.m, *arguments)
        return result  # type: ignore[no-any-return]

    def _compare(self, e: Compare, env: Environment, bind: Binding) -> Value:
        return _as_number(self._condition(e, env, bind))

    def _member(self, e: Member, env: Environment, bind: Binding) -> Value:
        return _as_number(self._condition(e, env, bind))

    def _condition(self, e: Expr, env: Environment, bind: Binding) -> Array:
        if isinstance(e, Compare):
            left, right = primal(self._value(e.left, env, bind)), primal(self._value(e.right, env, bind))
            return combine(_COMPARE[e.sign], left, right)
        if isinstance(e, Member):
            return self._membership(e, env, bind)
        if isinstance(e, Mul):
            parts = [self._condition(f, env, bind) for f in e.factors]
            return combine(lambda *xs: np.logical_and.reduce(np.broadcast_arrays(*xs)), *parts)
        return combine(lambda d: d != 0, primal(self._value(e, env, bind)))

    def _membership(self, e: Member, env: Environment, bind: Binding) -> Array:
        element = primal(self._value(e.element, env, bind))
        keys = [primal(self._value(i, env, bind)) for i in e.indices]

        def contains(x: float, *key: float) -> bool:
            rng = self.instance.generator("set", e.symbol, *(int(round(float(k))) for k in key), int(round(float(x))))
            return bool(rng.uniform() < 0.6)

        vector = np.vectorize(contains, otypes=[bool])
        return combine(lambda *xs: vector(*xs), element, *keys)

    def _cases(self, e: Cases, env: Environment, bind: Binding) -> Value:
        result: Value = scalar(float("nan"))
        for condition, branch in reversed(e.branches):
            value = self._value(branch, env, bind)
            result = value if condition is None else select(self._condition(condition, env, bind), value, result)
        return result

    # ------------------------------------------------------------------ symbols

    def _at(self, e: At, env: Environment, bind: Binding) -> Value:
        symbol = self.model.get(e.symbol)
        if symbol is None:
            raise CannotEvaluate(f"nothing says what {e.symbol} is", "M201")
        family, dense = e.indices[: symbol.family], e.indices[symbol.family :]
        value = self._over_keys(family, env, bind, lambda key: self.symbol_value(symbol, key, env))
        return self._entries(value, [(symbol.name, k) for k in range(len(dense))], dense, symbol, env, bind)

    def _entries(
        self,
        value: Value,
        axes: list[Any],
        indices: Iterable[Expr],
        symbol: Symbol | None,
        env: Environment,
        bind: Binding,
    ) -> Value:
        """Replace place-holder axes by index expressions."""
        lowers = [a.lower for a in symbol.axes if not a.family] if symbol else []
        names: dict[Axis, Axis] = {}
        rest: list[tuple[Axis, Expr, int]] = []
        for k, (axis, index) in enumerate(zip(axes, indices, strict=True)):
            lower = lowers[k] if k < len(lowers) else 1
            if isinstance(index, Position) and index.index not in names.values() and not has_axis(value, index.index):
                at = self._range(index.index, env, bind)
                if not isinstance(at, int) and at[0] == lower and self._length(value, axis) in (None, at[1]):
                    names[axis] = index.index
                    continue
            rest.append((axis, index, lower))
        value = rename(value, names)
        for axis, index, lower in rest:
            if has_axis(value, axis):
                places = primal(self._value(index, env, bind))
                value = gather(
                    value, axis, combine(lambda d, low=lower: np.nan_to_num(d.astype(float), nan=-1e6) - low, places)
                )
        return value

    @staticmethod
    def _length(value: Value, axis: Axis) -> int | None:
        while isinstance(value, Dual):
            if axis not in primal(value).axes and has_axis(value.tangent, axis):
                value = value.tangent
            else:
                value = value.real
        return value.length(axis) if axis in value.axes else None

    def _at_points(
        self, family: Iterable[Expr], env: Environment, bind: Binding, get: Callable[[Key, Binding], Value]
    ) -> Value:
        """``get`` at every value of the indices that ``family`` varies along, with these indices fixed, and stacked.

        Needed where what is got depends on the same indices: the t-th loss at the t-th state.
        """
        family = tuple(family)
        keys = [primal(self._value(i, env, bind)) for i in family]
        axes = tuple(dict.fromkeys(a for k in keys for a in k.axes if isinstance(a, Index)))
        if not axes:
            return get(tuple(_whole(k.data) for k in keys), bind)
        ranges = []
        for a in axes:
            at = self._range(a, env, bind)
            ranges.append(range(at, at + 1) if isinstance(at, int) else range(at[0], at[0] + at[1]))
        parts = []
        for point in product(*ranges):
            fixed: Binding = {**bind, **dict(zip(axes, point, strict=True))}
            key = tuple(_whole(primal(self._value(i, env, fixed)).data) for i in family)
            parts.append(get(key, fixed))
        return _stacked(parts, axes, tuple(len(r) for r in ranges))

    def _over_keys(self, family: Iterable[Expr], env: Environment, bind: Binding, get: Callable[[Key], Value]) -> Value:
        """``get`` at the integers that ``family`` evaluates to; where they vary along axes, the values stacked."""
        keys = [primal(self._value(i, env, bind)) for i in family]
        if all(not k.axes for k in keys):
            return get(tuple(_whole(k.data) for k in keys))
        axes = tuple(dict.fromkeys(a for k in keys for a in k.axes))
        shaped = [_spread(k, axes) for k in keys]
        shape = np.broadcast_shapes(*(s.shape for s in shaped))
        grids = [np.broadcast_to(s, shape).reshape(-1) for s in shaped]
        found: dict[Key, Value] = {}
        parts = []
        for values in zip(*grids, strict=True):
            key = tuple(_whole(v) for v in values)
            if key not in found:
                found[key] = get(key)
            parts.append(found[key])
        return _stacked(parts, axes, shape)

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
            if slot in at.pending or self._depth > DEPTH:
                raise CannotEvaluate(f"the definition of {symbol.latex or symbol.name} leads back to itself", "J309")
            at.pending.add(slot)
            self._depth += 1
            try:
                value = self._defined(symbol, key, at)
            finally:
                self._depth -= 1
                at.pending.discard(slot)
            at.memo[slot] = value
        return value

    def _defined(self, symbol: Symbol, key: Key, env: Environment) -> Value:
        if symbol.broken:
            raise CannotEvaluate(f"the definition of {symbol.latex or symbol.name} was not understood", "M206")
        clause = self._clause(symbol, key, env)
        if clause is None:
            self.drawn.add((symbol.name, key))
            return self._drawn(symbol, key, env)
        bind: Binding = {i: k for i, k in zip(clause.indices, key, strict=False) if isinstance(i, Index)}
        value = self._value(clause.body, env, bind)
        dense = [i for i in clause.indices[symbol.family :]]
        return rename(value, {i: (symbol.name, k) for k, i in enumerate(dense) if isinstance(i, Index)})

    def _clause(self, symbol: Symbol, key: Key, env: Environment) -> Clause | None:
        for pinned in (True, False):
            if not pinned and key and self._beyond(symbol, key):
                return None
            for clause in symbol.clauses:
                head = clause.indices[: symbol.family]
                if any(isinstance(i, int) for i in head) != pinned:
                    continue
                if all(isinstance(i, Index) or i == k for i, k in zip(head, key, strict=True)):
                    bind: Binding = {i: k for i, k in zip(head, key, strict=True) if isinstance(i, Index)}
                    if clause.condition is None or bool(np.all(self._condition(clause.condition, env, bind).data)):
                        return clause
        return None

    def _beyond(self, symbol: Symbol, key: Key) -> bool:
        """Whether a step lies before the first or after the last of a recursion: there its value is given, not computed."""
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
        data = self.instance.draw(symbol, key, tuple(shape))
        if self._exact is not None:
            data = np.asarray(self._exact(data), dtype=object)
        return Array(tuple((symbol.name, k) for k in range(len(dense))), data)

    def dependents(self, name: str) -> frozenset[str]:
        """All symbols whose definitions read ``name``, directly or through others; ``name`` included."""
        if not self._dependents:
            readers: dict[str, set[str]] = {}
            for symbol in self.model.values():
                for clause in symbol.clauses:
                    for read in symbols_in(clause.body):
                        readers.setdefault(read, set()).add(symbol.name)
            for start in self.model:
                seen, todo = {start}, [start]
                while todo:
                    for reader in readers.get(todo.pop(), ()):
                        if reader not in seen:
                            seen.add(reader)
                            todo.append(reader)
                self._dependents[start] = frozenset(seen)
        return self._dependents.get(name, frozenset((name,)))

    # ------------------------------------------------------------------ functions of the document

    def _call(self, e: Call, env: Environment, bind: Binding) -> Value:
        symbol = self.model.get(e.symbol)
        if symbol is None:
            raise CannotEvaluate(f"nothing says what {e.symbol} is", "M201")
        value = self._at_points(e.family, env, bind, lambda key, fixed: self._called(e, symbol, key, env, fixed))
        dense = [(symbol.name, k) for k in range(len(e.indices))]
        return self._entries(value, dense, e.indices, symbol, env, bind)

    def _called(self, e: Call, symbol: Symbol, key: Key, env: Environment, bind: Binding) -> Value:
        arguments = [self._argument(e.symbol, k, a, env, bind) for k, a in enumerate(e.arguments)]
        tags: list[tuple[int, int, Entry]] = []
        for slot, entry in e.slots:
            tag = next(_tags)
            axes = [(e.symbol, "argument", slot, j) for j in range(len(e.arguments[slot].indices))]
            arguments[slot] = self._seeded(arguments[slot], axes, tag)
            tags.append((tag, slot, entry))
        own = {
            k for k, a in enumerate(e.arguments) if self._is_itself(symbol, k, a) and all(s != k for s, _ in e.slots)
        }
        value = self._applied(symbol, key, arguments, env, own)
        for tag, slot, entry in reversed(tags):
            rank = len(e.arguments[slot].indices)
            value = self._entries(
                tangent_of(value, tag), [("∂", tag, j) for j in range(rank)], entry.indices, None, env, bind
            )
        return value

    def _argument(self, name: str, k: int, a: Comprehension, env: Environment, bind: Binding) -> Value:
        value = self._value(a.body, env, {i: at for i, at in bind.items() if i not in a.indices})
        value = self._filled(value, a.indices, env, bind)
        return rename(value, {i: (name, "argument", k, j) for j, i in enumerate(a.indices)})

    def _filled(self, value: Value, indices: Iterable[Index], env: Environment, bind: Binding) -> Value:
        """``value`` with an axis for every index, even those it does not vary along."""
        for i in indices:
            if i not in primal(value).axes:
                n = self._size(i, env, bind)
                value = add(value, Array((i,), np.zeros(n)))
        return value

    def _seeded(self, value: Value, axes: list[Any], tag: int) -> Value:
        """``value`` as a variable of differentiation ``tag``: its tangent is the identity over new axes."""
        tangent: Value = scalar(1.0)
        base = primal(value)
        for j, axis in enumerate(axes):
            n = base.length(axis)
            tangent = mul(tangent, Array((axis, ("∂", tag, j)), np.eye(n)))
        return Dual(tag, value, tangent)

    @staticmethod
    def _is_itself(symbol: Symbol, k: int, a: Comprehension) -> bool:
        """Whether a function is called at the very symbol that its formal argument is: nothing changes then."""
        if symbol.parameters is None or k >= len(symbol.parameters) or not isinstance(a.body, At):
            return False
        return a.body.symbol == symbol.parameters[k].symbol and a.body.indices == tuple(Position(i) for i in a.indices)

    def _applied(self, symbol: Symbol, key: Key, arguments: list[Value], env: Environment, own: set[int]) -> Value:
        if symbol.broken:
            raise CannotEvaluate(f"the definition of {symbol.latex or symbol.name} was not understood", "M206")
        if symbol.known:
            return BY_NAME[symbol.known].evaluate(self.m, *arguments)  # type: ignore[no-any-return]
        clause = self._clause(symbol, key, env)
        if clause is None or symbol.parameters is None:
            if not symbol.opaque:
                raise CannotEvaluate(f"nothing says what {symbol.latex or symbol.name} does to its argument", "M205")
            return self._opaque(symbol, key, arguments, env)
        overrides: dict[tuple[str, Key | None], Value] = {}
        touched: set[str] = set()
        for k, (parameter, value) in enumerate(zip(symbol.parameters, arguments, strict=True)):
            if k in own:
                continue
            names = {(symbol.name, "argument", k, j): (parameter.symbol, j) for j in range(parameter.rank)}
            overrides[(parameter.symbol, None)] = rename(value, names)
            touched |= self.dependents(parameter.symbol)
        child = Environment(overrides, env, frozenset(touched))
        self._depth += 1
        if self._depth > DEPTH:
            raise CannotEvaluate(f"the definition of {symbol.latex or symbol.name} leads back to itself", "J309")
        try:
            return self._defined(symbol, key, child)
        finally:
            self._depth -= 1

    def _opaque(self, symbol: Symbol, key: Key, arguments: list[Value], env: Environment) -> Value:
        self.drawn.add((symbol.name, key))
        bind: Binding = dict(zip(symbol.formals, key, strict=False))
        outputs = []
        for k, axis in enumerate(a for a in symbol.axes if not a.family):
            root = axis.size.root
            outputs.append(((symbol.name, k), self.size_of(root.key, root.term, env, bind, root)))
        rng = self.instance.generator("function", symbol.name, key)
        own = [
            [a for a in primal(v).axes if isinstance(a, tuple) and a[:2] == (symbol.name, "argument")]
            for v in arguments
        ]
        value = opaque_value(self.m, rng, arguments, own, outputs, self._exact)
        return _VALUES.get(symbol.domain, lambda m, v: v)(self.m, value)

    # ------------------------------------------------------------------ binders

    def _bounds(self, e: Sum | Product, env: Environment, bind: Binding) -> tuple[int, int, Array | None, Array | None]:
        if e.lower is None and e.upper is None:
            at = self._range(e.index, env, {k: v for k, v in bind.items() if k is not e.index})
            assert not isinstance(at, int)
            return at[0], at[0] + at[1] - 1, None, None
        low = primal(self._value(e.lower, env, bind)) if e.lower is not None else scalar(float(e.index.lower))
        high = (
            primal(self._value(e.upper, env, bind))
            if e.upper is not None
            else scalar(float(e.index.lower + self._size(e.index, env, bind) - 1))
        )
        if low.data.size == 0 or high.data.size == 0:
            return 1, 0, None, None
        first, last = float(np.min(low.data)), float(np.max(high.data))
        if last == float("inf"):
            last = first + 130
        if not (abs(first) < 1e5 and abs(last) < 1e5):
            raise CannotEvaluate("the bounds of a sum are not whole numbers in reach", "J307")
        return int(round(first)), int(round(last)), low if low.axes else None, high if high.axes else None

    def _sum(self, e: Sum, env: Environment, bind: Binding) -> Value:
        return self._bound(e, env, bind, is_product=False)

    def _product(self, e: Product, env: Environment, bind: Binding) -> Value:
        return self._bound(e, env, bind, is_product=True)

    def _bound(self, e: Sum | Product, env: Environment, bind: Binding, *, is_product: bool) -> Value:
        low, high, varying_low, varying_high = self._bounds(e, env, bind)
        neutral = scalar(1.0 if is_product else 0.0)
        if high < low:
            self.empty = True
            return neutral
        inner = dict(bind)
        inner[e.index] = (low, high - low + 1)
        try:
            body = self._value(e.body, env, inner)
            mask = self._mask(e, env, inner, varying_low, varying_high)
        except Ragged:
            return self._looped(e, env, bind, range(low, high + 1), is_product=is_product)
        if mask is not None:
            body = select(mask, body, neutral)
        n = high - low + 1
        if not is_product:
            self._converged(e, body)
            return reduce_sum(body, e.index, n)
        return self._multiplied(body, e.index, n)

    def _converged(self, e: Sum | Product, body: Value) -> None:
        if not (isinstance(e.upper, Constant) and e.upper.name == "infty"):
            return
        data = primal(body)
        if e.index not in data.axes:
            raise CannotEvaluate("an infinite sum of equal terms does not converge", "J306")
        last = np.abs(np.take(data.data, -1, axis=data.axes.index(e.index)).astype(float))
        if not np.all(last <= 1e-13 * (1 + np.nanmax(np.abs(data.data.astype(float))))):
            raise CannotEvaluate("an infinite sum converges too slowly to be added up", "J306")

    def _mask(
        self, e: Sum | Product, env: Environment, bind: Binding, low: Array | None, high: Array | None
    ) -> Array | None:
        masks = []
        here = primal(self._value(Position(e.index), env, bind))
        if low is not None:
            masks.append(combine(lambda i, b: i >= b - 0.5, here, low))
        if high is not None:
            masks.append(combine(lambda i, b: i <= b + 0.5, here, high))
        if e.condition is not None:
            masks.append(self._condition(e.condition, env, bind))
        if not masks:
            return None
        return combine(lambda *xs: np.logical_and.reduce(np.broadcast_arrays(*xs)), *masks)

    def _multiplied(self, body: Value, axis: Index, n: int) -> Value:
        if isinstance(body, Array):
            if axis in body.axes:
                return total(body, axis, product=True)
            return combine(lambda d: d**n, body)
        result: Value = scalar(1.0)
        for k in range(n):
            place = Array((), np.asarray(k))
            result = mul(result, gather(body, axis, place))
        return result

    def _looped(
        self, e: Sum | Product, env: Environment, bind: Binding, values: Iterable[int], *, is_product: bool
    ) -> Value:
        result: Value = scalar(1.0 if is_product else 0.0)
        for v in values:
            inner = dict(bind)
            inner[e.index] = v
            mask = self._mask_at(e, env, inner)
            if mask is not None and not mask.axes and not bool(mask.data):
                continue
            term = self._value(e.body, env, inner)
            if mask is not None and mask.axes:
                term = select(mask, term, scalar(1.0 if is_product else 0.0))
            result = mul(result, term) if is_product else add(result, term)
        return result

    def _mask_at(self, e: Sum | Product, env: Environment, bind: Binding) -> Array | None:
        low = primal(self._value(e.lower, env, bind)) if e.lower is not None else None
        high = primal(self._value(e.upper, env, bind)) if e.upper is not None else None
        return self._mask(e, env, bind, low, high if high is None or np.all(np.isfinite(high.data)) else None)

    def _fold(self, e: Fold, env: Environment, bind: Binding) -> Value:
        low = _constant_int(primal(self._value(e.lower, env, bind)))
        high = _constant_int(primal(self._value(e.upper, env, bind)))
        if high - low > 200:
            raise CannotEvaluate("an ordered product has too many factors", "J307")
        row, column = e.body.indices
        steps = range(high, low - 1, -1) if e.descending else range(low, high + 1)
        result: Value | None = None
        for v in steps:
            inner = {**{k: b for k, b in bind.items() if k not in (row, column)}, e.index: v}
            factor = self._filled(self._value(e.body.body, env, inner), e.body.indices, env, inner)
            factor = rename(factor, {row: ("fold", 0), column: ("fold", 1)})
            result = factor if result is None else _matrix_product(result, factor)
        if result is None:
            n = self._size(row, env, bind)
            if n != self._size(column, env, bind):
                raise CannotEvaluate("an empty ordered product of matrices that are not square", "J306")
            result = Array((("fold", 0), ("fold", 1)), np.eye(n))
        return self._entries(result, [("fold", 0), ("fold", 1)], e.indices, None, env, bind)

    def _comprehension(self, e: Comprehension, env: Environment, bind: Binding) -> Value:
        return self._value(e.body, env, bind)

    # ------------------------------------------------------------------ matrices, derivatives, substitution

    def _linear(self, e: Linear, env: Environment, bind: Binding) -> Value:
        inner = {k: v for k, v in bind.items() if k not in e.argument.indices}
        value = self._filled(self._value(e.argument.body, env, inner), e.argument.indices, env, inner)
        row, column = ("matrix", 0), ("matrix", 1)
        value = rename(value, dict(zip(e.argument.indices, (row, column), strict=True)))
        shape = (self._length(value, row), self._length(value, column))
        if e.function in ("inverse", "determinant") and shape[0] != shape[1]:
            raise CannotEvaluate("a matrix that is not square has no " + e.function, "M202")
        if e.function == "determinant":
            return linear_algebra.determinant(value, row, column)
        if e.function == "spectral norm":
            return linear_algebra.spectral_norm(primal(value), row, column)
        if e.function in ("largest eigenvalue", "smallest eigenvalue"):
            return linear_algebra.extreme_eigenvalue(
                primal(value), row, column, largest=e.function.startswith("largest")
            )
        if e.function == "square root":
            return self._entries(
                linear_algebra.square_root(primal(value), row, column), [row, column], e.indices, None, env, bind
            )
        return self._entries(linear_algebra.inverse(value, row, column), [row, column], e.indices, None, env, bind)

    def _derivative(self, e: Derivative, env: Environment, bind: Binding) -> Value:
        symbol = self.model.get(e.symbol)
        if symbol is None:
            raise CannotEvaluate(f"nothing says what {e.symbol} is", "M201")
        family, dense = e.indices[: symbol.family], e.indices[symbol.family :]

        def at(key: Key, fixed: Binding) -> Value:
            inner = frozenset([(i, v) for i, v in fixed.items() if i in e.body.free or isinstance(v, int)])
            slot = ("∂", e.body, e.symbol, key, e.held, inner)
            found = env.memo.get(slot)
            if found is None:
                tag = next(_tags)
                env.memo[slot] = found = self._tangent(e, symbol, key, env, fixed, tag)
            return found

        if any(self._varies(f, bind) & e.body.free for f in family):
            value = self._at_points(family, env, bind, at)
        else:
            value = self._over_keys(family, env, bind, lambda key: at(key, bind))
        return self._entries(value, [("∂", e.symbol, k) for k in range(len(dense))], dense, symbol, env, bind)

    @staticmethod
    def _varies(e: Expr, bind: Binding) -> frozenset[Index]:
        """The indices of an expression that are not fixed to one value."""
        return frozenset(i for i in e.free if not isinstance(bind.get(i), int))

    def _tangent(self, e: Derivative, symbol: Symbol, key: Key, env: Environment, bind: Binding, tag: int) -> Value:
        axes = [(symbol.name, k) for k in range(len(symbol.axes) - symbol.family)]
        here = self._full(self.symbol_value(symbol, key, env), symbol, key, axes, env)
        overrides: dict[tuple[str, Key | None], Value] = {(symbol.name, key): self._seeded(here, axes, tag)}
        touched = self.dependents(symbol.name) - {symbol.name}
        if symbol.name in self._readers_of_self(symbol) or symbol.family:
            touched |= {symbol.name}
        child = Environment(overrides, env, frozenset(touched) - set(e.held))
        value = tangent_of(self._value(e.body, child, bind), tag)
        return rename(value, {("∂", tag, k): ("∂", symbol.name, k) for k in range(len(axes))})

    def _full(self, value: Value, symbol: Symbol, key: Key, axes: list[Any], env: Environment) -> Value:
        bind: Binding = dict(zip(symbol.formals, key, strict=False))
        for axis, spec in zip(axes, [a for a in symbol.axes if not a.family], strict=True):
            if axis not in primal(value).axes:
                root = spec.size.root
                value = add(value, Array((axis,), np.zeros(self.size_of(root.key, root.term, env, bind, root))))
        return value

    @staticmethod
    def _readers_of_self(symbol: Symbol) -> set[str]:
        return {symbol.name} if any(symbol.name in symbols_in(c.body) for c in symbol.clauses) else set()

    def _substitute(self, e: Substitute, env: Environment, bind: Binding) -> Value:
        symbol = self.model.get(e.symbol)
        value = self._filled(self._value(e.value.body, env, bind), e.value.indices, env, bind)
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

    def _expect(self, e: Expect, env: Environment, bind: Binding) -> Value:
        from backproof.numeric.expectation import expect

        return expect(self, e, env, bind)

    def _limit(self, e: Limit, env: Environment, bind: Binding) -> Value:
        from backproof.numeric.limits import limit

        return limit(self, e, env, bind)

    def _integral(self, e: Integral, env: Environment, bind: Binding) -> Value:
        from backproof.numeric.integral import integrate

        return integrate(self, e, env, bind)

    def _unsupported(self, e: Expr, env: Environment, bind: Binding) -> Value:
        code = {"Expect": "J301", "Limit": "J302", "Integral": "J306"}.get(type(e).__name__, "J306")
        raise CannotEvaluate(f"{type(e).__name__.lower()} is not evaluated numerically yet", code)


def _as_number(condition: Array) -> Array:
    return Array(condition.axes, condition.data.astype(float))


_VALUES: dict[str, Callable[[Any, Any], Any]] = {
    "positive": lambda m, v: m.exp(v),
    "nonnegative": lambda m, v: m.exp(v),
    "unit": lambda m, v: BY_NAME["sigmoid"].evaluate(m, v),
    "sign": lambda m, v: m.sign(v),
    "binary": lambda m, v: BY_NAME["step"].evaluate(m, v),
}
"""How an opaque function keeps to the set in which its values are declared to lie."""

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _whole(x: Any) -> int:
    number = float(x)
    if number != number or abs(number) > 1e6 or abs(number - round(number)) > 1e-9:
        raise CannotEvaluate(f"an index is {number}, not a whole number", "J306")
    return int(round(number))


def _constant_int(value: Array) -> int:
    if value.axes:
        raise Ragged
    return _whole(value.data)


def _spread(value: Array, axes: tuple[Axis, ...]) -> Any:
    """Data of ``value`` shaped to broadcast over ``axes``."""
    order = sorted(range(len(value.axes)), key=lambda k: axes.index(value.axes[k]))
    sizes = iter(value.data.transpose(order).shape)
    have = set(value.axes)
    return value.data.transpose(order).reshape([next(sizes) if a in have else 1 for a in axes])


def _stacked(parts: list[Value], axes: tuple[Axis, ...], shape: tuple[int, ...]) -> Value:
    """Values of equal shape stacked along new axes."""
    tags = {v.tag for v in parts if isinstance(v, Dual)}
    if tags:
        tag = max(tags)
        real = [v.real if isinstance(v, Dual) and v.tag == tag else v for v in parts]
        zero = scalar(0.0)
        tangents = [v.tangent if isinstance(v, Dual) and v.tag == tag else zero for v in parts]
        return Dual(tag, _stacked(real, axes, shape), _stacked(tangents, axes, shape))
    arrays: list[Array] = parts  # type: ignore[assignment]
    common = max((a.axes for a in arrays), key=len)
    filled = []
    for a in arrays:
        if set(a.axes) - set(common):
            raise Ragged
        filled.append(_spread(a, common))
    try:
        full = np.broadcast_shapes(*(f.shape for f in filled))
    except ValueError:
        raise Ragged from None
    lengths = {f.shape for f in filled if f.ndim == len(full) and all(n > 1 for n in f.shape)}
    if len(lengths) > 1:
        raise Ragged
    data = np.stack([np.broadcast_to(f, full) for f in filled]).reshape((*shape, *full))
    return Array((*axes, *common), data)


def _matrix_product(a: Value, b: Value) -> Value:
    middle = ("fold", "middle")
    left, right = rename(a, {("fold", 1): middle}), rename(b, {("fold", 0): middle})
    n = Evaluator._length(left, middle)
    if n != Evaluator._length(right, middle):
        raise CannotEvaluate("neighbouring factors of an ordered product do not fit", "M202")
    return reduce_sum(mul(left, right), middle, n or 1)


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
    Call: Evaluator._call,
    Sum: Evaluator._sum,
    Product: Evaluator._product,
    Fold: Evaluator._fold,
    Comprehension: Evaluator._comprehension,
    Linear: Evaluator._linear,
    Derivative: Evaluator._derivative,
    Substitute: Evaluator._substitute,
    Expect: Evaluator._expect,
    Limit: Evaluator._limit,
    Integral: Evaluator._integral,
}
_ = linear
