"""A name for another one of the same shape: a value for its gradient, an accent too few, an argument of the wrong
layer; and a function for its neighbour."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from backproof.latex.tree import Big, Fraction, Group, Name, Node, Number, Product, Scripted, Sum
from backproof.latex.walk import walk
from backproof.meaning.repairing.edit import Edit, Part, Splice
from backproof.meaning.repairing.line import Line, Piece
from backproof.meaning.repairing.parts import factors, is_derivative, is_power, names, script, slots, terms
from backproof.meaning.repairing.wording import shown

BY_NEARNESS = (1.25, 1.35, 1.55)
SIBLINGS = (
    ("sin", "cos"), ("sinh", "cosh"), ("tanh", "sigma"), ("tanh", "coth"), ("log", "exp"), ("max", "min"),
    ("tan", "cot"), ("arcsin", "arccos"), ("tanh", "tan"), ("sech", "cosh"), ("phi", "Phi"),
)  # fmt: skip
"""Functions that are taken for each other."""


def other_name(line: Line) -> Iterator[Edit]:
    """Another name of the line, of its neighbours or of the definitions, with as many axes."""
    pieces = [*line.names, *_derivatives(line)]
    for node in names(line.side):
        rank = line.rank(node)
        if rank is None and not _is_plain(node):
            continue
        for piece in pieces:
            if piece.latex == line.text(node) or line.rank(piece.node) != rank:
                continue
            cost = BY_NEARNESS[piece.near] - (0.15 if _same_letter(node, piece.node) else 0.0)
            words = f"{shown(line.text(node))} should be {shown(piece.latex)}"
            yield Edit(words, cost, (Splice(node.start, node.end, (piece.copied,)),))


def other_base(line: Line) -> Iterator[Edit]:
    """``h_k`` for ``f_k``: another letter under the same scripts."""
    bases: dict[str, Piece] = {}
    for piece in line.names:
        base = piece.node.base if isinstance(piece.node, Scripted) else piece.node
        bases.setdefault(piece.formula.latex[base.start : base.end], Piece(base, piece.formula, piece.near))
    for node in walk(line.side):
        if not isinstance(node, Scripted) or not isinstance(node.base, Name) or node.base.font == "op":
            continue
        for text, piece in bases.items():
            if text == line.text(node.base) or not isinstance(piece.node, Name) or piece.node.font == "op":
                continue
            rest = line.latex[node.base.end : node.end]
            words = f"{shown(line.text(node))} should be {shown(text + rest)}"
            cost = BY_NEARNESS[piece.near] + 0.05 - (0.15 if _same_letter(node, piece.node) else 0.0)
            yield Edit(words, cost, (Splice(node.base.start, node.base.end, (piece.copied,)),))


def other_function(line: Line) -> Iterator[Edit]:
    """``\\cos`` for ``\\sin``, ``f'`` for ``f``, ``f`` for ``f'``, a product for a sum."""
    for n in walk(line.side):
        if isinstance(n, Name):
            for pair in SIBLINGS:
                if n.text in pair:
                    other = pair[1 - pair.index(n.text)]
                    words = f"{n.text} should be {other}"
                    yield Edit(words, 1.2, (Splice(n.start, n.end, (f"\\{other}",)),))
        if isinstance(n, Big) and n.kind in ("sum", "prod", "max", "min"):
            other = {"sum": "prod", "prod": "sum", "max": "min", "min": "max"}[n.kind]
            end = n.start + len(n.kind) + 1
            if line.latex[n.start : end] == f"\\{n.kind}":
                words = f"the {_NAMES[n.kind]} should be a {_NAMES[other]}"
                yield Edit(words, 1.3, (Splice(n.start, end, (f"\\{other}",)),))
    yield from _primes(line)


_NAMES = {"sum": "sum", "prod": "product", "max": "maximum", "min": "minimum"}


def _primes(line: Line) -> Iterator[Edit]:
    for node in walk(line.side):
        if not isinstance(node, Product):
            continue
        for k, (head, bracket) in enumerate(zip(node.factors, node.factors[1:], strict=False)):
            group = bracket.base if isinstance(bracket, Scripted) else bracket
            if node.operators[k] or not isinstance(group, Group) or group.left not in "([":
                continue
            if isinstance(head, Name) or (isinstance(head, Scripted) and isinstance(head.base, Name)):
                base = head if isinstance(head, Name) else head.base
                if isinstance(head, Scripted) and head.primes:
                    at = line.latex.find("'", head.base.end, head.end)
                    if at >= 0:
                        words = f"{shown(line.text(base))}' should be {shown(line.text(base))}"
                        yield Edit(words, 1.1, (Splice(at, at + 1, ("",)),))
                words = f"{shown(line.text(base))} should be {shown(line.text(base))}'"
                yield Edit(words, 1.1, (Splice(base.end, base.end, ("'",)),))


def complement(line: Line) -> Iterator[Edit]:
    """``1 - u`` for ``u`` and ``u`` for ``1 - u``; ``u(1 - u)`` for ``u^2`` and for ``u``."""
    for slot in slots(line.side):
        if slot.kind == "exponent":
            continue
        for term in terms(slot, line.latex):
            found = [f.nodes[0] for f in factors(term.node)]
            for node in (*found, *_calls(term.node)):
                yield from _complemented(line, node, slot.depth, alone=len(found) == 1 and term.alone)
    for n in walk(line.side):
        if isinstance(n, Group) and (inner := _one_minus(n.body)) is not None:
            words = f"{shown(line.text(n))} should be {shown(line.text(inner))}"
            new: tuple[Part, ...] = (line.copied(inner),)
            yield Edit(words, 1.25, (Splice(n.start, n.end, new),))


def _complemented(line: Line, node: Node, depth: int, *, alone: bool) -> Iterator[Edit]:
    if isinstance(node, Number | Sum | Fraction) or (isinstance(node, Group) and _one_minus(node.body) is not None):
        return
    text = shown(line.text(node))
    if line.rank(node):
        return
    yield Edit(
        f"{text} should be 1 - {text}",
        1.25 + 0.02 * depth,
        (Splice(node.start, node.end, ("(1-", line.copied(node), ")")),),
    )
    if isinstance(node, Scripted) and is_power(node):
        sup = script(node, "^", line.latex)
        if isinstance(node.sup, Number) and node.sup.text == "2" and sup is not None:
            new = ("(1-", line.latex[node.start : sup.start], ")")
            base = shown(line.latex[node.start : sup.start])
            yield Edit(f"{text} should be {base}(1-{base})", 1.2, (Splice(sup.start, sup.end, new),))
        return
    if depth == 0 or not alone:
        yield Edit(
            f"missing factor 1-{text}",
            1.3 + 0.02 * depth,
            (Splice(node.end, node.end, ("(1-", line.copied(node), ")")),),
        )


def slope_of_another(line: Line) -> Iterator[Edit]:
    """``1 - u^2`` for ``u(1 - u)`` and the reverse: the slope of tanh for that of the logistic function."""
    for n in walk(line.side):
        if isinstance(n, Product):
            yield from _logistic(line, n)
        inner = _one_minus(n.body) if isinstance(n, Group) else None
        if (
            isinstance(n, Group)
            and isinstance(inner, Scripted)
            and isinstance(inner.sup, Number)
            and inner.sup.text == "2"
        ):
            sup = script(inner, "^", line.latex)
            if sup is not None:
                u = line.latex[inner.start : sup.start]
                words = f"{shown(line.text(n))} should be {shown(u)}(1-{shown(u)})"
                yield Edit(words, 1.2, (Splice(n.start, n.start, (u, "\\,")), Splice(sup.start, sup.end, ("",))))


def _logistic(line: Line, node: Product) -> Iterator[Edit]:
    for head, bracket in pairwise(node.factors):
        inner = _one_minus(bracket.body) if isinstance(bracket, Group) else None
        if inner is None or line.text(inner) != line.text(head) or not isinstance(bracket, Group):
            continue
        words = f"{shown(line.latex[head.start : bracket.end])} should be 1-{shown(line.text(head))}^2"
        cut = Splice(head.start, bracket.start, ("",))
        if isinstance(head, Scripted) and head.sup is not None:
            between = line.latex[head.end : bracket.start]
            squared: tuple[Part, ...] = (between, line.copied(inner))
        else:
            squared = ("^2",)
        yield Edit(words, 1.2, (cut, Splice(inner.end, inner.end, squared)))


def _one_minus(node: Node | None) -> Node | None:
    """``u`` in ``1 - u``."""
    if isinstance(node, Sum) and node.signs == ("+", "-") and isinstance(node.terms[0], Number):
        return node.terms[1] if node.terms[0].text == "1" else None
    return None


def _calls(node: Node) -> Iterator[Node]:
    """Names with the brackets behind them."""
    if not isinstance(node, Product):
        return
    for k, (head, bracket) in enumerate(zip(node.factors, node.factors[1:], strict=False)):
        if node.operators[k] == "" and isinstance(head, Name | Scripted) and isinstance(bracket, Group):
            yield Product((head, bracket), ("",), start=head.start, end=bracket.end)


def _derivatives(line: Line) -> Iterator[Piece]:
    """The derivatives that stand in the sources."""
    seen: set[str] = set()
    for source in line.sources:
        for n in walk(source.node):
            if isinstance(n, Fraction) and is_derivative(n):
                piece = Piece(n, source.formula, source.near)
                if piece.latex not in seen:
                    seen.add(piece.latex)
                    yield piece


def _same_letter(a: Node, b: Node) -> bool:
    """Whether two names differ in accents or scripts alone."""
    x, y = (n.base if isinstance(n, Scripted) else n for n in (a, b))
    return isinstance(x, Name) and isinstance(y, Name) and x.text == y.text


def _is_plain(node: Node) -> bool:
    base = node.base if isinstance(node, Scripted) else node
    return isinstance(base, Name) and base.font not in ("op",) and base.text not in ("partial", "nabla", "top")
