"""Searching for a proof that two terms are equal: both are carried out and brought to canonical form."""

from __future__ import annotations

from backproof.laws.books import ARITHMETIC, COMMON_DENOMINATOR, REWRITING
from backproof.laws.law import Law
from backproof.laws.setting import Setting, TooLong
from backproof.proof.carrying_out import CarryingOut, NotCarriedOut
from backproof.proof.derivation import Derivation, Step
from backproof.terms.model import Model
from backproof.terms.nodes import Add, Expr, Mul, negative


class Search:
    """Carries out terms in a model and keeps the steps."""

    def __init__(self, model: Model) -> None:
        self.setting = Setting(model)
        self.steps: dict[Expr, Step] = {}
        self._carrying = CarryingOut(self._choose, self.tidy)

    def carried_out(self, e: Expr) -> Expr:
        """The canonical form of a term with all its definitions put in and its derivatives taken.

        Raises ``TooLong`` or ``NotCarriedOut``.
        """
        return self.tidy(self._carrying.done(e))

    def tidy(self, e: Expr) -> Expr:
        """The canonical form of a term that is carried out."""
        return self._by(ARITHMETIC, e) or e

    def _choose(self, e: Expr) -> Expr | None:
        for law in REWRITING:
            after = self._by(law, e)
            if after is not None:
                return after
        return None

    def _by(self, law: Law, e: Expr) -> Expr | None:
        after = law.apply(e, self.setting)
        if after is not None and after is not e:
            self.setting.spend()
            self.steps[e] = Step(law.name, e, after)
        return after

    def vanishes(self, e: Expr) -> bool:
        """Whether a difference is zero over a common denominator."""
        return self._by(COMMON_DENOMINATOR, e) is not None


def proof(left: Expr, right: Expr, conditions: tuple[Expr, ...], model: Model) -> Derivation | None:
    """A derivation of ``left = right`` where all conditions hold; None where none was found."""
    if conditions:
        left, right = Mul((*conditions, left)), Mul((*conditions, right))
    search = Search(model)
    try:
        one, other = search.carried_out(left), search.carried_out(right)
        if one is not other and not search.vanishes(search.tidy(Add((one, negative(other))))):
            return None
    except (TooLong, NotCarriedOut, RecursionError):
        return None
    return Derivation(left, right, tuple(search.steps.values()), tuple(search.setting.assumptions))
