"""What ``meaning`` hands to ``judge``: a relation with the readings of it that hold together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backproof.notes.diagnostics import Diagnostic
from backproof.terms.model import Clause
from backproof.terms.nodes import Expr, Index
from backproof.terms.sizes import Size
from backproof.text.blocks import Span

if TYPE_CHECKING:
    from backproof.claims.solution import Solution


@dataclass(frozen=True)
class Premise:
    """An equation that the page assumes: ``residual`` vanishes on it. ``text`` and ``line`` say where it is stated."""

    residual: Expr
    text: str
    line: int
    reading: Reading
    """The equation itself."""
    span: Span
    strong: bool = False
    """Whether words lay it down that admit no other meaning (``suppose that``): also where definitions speak of it."""


@dataclass(frozen=True, eq=False)
class Minimised:
    """What is varied on either side of ``argmin A = argmin B``, or of ``argmin A = a`` (where the second is empty).

    ``signs`` are −1 for a maximum; ``kinds``: ``free`` (all of ℝⁿ), ``set`` (some set), ``function``, ``point``.
    """

    symbols: tuple[str, str]
    signs: tuple[int, int]
    kinds: tuple[str, str]
    left: str
    right: str
    index: Index | None = None
    """What runs, where the least entry of a list is sought (``index`` is the kind of both sides)."""


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to read a relation: both sides as expressions over the same free indices.

    ``axes`` are the indices of the entries (none for scalars); ``free`` are letters that nothing binds; ``choices``
    name the options taken at each undecided point; ``equal_sizes`` are sizes declared apart that it needs equal.
    """

    left: Expr
    right: Expr
    axes: tuple[Index, ...] = ()
    free: tuple[tuple[str, Index], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    conditions: tuple[Expr, ...] = ()
    equal_sizes: tuple[tuple[str, str], ...] = ()

    premises: tuple[Expr, ...] = ()
    """Conditions stated before in the section (``y_k = 1``), tried where the line does not hold without."""
    sizes: tuple[Expr, ...] | None = None
    """For a membership: the sizes that are claimed for the axes of the left side."""
    named: tuple[bool, ...] = ()
    """Which of these sizes get their names here: nothing else in the document has an axis of that size."""
    remainder: tuple[str, float] | None = None
    """For ``… + O(h^p)``: the symbol that is small, and p; the remainder itself is left out of ``right``."""
    aspect: str = ""
    """What of a law is compared (``the mean``), where the relation says that something follows it."""
    others: tuple[Reading, ...] = ()
    """The other aspects, all of which must hold as well."""
    assumed: tuple[Premise, ...] = ()
    """Equations on which the instances are drawn: what the page assumes, where the line needs it."""
    along: tuple[str, ...] = ()
    """For convexity: the symbols in which ``left`` is claimed to be curved."""
    forced: tuple[tuple[str, float], ...] = ()
    """Values that the words before the relation give (``if n = 1``)."""
    links: tuple[tuple[Size, Size], ...] = ()
    """Sizes that are the same where this is read, and need not be elsewhere."""
    minimised: Minimised | None = None
    """For minimisers: ``left`` and ``right`` are the objectives, or the objective and the point."""

    @property
    def sides(self) -> tuple[Expr, Expr]:
        return self.left, self.right


@dataclass(frozen=True, eq=False)
class Cell:
    """A number of a table with what its row and its column say it is: ``expr``, where ``forced`` have these values."""

    expr: Expr
    value: float
    decimals: int
    at: str
    """The column as a reader would name it: ``t = 3``."""
    forced: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Carried:
    """A state that goes from column to column: the symbol, its first value, and at each column what it becomes."""

    symbol: str
    start: float
    becomes: tuple[Expr, ...]


@dataclass(frozen=True, eq=False)
class TableRow:
    """A row of a table. ``others`` are labels that it may have been meant to carry, with what they stand for."""

    cells: tuple[Cell | None, ...]
    carried: tuple[Carried, ...] = ()
    others: tuple[tuple[str, tuple[Expr, ...]], ...] = ()
    label: str = ""
    only: int | None = None
    """The column that is asked about, where each cell is a claim of its own."""


@dataclass(frozen=True, eq=False)
class Settled:
    """What a symbol is in a worked example: clauses that come before its own, or stand instead of them."""

    symbol: str
    clauses: tuple[Clause, ...]
    alone: bool


@dataclass(frozen=True, eq=False)
class Worked:
    """The worked example that a line belongs to: the values given in it, and these with the results stated before."""

    given: tuple[Settled, ...]
    stated: tuple[Settled, ...]
    sizes: tuple[tuple[Size, int], ...]
    lost: frozenset[str]
    """Symbols that are given values which were not understood."""
    soft: frozenset[str]
    """Symbols whose values may be meant otherwise: of another shape, or left over from the example before."""
    fits: bool
    """Whether they agree about the sizes."""


@dataclass(eq=False)
class Question:
    """A statement to be judged.

    ``unknown`` are names that it introduces itself, on one side only; ``solved`` is the variable it gives a value to,
    where it is the answer to an equation; ``stale`` says why its scope cannot be trusted.
    """

    span: Span
    sign: str
    kind: str
    readings: list[Reading] = field(default_factory=list)
    problem: Diagnostic | None = None
    unknown: frozenset[str] = frozenset()
    solved: str = ""
    answer: str = ""
    """The answer as written, where it is this equation that it should satisfy."""
    stale: str = ""
    hypothetical: str = ""
    """The words of a condition under which the line stands, where they were not understood."""
    concludes: bool = False
    """Whether it says what a branch of cases comes to: it is no condition on its symbols."""
    single: str = ""
    """The words that say that there is only one of something: ``with only one input``."""
    activations: tuple[str, ...] = ()
    """Functions that the sentence names, for an activation that is otherwise unspecified."""
    tied: frozenset[str] = frozenset()
    """Symbols that words tie to others in a way that is not understood."""
    mended: str = ""
    """What was put back for the line to be read at all: it may hold so, but it is not refuted."""
    premises: tuple[Premise, ...] = ()
    """Equations between free symbols that the page assumes before."""
    examples: tuple[tuple[str, float], ...] = ()
    """Numbers that the text gives to symbols just before: ``for p = 0.8``."""
    clash: Diagnostic | None = None
    """Which shapes do not fit in it, and where they were learnt."""
    misfit: Diagnostic | None = None
    """Why the definition of something that it rests on does not fit the shapes that are declared."""
    slopes: bool = False
    """Whether a number is differentiated by an array in it, in the notation of fractions."""
    turned: Reading | None = None
    """The reading with all derivatives of numbers transposed, if there is one and the document allows it."""
    turns: bool = False
    """Whether the document states the layout in which they are."""
    transposed: str = ""
    """Why the two sides cannot be equal: each has the declared shape of the other's transpose, in every layout."""
    asserted: bool = True
    """Whether an inequality is put forward as true; else it may be a condition or a requirement."""
    special: bool = False
    """Whether words exclude special points (``nonzero``, ``distinct``) for a strict inequality."""
    constrained: frozenset[str] = frozenset()
    """Symbols that other lines of the section constrain (``\\sum_k q_k = 1``), beyond their domains."""
    stationary: bool = False
    """Whether a derivative is set to zero: an equation to be solved."""
    renews: bool = False
    """Whether it defines a name anew, if it does not agree with what the name meant before."""
    declared: bool = False
    """Whether the shape of everything in it was declared or follows from declarations."""
    row: TableRow | None = None
    """A row of a table, where that is what is claimed."""
    printed: tuple[int, int] | None = None
    """Decimals and significant digits of a side that is a printed number: the claim holds as far as they go."""
    layout: str = ""
    """The layout that the document states, if it does."""
    solution: Solution | None = None
    """What it is announced to be the answer of."""
    perhaps_random: frozenset[str] = frozenset()
    """Names under its expectations of which nothing says whether they are random."""
    unwritten: frozenset[str] = frozenset()
    """The letters that a name carries without writing them: the x of one user, one item seen and one unseen."""
    circumstances: tuple[str, ...] = ()
    """Conditions in words that name no symbol: ``unit`` (for unit vectors), ``active`` (for an active hinge)."""
    from_zero: bool = False
    """Whether words say that iterations start from zero."""
    worked: Worked | None = None
    """The values at which it is stated, where it belongs to an example in numbers."""
