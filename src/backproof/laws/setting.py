"""What laws may rest on: the definitions and domains of a model, canonical bound indices, and a bound on the work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import Expr, Index
from backproof.terms.sizes import Size
from backproof.terms.traversal import nodes_in

Monomial = tuple[tuple[Expr, Fraction], ...]
"""A product of atoms with their exponents, in the order of their keys."""
Polynomial = dict[Monomial, Fraction]
"""A sum of monomials with their coefficients; zero is empty."""

WORK = 60_000
"""So many products of monomials are made for one statement; beyond, nothing is proved. Counted, not timed."""


_COUNTED = re.compile(r"#\d+")


class TooLong(Exception):
    """More work than a proof is worth: nothing is said."""


@dataclass(frozen=True)
class Numbered:
    """A numbering as plain data: size names that mean the same as others, the numbers of indices of the document, of
    keys of sizes and of sizes without one, and the canonical bound indices with their size names, lower ends, numbers.
    """

    same: tuple[tuple[str, str], ...]
    names: tuple[tuple[Index, int], ...]
    sizes: tuple[tuple[str, int], ...]
    unnamed: tuple[tuple[Size, int], ...]
    bound: tuple[tuple[Index, str, int, int], ...]


class Numbering:
    """Canonical bound indices: one for every range and number, 1 being the innermost.

    ``equal`` are keys of sizes that were declared apart and are taken to be the same.
    """

    def __init__(self, equal: tuple[tuple[str, str], ...] = ()) -> None:
        self._representatives: dict[str, str] = {}
        self._names: dict[Index, int] = {}
        self._next = 0
        self._sizes: dict[str, int] = {}
        self._unnamed: dict[Size, int] = {}
        for one, other in equal:
            first, second = sorted((self._plain(self._settled(one)), self._plain(self._settled(other))))
            if first != second:
                self._representatives[second] = first
        self.integers = Size("all integers")
        self._bound: dict[tuple[str, int, int], Index] = {}
        self._places: dict[Index, tuple[str, int, int]] = {}

    def name(self, index: Index) -> int:
        """The number of an index of the document, in the order in which they are met: the same in every run."""
        found = self._names.get(index)
        if found is None:
            found = self._names[index] = self._next
            self._next += 1
        return found

    def bound(self, like: Index, number: int) -> Index:
        """The bound index of a number that runs over the same values as ``like``."""
        place = (self.size_name(like.size), like.lower, number)
        found = self._bound.get(place)
        if found is None:
            found = self._bound[place] = Index(like.hint, like.size, like.lower)
            self._places[found] = place
        return found

    def _plain(self, key: str) -> str:
        while key in self._representatives:
            key = self._representatives[key]
        return key

    def size_name(self, size: Size) -> str:
        """A name under which two sizes are the same if they are known to be equal."""
        root = size.root
        if not root.key:
            return f"#{self._unnamed.setdefault(root, len(self._unnamed))}"
        return self._plain(self._settled(root.key))

    def _settled(self, key: str) -> str:
        """A key in which what is merely counted (``D[l#731]``) is numbered in the order in which it is met."""
        if "#" not in key:
            return key
        return f"{_COUNTED.sub('#', key)}{self._sizes.setdefault(key, len(self._sizes))}"

    def same(self, one: Size, other: Size) -> bool:
        """Whether two sizes are known to be equal."""
        return self.size_name(one) == self.size_name(other)

    def place(self, index: Index) -> tuple[str, int, int] | None:
        """What a canonical index runs over, from where, and its number; None for an index of the document."""
        return self._places.get(index)

    def record(self) -> Numbered:
        """What was numbered so far, as plain data."""
        bound = tuple((i, *place) for i, place in self._places.items())
        same, names = tuple(self._representatives.items()), tuple(self._names.items())
        return Numbered(same, names, tuple(self._sizes.items()), tuple(self._unnamed.items()), bound)

    @classmethod
    def of(cls, numbered: Numbered) -> Numbering:
        """A numbering that goes on where another one was recorded."""
        made = cls()
        made._representatives.update(numbered.same)
        made._names.update(numbered.names)
        made._next = max((n for _, n in numbered.names), default=-1) + 1
        made._sizes.update(numbered.sizes)
        made._unnamed.update(numbered.unnamed)
        for index, size, lower, number in numbered.bound:
            made._bound[size, lower, number] = index
            made._places[index] = size, lower, number
        return made

    def own(self, index: Index) -> Index:
        """An index of the document in place of a canonical one: while a term is worked on, no number is taken."""
        return index if index not in self._places else index.twin


class Setting:
    """The model in which laws are applied, and what has been worked out in it.

    ``assumptions`` collects what was taken for granted where it is needed to be defined (``p > 0`` under a log).
    """

    def __init__(self, model: Model, numbering: Numbering | None = None, work: int = WORK) -> None:
        self.model = model
        self.numbering = numbering or Numbering()
        self.left = work
        self.assumptions: dict[str, None] = {}
        self.free: frozenset[Index] = frozenset()
        """The indices that the statement leaves free."""
        self.polynomials: dict[Expr, Polynomial] = {}
        self.tidied: dict[Expr, Expr] = {}
        self.keys: dict[Expr, str] = {}
        self.rests_on: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        self._heights: dict[Expr, int] = {}

    def spend(self, amount: int = 1) -> None:
        """Count work. Raises ``TooLong`` when there was too much of it."""
        self.left -= amount
        if self.left < 0:
            raise TooLong

    def symbol(self, name: str) -> Symbol | None:
        """What is known of a name."""
        return self.model.get(name)

    def numbers(self, parts: Iterable[Expr], count: int) -> list[int]:
        """Numbers for indices that are to be bound around some terms: above those bound in them, none that is free."""
        parts = tuple(parts)
        free = {n[2] for e in parts for i in e.free if (n := self.numbering.place(i)) is not None}
        above = max((self._height(e) for e in parts), default=0)
        found: list[int] = []
        while len(found) < count:
            above += 1
            if above not in free:
                found.append(above)
        return found

    def _height(self, e: Expr) -> int:
        """The largest number of a canonical index that is bound within an expression."""
        found = self._heights.get(e)
        if found is None:
            numbers = (n[2] for x in nodes_in(e) for i in x._binds() if (n := self.numbering.place(i)) is not None)
            found = self._heights[e] = max(numbers, default=0)
        return found
