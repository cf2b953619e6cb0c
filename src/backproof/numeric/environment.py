"""What an evaluation hands on: bindings of indices, environments of overridden values, and why there is no value."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from backproof.numeric.duals import Taped, Value
from backproof.terms.model import Symbol
from backproof.terms.nodes import Index


class CannotEvaluate(Exception):
    """Why a term has no number on an instance; ``code`` names the diagnostic."""

    def __init__(self, message: str, code: str = "J306") -> None:
        super().__init__(message)
        self.code = code


def refuse_broken(symbol: Symbol) -> None:
    """Raises ``CannotEvaluate`` where the definition of a symbol was not understood, or cannot be."""
    if symbol.misshapen:
        raise CannotEvaluate(f"the definition of {symbol.latex or symbol.name} does not fit the shapes", "M202")
    if symbol.broken:
        raise CannotEvaluate(f"the definition of {symbol.latex or symbol.name} was not understood", "M206")


class Ragged(Exception):
    """A value whose shape varies along an index that was to be vectorised: the binder must loop."""


Range = tuple[int, int]
Binding = dict[Index, "int | Range"]
Key = tuple[int, ...]
DEPTH = 60
"""So many definitions may be open at a time: more of them lead nowhere."""
_tags = count(1)


def next_tag() -> int:
    """The tag of a new differentiation."""
    return next(_tags)


@dataclass(eq=False)
class Environment:
    """What is overridden here (by a derivative, an argument, a substitution), on top of a parent."""

    overrides: dict[tuple[str, Key | None], Value] = field(default_factory=dict)
    parent: Environment | None = None
    touched: frozenset[str] = frozenset()
    memo: dict[Any, Value] = field(default_factory=dict)
    pending: set[tuple[str, Key]] = field(default_factory=set)
    averaged: frozenset[str] | None = None
    """The random symbols that this environment puts at the nodes of a quadrature."""

    def taped(self) -> bool:
        """Whether a differentiation backwards is under way."""
        at: Environment | None = self
        while at is not None:
            if any(isinstance(v, Taped) for v in at.overrides.values()):
                return True
            at = at.parent
        return False

    def averaging(self) -> bool:
        """Whether an expectation is under way: values have an axis of nodes besides their own."""
        at: Environment | None = self
        while at is not None:
            if at.averaged is not None:
                return True
            at = at.parent
        return False
