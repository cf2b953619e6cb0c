"""Products as people write them: calls among the factors, then matrix products, dots and element-wise products.

Order is kept always. A juxtaposition binds tighter than ``\\odot`` and ``*`` between tensors; a slash divides by
the next factor. A product of derivatives whose variables match is the chain rule, in whichever order it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.arithmetic import divide, spread, spreads
from backproof.meaning.names import letter, parts
from backproof.meaning.tensor import Misread, Tensor, counted, fit, like, renamed, substitute
from backproof.terms.nodes import Expr, Index, Mul, Sum

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator

UNREAD = frozenset(
    [
        "mod",
        "cap",
        "cup",
        "setminus",
        "star",
        "ominus",
        "oslash",
        "bullet",
        "wedge",
        "vee",
        "uplus",
        "sqcup",
        "boxtimes",
        "amalg",
        "oplus",
    ]
)
LOW = ("odot", "ast", "otimes", "oplus", "circ", "times")


def product(ela: Elaborator, node: syntax.Product) -> Tensor:
    """The meaning of a product node."""
    from backproof.meaning.derivatives import slash_derivative

    found = slash_derivative(ela, node)
    if found is not None:
        return found
    if any(isinstance(f, syntax.Dots) and f.kind == "horizontal" for f in node.factors):
        from backproof.meaning.dotted import dotted_product

        return dotted_product(ela, node)
    values, operators = _factors(ela, node)
    return _combined(ela, values, operators, node)


def _changes(ela: Elaborator, d: Node) -> bool:
    """Whether a d before a name means a small change of it, also where another d is a size."""
    upright = isinstance(d, Name) and d.font == "rm"
    return ela.scope.find("d") is None or upright or bool(ela.scope.fact("differentials"))


def _factors(ela: Elaborator, node: syntax.Product) -> tuple[list[Tensor], list[str]]:
    """The factors after calls and derivative operators have taken their arguments."""
    from backproof.meaning.adjoints import adjoint, differential, is_d
    from backproof.meaning.derivatives import nabla, operator_derivative, short_derivative
    from backproof.meaning.heads import call
    from backproof.meaning.jacobians import jacobian

    values: list[Tensor] = []
    operators: list[str] = []
    k = 0
    factors, signs = node.factors, node.operators
    adjoint_loss = ela.scope.fact("adjoint loss")
    while k < len(factors):
        if (
            adjoint_loss
            and is_d(factors[k])
            and k + 1 < len(factors)
            and signs[k] == ""
            and isinstance(factors[k + 1], Name | Scripted)
        ):
            if values:
                operators.append(signs[k - 1])
            values.append(adjoint(ela, factors[k + 1]))
            k += 2
            continue
        if (
            not adjoint_loss
            and is_d(factors[k])
            and k + 1 < len(factors)
            and signs[k] == ""
            and _changes(ela, factors[k])
        ):
            if values:
                operators.append(signs[k - 1])
            values.append(differential(ela, factors[k + 1]))
            k += 2
            continue
        taken = (
            operator_derivative(ela, node, k)
            or short_derivative(ela, node, k)
            or nabla(ela, node, k)
            or jacobian(ela, node, k)
            or call(ela, node, k)
        )
        if taken is None:
            value, used = ela.tensor(factors[k]), 1
        else:
            value, used = taken
        if values:
            operators.append(signs[k - 1])
        values.append(value)
        k += used
    return values, operators


def _combined(ela: Elaborator, values: list[Tensor], operators: list[str], node: Node) -> Tensor:
    for operator in operators:
        if operator in UNREAD:
            raise Misread("M206", f"the operator {operator} is not understood here", node)
    if "slash" in operators or "div" in operators:
        values, operators = _quotients(ela, values, operators, node)
    segments: list[Tensor] = []
    joints: list[str] = []
    current = values[0]
    for operator, value in zip(operators, values[1:], strict=True):
        if operator in LOW and _separates(operator, current, value):
            segments.append(current)
            joints.append(operator)
            current = value
        else:
            current = multiply(ela, current, value, operator, node)
    segments.append(current)
    result = segments[0]
    for operator, value in zip(joints, segments[1:], strict=True):
        result = low_product(ela, result, value, operator, node)
    return result


def _separates(operator: str, a: Tensor, b: Tensor) -> bool:
    return operator in ("odot", "otimes", "oplus", "circ") or (a.rank > 0 and b.rank >= 0)


def _quotients(
    ela: Elaborator, values: list[Tensor], operators: list[str], node: Node
) -> tuple[list[Tensor], list[str]]:
    """``a/b``: what stands before the slash back to the last loose operator, divided by the next factor."""
    out: list[Tensor] = [values[0]]
    signs: list[str] = []
    for operator, value in zip(operators, values[1:], strict=True):
        if operator in ("slash", "div"):
            while signs and signs[-1] == "":
                right = out.pop()
                signs.pop()
                out[-1] = multiply(ela, out[-1], right, "", node)
            out[-1] = divide(ela, out[-1], value, node)
        else:
            signs.append(operator)
            out.append(value)
    return out, signs


def low_product(ela: Elaborator, a: Tensor, b: Tensor, operator: str, node: Node) -> Tensor:
    """``\\odot``, ``*``, ``\\otimes``, ``\\times`` between tensors."""
    if operator in ("odot", "circ"):
        return hadamard(ela, a, b, node)
    if operator == "ast":
        matched = a.rank and b.rank and not (a.below or b.below)
        if matched and ela.choose("star", ("entries", "product")) == "entries":
            return hadamard(ela, a, b, node)
        return multiply(ela, a, b, "", node)
    if operator == "otimes" and a.rank and b.rank:
        from backproof.meaning.matrices import kronecker

        return kronecker(a, b, node)
    return multiply(ela, a, b, "cdot" if operator == "times" else "", node)


def hadamard(ela: Elaborator, a: Tensor, b: Tensor, node: Node) -> Tensor:
    """Entry by entry; a vector is spread over the columns of a matrix where shapes demand it."""
    if a.rank == 0 or b.rank == 0:
        shape = a if a.rank else b
        return Tensor(shape.axes, Mul((a.body, b.body)), shape.row)
    if a.rank == b.rank:
        return Tensor(a.axes, Mul((a.body, spread(b, a, node))), a.row)
    large, small = (a, b) if a.rank > b.rank else (b, a)
    if large.rank == 2 and small.rank == 1:
        axis = large.axes[0 if spreads(large, small)[0] == "columns" else 1]
        fit(small.axes[0], axis, node, "an element-wise product")
        body = renamed(small, (axis,))
        return Tensor(large.axes, Mul((large.body, body) if large is a else (body, large.body)))
    raise Misread("M202", f"an element-wise product of tensors of rank {a.rank} and {b.rank}", node)


def contract(a: Tensor, i: Index, b: Tensor, j: Index, node: Node) -> tuple[Expr, Index]:
    """Σ over the axis ``i`` of ``a`` and ``j`` of ``b``, as one index: the summand and that index."""
    fit(i, j, node, "a product")
    k = like(i)
    left = substitute(a.body, {i: counted(i, k)})
    right = substitute(b.body, {j: counted(j, k)})
    return Mul((left, right)), k


def multiply(ela: Elaborator, a: Tensor, b: Tensor, operator: str, node: Node) -> Tensor:
    """a b by shape: scaling, matrix product, inner or outer product, or the chain rule."""
    chained = chain_rule(ela, a, b, node)
    if chained is not None:
        return chained
    if a.rank == 0 or b.rank == 0:
        shape = a if a.rank else b
        keep = Tensor(shape.axes, Mul((a.body, b.body)), shape.row)
        return keep
    if a.rank == 1 and b.rank == 1:
        return _vectors(ela, a, b, operator, node)
    if a.rank > 2 or b.rank > 2:
        return _high(a, b, node)
    last = a.axes[-1] if a.rank == 2 else a.axes[0]
    if a.rank == 1 and not a.row and b.rank == 2:
        if ela.defining and not ela.scope.usage.has_transposes():
            ela.scope.facts["row vectors"] = "yes"
        if not ela.scope.fact("row vectors"):
            raise Misread("M202", "a column stands before a matrix", node)
    if a.rank == 2 and b.rank == 1 and b.row:
        raise Misread("M202", "a row stands after a matrix", node)
    body, k = contract(a, last, b, b.axes[0], node)
    axes = a.axes[:-1] + b.axes[1:]
    return Tensor(axes, Sum(k, body), row=len(axes) == 1 and a.rank == 1)


def _vectors(ela: Elaborator, a: Tensor, b: Tensor, operator: str, node: Node) -> Tensor:
    if (a.row and not b.row) or (operator == "cdot" and a.row == b.row):
        body, k = contract(a, a.axes[0], b, b.axes[0], node)
        return Tensor((), Sum(k, body))
    if not a.row and b.row:
        other = b if b.axes[0] is not a.axes[0] else Tensor((like(b.axes[0]),), b.body, True)
        return Tensor((a.axes[0], other.axes[0]), Mul((a.body, other.body)))
    if operator == "cdot":
        body, k = contract(a, a.axes[0], b, b.axes[0], node)
        return Tensor((), Sum(k, body))
    raise Misread("M202", "two vectors side by side: neither an inner nor an outer product", node)


def _high(a: Tensor, b: Tensor, node: Node) -> Tensor:
    body, k = contract(a, a.axes[-1], b, b.axes[0], node)
    return Tensor(a.axes[:-1] + b.axes[1:], Sum(k, body))


def chain_rule(ela: Elaborator, a: Tensor, b: Tensor, node: Node) -> Tensor | None:
    """∂u/∂v · ∂v/∂w in either order: contract over v. None if the two are no such pair."""
    from backproof.meaning.derivatives import arranged

    if not (a.below and b.below):
        return None
    for first, second in ((a, b), (b, a)):
        if first.below == second.above and len(first.lower) == len(second.upper) and first.lower:
            body_left, body_right = first.body, second.body
            fresh = tuple(like(i) for i in first.lower)
            for i, j in zip(first.lower, second.upper, strict=True):
                try:
                    fit(i, j, node, "the chain rule")
                except Misread:
                    return None
            body_left = substitute(body_left, {i: counted(i, k) for i, k in zip(first.lower, fresh, strict=True)})
            body_right = substitute(body_right, {j: counted(j, k) for j, k in zip(second.upper, fresh, strict=True)})
            body: Expr = Mul((body_left, body_right))
            for k in fresh:
                body = Sum(k, body)
            return arranged(ela, body, first.upper, second.lower, first.above, second.below)
        if first.below == second.above and not first.lower and not second.upper:
            return arranged(ela, Mul((first.body, second.body)), first.upper, second.lower, first.above, second.below)
    return None


__all__ = ["contract", "hadamard", "letter", "multiply", "parts", "product"]
