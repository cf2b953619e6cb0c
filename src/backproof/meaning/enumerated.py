"""Names whose numbers go on through dots: ``v_1, \\dots, v_n`` in a list, a sum, a product or a matrix."""

from __future__ import annotations

from backproof.latex.tree import Dots, Listing, Matrix, Name, Node, Number, Product, Scripted, Sum
from backproof.latex.walk import children, walk
from backproof.meaning.names import atom, letter


def enumerated(top: Node) -> set[str]:
    """The names that stand with a number and with a letter below, with dots between."""
    found: set[str] = set()
    for n in walk(top):
        if isinstance(n, Matrix | Listing | Sum | Product) and any(isinstance(c, Dots) for c in children(n)):
            numbers, letters = set[str](), set[str]()
            for s in walk(n):
                if isinstance(s, Scripted) and isinstance(s.base, Name):
                    if isinstance(s.sub, Number) and s.sub.text in ("0", "1"):
                        numbers.add(atom(s.base))
                    elif letter(s.sub):
                        letters.add(atom(s.base))
            found |= numbers & letters
    return found
