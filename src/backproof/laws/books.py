"""All laws, in the order in which they are tried. Importing this changes nothing."""

from __future__ import annotations

from backproof.laws.arithmetic import Arithmetic
from backproof.laws.calculus import CALCULUS
from backproof.laws.definitions import DEFINITIONS
from backproof.laws.identities import IDENTITIES
from backproof.laws.law import Law
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
)
COMMON_DENOMINATOR = Law(
    "common denominator",
    r"p/q = 0 \iff p = 0",
    "",
    _over_one_denominator,
    condition="no denominator is zero",
)

REWRITING: tuple[Law, ...] = (*DEFINITIONS, *IDENTITIES, *CALCULUS)
"""Laws for one node at a time."""

LAWS: dict[str, Law] = {law.name: law for law in (*REWRITING, ARITHMETIC, COMMON_DENOMINATOR)}
