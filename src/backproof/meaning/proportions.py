"""``\\pi_c \\propto \\exp(a_c)``: weights that are proportional to exponentials, of which only their sum is left open.

Over an index such weights are probabilities: they are divided by their sum. Any other proportion says less than an
equation and stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.names import letter, parts
from backproof.meaning.relations import Raw


def normalise(raws: Sequence[Raw]) -> None:
    """Make an equation of each such line, in place."""
    for raw in raws:
        key = _index(raw.left)
        if raw.sign == "propto" and raw.first and key and raw.right is not None and _is_exponential(raw.right, key):
            raw.sign = "="
            raw.right = syntax.Fraction(raw.right, syntax.Big("sum", Name(key), None, raw.right))


def _index(node: Node | None) -> str:
    """The one index letter of a name; empty for anything else."""
    if not (isinstance(node, Scripted) and isinstance(node.base, Name) and node.sup is None and not node.primes):
        return ""
    items = parts(node.sub)
    return letter(items[0]) if len(items) == 1 else ""


def _is_exponential(node: Node, key: str) -> bool:
    """Whether an expression is ``\\exp(…)`` or ``e^{…}``, and speaks of an index."""
    group = isinstance(node, syntax.Product) and len(node.factors) == 2 and isinstance(node.factors[1], syntax.Group)
    head = node.head if isinstance(node, syntax.Operator) else node.factors[0] if group else node  # type: ignore[attr-defined]
    named = isinstance(head, Name) and head.text == "exp" and head is not node
    power = isinstance(head, Scripted) and head is node and isinstance(head.base, Name) and head.base.text == "e"
    return (named or power) and any(letter(n) == key for n in walk(node))
