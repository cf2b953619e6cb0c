"""A record of a proof read back: a derivation, and a model of what its laws look up.

Records are not trusted. Whatever is not as ``record`` says is refused with ``Malformed``; nothing in a record is
evaluated, and what may be in it is bounded. Whether the steps are right is not the question here (``replay``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from backproof.laws.setting import Numbered, Numbering
from backproof.proof.derivation import Derivation, Step
from backproof.proof.record import FIELDS, KINDS, STRUCTURES, VERSION, Malformed, node_types
from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import Index, Node
from backproof.terms.sizes import Size

T = TypeVar("T")

ROWS = 200_000
LONGEST = 10_000
"""Bounds on what a record may hold: rows of its table, characters of a text."""
DIGITS = 4_000
LARGEST = 10**9
"""Bounds on its numbers: digits of exact ones, and the size of whole ones."""
_NUMBER = re.compile(r"-?[0-9]+(?:/[0-9]+)?", re.ASCII)
_MARKED = re.compile(r"=-?[0-9]{1,9}", re.ASCII)
_ROW = re.compile(r"#(-?[0-9]{1,9})", re.ASCII)


@dataclass(frozen=True)
class Record:
    """A proof as it was read, with what is known of the symbols in it."""

    derivation: Derivation
    model: Model


def read(text: str | bytes) -> Record:
    """The proof of a record, as JSON. Raises ``Malformed``."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"it is not JSON: {error}") from None
    return read_data(data)


def read_data(data: object) -> Record:
    """The proof of a record, as plain data. Raises ``Malformed``."""
    if not isinstance(data, dict):
        raise Malformed("it is not an object")
    version = data.get("backproof_proof")
    if version != VERSION or isinstance(version, bool):
        raise Malformed(f"its version is {version!r}, and this backproof reads version {VERSION}"[:200])
    try:
        return _Reader(data).record()
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError, RecursionError) as error:
        if isinstance(error, Malformed):
            raise
        raise Malformed(f"it makes no sense ({type(error).__name__})") from None


class _Reader:
    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.table: list[Node | Index | Size] = []
        self.lost: dict[str, int] = {}

    def record(self) -> Record:
        for number, row in enumerate(self.list_of("table", ROWS)):
            try:
                self.table.append(self.row(row))
            except Malformed as fault:
                raise Malformed(f"row {number} of its table: {fault}") from None
        for one, other in self.list_of("twins"):
            self.at(one, Index).pair(self.at(other, Index))
        model = {self.text(name): self.symbol(name, fields) for name, fields in self.object("symbols").items()}
        numbering = Numbering.of(self.numbered())
        steps = tuple(self.step(*s) for s in self.list_of("steps"))
        left, right = self.node(self.data.get("left")), self.node(self.data.get("right"))
        assumptions = tuple(self.text(a) for a in self.list_of("assumptions"))
        left_open = tuple(self.node(e) for e in self.list_of("left_open"))
        return Record(Derivation(left, right, steps, numbering, assumptions, left_open), model)

    def numbered(self) -> Numbered:
        return Numbered(
            same=tuple((self.text(one), self.text(other)) for one, other in self.list_of("same")),
            names=tuple((self.at(i, Index), self.whole(n)) for i, n in self.list_of("names")),
            sizes=tuple((self.key(key), self.whole(n)) for key, n in self.list_of("sizes")),
            unnamed=tuple((self.at(size, Size), self.whole(n)) for size, n in self.list_of("unnamed")),
            bound=tuple(
                (self.at(i, Index), self.text(size), self.whole(lower), self.whole(n))
                for i, size, lower, n in self.list_of("bound")
            ),
        )

    def step(self, law: object, before: object, after: object, *kept: object) -> Step:
        names = frozenset(self.text(k) for k in kept)
        return Step(self.text(law), self.node(before), self.node(after), names)

    def row(self, row: object) -> Node | Index | Size:
        if not isinstance(row, list) or not row or not isinstance(row[0], str):
            raise Malformed("not a list that begins with the name of a kind")
        head, *values = row
        if head == "Size":
            return self.size(*values)
        if head == "Index":
            hint, size, lower = values
            return Index(self.text(hint), self.at(size, Size), self.whole(lower))
        kind = KINDS.get(head)
        if kind is None:
            raise Malformed(f"there is no kind of term {head[:40]!r}")
        types = node_types(kind)
        if len(values) != len(types):
            raise Malformed(f"`{head}` has {len(types)} parts, not {len(values)}")
        return kind(*(self.value(t, v) for t, v in zip(types, values, strict=True)))

    def size(self, key: object, term: object, *factors: object) -> Size:
        made = Size(self.key(key), None if term is None else self.node(term))
        made.factors = tuple(self.at(f, Size) for f in factors)
        return made

    def symbol(self, name: str, data: object) -> Symbol:
        if not isinstance(data, dict):
            raise Malformed(f"what it says of {name[:40]!r} is not an object")
        types = FIELDS[Symbol]
        unknown = sorted(set(data) - set(types) | set(data) & {"name"})
        if unknown:
            raise Malformed(f"symbols have no `{unknown[0][:40]}`")
        return Symbol(name, **{field: self.value(types[field], value) for field, value in data.items()})

    def value(self, kind: Any, data: object) -> Any:
        """A value of a type, as ``writing`` writes it."""
        origin = get_origin(kind)
        if origin in (Union, UnionType):
            return self.one_of(get_args(kind), data)
        if origin in (tuple, list):
            if not isinstance(data, list):
                raise Malformed("a list is missing")
            inside = get_args(kind)
            if origin is tuple and inside[-1] is not Ellipsis:
                return tuple(self.value(t, v) for t, v in zip(inside, data, strict=True))
            found = [self.value(inside[0], v) for v in data]
            return found if origin is list else tuple(found)
        if kind in STRUCTURES:
            if not isinstance(data, list):
                raise Malformed("a list is missing")
            types = FIELDS[kind]
            return kind(**{f: self.value(t, v) for (f, t), v in zip(types.items(), data, strict=True)})
        read = _PLAIN.get(kind)
        return read(self, data) if read is not None else self.at(data, kind)

    def one_of(self, kinds: tuple[Any, ...], data: object) -> Any:
        if data is None and NoneType in kinds:
            return None
        if isinstance(data, str) and str in kinds:
            return self.text(data)
        if isinstance(data, str) and int in kinds:
            if not _MARKED.fullmatch(data):
                raise Malformed("a marked number is missing")
            return int(data[1:])
        left = [k for k in kinds if k not in (NoneType, str, int)]
        if len(left) != 1:
            raise Malformed("nothing fits")
        return self.value(left[0], data)

    def at(self, row: object, kind: type[T]) -> T:
        """What stands in an earlier row of the table."""
        if not isinstance(row, int) or isinstance(row, bool) or not 0 <= row < len(self.table):
            raise Malformed("no earlier row has that number")
        found = self.table[row]
        if not isinstance(found, kind):
            raise Malformed(f"row {row} holds no {kind.__name__}")
        return found

    def node(self, row: object) -> Node:
        return self.at(row, Node)

    def text(self, data: object) -> str:
        if not isinstance(data, str) or len(data) > LONGEST:
            raise Malformed("a text is missing, or too long")
        return data

    def whole(self, data: object) -> int:
        if not isinstance(data, int) or isinstance(data, bool) or abs(data) > LARGEST:
            raise Malformed("a whole number is missing, or too large")
        return data

    def flag(self, data: object) -> bool:
        if not isinstance(data, bool):
            raise Malformed("a truth value is missing")
        return data

    def exact(self, data: object) -> Fraction:
        if not isinstance(data, str) or len(data) > DIGITS or not _NUMBER.fullmatch(data):
            raise Malformed("an exact number is missing, or too long")
        return Fraction(data)

    def key(self, data: object) -> str:
        """A key of a size, with the indices of this record in it."""
        return _ROW.sub(lambda m: f"#{self.serial(m[1])}", self.text(data))

    def serial(self, row: str) -> int:
        if row.startswith("-"):
            return self.lost.setdefault(row, Index("").serial)
        return self.at(int(row), Index).serial

    def list_of(self, name: str, most: int = ROWS) -> list[Any]:
        found = self.data.get(name)
        if not isinstance(found, list) or len(found) > most:
            raise Malformed(f"`{name}` is missing, or no list, or too long")
        return found

    def object(self, name: str) -> dict[str, Any]:
        found = self.data.get(name)
        if not isinstance(found, dict):
            raise Malformed(f"`{name}` is missing, or no object")
        return found


_PLAIN: dict[Any, Callable[[_Reader, object], Any]] = {
    str: _Reader.text,
    int: _Reader.whole,
    bool: _Reader.flag,
    Fraction: _Reader.exact,
}
