"""Moments of the known distributions, and expectations of one entry that follow from its law alone.

Source: Johnson, Kotz and Balakrishnan, *Continuous Univariate Distributions*; Johnson, Kemp and Kotz, *Univariate
Discrete Distributions*.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb, factorial, prod

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.chance import entry_of, only_name, parameter, parameters, product_under, with_entries
from backproof.laws.law import Law, page
from backproof.laws.polynomials import monomial_term
from backproof.laws.setting import Setting
from backproof.terms.nodes import (
    ONE,
    Add,
    Apply,
    At,
    Compare,
    Expect,
    Expr,
    Mul,
    Number,
    Pow,
    inverse,
    negative,
    number,
)
from backproof.terms.traversal import symbols_in

HIGHEST = 12
"""Moments up to this order are written out."""
HALF = number(Fraction(1, 2))
ZERO = number(0)
Moment = Callable[..., Expr | None]


def _power(x: Expr, n: int) -> Expr:
    return ONE if n == 0 else Pow(x, number(n))


def _normal(n: int, mean: Expr, variance: Expr) -> Expr:
    """Σ_k C(n, 2k) (2k−1)!! μ^{n−2k} v^k."""
    return Add(
        tuple(
            Mul((number(comb(n, 2 * k) * _odd(k)), _power(mean, n - 2 * k), _power(variance, k)))
            for k in range(n // 2 + 1)
        )
    )


def _odd(k: int) -> int:
    """(2k − 1)!!."""
    return prod(range(1, 2 * k, 2))


@cache
def _subsets(n: int, k: int) -> int:
    """The number of ways to part n things into k groups."""
    if n == 0 or k == 0:
        return int(n == k)
    return k * _subsets(n - 1, k) + _subsets(n - 1, k - 1)


def _binomial(n: int, trials: Expr, p: Expr) -> Expr:
    """Σ_k S(n, k) N(N−1)⋯(N−k+1) p^k."""
    terms = []
    for k in range(1, n + 1):
        falling = tuple(Add((trials, number(-j))) for j in range(k))
        terms.append(Mul((number(_subsets(n, k)), *falling, _power(p, k))))
    return Add(tuple(terms))


def _poisson(n: int, rate: Expr) -> Expr:
    return Add(tuple(Mul((number(_subsets(n, k)), _power(rate, k))) for k in range(1, n + 1)))


def _uniform(n: int, low: Expr, high: Expr) -> Expr:
    """(b^{n+1} − a^{n+1}) / ((n+1)(b − a)), without the quotient."""
    return Add(tuple(Mul((number(Fraction(1, n + 1)), _power(low, k), _power(high, n - k))) for k in range(n + 1)))


def _exponential(n: int, rate: Expr) -> Expr:
    return Mul((number(factorial(n)), Pow(rate, number(-n))))


def _laplace(n: int, location: Expr, scale: Expr) -> Expr:
    return Add(
        tuple(
            Mul((number(comb(n, k) * factorial(k)), _power(location, n - k), _power(scale, k)))
            for k in range(0, n + 1, 2)
        )
    )


def _gamma(n: int, shape: Expr, rate: Expr) -> Expr:
    """a(a+1)⋯(a+n−1) / β^n."""
    return Mul((*(Add((shape, number(k))) for k in range(n)), Pow(rate, number(-n))))


def _beta(n: int, a: Expr, b: Expr) -> Expr:
    """∏_k (a+k)/(a+b+k)."""
    return Mul(tuple(Mul((Add((a, number(k))), inverse(Add((a, b, number(k)))))) for k in range(n)))


def _two_moments(n: int, mean: Expr, variance: Expr) -> Expr | None:
    return {1: mean, 2: Add((_power(mean, 2), variance))}.get(n)


def _symmetric_moments(n: int, mean: Expr, variance: Expr) -> Expr | None:
    if n == 3:
        return Add((_power(mean, 3), Mul((number(3), mean, variance))))
    return _two_moments(n, mean, variance)


@dataclass(frozen=True)
class Row:
    """A distribution whose moments are known: how they are written, and claims about them, right and wrong."""

    moment: Moment
    statement: str
    example: str
    near_miss: str


SYMMETRIC = "The random number $X$ has variance $v$ and mean zero, and $X$ has a symmetric distribution around zero."

ROWS: dict[str, Row] = {
    "normal": Row(
        _normal,
        r"\mathbb E[X^n] = \sum_k \tbinom{n}{2k}(2k-1)!!\,\mu^{n-2k}\sigma^{2k}, \; X \sim \mathcal N(\mu, \sigma^2)",
        page(r"Let $X \sim \mathcal N(\mu, \sigma^2)$.", r"\mathbb E[(2X - \mu)^2] = \mu^2 + 4\sigma^2"),
        page(r"Let $X \sim \mathcal N(\mu, \sigma^2)$.", r"\mathbb E[(2X - \mu)^2] = \mu^2 + 2\sigma^2"),
    ),
    "binomial": Row(
        _binomial,
        r"\mathbb E[X] = np, \quad \mathbb E[X^2] = np + n(n-1)p^2, \dots \quad X \sim \mathrm{Binomial}(n, p)",
        page(r"Let $K \sim \mathrm{Binomial}(m, p)$.", r"\operatorname{Var}(3K) = 9mp(1-p)"),
        page(r"Let $K \sim \mathrm{Binomial}(m, p)$.", r"\operatorname{Var}(3K) = 9mp"),
    ),
    "poisson": Row(
        _poisson,
        r"\mathbb E[X] = \lambda, \; \mathbb E[X^2] = \lambda + \lambda^2, \dots \; X \sim \mathrm{Poisson}(\lambda)",
        page(r"Let $K \sim \mathrm{Poisson}(\lambda)$.", r"\mathbb E[K(K-1)(K-2)] = \lambda^3"),
        page(r"Let $K \sim \mathrm{Poisson}(\lambda)$.", r"\mathbb E[K(K-1)] = \lambda^2 + \lambda"),
    ),
    "uniform": Row(
        _uniform,
        r"\mathbb E[X^n] = \frac{1}{n+1} \sum_{k=0}^n a^k b^{n-k}, \quad X \sim \mathcal U(a, b)",
        page(r"Let $a > 0$ and $U \sim \mathcal U(-a, a)$.", r"\operatorname{Var}(U/2) = \frac{a^2}{12}"),
        page(r"Let $a > 0$ and $U \sim \mathcal U(-a, a)$.", r"\operatorname{Var}(U/2) = \frac{a^2}{3}"),
    ),
    "exponential": Row(
        _exponential,
        r"\mathbb E[X^n] = n!/\lambda^n, \quad X \sim \mathrm{Exp}(\lambda)",
        page(r"Let $T \sim \mathrm{Exp}(\lambda)$.", r"\operatorname{Var}(T + 1) = \frac{1}{\lambda^2}"),
        page(r"Let $T \sim \mathrm{Exp}(\lambda)$.", r"\operatorname{Var}(T + 1) = \frac{2}{\lambda^2}"),
    ),
    "laplace": Row(
        _laplace,
        r"\mathbb E[X^n] = \sum_{k \text{ even}} \tbinom{n}{k} k!\, b^k m^{n-k}, \quad X \sim \mathrm{Laplace}(m, b)",
        page(r"Let $X \sim \mathrm{Laplace}(m, b)$.", r"\operatorname{Var}(2X) = 8b^2"),
        page(r"Let $X \sim \mathrm{Laplace}(m, b)$.", r"\operatorname{Var}(2X) = 4b^2"),
    ),
    "gamma": Row(
        _gamma,
        r"\mathbb E[X^n] = a(a+1)\cdots(a+n-1)/\beta^n, \quad X \sim \mathrm{Gamma}(a, \beta)",
        page(r"Let $X \sim \mathrm{Gamma}(a, \beta)$.", r"\operatorname{Var}(2X) = \frac{4a}{\beta^2}"),
        page(r"Let $X \sim \mathrm{Gamma}(a, \beta)$.", r"\operatorname{Var}(2X) = \frac{4a}{\beta}"),
    ),
    "beta": Row(
        _beta,
        r"\mathbb E[X^n] = \prod_{k=0}^{n-1} \frac{a+k}{a+b+k}, \quad X \sim \mathrm{Beta}(a, b)",
        page(
            r"Let $X \sim \mathrm{Beta}(a, b)$.",
            r"\operatorname{Var}(1 - X) = \frac{ab}{(a+b)^2(a+b+1)}",
        ),
        page(r"Let $X \sim \mathrm{Beta}(a, b)$.", r"\operatorname{Var}(1 - X) = \frac{ab}{(a+b)^2}"),
    ),
    "moments": Row(
        _two_moments,
        r"\mathbb E[X^2] = \mu^2 + \sigma^2, \quad X \text{ has mean } \mu \text{ and variance } \sigma^2",
        page(r"The random variable $X$ has mean $m$ and variance $v$.", r"\mathbb E[(X - 1)^2] = v + (m-1)^2"),
        page(r"The random variable $X$ has mean $m$ and variance $v$.", r"\mathbb E[(X - 1)^2] = v + m^2 - 1"),
    ),
    "symmetric moments": Row(
        _symmetric_moments,
        r"\mathbb E[(X - \mu)^3] = 0, \quad X \text{ symmetric around its mean } \mu",
        page(
            SYMMETRIC,
            r"\mathbb E[X^3 + 2X^2] = 2v",
        ),
        page(
            SYMMETRIC,
            r"\mathbb E[X^4] = v^2",
        ),
    ),
}  # fmt: skip
SHARED = {"loose moments": lambda n, mean, _: mean if n == 1 else None}
"""Laws of which only a part is known."""


def moment(entry: At, exponent: Fraction, setting: Setting) -> Expr | None:
    """E[Xⁿ] of an entry by its law; None where that is not in the table."""
    law = setting.model[entry.symbol].distribution
    if law is None or exponent.denominator != 1 or not 0 < exponent <= HIGHEST:
        return None
    n = exponent.numerator
    if law.name == "bernoulli":
        return parameters(entry, setting)[0]
    if law.name == "rademacher":
        return number((n + 1) % 2)
    if law.name == "joint normal":
        return parameter(entry.symbol, 0, entry.indices, setting) if n == 1 else None
    made = ROWS[law.name].moment if law.name in ROWS else SHARED.get(law.name)
    return made(n, *parameters(entry, setting)) if made is not None else None


def _by_table(law: str) -> Callable[[Expr, Setting], Expr | None]:
    def apply(e: Expr, setting: Setting) -> Expr | None:
        p = product_under(e, setting)
        if p is None or len(p.factors) != 1 or only_name(p) is None:
            return None
        ((base, n),) = p.factors
        known = (law, f"loose {law}", f"joint {law}")
        if not isinstance(base, At) or base.symbol != p.names[0] or p.law(base.symbol).name not in known:
            return None
        return moment(base, n, setting)

    return apply


def two_values(e: Expr, setting: Setting) -> Expr | None:
    """E[f(b)] = p f(1) + (1 − p) f(0) for a Bernoulli entry, and the like for a sign and for any two values."""
    p = product_under(e, setting)
    name = only_name(p) if p is not None else None
    if p is None or name is None or p.law(name).name not in ("bernoulli", "rademacher", "two points"):
        return None
    body = monomial_term(p.factors)
    entry = entry_of(body, name, setting)
    if entry is None:
        return None
    given = parameters(entry, setting)
    law = p.law(name).name
    one, chance, other = given if law == "two points" else (ONE, *((*given, ZERO) if given else (HALF, number(-1))))
    rest = Add((ONE, negative(chance)))
    return Add((Mul((chance, with_entries(body, name, one))), Mul((rest, with_entries(body, name, other)))))


def known_variance(e: Expr, setting: Setting) -> Expr | None:
    """E[X²] = E[X]² + Var X where only the variance is known."""
    p = product_under(e, setting)
    if p is None or len(p.factors) != 1 or only_name(p) is None:
        return None
    ((base, n),) = p.factors
    if not isinstance(base, At) or n != 2 or base.symbol != p.names[0]:
        return None
    if p.law(base.symbol).name != "loose variance":
        return None
    return Add((Pow(p.of(base), number(2)), parameters(base, setting)[1]))


def generated(e: Expr, setting: Setting) -> Expr | None:
    """E[r^K] = G(r), the generating function of a count."""
    p = product_under(e, setting)
    name = only_name(p) if p is not None else None
    if p is None or name is None or p.law(name).name not in ("binomial", "poisson"):
        return None
    entry = entry_of(monomial_term(p.factors), name, setting)
    r = _base_of(p.factors, entry, Arithmetic(setting)) if entry is not None else None
    if entry is None or r is None:
        return None
    if p.law(name).name == "poisson":
        (rate,) = parameters(entry, setting)
        return Apply("exp", (Mul((rate, Add((r, number(-1))))),))
    trials, chance = parameters(entry, setting)
    return Pow(Add((ONE, negative(chance), Mul((chance, r)))), trials)


def _base_of(factors: tuple[tuple[Expr, Fraction], ...], entry: At, a: Arithmetic) -> Expr | None:
    """The r of r^K, if the factors make up such a power."""
    made: list[Expr] = []
    for base, x in factors:
        if isinstance(base, Pow) and not _sees(base.base, entry):
            up, below = base.exponent, base.base
        elif isinstance(base, Apply) and base.function == "exp":
            up, below = base.arguments[0], Apply("exp", (ONE,))
        else:
            return None
        slope = a.tidy(Mul((up, inverse(entry))))
        if _sees(slope, entry):
            return None
        made.append(Pow(below, Mul((slope, Number(x)))))
    return Mul(tuple(made))


def _sees(e: Expr, entry: At) -> bool:
    return entry.symbol in symbols_in(e)


def symmetric_half(e: Expr, setting: Setting) -> Expr | None:
    """E[Xⁿ [X > 0]] = ½ E[Xⁿ] for even n > 0 and a law that is symmetric around zero."""
    p = product_under(e, setting)
    name = only_name(p) if p is not None else None
    symmetric = ("laplace", "symmetric moments", "loose symmetric")
    if p is None or name is None or p.law(name).name not in symmetric or len(p.factors) != 2:
        return None
    step = [b for b, x in p.factors if isinstance(b, Compare) and b.sign == ">" and x == 1]
    power = [(b, x) for b, x in p.factors if isinstance(b, At) and x > 0 and x % 2 == 0]
    a = Arithmetic(setting)
    if len(step) != 1 or len(power) != 1 or step[0].left is not power[0][0] or step[0].right is not ZERO:
        return None
    entry = power[0][0]
    assert isinstance(entry, At)
    if a.normal(parameters(entry, setting)[0]):
        return None
    return Mul((HALF, Expect(monomial_term(tuple(power)), p.names)))


MOMENTS: tuple[Law, ...] = (
    *(
        Law(
            f"moments of the {name} law" if name not in ("moments", "symmetric moments") else f"known {name}",
            row.statement,
            "",
            _by_table(name),
            Expect,
            examples=(row.example,),
            near_misses=(row.near_miss,),
        )
        for name, row in ROWS.items()
    ),
    Law(
        "two values",
        r"\mathbb E[f(b)] = p\,f(1) + (1-p)\,f(0), \quad b \sim \mathrm{Bernoulli}(p)",
        "",
        two_values,
        Expect,
        examples=(
            page(
                r"Let $x \in \mathbb{R}$ and $b \sim \mathrm{Bernoulli}(p)$.",
                r"\mathbb E\left[e^{xb} + b^2\right] = 1 - p + p e^x + p",
            ),
        ),
        near_misses=(
            page(
                r"Let $x \in \mathbb{R}$ and $b \sim \mathrm{Bernoulli}(p)$.",
                r"\mathbb E\left[e^{xb} + b^2\right] = p e^x + p",
            ),
        ),
    ),
    Law(
        "known variance",
        r"\mathbb E[X^2] = \mathbb E[X]^2 + \operatorname{Var} X",
        "",
        known_variance,
        Expect,
        examples=(
            page(
                r"The random variable $X$ has variance $v$.",
                r"\operatorname{Var}(2X + 1) = 4v",
            ),
        ),
        near_misses=(
            page(
                r"The random variable $X$ has variance $v$.",
                r"\operatorname{Var}(2X + 1) = 2v",
            ),
        ),
    ),
    Law(
        "generating function",
        r"\mathbb E[r^K] = e^{\lambda(r-1)}, \quad K \sim \mathrm{Poisson}(\lambda); \qquad "
        r"\mathbb E[r^K] = (1 - p + pr)^n, \quad K \sim \mathrm{Binomial}(n, p)",
        "",
        generated,
        Expect,
        examples=(
            page(
                r"Let $r > 0$ and $K \sim \mathrm{Poisson}(\lambda)$.",
                r"\mathbb E\left[(1+r)^K\right] = e^{\lambda r}",
            ),
            page(
                r"Let $t \in \mathbb{R}$ and $K \sim \mathrm{Binomial}(m, p)$.",
                r"\mathbb E\left[e^{tK}\right] = (1 - p + p e^t)^m",
            ),
        ),
        near_misses=(
            page(
                r"Let $r > 0$ and $K \sim \mathrm{Poisson}(\lambda)$.",
                r"\mathbb E\left[(1+r)^K\right] = e^{\lambda (r-1)}",
            ),
        ),
    ),
    Law(
        "symmetric halves",
        r"\mathbb E[X^{2k}\,[X > 0]] = \tfrac12\,\mathbb E[X^{2k}], \quad X \text{ symmetric around zero}",
        "",
        symmetric_half,
        Expect,
        examples=(
            page(
                SYMMETRIC,
                r"\mathbb E[\operatorname{ReLU}(X)^2] = \frac{v}{2}",
            ),
        ),
        near_misses=(
            page(
                SYMMETRIC,
                r"\mathbb E[\operatorname{ReLU}(X)^2] = 2v",
            ),
        ),
    ),
)
