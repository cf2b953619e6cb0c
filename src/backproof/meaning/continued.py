"""Chains of Jacobians with dots that end in a Jacobian of another kind: ``∂h_2/∂h_1 ∂h_3/∂h_2 ⋯ ∂y/∂h_L``.

The factors under the dots go on until they meet what stands after them: the last of them differentiates h_L (or, in
a chain that goes down, differentiates by the h whose derivative follows).
"""

from __future__ import annotations

from backproof.latex.tree import Node
from backproof.meaning.chains import ordered_product
from backproof.meaning.dotted import Pattern, common_matrix
from backproof.meaning.tensor import Misread, Tensor, affine_terms, substitute
from backproof.terms.nodes import Add, At, Derivative, Expr, Index, Mul, Position, number


def until_met(before: list[Tensor], after: Tensor, node: Node) -> tuple[int, Tensor] | None:
    """How many of the factors before the dots begin the chain, and the chain; None if these are no Jacobians."""
    if after.rank not in (1, 2) or not isinstance(after.body, Derivative):
        return None
    for length in (2, 1):
        run = before[-length:]
        if len(run) < length or any(t.rank != 2 or not isinstance(t.body, Derivative) for t in run):
            continue
        shown = run if length == 2 else _next(run[0])
        if shown is None:
            continue
        try:
            return length, _chain(shown, after.body, node)
        except Misread:
            continue
    return None


def _next(first: Tensor) -> list[Tensor] | None:
    """The one factor shown and the one that must follow it: ``∂h_{i+2}/∂h_{i+1}`` after ``∂h_{i+1}/∂h_i``."""
    ends = _ends(first.body)
    if ends is None:
        return None
    step = _apart(ends[0], ends[1])
    letters = sorted(ends[1].free, key=lambda i: i.serial)
    if step not in (1, -1) or len(letters) != 1:
        return None
    moved: dict[Index, Expr] = {letters[0]: Add((Position(letters[0]), number(step)))}
    return [first, Tensor(first.axes, substitute(first.body, moved))]


def _chain(shown: list[Tensor], after: Derivative, node: Node) -> Tensor:
    pattern = Pattern()
    pattern.open = True
    body = common_matrix(pattern, shown, node)
    first, second = _ends(shown[0].body), _ends(shown[1].body)
    goal = _goal(shown[0].body, after)
    if first is None or second is None or goal is None:
        raise Misread("M208", "what stands after the dots does not end the chain", node)
    start, follow = (first[0], second[0]) if goal[1] else (first[1], second[1])
    step = _apart(follow, start)
    if step not in (1, -1):
        raise Misread("M208", "the factors before the dots do not follow each other", node)
    count = Mul((number(step), Add((goal[0], Mul((number(-1), start))))))
    return ordered_product(pattern.step, body, number(0), count)


def _ends(e: Expr) -> tuple[Expr, Expr] | None:
    """The steps of numerator and denominator of ∂h_a/∂h_b."""
    if isinstance(e, Derivative) and isinstance(e.body, At) and e.body.symbol == e.symbol and e.indices:
        return e.body.indices[0], e.indices[0]
    return None


def _goal(factor: Expr, after: Derivative) -> tuple[Expr, bool] | None:
    """The step at which the chain meets what follows, and whether it is that of the numerators."""
    if not isinstance(factor, Derivative) or not after.indices:
        return None
    if after.symbol == factor.symbol:
        return after.indices[0], True
    if isinstance(after.body, At) and after.body.symbol == factor.symbol:
        return after.body.indices[0], False
    return None


def _apart(a: Expr, b: Expr) -> int | None:
    """The whole number a − b, if it is one."""
    leaves: dict[str, Expr] = {}
    first, second = affine_terms(a, leaves), affine_terms(b, leaves)
    if first is None or second is None:
        return None
    left = {k: v for k in {*first, *second} if (v := first.get(k, 0) - second.get(k, 0))}
    if set(left) - {""}:
        return None
    value = left.get("", 0)
    return int(value) if value == int(value) else None
