"""Derivatives as they are written: fractions of ∂, operators, slashes, primes, ∇; and evaluation bars.

The variable is made free and the rest of the document follows: that is the ``Derivative`` node. Where the axes of
a Jacobian go is the layout, a reading unless the document states it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.names import sort_superscript
from backproof.meaning.observed import observed
from backproof.meaning.tensor import Misread, Tensor, like, renamed
from backproof.terms.nodes import (
    Apply,
    At,
    Call,
    Comprehension,
    Derivative,
    Entry,
    Expr,
    Index,
    Mul,
    Position,
    Pow,
    Substitute,
    number,
)

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator

SIGNS = ("partial", "d", "mathrm d")
LAYOUTS = ("mixed", "denominator", "numerator")
TURNED = "turned"
"""The layout in which all derivatives of numbers are transposed: rows for columns, n × m for m × n."""


def _is_sign(node: Node | None) -> bool:
    if isinstance(node, Scripted):
        return node.sub is None and not node.primes and _is_sign(node.base)
    return isinstance(node, Name) and node.text in ("partial", "d") and not node.accents and node.font != "bold"


def _factors(node: Node | None) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    if isinstance(node, syntax.Product):
        return node.factors, node.operators
    return (() if node is None else (node,)), ()


def _split(node: Node | None) -> tuple[list[Node], Node, list[Node]] | None:
    """(scalar factors before, the sign, what follows) of a numerator or one denominator; None if there is no sign."""
    factors, _ = _factors(node)
    for k, f in enumerate(factors):
        if _is_sign(f):
            return list(factors[:k]), f, list(factors[k + 1 :])
    return None


def _remake(factors: list[Node], node: Node) -> Node:
    """Factors put together again as a product, with the operators they had."""
    if len(factors) == 1:
        return factors[0]
    operators = tuple("" for _ in factors[1:])
    if isinstance(node, syntax.Product):
        offset = len(node.factors) - len(factors)
        operators = node.operators[offset:]
    return syntax.Product(tuple(factors), operators, start=factors[0].start, end=factors[-1].end)


def _variables(ela: Elaborator, node: Node) -> list[Node] | None:
    """The variables of a denominator ``∂x_i ∂x_j``, ``∂x^2`` (twice), ``∂b, w`` is not one."""
    factors, _ = _factors(node)
    variables: list[Node] = []
    current: list[Node] = []
    for f in factors:
        if _is_sign(f):
            if current:
                variables.append(_remake(current, f))
                current = []
            continue
        current.append(f)
    if current:
        variables.append(
            current[0]
            if len(current) == 1
            else _remake(current, syntax.Product(tuple(current), ("",) * (len(current) - 1)))
        )
    return variables


def derivative(ela: Elaborator, node: syntax.Fraction) -> Tensor | None:
    """``\\frac{\\partial f}{\\partial x}`` and its kin; None for an ordinary fraction or a bare operator."""
    top, bottom = _split(node.numerator), _split(node.denominator)
    if top is None or bottom is None:
        return None
    before, _, target = top
    scale, _, rest = bottom
    if not target:
        raise Misread("M206", "a derivative operator without anything to act on", node)
    assert node.numerator is not None and node.denominator is not None
    f = _remake(target, node.numerator)
    denominator = _remake([*_factors(node.denominator)[0][len(scale) :]], node.denominator)
    result = differentiate(ela, f, denominator, _order(top[1]), node)
    del rest
    return _scaled(ela, result, before, scale)


def _scaled(ela: Elaborator, t: Tensor, before: list[Node], below: list[Node]) -> Tensor:
    body = t.body
    for n in before:
        body = Mul((ela.scalar(n), body))
    for n in below:
        body = Mul((Pow(ela.scalar(n), number(-1)), body))
    return t if body is t.body else Tensor(t.axes, body, t.row)


def _order(sign: Node) -> int:
    if isinstance(sign, Scripted) and isinstance(sign.sup, syntax.Number) and sign.sup.text.isdigit():
        return int(sign.sup.text)
    return 1


def differentiate(ela: Elaborator, f: Node, denominator: Node, order: int, node: Node) -> Tensor:
    """∂^order f by the variables of ``denominator``."""
    if order > 8:
        raise Misread("J307", "a derivative of too high an order", node)
    value, above = target_of(ela, f)
    if _nested(value.body) > 5:
        raise Misread("J307", "derivatives nested too deeply", node)
    variables = _variables(ela, denominator) or []
    variables = _unpowered(ela, variables, order)
    if len(variables) == 1 and order > 1:
        variables *= order
    if not variables:
        raise Misread("M206", "the variable of a derivative is not understood", node)
    if len(variables) != order:
        raise Misread("M206", f"the orders of a derivative do not match: {order} above, {len(variables)} below", node)
    result = value
    upper = value.axes
    lowers: tuple[Index, ...] = ()
    below = ""
    body = result.body
    for v in reversed(variables):
        var, slot = variable_of(ela, v)
        below = ela_key(ela, v)
        body, lower = by_variable(ela, body, value, var, slot, node)
        lowers = lower + lowers
    if order > 1:
        axes = (*upper, *lowers)
        return Tensor(axes, body)
    return arranged(ela, body, upper, lowers, above, below)


def _nested(e: Expr) -> int:
    """How many derivatives stand directly inside one another."""
    depth = 0
    while isinstance(e, Derivative):
        depth, e = depth + 1, e.body
    return depth


def _unpowered(ela: Elaborator, variables: list[Node], order: int) -> list[Node]:
    """``∂x^2 ∂y`` under ``∂^3 f`` is x twice and y; ``∂σ^2`` under ``∂f`` is the variable σ²."""
    times = [_times(v) for v in variables]
    if order == 1 or sum(times) != order:
        return variables
    out: list[Node] = []
    for v, n in zip(variables, times, strict=True):
        if n > 1 and isinstance(v, Scripted):
            v = v.base if v.sub is None else Scripted(v.base, v.sub, None, v.primes, start=v.start, end=v.end)
        out.extend([v] * n)
    return out


def _times(variable: Node) -> int:
    """How often a variable of a higher derivative is meant: ``x^2`` is twice x."""
    if isinstance(variable, Scripted) and isinstance(variable.sup, syntax.Number) and variable.sup.text.isdigit():
        return max(1, int(variable.sup.text))
    return 1


def ela_key(ela: Elaborator, node: Node) -> str:
    """The name under which a variable or target takes part in chain rules."""
    while isinstance(node, syntax.Group) and node.body is not None:
        node = node.body
    if isinstance(node, syntax.Product) and len(node.factors) == 2 and isinstance(node.factors[1], syntax.Group):
        node = node.factors[0] if node.factors[1].left == "(" else node
    ref = ela.resolve(node)
    if ref is None:
        if isinstance(node, syntax.Product):
            head = ela.resolve(node.factors[0])
            return head.key + "[]" if head is not None else f"@{node.start}"
        return f"@{node.start}"
    from backproof.meaning.names import tag_text

    power = "^2" if ref.sup.power is not None else ""
    return ref.key + power + "".join(f"[{tag_text(i)}]" for i in ref.items)


def target_of(ela: Elaborator, f: Node) -> tuple[Tensor, str]:
    return ela.tensor(f), ela_key(ela, f)


def variable_of(ela: Elaborator, node: Node) -> tuple[Tensor, Node]:
    """The variable: a symbol at indices. An expression that names a definition (σ²) counts as that name."""
    if isinstance(node, syntax.Group) and node.body is not None and node.left == "(":
        node = node.body
    ref = ela.resolve(node)
    if ref is not None and ref.sup.power is not None and ela.scope.find(ref.key + "^2") is None:
        made = ela.scope.create(ref.key + "^2")
        made.total = len(ref.items)
        made.symbol.domain = "positive"
    t = ela.tensor(node)
    return t, node


def by_variable(
    ela: Elaborator, body: Expr, target: Tensor, var: Tensor, node: Node, whole: Node
) -> tuple[Expr, tuple[Index, ...]]:
    """∂ body / ∂ var: the new body and the axes of the variable."""
    slot = _slot(ela, target.body, var, node)
    if slot is not None:
        return slot
    if isinstance(var.body, Apply) and var.body.function == "sqrt" and isinstance(var.body.arguments[0], At):
        # Only the square is a symbol: d/dσ = 2σ d/dσ².
        inner, axes = by_variable(ela, body, target, Tensor(var.axes, var.body.arguments[0], var.row), node, whole)
        return Mul((number(2), renamed(var, axes), inner)), axes
    if not isinstance(var.body, At):
        if isinstance(var.body, Position):
            raise Misread("M206", "a derivative by an index", whole)
        raise Misread("M206", "the variable of this derivative is an expression that nothing defines", whole)
    axes = tuple(like(a) for a in var.axes)
    at = renamed(var, axes)
    assert isinstance(at, At)
    if ela.scope.model[at.symbol].is_size:
        raise Misread("M206", "a derivative by a size", whole)
    from backproof.meaning.intermediates import by_part

    body = by_part(ela.scope.model, body, at.symbol)
    return Derivative(body, at.symbol, at.indices, _held(ela, body, at)), axes


def _held(ela: Elaborator, body: Expr, at: At) -> tuple[str | At, ...]:
    """What stays as it is while the variable changes: what words say, data, and what else the step before leads to."""
    from backproof.meaning.adjoints import at_same_step, is_before
    from backproof.meaning.held_fixed import held_fixed

    said = list(held_fixed(ela, at.symbol))
    data = observed(body, at.symbol, ela.scope.model)
    if data and ela.choose("data of the model", ("held", "moved")) == "held":
        said += [n for n in data if n not in said]
    step = isinstance(body, At) and ela.scope.model[body.symbol].family == 1 and is_before(ela, at)
    readers = [r for r in at_same_step(ela, at) if r.symbol not in said] if step else []
    alone = readers and ela.choose("what the step before leads to", ("all", "this step")) == "this step"
    return (*said, *(readers if alone else ()))


def _slot(ela: Elaborator, body: Expr, var: Tensor, node: Node) -> tuple[Expr, tuple[Index, ...]] | None:
    """∂ℓ[φ_0]/∂φ: the derivative by the argument, taken at φ_0, when the variable is written without its step."""
    if not isinstance(body, Call):
        return None
    ref = ela.resolve(node)
    if ref is None:
        return None
    entry = ela.scope.find(ref.key)
    symbol = ela.scope.model[body.symbol]
    for k, argument in enumerate(body.arguments):
        inner = argument.body
        named = symbol.parameters[k].symbol if symbol.parameters and k < len(symbol.parameters) else ""
        by_name = entry is not None and named == entry.name and not (isinstance(inner, At) and inner.symbol == named)
        stepped = (
            isinstance(inner, At)
            and entry is not None
            and (inner.symbol == entry.name or _base(ela, inner.symbol) == ref.base)
            and len(inner.indices) > len(argument.indices)
            and not ref.items
        )
        tagged = isinstance(inner, At) and entry is None and _base(ela, inner.symbol) == ref.base
        if not (by_name or stepped or tagged):
            continue
        items = ref.items
        fresh = tuple(like(a) for a in argument.indices[len(items) :])
        places: list[Expr] = []
        for item in items[: len(argument.indices)]:
            e = ela.index(item)
            if e is None:
                return None
            places.append(e)
        places.extend(Position(i) for i in fresh)
        return Call(
            body.symbol, body.family, body.arguments, body.indices, (*body.slots, (k, Entry(tuple(places))))
        ), fresh
    return None


def _base(ela: Elaborator, name: str) -> str:
    return name.split("_")[0].split("^")[0].split("[")[0].split("′")[0]


def arranged(
    ela: Elaborator, body: Expr, upper: tuple[Index, ...], lower: tuple[Index, ...], above: str, below: str
) -> Tensor:
    """The axes of a derivative in the order of the layout."""
    if not upper or not lower:
        axes = upper or lower
        row = False
        if lower and not upper:
            ela.slopes = True
        if lower and not upper and len(lower) == 1:
            row = layout(ela) == "numerator"
        if turned(ela) and len(lower) == 2:
            # The numerator layout to its end: a number by an m × n matrix is n × m.
            axes = lower[::-1]
        return Tensor(axes, body, row, upper, lower, above, below)
    axes = (*lower, *upper) if layout(ela) == "denominator" else (*upper, *lower)
    return Tensor(axes, body, False, upper, lower, above, below)


def layout(ela: Elaborator) -> str:
    if turned(ela):
        return "numerator"
    stated = ela.scope.fact("layout")
    return ela.choose("layout", (stated,) if stated else LAYOUTS)


def turned(ela: Elaborator) -> bool:
    """Whether derivatives of numbers are read as transposes."""
    return ela.choices.get("layout") == TURNED


def operator_derivative(ela: Elaborator, node: syntax.Product, k: int) -> tuple[Tensor, int] | None:
    """``\\frac{\\partial}{\\partial x}`` acting on the factors that follow."""
    f = node.factors[k]
    if not isinstance(f, syntax.Fraction):
        return None
    top, bottom = _split(f.numerator), _split(f.denominator)
    if top is None or bottom is None or top[2] or top[0]:
        return None
    rest = list(node.factors[k + 1 :])
    if not rest:
        raise Misread("M206", "a derivative operator without anything to act on", f)
    operand = (
        rest[0]
        if len(rest) == 1
        else syntax.Product(tuple(rest), node.operators[k + 1 :], start=rest[0].start, end=rest[-1].end)
    )
    assert f.denominator is not None
    return differentiate(ela, operand, f.denominator, _order(top[1]), f), 1 + len(rest)


def slash_derivative(ela: Elaborator, node: syntax.Product) -> Tensor | None:
    """``\\partial f / \\partial x`` written in a line."""
    if "slash" not in node.operators or not _is_sign(node.factors[0]):
        return None
    k = node.operators.index("slash")
    if k + 1 >= len(node.factors) or not _is_sign(node.factors[k + 1]) or k < 1:
        return None
    target = list(node.factors[1 : k + 1])
    below = list(node.factors[k + 1 :])
    if "slash" in node.operators[k + 1 :]:
        return None
    top = (
        target[0]
        if len(target) == 1
        else syntax.Product(tuple(target), node.operators[1:k], start=target[0].start, end=target[-1].end)
    )
    bottom = syntax.Product(tuple(below), node.operators[k + 1 :], start=below[0].start, end=below[-1].end)
    return differentiate(ela, top, bottom, _order(node.factors[0]), node)


def _transposed(node: Node) -> bool:
    """``(a)^\\top`` after a gradient is a factor, not the argument of what is differentiated."""
    return isinstance(node, Scripted) and sort_superscript(node.sup).transposed


def short_operator(node: Node) -> Node | None:
    """The variable of the operator ``\\partial_x``; None for anything else."""
    if not isinstance(node, Scripted) or node.primes or not isinstance(node.base, Name):
        return None
    return node.sub if node.base.text == "partial" and not node.base.accents else None


def short_derivative(ela: Elaborator, node: syntax.Product, k: int) -> tuple[Tensor, int] | None:
    """``\\partial_\\mu L``, ``\\partial_x^2 f(x)``, ``\\partial_u \\partial_v f``: acts on the next factor only."""
    f = node.factors[k]
    variable = short_operator(f)
    if variable is None or not isinstance(f, Scripted):
        return None
    rest = node.factors[k + 1 :]
    inner = next((n for n, r in enumerate(rest) if short_operator(r) is None), None)
    if inner is None:
        raise Misread("M206", "a derivative operator without anything to act on", f)
    used = inner + 1
    if used < len(rest) and node.operators[k + used] == "" and isinstance(rest[inner], Name | Scripted):
        after = rest[used]
        bare = after.base if isinstance(after, Scripted) else after
        used += isinstance(bare, syntax.Group) and not _transposed(after)
    operand = rest[0]
    if used > 1:
        operators = node.operators[k + 1 : k + used]
        operand = syntax.Product(rest[:used], operators, start=rest[0].start, end=rest[used - 1].end)
    return differentiate(ela, operand, variable, _order(Scripted(Name("partial"), None, f.sup)), f), 1 + used


def nabla(ela: Elaborator, node: syntax.Product, k: int) -> tuple[Tensor, int] | None:
    """``\\nabla f``, ``\\nabla_w J(w)``, ``\\nabla^2 f(x)``."""
    f = node.factors[k]
    base = f.base if isinstance(f, Scripted) else f
    if not (isinstance(base, Name) and base.text == "nabla"):
        return None
    order = 1
    sub: Node | None = None
    if isinstance(f, Scripted):
        sub = f.sub
        if isinstance(f.sup, syntax.Number) and f.sup.text == "2":
            order = 2
        elif f.sup is not None:
            raise Misread("M206", "this superscript of a gradient is not understood", f)
    rest = list(node.factors[k + 1 :])
    if not rest:
        raise Misread("M206", "a gradient of nothing", f)
    used = 1
    if len(rest) > 1 and isinstance(rest[1], syntax.Group | Scripted) and node.operators[k + 1] == "":
        inner = rest[1].base if isinstance(rest[1], Scripted) else rest[1]
        used = 2 if isinstance(inner, syntax.Group) and not _transposed(rest[1]) else 1
    operand: Node = (
        rest[0] if used == 1 else syntax.Product((rest[0], rest[1]), ("",), start=rest[0].start, end=rest[1].end)
    )
    return gradient(ela, operand, sub, order, f), 1 + used


def gradient(ela: Elaborator, operand: Node, sub: Node | None, order: int, node: Node) -> Tensor:
    value = ela.tensor(operand)
    if value.rank:
        raise Misread("M206", "a gradient of something that is not a scalar", node)
    if sub is not None:
        var, vnode = variable_of(ela, sub)
    else:
        slot = by_slot(ela, value, operand)
        if slot is not None:
            body, axes = slot
            if order == 2:
                assert isinstance(body, Call)
                fresh = tuple(like(a) for a in axes)
                again = (0, Entry(tuple(Position(i) for i in fresh)))
                return Tensor(
                    (*axes, *fresh), Call(body.symbol, body.family, body.arguments, body.indices, (*body.slots, again))
                )
            return Tensor(axes, body, layout(ela) == "numerator" and len(axes) == 1)
        var, vnode = _implied(ela, operand, value, node)
    body = value.body
    lowers: tuple[Index, ...] = ()
    for _ in range(order):
        body, lower = by_variable(ela, body, value, var, vnode, node)
        lowers = lower + lowers
    if order == 2:
        return Tensor(lowers, body)
    return Tensor(lowers, body, False, (), lowers, ela_key(ela, operand), ela_key(ela, vnode))


def by_slot(ela: Elaborator, value: Tensor, operand: Node) -> tuple[Expr, tuple[Index, ...]] | None:
    """∇f(θ_{t-1}): by the one argument, at that point."""
    body = value.body
    if isinstance(body, Call) and len(body.arguments) == 1 and not body.slots:
        argument = body.arguments[0]
        fresh = tuple(like(a) for a in argument.indices)
        return Call(
            body.symbol, body.family, body.arguments, body.indices, ((0, Entry(tuple(Position(i) for i in fresh))),)
        ), fresh
    return None


def _lone_argument(operand: Node) -> Node | None:
    """The z of ``LSE(z)``."""
    group: Node | None = None
    if isinstance(operand, syntax.Operator):
        group = operand.argument
    elif isinstance(operand, syntax.Product) and len(operand.factors) == 2 and operand.operators == ("",):
        group = operand.factors[1]
    inner = group.body if isinstance(group, syntax.Group) and group.left == "(" else None
    return inner if isinstance(inner, Name | Scripted) else None


def _implied(ela: Elaborator, operand: Node, value: Tensor, node: Node) -> tuple[Tensor, Node]:
    """The variable of a bare ∇: the one argument of the function."""
    ref = ela.resolve(operand)
    if ref is not None:
        entry = ela.scope.find(ref.key)
        if entry is not None and entry.symbol.parameters and len(entry.symbol.parameters) == 1:
            name = entry.symbol.parameters[0].symbol
            entries = (e for scope in ela.scope.around() for e in scope.entries.values())
            own = next((e for e in entries if e.name == name), None)
            if own is not None:
                return ela.place(own, [], node), syntax.Name(own.key)
    argument = _lone_argument(operand)
    if argument is not None:
        variable = ela.tensor(argument)
        if isinstance(variable.body, At):
            return variable, argument
    raise Misread("M207", "by which variable this gradient is taken is not said", node)


def evaluated(ela: Elaborator, node: syntax.Evaluated) -> Tensor:
    """``f |_{x = 0}``."""
    t = ela.tensor(node.body)
    if not isinstance(node.sub, syntax.Relation) or node.sub.signs != ("=",) or node.sup is not None:
        raise Misread("M206", "an evaluation bar that names no value", node)
    var = ela.tensor(node.sub.members[0])
    value = ela.tensor(node.sub.members[1])
    if not isinstance(var.body, At) or (var.rank != value.rank and value.rank):
        raise Misread("M206", "an evaluation bar on something that is no symbol", node)
    axes = value.axes if value.rank else tuple(like(a) for a in var.axes)
    return Tensor(t.axes, Substitute(t.body, var.body.symbol, Comprehension(axes, value.body)), t.row)
