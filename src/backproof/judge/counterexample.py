"""A counterexample that a person can check: the numbers, both sides, and the certificate that keeps them apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from backproof.claims.reading import Reading
from backproof.claims.statement import Certificate, Counterexample
from backproof.judge.compare import Outcome
from backproof.judge.shrink import Failure, Witness, shrunk
from backproof.judge.snippet import snippet
from backproof.numeric.arrays import TooLarge
from backproof.numeric.duals import primal
from backproof.numeric.environment import Binding, CannotEvaluate, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.nodes import At, Comprehension, Limit, Linear
from backproof.terms.traversal import differentiates, nodes_in, reached, symbols_in

CLOSER = 1e-3
"""A difference that stricter arithmetic finds so many times smaller was one of rounding."""


def counterexample(
    reading: Reading, model: Model, instance: Instance, binding: Binding, outcome: Outcome
) -> Counterexample | None:
    """A failing instance, as small as could be found; None if stricter arithmetic does not keep the sides apart.

    A failure that only floating point sees is shown only where nothing stricter can say more.
    """
    best: tuple[Failure, str, str] | None = None
    for found in shrunk(reading, model, instance, binding):
        enclosure, certificate = certified(reading, model, found.instance, binding, found.outcome)
        if certificate in ("exact", "ball"):
            best = found, enclosure, certificate
            break
        if certificate == "float":
            best = best or (found, enclosure, certificate)
    if best is None:
        return None
    found, enclosure, certificate = best
    return Counterexample(
        values=shown_values(reading, model, found.instance),
        left=_shown(found.outcome.left),
        right=_shown(found.outcome.right),
        certificate=_named(reading, certificate),
        enclosure=enclosure,
        at=", ".join(f"{index.hint} = {k}" for index, k in found.outcome.place if index.hint),
        truth=_shown(found.outcome.left) if computed(reading, model) else "",
        snippet=snippet(reading, model, found.instance, binding, found.outcome, found.visited) if found.smooth else "",
    )


def _shown(x: float) -> str:
    return f"{x + 0.0:.6g}"  # + 0.0 makes a zero of −0


def _named(reading: Reading, certificate: str) -> Certificate:
    """What keeps the sides apart: a clash of scope or shape says more than the numbers do."""
    if any((index in reading.left.free) != (index in reading.right.free) for _, index in reading.free):
        return "scope"
    if reading.equal_sizes:
        return "shape"
    return certificate  # type: ignore[return-value]


def computed(reading: Reading, model: Model) -> bool:
    """Whether the left side is a derivative or a definition to be worked out, and the right side a formula for it."""
    if differentiates(reading.right):
        return False
    left = reading.left.body if isinstance(reading.left, Comprehension) else reading.left
    return differentiates(left) or (isinstance(left, At) and left.symbol in model and bool(model[left.symbol].clauses))


UNDECIDED = (
    CannotEvaluate,
    Ragged,
    TooLarge,
    AttributeError,
    TypeError,
    ValueError,
    ArithmeticError,
    np.linalg.LinAlgError,
)


def certified(
    reading: Reading, model: Model, instance: Instance, binding: Binding, outcome: Outcome
) -> tuple[str, str]:
    """The difference of the two sides at the failing entry, and how it is known: ``exact``, ``ball``, ``float``.

    ("", "") if the stricter arithmetic does not keep them apart, or if a side depends on more than its indices.
    """
    fixed: dict[Any, Any] = {**binding, **dict(outcome.place)}
    if rounds(reading, model):
        return "", "float"
    try:
        rational = _exactly(reading, model, instance, fixed)
        return ("", "") if rational in (None, "0") else (str(rational), "exact")
    except UNDECIDED:
        pass
    try:
        gap = _enclosed(reading, model, instance, fixed)
    except UNDECIDED:
        return "", "float"
    return ("", "") if gap is None or gap.contains(0) else (str(gap.str(8)), "ball")


def only_rounding(reading: Reading, model: Model, instance: Instance, binding: Binding, outcome: Outcome) -> bool:
    """Whether stricter arithmetic shows that the two sides are equal, or far closer than in floating point."""
    fixed: dict[Any, Any] = {**binding, **dict(outcome.place)}
    if rounds(reading, model):
        return False
    try:
        return _exactly(reading, model, instance, fixed) == "0"
    except UNDECIDED:
        pass
    try:
        gap = _enclosed(reading, model, instance, fixed)
    except UNDECIDED:
        return False
    return gap is not None and bool(abs(gap) < CLOSER * abs(outcome.left - outcome.right))


def _exactly(reading: Reading, model: Model, instance: Instance, fixed: dict[Any, Any]) -> str | None:
    """The difference in rational arithmetic. Raises what ``UNDECIDED`` has where that cannot say."""
    from backproof.judge import exact

    sides = _sides(reading, Witness(model, instance, exact.RationalArithmetic(), exact=exact.exact), fixed)
    return None if sides is None else exact.difference(*sides)


def _enclosed(reading: Reading, model: Model, instance: Instance, fixed: dict[Any, Any]) -> Any:
    """The difference as a ball (``flint.arb``). Raises what ``UNDECIDED`` has where that cannot say."""
    from flint import arb, ctx

    from backproof.numeric.primitives import BallArithmetic

    saved = ctx.prec
    ctx.prec = 106
    try:
        balls = np.frompyfunc(lambda x: arb(float(x)), 1, 1)
        sides = _sides(reading, Witness(model, instance, BallArithmetic(), exact=balls), fixed)
        return None if sides is None else arb(sides[0]) - arb(sides[1])
    finally:
        ctx.prec = saved


def rounds(reading: Reading, model: Model) -> bool:
    """Whether something on the way is only ever computed in floating point: norms, eigenvalues, matrix roots."""
    bodies = [c.body for name in reached(reading.sides, model) for c in model[name].clauses]
    return any(
        isinstance(n, Limit) or (isinstance(n, Linear) and n.function not in ("inverse", "determinant"))
        for n in nodes_in(*reading.sides, *bodies)
    )


def _sides(reading: Reading, witness: Witness, fixed: dict[Any, Any]) -> tuple[Any, Any] | None:
    """Both sides as single entries; None where one still varies: an index leaked out of a definition."""
    a, b = primal(witness.value(reading.left, fixed)), primal(witness.value(reading.right, fixed))
    return None if a.axes or b.axes else (_entry(a.data), _entry(b.data))


def _entry(data: Any) -> Any:
    x = np.asarray(data, dtype=object).reshape(-1)[0]
    return float(x) if isinstance(x, np.floating | np.integer | int) else x


def _value(data: Any, *, whole: bool) -> str:
    if whole:
        return repr(int(data))
    if not data.ndim:
        return f"{float(data):.6g}"
    return np.array2string(data, precision=6, separator=", ").replace("\n", "")


def shown_values(reading: Reading, model: Model, instance: Instance, limit: int = 8) -> tuple[tuple[str, str], ...]:
    """The free symbols of the two sides with their values on the instance."""
    out: list[tuple[str, str]] = []
    seen: set[str] = set()
    todo = sorted(symbols_in(reading.left) | symbols_in(reading.right))
    evaluator = Evaluator(model, instance)
    while todo and len(out) < limit:
        name = todo.pop(0)
        if name in seen or name not in model:
            continue
        seen.add(name)
        symbol = model[name]
        if symbol.clauses:
            for clause in symbol.clauses:
                todo.extend(sorted(symbols_in(clause.body)))
            continue
        if (
            symbol.opaque
            or symbol.known
            or symbol.parameters is not None
            or symbol.family
            or name.startswith(("formal ", "limit "))
        ):
            continue
        try:
            data = np.asarray(primal(evaluator.symbol_value(symbol, (), evaluator.root)).data, dtype=float)
        except (CannotEvaluate, Ragged, TooLarge):
            continue
        text = _value(data, whole=symbol.is_size)
        if len(text) <= 200:
            out.append((symbol.latex or name, text))
    return tuple(out)
