"""What a mended line means: it is read again in its scope, as it was read where it failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from backproof.claims.reading import Reading
from backproof.latex import parse
from backproof.latex.tree import Node
from backproof.meaning import definitions
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.read import Read
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Scope
from backproof.meaning.tensor import Misread
from backproof.terms.sizes import learnt_since, mark, relaxing, undo, youngest

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How a mended line may be read: under which choices, with which letters left open (any where this is None), and
    with which sizes taken as equal that are declared apart."""

    choices: dict[str, str]
    letters: frozenset[str] | None
    equal: Pairs = frozenset()
    remainder: tuple[str, float] | None = None
    """What is left out of the line by its ``O``: an edit that claims less mends nothing."""


def sizes_needed(r: Read, choices: dict[str, str]) -> Pairs:
    """The sizes that the left side of a relation needs equal by itself."""
    point, known = mark(), _Known(r.scope)
    try:
        with relaxing() as equal:
            Elaborator(r.scope, choices).tensor(r.raw.left)
        return frozenset(equal)
    except (Misread, RecursionError):
        return frozenset()
    finally:
        undo(point)
        known.restore()


def transposed(latex: str) -> Node | None:
    """The transpose of an expression, as an expression."""
    clauses = [c for row in parse(f"\\left({latex}\\right)^\\top").rows for c in row.clauses]
    return clauses[0].node if len(clauses) == 1 else None


@contextmanager
def mended(r: Read, side: Node, bounds: Bounds, left: Node | None = None) -> Iterator[Reading | None]:
    """What a relation says with another right side (and another ``left`` one, where that is given).

    None where that holds together only with something new: a name, a letter that nothing binds, a size that is not
    known to be that of another thing. Afterwards the scope knows no more than before.
    """
    point, young = mark(), youngest()
    known = _Known(r.scope)
    raw = replace(r.raw, right=side, left=left if left is not None else r.raw.left)
    try:
        reading = _read(r, raw, bounds, point)
        if reading is not None and (learnt_since(point, young) or known.more() or _loose(reading, bounds)):
            reading = None
        yield reading
    finally:
        undo(point)
        known.restore()


def _read(r: Read, raw: Raw, bounds: Bounds, point: int) -> Reading | None:
    r.scope.position = r.raw.span.start - r.question.renews
    try:
        return definitions.read_relation(Elaborator(r.scope, bounds.choices), raw, r.beside, r.stated)
    except RecursionError:
        return None
    except Misread as problem:
        if not bounds.equal or problem.code != "M202":
            return None
    undo(point)
    try:
        with relaxing() as equal:
            reading = definitions.read_relation(Elaborator(r.scope, bounds.choices), raw, r.beside, r.stated)
    except (Misread, RecursionError):
        return None
    return replace(reading, equal_sizes=tuple(sorted(equal))) if equal <= bounds.equal else None


def _loose(reading: Reading, bounds: Bounds) -> bool:
    """Whether a letter is left that stood nowhere before, or less is claimed."""
    if reading.remainder != bounds.remainder:
        return True
    return bounds.letters is not None and not {name for name, _ in reading.free} <= bounds.letters


class _Known:
    """What the scopes of a line knew before it was mended."""

    def __init__(self, scope: Scope) -> None:
        self.scopes = [(s, len(s.entries)) for s in scope.around()]
        self.model = scope.model
        self.symbols = len(scope.model)
        self.entries = [(e, e.total, set(e.family), list(e.axes)) for s, _ in self.scopes for e in s.entries.values()]

    def more(self) -> bool:
        """Whether something was learnt since."""
        return any(len(s.entries) != n for s, n in self.scopes) or any(
            e.total != total or e.family != family for e, total, family, _ in self.entries
        )

    def restore(self) -> None:
        """Forget what was learnt since."""
        for scope, count in self.scopes:
            for key in list(scope.entries)[count:]:
                del scope.entries[key]
        for name in list(self.model)[self.symbols :]:
            del self.model[name]
        for entry, total, family, axes in self.entries:
            if entry.total != total or entry.family != family or len(entry.axes) != len(axes):
                entry.total, entry.family, entry.axes = total, family, axes
                entry.lay_out()
