"""Slips of sign: of a term, of a side, of a difference, of an argument or an exponent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from backproof.latex.tree import Number, Sum
from backproof.meaning.repairing.edit import Edit, Splice
from backproof.meaning.repairing.line import Line
from backproof.meaning.repairing.parts import Slot, Term, slots, terms
from backproof.meaning.repairing.wording import shown

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def sign_of_a_term(line: Line) -> Iterator[Edit]:
    """``a - b`` for ``a + b``, at any depth; a lone term is a side or an argument with the wrong sign."""
    for slot in slots(line.side):
        inside = terms(slot, line.latex)
        for k, term in enumerate(inside):
            if term.alone and slot.kind in ("above", "below", "body", "entry"):
                continue  # the sign of the whole fraction or sum says the same
            if term.alone and isinstance(term.node, Number) and slot.kind == "group":
                continue
            yield Edit(_told(line, term, k), 1.0 + 0.02 * slot.depth, (flipped(term, k),))


def turned_round(line: Line) -> Iterator[Edit]:
    """``b - a`` for ``a - b``: all signs of a side or of a bracket."""
    for slot in slots(line.side):
        node = slot.node
        if not isinstance(node, Sum) or len(node.terms) < 2:
            continue
        inside = terms(slot, line.latex)
        if node.signs == ("+", "-"):
            first, second = node.terms
            if isinstance(first, Sum) or isinstance(second, Sum):
                continue
            yield Edit(
                f"the difference {shown(line.text(node))} is the wrong way round",
                1.05 + 0.02 * slot.depth,
                (
                    Splice(first.start, first.end, (line.copied(second),)),
                    Splice(second.start, second.end, (line.copied(first),)),
                ),
            )
        else:
            yield from _two_signs(line, slot, inside)
        if slot.kind == "side" and node.signs != ("+", "-"):
            every = tuple(flipped(t, k) for k, t in enumerate(inside))
            yield Edit("the sign of the whole right side", 1.05, every)


def _two_signs(line: Line, slot: Slot, inside: list[Term]) -> Iterator[Edit]:
    """``p - 1`` for ``1 - p`` within a longer sum."""
    if len(inside) < 3:
        return
    for k, (one, other) in enumerate(pairwise(inside)):
        words = f"the signs of {shown(line.text(one.node))} and {shown(line.text(other.node))}"
        yield Edit(words, 1.15 + 0.02 * slot.depth, (flipped(one, k), flipped(other, k + 1)))


def flipped(term: Term, k: int) -> Splice:
    """The sign of a term turned; the first term goes without its plus."""
    start, end = term.at
    new = "+" if term.sign == "-" else "-"
    return Splice(start, end, ("" if k == 0 and new == "+" else new,))


def _told(line: Line, term: Term, k: int) -> str:
    if term.alone:
        where = {"side": "the right side", "exponent": "the exponent"}.get(term.slot.kind, "the argument")
        return f"the sign of {where}"
    what = shown(line.text(term.node))
    if len(what) > 24 and k < len(ORDINALS):
        return f"the sign of the {ORDINALS[k]} term" + (" in the bracket" if term.slot.depth else "")
    return f"the sign of {what}"
