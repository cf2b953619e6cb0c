"""Derivatives, one rule at a time. The body of a derivative is free of all definitions that rest on the variable."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.definitions import STEPS, bound_to, general_clause, rests_on
from backproof.laws.law import Law, page
from backproof.laws.polynomials import value_of
from backproof.laws.setting import Setting
from backproof.laws.slope import ZERO, by, clear, of, slope
from backproof.terms.model import Clause
from backproof.terms.nodes import (
    ONE,
    Add,
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Constant,
    Derivative,
    Entry,
    Expr,
    Index,
    Linear,
    Member,
    Mul,
    Number,
    Position,
    Pow,
    Product,
    Sum,
    inverse,
    negative,
    number,
)
from backproof.terms.substitution import substitute
from backproof.terms.traversal import nodes_in, symbols_in


def _rule(kind: type[Expr], made: Callable[[Derivative, Expr], Expr | None]) -> Callable[[Expr, Setting], Expr | None]:
    def apply(e: Expr, setting: Setting) -> Expr | None:
        return made(e, e.body) if isinstance(e, Derivative) and isinstance(e.body, kind) else None

    return apply


def constant(e: Expr, setting: Setting) -> Expr | None:
    """What does not mention the variable, nor anything that rests on it and is not held."""
    return ZERO if isinstance(e, Derivative) and not _depends(e, e.body, setting) else None


def _depends(e: Derivative, body: Expr, setting: Setting) -> bool:
    names = symbols_in(body)
    if e.symbol in names:
        return True
    held = frozenset(h for h in e.held if isinstance(h, str))
    return any(e.symbol in rests_on(n, held, setting) for n in names - held)


def variable(e: Expr, setting: Setting) -> Expr | None:
    """An entry by an entry: deltas. Of a recurrence only at the same step: others may rest on it."""
    if not isinstance(e, Derivative) or not isinstance(e.body, At):
        return None
    if e.body.symbol != e.symbol or any(e.symbol in symbols_in(i) for i in e.body.indices):
        return None
    symbol = setting.symbol(e.symbol)
    if symbol is not None and e.symbol in rests_on(e.symbol, frozenset(), setting):
        steps = zip(e.body.indices[: symbol.family], e.indices[: symbol.family], strict=True)
        if not symbol.family or any(_apart(i, j, setting) != 0 for i, j in steps):
            return None
    deltas = tuple(Compare("=", i, j) for i, j in zip(e.body.indices, e.indices, strict=True))
    return Mul(deltas) if deltas else ONE


def _apart(i: Expr, j: Expr, setting: Setting) -> Fraction | None:
    """How many steps i comes after j, if that is a number."""
    return value_of(Arithmetic(setting).normal(Add((i, negative(j)))))


def recurrence(e: Expr, setting: Setting) -> Expr | None:
    """A later state by an earlier one: the later one by its recurrence; an earlier state does not rest on a later."""
    if not isinstance(e, Derivative) or not isinstance(e.body, At) or e.body.symbol != e.symbol:
        return None
    symbol = setting.symbol(e.symbol)
    if symbol is None or symbol.family != 1 or e.symbol not in rests_on(e.symbol, frozenset(), setting):
        return None
    clause = general_clause(symbol, len(e.body.indices))
    apart = _apart(e.body.indices[0], e.indices[0], setting)
    back = _goes_back(clause, symbol.name, setting) if clause is not None else None
    if clause is None or apart is None or apart == 0 or back is None:
        return None
    if (apart > 0) != back:
        return ZERO
    return by(e, substitute(clause.body, bound_to(clause, e.body.indices))) if abs(apart) <= STEPS else None


def _goes_back(clause: Clause, name: str, setting: Setting) -> bool | None:
    """Whether a recurrence reads earlier states only (False: later ones only); None where it reads others as well."""
    first = clause.indices[0]
    assert isinstance(first, Index)
    reads = [n for n in nodes_in(clause.body) if isinstance(n, At | Call) and n.symbol == name]
    inner = [n for n in symbols_in(clause.body) if n != name and name in rests_on(n, frozenset((name,)), setting)]
    if inner or not all(isinstance(n, At) for n in reads):
        return None  # through other names: which of their steps are read is not looked up
    steps = {_apart(n.indices[0], Position(first), setting) for n in reads if isinstance(n, At)}
    if not steps or None in steps or 0 in steps:
        return None
    signs = {step < 0 for step in steps if step is not None}
    return signs.pop() if len(signs) == 1 else None


def _sum_rule(e: Derivative, body: Expr) -> Expr:
    assert isinstance(body, Add)
    return Add(tuple(by(e, t) for t in body.terms))


def _product_rule(e: Derivative, body: Expr) -> Expr:
    assert isinstance(body, Mul)
    parts = []
    for k, f in enumerate(body.factors):
        if symbols_in(f):
            parts.append(Mul((*body.factors[:k], by(e, f), *body.factors[k + 1 :])))
    return Add(tuple(parts))


def _power_rule(e: Derivative, body: Expr) -> Expr:
    assert isinstance(body, Pow)
    b, x = body.base, body.exponent
    if not symbols_in(x) or (isinstance(b, At) and b.symbol == e.symbol and e.symbol not in symbols_in(x)):
        lower = Number(x.value - 1) if isinstance(x, Number) else Add((x, number(-1)))
        return Mul((x, Pow(b, lower), by(e, b)))
    slope = Add((Mul((by(e, x), Apply("log", (b,)))), Mul((x, inverse(b), by(e, b)))))
    return Mul((body, slope))


def _under_a_sum(e: Derivative, body: Expr) -> Expr | None:
    assert isinstance(body, Sum)
    if any(e.symbol in symbols_in(x) for x in (body.lower, body.upper, body.condition) if x is not None):
        return None
    return Sum(body.index, by(e, body.body), body.lower, body.upper, body.condition)


def _under_a_product(e: Derivative, body: Expr) -> Expr | None:
    assert isinstance(body, Product)
    if any(e.symbol in symbols_in(x) for x in (body.lower, body.upper, body.condition) if x is not None):
        return None
    slope = Mul((inverse(body.body), by(e, body.body)))
    return Mul((body, Sum(body.index, slope, body.lower, body.upper, body.condition)))


def _by_cases(e: Derivative, body: Expr) -> Expr:
    assert isinstance(body, Cases)
    return Cases(tuple((c, by(e, v)) for c, v in body.branches))


def _condition(e: Derivative, body: Expr) -> Expr:
    return ZERO


def _of_call(e: Derivative, body: Expr) -> Expr | None:
    """A function of which nothing is known: its derivative by every argument, times that of the argument."""
    assert isinstance(body, Call)
    if any(e.symbol in symbols_in(x) for x in (*body.family, *body.indices)):
        return None
    parts: list[Expr] = []
    for k, argument in enumerate(body.arguments):
        if not symbols_in(argument):
            continue
        fresh = tuple(clear(i, e) for i in argument.indices)
        places = {i: Position(j) for i, j in zip(argument.indices, fresh, strict=True)}
        inner = by(e, substitute(argument.body, dict(places)))
        slots = (*body.slots, (k, Entry(tuple(Position(j) for j in fresh))))
        part: Expr = Mul((Call(body.symbol, body.family, body.arguments, body.indices, slots), inner))
        for j in reversed(fresh):
            part = Sum(j, part)
        parts.append(part)
    return Add(tuple(parts))


def _of_inverse(e: Derivative, body: Expr) -> Expr | None:
    """``d A⁻¹ = −A⁻¹ dA A⁻¹``, and ``d det A = det A tr(A⁻¹ dA)``."""
    assert isinstance(body, Linear)
    if body.function not in ("inverse", "determinant"):
        return None
    row, column = body.argument.indices
    p = clear(row, e)
    q = clear(column, e, p)
    inner = by(e, substitute(body.argument.body, {row: Position(p), column: Position(q)}))

    def entry(i: Expr, j: Expr) -> Expr:
        return Linear("inverse", body.argument, (i, j))

    if body.function == "determinant":
        return Mul((body, Sum(p, Sum(q, Mul((entry(Position(q), Position(p)), inner))))))
    i, j = body.indices
    return negative(Sum(p, Sum(q, Mul((entry(i, Position(p)), inner, entry(Position(q), j))))))


def _gauss(x: Expr) -> Expr:
    root = Pow(Constant("pi"), number(Fraction(-1, 2)))
    return Mul((number(2), root, of("exp", negative(Pow(x, number(2))))))


CALCULUS: tuple[Law, ...] = (
    Law(
        "constant rule",
        r"\partial c / \partial x = 0",
        "",
        constant,
        Derivative,
        examples=(page(r"Let $x, y \in \mathbb{R}$.", r"\frac{\partial}{\partial x}(y^3 + x) = 1"),),
        near_misses=(page(r"Let $x, y \in \mathbb{R}$.", r"\frac{\partial}{\partial x}(y^3 + x) = 3y^2 + 1"),),
    ),
    Law(
        "derivative of the variable",
        r"\partial x_i / \partial x_j = \delta_{ij}",
        "",
        variable,
        Derivative,
        examples=(
            page(r"Let $x \in \mathbb{R}^n$ and $f = \sum_i x_i^2$.", r"\frac{\partial f}{\partial x_j} = 2x_j"),
        ),
        near_misses=(
            page(r"Let $x \in \mathbb{R}^n$ and $f = \sum_i x_i^2$.", r"\frac{\partial f}{\partial x_j} = 3x_j"),
        ),
    ),
    Law(
        "recurrence",
        r"\partial h_t / \partial h_{t-1} = \partial f(h_{t-1}) / \partial h_{t-1}",
        "",
        recurrence,
        Derivative,
        examples=(
            page(
                r"Let $h_t = \tanh(W h_{t-1})$ with $h_t \in \mathbb{R}^n$ and "
                r"$W \in \mathbb{R}^{n\times n}$. We use the numerator layout.",
                r"\frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(1 - h_t^2)\, W",
            ),
        ),
        near_misses=(
            page(
                r"Let $h_t = \tanh(W h_{t-1})$ with $h_t \in \mathbb{R}^n$ and "
                r"$W \in \mathbb{R}^{n\times n}$. We use the numerator layout.",
                r"\frac{\partial h_t}{\partial h_{t-1}} = W \operatorname{diag}(1 - h_t^2)",
            ),
        ),
    ),
    Law(
        "sum rule",
        r"\partial (f + g) = \partial f + \partial g",
        "",
        _rule(Add, _sum_rule),
        Derivative,
        examples=(r"\frac{d}{dx}(x^2 + \log x) = 2x + \frac{1}{x}",),
        near_misses=(r"\frac{d}{dx}(x^2 + \log x) = 2 + \frac{1}{x}",),
    ),
    Law(
        "product rule",
        r"\partial (f g) = g\,\partial f + f\,\partial g",
        "",
        _rule(Mul, _product_rule),
        Derivative,
        examples=(r"\frac{d}{dx}\left(x^2 e^{x}\right) = (2x + x^2)\, e^{x}",),
        near_misses=(r"\frac{d}{dx}\left(x^2 e^{x}\right) = 2x\, e^{x}",),
    ),
    Law(
        "power rule",
        r"\partial f^n = n f^{n-1}\,\partial f",
        "",
        _rule(Pow, _power_rule),
        Derivative,
        examples=(r"\frac{d}{dx}(1 + x^2)^{-3} = -6x\,(1+x^2)^{-4}",),
        near_misses=(r"\frac{d}{dx}(1 + x^2)^{-3} = -3\,(1+x^2)^{-4}",),
    ),
    Law(
        "derivative of a sum",
        r"\partial \sum_i f_i = \sum_i \partial f_i",
        "",
        _rule(Sum, _under_a_sum),
        Derivative,
        examples=(
            page(
                r"Let $w \in \mathbb{R}^n$ and $s = \sum_{i=1}^n \log(1 + e^{w_i})$.",
                r"\frac{\partial s}{\partial w_k} = \frac{1}{1 + e^{-w_k}}",
            ),
        ),
        near_misses=(
            page(
                r"Let $w \in \mathbb{R}^n$ and $s = \sum_{i=1}^n \log(1 + e^{w_i})$.",
                r"\frac{\partial s}{\partial w_k} = \frac{1}{1 + e^{w_k}}",
            ),
        ),
    ),
    Law(
        "derivative of a product",
        r"\partial \prod_i f_i = \prod_i f_i \sum_i \partial f_i / f_i",
        "",
        _rule(Product, _under_a_product),
        Derivative,
        condition="no factor is zero",
        examples=(
            page(
                r"Let $w \in \mathbb{R}^n$ with $w_i > 0$ and $q = \prod_{i=1}^n w_i$.",
                r"\frac{\partial q}{\partial w_k} = \frac{q}{w_k}",
            ),
        ),
        near_misses=(
            page(
                r"Let $w \in \mathbb{R}^n$ with $w_i > 0$ and $q = \prod_{i=1}^n w_i$.",
                r"\frac{\partial q}{\partial w_k} = \frac{q}{w_k^2}",
            ),
        ),
    ),
    Law(
        "derivative by cases",
        r"\partial f = \partial f_k \text{ where case } k \text{ holds}",
        "",
        _rule(Cases, _by_cases),
        Derivative,
        examples=(
            page(
                r"Let $g(x) = \begin{cases} x^2 & x > 0 \\ -x & x < 0 \end{cases}$.",
                r"g'(x) = \begin{cases} 2x & x > 0 \\ -1 & x < 0 \end{cases}",
            ),
        ),
        near_misses=(
            page(
                r"Let $g(x) = \begin{cases} x^2 & x > 0 \\ -x & x < 0 \end{cases}$.",
                r"g'(x) = \begin{cases} 2x & x > 0 \\ 1 & x < 0 \end{cases}",
            ),
        ),
    ),
    Law(
        "a condition is constant",
        r"\partial\,[x > 0] = 0",
        "",
        _rule(Compare, _condition),
        Derivative,
        condition="x ≠ 0",
        examples=(r"\frac{d}{dx}\operatorname{ReLU}(x^2 - 3) = 2x\, \mathbb{1}[x^2 > 3]",),
        near_misses=(r"\frac{d}{dx}\operatorname{ReLU}(x^2 - 3) = \mathbb{1}[x^2 > 3]",),
    ),
    Law("a membership is constant", r"\partial\,[x \in S] = 0", "", _rule(Member, _condition), Derivative),
    Law(
        "chain rule",
        r"\partial f(g) = \sum_k f_k(g)\,\partial g_k",
        "",
        _rule(Call, _of_call),
        Derivative,
        examples=(
            page(
                r"Let $u \in \mathbb{R}^n$, $z = A u$ with $A \in "
                r"\mathbb{R}^{m\times n}$, and let $L$ be a loss that depends on $z$.",
                r"\frac{\partial L}{\partial u_j} = \sum_{i=1}^m \frac{\partial L}{\partial z_i} A_{ij}",
            ),
        ),
        near_misses=(
            page(
                r"Let $u \in \mathbb{R}^n$, $z = A u$ with $A \in "
                r"\mathbb{R}^{m\times n}$, and let $L$ be a loss that depends on $z$.",
                r"\frac{\partial L}{\partial u_j} = \sum_{i=1}^m \frac{\partial L}{\partial z_i} A_{ij}^2",
            ),
        ),
    ),
    Law(
        "derivative of an inverse",
        r"\partial A^{-1} = -A^{-1}\,\partial A\,A^{-1}",
        "",
        _rule(Linear, _of_inverse),
        Derivative,
        examples=(
            page(
                r"Let $a, b \in \mathbb{R}^n$, let $M \in \mathbb{R}^{n\times "
                r"n}$ be invertible, and $f = a^\top M^{-1} b$.",
                r"\frac{\partial f}{\partial M} = -M^{-\top} a b^\top M^{-\top}",
            ),
        ),
        near_misses=(
            page(
                r"Let $a, b \in \mathbb{R}^n$, let $M \in \mathbb{R}^{n\times n}$ be "
                r"invertible, and $f = a^\top M^{-1} b$. We use the denominator layout.",
                r"\frac{\partial f}{\partial M} = -M^{-1} a b^\top M^{-1}",
            ),
        ),
    ),
    slope(
        "exp",
        r"\partial e^x = e^x\,\partial x",
        lambda x: of("exp", x),
        examples=(r"\frac{d}{dx} e^{\sin x} = e^{\sin x}\cos x",),
        near_misses=(r"\frac{d}{dx} e^{\sin x} = e^{\sin x}",),
    ),
    slope(
        "log",
        r"\partial \log x = \partial x / x",
        inverse,
        examples=(r"\frac{d}{dx} \log(1 + x^2) = \frac{2x}{1+x^2}",),
        near_misses=(r"\frac{d}{dx} \log(1 + x^2) = \frac{1}{1+x^2}",),
    ),
    slope(
        "sin",
        r"\partial \sin x = \cos x\,\partial x",
        lambda x: of("cos", x),
        examples=(r"\frac{d}{dx} \sin(3x) = 3\cos(3x)",),
        near_misses=(r"\frac{d}{dx} \sin(3x) = \cos(3x)",),
    ),
    slope(
        "cos",
        r"\partial \cos x = -\sin x\,\partial x",
        lambda x: negative(of("sin", x)),
        examples=(r"\frac{d}{dx} \cos(x^2) = -2x\sin(x^2)",),
        near_misses=(r"\frac{d}{dx} \cos(x^2) = 2x\sin(x^2)",),
    ),
    slope(
        "arctan",
        r"\partial \arctan x = \partial x / (1 + x^2)",
        lambda x: inverse(Add((ONE, Pow(x, number(2))))),
        examples=(r"\frac{d}{dx} \arctan(2x) = \frac{2}{1+4x^2}",),
        near_misses=(r"\frac{d}{dx} \arctan(2x) = \frac{2}{1+2x^2}",),
    ),
    slope(
        "erf",
        r"\partial \operatorname{erf} x = 2 e^{-x^2}/\sqrt\pi\;\partial x",
        _gauss,
        examples=(r"\frac{d}{dx} \operatorname{erf}(x) = \frac{2}{\sqrt{\pi}} e^{-x^2}",),
        near_misses=(r"\frac{d}{dx} \operatorname{erf}(x) = \frac{1}{\sqrt{2\pi}} e^{-x^2/2}",),
    ),
)
