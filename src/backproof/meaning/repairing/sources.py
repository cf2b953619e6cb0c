"""What a line is mended with: itself, its neighbours in the chain, and the definitions that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backproof.latex import parse
from backproof.latex.tree import Fraction, Name, Node, Number, Product, Scripted
from backproof.latex.walk import walk
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.names import letter
from backproof.meaning.read import Read
from backproof.meaning.relations import Raw
from backproof.meaning.repairing.line import A_FUNCTION, Line, Piece, Rank
from backproof.meaning.repairing.parts import is_derivative
from backproof.meaning.scope import Scope
from backproof.terms.model import Model
from backproof.text.blocks import Formula

DEFINITIONS = 12
"""At most so many definitions are borrowed from."""


def line_of(r: Read, statements: Iterable[Read], names: Iterable[str], model: Model) -> Line | None:
    """The right side of a relation as a line to be mended; None where it is not written in one piece.

    ``names`` are the symbols that it rests on, the nearest first.
    """
    raw = r.raw
    if raw.right is None or raw.left is None or raw.right.end <= raw.right.start:
        return None
    formula = raw.piece.formula
    if not _stands_there(raw.right, formula):
        return None
    found = [Piece(raw.right, formula, 0)]
    if raw.left_piece is not None:
        found.append(Piece(raw.left, raw.left_piece.formula, 0))
    found += _neighbours(r, statements)
    wanted = tuple(names)
    found += _definitions(r, wanted, model)
    found += _declarations(r, statements, wanted)
    return Line(formula, raw.right, raw.left, tuple(found), ranks(r.scope))


def symbols_named(r: Read, line: Line) -> list[str]:
    """The symbols that what a line is mended with may speak of."""
    elaborator = Elaborator(r.scope)
    refs = (elaborator.resolve(piece.node) for piece in line.names)
    entries = (r.scope.find(ref.key) for ref in refs if ref is not None)
    return sorted({entry.name for entry in entries if entry is not None})


def _stands_there(node: Node, formula: Formula) -> bool:
    """Whether a node is what is written at its place: some are put together from what is written elsewhere."""
    rows = parse(formula.latex[node.start : node.end], formula.environment).rows
    return len(rows) == 1 and len(rows[0].clauses) == 1 and rows[0].clauses[0].node == node


def _neighbours(r: Read, statements: Iterable[Read]) -> list[Piece]:
    found = []
    if r.before is not None and r.before.raw.left is not None and r.before.raw.left_piece is not None:
        found.append(Piece(r.before.raw.left, r.before.raw.left_piece.formula, 1))
    for other in statements:
        if other.before is r and other.raw.right is not None:
            found.append(Piece(other.raw.right, other.raw.piece.formula, 1))
    return found


def _declarations(r: Read, statements: Iterable[Read], names: Sequence[str]) -> list[Piece]:
    """Shapes and laws that are declared for what a line rests on: they name its sizes and its parameters."""
    found: list[Piece] = []
    for other in statements:
        raw = other.raw
        if raw.sign not in ("in", "sim") or other is r or raw.right is None or raw.left is None:
            continue
        entry = other.scope.find(letter(raw.left))
        if entry is not None and entry.name in names and len(found) < DEFINITIONS:
            for node in _named_sizes(raw.right) if raw.sign == "in" else (raw.right,):
                found.append(Piece(node, raw.piece.formula, 2))
    return found


def _named_sizes(space: Node) -> list[Node]:
    """``m \\times n`` of ``\\mathbb R^{m \\times n}``."""
    return [n.sup for n in walk(space) if isinstance(n, Scripted) and n.sup is not None]


def _definitions(r: Read, names: Iterable[str], model: Model) -> list[Piece]:
    found: dict[int, Piece] = {}
    for name in names:
        for clause in model[name].clauses if name in model else ():
            place = clause.place
            if not isinstance(place, Raw) or place is r.raw or place.right is None or len(found) >= DEFINITIONS:
                continue
            if _stands_there(place.right, place.piece.formula):
                found.setdefault(id(place), Piece(place.right, place.piece.formula, 2))
    return list(found.values())


def ranks(scope: Scope) -> Rank:
    """How many axes a name has at its indices, as far as the scope knows."""
    known: dict[int, tuple[Node, int | None]] = {}

    def rank(node: Node) -> int | None:
        if id(node) not in known:
            known[id(node)] = node, _rank(scope, node)
        return known[id(node)][1]

    return rank


def _rank(scope: Scope, node: Node) -> int | None:
    if isinstance(node, Number):
        return 0
    if isinstance(node, Fraction) and is_derivative(node):
        return _slope(scope, node)
    if not isinstance(node, Name | Scripted):
        return None
    ref = Elaborator(scope).resolve(node)
    entry = scope.find(ref.key) if ref is not None else None
    if ref is None or entry is None:
        return 0 if isinstance(node, Name) and scope.usage.is_bound(node.text) else None
    if entry.function:
        return A_FUNCTION
    return max(entry.total - len(ref.items) - len(entry.implicit), 0)


def _slope(scope: Scope, node: Fraction) -> int | None:
    """A derivative has the axes of both of its sides."""
    above, below = (_varied(n) for n in (node.numerator, node.denominator))
    first = 0 if above is None else _rank(scope, above)
    second = None if below is None else _rank(scope, below)
    if first == A_FUNCTION:
        first = 0
    return None if first is None or second is None else first + second


def _varied(node: Node | None) -> Node | None:
    """``x`` in ``\\partial x``."""
    if isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[1], Name | Scripted):
        return node.factors[1]
    return None
