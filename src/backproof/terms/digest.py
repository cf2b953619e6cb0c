"""Digests of values that speak of terms: two values with the same digest mean the same.

A digest covers a value (terms, tuples, data classes of them) and every symbol of the scope that it rests on, however
far. It does not cover where anything stands in the document. Names that are merely counted (indices, sizes without a
name) are numbered anew in the order in which they are met.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from backproof.terms.model import Clause, Symbol
from backproof.terms.nodes import Index, Node
from backproof.terms.sizes import Size

_ELSEWHERE = {"span", "place", "problem", "clash", "misfit", "turned", "turns", "slopes"}
"""Fields that say where something stands, not what it is."""

Readers = Mapping[str, tuple[str, ...]]


def digest(value: object, model: Mapping[str, Symbol], readers: Readers) -> bytes:
    """16 bytes that stand for ``value`` and the symbols of ``model`` that it rests on.

    ``readers`` says of a symbol what else counts with it: the symbols that read it.
    """
    return _Writer(model, readers).digest(value)


class _Writer:
    def __init__(self, model: Mapping[str, Symbol], readers: Readers) -> None:
        self.model = model
        self.readers = readers
        self.parts: list[str] = []
        self.known: dict[object, int] = {}
        self.indices: list[Index] = []
        self.todo: list[Any] = []

    def digest(self, root: object) -> bytes:
        self.todo = [root]
        while self.todo:
            value = self.todo.pop()
            write = _WRITE.get(type(value)) or _way(type(value))
            write(self, value)
        # Judging numbers free indices in the order in which they were made.
        order = sorted(range(len(self.indices)), key=lambda k: self.indices[k].serial)
        self.parts.append(repr(order))
        return blake2b("\x1f".join(self.parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def name(self, text: str) -> None:
        """A string; where it names a symbol of the scope, what that symbol is."""
        self.parts.append(f"{len(text)}:{text}")
        symbol = self.model.get(text)
        if symbol is not None and symbol not in self.known:
            self.todo.append(symbol)
            self.parts.append(repr(self.readers.get(text, ())))

    def plain(self, value: object) -> None:
        self.parts.append(f"{type(value).__name__} {value!r}")

    def sequence(self, value: Any) -> None:
        self.parts.append(f"({len(value)}")
        self.todo.extend(reversed(value))

    def unordered(self, value: Any) -> None:
        self.sequence(sorted(value.items() if isinstance(value, dict) else value))

    def size(self, value: Size) -> None:
        root = value.root
        if self.first(root):
            self.push("size", root.key, root.term)

    def index(self, value: Index) -> None:
        if self.first(value):
            self.indices.append(value)
            self.push("index", value.hint, value.lower, value.size)

    def shared(self, value: Any) -> None:
        """Something that may be met again."""
        if self.first(value):
            self.structure(value)

    def structure(self, value: Any) -> None:
        kind = type(value)
        names = _FIELDS.get(kind)
        if names is None:
            names = _FIELDS[kind] = tuple(f.name for f in fields(value) if f.name not in _ELSEWHERE)
        self.push(kind.__name__, *[getattr(value, f) for f in names])

    def first(self, value: object) -> bool:
        """Whether this object is met for the first time; either way it is written by its number."""
        count = len(self.known)
        number = self.known.setdefault(value, count)
        self.parts.append(f"@{number}")
        return number == count

    def push(self, head: str, *values: Any) -> None:
        self.parts.append(head)
        self.todo.extend(reversed(values))


_FIELDS: dict[type, tuple[str, ...]] = {}
_WRITE: dict[type, Callable[[_Writer, Any], None]] = {
    str: _Writer.name,
    Size: _Writer.size,
    Index: _Writer.index,
    Symbol: _Writer.shared,
    Clause: _Writer.shared,
    **dict.fromkeys((tuple, list), _Writer.sequence),
    **dict.fromkeys((set, frozenset, dict), _Writer.unordered),
    **dict.fromkeys((type(None), bool, int, float, Fraction), _Writer.plain),
}


def _way(kind: type) -> Callable[[_Writer, Any], None]:
    """How values of a kind are written that is met for the first time."""
    way = next((known for base, known in _WRITE.items() if issubclass(kind, base)), None)
    if way is None:
        if not is_dataclass(kind):
            raise TypeError(f"no digest of {kind.__name__}")
        way = _Writer.shared if issubclass(kind, Node) else _Writer.structure
    _WRITE[kind] = way
    return way
