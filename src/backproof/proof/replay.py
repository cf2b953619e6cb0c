"""Checking a derivation again, without the searcher: every step by its law, and that the steps lead together."""

from __future__ import annotations

from backproof.laws.books import ARITHMETIC, COMMON_DENOMINATOR, LAWS
from backproof.laws.setting import Setting, TooLong
from backproof.proof.carrying_out import CarryingOut, NotCarriedOut
from backproof.proof.derivation import Derivation
from backproof.terms.model import Model
from backproof.terms.nodes import Add, Expr, negative, number

WHOLE = (ARITHMETIC.name, COMMON_DENOMINATOR.name)


def replays(derivation: Derivation, model: Model) -> bool:
    """Whether every step is what its law makes of it, and the steps turn both sides into the same."""
    setting = Setting(model, derivation.numbering)
    setting.free = derivation.left.free | derivation.right.free
    try:
        return _justified(derivation, setting) and _meet(derivation, setting)
    except (TooLong, NotCarriedOut, RecursionError):
        return False


def _justified(derivation: Derivation, setting: Setting) -> bool:
    for step in derivation.steps:
        law = LAWS.get(step.law)
        if law is None:
            return False
        after = law.apply(step.before, setting)
        if after is None or not (after is step.after or _same(after, step.after, setting)):
            return False
    return True


def _same(a: Expr, b: Expr, setting: Setting) -> bool:
    """Whether two terms are one up to the names of their bound indices."""
    return ARITHMETIC.apply(a, setting) is ARITHMETIC.apply(b, setting)


def _meet(derivation: Derivation, setting: Setting) -> bool:
    steps = {(s.before, s.kept): s.after for s in derivation.steps if s.law not in WHOLE}

    def tidy(e: Expr) -> Expr:
        made = ARITHMETIC.apply(e, setting)
        assert made is not None
        return made

    following = CarryingOut(lambda e, kept: steps.get((e, kept)), tidy)
    left, right = (tidy(following.done(side)) for side in (derivation.left, derivation.right))
    if left is right:
        return True
    apart = tidy(Add((left, negative(right))))
    return COMMON_DENOMINATOR.apply(apart, setting) is number(0)
