"""The nodes of expressions in index notation: few, frozen, interned.

Every expression is a scalar that may depend on free indices; a tensor is a ``Comprehension`` of such a scalar over
indices. Equal nodes are one object, so comparing is ``is``. Constructors check and never rewrite: ``x + x`` stays
two terms. Source positions live beside the tree, in ``meaning``; nothing here knows LaTeX.

Derivatives stand here as requests (``Derivative``): what they come to is the business of ``numeric`` and ``derive``.
"""

from collections.abc import Container
from dataclasses import MISSING, dataclass, fields
from fractions import Fraction
from functools import cache
from itertools import count
from typing import Any, ClassVar
from weakref import WeakValueDictionary

from backproof.terms.sizes import Size

_serial = count()


class Index:
    """A bound or free index: an identity, the letter it was written with, and how many values it takes.

    Its values run from ``lower`` (1 unless the document counts from elsewhere) over ``size`` values, unless the
    ``Sum`` or ``Product`` that binds it says otherwise.
    """

    __slots__ = ("_twin", "hint", "lower", "serial", "size")

    def __init__(self, hint: str, size: Size | None = None, lower: int = 1) -> None:
        self.hint = hint
        self.size = size or Size()
        self.lower = lower
        self.serial = next(_serial)
        self._twin: Index | None = None

    @property
    def twin(self) -> "Index":
        """Another index over the same values, always the same one: what this is renamed to where it would capture."""
        if self._twin is None:
            self._twin = Index(self.hint, self.size, self.lower)
        return self._twin

    def clear_of(self, *taken: Container["Index"]) -> "Index":
        """This index, or the first of its twins that is taken nowhere."""
        found = self
        while any(found in t for t in taken):
            found = found.twin
        return found

    @property
    def has_twin(self) -> bool:
        """Whether its twin was ever asked for."""
        return self._twin is not None

    def pair(self, twin: "Index") -> None:
        """Make an index the twin of this one, which has none."""
        assert self._twin is None
        self._twin = twin

    def __repr__(self) -> str:
        return f"{self.hint}#{self.serial}"


_NONE: frozenset[Index] = frozenset()


class _Interning(type):
    _table: ClassVar[WeakValueDictionary[Any, Any]] = WeakValueDictionary()

    def __call__(cls, *args: Any) -> Any:
        if len(args) < len(field_names(cls)):
            args += _left_out(cls, len(args))
        key = (cls, args, *map(type, args))  # 1, True and Fraction(1) are equal, and not the same argument
        found = cls._table.get(key)
        if found is None:
            found = super().__call__(*args)
            cls._table[key] = found
        return found


@cache
def _left_out(kind: type["Node"], given: int) -> tuple[Any, ...]:
    """What stands for the arguments that are not given: they count as if they were."""
    left_out = tuple(f.default for f in fields(kind)[given:])
    return () if MISSING in left_out else left_out


@dataclass(frozen=True, eq=False)
class Node(metaclass=_Interning):
    """Base of all expressions. ``free`` is the set of indices it depends on."""

    def __post_init__(self) -> None:
        inside = self._inside()
        free = self._reads()
        for child in inside:
            if child.free is not free:
                free = free | child.free if free else child.free
        object.__setattr__(self, "_children", inside)
        object.__setattr__(self, "free", free - bound if (bound := self._binds()) else free)

    free: ClassVar[frozenset[Index]]
    _children: ClassVar[tuple["Node", ...]]

    def _binds(self) -> frozenset[Index]:
        return _NONE

    def _reads(self) -> frozenset[Index]:
        return _NONE

    def children(self) -> tuple["Node", ...]:
        """The expressions directly inside this one, in order."""
        return self._children

    def _inside(self) -> tuple["Node", ...]:
        found: list[Node] = []
        for name in field_names(type(self)):
            value = getattr(self, name)
            if isinstance(value, Node):
                found.append(value)
            elif isinstance(value, tuple):
                for item in value:
                    if isinstance(item, Node):
                        found.append(item)
                    elif isinstance(item, tuple):
                        found.extend(x for x in item if isinstance(x, Node))
        return tuple(found)


Expr = Node


@cache
def field_names(kind: type[Node]) -> tuple[str, ...]:
    """The names of what a kind of node is made of, in the order in which its constructor takes them."""
    return tuple(f.name for f in fields(kind))


@dataclass(frozen=True, eq=False)
class Number(Node):
    """An exact number."""

    value: Fraction


@dataclass(frozen=True, eq=False)
class Constant(Node):
    """A transcendental constant, ``pi`` or ``e``, or ``infty``, where the document's notation means it."""

    name: str


@dataclass(frozen=True, eq=False)
class Position(Node):
    """The value of an index, as a number: the ``i`` of ``β^{t-i}`` or of ``h_{i-1}``."""

    index: Index

    def _reads(self) -> frozenset[Index]:
        return frozenset((self.index,))


@dataclass(frozen=True, eq=False)
class At(Node):
    """A symbol at index expressions: ``W_{ij}``, ``h_{i-1}``, ``Y[k, l]``."""

    symbol: str
    indices: tuple[Expr, ...]


@dataclass(frozen=True, eq=False)
class Add(Node):
    terms: tuple[Expr, ...]


@dataclass(frozen=True, eq=False)
class Mul(Node):
    factors: tuple[Expr, ...]


@dataclass(frozen=True, eq=False)
class Pow(Node):
    base: Expr
    exponent: Expr


@dataclass(frozen=True, eq=False)
class Apply(Node):
    """A function of the table (``terms.functions``) at scalar arguments."""

    function: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, eq=False)
class Comprehension(Node):
    """A tensor: the values of ``body`` for all values of ``indices``, one axis each."""

    indices: tuple[Index, ...]
    body: Expr

    def _binds(self) -> frozenset[Index]:
        return frozenset(self.indices)


@dataclass(frozen=True, eq=False)
class Linear(Node):
    """A function of a whole matrix, at an entry of its result.

    ``inverse``, ``determinant``, ``spectral norm``, ``largest eigenvalue``, …
    """

    function: str
    argument: Comprehension
    indices: tuple[Expr, ...] = ()


@dataclass(frozen=True, eq=False)
class Call(Node):
    """A function of the document at tensors: ``\\hat y(x_n)``, ``ℓ(H)``.

    ``family`` picks the function, ``indices`` the entry of its value.
    ``slots`` lists the argument entries by which it was differentiated: ``(k, (index, …))`` per order.
    """

    symbol: str
    family: tuple[Expr, ...]
    arguments: tuple[Comprehension, ...]
    indices: tuple[Expr, ...] = ()
    slots: tuple[tuple[int, "Entry"], ...] = ()


@dataclass(frozen=True, eq=False)
class Entry(Node):
    """The place of an entry in a tensor: index expressions."""

    indices: tuple[Expr, ...]


@dataclass(frozen=True, eq=False)
class Compare(Node):
    """A condition between two scalars, worth 1 or 0: ``= != < <= > >=``."""

    sign: str
    left: Expr
    right: Expr


@dataclass(frozen=True, eq=False)
class Member(Node):
    """Whether the value of ``element`` lies in the set ``symbol`` (at ``indices``); worth 1 or 0."""

    element: Expr
    symbol: str
    indices: tuple[Expr, ...]


@dataclass(frozen=True, eq=False)
class Cases(Node):
    """The first branch whose condition holds; None as condition means otherwise."""

    branches: tuple[tuple[Expr | None, Expr], ...]


@dataclass(frozen=True, eq=False)
class Sum(Node):
    """Σ over ``index``: its whole range, or ``lower … upper`` where given (None: open), where ``condition`` holds."""

    index: Index
    body: Expr
    lower: Expr | None = None
    upper: Expr | None = None
    condition: Expr | None = None

    def _binds(self) -> frozenset[Index]:
        return frozenset((self.index,))


@dataclass(frozen=True, eq=False)
class Product(Node):
    """∏ over ``index``, as ``Sum``."""

    index: Index
    body: Expr
    lower: Expr | None = None
    upper: Expr | None = None
    condition: Expr | None = None

    def _binds(self) -> frozenset[Index]:
        return frozenset((self.index,))


@dataclass(frozen=True, eq=False)
class Fold(Node):
    """An ordered product of matrices, at an entry.

    The factors are ``body`` (a comprehension over two axes) for ``index`` from ``lower`` to ``upper``.
    """

    index: Index
    body: Comprehension
    lower: Expr
    upper: Expr
    indices: tuple[Expr, ...]
    descending: bool = False

    def _binds(self) -> frozenset[Index]:
        return frozenset((self.index,))


@dataclass(frozen=True, eq=False)
class Derivative(Node):
    """∂ body / ∂ symbol[indices]: ``symbol`` is made free, everything downstream of it follows, all else is held.

    ``held`` names defined symbols that are kept fixed as well, at every step or (an ``At``) at one.
    """

    body: Expr
    symbol: str
    indices: tuple[Expr, ...]
    held: tuple[str | At, ...] = ()


@dataclass(frozen=True, eq=False)
class Integral(Node):
    """∫ body over a variable from ``lower`` to ``upper`` (None: ∓∞)."""

    variable: str
    body: Expr
    lower: Expr | None = None
    upper: Expr | None = None


@dataclass(frozen=True, eq=False)
class Substitute(Node):
    """``body`` with a symbol given a value: ``f |_{x=0}``."""

    body: Expr
    symbol: str
    value: Comprehension


@dataclass(frozen=True, eq=False)
class Expect(Node):
    """The expectation of ``body`` over the random symbols named (all random symbols it reads, where empty)."""

    body: Expr
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Limit(Node):
    """The limit of ``body`` as ``symbol`` goes to ``value`` (a ``Constant('infty')`` for ∞).

    ``side`` is ``+`` or ``-`` where it comes from above or below, ``both`` where its absolute value goes to ∞.
    """

    body: Expr
    symbol: str
    value: Expr
    side: str = ""


ONE = Number(Fraction(1))


def number(value: int | Fraction) -> Number:
    """The exact number ``value`` as an expression."""
    return Number(value if isinstance(value, Fraction) else Fraction(value))


def negative(e: Expr) -> Expr:
    """−e."""
    return Mul((number(-1), e))


def inverse(e: Expr) -> Expr:
    """1/e."""
    return Pow(e, number(-1))
