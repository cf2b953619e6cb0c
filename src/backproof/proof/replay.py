"""Checking a derivation again, without the searcher: every step by its law, and that the steps lead together."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.laws.adjoints import ADJOINT
from backproof.laws.books import ARITHMETIC, COMMON_DENOMINATOR, LAWS
from backproof.laws.setting import Setting, TooLong
from backproof.proof.carrying_out import CarryingOut, NotCarriedOut
from backproof.proof.derivation import Derivation
from backproof.terms.model import Model
from backproof.terms.nodes import Add, Expr, negative, number

WHOLE = (ARITHMETIC.name, COMMON_DENOMINATOR.name)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a derivation proves nothing: ``step`` counts from 1 and is 0 where no single step is at fault."""

    why: str
    step: int = 0
    law: str = ""

    def __str__(self) -> str:
        return f"step {self.step}, by `{self.law}`: {self.why}" if self.step else self.why


def replays(derivation: Derivation, model: Model) -> bool:
    """Whether every step is what its law makes of it, and the steps turn both sides into the same."""
    return fault(derivation, model) is None


def fault(derivation: Derivation, model: Model) -> Fault | None:
    """What is wrong with a derivation; None where every step is what its law makes of it, and they lead together."""
    setting = Setting(model, derivation.numbering)
    setting.free = derivation.left.free | derivation.right.free
    try:
        return _unjustified(derivation, setting) or _apart(derivation, setting)
    except TooLong:
        return Fault("it takes more work than a proof is worth")
    except NotCarriedOut:
        return Fault("the steps do not end")
    except RecursionError:
        return Fault("it is nested too deeply")


def _unjustified(derivation: Derivation, setting: Setting) -> Fault | None:
    """The first step that is not what its law makes of it."""
    for place, step in enumerate(derivation.steps, 1):
        law = LAWS.get(step.law)
        if law is None:
            return Fault("there is no such law", place, step.law)
        after = law.apply(step.before, setting)
        if after is None:
            return Fault("the law does not apply", place, step.law)
        if not (after is step.after or _same(after, step.after, setting)):
            return Fault("the law gives something else", place, step.law)
    return None


def _same(a: Expr, b: Expr, setting: Setting) -> bool:
    """Whether two terms are one up to the names of their bound indices."""
    return ARITHMETIC.apply(a, setting) is ARITHMETIC.apply(b, setting)


def _apart(derivation: Derivation, setting: Setting) -> Fault | None:
    """What keeps the sides apart, if the steps do not lead from both of them to the same."""
    steps = {(s.before, s.kept): s.after for s in derivation.steps if s.law not in WHOLE}
    left_open = set(derivation.left_open)
    early = {(s.before, s.kept): s.after for s in derivation.steps if s.law == ADJOINT.name}

    def tidy(e: Expr) -> Expr:
        made = ARITHMETIC.apply(e, setting)
        assert made is not None
        return made

    def follow(e: Expr, kept: frozenset[str]) -> Expr | None:
        return steps.get((e, kept))

    def begin(e: Expr, kept: frozenset[str]) -> Expr | None:
        return e if e in left_open else early.get((e, kept))

    following = CarryingOut(follow, tidy, begin)
    left, right = (tidy(following.done(side)) for side in (derivation.left, derivation.right))
    if left is right:
        return None
    apart = tidy(Add((left, negative(right))))
    if COMMON_DENOMINATOR.apply(apart, setting) is number(0):
        return None
    return Fault("the steps do not turn both sides into the same")
