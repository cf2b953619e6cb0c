"""Sizes of axes: known by a term, or unknown and found by unification.

A size is a node of a union-find forest. Its root carries what is known: a canonical key (``n``, ``D[k-1]``, ``3``)
under which two sizes are the same. Two roots with different keys clash. Every size keeps where it was learnt: the place
that named it, and the place that made it one with another.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

_serial = count()


class SizeClash(ValueError):
    """Two sizes that a formula makes equal are known to differ. Carries both keys."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} against {right}")
        self.left = left
        self.right = right


class Size:
    """The number of values of an index. ``key`` names it where the document does, ``term`` is its expression.

    ``origin`` is the place that gave it its name, ``because`` the place that made it one with its parent. ``factors``
    are the sizes whose product it is, the slower first: positions in a Kronecker product, in stacked columns.
    """

    __slots__ = ("because", "factors", "key", "origin", "parent", "serial", "term", "weight")

    def __init__(self, key: str = "", term: object = None, origin: object = None) -> None:
        self.parent: Size | None = None
        self.weight = 1
        """How many sizes are one with this, while it is their root."""
        self.key = key
        self.term = term
        self.origin = origin
        self.because: object = None
        self.factors: tuple[Size, ...] = ()
        self.serial = next(_serial)

    @property
    def root(self) -> "Size":
        size = self
        while size.parent is not None:
            size = size.parent
        return size

    def __repr__(self) -> str:
        root = self.root
        return spelt(root.key) or f"size{root.serial}"


_COUNTED = re.compile(r"′\d+|#\d+")


def spelt(key: str) -> str:
    """A key as its reader knows it: without what tells equal letters of several sections apart."""
    return _COUNTED.sub("", key)


_trail: list[Size] = []
_places: list[object] = []
_aliases: dict[str, str] = {}


def alias(name: str, key: str) -> None:
    """``K = D_L``: two names of one size."""
    if name != key and _plain(key) != name:
        _aliases[name] = key


def forget_aliases() -> None:
    """Begin another document."""
    _aliases.clear()


def _plain(key: str) -> str:
    seen = set()
    while key in _aliases and key not in seen:
        seen.add(key)
        key = _aliases[key]
    return key


@contextmanager
def learning(place: object) -> Iterator[None]:
    """What is unified within this context was learnt at ``place``."""
    _places.append(place)
    try:
        yield
    finally:
        _places.pop()


def learnt(size: Size) -> tuple[object | None, tuple[object, ...]]:
    """Where a size got its name, and the places through which it got here, nearest first."""
    through = []
    here: Size | None = size
    while here is not None and here.origin is None:
        if here.because is not None:
            through.append(here.because)
        here = here.parent
    return (here.origin if here is not None else None), tuple(through)


_relaxed: list[set[tuple[str, str]]] = []


@contextmanager
def relaxing() -> Iterator[set[tuple[str, str]]]:
    """Within this context sizes that clash are noted as equal instead of refused."""
    equal: set[tuple[str, str]] = set()
    _relaxed.append(equal)
    try:
        yield equal
    finally:
        _relaxed.pop()


def mark() -> int:
    """A point in the history of unifications, to return to with ``undo``."""
    return len(_trail)


def undo(point: int) -> None:
    """Take back every unification since ``point``: a reading that failed must leave no trace."""
    while len(_trail) > point:
        size = _trail.pop()
        if size.parent is not None:
            size.parent.weight -= size.weight
        size.parent, size.because = None, None


def youngest() -> int:
    """The number of a size made now: all that were there before have smaller ones."""
    return Size().serial


def learnt_since(point: int, young: int) -> bool:
    """Whether of two sizes older than ``young`` something new was learnt since ``point``: that they are the same."""
    return any(
        size.serial < young and size.parent is not None and size.parent.serial < young and not _both_named(size)
        for size in _trail[point:]
    )


def _both_named(size: Size) -> bool:
    return bool(size.key and size.parent is not None and size.parent.key)


def taken_back(point: int) -> tuple[tuple[Size, Size], ...]:
    """Take back every unification since ``point``, and say which they were: what holds in one place only."""
    links = tuple((size, size.parent) for size in _trail[point:] if size.parent is not None)
    undo(point)
    return links


@contextmanager
def linked(links: tuple[tuple[Size, Size], ...]) -> Iterator[None]:
    """Within this context unifications that were taken back hold again, as far as nothing else was made of them."""
    made = [(a, b) for a, b in links if a.parent is None and b.root is not a]
    for a, b in made:
        a.parent = b
    try:
        yield
    finally:
        for a, _ in made:
            a.parent = None


def unify(a: Size, b: Size) -> None:
    """Make two sizes one. Raises ``SizeClash`` if both are named and the names differ."""
    x, y = a.root, b.root
    if x is y:
        return
    if _within(x, y) or _within(y, x):
        raise SizeClash(repr(x), repr(y))
    if differ(x, y) and not _same_factors(x, y):
        if _relaxed:
            _relaxed[-1].add((min(x.key, y.key), max(x.key, y.key)))
            return
        raise SizeClash(x.key, y.key)
    if (y.key and not x.key) or (_alike(x, y) and y.weight > x.weight):
        x, y = y, x  # of two that carry the same the larger one stays the root: chains stay short
    y.parent = x
    y.because = _places[-1] if _places and not y.key else None
    x.weight += y.weight
    _trail.append(y)


def _within(x: Size, product: Size) -> bool:
    """Whether a size is a factor of a product, or of one of its factors: then the two cannot be equal."""
    return any(f.root is x or _within(x, f.root) for f in product.factors)


def _same_factors(x: Size, y: Size) -> bool:
    """Make two products equal by their factors, in order; False, and nothing done, where that does not fit."""
    if not x.factors or len(x.factors) != len(y.factors):
        return False
    point = mark()
    try:
        for a, b in zip(x.factors, y.factors, strict=True):
            if differ(a, b):
                raise SizeClash(a.root.key, b.root.key)
            unify(a, b)
    except SizeClash:
        undo(point)
        return False
    return True


def _alike(x: Size, y: Size) -> bool:
    """Whether it makes no difference which of two named roots stands below the other."""
    named = bool(x.key) and x.key == y.key and x.term is y.term
    return named and (x.origin is None) == (y.origin is None)


def differ(a: Size, b: Size) -> bool:
    """Whether two sizes have names that are not names of the same size."""
    x, y = a.root, b.root
    return bool(x.key and y.key and _plain(x.key) != _plain(y.key))


def same(a: Size, b: Size) -> bool:
    """Whether two sizes are known to be equal."""
    x, y = a.root, b.root
    return x is y or bool(x.key and x.key == y.key)
