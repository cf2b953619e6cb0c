"""Derivations as data: which law turns which term into which."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.laws.setting import Numbering
from backproof.terms.nodes import Expr


@dataclass(frozen=True)
class Step:
    """By the law of that name ``before`` equals ``after``, wherever it stands with these names kept."""

    law: str
    before: Expr
    after: Expr
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Derivation:
    """``left`` equals ``right``: the steps turn each of them into the same term, or their difference into zero.

    ``assumptions`` are what both sides need to be defined, and what the laws used need.
    """

    left: Expr
    right: Expr
    steps: tuple[Step, ...]
    numbering: Numbering
    """The canonical bound indices that stand in the steps."""
    assumptions: tuple[str, ...] = ()
    left_open: tuple[Expr, ...] = ()
    """Derivatives that are left as they stand: whatever they are, both sides hold the same of them."""

    @property
    def laws(self) -> tuple[str, ...]:
        """The names of the laws used, in the order in which they were first used."""
        return tuple(dict.fromkeys(s.law for s in self.steps))
