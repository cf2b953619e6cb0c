"""A derivation, with what its laws look up, written as a record (see ``record``)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from backproof.proof.derivation import Derivation
from backproof.proof.record import FIELDS, STRUCTURES, VERSION, node_types, usual
from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import Index, Node, field_names
from backproof.terms.sizes import Size

_SERIAL = re.compile(r"#(\d+)")
_Row = Node | Index | Size


def written(derivation: Derivation, model: Model) -> str:
    """The record as compact JSON: the same for the same derivation in every run."""
    return json.dumps(_Writer(model).record(derivation), separators=(",", ":"))


class _Writer:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.table: list[list[Any]] = []
        self.rows: dict[_Row, int] = {}
        self.serials: dict[str, int] = {}
        """The rows of indices, by the numbers that keys of sizes know them by."""
        self.lost: dict[str, int] = {}
        """Negative numbers for indices that stand in keys only."""
        self.named: dict[str, None] = {}
        """The symbols that are spoken of, in the order in which they are met."""

    def record(self, derivation: Derivation) -> dict[str, Any]:
        left, right = self.row(derivation.left), self.row(derivation.right)
        steps = [self.step(s.law, s.before, s.after, s.kept) for s in derivation.steps]
        left_open = [self.row(e) for e in derivation.left_open]
        symbols: dict[str, Any] = {}
        while new := [name for name in self.named if name not in symbols]:
            symbols |= {name: self.symbol(self.model[name]) for name in new}
        numbered = derivation.numbering.record()
        bound = [[self.row(i), size, lower, n] for i, size, lower, n in numbered.bound]
        return {
            "backproof_proof": VERSION,
            "left": left,
            "right": right,
            "steps": steps,
            "left_open": left_open,
            "assumptions": list(derivation.assumptions),
            "symbols": symbols,
            "bound": bound,
            "names": [[self.rows[i], n] for i, n in numbered.names if i in self.rows],
            "unnamed": [[self.row(size), n] for size, n in numbered.unnamed],
            "sizes": [[self.key(key), n] for key, n in numbered.sizes],
            "same": [list(pair) for pair in numbered.same],
            "twins": [[row, self.rows[i.twin]] for i, row in self.indices() if i.has_twin and i.twin in self.rows],
            "table": self.table,
        }

    def indices(self) -> list[tuple[Index, int]]:
        return [(i, row) for i, row in self.rows.items() if isinstance(i, Index)]

    def step(self, law: str, before: Node, after: Node, kept: frozenset[str]) -> list[Any]:
        return [law, self.row(before), self.row(after), *(self.text(name) for name in sorted(kept))]

    def symbol(self, symbol: Symbol) -> dict[str, Any]:
        """The fields of a symbol that are not as they are for every symbol."""
        types = FIELDS[Symbol]
        said = {name: getattr(symbol, name) for name, value in usual().items() if getattr(symbol, name) != value}
        return {name: self.data(types[name], value) for name, value in said.items()}

    def row(self, root: _Row) -> int:
        """The row of something in the table, written there after all that it speaks of."""
        root = root.root if isinstance(root, Size) else root
        todo: list[_Row] = [root]
        while todo:
            here = todo[-1]
            if here in self.rows:
                todo.pop()
                continue
            missing = [part for part in _parts(here) if part not in self.rows]
            if missing:
                todo += reversed(missing)
                continue
            line = self.line(here)
            self.rows[here] = len(self.table)
            self.table.append(line)
            if isinstance(here, Index):
                self.serials[str(here.serial)] = self.rows[here]
        return self.rows[root]

    def line(self, here: _Row) -> list[Any]:
        if isinstance(here, Size):
            term = self.rows[here.term] if isinstance(here.term, Node) else None
            return ["Size", self.key(here.key), term, *(self.rows[f.root] for f in here.factors)]
        if isinstance(here, Index):
            return ["Index", here.hint, self.rows[here.size.root], here.lower]
        kind = type(here)
        values = (getattr(here, name) for name in field_names(kind))
        return [kind.__name__, *(self.data(k, v) for k, v in zip(node_types(kind), values, strict=True))]

    def key(self, key: str) -> str:
        """A key of a size; the indices in it are named by their rows, so that it does not depend on the run."""
        return _SERIAL.sub(
            lambda m: f"#{self.serials.get(m[1]) or self.lost.setdefault(m[1], -1 - len(self.lost))}", key
        )

    def text(self, text: str) -> str:
        if text in self.model:
            self.named[text] = None
        return text

    def data(self, kind: Any, value: Any) -> Any:
        """A value as its type wants it: what stands in the table by its row, structures field by field."""
        if isinstance(value, Node | Index | Size):
            return self.row(value)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Fraction):
            return str(value)
        if isinstance(value, tuple | list):
            return [self.data(kind, v) for v in value]
        if isinstance(value, STRUCTURES):
            types = FIELDS[type(value)]
            return [self.data(k, getattr(value, name)) for name, k in types.items()]
        if isinstance(value, int) and not isinstance(value, bool) and _may_be_a_row(kind):
            return f"={value}"
        return value


def _may_be_a_row(kind: Any) -> bool:
    """Whether a number stands where an index might: then it is marked."""
    return "Index" in str(kind)


def _parts(here: _Row) -> Iterator[_Row]:
    """What a row of the table speaks of."""
    if isinstance(here, Index):
        yield here.size.root
    elif isinstance(here, Size):
        yield from (f.root for f in here.factors)
        if isinstance(here.term, Node):
            yield here.term
    else:
        todo: list[Any] = [getattr(here, name) for name in reversed(field_names(type(here)))]
        while todo:
            value = todo.pop()
            if isinstance(value, Node | Index):
                yield value
            elif isinstance(value, tuple):
                todo += reversed(value)
