"""Expectations under normal laws, of single entries and of joint vectors: Stein's lemma and what it leads to.

Every one of them holds for any number of jointly normal entries: what counts is that a form is affine in them.
Source: Stein, *Estimation of the mean of a multivariate normal distribution*, 1981; Isserlis, 1918.
"""

from __future__ import annotations

from fractions import Fraction

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.chance import (
    NORMAL,
    Averaged,
    parameter,
    product_under,
    seen_by,
)
from backproof.laws.law import Law, page
from backproof.laws.polynomials import monomial_term
from backproof.laws.setting import Monomial, Setting
from backproof.laws.signs import positive
from backproof.terms.chance import law_reads
from backproof.terms.nodes import (
    ONE,
    Add,
    Apply,
    At,
    Call,
    Compare,
    Comprehension,
    Constant,
    Derivative,
    Expect,
    Expr,
    Index,
    Mul,
    Number,
    Position,
    Pow,
    Sum,
    inverse,
    negative,
    number,
)
from backproof.terms.traversal import nodes_in

HALF = number(Fraction(1, 2))
TWO = number(2)
ZERO = number(0)
SMOOTH = frozenset(("exp", "sin", "cos", "erf", "arctan"))
FLAT = (At, Number, Constant, Position, Add, Mul, Sum, Call, Comprehension)
"""Nodes through which a term stays smooth if its parts are."""


def _entry_factor(p: Averaged) -> tuple[At, Fraction] | None:
    """A factor that is a power of one normal entry."""
    for base, n in p.factors:
        if isinstance(base, At) and base.symbol in p.names and n.denominator == 1 and n > 0:
            law = p.law(base.symbol)
            if law.name in NORMAL and not law_reads(p.setting.model[base.symbol]) & p.model_names:
                return base, n
    return None


def _without_one(factors: Monomial, entry: At) -> Monomial:
    """A product without one factor of an entry."""
    return tuple((b, n - 1 if b is entry else n) for b, n in factors if b is not entry or n != 1)


def _along(entry: At, body: Expr, setting: Setting) -> list[tuple[Expr, Expr, tuple[Index, ...]]]:
    """Σ_V Cov(U, V) ∂body/∂V for the entries V of the name of U: covariance, derivative, and what is summed over."""
    symbol = setting.model[entry.symbol]
    law = symbol.distribution
    assert law is not None
    if law.name == "normal":
        spread = parameter(entry.symbol, 1, entry.indices, setting)
        return [(spread, Derivative(body, entry.symbol, entry.indices), ())]
    axis = symbol.axes[-1]
    other = Index("k", axis.size, axis.lower)
    spread = parameter(entry.symbol, 1, entry.indices, setting, Position(other))
    return [(spread, Derivative(body, entry.symbol, (*entry.indices[:-1], Position(other))), (other,))]


def _mean(entry: At, setting: Setting) -> Expr:
    return parameter(entry.symbol, 0, entry.indices, setting)


def stein(e: Expr, setting: Setting) -> Expr | None:
    """E[U f] = E[U] E[f] + Σ_V Cov(U, V) E[∂f/∂V] for normal U and smooth f."""
    p = product_under(e, setting)
    found = _entry_factor(p) if p is not None else None
    if p is None or found is None:
        return None
    entry, _ = found
    rest = _without_one(p.factors, entry)
    if not rest or not all(_smooth(b, x, p) for b, x in rest):
        return None
    if any(isinstance(node, Call) for b, _ in rest for node in nodes_in(b)):
        setting.assumptions.setdefault("functions of normal variables are smooth and do not grow too fast")
    body = monomial_term(rest)
    terms: list[Expr] = [Mul((_mean(entry, setting), p.of(body)))]
    for spread, slope, binders in _along(entry, body, setting):
        part: Expr = Mul((spread, p.of(slope)))
        for i in binders:
            part = Sum(i, part)
        terms.append(part)
    return Add(tuple(terms))


def _smooth(base: Expr, x: Fraction, p: Averaged) -> bool:
    """Whether a power of a factor is a smooth function of the random numbers in it."""
    if x.denominator != 1 or x < 0:
        return positive(base, p.setting) and _smooth(base, Fraction(1), p)
    todo = [base]
    while todo:
        here = todo.pop()
        if not seen_by(here, p.names, p.setting):
            continue
        if isinstance(here, Pow):
            whole = isinstance(here.exponent, Number) and here.exponent.value.denominator == 1
            rising = whole and isinstance(here.exponent, Number) and here.exponent.value > 0
            if seen_by(here.exponent, p.names, p.setting) or not (rising or positive(here.base, p.setting)):
                return False
        elif isinstance(here, Apply):
            if here.function not in SMOOTH:
                return False
        elif not isinstance(here, FLAT):
            return False
        todo.extend(here.children())
    return True


# ---------------------------------------------------------------------- forms that are affine in normal entries


def affine(e: Expr, p: Averaged) -> bool:
    """Whether a form is affine in jointly normal entries, and random."""
    return bool(seen_by(e, p.names, p.setting)) and _affine(e, p, Arithmetic(p.setting))


def _affine(e: Expr, p: Averaged, a: Arithmetic) -> bool:
    for m in a.normal(e):
        random = [(b, x) for b, x in m if seen_by(b, p.names, p.setting)]
        if not random:
            continue
        if len(random) > 1 or random[0][1] != 1:
            return False
        base = random[0][0]
        if isinstance(base, Sum):
            bounds = (base.lower, base.upper, base.condition)
            if any(seen_by(x, p.names, p.setting) for x in bounds if x is not None) or not _affine(base.body, p, a):
                return False
        elif not isinstance(base, At) or base.symbol not in p.names or not _plainly_normal(base, p):
            return False
    return True


def _plainly_normal(entry: At, p: Averaged) -> bool:
    law = p.law(entry.symbol)
    return law.name in NORMAL and not law_reads(p.setting.model[entry.symbol]) & p.model_names


def _covariance(p: Averaged, one: Expr, other: Expr) -> Expr:
    return Add((p.of(Mul((one, other))), negative(Mul((p.of(one), p.of(other))))))


def exponential(e: Expr, setting: Setting) -> Expr | None:
    """E[e^L] = e^{E L + Var L / 2} for L affine in normal entries."""
    p = product_under(e, setting)
    if p is None or not all(isinstance(b, Apply) and b.function == "exp" for b, _ in p.factors):
        return None
    form = Add(tuple(Mul((Number(x), *b.children())) for b, x in p.factors))
    if not affine(form, p):
        return None
    return Apply("exp", (Add((p.of(form), Mul((HALF, _covariance(p, form, form))))),))


def wave(e: Expr, setting: Setting) -> Expr | None:
    """E[cos L] = cos(E L) e^{−Var L / 2}, and the same for the sine: the characteristic function."""
    p = product_under(e, setting)
    if p is None or len(p.factors) != 1:
        return None
    ((base, x),) = p.factors
    if x != 1 or not isinstance(base, Apply) or base.function not in ("cos", "sin") or not affine(base.arguments[0], p):
        return None
    (form,) = base.arguments
    damping = Apply("exp", (Mul((number(Fraction(-1, 2)), _covariance(p, form, form))),))
    return Mul((Apply(base.function, (p.of(form),)), damping))


def half_line(e: Expr, setting: Setting) -> Expr | None:
    """E[U f [L > 0]] = E[U] E[f [L > 0]] + E[∂_U f [L > 0]] + Cov(U, L) p_L(0) E[f | L = 0] for polynomials f."""
    p = product_under(e, setting)
    steps = [(b, x) for b, x in p.factors if isinstance(b, Compare)] if p is not None else []
    if p is None or len(steps) != 1 or steps[0][1] != 1:
        return None
    step = steps[0][0]
    assert isinstance(step, Compare)
    form = Add((step.left, negative(step.right)))
    rest = tuple(f for f in p.factors if f[0] is not step)
    if not affine(form, p) or not all(_power_of_normal(b, x, p) for b, x in rest):
        return None
    mean, spread = p.of(form), _covariance(p, form, form)
    setting.assumptions.setdefault("no normal variable compared with a number is constant")
    if step.sign == "=":
        return ZERO
    if not rest:
        inside = Mul((mean, Pow(Mul((TWO, spread)), number(Fraction(-1, 2)))))
        return Mul((HALF, Add((ONE, Apply("erf", (inside,))))))
    entry = rest[0][0]
    assert isinstance(entry, At)
    left = _without_one(rest, entry)
    body = monomial_term(left)
    terms: list[Expr] = [Mul((_mean(entry, setting), p.of(Mul((body, step)))))]
    for covariance, slope, binders in _along(entry, body, setting) if left else ():
        part: Expr = Mul((covariance, p.of(Mul((slope, step)))))
        for i in binders:
            part = Sum(i, part)
        terms.append(part)
    density = Mul(
        (
            Apply("exp", (Mul((number(Fraction(-1, 2)), Pow(mean, TWO), inverse(spread))),)),
            Pow(Mul((TWO, Constant("pi"), spread)), number(Fraction(-1, 2))),
        )
    )
    on_edge = tuple(
        Pow(Add((b, negative(Mul((_covariance(p, b, form), inverse(spread), form))))), Number(x)) for b, x in left
    )
    terms.append(Mul((_covariance(p, entry, form), density, p.of(Mul(on_edge)) if on_edge else ONE)))
    return Add(tuple(terms))


def _power_of_normal(base: Expr, x: Fraction, p: Averaged) -> bool:
    whole = x.denominator == 1 and 0 < x <= 6
    return whole and isinstance(base, At) and base.symbol in p.names and _plainly_normal(base, p)


QUADRATIC = r"Let $x \in \mathbb{R}^n$ with $x \sim \mathcal N(\mu, \Sigma)$ and let $A \in \mathbb{R}^{n\times n}$."

NORMAL_LAWS: tuple[Law, ...] = (
    Law(
        "exponential of a normal variable",
        r"\mathbb E\, e^{L} = e^{\mathbb E L + \operatorname{Var}(L)/2}, \quad L \text{ affine in normal variables}",
        "",
        exponential,
        Expect,
        examples=(
            page(
                r"Let $X \sim \mathcal N(\mu, \sigma^2)$ and $t \in \mathbb{R}$.",
                r"\mathbb E\left[e^{tX - 1}\right] = e^{t\mu + t^2\sigma^2/2 - 1}",
            ),
        ),
        near_misses=(
            page(
                r"Let $X \sim \mathcal N(\mu, \sigma^2)$ and $t \in \mathbb{R}$.",
                r"\mathbb E\left[e^{tX - 1}\right] = e^{t\mu + t\sigma^2/2 - 1}",
            ),
        ),
    ),
    Law(
        "waves of a normal variable",
        r"\mathbb E \cos L = \cos(\mathbb E L)\, e^{-\operatorname{Var}(L)/2}, \quad "
        r"\mathbb E \sin L = \sin(\mathbb E L)\, e^{-\operatorname{Var}(L)/2}",
        "",
        wave,
        Expect,
        examples=(
            page(
                r"Let $X \sim \mathcal N(\mu, \sigma^2)$ and $t \in \mathbb{R}$.",
                r"\mathbb E[\cos(tX + 1)] = \cos(t\mu + 1)\, e^{-t^2\sigma^2/2}",
            ),
        ),
        near_misses=(
            page(
                r"Let $X \sim \mathcal N(\mu, \sigma^2)$ and $t \in \mathbb{R}$.",
                r"\mathbb E[\cos(tX + 1)] = \cos(t\mu + 1)\, e^{-t\sigma^2/2}",
            ),
        ),
    ),
    Law(
        "Stein's lemma",
        r"\mathbb E[U f] = \mathbb E[U]\,\mathbb E[f] + \sum_V \operatorname{Cov}(U, V)\, \mathbb E[\partial_V f]",
        "Stein 1981",
        stein,
        Expect,
        condition="U is normal, f smooth and of moderate growth",
        examples=(
            page(
                QUADRATIC,
                r"\mathbb E[x^\top A x] = \mu^\top A \mu + \operatorname{tr}(A\Sigma)",
            ),
            page(
                r"Let $X \sim \mathcal N(\mu, \sigma^2)$ and $t \in \mathbb{R}$.",
                r"\mathbb E\left[X e^{tX}\right] = (\mu + t\sigma^2)\, e^{t\mu + t^2\sigma^2/2}",
            ),
        ),
        near_misses=(
            page(
                QUADRATIC,
                r"\mathbb E[x^\top A x] = \mu^\top A \mu + \operatorname{tr}(A)",
            ),
        ),
    ),
    Law(
        "normal variables on one side",
        r"\mathbb E[U f\,[L>0]] = \mathbb E[U]\,\mathbb E[f\,[L>0]] + \mathbb E[\partial_U f\,[L>0]] "
        r"+ \operatorname{Cov}(U, L)\, p_L(0)\, \mathbb E[f \mid L = 0]",
        "",
        half_line,
        Expect,
        condition="f is a polynomial, and L is affine in normal variables and not constant",
        examples=(
            page(
                r"Let $X \sim \mathcal N(0, \sigma^2)$ with $\sigma > 0$.",
                r"\mathbb E[\operatorname{ReLU}(2X)] = \frac{2\sigma}{\sqrt{2\pi}}",
            ),
            page(
                r"Let $X \sim \mathcal N(0, \sigma^2)$ with $\sigma > 0$.",
                r"\operatorname{Var}(\operatorname{ReLU}(X)) = \frac{\sigma^2}{2}\left(1 - \frac{1}{\pi}\right)",
            ),
        ),
        near_misses=(
            page(
                r"Let $X \sim \mathcal N(0, \sigma^2)$ with $\sigma > 0$.",
                r"\mathbb E[\operatorname{ReLU}(2X)] = \frac{\sigma^2}{\sqrt{2\pi}}",
            ),
        ),
    ),
)
