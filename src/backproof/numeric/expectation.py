"""Expectations by quadrature: enumeration, Gauss rules, and adaptive panels where the integrand has kinks.

Which random numbers an entry of the body depends on is found by changing them one at a time; only these are
integrated, on a tensor grid. Numbers that do not interact (their mixed differences vanish) are integrated apart:
E f = f(a) + Σ_C (E f_C − f(a)). A rule is trusted only if a second one agrees with it to 1e-11; otherwise one
random number is integrated on panels that are refined until nothing changes, two on panels cut at the zero crossings.
Sources: Davis and Rabinowitz, *Methods of Numerical Integration*; Rabitz and Aliş, *General foundations of
high-dimensional model representations*, 1999 (the anchored decomposition).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from backproof.numeric.arrays import Array, TooLarge, combine
from backproof.numeric.duals import Dual, NotReversible, Value, add, mul, primal, reduce_sum, scalar, select
from backproof.numeric.environment import Binding, CannotEvaluate, Environment, next_tag
from backproof.numeric.laws import EDGE, LINE, REACH, density, gauss, legendre, panels
from backproof.numeric.primitives import FLOAT
from backproof.numeric.pushforward import pushed
from backproof.numeric.randomness import LATENT, Draw, Randoms, parameters_of
from backproof.numeric.refining import NODES, Unsettled, panel_sums, parts_of, refined
from backproof.numeric.ridge import directions
from backproof.numeric.softening import as_written, softened
from backproof.terms.chance import averaged_over, downstream, law_reads
from backproof.terms.nodes import Expect, Expr

if TYPE_CHECKING:
    from backproof.numeric.evaluate import Evaluator

Floats = Any
GRID = 60_000
"""At most so many nodes in one grid."""
SCALARS = 200
PATTERNS = 150
CLOSE = 1e-11
ORDERS = {1: (12, 16), 2: (14, 18), 3: (9, 11), 4: (6, 7), 5: (5, 6), 6: (4, 5), 7: (3, 4)}
"""Nodes per random number of the two Gauss rules that must agree, by how many there are."""
_samples = count(1)


def expect(evaluator: Evaluator, e: Expect, env: Environment, bind: Binding) -> Value:
    """E[body]. Raises ``CannotEvaluate`` (J301) where no law is known or no rule converges."""
    if evaluator._exact is not None:
        raise CannotEvaluate("expectations are computed in floating point", "J301")
    names = averaged_over(e, evaluator.model)
    if not names:
        if e.symbols or not any(s.distribution is not None for s in evaluator.model.values()):
            raise CannotEvaluate("nothing says what is random here", "J301")
        return evaluator._value(e.body, env, bind)
    while env.averaged is not None and env.averaged <= names and env.parent is not None:
        env = env.parent
    found = env.memo.get(("E", e, _key(bind)))
    if found is None:
        if env.taped():
            raise NotReversible
        try:
            with np.errstate(all="ignore"), as_written(evaluator, FLOAT):
                found = _solved(Problem(evaluator, e.body, env, bind, names))
        except TooLarge as problem:
            raise CannotEvaluate(f"an expectation over too many random numbers: {problem}", "J301") from None
        env.memo[("E", e, _key(bind))] = found
    return found


def _solved(problem: Problem) -> Value:
    """The value of an expectation, by its own random numbers or, where that fails, by an affine image of them."""
    try:
        return problem.solve()
    except CannotEvaluate:
        draws = pushed(problem)
        if draws is None:
            raise
        return Problem(problem.evaluator, problem.body, problem.env, problem.bind, problem.names, draws).solve()


def _key(bind: Binding) -> frozenset[Any]:
    return frozenset(bind.items())


@dataclass(frozen=True)
class Line:
    """The line z = t·direction through the base variables of some scalars."""

    scalars: tuple[int, ...]
    direction: Floats


class Problem:
    """One expectation in one environment."""

    def __init__(
        self,
        evaluator: Evaluator,
        body: Expr,
        env: Environment,
        bind: Binding,
        names: set[str],
        draws: list[Draw] | None = None,
    ) -> None:
        self.evaluator = evaluator
        self.body = body
        self.env = env
        self.bind = bind
        self.names = names
        touched = set(names)
        for name in names:
            touched |= evaluator.dependents(name)
        for name in names:
            if law_reads(evaluator.model[name]) & touched:
                touched |= evaluator.dependents(name)
        self.touched = frozenset(touched)
        self.sample = ("sample", next(_samples))
        self.randoms = Randoms(evaluator, self._draws() if draws is None else draws, self.sample)
        self.rng = np.random.default_rng(20)
        self.mask: Array | None = None
        """The entries of the body that are looked at; the others count as zero."""
        self.jumps = False
        """Whether the body has jumps or kinks: then two rules may agree because both miss them."""

    # ------------------------------------------------------------------ the random numbers

    def child(self) -> Environment:
        return Environment({}, self.env, self.touched, averaged=frozenset(self.names))

    def _draws(self) -> list[Draw]:
        """The random tensors that the body asks for, those first on which the laws of others rest."""
        evaluator, model = self.evaluator, self.evaluator.model
        before = set(evaluator.drawn)
        child = self.child()
        evaluator._value(self.body, child, self.bind)
        asked: dict[tuple[str, tuple[int, ...]], tuple[int, ...]] = {}
        todo = True
        while todo:
            todo = False
            for slot, value in list(child.memo.items()):
                if isinstance(slot, tuple) and len(slot) == 2 and slot[0] in self.names and slot not in asked:
                    symbol = model[slot[0]]
                    data = primal(value)
                    axes = [(symbol.name, k) for k in range(len(symbol.axes) - symbol.family)]
                    asked[slot] = tuple(data.length(a) if a in data.axes else 1 for a in axes)
                    if law_reads(symbol) & self.touched:
                        parameters_of(evaluator, symbol, slot[1], child)
                        todo = True
        evaluator.drawn -= {s for s in asked if s not in before}
        if not asked:
            return []
        draws = []
        for (name, key), shape in asked.items():
            symbol = model[name]
            assert symbol.distribution is not None
            made = Draw(symbol, key, shape, symbol.distribution.name)
            rng = evaluator.instance.generator("law", name, key)
            if made.law == "unknown":
                tied = symbol.distribution.parameters == ()
                if tied:
                    made.table = rng.uniform(-1.8, 1.8, (*shape, LATENT))
                else:
                    made.parameters = [
                        Array(made.axes, rng.uniform(0.3, 1.7, shape)),
                        Array(made.axes, rng.uniform(0.4, 1.5, shape)),
                    ]
            elif law_reads(symbol) & self.touched:
                made.varying = True
                if not made.rule.base and made.law in ("binomial", "poisson"):
                    raise CannotEvaluate("a count whose law is itself random", "J301")
            else:
                made.parameters = parameters_of(evaluator, symbol, key, self.env)
            draws.append(made)
        behind = {d.symbol.name: len(downstream(law_reads(d.symbol), model) & self.names) for d in draws}
        return sorted(draws, key=lambda d: (behind[d.symbol.name], d.symbol.name, d.key))

    # ------------------------------------------------------------------ evaluation

    def at(self, nodes: Floats, active: tuple[int, ...] = ()) -> tuple[Value, Value]:
        """The body at nodes (scalars × samples), and the weight of the discrete numbers among ``active``."""
        child = self.child()
        weight = self.randoms.value(nodes, active, child)
        value = self.evaluator._value(self.body, child, self.bind)
        return value if self.mask is None else select(self.mask, value, scalar(0.0)), weight

    def both(self, nodes: Floats) -> tuple[tuple[Any, ...], list[Floats]]:
        """The body at nodes as it is, and softened: together they tell what it depends on."""
        axes, data = self.data(self.at(nodes)[0])
        with softened(self.evaluator, self.sample):
            other, soft = self.data(self.at(nodes)[0])
        if other != axes:
            raise self.fail("an expectation of something whose entries vary in number")
        return axes, [data, np.nan_to_num(soft)]

    def anchored(self, samples: int) -> Floats:
        nodes = np.empty((len(self.randoms), samples))
        for k in range(len(self.randoms)):
            nodes[k] = self.randoms.anchor(k)
        return nodes

    def fail(self, message: str) -> Exception:
        return CannotEvaluate(message, "J301")

    # ------------------------------------------------------------------ which numbers matter where

    def solve(self) -> Value:
        scalars = len(self.randoms)
        if not scalars:
            return self.evaluator._value(self.body, self.env, self.bind)
        if scalars > SCALARS:
            raise self.fail("an expectation over too many random numbers")
        axes, depends = self._dependence()
        if not depends.any():
            return self._average(self.anchored(1), np.ones(1), ())
        flat = depends.reshape(-1, scalars)
        patterns = np.unique(flat, axis=0)
        if len(patterns) > PATTERNS:
            raise self.fail("an expectation over too many random numbers")
        result: Value = scalar(0.0)
        for pattern in patterns:
            self.mask = Array(axes, (flat == pattern).all(axis=1).reshape(depends.shape[:-1]))
            result = add(result, self._integral(tuple(int(k) for k in np.nonzero(pattern)[0])))
        return result

    def data(self, value: Value) -> tuple[tuple[Any, ...], Floats]:
        """Plain data with the sample axis last, and the other axes."""
        a = primal(value)
        axes = tuple(x for x in a.axes if x != self.sample)
        order = [a.axes.index(x) for x in axes]
        data = a.data.astype(float)
        if self.sample not in a.axes:
            return axes, data.transpose(order)[..., None]
        return axes, data.transpose([*order, a.axes.index(self.sample)])

    def _dependence(self) -> tuple[tuple[Any, ...], Floats]:
        """For each entry of the body, the scalars that change it."""
        n = len(self.randoms)
        points = 8 if n <= 60 else 4
        base = self.randoms.sampled(points, self.rng)
        other = self.randoms.sampled(points, self.rng, base)
        nodes = np.repeat(base[:, :, None], n + 1, axis=2)
        for k in range(n):
            nodes[k, :, k + 1] = other[k]
        axes, kinds = self.both(nodes.reshape(n, -1))
        hard, soft = np.broadcast_arrays(*kinds)
        self.jumps = bool(_differ(hard, soft).any())
        found = np.zeros((*kinds[0].shape[:-1], n), dtype=bool)
        for data in kinds:
            if data.shape[-1] > 1:
                rows = data.reshape((*data.shape[:-1], points, n + 1))
                found |= np.any(_differ(rows[..., 1:], rows[..., :1]), axis=-2)
        return axes, found

    def _components(self, active: tuple[int, ...]) -> list[tuple[int, ...]]:
        """The active scalars in groups that do not interact in any entry of the body."""
        n, points = len(active), 3
        base = self.randoms.sampled(points, self.rng)
        other = self.randoms.sampled(points, self.rng, base)
        pairs = [(a, b) for k, a in enumerate(active) for b in active[:k]]
        nodes = np.repeat(base[:, :, None], 1 + n + len(pairs), axis=2)
        for k, a in enumerate(active):
            nodes[a, :, 1 + k] = other[a]
        for k, (a, b) in enumerate(pairs):
            nodes[a, :, 1 + n + k] = other[a]
            nodes[b, :, 1 + n + k] = other[b]
        _, kinds = self.both(nodes.reshape(len(base), -1))
        data = np.concatenate([k.reshape((-1, points, 1 + n + len(pairs))) for k in kinds])
        place = {a: 1 + k for k, a in enumerate(active)}
        group = {a: a for a in active}
        for k, (a, b) in enumerate(pairs):
            whole = data[..., 1 + n + k] + data[..., 0]
            if _differ(whole, data[..., place[a]] + data[..., place[b]], 1e-9).any() or self._mixed(a, b):
                old, new = group[a], group[b]
                group = {c: new if g == old else g for c, g in group.items()}
        return [tuple(c for c in active if group[c] == g) for g in sorted(set(group.values()))]

    def _mixed(self, a: int, b: int) -> bool:
        """Whether two scalars are correlated entries of one joint law."""
        one, other = self.randoms.owner[a][0], self.randoms.owner[b][0]
        return (one is other and one.joint) or one.varying or other.varying

    # ------------------------------------------------------------------ integration

    def _average(self, nodes: Floats, weights: Floats, active: tuple[int, ...]) -> Value:
        value, weight = self.at(nodes, active)
        product = mul(mul(Array((self.sample,), weights), weight), value)
        self._falls_off(nodes, product, active)
        return reduce_sum(product, self.sample, 1)

    def _falls_off(self, nodes: Floats, product: Value, active: tuple[int, ...]) -> None:
        """Refuse what does not fall off along a line: such an integral does not exist."""
        lines = [k for k in active if self.randoms.bases[k] == LINE]
        data = np.abs(self.data(product)[1]) if lines else np.zeros(1)
        for k in lines:
            far = np.abs(nodes[k]) > EDGE
            most = np.max(np.nan_to_num(data, nan=np.inf), initial=0.0)
            if not np.all(data[..., far] <= 1e-9 * most):
                law = self.randoms.owner[k][0].symbol
                raise self.fail(f"a moment of {law.latex or law.name} that does not exist, or hardly does")

    def _grid(self, active: tuple[int, ...], rules: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
        sizes = [len(x) for x, _ in rules]
        total = int(np.prod(sizes, dtype=float))
        if total > GRID:
            raise self.fail("an expectation over too many random numbers at once")
        nodes, weights = self.anchored(total), np.ones(total)
        for k, place, (x, w) in zip(active, np.indices(sizes).reshape(len(sizes), total), rules, strict=True):
            nodes[k], weights = x[place], weights * w[place]
        return nodes, weights

    def _rule(self, k: int, n: int) -> tuple[Floats, Floats]:
        base = self.randoms.bases[k]
        if base:
            return gauss(base, n)
        return self.randoms.points[k], np.ones(len(self.randoms.points[k]))

    def _integral(self, active: tuple[int, ...]) -> Value:
        """E over the active scalars, the others at rest."""
        if not active:
            return self._average(self.anchored(1), np.ones(1), ())
        smooth = [k for k in active if self.randoms.bases[k]]
        orders = ORDERS.get(len(smooth), (3, 4)) if smooth else (1, 1)
        size = np.prod([float(len(self._rule(k, orders[1])[0])) for k in active])
        if size > 4000 and len(active) > 1:
            groups = self._components(active)
            if len(groups) > 1:
                rest = self._average(self.anchored(1), np.ones(1), ())
                result: Value = mul(scalar(1.0 - len(groups)), rest)
                for group in groups:
                    result = add(result, self._integral(group))
                return result
        if size > GRID:
            raise self.fail("an expectation over too many random numbers at once")
        first = self._average(*self._grid(active, [self._rule(k, orders[1]) for k in active]), active)
        if not smooth:
            return first
        second = self._average(*self._grid(active, [self._rule(k, orders[0]) for k in active]), active)
        if not self.jumps and _agree(first, second, CLOSE):
            return first
        if len(smooth) == 1:
            return self._adaptive(Line(tuple(smooth), np.ones(1)), active)
        return self._turned(smooth, active)

    def _turned(self, smooth: list[int], active: tuple[int, ...]) -> Value:
        """Entries that see the normal numbers through one linear form are integrated along it; two on panels."""
        found = directions(self, active, smooth, next_tag())
        mask = self.mask
        assert mask is not None
        inside = np.broadcast_to(mask.data, found.shape[:-1] if found is not None else mask.data.shape)
        if found is None or np.isnan(found[inside]).any() or self._order() > 1:
            if len(smooth) == 2:
                return self._nested(smooth, active)
            raise self.fail("the quadrature of an expectation does not converge")
        result: Value = scalar(0.0)
        try:
            for place in np.argwhere(inside):
                here = np.zeros(mask.data.shape, dtype=bool)
                here[tuple(place)] = True
                self.mask = Array(mask.axes, here)
                result = add(result, self._adaptive(Line(tuple(smooth), found[tuple(place)]), active))
        finally:
            self.mask = mask
        return result

    def _order(self) -> int:
        """How many differentiations are under way: along the line only first derivatives come out right."""
        tags: set[int] = set()
        env: Environment | None = self.env
        while env is not None:
            for v in env.overrides.values():
                while isinstance(v, Dual):
                    tags.add(v.tag)
                    v = v.real
            env = env.parent
        return len(tags)

    def _others(self, active: tuple[int, ...], smooth: list[int]) -> tuple[tuple[int, ...], Floats, Floats]:
        rest = tuple(k for k in active if k not in smooth)
        nodes, weights = self._grid(rest, [self._rule(k, 1) for k in rest])
        return rest, nodes, weights

    def _panel_sums(self, line: Line, active: tuple[int, ...], low: Floats, high: Floats) -> Value:
        """The integral over each panel [low, high] of the base variable along ``line``."""
        x, w = legendre(NODES)
        at = (low[:, None] + (high - low)[:, None] * x).reshape(-1)
        each = ((high - low)[:, None] * w).reshape(-1) * density(self.randoms.bases[line.scalars[0]], at)
        _, rest, weights = self._others(active, list(line.scalars))
        m = rest.shape[1]
        if len(at) * m > GRID:
            raise self.fail("the quadrature of an expectation needs too many nodes")
        nodes = np.tile(rest, (1, len(at)))
        nodes[list(line.scalars)] = line.direction[:, None] * np.repeat(at, m)
        value, weight = self.at(nodes, active)
        product = mul(mul(Array((self.sample,), np.repeat(each, m) * np.tile(weights, len(at))), weight), value)

        return panel_sums(product, self.sample, len(low))

    def _adaptive(self, line: Line, active: tuple[int, ...]) -> Value:
        """One random number on panels that are split until nothing changes."""
        reach = REACH[self.randoms.bases[line.scalars[0]]]
        try:
            return refined(
                lambda low, high: self._panel_sums(line, active, low, high), *reach, self.sample, self._differentiated
            )
        except Unsettled as problem:
            raise self.fail(
                "the derivative of an expectation of something that jumps"
                if problem.jump
                else "the quadrature of an expectation does not converge"
            ) from None

    def _differentiated(self) -> bool:
        env: Environment | None = self.env
        while env is not None:
            if any(isinstance(v, Dual) for v in env.overrides.values()):
                return True
            env = env.parent
        return False

    def _nested(self, smooth: list[int], active: tuple[int, ...]) -> Value:
        """Two random numbers on panels cut at their zero crossings, those of the second as they move with the first."""
        values = [self._cut(smooth, active, n) for n in (12, 15)]
        if _agree(values[0], values[1], 1e-10):
            return values[1]
        raise self.fail("the quadrature of an expectation with kinks does not converge")

    def _cut(self, smooth: list[int], active: tuple[int, ...], n: int) -> Value:
        first, second = smooth
        _, rest, weights = self._others(active, smooth)
        zero = float(self.randoms.zero_crossing(first, list(active), self.anchored(1), self.child())[0])
        x, wx = panels(_edges(self.randoms.bases[first], zero), n)
        nodes = self.anchored(len(x))
        nodes[first] = x
        zeros = self.randoms.zero_crossing(second, list(active), nodes, self.child())
        inner = [panels(_edges(self.randoms.bases[second], float(z)), n) for z in zeros]
        y, wy = np.concatenate([p[0] for p in inner]), np.concatenate([p[1] for p in inner])
        each = len(inner[0][0])
        xs = np.repeat(x, each)
        base = (
            np.repeat(wx, each) * wy * density(self.randoms.bases[first], xs) * density(self.randoms.bases[second], y)
        )
        m = rest.shape[1]
        if len(xs) * m > 3 * GRID:
            raise self.fail("the quadrature of an expectation needs too many nodes")
        grid = np.tile(rest, (1, len(xs)))
        grid[first], grid[second] = np.repeat(xs, m), np.repeat(y, m)
        return self._average(grid, np.repeat(base, m) * np.tile(weights, len(xs)), active)


def _edges(base: str, zero: float) -> Floats:
    """Sixteen panels or so over the reach of a base variable, with an edge at ``zero`` (always equally many)."""
    low, high = REACH[base]
    if base == "uniform":
        cut = min(max(zero, 0.02), 0.98)
        return np.array([0.0, cut / 2, cut, (1 + cut) / 2, 1.0])
    shape = (
        np.array([0.5, 1.2, 2.0, 3.0, 4.2, 5.6, 7.2, 9.0])
        if base == "normal"
        else np.array([0.5, 1.5, 3.0, 5.0, 8.0, 13.0, 21.0, 36.0])
    )
    cut = min(max(zero, -8.5), 8.5)
    if base == "exponential":
        cut = max(cut, 0.05)
        return np.concatenate((np.linspace(0, cut, 5), cut + shape))
    top = max(high - cut, 1.0) / shape[-1] if base == "normal" else 1.0
    bottom = max(cut - low, 1.0) / shape[-1] if base == "normal" else 1.0
    return np.concatenate((cut - min(bottom, 2.3) * shape[::-1], [cut], cut + min(top, 2.3) * shape))


def _differ(a: Floats, b: Floats, tolerance: float = 1e-10) -> Floats:
    scale = max(float(np.max(np.abs(np.nan_to_num(b)), initial=0.0)), 1e-9)
    with np.errstate(all="ignore"):
        return (np.isnan(a) != np.isnan(b)) | (np.abs(a - b) > tolerance * np.maximum(np.abs(b), 1e-3 * scale))


def _agree(a: Value, b: Value, tolerance: float) -> bool:
    for x, y in zip(parts_of(a), parts_of(b), strict=True):
        gap = np.abs(combine(lambda p, q: p - q, x, y).data.astype(float))
        size = np.max(np.abs(np.nan_to_num(x.data.astype(float))), initial=0.0) + 1e-4
        if not np.all((gap <= tolerance * size) | np.isnan(gap)):
            return False
    return True
