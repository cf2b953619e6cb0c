"""Whether a relation that fails can be called wrong at all, or is an equation of another kind.

An identity speaks of the same things on both sides: what one side rests on (its free symbols, through all
definitions) contains what the other rests on, and the larger side is something to be worked out. ``Σ_k π_k = 1`` or
``|r| = δ`` between free symbols is a condition; ``x = A^{-1} b`` for a free x is the solution of an equation.
"""

from __future__ import annotations

from backproof.claims.reading import Reading
from backproof.judge.compare import bound_in
from backproof.numeric.arrays import TooLarge
from backproof.numeric.environment import Binding, CannotEvaluate, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.nodes import At, Call, Cases, Compare, Derivative, Expect, Expr, Number, Position, Sum
from backproof.terms.traversal import nodes_in, reached, repeats, symbols_in

CONDITION = "a condition on free symbols, not an identity"
TYING = ("orthogonal", "orthonormal rows", "orthonormal columns", "unit-norm")
"""Domains in which a symbol may drop out of a line by itself."""
Rests = frozenset[tuple[str, tuple[int, ...]]]


def ungrounded(reading: Reading, model: Model, instance: Instance, binding: Binding) -> str:
    """Why the relation is no identity to be checked; an empty string if it is one."""
    if all(isinstance(e, Call) and not e.slots and model[e.symbol].opaque for e in reading.sides):
        return "two values of a function that nothing defines: a condition on it, not an identity"
    if _at_two_points(reading):
        return "values of one function at two points: a condition on it, not an identity"
    if normalisation(reading):
        return "a normalisation: a premise about its terms, not an identity"
    left, right = rests_on(reading.left, model, instance, binding), rests_on(reading.right, model, instance, binding)
    if left is None or right is None:
        return "what the two sides rest on could not be found"
    if not (left <= right or right <= left) and _other_members(reading, model, left, right):
        return ""
    if not (left <= right or right <= left):
        only = sorted({n.split("′")[0].replace("formal ", "") for n, _ in left ^ right})
        named = ", ".join(only[:3])
        return f"the two sides rest on different things ({named}): an equation or a definition, not an identity"
    worked = [derives(e, model) for e in (reading.left, reading.right)]
    if left == right:
        return ""
    larger = 0 if right < left else 1
    extra = {n for n, _ in left ^ right} & stated(reading.sides[larger])
    tied = {n for p in reading.assumed for n in reached(p.reading.sides, model)}
    tied |= {n for n in reached(reading.sides, model) if model[n].domain in TYING}
    if left and right and {n for n, _ in left ^ right} <= tied:
        # What stands on one side only is tied by what the page assumes.
        return ""
    if extra and (left and right):
        names = ", ".join(sorted(model[n].latex or n for n in extra)[:3])
        return f"{names} stands on one side only, and nothing ties it to the other"
    if not worked[larger]:
        return CONDITION
    return ""


def _other_members(reading: Reading, model: Model, left: Rests, right: Rests) -> bool:
    """``m_1 = b m_0 + g_1`` where the recursion has g_0: both speak of the same families, of other members."""
    head = reading.left
    return (
        {n for n, _ in left} == {n for n, _ in right}
        and isinstance(head, At)
        and not isinstance(reading.right, At)
        and any(head.symbol in symbols_in(c.body) for c in model[head.symbol].clauses)
    )


def _at_two_points(reading: Reading) -> bool:
    """``u(0) = u(1)``: both sides are values of one function at numbers, which its parameters decide."""
    a, b = reading.sides
    return (
        isinstance(a, Call)
        and isinstance(b, Call)
        and a.symbol == b.symbol
        and not any(isinstance(n, At) for side in (a, b) for n in nodes_in(*(x.body for x in side.arguments)))
    )


def normalisation(reading: Reading) -> bool:
    """``Σ_k π_k = 1``, ``Σ_k y_k = 0``: the plain sum of a symbol's entries set to a number."""
    for a, b in (reading.sides, reading.sides[::-1]):
        if isinstance(a, Call) and not a.slots and isinstance(b, Number):
            return True
        while isinstance(a, Sum) and isinstance(b, Number):
            a = a.body
            if isinstance(a, At):
                return True
    return False


def stated(e: Expr) -> set[str]:
    """The symbols that an expression names itself, outside of derivatives and of averages under a law of their own."""
    found: set[str] = set()
    todo, seen = [e], set()
    while todo:
        n = todo.pop()
        if (
            n in seen
            or isinstance(n, Derivative)
            or (isinstance(n, Call) and n.slots)
            or (isinstance(n, Expect) and n.symbols)
        ):
            continue
        seen.add(n)
        if isinstance(n, At | Call):
            found.add(n.symbol)
        todo.extend(n.children())
    return found


def rests_on(e: Expr, model: Model, instance: Instance, binding: Binding) -> Rests | None:
    """The free values that an expression reads, through definitions."""
    evaluator = Evaluator(model, instance)
    try:
        evaluator.value(e, dict(binding))
    except (CannotEvaluate, Ragged, TooLarge, RecursionError):
        return None
    return frozenset((n, k) for n, k in evaluator.drawn if n in model and not model[n].is_size)


def derives(e: Expr, model: Model) -> bool:
    """Whether there is something to work out: a derivative, a definition to open, a function of the document."""
    return any(
        isinstance(n, Derivative | Expect)
        or (isinstance(n, Call) and (n.slots or model[n.symbol].clauses or model[n.symbol].opaque))
        or (isinstance(n, At) and n.symbol in model and model[n.symbol].clauses)
        for n in nodes_in(e)
    )


def stray_index(reading: Reading) -> tuple[str, bool]:
    """A letter free on one side only, and whether that is an error of scope: the other side binds such a letter, or
    the letter stands in the condition of a case."""
    for name, index in reading.free:
        sides = (index in reading.left.free, index in reading.right.free)
        if sides[0] == sides[1]:
            continue
        here, there = (reading.left, reading.right) if sides[0] else (reading.right, reading.left)
        if repeats(here, index):
            return name, False
        hints = {i.hint for i in bound_in(there)}
        if index.hint in hints or _conditional_on(here, index):
            return name, True
        return name, False
    return "", False


def _conditional_on(e: Expr, index: object) -> bool:
    conditions = (c for n in nodes_in(e) if isinstance(n, Cases) for c, _ in n.branches if isinstance(c, Compare))
    return any(isinstance(s, Position) and s.index is index for c in conditions for s in (c.left, c.right))


def rests_on_loss(reading: Reading, model: Model) -> bool:
    """Whether a derivative of something unspecified stands in a reading."""
    return any(
        isinstance(e, Derivative) and any(model[n].opaque for n in reached([e.body], model))
        for e in nodes_in(*reading.sides)
    )


def _adjoints_below(reading: Reading, model: Model) -> list[Expr]:
    """What names below a relation are defined as, where that is a derivative of something unspecified."""
    bodies = [c.body for n in reached(reading.sides, model) for c in model[n].clauses]
    return [b for b in bodies if isinstance(b, Derivative) and any(model[n].opaque for n in reached([b.body], model))]


def independent(reading: Reading, model: Model) -> str:
    """The variable of a derivative whose target does not depend on it: a definition was missed, or is not there."""
    for e in nodes_in(*reading.sides, *_adjoints_below(reading, model)):
        if isinstance(e, Derivative):
            if any(
                isinstance(i, At) and model[i.symbol].labels is None and not model[i.symbol].is_size for i in e.indices
            ):
                return f"an entry of {model[e.symbol].latex or e.symbol} that another symbol picks"
            if e.symbol not in symbols_in(e.body) and e.symbol not in reached([e.body], model):
                return model[e.symbol].latex or e.symbol if e.symbol in model else e.symbol
    return ""
