"""Sizes of axes: known by a term, or unknown and found by unification.

A size is a node of a union-find forest. Its root carries what is known: a canonical key (``n``, ``D[k-1]``, ``3``)
under which two sizes are the same, and where that was learnt. Two roots with different keys clash.
"""

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
    """The number of values of an index. ``key`` names it where the document does, ``term`` is its expression."""

    __slots__ = ("key", "parent", "serial", "term")

    def __init__(self, key: str = "", term: object = None) -> None:
        self.parent: Size | None = None
        self.key = key
        self.term = term
        self.serial = next(_serial)

    @property
    def root(self) -> "Size":
        size = self
        while size.parent is not None:
            size = size.parent
        return size

    def __repr__(self) -> str:
        root = self.root
        return root.key or f"size{root.serial}"


_trail: list[Size] = []
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
        _trail.pop().parent = None


def unify(a: Size, b: Size) -> None:
    """Make two sizes one. Raises ``SizeClash`` if both are named and the names differ."""
    x, y = a.root, b.root
    if x is y:
        return
    if differ(x, y):
        if _relaxed:
            _relaxed[-1].add((min(x.key, y.key), max(x.key, y.key)))
            return
        raise SizeClash(x.key, y.key)
    if y.key and not x.key:
        x, y = y, x
    y.parent = x
    _trail.append(y)


def differ(a: Size, b: Size) -> bool:
    """Whether two sizes have names that are not names of the same size."""
    x, y = a.root, b.root
    return bool(x.key and y.key and _plain(x.key) != _plain(y.key))


def same(a: Size, b: Size) -> bool:
    """Whether two sizes are known to be equal."""
    x, y = a.root, b.root
    return x is y or bool(x.key and x.key == y.key)
