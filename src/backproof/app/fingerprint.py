"""Fingerprints of questions: two questions with the same one get the same verdict.

A fingerprint covers everything that judging looks at: the readings, and every symbol of the scope that they rest on,
however far. It does not cover where the statement stands, so that an edit elsewhere leaves it alone. Names that are
merely counted (indices, sizes without a name) are numbered anew in the order in which they are met.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from backproof.claims.reading import Question
from backproof.terms.model import Clause, Model, Symbol
from backproof.terms.nodes import Index, Node
from backproof.terms.sizes import Size
from backproof.terms.traversal import symbols_in

_FIELDS: dict[type, tuple[str, ...]] = {}
_ELSEWHERE = {"span", "place", "problem", "clash", "misfit", "turned", "turns", "slopes"}
"""Fields that say where something stands, not what it is."""


Readers = Mapping[str, tuple[str, ...]]


def fingerprint(question: Question, model: Model, seed: int, readers: Readers) -> bytes:
    """16 bytes that stand for a question, its scope, the seed and ``readers``, as ``readers_of`` gives them."""
    return _Writer(model, readers).digest((question, seed))


def readers_of(model: Model) -> Readers:
    """For every formal argument of a function, the symbols whose definitions speak of it: code that shows a
    counterexample can be written only where these are known."""
    formals = {p.symbol for symbol in model.values() for p in symbol.parameters or ()}
    found: dict[str, list[str]] = {name: [] for name in sorted(formals)}
    for symbol in model.values():
        for name in sorted({n for c in symbol.clauses for n in symbols_in(c.body)} & formals):
            found[name].append(symbol.name)
    return {name: tuple(sorted(names)) for name, names in found.items()}


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
            self.write(self.todo.pop())
        # Judging numbers free indices in the order in which they were made.
        order = sorted(range(len(self.indices)), key=lambda k: self.indices[k].serial)
        self.parts.append(repr(order))
        return blake2b("\x1f".join(self.parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def write(self, value: Any) -> None:
        match value:
            case str():
                self.name(value)
            case None | bool() | int() | float() | Fraction():
                self.parts.append(f"{type(value).__name__} {value!r}")
            case tuple() | list():
                self.parts.append(f"({len(value)}")
                self.todo.extend(reversed(value))
            case set() | frozenset() | dict():
                self.write(sorted(value.items() if isinstance(value, dict) else value))
            case Size():
                if self.first(root := value.root):
                    self.push("size", root.key, root.term)
            case Index():
                if self.first(value):
                    self.indices.append(value)
                    self.push("index", value.hint, value.lower, value.size)
            case Node() | Symbol() | Clause():
                if self.first(value):
                    self.structure(value)
            case _ if is_dataclass(value):
                self.structure(value)
            case _:
                raise TypeError(f"no fingerprint of {type(value).__name__}")

    def name(self, text: str) -> None:
        """A string; where it names a symbol of the scope, what that symbol is."""
        self.parts.append(f"{len(text)}:{text}")
        symbol = self.model.get(text)
        if symbol is not None and symbol not in self.known:
            self.todo.append(symbol)
            self.parts.append(repr(self.readers.get(text, ())))

    def first(self, value: object) -> bool:
        """Whether this object is met for the first time; either way it is written by its number."""
        new = value not in self.known
        self.parts.append(f"@{self.known.setdefault(value, len(self.known))}")
        return new

    def structure(self, value: Any) -> None:
        kind = type(value)
        if kind not in _FIELDS:
            _FIELDS[kind] = tuple(f.name for f in fields(value) if f.name not in _ELSEWHERE)
        self.push(kind.__name__, *(getattr(value, f) for f in _FIELDS[kind]))

    def push(self, head: str, *values: Any) -> None:
        self.parts.append(head)
        self.todo.extend(reversed(values))
