"""Declarations that contradict each other, and such as nothing can fulfil.

``W \\in \\mathbb R^{m \\times n}`` here and ``W \\in \\mathbb R^{n \\times m}`` there: only the author knows which is
the slip, so that both places are named and nothing that rests on the name is judged. Words that rename (``now let``,
``in another example``), titles and items of lists between the two give the name a new meaning instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.printed import value as value_of
from backproof.meaning.scope import Entry, Scope
from backproof.notes.diagnostics import Diagnostic, Label
from backproof.terms.nodes import Expr, Number
from backproof.terms.sizes import Size, differ
from backproof.text.blocks import Block, Formula, Prose, Span

_ANEW = re.compile(
    r"\b(?:now|instead|this time|another|different|next|second|third|other|new|re-?defin\w+|from (?:here|now) on"
    r"|alternatively|otherwise|again|e\.g\.|example|instance|case|special|similarly|likewise|analogously"
    r"|(?:mini-?)?batch\w*|version|variant|if|when"
    r"|nun|jetzt|stattdessen|anders|beispiel\w*|fall|maintenant|plutôt|autre|exemple|cas|ahora|otra|otro|ejemplo|caso)\b"
    r"|现在|另|例如|例|若|情形|改",
    re.IGNORECASE,
)
"""Words in a sentence that declares a name which let it mean something else than before."""
_PART = re.compile(
    r"(?:^|\n)[ \t]*(?:[-*+•◦▪–][ \t]+|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)][ \t]+|(?:\*\*|__)\S)"
    r"|\b(?:Example|Case|Part|Step|Exercise|Problem|Question|Beispiel|Fall|Teil|Exemple|Cas|Partie|Ejemplo|Caso|Parte)\s+"
    r"(?:\d|[A-Z]\b)|[例题]\s*\d"
)
"""What begins another part of a page: an item of a list, a title in bold, a numbered example."""
_END = re.compile(r"[.!?;](?:\s|$)|[。！？；]|\n\s*\n")


@dataclass(frozen=True)
class Conflict:
    """Two declarations of one name: ``pairs`` are lengths of the same axis, ``ranks`` how many axes each gives."""

    entry: Entry
    first: Span
    second: Span
    pairs: tuple[tuple[Size, Size], ...]
    ranks: tuple[int, int]

    def holds(self) -> bool:
        """Whether the two differ after all is known: ``m = n`` may be said elsewhere."""
        return self.ranks[0] != self.ranks[1] or any(differ(a, b) for a, b in self.pairs)


def between(blocks: Sequence[Block], first: Span, second: Span) -> str:
    """The words from one place to another, with ``⟦⟧`` for each formula."""
    parts = []
    for block in blocks:
        if first.end <= block.span.start < second.start:
            parts.append(block.text if isinstance(block, Prose) else "⟦⟧" if isinstance(block, Formula) else "\n\n")
        elif isinstance(block, Prose) and block.span.start < second.start < block.span.end:
            parts.append(block.text)
    return " ".join(parts)


def anew(blocks: Sequence[Block], first: Span, second: Span) -> bool:
    """Whether words, or the layout of the page, give a name declared twice a new meaning the second time."""
    if first.start > second.start:
        first, second = second, first
    words = between(blocks, first, second)
    return bool(_PART.search(words)) or bool(_ANEW.search(_END.split(words)[-1]))


def conflict(held: Entry, made: Entry, first: Span, second: Span) -> Conflict | None:
    """How the axes that are declared now fit those declared before; None where they may be the same."""
    old = [a.size for a in held.axes if not a.family]
    new = [a.size for a in made.axes if not a.family]
    if held.counts and made.counts and held.counts != made.counts:
        return None  # one of many, and all of them
    ranks = (held.total, made.total)
    pairs = tuple(zip(old, new, strict=False))
    if any(_depends(s) for pair in pairs for s in pair):
        pairs = ()
    if ranks[0] == ranks[1] and (_worked(old, new) or not any(differ(a, b) for a, b in pairs)):
        return None
    first, second = sorted((first, second), key=lambda s: s.start)
    return Conflict(held, first, second, pairs, ranks)


def _depends(size: Size) -> bool:
    """Whether a length depends on the index of its family, whose letter is another in each declaration."""
    term = size.root.term
    return isinstance(term, Expr) and bool(term.free)


def _worked(old: list[Size], new: list[Size]) -> bool:
    """Numbers for letters: a worked example of what was declared in general, or the other way round."""
    kinds = [{isinstance(s.root.term, Number) for s in sizes} for sizes in (old, new)]
    return kinds in ([{True}, {False}], [{False}, {True}])


def settle_conflicts(scope: Scope) -> None:
    """Name both places of each contradiction that holds."""
    for one in scope.conflicts:
        if one.holds() and one.entry.name not in scope.contradicted:
            name = one.entry.latex
            scope.contradicted[one.entry.name] = Diagnostic(
                "M202",
                f"{name} is given two shapes",
                one.second,
                "correct one of the two, or say that the letter means something else from here on",
                (Label(one.first, f"{name} is declared here"), Label(one.second, f"{name} is declared again here")),
            )


def refuse(scope: Scope, entry: Entry, span: Span, message: str) -> None:
    """Nothing that rests on a name is judged, because its declaration cannot hold."""
    scope.contradicted.setdefault(entry.name, Diagnostic("M210", message, span, "correct the declaration"))


def impossible_size(node: Node) -> str:
    """What a written length is, where it is no length: a number below zero, or not a whole one."""
    value = value_of(node)
    if value is None or (value >= 0 and value == int(value)):
        return ""
    return f"{value:g}"


def nothing_in(node: Node | None) -> bool:
    """Whether a set is written that has no members: ``\\{\\}``, ``\\emptyset``, ``[2, 1]``."""
    if isinstance(node, syntax.Name):
        return node.text in ("emptyset", "varnothing", "∅")
    if not isinstance(node, syntax.Group):
        return False
    if node.left == "{" and node.right == "}":
        return node.body is None
    items = node.body.items if isinstance(node.body, syntax.Listing) else ()
    ends = [value_of(i) for i in items]
    if len(ends) != 2 or node.left not in "([" or node.right not in ")]" or None in ends:
        return False
    low, high = ends
    assert low is not None and high is not None
    return low > high or (low == high and (node.left, node.right) != ("[", "]"))
