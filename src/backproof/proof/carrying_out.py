"""A term with laws applied to its parts, from the inside out: equals put in for equals.

Which law is applied where is decided elsewhere (``choose``). What is decided here, for searching and for checking
alike, is where a law may be applied: the variable of a derivative, and what is held fixed in it, keep their names
inside of it; its body is brought to canonical form before it is differentiated.
"""

from __future__ import annotations

from collections.abc import Callable

from backproof.terms.nodes import At, Derivative, Expr
from backproof.terms.rebuilding import rebuilt

DEEPEST = 200
"""So many laws are applied one after another at one place."""


Chooser = Callable[[Expr, frozenset[str]], Expr | None]


class NotCarriedOut(Exception):
    """Something stands in the term that no law takes apart."""


class CarryingOut:
    """``choose`` gives what a term whose parts are done equals by one law, where some names are kept; ``tidy`` its
    canonical form. ``first`` gives what a derivative equals before its body is looked at: itself, where it is left."""

    def __init__(self, choose: Chooser, tidy: Callable[[Expr], Expr], first: Chooser) -> None:
        self._choose = choose
        self._tidy = tidy
        self._first = first
        self._memo: dict[tuple[Expr, frozenset[str]], Expr] = {}

    def done(self, e: Expr, kept: frozenset[str] = frozenset(), depth: int = 0) -> Expr:
        """The term once nothing more applies. Raises ``NotCarriedOut`` where that does not end."""
        if depth > DEEPEST:
            raise NotCarriedOut
        found = self._memo.get((e, kept))
        if found is None:
            first = self._first(e, kept) if isinstance(e, Derivative) else None
            if first is None:
                here = self._derivative(e, kept) if isinstance(e, Derivative) else self._parts(e, kept)
                named = isinstance(here, At) and here.symbol in kept
                first = (None if named else self._choose(here, kept)) or here
            else:
                here = e
            found = here if first is here else self.done(first, kept, depth + 1)
            self._memo[e, kept] = found
        return found

    def _derivative(self, e: Derivative, kept: frozenset[str]) -> Expr:
        names = [h for h in e.held if isinstance(h, str)]
        if len(names) != len(e.held):
            raise NotCarriedOut
        body = self._tidy(self.done(e.body, kept | {e.symbol, *names}))
        return Derivative(body, e.symbol, tuple(self.done(i, kept) for i in e.indices), e.held)

    def _parts(self, e: Expr, kept: frozenset[str]) -> Expr:
        return rebuilt(e, lambda part: self.done(part, kept)) if e.children() else e
