"""Searching for a proof that two terms are equal: both are carried out and brought to canonical form."""

from __future__ import annotations

from backproof.laws.books import ARITHMETIC, COMMON_DENOMINATOR, laws_for
from backproof.laws.definitions import LATER_STATE, STEPS, rests_on
from backproof.laws.law import Law
from backproof.laws.setting import Numbering, Setting, TooLong
from backproof.proof.carrying_out import CarryingOut, NotCarriedOut
from backproof.proof.derivation import Derivation, Step
from backproof.terms.model import Model
from backproof.terms.nodes import Add, At, Expr, Index, Mul, Number, negative
from backproof.terms.traversal import nodes_in

ROUNDS = 4
"""So often states of recurrences are put in terms of the states before them."""


class Search:
    """Carries out terms in a model and keeps the steps."""

    def __init__(self, model: Model, numbering: Numbering | None = None, free: frozenset[Index] = frozenset()) -> None:
        self.setting = Setting(model, numbering)
        self.setting.free = free
        self.steps: dict[tuple[Expr, frozenset[str]], Step] = {}
        self.opened: set[Expr] = set()
        """States of recurrences that are put in terms of the states before them."""
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
            return self._by(LATER_STATE, e, kept) if self.tidy(e) in self.opened else None
        for law in laws_for(type(e)):
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

    def open_states(self, e: Expr) -> bool:
        """Whether there are states in a term that others in it lead to; from now on these are put in terms of them."""
        states = [n for n in nodes_in(e) if isinstance(n, At) and self._endless(n, frozenset())]
        found: set[Expr] = set()
        for state in states:
            body = LATER_STATE.apply(state, self.setting)
            reads = {self._step(n) for n in nodes_in(body) if isinstance(n, At)} if body is not None else set()
            if reads & {self._step(n) for n in states if n is not state}:
                found.add(state)
        self.opened |= found
        self._carrying = CarryingOut(self._choose, self.tidy)
        return bool(found)

    def _step(self, e: At) -> tuple[str, tuple[Expr, ...]]:
        symbol = self.setting.model.get(e.symbol)
        family = symbol.family if symbol is not None else 0
        return e.symbol, tuple(self.tidy(i) for i in e.indices[:family])

    def vanishes(self, e: Expr) -> bool:
        """Whether a difference is zero over a common denominator."""
        return self._by(COMMON_DENOMINATOR, e) is not None


def proof(
    left: Expr,
    right: Expr,
    conditions: tuple[Expr, ...],
    model: Model,
    equal_sizes: tuple[tuple[str, str], ...] = (),
) -> Derivation | None:
    """A derivation of ``left = right`` where all conditions hold; None where none was found.

    ``equal_sizes`` are keys of sizes that are taken to be the same.
    """
    if conditions:
        left, right = Mul((*conditions, left)), Mul((*conditions, right))
    search = Search(model, Numbering(equal_sizes), left.free | right.free)
    try:
        found = any(_meet(search, left, right) for _ in range(ROUNDS))
    except (TooLong, NotCarriedOut, RecursionError):
        return None
    if not found:
        return None
    made, setting = tuple(search.steps.values()), search.setting
    return Derivation(left, right, made, setting.numbering, tuple(setting.assumptions))


def _meet(search: Search, left: Expr, right: Expr) -> bool:
    """Whether both sides come to the same; where not, states of recurrences are opened for another try."""
    one, other = search.carried_out(left), search.carried_out(right)
    if one is other:
        return True
    apart = search.tidy(Add((one, negative(other))))
    if search.vanishes(apart):
        return True
    if not search.open_states(apart):
        raise NotCarriedOut
    return False
