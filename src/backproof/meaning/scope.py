"""Scopes: what each name means in a section, inherited from the sections around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from backproof.meaning.usage import Usage
from backproof.notes.diagnostics import Diagnostic
from backproof.terms.model import Axis, Model, Symbol
from backproof.terms.nodes import Index
from backproof.terms.sizes import Size
from backproof.text.blocks import Block, Span

ITERATES = "[·]"
"""What marks the steps of an iteration (``w_{n+1}``) apart from the variable itself (``w``)."""


COMPONENTS = "^·"
"""What marks the components ``f^k`` of a function apart from the function ``f`` itself."""


@dataclass(eq=False)
class Entry:
    """A name in a scope. ``total`` counts all its axes, written as indices or implied by matrix notation.

    ``fixed`` entries have their axes from a declaration; the others may be reconsidered while shapes are inferred.
    ``shape`` builds the size of an implied axis from the indices written, for shapes such as ``D_i × D_{i-1}``.
    """

    key: str
    symbol: Symbol
    total: int = 0
    counts: frozenset[int] = frozenset()
    fixed: bool = False
    ranked: bool = False
    """Whether the number of its axes is declared, by words about one member of a family, though their sizes are not."""
    row: bool = False
    slope: bool = False
    """Whether it is defined as the derivative of a number, written as a fraction."""
    given: bool = False
    """Whether it is a name of the problem statement: its place is in another document."""
    indexed_call: bool = False
    """Written with its index in brackets: ``π(a)`` for π_a."""
    implicit: tuple[Any, ...] = ()
    """Index letters that its definition leaves unsaid: ``a = W z_t + b`` depends on t."""
    function: bool = False
    elementwise: bool = False
    takes: tuple[Size, ...] = ()
    """The sizes of the axes of what a function takes, where its domain is declared as a space of arrays."""
    loss: bool = False
    latex: str = ""
    learnt: str = "usage"
    convention: str = ""
    span: Span | None = None
    defined_at: int | None = None
    introduced: int = 0
    family: set[int] = field(default_factory=set)
    axes: list[Axis] = field(default_factory=list)
    """The axes in the order in which they are written; the symbol has family axes first."""

    @property
    def name(self) -> str:
        return self.symbol.name

    def lay_out(self) -> None:
        """Give the symbol as many axes as ``total`` says, keeping those it has."""
        while len(self.axes) < self.total:
            self.axes.append(Axis(Size()))
        del self.axes[self.total :]
        for k, axis in enumerate(self.axes):
            axis.family = k in self.family
        order = self.order
        self.symbol.axes = [self.axes[k] for k in order]
        families = sum(axis.family for axis in self.axes)
        if len(self.symbol.formals) != families:
            self.symbol.formals = tuple(Index("f") for _ in range(families))

    @property
    def order(self) -> list[int]:
        """Written positions in the order of the symbol's axes."""
        return sorted(range(self.total), key=lambda k: (k not in self.family, k))


@dataclass(eq=False)
class Scope:
    """Names of a section. Looking up goes outwards; a new name is made where it is first met."""

    usage: Usage
    model: Model
    parent: Scope | None = None
    title: str = ""
    statement: bool = False
    """Whether it is the scope of a problem statement and not of the document."""
    blocks: Sequence[Block] = ()
    entries: dict[str, Entry] = field(default_factory=dict)
    ranges: dict[str, tuple[Size, int]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    late: dict[str, list[tuple[int, Entry]]] = field(default_factory=dict)
    """Names declared anew in the middle of a section, with the offset from which the new meaning holds."""
    position: int = 0
    stale: dict[str, int] = field(default_factory=dict)
    """Names declared anew, with the offset from which older definitions that read them no longer speak."""
    calls: dict[str, list[Any]] = field(default_factory=dict)
    chance: Any = None
    """What the section says about randomness (``meaning.randomness.Chance``)."""
    outlets: dict[str, list[Any]] = field(default_factory=dict)
    """What each unspecified loss depends on (``meaning.outlets.Outlet``)."""
    said_outlets: dict[str, tuple[list[Any], str]] = field(default_factory=dict)
    """What words say that a loss depends on: the formulas, and whether on nothing else."""
    lasts: dict[str, Any] = field(default_factory=dict)
    """The last index of a family, where the range of its index is stated."""
    held: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    """What words hold fixed where a relation is differentiated, by where the relation starts."""
    given_numbers: list[Any] = field(default_factory=list)
    stacked: list[Any] = field(default_factory=list)
    """Matrices that words make of vectors (``meaning.stacked.Stacked``)."""
    members: list[tuple[Any, tuple[Any, ...]]] = field(default_factory=list)
    """Members of families whose sizes are declared apart: ``f_3`` of length ``D_f``."""
    tied: set[str] = field(default_factory=set)
    """Names that words tie to others in a way that is not understood (``eigenvalues λ_i``)."""
    tied_names: frozenset[str] | None = None
    assumed: list[Any] = field(default_factory=list)
    """Equations that the section assumes (``meaning.premises.Assumed``)."""
    conflicts: list[Any] = field(default_factory=list)
    """Declarations that may contradict each other (``meaning.contradictions.Conflict``)."""
    contradicted: dict[str, Diagnostic] = field(default_factory=dict)
    """Symbols of which the page says what cannot be, and what it says: nothing that rests on them can be judged."""
    misfits: dict[str, Diagnostic] = field(default_factory=dict)
    """Symbols whose defining equations do not fit what the page declares, and why."""
    sets: set[str] = field(default_factory=set)
    """The sets that sums here run over, by name."""
    conventions: set[Any] = field(default_factory=set)
    """Relations that only state a notation."""
    formals: dict[str, tuple[int, int]] = field(default_factory=dict)
    scales: dict[str, list[Any]] = field(default_factory=dict)
    """Factors of the adjoint convention, by letter: ``dZ`` is m ∂J/∂Z."""
    formal_nodes: dict[str, Any] = field(default_factory=dict)
    """Formal arguments by name, as they were written: a function that stands bare is taken at these."""

    def around(self) -> Iterator[Scope]:
        """This scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def is_index_set(self, name: str) -> bool:
        """Whether sums run over a set of this name."""
        return any(name in scope.sets for scope in self.around())

    def find(self, key: str) -> Entry | None:
        scope: Scope | None = self
        while scope is not None:
            found = scope.entries.get(key)
            for start, entry in reversed(scope.late.get(key, ())):
                if scope.position >= start:
                    return entry
            if found is not None:
                return found
            scope = scope.parent
        return None

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.formal_nodes = self.parent.formal_nodes

    def examples(self) -> list[Any]:
        """Numbers that the problem statement of this section gives to symbols."""
        return [e for s in (self.parent,) if s is not None for e in s.given_numbers]

    def calls_of(self, key: str) -> list[Any]:
        """The brackets that a function is called with, innermost section first."""
        return next((scope.calls[key] for scope in self.around() if key in scope.calls), [])

    def has_vectors(self) -> bool:
        """Whether anything here is known to be a vector: declared, bold, or transposed."""
        if any(e.fixed and e.total > min(e.counts, default=0) and not e.symbol.is_size for e in self.entries.values()):
            return True
        if self.usage.bold or self.usage.transposed or self.usage.dense:
            return True
        return self.parent is not None and self.parent.has_vectors()

    def outlets_of(self, key: str) -> list[Any]:
        """What a loss of this name depends on, innermost section first."""
        return next((scope.outlets[key] for scope in self.around() if key in scope.outlets), [])

    def said_outlets_of(self, key: str) -> tuple[list[Any], str]:
        """What words say that a loss of this name depends on, innermost section first."""
        return next((scope.said_outlets[key] for scope in self.around() if key in scope.said_outlets), ([], ""))

    def last_of(self, name: str) -> Any:
        """The last index of the family of this name, if it is stated."""
        return next((scope.lasts[name] for scope in self.around() if name in scope.lasts), None)

    def fact(self, key: str) -> str:
        """A document-wide fact (``layout``, ``star``), innermost first."""
        return next((scope.facts[key] for scope in self.around() if key in scope.facts), "")

    def contradiction(self, names: Iterable[str]) -> Diagnostic | None:
        """What is wrong with the first of some symbols that the page says impossible things of."""
        names = tuple(names)
        return next((s.contradicted[n] for s in self.around() for n in names if n in s.contradicted), None)

    def misfit(self, names: Iterable[str]) -> Diagnostic | None:
        """Why the definition of the first of some symbols does not fit the shapes that are declared."""
        names = tuple(names)
        return next((s.misfits[n] for s in self.around() for n in names if n in s.misfits), None)

    def latest(self, key: str) -> Entry | None:
        """The meaning that a name was given last, wherever the reader stands."""
        late = self.late.get(key)
        if late:
            return late[-1][1]
        return self.entries.get(key) or (self.parent.latest(key) if self.parent is not None else None)

    def scale(self, base: str) -> list[Any]:
        return next((scope.scales[base] for scope in self.around() if base in scope.scales), [])

    def redefine(self, key: str, start: int) -> Entry:
        """A new meaning of a name from an offset on; what was said before keeps the old one."""
        kept = self.entries.pop(key, None)
        entry = self.create(key)
        del self.entries[key]
        if kept is not None:
            self.entries[key] = kept
        self.late.setdefault(key, []).append((start, entry))
        self.late[key].sort(key=lambda pair: pair[0])
        return entry

    def range(self, key: str) -> tuple[Size, int] | None:
        return next((scope.ranges[key] for scope in self.around() if key in scope.ranges), None)

    def create(self, key: str, latex: str = "") -> Entry:
        """A new entry here, with a symbol of its own even if an outer scope has the name."""
        name, number = key, 0
        while name in self.model:
            number += 1
            name = f"{key}′{number}"
        symbol = Symbol(name, latex=latex or key)
        self.model[name] = symbol
        entry = Entry(key, symbol, latex=latex or key, given=self.statement)
        self.entries[key] = entry
        return entry

    def known_sizes(self) -> set[str]:
        """The names of the symbols that are sizes, here and in the sections around."""
        return {e.name for e in self.entries.values() if e.symbol.is_size} | (
            self.parent.known_sizes() if self.parent else set()
        )
