"""The random numbers of one expectation: which symbols are drawn, by which law, and their values at given nodes.

A ``Draw`` is one random tensor (a symbol at a family position); its entries are *scalars*, numbered through over all
draws. ``Randoms.value`` puts nodes in the place of the scalars and gives the values of the tensors and the weights,
with tangents where parameters carry them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from backproof.numeric.arrays import Array, Axis, total
from backproof.numeric.duals import Dual, Value, add, gather, has_axis, mul, primal, reduce_sum, rename, scalar, select
from backproof.numeric.environment import Environment
from backproof.numeric.laws import LINE, RULES, Rule
from backproof.numeric.primitives import FLOAT, power
from backproof.terms.model import Symbol

if TYPE_CHECKING:
    from backproof.numeric.evaluate import Evaluator

Floats = Any
LATENT = 5
_STAND_IN = {
    "joint normal": "normal",
    "unknown": "moments",
    "loose moments": "moments",
    "loose variance": "moments",
    "loose symmetric": "symmetric moments",
}


@dataclass(eq=False)
class Draw:
    """One random tensor. ``first`` is the number of its first scalar; a *tied* one shares it with the others."""

    symbol: Symbol
    key: tuple[int, ...]
    shape: tuple[int, ...]
    law: str
    parameters: list[Value] = field(default_factory=list)
    varying: bool = False
    """Its parameters read other random symbols, so that they must be evaluated at every node."""
    first: int = 0
    table: Floats = None
    factor: Value | None = None
    """For a joint law that was pushed forward: the matrix A of x = m + A u, over (entries, ``("u",)``)."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        return tuple((self.symbol.name, k) for k in range(len(self.shape)))

    @property
    def size(self) -> int:
        return int(np.prod(self.shape, dtype=int))

    @property
    def joint(self) -> bool:
        return self.law == "joint normal"

    @property
    def rule(self) -> Rule:
        return RULES[_STAND_IN.get(self.law, self.law)]


class Randoms:
    """All draws of one expectation."""

    def __init__(self, evaluator: Evaluator, draws: list[Draw], sample: Axis) -> None:
        self.evaluator = evaluator
        self.draws = draws
        self.sample = sample
        self.bases: list[str] = []
        self.points: list[Floats] = []
        self.owner: list[tuple[Draw, int]] = []
        tied: int | None = None
        for d in draws:
            if d.table is not None:
                if tied is None:
                    tied = len(self.bases)
                    self._scalar(d, 0, "", np.arange(float(LATENT)))
                d.first = tied
                continue
            d.first = len(self.bases)
            points = d.rule.points(*d.parameters) if not d.rule.base else np.zeros(1)
            for k in range(d.size):
                self._scalar(d, k, d.rule.base, points)

    def _scalar(self, draw: Draw, entry: int, base: str, points: Floats) -> None:
        self.bases.append(base)
        self.points.append(points)
        self.owner.append((draw, entry))

    def __len__(self) -> int:
        return len(self.bases)

    def anchor(self, k: int) -> float:
        """A value of the base variable at which a scalar rests while others are integrated."""
        return 0.3125 if self.bases[k] else float(self.points[k][-1])

    def sampled(self, count: int, rng: np.random.Generator, apart: Floats = None) -> Floats:
        """Random base variables, scalars × count; discrete ones different from ``apart``."""
        out = np.empty((len(self), count))
        for k, base in enumerate(self.bases):
            if base:
                out[k] = _sampler(base, rng)(size=count)
                continue
            points = self.points[k][:8]
            places = rng.integers(0, len(points), count)
            if apart is not None and len(points) > 1:
                old = np.argmin(np.abs(points[:, None] - apart[k]), axis=0)
                places = (old + rng.integers(1, len(points), count)) % len(points)
            out[k] = points[places]
        return out

    def value(
        self, nodes: Floats, active: Iterable[int], env: Environment, seed: tuple[int, tuple[int, ...]] | None = None
    ) -> Value:
        """Put the draws at ``nodes`` (scalars × samples) into ``env``; the weight of the discrete ``active`` ones.

        With ``seed`` (a tag and some scalars) the base variables of these carry tangents along the axis ``("ridge",)``.
        """
        chosen = set(active)
        weight: Value = scalar(1.0)
        for d in self.draws:
            held = [k for k in range(d.size) if d.first + k in chosen] if d.table is None else []
            if d.table is not None:
                data = d.table[..., np.round(nodes[d.first]).astype(int)]
                env.overrides[(d.symbol.name, d.key)] = Array((*d.axes, self.sample), data)
                continue
            z = Array((*d.axes, self.sample), nodes[d.first : d.first + d.size].reshape((*d.shape, -1)))
            parameters = parameters_of(self.evaluator, d.symbol, d.key, env) if d.varying else d.parameters
            if d.joint:
                made = self._mixed(d, parameters, z, held)
            else:
                made = d.rule.decode(z if seed is None else _seeded(d, z, *seed), *parameters)
                if d.rule.base in ("", LINE) and held:
                    weight = mul(weight, self._weight(d, parameters, z, held))
            env.overrides[(d.symbol.name, d.key)] = _over(made, (*d.axes, self.sample), z)
        if d_weights := self._latent(chosen, nodes):
            weight = mul(weight, d_weights[0])
        return weight

    def _latent(self, chosen: set[int], nodes: Floats) -> list[Value]:
        tied = [d for d in self.draws if d.table is not None and d.first in chosen]
        return [scalar(1.0 / LATENT)] if tied else []

    def _weight(self, d: Draw, parameters: list[Value], z: Array, held: list[int]) -> Value:
        one = mul(d.rule.weight(z, *parameters), Array(z.axes, np.ones_like(z.data)))
        mask = np.zeros(d.size, dtype=bool)
        mask[held] = True
        result = select(Array(d.axes, mask.reshape(d.shape)), one, scalar(1.0)) if d.axes else one
        for axis, n in zip(d.axes, d.shape, strict=True):
            result = _multiplied(result, axis, n)
        return result

    def _mixed(self, d: Draw, parameters: list[Value], z: Array, held: list[int]) -> Value:
        """x = m + L z over the entries held, with L the Cholesky factor of their covariance; others rest at m + z."""
        mean = _over(parameters[0], d.axes, Array(d.axes, np.zeros(d.shape)))
        factor: dict[tuple[int, int], Value] = {}
        for n, a in enumerate(held):
            for m, b in enumerate(held[: n + 1]):
                left = _covariance(d, parameters, a, b)
                for k in range(m):
                    left = add(left, mul(scalar(-1.0), mul(factor[n, k], factor[m, k])))
                factor[n, m] = FLOAT.sqrt(left) if n == m else mul(left, power(factor[m, m], scalar(-1.0)))
        rest = np.ones(d.size)
        rest[held] = 0.0
        result = add(mean, mul(Array(d.axes, rest.reshape(d.shape)), z))
        for n, a in enumerate(held):
            here = np.zeros(d.size)
            here[a] = 1.0
            for m, b in enumerate(held[: n + 1]):
                node = Array((self.sample,), z.data.reshape(d.size, -1)[b])
                result = add(result, mul(Array(d.axes, here.reshape(d.shape)), mul(factor[n, m], node)))
        return result

    def zero_crossing(self, k: int, active: list[int], nodes: Floats, env: Environment) -> Floats:
        """The base variable of scalar ``k`` at which its entry is zero, one per sample; where kinks mostly are."""
        d, entry = self.owner[k]
        ends = []
        for z in (0.0, 1.0):
            here = nodes.copy()
            here[k] = z
            self.value(here, active, env)
            made = primal(env.overrides[(d.symbol.name, d.key)])
            order = [made.axes.index(a) for a in (*d.axes, self.sample)]
            ends.append(made.data.transpose(order).reshape(d.size, -1)[entry])
        with np.errstate(all="ignore"):
            return np.nan_to_num(-ends[0] / (ends[1] - ends[0]), nan=0.0, posinf=0.0, neginf=0.0)


def _sampler(base: str, rng: np.random.Generator) -> Callable[..., Floats]:
    if base in ("normal", LINE):
        return rng.normal
    if base == "uniform":
        return rng.random
    return rng.exponential if base == "exponential" else rng.laplace


def _seeded(d: Draw, z: Array, tag: int, scalars: tuple[int, ...]) -> Value:
    tangent = np.zeros((d.size, len(scalars)))
    for j, k in enumerate(scalars):
        if d.first <= k < d.first + d.size:
            tangent[k - d.first, j] = 1.0
    return Dual(tag, z, Array((*d.axes, ("ridge",)), tangent.reshape((*d.shape, len(scalars)))))


def _covariance(d: Draw, parameters: list[Value], a: int, b: int) -> Value:
    i, j = np.unravel_index(a, d.shape), np.unravel_index(b, d.shape)
    if d.factor is not None:
        return reduce_sum(
            mul(_entry(d.factor, d.axes, i), _entry(d.factor, d.axes, j)), ("u",), _length(d.factor, ("u",))
        )
    return _entry(_entry(parameters[1], d.axes, i), tuple(("′", x) for x in d.axes), j)


def _entry(value: Value, axes: tuple[Axis, ...], at: tuple[Any, ...]) -> Value:
    for axis, k in zip(axes, at, strict=True):
        value = gather(value, axis, Array((), np.asarray(int(k))))
    return value


def _length(value: Value, axis: Axis) -> int:
    return primal(value).length(axis)


def _over(value: Value, axes: tuple[Axis, ...], like: Array) -> Value:
    """``value`` with all of ``axes``."""
    if all(a in primal(value).axes for a in axes):
        return value
    return add(value, Array(like.axes, np.zeros_like(like.data)))


def _multiplied(value: Value, axis: Axis, n: int) -> Value:
    if isinstance(value, Array):
        return total(value, axis, product=True) if axis in value.axes else power(value, scalar(float(n)))
    result: Value = scalar(1.0)
    for k in range(n):
        result = mul(result, gather(value, axis, Array((), np.asarray(k))) if has_axis(value, axis) else value)
    return result


def parameters_of(evaluator: Evaluator, symbol: Symbol, key: tuple[int, ...], env: Environment) -> list[Value]:
    """The parameters of the law of a symbol at a family position, over its place-holder axes."""
    law = symbol.distribution
    assert law is not None
    bind: Any = dict(zip(law.indices, key, strict=False))
    dense = law.indices[symbol.family :]
    rank = len(symbol.axes) - symbol.family
    names: dict[Axis, Axis] = {}
    for k, index in enumerate(dense):
        names[index] = (symbol.name, k) if k < rank else ("′", (symbol.name, k - rank))
    return [rename(evaluator._value(p, env, bind), names) for p in law.parameters]
