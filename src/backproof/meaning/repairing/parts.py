"""The parts of an expression that an edit can take hold of: its slots, their terms, the factors of these, scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backproof.latex.tree import (
    Bar,
    Big,
    Cases,
    Fraction,
    Group,
    Labelled,
    Listing,
    Matrix,
    Name,
    Node,
    Number,
    Operator,
    Product,
    Relation,
    Root,
    Scripted,
    Sum,
)
from backproof.meaning.names import is_transpose

MULTIPLIED = frozenset(("", "cdot", "times", "odot", "ast", "circ"))
"""Signs between factors that an edit may leave out or exchange things across."""


def is_derivative(node: Node | None) -> bool:
    """Whether a fraction is one of changes: both of its parts begin with ∂ or d."""
    return isinstance(node, Fraction) and _changes(node.numerator) and _changes(node.denominator)


def _changes(node: Node | None) -> bool:
    first = node.factors[0] if isinstance(node, Product) else node
    base = first.base if isinstance(first, Scripted) else first
    return isinstance(base, Name) and base.text in ("partial", "d")


@dataclass(frozen=True, slots=True)
class Slot:
    """A whole expression in its place. ``kind``: ``side``, ``group``, ``above``, ``below``, ``body``, ``exponent``,
    ``entry``; ``depth`` counts the slots around it."""

    node: Node
    kind: str
    depth: int


def slots(side: Node) -> Iterator[Slot]:
    """The expressions within a side, itself first: in brackets, in fractions, under operators, in exponents.

    What is differentiated is none: an edit there would speak of another derivative.
    """
    todo = [Slot(side, "side", 0)]
    while todo:
        slot = todo.pop(0)
        if not isinstance(slot.node, Listing | Relation | Bar):
            yield slot
        todo += _within(slot.node, slot.depth + 1)


def _within(node: Node, depth: int) -> list[Slot]:
    found: list[Slot] = []
    todo = [node]
    while todo:
        at = todo.pop(0)
        below: list[tuple[Node | None, str]] = []
        match at:
            case Fraction() if is_derivative(at):
                pass
            case Fraction():
                below = [(at.numerator, "above"), (at.denominator, "below")]
            case Group():
                below = [(at.body, "group")]
            case Big():
                below = [(at.body, "body")]
            case Root():
                below = [(at.body, "group")]
            case Matrix():
                below = [(cell, "entry") for row in at.rows for cell in row]
            case Cases():
                below = [(value, "entry") for value, _ in at.branches]
            case Labelled():
                below = [(at.body, "group")]
            case Listing():
                below = [(item, "entry") for item in at.items]
            case Operator():
                todo = [at.argument, *_heads_exponent(at), *todo]
            case Scripted():
                todo = [at.base, *todo]
                below = [(at.sup, "exponent")] if is_power(at) else []
            case Product():
                todo = [*at.factors, *todo]
            case Sum():
                todo = [*at.terms, *todo]
            case _:
                pass
        found += [Slot(n, kind, depth) for n, kind in below if n is not None]
    return found


def _heads_exponent(node: Operator) -> list[Node]:
    return [node.head] if isinstance(node.head, Scripted) and is_power(node.head) else []


def is_power(node: Scripted) -> bool:
    """Whether the superscript is one by its notation: no transpose, no index in brackets, no mark."""
    sup = node.sup
    if sup is None or is_transpose(sup) or isinstance(sup, Group):
        return False
    if isinstance(sup, Product) and any(isinstance(f, Group) or is_transpose(f) for f in sup.factors):
        return False
    if isinstance(sup, Sum) and all(is_transpose(t) for t in sup.terms):
        return False
    return not (isinstance(sup, Name) and sup.text in ("ast", "star", "dagger", "prime", "circ", "infty"))


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a slot: with its sign and where that stands (an empty place where none is written)."""

    node: Node
    sign: str
    at: tuple[int, int]
    slot: Slot
    alone: bool
    """Whether the slot is nothing but this term."""


def terms(slot: Slot, latex: str) -> list[Term]:
    """The terms of a slot, in order."""
    node = slot.node
    if not isinstance(node, Sum):
        return [Term(node, "+", (node.start, node.start), slot, True)]
    found = []
    before = node.start
    for term, sign in zip(node.terms, node.signs, strict=True):
        place = next((k for k in range(term.start - 1, before - 1, -1) if latex[k] in "+-−"), None)
        at = (place, place + 1) if place is not None else (term.start, term.start)
        found.append(Term(term, sign, at, slot, len(node.terms) == 1))
        before = term.end
    return found


def all_terms(side: Node, latex: str) -> list[Term]:
    """The terms of all slots of a side, the outermost first."""
    return [t for slot in slots(side) for t in terms(slot, latex)]


@dataclass(frozen=True, slots=True)
class Factor:
    """Some neighbouring factors of a product that belong together: one, or a function and its bracket."""

    nodes: tuple[Node, ...]
    before: str
    """The sign in front of it (``""`` where it is merely written behind)."""

    @property
    def start(self) -> int:
        return self.nodes[0].start

    @property
    def end(self) -> int:
        return self.nodes[-1].end


def factors(node: Node) -> list[Factor]:
    """The factors of a term; a name and the round bracket behind it stay together where the name looks like a function
    at its argument, which only an elaboration could tell: both are tried by whoever leaves one out."""
    if not isinstance(node, Product):
        return [Factor((node,), "")]
    found: list[Factor] = []
    for k, factor in enumerate(node.factors):
        found.append(Factor((factor,), node.operators[k - 1] if k else ""))
    return found


@dataclass(frozen=True, slots=True)
class Script:
    """A script with the sign that raises or lowers it and its braces."""

    node: Node
    start: int
    end: int


def script(node: Scripted, which: str, latex: str) -> Script | None:
    """The subscript (``_``) or superscript (``^``) of a node, as far as it is written with that sign."""
    inner = node.sub if which == "_" else node.sup
    if inner is None:
        return None
    at = latex.rfind(which, node.start, inner.start)
    if at < 0 or latex[at + 1 : inner.start].strip(" {"):
        return None
    end = inner.end
    if "{" in latex[at + 1 : inner.start]:
        rest = latex[end : node.end]
        if not rest.lstrip().startswith("}"):
            return None
        end += len(rest) - len(rest.lstrip()) + 1
    return Script(inner, at, end)


def names(side: Node) -> Iterator[Node]:
    """The names in a side with all that hangs on them, scripts too; those in scripts and in derivatives as well."""
    todo = [side]
    while todo:
        at = todo.pop(0)
        base = at.base if isinstance(at, Scripted) else at
        if isinstance(base, Name):
            if base.text not in SIGNS:
                yield at
            if isinstance(at, Scripted):
                todo = [n for n in (at.sup,) if n is not None and is_power(at)] + todo
            continue
        todo = [*_children(at), *todo]


SIGNS = frozenset(("partial", "nabla", "top", "intercal", "infty"))
"""Names that name nothing by themselves."""


def _children(node: Node) -> list[Node]:
    from backproof.latex.walk import children

    return list(children(node))


def is_number(node: Node | None) -> bool:
    """Whether a node is a whole number as written."""
    return isinstance(node, Number) and node.text.isdigit() and len(node.text) < 6
