"""Factors that are missing, left over, upside down, or not squared."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.latex.tree import Fraction, Group, Name, Node, Number, Product, Root, Scripted, Sum
from backproof.latex.walk import walk
from backproof.meaning.names import letter
from backproof.meaning.names import parts as items_of
from backproof.meaning.repairing.edit import Edit, Part, Splice
from backproof.meaning.repairing.line import A_FUNCTION, Line, Piece
from backproof.meaning.repairing.parts import MULTIPLIED, Term, factors, is_derivative, slots, terms
from backproof.meaning.repairing.wording import shown

CONSTANTS = (("2", 1.1), ("\\frac{1}{2}", 1.1), ("3", 1.4), ("\\frac{1}{3}", 1.4), ("4", 1.4), ("\\frac{1}{4}", 1.4))
"""Numbers that get lost, and how far-fetched that is."""
BY_NEARNESS = (1.2, 1.35, 1.5)


def missing_number(line: Line) -> Iterator[Edit]:
    """``2x`` for ``x``, ``½x`` for ``x``."""
    for term in _open_terms(line):
        for constant, cost in CONSTANTS:
            if isinstance(term.node, Number) and (constant.isdigit() or term.node.text == "0"):
                continue  # another number stands there
            yield _multiplied(line, term, (constant,), constant, cost + 0.01 * term.slot.depth)
    yield from _bracketed(line, ((c,) for c, _ in CONSTANTS[:2]), 1.15)


def missing_factor(line: Line) -> Iterator[Edit]:
    """A factor of the line, of its neighbours or of the definitions that stands nowhere in a term, or once too few."""
    for term in _open_terms(line):
        for piece in line.factors:
            if _fits_nowhere(piece, term) or line.rank(piece.node) == A_FUNCTION:
                continue
            cost = BY_NEARNESS[piece.near] + 0.01 * term.slot.depth
            parts: tuple[Part, ...] = (piece.copied,)
            if isinstance(piece.node, Sum):
                parts = ("(", piece.copied, ")")
            yield _multiplied(line, term, parts, piece.latex, cost)
            if (line.rank(piece.node) or 0) > 0 or not isinstance(piece.node, Name | Scripted):
                yield _behind(term, parts, piece.latex, cost + 0.03)
    yield from _bracketed(line, ((p.copied,) for p in line.factors if line.rank(p.node) == 0), 1.3)


def missing_at_the_index(line: Line) -> Iterator[Edit]:
    """``\\sum_k P_{ik} a_{ik}`` for ``\\sum_k a_{ik}``: a factor of the line, at the index that runs."""
    for slot in slots(line.side):
        if slot.kind != "body":
            continue
        running = {n.text for n in walk(slot.node) if isinstance(n, Name) and n.text in line.letters}
        for piece in line.names:
            if piece.near or not isinstance(piece.node, Scripted):
                continue
            for item in items_of(piece.node.sub):
                if not isinstance(item, Name):
                    continue
                for runs in sorted(running - {item.text}):
                    text = piece.formula.latex
                    new = text[piece.node.start : item.start] + runs + text[item.end : piece.node.end]
                    at = slot.node.start
                    yield Edit(f"missing factor {shown(new)} in the sum", 1.3, (Splice(at, at, (new, " ")),))


def missing_divisor(line: Line) -> Iterator[Edit]:
    """``x/n`` for ``x``."""
    pieces = {p.latex: p for p in (*line.divisors, *line.factors)}
    small = [p for p in pieces.values() if isinstance(p.node, Name | Scripted | Root | Group) and not line.rank(p.node)]
    for term in _open_terms(line):
        for piece in small:
            if isinstance(term.node, Number) and term.node.text == "0":
                continue
            cost = BY_NEARNESS[piece.near] + 0.01 * term.slot.depth
            parts: tuple[Part, ...] = ("\\frac{1}{", piece.copied, "}")
            yield _multiplied(line, term, parts, f"1/{piece.latex}", cost)
    yield from _bracketed(line, (("\\frac{1}{", p.copied, "}") for p in small), 1.25)


def extra_factor(line: Line) -> Iterator[Edit]:
    """A factor of a product left out; a name and its bracket also together, as they may be a call."""
    for slot in slots(line.side):
        for term in terms(slot, line.latex):
            node = term.node
            if not isinstance(node, Product):
                continue
            found = factors(node)
            for k, factor in enumerate(found):
                for width in (1, 2):
                    if k + width > len(found) or (width == 2 and not _is_call(node, k)) or len(found) == width:
                        continue
                    if not all(o in MULTIPLIED for o in node.operators[max(k - 1, 0) : k + width]):
                        continue
                    start = factor.start if k else found[0].start
                    stop = found[k + width].start if k + width < len(found) else node.end
                    if k and k + width == len(found):
                        start = found[k - 1].end
                    what = line.latex[factor.start : found[k + width - 1].end]
                    words = f"extra factor {shown(what)}"
                    yield Edit(words, 1.0 + 0.02 * slot.depth, (Splice(start, stop, ("",)),), is_whole(term))


def extra_divisor(line: Line) -> Iterator[Edit]:
    """``x`` for ``x/n``."""
    for n in _fractions(line.side):
        if n.numerator is None or n.denominator is None:
            continue
        found = factors(n.denominator) if not isinstance(n.denominator, Sum) else []
        whole = (line.copied(n.numerator),) if not isinstance(n.numerator, Sum) else _in_brackets(line, n.numerator)
        yield Edit(f"extra factor 1/{shown(line.text(n.denominator))}", 1.0, (Splice(n.start, n.end, whole),))
        for k, factor in enumerate(found):
            if len(found) < 2:
                continue
            start, stop = (factor.start, found[k + 1].start) if k + 1 < len(found) else (found[k - 1].end, factor.end)
            what = shown(line.text(factor.nodes[0]))
            yield Edit(f"extra factor 1/{what}", 1.02, (Splice(start, stop, ("",)),))


def upside_down(line: Line) -> Iterator[Edit]:
    """``b/a`` for ``a/b``, ``1/T`` for ``T``, ``T`` for ``1/T``."""
    for n in _fractions(line.side):
        if n.numerator is None or n.denominator is None or is_derivative(n):
            continue
        words = f"{shown(line.text(n))} is upside down"
        top, bottom = line.copied(n.numerator), line.copied(n.denominator)
        if isinstance(n.numerator, Number) and n.numerator.text == "1" and not isinstance(n.denominator, Sum):
            yield Edit(words, 1.15, (Splice(n.start, n.end, (bottom,)),))
        else:
            yield Edit(words, 1.15, (Splice(n.start, n.end, ("\\frac{", bottom, "}{", top, "}")),))
    for slot in slots(line.side):
        for term in terms(slot, line.latex):
            for factor in factors(term.node):
                node = factor.nodes[0]
                if isinstance(node, Name | Scripted) and not line.rank(node) and slot.kind != "exponent":
                    new: tuple[Part, ...] = ("\\frac{1}{", line.copied(node), "}")
                    words = f"{shown(line.text(node))} should be 1/{shown(line.text(node))}"
                    yield Edit(words, 1.2 + 0.01 * slot.depth, (Splice(node.start, node.end, new),))


def _open_terms(line: Line) -> Iterator[Term]:
    """The terms to which a factor can be put so that it is not the same as at another one."""
    for slot in slots(line.side):
        for term in terms(slot, line.latex):
            if term.alone and slot.kind in ("above", "below"):
                continue
            if term.alone and slot.kind == "group" and not isinstance(term.node, Name | Scripted | Product):
                continue
            yield term


def _multiplied(line: Line, term: Term, parts: tuple[Part, ...], what: str, cost: float) -> Edit:
    node = term.node
    words = f"missing factor {shown(what)}"
    if isinstance(node, Number) and node.text == "1":
        return Edit(words, cost, (Splice(node.start, node.end, parts),), is_whole(term))
    at = _behind_number(node)
    if not term.alone:
        beside = "beside" if isinstance(node, Name | Scripted) else "in"
        words += f" {beside} {shown(line.text(node))}" if len(line.text(node)) < 40 else ""
    return Edit(words, cost, (Splice(at, at, (*parts, " ")),), is_whole(term))


def _behind_number(node: Node) -> int:
    """Where the factors of a term begin that are no numbers."""
    if isinstance(node, Product) and isinstance(node.factors[0], Number) and node.operators[0] == "":
        return node.factors[1].start
    return node.start


def _behind(term: Term, parts: tuple[Part, ...], what: str, cost: float) -> Edit:
    at = term.node.end
    return Edit(f"missing factor {shown(what)}", cost, (Splice(at, at, (" ", *parts)),), is_whole(term))


def is_whole(term: Term) -> bool:
    """Whether a term is the whole side."""
    return term.alone and term.slot.kind == "side"


def _bracketed(line: Line, every: Iterator[tuple[Part, ...]], cost: float) -> Iterator[Edit]:
    """The whole side times something, where it is a sum."""
    if not isinstance(line.side, Sum) or len(line.side.terms) < 2:
        return
    start, end = line.side.start, line.side.end
    for parts in every:
        what = "".join(p if isinstance(p, str) else p.latex for p in parts)
        words = f"missing factor {shown(what)}"
        splices = (Splice(start, start, (*parts, " \\left(")), Splice(end, end, ("\\right)",)))
        yield Edit(words, cost, splices, whole=True)


def _fits_nowhere(piece: Piece, term: Term) -> bool:
    """Whether multiplying would say nothing new: inside a sum, what does not run with it; in an exponent, a vector."""
    if term.slot.kind == "body":
        return not _shares_a_letter(piece.node, term)
    return isinstance(term.node, Number) and term.node.text == "0"


def _shares_a_letter(node: Node, term: Term) -> bool:
    inside = {letter(n) for n in walk(term.node) if isinstance(n, Name)}
    return any(letter(n) in inside for n in walk(node) if isinstance(n, Name) and len(n.text) == 1)


def _is_call(node: Product, k: int) -> bool:
    if k + 1 >= len(node.factors) or node.operators[k]:
        return False
    return isinstance(node.factors[k], Name | Scripted) and isinstance(node.factors[k + 1], Group)


def _in_brackets(line: Line, node: Node) -> tuple[Part, ...]:
    return ("\\left(", line.copied(node), "\\right)")


def _fractions(side: Node) -> Iterator[Fraction]:
    yield from (n for n in walk(side) if isinstance(n, Fraction) and not is_derivative(n))
