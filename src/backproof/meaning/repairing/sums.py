"""A sum that is missing, and dots that are."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.latex.tree import Big, Name, Node, Product, Scripted
from backproof.latex.walk import walk
from backproof.meaning.names import parts
from backproof.meaning.repairing.edit import Edit, Splice
from backproof.meaning.repairing.line import Line
from backproof.meaning.repairing.parts import slots, terms
from backproof.meaning.repairing.wording import shown

RUNNING = ("j", "k", "l", "i", "m", "r", "s")
"""Letters that a new sum may run over, in the order in which they are taken."""


def missing_sum(line: Line) -> Iterator[Edit]:
    """``\\sum_j a_j b_{ji}`` for ``a_i b_{ii}``: what couples several entries is summed over all of them.

    The index of one name is written with a new letter wherever that name stands in a term. A letter that stands on
    this side only is summed over as it is.
    """
    taken = {n.text for s in line.sources if s.near == 0 for n in walk(s.node) if isinstance(n, Name)}
    fresh = next((x for x in RUNNING if x not in taken), None)
    outside = {n.text for n in walk(line.left) if isinstance(n, Name)} if line.left is not None else set()
    for slot in slots(line.side):
        if slot.kind not in ("side", "group", "above"):
            continue
        for term in terms(slot, line.latex):
            places = _indexed(line, term.node)
            start = term.node.start
            for letter in dict.fromkeys(letter for _, letter, _ in places):
                if letter not in outside and not _bound(term.node, letter):
                    words = f"missing sum over {letter}"
                    yield Edit(words, 1.2, (Splice(start, start, (f"\\sum_{_braced(letter)} ",)),))
                if fresh is None:
                    continue
                for name in dict.fromkeys(base for base, other, _ in places if other == letter):
                    where = [at for base, other, at in places if base == name and other == letter]
                    renamed = tuple(Splice(at.start, at.end, (fresh,)) for at in where)
                    words = f"missing sum over {fresh}: the index of {shown(name)} runs"
                    yield Edit(words, 1.5, (Splice(start, start, (f"\\sum_{fresh} ",)), *renamed))


def dots(line: Line) -> Iterator[Edit]:
    """``\\cdots`` for ``\\cdot``: the factors between are left out."""
    for n in walk(line.side):
        if not isinstance(n, Product):
            continue
        for k, operator in enumerate(n.operators):
            between = line.latex[n.factors[k].end : n.factors[k + 1].start]
            if operator == "cdot" and between.strip() == "\\cdot":
                at = n.factors[k].end + between.index("\\cdot")
                yield Edit("\\cdot should be \\cdots", 1.3, (Splice(at, at + 5, ("\\cdots",)),))


def _indexed(line: Line, node: Node) -> list[tuple[str, str, Node]]:
    """Names with the letters in their subscripts, and where these stand."""
    found: list[tuple[str, str, Node]] = []
    for n in walk(node):
        if isinstance(n, Scripted) and isinstance(n.base, Name):
            name = line.text(n.base)
            found += [
                (name, i.text, i) for i in parts(n.sub) if isinstance(i, Name) and len(i.text) == 1 and not i.font
            ]
    return found


def _bound(node: Node, letter: str) -> bool:
    return any(
        isinstance(n, Big) and n.sub is not None and any(isinstance(x, Name) and x.text == letter for x in walk(n.sub))
        for n in walk(node)
    )


def _braced(letter: str) -> str:
    return letter if len(letter) == 1 else f"{{{letter}}}"
