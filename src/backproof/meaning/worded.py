"""Laws claimed in words: ``the number of kept units follows a Poisson distribution with parameter $\\lambda q$``.

What such a sentence speaks of is a count whose probabilities an equation before it gives, a count that words have
introduced, or a variable that equations define by random ones. Of anything else the sentence is a declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from backproof.claims.reading import Reading
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node
from backproof.meaning.announcing import Stated
from backproof.meaning.densities import log_density
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.events import (
    MEASURES,
    about_random,
    among_size,
    count,
    counted,
    event_in_words,
    named_events,
)
from backproof.meaning.law_claims import ASSUMED, compared
from backproof.meaning.names import atom
from backproof.meaning.prose.passages import PARAGRAPH, text_of
from backproof.meaning.relations import Piece, Raw
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.tensor import Misread, scalar
from backproof.terms.distributions import BY_WORD
from backproof.terms.nodes import Apply, At, Call, Comprehension
from backproof.text.blocks import Block, Span


@dataclass(eq=False)
class Worded(Raw):
    """A law that a sentence claims: of the event ``subject`` or of ``left``."""

    place: Span = field(default_factory=lambda: Span(0, 0))
    law: Stated | None = None
    subject: tuple[str, ...] = ()
    sentence: str = ""

    @property
    def span(self) -> Span:
        return self.place


_WORDS = "|".join(word for word, law in BY_WORD.items() if law.parameters and law.name != "normal")
"""A normal law is told by its mean and variance, which these sentences do not read."""
_LAW = (
    rf"(?:an? |the )?(?P<law>{_WORDS})(?:ly)?"
    r"(?P<noun2> distribution| law| distributed| random variable)?"
)
_WITH = (
    r"(?: with (?:\w+ ){0,3}?(?:parameters?|rate|mean|intensity|probability|scale) ⟦(?P<a>\d+)⟧"
    r"(?:(?:,| and)(?: \w+){0,3}? ⟦(?P<b>\d+)⟧)?)"
)
_NUMBER = re.compile(
    r"\b(?:the )?(?:total )?(?:number|count) of (?P<noun>[a-z -]{3,40}?),? (?:then |therefore |thus |hence |also )?"
    rf"(?:follows|has|is|obeys|is distributed as|must be|will be|is again|is also|is then) {_LAW}{_WITH}",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    rf"⟪(?P<display>\d+)⟫[\s,.;{PARAGRAPH}]*(?P<words>(?:(?:and|hence|thus|so|therefore|which|this|that|it|is|i\.e\.|follows"
    rf"|has|gives|obeys)[ ,]+){{0,4}}{_LAW}{_WITH})",
    re.IGNORECASE,
)
_STOP = frozenset(("the", "a", "an", "of", "all", "that", "are", "is", "which"))


def worded(blocks: Sequence[Block], pieces: Sequence[Piece], chain: int) -> Iterator[Worded]:
    """The laws that the sentences of a section claim of counts, and of what a display before them gives chances for."""
    text, sentences = text_of(blocks)
    by_span = {p.formula.span: p for p in pieces}
    found: list[tuple[re.Match[str], int, str, tuple[str, ...], Node | None]] = []
    for sentence in sentences:
        found += [(m, sentence.start, sentence.text, _words(m["noun"]), None) for m in _NUMBER.finditer(sentence.text)]
    for m in _SHOWN.finditer(text.text):
        event = _event_shown(by_span.get(text.slots[int(m["display"])].span))
        if event is not None and m["noun2"] in (" distribution", " law"):
            found.append((m, 0, m["words"], (), event))
    for m, offset, sentence_text, subject, event in found:
        law = BY_WORD.get(m["law"].lower())
        slots = [text.slots[int(m[k])] for k in ("a", "b") if m[k]]
        piece = next((p for s in slots if (p := by_span.get(s.span)) is not None), None)
        nodes = [n for s in slots if (n := _node(by_span.get(s.span))) is not None]
        if law is None or piece is None or len(nodes) != len(slots):
            continue
        begins = m.start("words") if event is not None else m.start()
        chain += 1
        yield Worded(
            piece, event, nodes[0], "sim", "", 0, 0, True, chain,
            place=text.span(offset + begins, offset + m.end()), law=Stated((), law, tuple(nodes)),
            subject=subject, sentence=sentence_text,
        )  # fmt: skip


def _event_shown(piece: Piece | None) -> Node | None:
    """The ``X = k`` of a display that begins ``P(X = k) = …``."""
    node = None
    for row in piece.parsed.rows[:1] if piece is not None else ():
        node = row.clauses[0].node if row.clauses else None
    head = node.members[0] if isinstance(node, syntax.Relation) else None
    for name, body in named_events([head] if head is not None else []):
        if atom(name) in MEASURES:
            return body
    return None


def _node(piece: Piece | None) -> Node | None:
    clauses = [c for row in piece.parsed.rows for c in row.clauses] if piece is not None else []
    return clauses[0].node if len(clauses) == 1 else None


def _words(noun: str) -> tuple[str, ...]:
    return tuple(w for w in re.findall(r"[a-z]+", noun.lower()) if w not in _STOP)


# ---------------------------------------------------------------------- what the sentence speaks of


def read_worded(ela: Elaborator, raw: Worded) -> Reading:
    """A law claimed in words, as a comparison. Raises ``Misread``."""
    assert raw.law is not None
    event = _event(ela.scope, raw)
    if event is not None:
        return _probabilities(ela, raw, *event)
    if isinstance(raw.left, syntax.Relation) and raw.left.members[0] is not None:
        return compared(ela, raw, ela.tensor(raw.left.members[0]), _full(ela, raw))
    for word in raw.subject:
        one = counted(ela.scope, Name(word, "text"))
        if one is not None:
            return compared(ela, raw, count(ela, one), _full(ela, raw))
    raise Misread("J301", "what this law is claimed of is not understood")


def speaks_of_something(scope: Scope, raw: Worded) -> bool:
    """Whether the count of a sentence is known, so that the sentence claims something of it."""
    if raw.left is not None and about_random(Elaborator(scope), raw.left):
        return True
    return _event(scope, raw) is not None or any(counted(scope, Name(w, "text")) is not None for w in raw.subject)


def _event(scope: Scope, raw: Worded) -> tuple[str, Entry] | None:
    """``P(x \\text{ kept units}) = …``: the event whose words are those of the sentence."""
    shown = event_in_words(scope, "P", raw.left)
    at: Scope | None = scope
    while at is not None:
        for key, entry in at.entries.items():
            if shown is not None and key == shown[0] and len(shown[1]) == 1 and entry.symbol.clauses:
                return key, entry
            m = re.fullmatch(r"P\(· ([^·()]*)\)|P\(([^·()]*) = ·\)", key)
            if m is not None and entry.symbol.clauses:
                said = set(re.findall(r"[a-z]+", (m[1] or m[2]).lower()))
                if said <= set(raw.subject) and said:
                    return key, entry
        at = at.parent
    return None


def _probabilities(ela: Elaborator, raw: Worded, key: str, entry: Entry) -> Reading:
    """The probabilities that an equation gives, against those of the law, at a whole number."""
    assert raw.law is not None
    if raw.law.law.support not in ("count", "binary"):
        raise Misread("J301", "a count with a continuous law")
    value = ela.scope.find(f"value of {key}") or ela.scope.create(f"value of {key}", "k")
    value.fixed, value.symbol.domain, value.learnt = True, "whole", "prose"
    value.lay_out()
    point = At(value.name, ())
    left = Call(entry.name, (), (Comprehension((), point),))
    law = log_density(ela, _full(ela, raw), scalar(point), raw.right or syntax.Words(""))
    return Reading(left, Apply("exp", (law,)), (), tuple(ela.free.items()))


def _full(ela: Elaborator, raw: Worded) -> Stated:
    """The law with all its parameters: of a binomial law the number of trials may go without saying."""
    one = raw.law
    assert one is not None
    head = raw.left.members[0] if isinstance(raw.left, syntax.Relation) else None
    if one.law.name == "binomial" and len(one.parameters) == 1 and isinstance(head, Name):
        among = counted(ela.scope, head)
        size = among_size(ela, among) if among is not None else ""
        if size:
            return replace(one, parameters=(Name(size), *one.parameters))
    if len(one.parameters) != len(one.law.parameters):
        raise Misread("J301", f"the {one.law.name} law needs {len(one.law.parameters)} parameters", raw.right)
    return one


def asserted(raw: Worded) -> bool:
    """Whether nothing in the sentence makes it an assumption."""
    return not ASSUMED.search(raw.sentence)
