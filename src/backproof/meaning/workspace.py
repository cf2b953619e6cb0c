"""The statements of one section while their roles, definitions and shapes are being found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from backproof.claims.statement import Role
from backproof.latex.tree import Node
from backproof.meaning.heads_of import Head
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Scope
from backproof.meaning.sections import Section as Blocks
from backproof.meaning.tensor import Misread

Meaning = Literal["new", "old", "aside"]


@dataclass(eq=False)
class Section:
    """The state of inference over one section."""

    blocks: Blocks
    scope: Scope
    raws: list[Raw]
    roles: dict[Raw, Role] = field(default_factory=dict)
    heads: dict[Raw, tuple[Head, Node]] = field(default_factory=dict)
    conditions: dict[Raw, list[Node]] = field(default_factory=dict)
    solved: dict[Raw, str] = field(default_factory=dict)
    """Equations that are solved, and their answers, with the name that they are solved for."""
    answered: dict[Raw, Raw] = field(default_factory=dict)
    """For each answer, the equation that it answers."""
    first_seen: dict[str, Raw] = field(default_factory=dict)
    sides: dict[Raw, tuple[set[str], set[str]]] = field(default_factory=dict)
    premises: list[Raw] = field(default_factory=list)
    examples: list[tuple[Raw, str, float]] = field(default_factory=list)
    said: dict[int, str] = field(default_factory=dict)
    """What the words before a formula make of it, by the offset of the formula."""
    renewed: set[Raw] = field(default_factory=set)
    """Equations that define a name anew."""
    answers: dict[Raw, Any] = field(default_factory=dict)
    """Relations announced as answers of equations (``meaning.solutions.Answer``)."""
    passages: Any = None
    """The words of the section, once they are asked for (``meaning.solutions.Passages``)."""
    misfits: dict[Raw, Misread] = field(default_factory=dict)
    """Why relations did not hold together when they were last read."""
    rests: dict[str, set[str]] = field(default_factory=dict)
    """For each defined name, the names its defining equation mentions."""
    meanings: Mapping[int, Meaning] = field(default_factory=dict)
    """For equations, by where they start, whether their head has a ``new`` meaning or the ``old`` one, or they define
    nothing (``aside``)."""
    reopened: set[Raw] = field(default_factory=set)
    """Equations for a declared name of an earlier paragraph that were not taken as its definition, but may be."""

    def first_seen_here(self, key: str) -> Raw | None:
        """The first relation of the section that speaks of a name."""
        return next((r for r in self.raws if r in self.sides and key in self.sides[r][0] | self.sides[r][1]), None)

    def unknown(self, raw: Raw) -> set[str]:
        """Names first met in this relation, on one side only, that nothing introduces."""
        left, right = self.sides.get(raw, (set(), set()))
        fresh = set()
        for key in left ^ right:
            seen = self.first_seen.get(key)
            entry = self.scope.find(key)
            if (
                seen is raw
                and entry is not None
                and entry.learnt == "usage"
                and not entry.symbol.clauses
                and not entry.function
                and not entry.loss
                and not entry.symbol.is_size
            ):
                fresh.add(key)
        return fresh


def titled(state: Section, raw: Raw) -> bool:
    """Whether a relation stands in the heading of its section: ``Smoothing (here $T = 1$)``."""
    return raw.piece.formula.paragraph == state.blocks.heading


def entry_key(head: Head) -> str:
    return head.ref.key + ("^2" if head.squared and head.parameters is None else "")
