"""Expectations taken apart: linearity, independence, entries that may coincide, laws whose parameters are random.

Source: any text on probability; the moments of independent entries by their cumulants, McCullagh, *Tensor Methods in
Statistics*, 1987, chapter 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import factorial
from typing import TypeVar

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.chance import (
    Averaged,
    entry_of,
    groups_of,
    independent_entries,
    only_name,
    product_under,
    seen_by,
    with_entries,
)
from backproof.laws.law import Law, page
from backproof.laws.moments import MOMENTS, moment
from backproof.laws.normal_laws import NORMAL_LAWS
from backproof.laws.polynomials import monomial_term
from backproof.laws.setting import Monomial, Setting
from backproof.laws.signs import positive
from backproof.laws.sums import COPIES, factors_of
from backproof.terms.chance import averaged_over, downstream, law_reads
from backproof.terms.nodes import (
    Add,
    Apply,
    At,
    Cases,
    Compare,
    Derivative,
    Expect,
    Expr,
    Index,
    Member,
    Mul,
    Number,
    Position,
    Pow,
    Product,
    Sum,
    number,
)
from backproof.terms.substitution import substitute
from backproof.terms.traversal import nodes_in

ZERO = number(0)
T = TypeVar("T")
ENTRIES = 5
"""So many entries of one name are told apart in a product."""


def certain(e: Expr, setting: Setting) -> Expr | None:
    """E[c] = c."""
    if not isinstance(e, Expect):
        return None
    names = averaged_over(e, setting.model)
    if names:
        return None if seen_by(e.body, names, setting) else e.body
    among = e.symbols or tuple(setting.model)
    said = any((symbol := setting.symbol(n)) is not None and symbol.distribution is not None for n in among)
    return e.body if said else None


def linear(e: Expr, setting: Setting) -> Expr | None:
    """E[Σ c X + Σ_i Y_i] = Σ c E[X] + Σ_i E[Y_i]."""
    names = averaged_over(e, setting.model) if isinstance(e, Expect) else set()
    if not isinstance(e, Expect) or not names:
        return None
    a = Arithmetic(setting)
    parts = [_taken_out(m, c, names, a) for m, c in a.normal(e.body).items()]
    made = parts[0] if len(parts) == 1 else Add(tuple(parts)) if parts else ZERO
    return None if made is e else made


def _taken_out(m: Monomial, c: Fraction, names: set[str], a: Arithmetic) -> Expr:
    """The expectation of one product, what is certain in it and the sums standing before it."""
    fixed = tuple(f for f in m if not seen_by(f[0], names, a.setting))
    binders: list[Sum] = []
    left: list[tuple[Expr, Fraction]] = []
    todo = [f for f in m if seen_by(f[0], names, a.setting)]
    while todo:
        base, x = todo.pop(0)
        if not isinstance(base, Sum) or x.denominator != 1 or not 0 < x <= COPIES or not _plain(base, names, a.setting):
            left.append((base, x))
            continue
        for _ in range(x.numerator):
            fresh = Index(base.index.hint, base.index.size, base.index.lower)
            places: dict[Index, Expr] = {base.index: Position(fresh)}
            condition = None if base.condition is None else substitute(base.condition, places)
            binders.append(Sum(fresh, ZERO, base.lower, base.upper, condition))
            todo += factors_of(substitute(base.body, places))
    seen = frozenset().union(*(seen_by(b, names, a.setting) for b, _ in left))
    over = downstream(seen, a.setting.model) & names
    inner: Expr = monomial_term(tuple(left))
    if over:
        inner = Expect(inner, tuple(sorted(over)))
    for b in reversed(binders):
        inner = Sum(b.index, inner, b.lower, b.upper, b.condition)
    return Mul((monomial_term(fixed, c), inner)) if fixed or c != 1 else inner


def _plain(e: Sum, names: set[str], setting: Setting) -> bool:
    """Whether a sum runs over a range that is certain."""
    return not any(seen_by(x, names, setting) for x in (e.lower, e.upper, e.condition) if x is not None)


def independent(e: Expr, setting: Setting) -> Expr | None:
    """E[X Y] = E[X] E[Y] where no random name stands behind both."""
    p = product_under(e, setting)
    groups = groups_of(p) if p is not None else []
    if p is None or len(groups) < 2:
        return None
    spelt = sorted({setting.model[n].latex or n for names, _ in groups for n in names})
    setting.assumptions.setdefault(f"{', '.join(spelt)} are independent")
    return Mul(tuple(Expect(monomial_term(factors), tuple(sorted(names))) for names, factors in groups))


def tower(e: Expr, setting: Setting) -> Expr | None:
    """E[A Yⁿ] = E[A E[Yⁿ | X]] where the law of Y has X among its parameters."""
    p = product_under(e, setting)
    if p is None or len(p.names) < 2:
        return None
    model = setting.model
    behind = {n: downstream(law_reads(model[n]), model) & p.model_names for n in p.names}
    for name in p.names:
        if not behind[name] or any(name in b for b in behind.values()):
            continue
        mine = tuple(f for f in p.factors if name in seen_by(f[0], p.names, setting))
        if len(mine) != 1 or not isinstance(mine[0][0], At) or mine[0][0].symbol != name:
            continue
        inner = moment(mine[0][0], mine[0][1], setting)
        if inner is not None:
            rest = tuple(f for f in p.factors if f is not mine[0])
            return Expect(Mul((monomial_term(rest), inner)), tuple(n for n in p.names if n != name))
    return None


def coinciding(e: Expr, setting: Setting) -> Expr | None:
    """E[f(x_i) g(x_j)] = E[f] E[g] + δ_ij (E[f g] − E[f] E[g]) for independent entries; more entries by cumulants."""
    p = product_under(e, setting)
    name = only_name(p) if p is not None else None
    if p is None or name is None or not independent_entries(name, setting):
        return None
    by_entry: dict[At, list[tuple[Expr, Fraction]]] = {}
    for base, x in p.factors:
        entry = entry_of(base, name, setting)
        if entry is None:
            return None
        by_entry.setdefault(entry, []).append((base, x))
    if not 2 <= len(by_entry) <= ENTRIES:
        return None
    parts = [(entry, monomial_term(tuple(f))) for entry, f in by_entry.items()]
    a = Arithmetic(setting)
    terms = []
    for partition in _partitions(parts):
        made = [_joint_cumulant(block, p, a) for block in partition]
        if all(m is not None for m in made):
            terms.append(Mul(tuple(m for m in made if m is not None)))
    return Add(tuple(terms))


Part = tuple[At, Expr]


def _joint_cumulant(block: list[Part], p: Averaged, a: Arithmetic) -> Expr | None:
    """The joint cumulant of functions of entries: zero unless the entries are one; None where they never are."""
    entry, first = block[0]
    if len(block) == 1:
        return p.of(first)
    same: list[Expr] = []
    for other, _ in block[1:]:
        for i, j in zip(entry.indices, other.indices, strict=True):
            if a.tidy(i) is not a.tidy(j):
                same.append(Compare("=", i, j))
    if any(a.tidy(s) is ZERO for s in same):
        return None
    there = [first, *(with_entries(f, entry.symbol, entry) for _, f in block[1:])]
    terms: list[Expr] = []
    for partition in _partitions(there):
        weight = (-1) ** (len(partition) - 1) * factorial(len(partition) - 1)
        terms.append(Mul((number(weight), *(p.of(Mul(tuple(group))) for group in partition))))
    return Mul((*same, Add(tuple(terms))))


def _partitions(items: list[T]) -> Iterator[list[list[T]]]:
    """All ways to part a list into groups."""
    if not items:
        yield []
        return
    first, *rest = items
    for partition in _partitions(rest):
        yield [[first], *partition]
        for k, group in enumerate(partition):
            yield [*partition[:k], [first, *group], *partition[k + 1 :]]


def of_product(e: Expr, setting: Setting) -> Expr | None:
    """E[∏_i f(x_i)] = ∏_i E[f(x_i)] for independent entries."""
    p = product_under(e, setting)
    if p is None or len(p.factors) != 1:
        return None
    base = _as_product(*p.factors[0], setting)
    if base is None or any(
        seen_by(b, p.names, setting) for b in (base.lower, base.upper, base.condition) if b is not None
    ):
        return None
    for name in p.names:
        entry = entry_of(base.body, name, setting)
        if (
            entry is None
            or not _told_apart(entry, base.index, setting)
            or law_reads(setting.model[name]) & set(p.names)
        ):
            return None
    return Product(base.index, p.of(base.body), base.lower, base.upper, base.condition)


def _as_product(base: Expr, x: Fraction, setting: Setting) -> Product | None:
    """``∏_i f_i``, ``r^{Σ_i f_i}`` and ``e^{Σ_i f_i}`` as products; None for others."""
    if isinstance(base, Product) and x == 1:
        return base
    up = base.exponent if isinstance(base, Pow) else base.arguments[0] if isinstance(base, Apply) else None
    if not isinstance(up, Sum) or up.condition is not None:
        return None
    times = Mul((Number(x), up.body))
    if isinstance(base, Pow) and positive(base.base, setting):
        return Product(up.index, Pow(base.base, times), up.lower, up.upper)
    if isinstance(base, Apply) and base.function == "exp":
        return Product(up.index, Apply("exp", (times,)), up.lower, up.upper)
    return None


def _told_apart(entry: At, index: Index, setting: Setting) -> bool:
    """Whether entries at different values of an index are independent."""
    symbol = setting.model[entry.symbol]
    law = symbol.distribution
    assert law is not None
    places = [k for k, i in enumerate(entry.indices) if isinstance(i, Position) and i.index is index]
    if law.name == "joint normal":
        return any(k < symbol.family for k in places)
    return bool(places) and independent_entries(entry.symbol, setting)


def under_expectation(e: Expr, setting: Setting) -> Expr | None:
    """∂E[f] = E[∂f] where neither the laws nor jumps of f depend on the variable."""
    if not isinstance(e, Derivative) or not isinstance(e.body, Expect):
        return None
    names = averaged_over(e.body, setting.model)
    if not names or e.symbol in downstream(names, setting.model):
        return None
    jumps = [n for n in nodes_in(e.body.body) if isinstance(n, Compare | Cases | Member)]
    if any(seen_by(n, names, setting) and _moves(n, e, setting) for n in jumps):
        return None
    setting.assumptions.setdefault("derivative and expectation may change places")
    return Expect(Derivative(e.body.body, e.symbol, e.indices, e.held), tuple(sorted(names)))


def _moves(n: Expr, e: Derivative, setting: Setting) -> bool:
    names = {x.symbol for x in nodes_in(n) if isinstance(x, At)}
    return any(e.symbol in downstream([name], setting.model) | {name} for name in names)


MASK = (
    r"Let $b \in \{0,1\}^n$ have independent entries $b_i \sim \mathrm{Bernoulli}(p)$, "
    r"and let $c \in \mathbb{R}^n$."
)

EXPECTATIONS: tuple[Law, ...] = (
    Law(
        "expectation of what is certain",
        r"\mathbb E[c] = c",
        "",
        certain,
        Expect,
        examples=(
            page(
                r"Let $x \in \mathbb{R}^n$ with $x \sim \mathcal N(\mu, \Sigma)$.",
                r"\operatorname{Cov}(2x + 1) = 4\Sigma",
            ),
        ),
        near_misses=(
            page(
                r"Let $x \in \mathbb{R}^n$ with $x \sim \mathcal N(\mu, \Sigma)$.",
                r"\operatorname{Cov}(2x + 1) = 4\Sigma + 1",
            ),
        ),
    ),
    Law(
        "linearity of expectation",
        r"\mathbb E\Big[aX + \sum_i c_i Y_i\Big] = a\,\mathbb E[X] + \sum_i c_i\,\mathbb E[Y_i]",
        "",
        linear,
        Expect,
        examples=(
            page(
                r"Let $x \in \mathbb{R}^n$ be random with mean $\mu$, and let $w \in \mathbb{R}^n$.",
                r"\mathbb E[w^\top x + 3] = w^\top \mu + 3",
            ),
            page(
                r"Let $X$ be a random variable.", r"\mathbb E[(X - \mathbb E[X])^2] = \mathbb E[X^2] - \mathbb E[X]^2"
            ),
        ),
        near_misses=(
            page(
                r"Let $x \in \mathbb{R}^n$ be random with mean $\mu$, and let $w \in \mathbb{R}^n$.",
                r"\mathbb E[w^\top x + 3] = 3\, w^\top \mu",
            ),
            page(
                r"Let $X$ be a random variable.", r"\mathbb E[(X - \mathbb E[X])^2] = \mathbb E[X^2] + \mathbb E[X]^2"
            ),
        ),
    ),
    Law(
        "expectation of independent factors",
        r"\mathbb E[X Y] = \mathbb E[X]\,\mathbb E[Y]",
        "",
        independent,
        Expect,
        condition="X and Y are independent",
        examples=(
            page(
                r"Let $X$ and $Y$ be independent random variables.",
                r"\operatorname{Var}(X - 2Y) = \operatorname{Var}(X) + 4\operatorname{Var}(Y)",
            ),
        ),
        near_misses=(
            page(
                r"Let $X$ and $Y$ be independent random variables.",
                r"\operatorname{Var}(X - 2Y) = \operatorname{Var}(X) + 2\operatorname{Var}(Y)",
            ),
        ),
    ),
    Law(
        "total expectation",
        r"\mathbb E[A\,Y] = \mathbb E\big[A\,\mathbb E[Y \mid X]\big]",
        "",
        tower,
        Expect,
        examples=(
            page(
                r"Let $X \sim \mathcal N(m, s^2)$ and $Y \sim \mathcal N(aX, v)$.",
                r"\operatorname{Var}(Y) = a^2 s^2 + v",
            ),
        ),
        near_misses=(
            page(
                r"Let $X \sim \mathcal N(m, s^2)$ and $Y \sim \mathcal N(aX, v)$.",
                r"\operatorname{Var}(Y) = a^2 s^2 + m^2",
            ),
        ),
    ),
    *MOMENTS,
    *NORMAL_LAWS,
    Law(
        "entries that may coincide",
        r"\mathbb E[f(x_i)\,g(x_j)] = \mathbb E[f]\,\mathbb E[g] + \delta_{ij}\left(\mathbb E[f g] - "
        r"\mathbb E[f]\,\mathbb E[g]\right)",
        "McCullagh 1987",
        coinciding,
        Expect,
        condition="the entries are independent",
        examples=(
            page(
                r"Let $w, h \in \mathbb{R}^n$, where $w_j$ are i.i.d. with mean zero and variance $\nu$.",
                r"\mathbb E\Big[\Big(\sum_{j=1}^n w_j h_j\Big)^2\Big] = \nu \sum_{j=1}^n h_j^2",
            ),
        ),
        near_misses=(
            page(
                r"Let $w, h \in \mathbb{R}^n$, where $w_j$ are i.i.d. with mean zero and variance $\nu$.",
                r"\mathbb E\Big[\Big(\sum_{j=1}^n w_j h_j\Big)^2\Big] = \nu \Big(\sum_{j=1}^n h_j\Big)^2",
            ),
        ),
    ),
    Law(
        "expectation of a product over independent entries",
        r"\mathbb E \prod_i f(x_i) = \prod_i \mathbb E f(x_i)",
        "",
        of_product,
        Expect,
        condition="the entries are independent",
        examples=(
            page(
                MASK,
                r"\mathbb E\Big[\prod_{i=1}^n (b_i + c_i)\Big] = \prod_{i=1}^n (p + c_i)",
            ),
            page(MASK, r"\mathbb E\Big[e^{\sum_{i=1}^n b_i c_i}\Big] = \prod_{i=1}^n (1 - p + pe^{c_i})"),
        ),
        near_misses=(
            page(
                MASK,
                r"\mathbb E\Big[\prod_{i=1}^n (b_i + c_i)\Big] = p + \prod_{i=1}^n c_i",
            ),
        ),
    ),
    Law(
        "derivative of an expectation",
        r"\partial\,\mathbb E[f] = \mathbb E[\partial f]",
        "",
        under_expectation,
        Derivative,
        condition="the law does not depend on the variable, and f does not jump",
        examples=(
            page(
                r"Let $\epsilon \sim \mathcal N(0, 1)$, let $f$ be a smooth function, and $z = \mu + \sigma\epsilon$.",
                r"\frac{\partial}{\partial \mu} \mathbb E[f(z)] = \mathbb E[f'(z)]",
            ),
        ),
        near_misses=(
            page(
                r"Let $\epsilon \sim \mathcal N(0, 1)$, let $f$ be a smooth function, and $z = \mu + \sigma\epsilon$.",
                r"\frac{\partial}{\partial \sigma} \mathbb E[f(z)] = \mathbb E[f'(z)]",
            ),
        ),
    ),
)
