"""The record of a proof: plain data (lists, texts, whole numbers) that says all that replaying it needs.

Terms are written once each, in a table, before whatever speaks of them; everything else names them by their row. How a
field is written follows from its type, for writing and reading alike, so that a new kind of node needs nothing here.
``docs/proof-record.md`` describes the format.
"""

from __future__ import annotations

from functools import cache
from typing import Any, get_type_hints

from backproof.terms import nodes
from backproof.terms.model import Axis, Clause, Distribution, Labels, Parameter, Symbol
from backproof.terms.nodes import Node, field_names

VERSION = 1
KINDS: dict[str, type[Node]] = {
    kind.__name__: kind
    for kind in vars(nodes).values()
    if isinstance(kind, type) and issubclass(kind, Node) and kind is not Node
}
"""The kinds of nodes, by the names under which they stand in the table."""
_ELSEWHERE: dict[type, set[str]] = {Clause: {"place"}, Symbol: {"lowered", "usual", "generic"}}
"""What no law looks at."""
STRUCTURES: tuple[type, ...] = (Axis, Clause, Distribution, Labels, Parameter)


class Malformed(ValueError):
    """A record that is none: the message says what is wrong with it."""


@cache
def node_types(kind: type[Node]) -> tuple[Any, ...]:
    """The types of the fields of a kind of node, in order."""
    hints = get_type_hints(kind)
    return tuple(hints[name] for name in field_names(kind))


def _fields(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: hint for name, hint in hints.items() if name not in _ELSEWHERE.get(kind, ())}


FIELDS: dict[type, dict[str, Any]] = {kind: _fields(kind) for kind in (*STRUCTURES, Symbol)}
"""The fields of the structures of a model that are written, in order, with their types."""


@cache
def usual() -> dict[str, Any]:
    """What the fields of a symbol are where nothing is written."""
    made = Symbol("")
    return {name: getattr(made, name) for name in FIELDS[Symbol] if name != "name"}
