"""What a scope knows about its symbols, as plain data: axes, definitions, domains, distributions.

``meaning`` writes it, ``numeric`` (and later ``derive`` and ``compile``) read it.
"""

from dataclasses import dataclass, field

from backproof.terms.nodes import Expr, Index
from backproof.terms.sizes import Size


@dataclass(eq=False)
class Axis:
    """One axis of a symbol. A *dense* axis has a size; a *family* axis (layer, time, …) takes any whole number.

    The size of a dense axis may depend on the family axes: its term then speaks of ``Symbol.formals``.
    ``lower`` is the first index.
    """

    size: Size
    family: bool = False
    lower: int = 1


@dataclass(eq=False)
class Clause:
    """A defining equation: ``symbol[pattern] = body`` for ``indices`` (one per axis; an ``int`` pins the axis).

    ``condition`` restricts it (``t ≥ 1``). ``parameters`` are the formal arguments of a function.
    """

    indices: tuple[Index | int, ...]
    body: Expr
    condition: Expr | None = None
    place: object = None


@dataclass(eq=False)
class Labels:
    """The values of a label: ``size`` whole numbers from ``first`` on."""

    size: Size
    first: int = 1


@dataclass(eq=False)
class Distribution:
    """How a random symbol is distributed: a name of the table of distributions, its parameters (at ``formals``)."""

    name: str
    parameters: tuple[Expr, ...]
    indices: tuple[Index, ...] = ()


@dataclass(eq=False)
class Parameter:
    """A formal argument of a function: the symbol that stands for it in the body."""

    symbol: str
    rank: int


@dataclass(eq=False)
class Symbol:
    """One symbol: ``name`` (canonical key), its axes in order, and how it gets its value.

    ``domain``: ``real positive nonnegative unit whole binary sign one-hot simplex symmetric definite orthogonal set
    zero``, ``symmetric binary``, ``orthonormal rows`` and ``orthonormal columns`` (which need not be square),
    ``interval LOW HIGH``, ``whole LOW HIGH``.
    ``opaque`` functions have no clauses: nothing is known of them but smoothness; ``elementwise`` ones act entry
    by entry.
    """

    name: str
    axes: list[Axis] = field(default_factory=list)
    formals: tuple[Index, ...] = ()
    clauses: list[Clause] = field(default_factory=list)
    parameters: tuple[Parameter, ...] | None = None
    known: str = ""
    opaque: bool = False
    elementwise: bool = False
    domain: str = "real"
    is_size: bool = False
    labels: Labels | None = None
    """The classes that it names, where its values are labels."""
    distribution: Distribution | None = None
    latex: str = ""
    usual: bool = False
    """An activation that nothing defines, written with a letter that usually means one of a few functions."""
    generic: bool = False
    """A matrix of which nothing special is to be assumed: the document calls it arbitrary, or it only maps."""
    lowered: str = ""
    """``matrix`` or ``transposed`` where its name or notation is that of one, and it was taken for less."""
    broken: bool = False
    """It has a definition that was not understood: nothing that rests on it can be judged."""
    misshapen: bool = False
    """It is broken because its definition does not fit the shapes that the document declares."""

    @property
    def family(self) -> int:
        """The number of leading family axes."""
        return sum(1 for a in self.axes if a.family)

    @property
    def lowers(self) -> list[int]:
        """From where the entries along each dense axis are counted."""
        return [a.lower for a in self.axes if not a.family]


Model = dict[str, Symbol]
