"""Searching for a proof that two terms are equal: both are carried out and brought to canonical form."""

from __future__ import annotations

from backproof.laws.books import ARITHMETIC, COMMON_DENOMINATOR, REWRITING
from backproof.laws.definitions import STEPS, rests_on
from backproof.laws.law import Law
from backproof.laws.setting import Setting, TooLong
from backproof.proof.carrying_out import CarryingOut, NotCarriedOut
from backproof.proof.derivation import Derivation, Step
from backproof.terms.model import Model
from backproof.terms.nodes import Add, At, Expr, Mul, Number, negative


class Search:
    """Carries out terms in a model and keeps the steps."""

    def __init__(self, model: Model) -> None:
        self.setting = Setting(model)
        self.steps: dict[tuple[Expr, frozenset[str]], Step] = {}
        self._carrying = CarryingOut(self._choose, self.tidy)

    def carried_out(self, e: Expr) -> Expr:
        """The canonical form of a term with all its definitions put in and its derivatives taken.

        Raises ``TooLong`` or ``NotCarriedOut``.
        """
        return self.tidy(self._carrying.done(e))

    def tidy(self, e: Expr) -> Expr:
        """The canonical form of a term that is carried out."""
        return self._by(ARITHMETIC, e) or e

    def _choose(self, e: Expr, kept: frozenset[str]) -> Expr | None:
        if isinstance(e, At) and self._endless(e, kept):
            return None
        for law in REWRITING:
            after = self._by(law, e, kept)
            if after is not None:
                return after
        return None

    def _endless(self, e: At, kept: frozenset[str]) -> bool:
        """Whether putting in definitions for a symbol would not end: a recurrence, except at a numbered step."""
        if e.symbol not in rests_on(e.symbol, kept, self.setting):
            return False
        symbol = self.setting.model[e.symbol]
        family = e.indices[: symbol.family]
        return not family or not all(isinstance(k, Number) and 1 <= k.value <= STEPS for k in family)

    def _by(self, law: Law, e: Expr, kept: frozenset[str] = frozenset()) -> Expr | None:
        after = law.apply(e, self.setting)
        if after is not None and after is not e:
            self.setting.spend()
            self.steps[e, kept] = Step(law.name, e, after, kept)
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
    made, setting = tuple(search.steps.values()), search.setting
    return Derivation(left, right, made, setting.numbering, tuple(setting.assumptions))
