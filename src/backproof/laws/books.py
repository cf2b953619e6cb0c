"""All laws, in the order in which they are tried. Importing this changes nothing."""

from __future__ import annotations

from functools import cache

from backproof.laws.adjoints import ADJOINT
from backproof.laws.arithmetic import Arithmetic
from backproof.laws.calculus import CALCULUS
from backproof.laws.definitions import DEFINITIONS, LATER_STATE
from backproof.laws.expectations import EXPECTATIONS
from backproof.laws.identities import IDENTITIES
from backproof.laws.law import Law, page
from backproof.laws.limits import LIMIT
from backproof.laws.quotients import vanishes
from backproof.laws.setting import Setting
from backproof.terms.nodes import Expr, number


def _canonical(e: Expr, setting: Setting) -> Expr | None:
    return Arithmetic(setting).tidy(e)


def _over_one_denominator(e: Expr, setting: Setting) -> Expr | None:
    a = Arithmetic(setting)
    return number(0) if vanishes(a, a.normal(e)) else None


ARITHMETIC = Law(
    "arithmetic",
    r"\text{sums, products, powers, exponentials and logarithms in canonical form}",
    "",
    _canonical,
    condition="both sides are defined",
    examples=(
        page(
            r"Let $a, b \in \mathbb{R}^n$.",
            r"\sum_i (a_i + b_i)^2 = \sum_j a_j^2 + 2\sum_k a_k b_k + \sum_i b_i^2",
        ),
        page(r"Let $q > 0$ and $n \in \mathbb{N}$.", r"(1 - q)\sum_{i=0}^{n} q^i = 1 - q^{n+1}"),
    ),
    near_misses=(
        page(r"Let $a, b \in \mathbb{R}^n$.", r"\sum_i (a_i + b_i)^2 = \sum_j a_j^2 + \sum_i b_i^2"),
        page(r"Let $q > 0$ and $n \in \mathbb{N}$.", r"(1 - q)\sum_{i=0}^{n} q^i = 1 - q^{n}"),
    ),
)
COMMON_DENOMINATOR = Law(
    "common denominator",
    r"p/q = 0 \iff p = 0",
    "",
    _over_one_denominator,
    condition="no denominator is zero",
    examples=(r"\frac{1}{(x+1)(x+y)} = \frac{1}{y-1}\left(\frac{1}{x+1} - \frac{1}{x+y}\right)",),
    near_misses=(r"\frac{1}{(x+1)(x+y)} = \frac{1}{x+1} - \frac{1}{x+y}",),
)

REWRITING: tuple[Law, ...] = (*DEFINITIONS, *IDENTITIES, *EXPECTATIONS, *CALCULUS, LIMIT)
"""Laws for one node at a time."""


@cache
def laws_for(kind: type[Expr]) -> tuple[Law, ...]:
    """The laws for one kind of node, in the order in which they are tried."""
    return tuple(law for law in REWRITING if issubclass(kind, law.kind))


LAWS: dict[str, Law] = {law.name: law for law in (*REWRITING, LATER_STATE, ADJOINT, ARITHMETIC, COMMON_DENOMINATOR)}
