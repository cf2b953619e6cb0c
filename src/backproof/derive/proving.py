"""Searching for a proof that two terms are equal: both are carried out and brought to canonical form."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import suppress

from backproof.laws.adjoints import ADJOINT, is_state, passes_through_states
from backproof.laws.books import ARITHMETIC, COMMON_DENOMINATOR, laws_for
from backproof.laws.definitions import LATER_STATE, STEPS, rests_on
from backproof.laws.law import Law
from backproof.laws.setting import Numbering, Setting, TooLong
from backproof.proof.carrying_out import CarryingOut, NotCarriedOut
from backproof.proof.derivation import Derivation, Step
from backproof.terms.model import Model
from backproof.terms.nodes import Add, At, Cases, Derivative, Expr, Index, Mul, Number, negative, number
from backproof.terms.traversal import nodes_in

ROUNDS = 4
"""So often states of recurrences are put in terms of the states before them."""


Place = tuple[Hashable, ...]
"""A state, or a derivative in a state, and its step."""


class Search:
    """Carries out terms in a model and keeps the steps."""

    def __init__(
        self,
        model: Model,
        numbering: Numbering | None = None,
        free: frozenset[Index] = frozenset(),
        *,
        backward: bool = False,
    ) -> None:
        self.backward = backward
        """Whether derivatives through layers and time are taken one step at a time, and left as they are there."""
        self.through_states = False
        """Whether there were such derivatives."""
        self.left_open: dict[Expr, None] = {}
        self.setting = Setting(model, numbering)
        self.setting.free = free
        self.steps: dict[tuple[Expr, frozenset[str]], Step] = {}
        self.opened: set[Place] = set()
        """States of recurrences that are put in terms of the states before them."""
        self._carrying = self._begun()

    def _begun(self) -> CarryingOut:
        return CarryingOut(self._choose, self.tidy, self._first)

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
            return self._by(LATER_STATE, e, kept) if self._step(e) in self.opened else None
        for law in laws_for(type(e)):
            after = self._by(law, e, kept)
            if after is not None:
                return after
        return None

    def _first(self, e: Expr, kept: frozenset[str]) -> Expr | None:
        """A derivative through states: by what reads its variable; in a state, as it stands."""
        if kept or not isinstance(e, Derivative) or not passes_through_states(e, self.setting):
            return None
        self.through_states = True
        if not self.backward:
            return None
        if is_state(e.symbol, self.setting) and self._place(e) not in self.opened:
            self.left_open[e] = None
            return e
        return self._by(ADJOINT, e)

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
        found = self._adjoints(e) or self._later_states(e)
        self.opened |= found
        self.left_open.clear()
        self._carrying = self._begun()
        return bool(found)

    def _later_states(self, e: Expr) -> set[Place]:
        states = [n for n in nodes_in(e) if isinstance(n, At) and self._endless(n, frozenset())]
        found: set[Place] = set()
        for state in states:
            body = LATER_STATE.apply(state, self.setting)
            reads = {self._step(n) for n in nodes_in(body) if isinstance(n, At)} if body is not None else set()
            if reads & {self._step(n) for n in states} - {self._step(state)}:
                found.add(self._step(state))
        return found - self.opened

    def _adjoints(self, e: Expr) -> set[Place]:
        """The derivatives in states that lead to other ones in a term."""
        inside = [n for n in nodes_in(e) if isinstance(n, Derivative)] if self.backward else []
        left = {self._place(n): n for n in inside if passes_through_states(n, self.setting)}
        return {place for place, n in left.items() if self._leads_to(n) & left.keys() - {place}} - self.opened

    def _step(self, e: At) -> Place:
        symbol = self.setting.model.get(e.symbol)
        family = symbol.family if symbol is not None else 0
        return e.symbol, *(self.tidy(i) for i in e.indices[:family])

    def _place(self, e: Derivative) -> Place:
        return self.tidy(e.body), e.symbol, self.tidy(e.indices[0])

    def _leads_to(self, e: Derivative) -> set[Place]:
        """The states of the next step through which a state acts."""
        found: set[Place] = set()
        todo, seen = [e], {e.symbol}
        while todo:
            after = ADJOINT.apply(todo.pop(), self.setting)
            inner = nodes_in(after) if after is not None else ()
            for n in inner:
                if not isinstance(n, Derivative) or n.body is not e.body:
                    continue
                if is_state(n.symbol, self.setting):
                    found.add(self._place(n))
                elif n.symbol not in seen:
                    seen.add(n.symbol)
                    todo.append(n)
        return found

    def derivation(self, left: Expr, right: Expr) -> Derivation:
        """The steps that were taken, as a derivation of ``left = right``."""
        steps, assumptions = tuple(self.steps.values()), tuple(self.setting.assumptions)
        return Derivation(left, right, steps, self.setting.numbering, assumptions, tuple(self.left_open))

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
    for one, other, where in _ways(left, right, conditions):
        found = _searched(one, other, where, model, equal_sizes)
        if found is not None:
            return found
    return None


def _ways(left: Expr, right: Expr, conditions: tuple[Expr, ...]) -> Iterator[tuple[Expr, Expr, tuple[Expr, ...]]]:
    """An equation as it stands, and on the places that its cases cover."""
    yield left, right, conditions
    one, covered = _elsewhere_zero(left)
    other, also_covered = _elsewhere_zero(right)
    if covered or also_covered:
        yield one, other, (*conditions, *covered, *also_covered)


def _searched(
    left: Expr, right: Expr, conditions: tuple[Expr, ...], model: Model, equal_sizes: tuple[tuple[str, str], ...]
) -> Derivation | None:
    if conditions:
        left, right = Mul((*conditions, left)), Mul((*conditions, right))
    for backward in (False, True):
        search = Search(model, Numbering(equal_sizes), left.free | right.free, backward=backward)
        with suppress(TooLong, NotCarriedOut, RecursionError):
            if any(_meet(search, left, right) for _ in range(ROUNDS)):
                return search.derivation(left, right)
        if not search.through_states:
            break
    return None


def _elsewhere_zero(e: Expr) -> tuple[Expr, tuple[Expr, ...]]:
    """Cases that do not cover everything, as cases that do, and the condition under which that is the same."""
    if not isinstance(e, Cases) or e.branches[-1][0] is None:
        return e, ()
    one = Cases((*((c, number(1)) for c, _ in e.branches), (None, number(0))))
    return Cases((*e.branches, (None, number(0)))), (one,)


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
