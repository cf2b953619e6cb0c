"""Smaller, rounder counterexamples: sizes of one or two, small integers, short constants.

Generic instances are good for finding out; for showing, a person wants numbers that can be followed by hand. Every
candidate is evaluated like any other instance and must still break the claim clearly, away from kinks, with numbers
of ordinary magnitude; nothing here decides whether a claim is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from backproof.claims.reading import Reading
from backproof.judge.compare import Outcome, compared
from backproof.judge.nice import NiceGenerator, nice
from backproof.numeric.arrays import Array, combine
from backproof.numeric.duals import Value, primal
from backproof.numeric.environment import Binding, CannotEvaluate, Environment
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import DISCRETE, Instance
from backproof.numeric.premises import settle
from backproof.numeric.primitives import FLOAT, Arithmetic, lift
from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import Compare, Expr, Member
from backproof.terms.traversal import symbols_in

CLEARLY = 1e-3
KINK = 0.02
"""A candidate must stay this far from every kink, so that finite differences reproduce its derivatives."""
ATTEMPTS = 40


class FixedInstance(Instance):
    """An instance in a style of numbers, with some sizes chosen; it remembers everything that was asked of it.

    ``style`` is one of ``nice`` or ``generic``; ``plain`` makes opaque functions short.
    """

    def __init__(
        self,
        base: Instance,
        style: str = "generic",
        chosen: dict[str, int] | None = None,
        *,
        plain: bool = False,
        salt: int = 0,
    ) -> None:
        super().__init__(base.seed, positive=base.positive, shift=base.shift, forced={**base.forced, **(chosen or {})})
        self.sizes = dict(base.sizes)
        self.domains = base.domains
        self.style = style
        self.plain = plain
        self.salt = salt
        self.drawn: dict[tuple[str, tuple[int, ...]], Any] = {}
        self.members: dict[tuple[str, tuple[int, ...]], set[int]] = {}
        self.functions: set[tuple[str, tuple[int, ...]]] = set()
        self.asked: dict[str, int] = {}
        self.arguments: dict[str, list[tuple[tuple[int, ...], tuple[int, ...]]]] = {}
        """For each opaque function, per argument: the order in which its axes were summed, and their lengths."""

    def size(self, key: str) -> int:
        """The number given to a size, noted."""
        self.asked[key] = n = super().size(key)
        return n

    def generator(self, *key: object) -> Any:
        """Generators as ever; those of opaque functions are short if ``plain``; members of sets are noted."""
        made = super().generator(*key)
        match key:
            case ("function", str(name), tuple(at)):
                self.functions.add((name, at))
                return NiceGenerator(super().generator(*key, self.salt)) if self.plain else made
            case ("set", str(name), *at, int(element)):
                found = self.members.setdefault((name, tuple(at)), set())  # type: ignore[arg-type]
                if super().generator(*key).uniform() < 0.6:
                    found.add(element)
        return made

    def draw(
        self, symbol: Symbol, key: tuple[int, ...], shape: tuple[int, ...], classes: tuple[int, int] = (1, 2)
    ) -> Any:
        """The value of a symbol, in the style of the instance or as it was settled, noted."""
        settled = self.solved.get((symbol.name, key))
        if settled is not None and settled.shape == shape:
            self.drawn[symbol.name, key] = settled
        data = self.drawn.get((symbol.name, key))
        if data is None or data.shape != shape:
            data = np.asarray(super().draw(symbol, key, shape, classes), dtype=float)
            if self.style != "generic" and (symbol.name not in self.forced or key):
                rng = super().generator(symbol.name, key, self.salt)
                domain = self.domains.get(symbol.name, symbol.domain)
                data = np.asarray(nice(self.style, domain, rng, data, positive=self.positive), dtype=float)
            self.drawn[symbol.name, key] = data
        return data.copy()


class Margins(Arithmetic):
    """Floating point that notes how close any value comes to a kink of a known function."""

    def __init__(self) -> None:
        self.margin = float("inf")
        self.defined = True

    def note(self, gap: Any) -> None:
        """Take the smallest distance of an array into account."""
        finite = np.abs(gap)[np.isfinite(gap)]
        if finite.size:
            self.margin = min(self.margin, float(finite.min()))

    def greater(self, x: Value, y: Any) -> Array:  # type: ignore[override]
        self.note(combine(np.subtract, primal(lift(x)), primal(lift(y))).data)
        return FLOAT.greater(x, y)

    def log(self, x: Value) -> Value:
        # Automatic differentiation finds a slope of log even where there is no value.
        self.defined = self.defined and bool(np.all(primal(x).data > 0))
        return FLOAT.log(x)

    def sqrt(self, x: Value) -> Value:  # type: ignore[override]
        self.defined = self.defined and bool(np.all(primal(x).data >= 0))
        return FLOAT.sqrt(x)

    def sign(self, x: Value) -> Value:  # type: ignore[override]
        self.note(primal(x).data)
        return FLOAT.sign(x)

    def absolute(self, x: Value) -> Value:  # type: ignore[override]
        self.note(primal(x).data)
        return FLOAT.absolute(x)


class Witness(Evaluator):
    """An evaluator that keeps the distance to kinks in conditions too, and notes the steps it visits."""

    def __init__(self, model: Model, instance: Instance, arithmetic: Arithmetic = FLOAT, **options: Any) -> None:
        super().__init__(model, instance, arithmetic, **options)
        self.visited: dict[str, set[tuple[int, ...]]] = {}

    def condition(self, e: Expr, env: Environment, bind: Binding) -> Array:
        if isinstance(self.m, Margins) and isinstance(e, Compare) and self._continuous(e):
            left, right = primal(self._value(e.left, env, bind)), primal(self._value(e.right, env, bind))
            self.m.note(combine(np.subtract, left, right).data.astype(float))
        return super().condition(e, env, bind)

    def _continuous(self, e: Compare) -> bool:
        symbols = [self.model[s] for s in symbols_in(e) if s in self.model]
        return any(not s.is_size and s.domain not in DISCRETE for s in symbols)

    def _membership(self, e: Member, env: Environment, bind: Binding) -> Array:
        """As the evaluator, for elements and keys that may be balls or exact numbers."""
        element = primal(self._value(e.element, env, bind))
        keys = [primal(self._value(i, env, bind)) for i in e.indices]

        def contains(x: Any, *key: Any) -> bool:
            rng = self.instance.generator("set", e.symbol, *(round(float(k)) for k in key), round(float(x)))
            return bool(rng.uniform() < 0.6)

        vector = np.vectorize(contains, otypes=[bool])
        return combine(lambda *xs: vector(*xs), element, *keys)

    def opaque(self, symbol: Symbol, key: tuple[int, ...], arguments: list[Value], env: Environment) -> Value:
        if isinstance(self.instance, FixedInstance):
            noted = []
            for value in map(primal, arguments):
                own = [a for a in value.axes if isinstance(a, tuple) and a[:2] == (symbol.name, "argument")]
                noted.append((tuple(a[3] for a in own), tuple(value.length(a) for a in own)))
            self.instance.arguments[symbol.name] = noted
        return super().opaque(symbol, key, arguments, env)

    def symbol_value(self, symbol: Symbol, key: tuple[int, ...], env: Environment) -> Value:
        self.visited.setdefault(symbol.name, set()).add(key)
        return super().symbol_value(symbol, key, env)


@dataclass(frozen=True)
class Failure:
    """An instance on which the two sides differ, with what was seen there."""

    instance: FixedInstance
    outcome: Outcome
    visited: dict[str, set[tuple[int, ...]]]
    smooth: bool
    """Whether everything is defined there, and far from kinks: then finite differences give the derivatives."""


def failure(
    reading: Reading, model: Model, instance: FixedInstance, binding: Binding, *, clearly: float = CLEARLY
) -> Failure | None:
    """The instance as a failure, if it lies on what is assumed and the two sides differ there clearly."""
    if reading.assumed and not settle(instance, model, [p.residual for p in reading.assumed]):
        return None
    margins = Margins()
    witness = Witness(model, instance, margins)
    try:
        outcome = compared(witness, reading.left, reading.right, reading.conditions, binding)
    except (CannotEvaluate, np.linalg.LinAlgError, ValueError, ArithmeticError):
        return None
    if outcome.error <= clearly:
        return None
    return Failure(instance, outcome, witness.visited, margins.defined and margins.margin >= KINK)


def readable(found: Failure) -> bool:
    """Whether everything is smooth, and both numbers are of ordinary magnitude and differ in their first digits."""
    a, b = found.outcome.left, found.outcome.right
    return found.smooth and max(abs(a), abs(b)) < 1e3 and abs(a - b) > 1e-2


def shrunk(reading: Reading, model: Model, instance: Instance, binding: Binding) -> Iterator[Failure]:
    """Failures, the nicest first; the last is the instance itself. At most ``ATTEMPTS`` evaluations."""
    seen: list[Failure] = []
    for candidate in islice(_candidates(instance), ATTEMPTS):
        found = failure(reading, model, candidate, binding)
        if found is not None and readable(found):
            seen.append(found)
            yield found
            if len(seen) >= 2:
                break
    same = failure(reading, model, FixedInstance(instance), binding, clearly=0.0)
    if same is not None:
        yield same


def _candidates(instance: Instance) -> Iterator[FixedInstance]:
    """All sizes one or two with small numbers; then sizes lowered one at a time; then the same sizes, rounded."""
    names = [k for k in instance.sizes if instance.sizes[k] > 1]
    groups = {k: int(v) for k, v in instance.forced.items() if isinstance(v, int) and v > 1}
    for n in (1, 2):
        chosen = dict.fromkeys([*names, *groups], n)
        for style, salt in (("integers", 0), ("halves", 0), ("integers", 1), ("halves", 1)):
            yield FixedInstance(instance, style, chosen, plain=True, salt=salt)
        if not names and not groups:
            break
    for name in names[:4]:
        chosen = {**dict.fromkeys([*names, *groups], 2), name: max(3, instance.sizes[name])}
        yield FixedInstance(instance, "halves", chosen, plain=True)
    for salt, style in enumerate(("integers", "halves", "tenths", "thousandths", "thousandths")):
        yield FixedInstance(instance, style, plain=True, salt=salt)
    yield FixedInstance(instance, "tenths", dict.fromkeys([*names, *groups], 2))
    yield FixedInstance(instance, "thousandths")
