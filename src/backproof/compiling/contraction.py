"""Sums of products as matrix products, in the order that costs least at assumed sizes.

The best order of up to ``EXACT`` factors is found by dynamic programming over the pairs of sets of factors, of more by
taking the cheapest pair again and again. Source: Pfeifer, Haegeman and Verstraete, *Faster identification of optimal
contraction sequences for tensor networks*, Physical Review E 90 (2014).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from backproof.compiling import operations
from backproof.compiling.tensors import Axis, Tensor, entrywise, reduced, transposed
from backproof.compiling.values import Graph, Value, number_of

EXACT = 8
ASSUMED = 64.0
"""The length of an axis of which nothing is said."""
TRAFFIC = 8.0
"""What an entry that is read or written costs, in multiply-adds of a matrix product."""


@dataclass
class Network:
    """Factors, and the axes that are summed over. Makes the product in a graph."""

    graph: Graph
    summed: frozenset[Axis]
    lengths: Mapping[str, float] = field(default_factory=dict)

    def contracted(self, factors: Sequence[Tensor]) -> Tensor:
        """Σ over the summed axes of the product of all factors; every summed axis stands in some factor."""
        g = self.graph
        scalars = [f for f in factors if not f.axes]
        made = self._gram([f for f in factors if f.axes])
        if made is None:
            if self.summed:
                factors = [part for f in factors for part in self._apart(f)]
            scalars = [f for f in factors if not f.axes]
            dense = [f for f in factors if f.axes]
            if not dense:
                return Tensor(operations.multiply(g, [s.value for s in scalars]))
            made = self._ordered(dense) if len(dense) > 1 else self._alone(dense[0], self.summed)
        if not scalars:
            return made
        return Tensor(operations.multiply(g, [*(s.value for s in scalars), made.value]), made.axes)

    def _gram(self, factors: Sequence[Tensor]) -> Tensor | None:
        """``X^T diag(w) X`` with no negative w as ``B^T B``: NumPy and BLAS compute one half of it."""
        if len(factors) != 3 or len(self.summed) != 1:
            return None
        (over,) = self.summed
        weights = [f for f in factors if f.axes == (over,)]
        sides = [f for f in factors if len(f.axes) == 2 and f.axes[0] is over]
        if len(weights) != 1 or len(sides) != 2 or sides[0].value is not sides[1].value:
            return None
        if sides[0].axes == sides[1].axes or not operations.no_negative(weights[0].value):
            return None
        g = self.graph
        root = Tensor(operations.call(g, "sqrt", (weights[0].value,)), weights[0].axes)
        half = entrywise(g, (root, sides[0]), lambda values: operations.multiply(g, values))
        return matrix_product(g, half, Tensor(half.value, sides[1].axes), over)

    def _apart(self, t: Tensor) -> list[Tensor]:
        """The factors of a product entry by entry that nothing else needs whole."""
        value = t.value
        if value.operation == "negative":
            inner = self._apart(Tensor(value.arguments[0], t.axes))
            return [Tensor(self.graph.number(-1)), *inner]
        if value.operation != "multiply" or value in self.graph.names:
            return [t]
        found = []
        for v in value.arguments:
            axes = t.axes[len(t.axes) - v.rank :]
            if v.operation == "place" and isinstance(v.detail, tuple):
                axes = tuple(a for a, has in zip(axes, v.detail, strict=True) if has)
                v = v.arguments[0]
            found.append(Tensor(v, axes))
        return found

    def _ordered(self, factors: list[Tensor]) -> Tensor:
        while len(factors) > EXACT:
            a, b = min(combinations(range(len(factors)), 2), key=lambda p: self._pair_cost(factors, *p))
            kept = self._kept([f for k, f in enumerate(factors) if k not in (a, b)])
            made = self._pair(factors[a], factors[b], kept)
            factors = [f for k, f in enumerate(factors) if k not in (a, b)] + [made]
        return self._best(factors)

    def _pair_cost(self, factors: Sequence[Tensor], a: int, b: int) -> float:
        kept = self._kept([f for k, f in enumerate(factors) if k not in (a, b)])
        one, other = set(factors[a].axes), set(factors[b].axes)
        return self._cost(one, other, kept) - self._entries(one) - self._entries(other)

    def _best(self, factors: list[Tensor]) -> Tensor:
        count = len(factors)
        full = (1 << count) - 1
        axes: dict[int, frozenset[Axis]] = {}
        best: dict[int, tuple[float, int]] = {}
        for part in range(1, full + 1):
            inside = [f for k, f in enumerate(factors) if part >> k & 1]
            kept = self._kept([f for k, f in enumerate(factors) if not part >> k & 1])
            axes[part] = frozenset(a for f in inside for a in f.axes if a in kept or len(inside) == 1)
            if len(inside) == 1:
                best[part] = (0.0, 0)
                continue
            choices = []
            half = (part - 1) & part
            while half:
                rest = part ^ half
                if half > rest:  # each split once
                    cost = best[half][0] + best[rest][0] + self._cost(axes[half], axes[rest], axes[part])
                    choices.append((cost, -half))
                half = (half - 1) & part
            cost, split = min(choices)
            best[part] = (cost, -split)
        return self._made(factors, full, best, axes)

    def _made(
        self,
        factors: list[Tensor],
        part: int,
        best: Mapping[int, tuple[float, int]],
        axes: Mapping[int, frozenset[Axis]],
    ) -> Tensor:
        split = best[part][1]
        if not split:
            return factors[part.bit_length() - 1]
        one = self._made(factors, split, best, axes)
        other = self._made(factors, part ^ split, best, axes)
        first, second = (one, other) if (split & -split) < ((part ^ split) & -(part ^ split)) else (other, one)
        return self._pair(first, second, axes[part])

    def _kept(self, others: Sequence[Tensor]) -> _Kept:
        return _Kept(self.summed, frozenset(a for f in others for a in f.axes))

    # ------------------------------------------------------------------ what it costs

    def _length(self, axis: Axis) -> float:
        return self._sizes.get(axis, ASSUMED)

    @cached_property
    def _sizes(self) -> dict[Axis, float]:
        return {}

    def note(self, factors: Sequence[Tensor]) -> None:
        """Learn the assumed lengths of the axes of factors."""
        for f in factors:
            for a in f.axes:
                self._sizes[a] = self.lengths.get(f.size(a), ASSUMED)

    def _entries(self, axes: frozenset[Axis] | set[Axis]) -> float:
        total = 1.0
        for a in axes:
            total *= self._length(a)
        return total

    def _cost(self, one: frozenset[Axis] | set[Axis], other: frozenset[Axis] | set[Axis], kept: object) -> float:
        assert isinstance(kept, _Kept | frozenset)
        made = {a for a in one | other if a in kept}
        traffic = self._entries(made) + self._entries(set(one)) + self._entries(set(other))
        return self._entries(set(one | other)) + TRAFFIC * traffic

    # ------------------------------------------------------------------ two factors

    def _alone(self, t: Tensor, gone: frozenset[Axis]) -> Tensor:
        axes = [a for a in t.axes if a in gone]
        value = t.value
        square = value.operation == "power" and number_of(value.arguments[1]) == 2
        if axes and square and value not in self.graph.names:
            base = Tensor(value.arguments[0], t.axes)
            return self._pair(base, base, _Kept(gone, frozenset()))
        return reduced(self.graph, t, "sum", axes)

    def _pair(self, a: Tensor, b: Tensor, kept: _Kept | frozenset[Axis]) -> Tensor:
        g = self.graph
        only_a = [x for x in a.axes if x not in b.axes and x not in kept]
        only_b = [x for x in b.axes if x not in a.axes and x not in kept]
        a, b = reduced(g, a, "sum", only_a), reduced(g, b, "sum", only_b)
        gone = [x for x in a.axes if x in b.axes and x not in kept]
        if not gone:
            return entrywise(g, (a, b), lambda values: operations.multiply(g, values))
        batch = [x for x in a.axes if x in b.axes and x in kept]
        if not batch and len(gone) == 1:
            return matrix_product(g, a, b, gone[0])
        return _summed(g, a, b, gone, batch)


@dataclass(frozen=True)
class _Kept:
    """The axes that outlive a product: those that are not summed over, and those that other factors have."""

    summed: frozenset[Axis]
    needed: frozenset[Axis]

    def __contains__(self, axis: Axis) -> bool:
        return axis not in self.summed or axis in self.needed


def matrix_product(g: Graph, a: Tensor, b: Tensor, over: Axis) -> Tensor:
    """A product of matrices or vectors that share one axis; a vector stands where no transpose is needed."""
    if (len(a.axes) == 1 and len(b.axes) == 2 and b.axes[1] is over) or (
        len(b.axes) == 1 and len(a.axes) == 2 and a.axes[0] is over
    ):
        a, b = b, a
    if len(a.axes) > 2 or len(b.axes) > 2:
        return _summed(g, a, b, [over], [])
    (left,) = [x for x in a.axes if x is not over] or [None]
    (right,) = [x for x in b.axes if x is not over] or [None]
    if left is not None and right is not None and a.axes[0] is over and b.axes[1] is over:
        a, b, left, right = b, a, right, left  # (B A)^T needs no transposes
    one = transposed(g, a, [x for x in (left, over) if x is not None]).value
    other = transposed(g, b, [x for x in (over, right) if x is not None]).value
    shape = (*one.shape[:-1], *other.shape[1:])
    axes = tuple(x for x in (left, right) if x is not None)
    pulled, sign = _signs(one, other)
    return _negated(g, Tensor(g.make("matmul", pulled, None, shape, scalar=False), axes), sign)


def _signs(one: Value, other: Value) -> tuple[tuple[Value, Value], bool]:
    sign = False
    if one.operation == "negative":
        one, sign = one.arguments[0], not sign
    if other.operation == "negative":
        other, sign = other.arguments[0], not sign
    return (one, other), sign


def _negated(g: Graph, t: Tensor, sign: bool) -> Tensor:
    return Tensor(operations.negative(g, t.value), t.axes) if sign else t


def _summed(g: Graph, a: Tensor, b: Tensor, gone: Sequence[Axis], batch: Sequence[Axis]) -> Tensor:
    """A product that is no matrix product: by ``tensordot`` where all axes that are shared go, else by ``einsum``.

    Along any but the last axis the sum of a product is faster than either (NumPy 2.4, 10³ × 10³: nine times).
    """
    if set(a.axes) == set(b.axes) and batch and a.axes[-1] not in gone:
        whole = entrywise(g, (a, b), lambda values: operations.multiply(g, values))
        return reduced(g, whole, "sum", gone)
    axes = (*batch, *(x for x in (*a.axes, *b.axes) if x not in gone and x not in batch))
    (one, other), sign = _signs(a.value, b.value)
    shape = tuple((a if x in a.axes else b).size(x) for x in axes)
    if not batch and axes:
        places = (tuple(a.axes.index(x) for x in gone), tuple(b.axes.index(x) for x in gone))
        return _negated(g, Tensor(g.make("tensordot", (one, other), places, shape, scalar=False), axes), sign)
    letters = {x: "ijklmnopqrst"[k] for k, x in enumerate(dict.fromkeys((*a.axes, *b.axes)))}
    spec = tuple("".join(letters[x] for x in each) for each in (a.axes, b.axes, axes))
    return _negated(g, Tensor(g.make("einsum", (one, other), spec, shape, scalar=False), axes), sign)


def contract(
    g: Graph, factors: Sequence[Tensor], summed: Sequence[Axis], lengths: Mapping[str, float] | None = None
) -> Tensor:
    """Σ over ``summed`` of the product of ``factors``, in the cheapest order at assumed lengths of the axes."""
    network = Network(g, frozenset(summed), lengths or {})
    network.note(factors)
    return network.contracted(factors)
