"""Many instances for one reading: generic ones of all magnitudes and signs, and the special points of its domains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

from backproof.claims.reading import Reading
from backproof.numeric.instance import Instance
from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import At, Derivative
from backproof.terms.traversal import nodes_in, reached

SCALES = (1.0, 1.0, 1.0, 0.1, 10.0, 1.0, 0.01, 30.0)
MOST, LEAST = 200, 12
PAIRS = 6
WORK = 4000
"""About so many nodes are evaluated for one reading."""


@dataclass(frozen=True)
class Point:
    """An instance, and what is special about it (empty for a generic one)."""

    instance: Instance
    special: str = ""


def generic(reading: Reading, model: Model, seed: int, base: Instance) -> Iterator[Point]:
    """Points in general position, as many as the size of the reading allows; like ``base`` in what is forced."""
    many = max(LEAST, min(MOST, WORK // weight(reading, model)))
    for k in range(many):
        yield Point(like(base, seed * 101 + 7 * k, k, SCALES[k % len(SCALES)]))


def special(reading: Reading, model: Model, seed: int, base: Instance) -> Iterator[Point]:
    """Arrays of equal entries, unit vectors, and zero for one free symbol at a time."""
    for style in ("equal", "basis"):
        for k in range(2):
            made = like(base, seed * 101 + k, k)
            made.special = style
            yield Point(made, "equal entries" if style == "equal" else "unit vectors")
    for name in free_reals(reading, model)[:6]:
        made = like(base, seed * 101, 0)
        made.forced = {**made.forced, name: 0.0}
        yield Point(made, f"{model[name].latex or name} = 0")
    for one, other in islice(_alike(reading, model), PAIRS):
        made = like(base, seed * 101, 0)
        made.forced = {**made.forced, one: 0.75, other: 0.75}
        yield Point(made, f"{model[one].latex or one} = {model[other].latex or other}")


def _alike(reading: Reading, model: Model) -> Iterator[tuple[str, str]]:
    """Pairs of free numbers, or of free arrays of the same shape, of the same domain: they may be equal."""
    names = [n for n in sorted(reached(reading.sides, model)) if n in free_reals(reading, model) or _bare(model[n])]
    for one, other in combinations(names, 2):
        a, b = model[one], model[other]
        if a.domain == b.domain and [x.size.root for x in a.axes] == [x.size.root for x in b.axes]:
            yield one, other


def _bare(s: Symbol) -> bool:
    """Whether a symbol is a positive number, or one in (0, 1), that nothing defines."""
    return s.domain in ("positive", "unit") and not (s.clauses or s.is_size or s.known or s.axes or s.family)


def like(base: Instance, seed: int, k: int, scale: float = 1.0) -> Instance:
    made = Instance(seed, positive=base.positive, mirrored=k % 2 == 1, shift=k % 4, forced=base.forced)
    made.domains, made.scale = base.domains, scale
    return made


def free_reals(reading: Reading, model: Model) -> list[str]:
    """The symbols without a definition or a narrower domain, to which zero may be given."""
    found = []
    for name in sorted(reached(reading.sides, model)):
        s = model[name]
        if s.domain in ("real", "nonnegative") and not (
            s.clauses
            or s.is_size
            or s.opaque
            or s.known
            or s.parameters is not None
            or s.family
            or name.startswith("formal ")
        ):
            found.append(name)
    return found


def weight(reading: Reading, model: Model) -> int:
    """How many nodes the two sides and all the definitions that they rest on have."""
    bodies = [c.body for name in reached(reading.sides, model) for c in model[name].clauses]
    seen = list(nodes_in(*reading.sides, *bodies))
    # A derivative evaluates its body again, and a family member by member.
    hard = any(
        isinstance(n, Derivative) or (isinstance(n, At) and n.symbol in model and model[n.symbol].family) for n in seen
    )
    return len(seen) * (8 if hard else 1)
