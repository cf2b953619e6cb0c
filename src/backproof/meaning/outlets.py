"""Where an unspecified loss takes its arguments: the ends of the graph of definitions, or what the document names.

A loss of which nothing is known is a function of what no other definition reads. Layers and steps read each other in
a circle; there the ends are found within one step, and which members of them the loss sees follows from the
parameters: a network whose layers have parameters of their own is seen at its last layer, a recursion that shares
them is seen at every step.
"""

from __future__ import annotations

from dataclasses import dataclass

from backproof.latex.tree import Node
from backproof.meaning.tensor import affine_terms
from backproof.terms.model import Clause, Model, Symbol
from backproof.terms.nodes import At, Derivative, Index, Number, Position
from backproof.terms.traversal import nodes_in, symbols_in

EVERY = "every"
LAST = "last"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outlet:
    """A symbol that a loss reads; ``members`` is ``every``, ``last`` or ``unknown``, for families."""

    name: str
    members: str
    place: Node | None = None
    """The index of the one member that is meant, where the document names it."""
    circular: bool = False
    """Whether later members of the family read this one."""
    said: bool = False
    """Whether words of the document name it."""


def outlets(model: Model, wanted: set[str]) -> list[Outlet]:
    """What a loss may read so that it depends on each of ``wanted``, in the order of the document."""
    graph = _Graph(model, wanted)
    families = [n for n in graph.inner if model[n].clauses and model[n].family]
    if _looks_ahead(model, families):
        return [Outlet(families[-1], UNKNOWN)]
    ends = [n for n in graph.inner if not graph.readers(n)]
    ends = [n for n in ends if not model[n].opaque or not model[n].family]
    found = [Outlet(n, EVERY) for n in ends]
    circle = [n for n in families if not graph.downstream(n) & set(ends)]
    if circle:
        last = [n for n in circle if not graph.readers_in_step(n)] or circle[-1:]
        found += [Outlet(n, LAST if layered(model, circle) else EVERY, circular=True) for n in last]
    return found


def ends_beyond(model: Model, wanted: set[str], named: set[str]) -> bool:
    """Whether definitions lead from what is named on to other ends: then the loss depends on it through those."""
    graph = _Graph(model, wanted)
    ends = {n for n in graph.inner if not graph.readers(n)} - named
    return any(graph.downstream(n) & ends for n in named)


def layered(model: Model, circle: list[str]) -> bool:
    """Whether every array that the members of a circle read freely carries the index of the circle."""
    read = set().union(*(symbols_in(c.body) for n in circle for c in model[n].clauses))
    free = [model[n] for n in sorted(read - set(circle)) if n in model and not model[n].clauses]
    arrays = [s for s in free if not s.is_size and not s.opaque and not s.known and len(s.axes) > s.family]
    return all(s.family for s in arrays) and any(s.family for s in free)


def _looks_ahead(model: Model, circle: list[str]) -> bool:
    """Whether members read later ones (``q_{j-1} = f(q_j)``): then the count runs against the order of computing."""
    for name in circle:
        for clause in model[name].clauses:
            own = clause.indices[0]
            for n in nodes_in(clause.body):
                if isinstance(n, At) and n.symbol in circle and n.indices and isinstance(own, Index):
                    apart = affine_terms(n.indices[0], {})
                    if apart is not None and apart.get(repr(own)) == 1 and apart.get("", 0) > 0:
                        return True
    return False


class _Graph:
    """Which defined symbols rest on which, downstream of the symbols wanted."""

    def __init__(self, model: Model, wanted: set[str]) -> None:
        self.model = model
        self.reads = {name: _read(symbol) for name, symbol in model.items()}
        found: set[str] = set()
        for name in wanted:
            found |= self.downstream(name)
        found = {n for n in found if not _adjoint(n, model, self.reads, set())}
        order = {n: k for k, n in enumerate(model)}
        self.inner = [
            n
            for n in sorted(found, key=order.__getitem__)
            if model[n].parameters is None and not model[n].is_size and not model[n].opaque
        ]

    def downstream(self, name: str) -> set[str]:
        seen, todo = {name}, [name]
        while todo:
            here = todo.pop()
            for other, inputs in self.reads.items():
                symbol = self.model[other]
                if here in inputs and other not in seen and not symbol.opaque and symbol.parameters is None:
                    seen.add(other)
                    todo.append(other)
        return seen

    def readers(self, name: str) -> list[str]:
        return [o for o in self.inner if o != name and name in self.reads[o]] or (
            [name] if name in self.reads[name] else []
        )

    def readers_in_step(self, name: str) -> list[str]:
        """Those that read a member of ``name`` to find the member of their own at the same step."""
        return [o for o in self.inner if o != name and any(same_step(c, name) for c in self.model[o].clauses)]


def _read(symbol: Symbol) -> set[str]:
    """The symbols that a definition reads. The start of a recursion (``a_0``) is given: reading it reads nothing."""
    found: set[str] = set()
    for clause in symbol.clauses:
        names = set(symbols_in(clause.body))
        for name in list(names):
            places = [n for n in nodes_in(clause.body) if isinstance(n, At) and n.symbol == name]
            if places and all(_at_start(p) for p in places):
                names.discard(name)
        found |= names
    return found


def _at_start(place: At) -> bool:
    return bool(place.indices) and isinstance(place.indices[0], Number) and place.indices[0].value == 0


def same_step(clause: Clause, name: str) -> bool:
    """Whether a clause for a member of a family reads the member of ``name`` at the same step."""
    own = {Position(i) for i in clause.indices[:1] if isinstance(i, Index)}
    return any(
        isinstance(n, At) and n.symbol == name and bool(n.indices) and n.indices[0] in own
        for n in nodes_in(clause.body)
    )


def _adjoint(name: str, model: Model, reads: dict[str, set[str]], seen: set[str]) -> bool:
    """Whether a symbol is itself a derivative of a loss, or made of such: nothing that a loss depends on."""
    if name in seen:
        return False
    seen.add(name)
    for clause in model[name].clauses if name in model else ():
        if any(isinstance(e, Derivative) for e in nodes_in(clause.body)):
            return True
    return any(_adjoint(r, model, reads, seen) for r in sorted(reads.get(name, ())))
