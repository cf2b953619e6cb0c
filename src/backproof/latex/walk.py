"""Walking a syntax tree without recursion."""

from collections.abc import Iterator
from dataclasses import fields

from backproof.latex.tree import Node, Parsed

_PLAIN = frozenset([
    "start", "end", "signs", "operators", "separators", "notes", "accents", "text", "font", "kind", "accent",
    "primes",
])  # fmt: skip
_SLOTS: dict[type[Node], tuple[str, ...]] = {}


def _slots(kind: type[Node]) -> tuple[str, ...]:
    """The fields of a node kind that may hold nodes."""
    if kind not in _SLOTS:
        _SLOTS[kind] = tuple(f.name for f in fields(kind) if f.name not in _PLAIN)
    return _SLOTS[kind]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the fields."""
    found: list[Node] = []
    for name in _slots(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            found.append(value)
        elif value.__class__ is tuple:
            _collect(value, found)
    return tuple(found)


def _collect(value: object, found: list[Node]) -> None:
    """Nodes within tuples within tuples: the deepest are the branches of ``Cases``."""
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first, in reading order."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(children(top)))


def nodes(parsed: Parsed) -> Iterator[Node]:
    """All nodes of all clauses of all rows."""
    for row in parsed.rows:
        for clause in row.clauses:
            if clause.node is not None:
                yield from walk(clause.node)
