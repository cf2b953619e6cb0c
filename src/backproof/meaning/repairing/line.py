"""A line that is to be mended: the side that may be edited, and what the edits may be made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from backproof.latex.tree import Big, Fraction, Group, Name, Node, Number, Product, Relation, Scripted, Sum
from backproof.latex.walk import walk
from backproof.meaning.names import TRANSPOSES, letter, parts
from backproof.meaning.repairing.edit import Copied
from backproof.meaning.repairing.parts import MULTIPLIED, SIGNS, all_terms, factors, is_derivative, names, script
from backproof.text.blocks import Formula

Rank = Callable[[Node], "int | None"]
"""The number of axes that a name has where it stands, if that is known."""
A_FUNCTION = 100
"""The rank of functions: no array has it."""
MOST = 40
"""At most so many pieces of each kind are kept: a long line offers more than anyone forgets."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that stands elsewhere, and how near: 0 in the line, 1 in its neighbours, 2 in the definitions."""

    node: Node
    formula: Formula
    near: int

    @property
    def copied(self) -> Copied:
        return Copied(self.formula, self.node.start, self.node.end)

    @property
    def latex(self) -> str:
        return self.copied.latex


@dataclass(frozen=True)
class Line:
    """``side`` of ``formula`` fails to be ``left``; ``sources`` are expressions that an edit may borrow from."""

    formula: Formula
    side: Node
    left: Node | None
    sources: tuple[Piece, ...]
    rank: Rank

    @property
    def latex(self) -> str:
        return self.formula.latex

    def text(self, node: Node) -> str:
        """What a node of the side is written as."""
        return self.latex[node.start : node.end]

    def copied(self, node: Node) -> Copied:
        """A node of the side, to be written again."""
        return Copied(self.formula, node.start, node.end)

    @cached_property
    def factors(self) -> tuple[Piece, ...]:
        """The factors that stand in the sources, and the counts that their sums run to."""
        return _kept(Piece(n, s.formula, s.near) for s in self.sources for n in _factors(s))

    @cached_property
    def divisors(self) -> tuple[Piece, ...]:
        """The factors of denominators in the sources."""
        return _kept(
            Piece(f.nodes[0], s.formula, s.near)
            for s in self.sources
            for n in walk(s.node)
            if isinstance(n, Fraction) and n.denominator is not None and not is_derivative(n)
            for f in factors(n.denominator)
        )

    @cached_property
    def terms(self) -> tuple[Piece, ...]:
        """The terms of the sums in the sources, and the sources themselves."""
        return _kept(Piece(t.node, s.formula, s.near) for s in self.sources for t in all_terms(s.node, s.formula.latex))

    @cached_property
    def names(self) -> tuple[Piece, ...]:
        """The names in the sources, with their scripts."""
        return _kept(Piece(n, s.formula, s.near) for s in self.sources for n in names(s.node))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The letters that index or run in the line, as written."""
        found: dict[str, None] = {}
        for source in self.sources:
            if source.near == 0:
                found.update(dict.fromkeys(_letters(source.node)))
        return tuple(found)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that index something in the line."""
        found: dict[str, None] = {}
        for source in self.sources:
            for n in walk(source.node) if source.near == 0 else ():
                if isinstance(n, Scripted):
                    found.update({x.text: None for x in walk(n.sub) if isinstance(x, Number)} if n.sub else {})
        return tuple(found)

    @cached_property
    def bare_scripts(self) -> tuple[tuple[int, int], ...]:
        """Where the exponents and indices of the side stand that are written without braces."""
        scripts = [x for n in walk(self.side) if isinstance(n, Scripted) for x in (n.sub, n.sup) if x is not None]
        return tuple((x.start, x.end) for x in scripts if self.latex[: x.start].rstrip()[-1:] in ("^", "_"))

    @cached_property
    def transpose(self) -> str:
        """How the line, or what is around it, writes a transpose."""
        for source in self.sources:
            for n in walk(source.node):
                if isinstance(n, Scripted) and isinstance(n.sup, Name) and n.sup.text in TRANSPOSES:
                    sup = script(n, "^", source.formula.latex)
                    if sup is not None:
                        return source.formula.latex[sup.start : sup.end]
        return "^\\top"


def _kept(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    """Each piece once, where it stands nearest."""
    found: dict[str, Piece] = {}
    for piece in pieces:
        found.setdefault("".join(piece.latex.split()), piece)
    return tuple(sorted(found.values(), key=lambda p: p.near)[:MOST])


def _factors(source: Piece) -> Iterator[Node]:
    for term in all_terms(source.node, source.formula.latex):
        node = term.node
        calls = isinstance(node, Product) and all(o in MULTIPLIED for o in node.operators)
        if isinstance(node, Product) and calls:
            yield from (f for f in node.factors if not isinstance(f, Number) and not _is_sign(f))
            yield from _called(node)
        elif not isinstance(node, Number | Sum):
            yield node
    for n in walk(source.node):
        if isinstance(n, Big) and n.sup is not None and not isinstance(n.sup, Number):
            yield n.sup


def _is_sign(node: Node) -> bool:
    base = node.base if isinstance(node, Scripted) else node
    return isinstance(base, Name) and base.text in SIGNS


def _called(node: Product) -> Iterator[Node]:
    """A name with the bracket behind it, which may be a function at its argument."""
    for k, (head, bracket) in enumerate(zip(node.factors, node.factors[1:], strict=False)):
        if node.operators[k] == "" and isinstance(head, Name | Scripted) and isinstance(bracket, Group):
            yield Product((head, bracket), ("",), start=head.start, end=bracket.end)


def _letters(node: Node) -> Iterator[str]:
    """The letters in subscripts, in brackets above, and below sums."""
    for n in walk(node):
        if isinstance(n, Scripted):
            inner = [*parts(n.sub)]
            if isinstance(n.sup, Group):
                inner += parts(n.sup.body)
            for item in inner:
                yield from (x.text for x in walk(item) if isinstance(x, Name) and _is_letter(x))
        elif isinstance(n, Big) and n.sub is not None:
            sub = n.sub.members[0] if isinstance(n.sub, Relation) and n.sub.members else n.sub
            yield from (x.text for x in walk(sub) if isinstance(x, Name) and _is_letter(x)) if sub is not None else ()


def _is_letter(node: Name) -> bool:
    return not node.accents and not node.font and bool(letter(node)) and len(node.text) <= 3
