"""Sentences through the table of sayings: which of them claim a relation, and between what.

Precision comes first: a sentence that is negated, asks, assumes, orders to show, or carries a condition says nothing
here, and neither does one whose subject the document leaves free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.hypotheses import SINGLE
from backproof.meaning.prose.facts import Slot
from backproof.meaning.prose.guards import negated, unreal
from backproof.meaning.prose.match import BELONGS, slots_of
from backproof.meaning.prose.names import RELATION
from backproof.meaning.prose.passages import Sentence, Text, text_of
from backproof.meaning.prose.records import compiled, taken
from backproof.meaning.sayings.records import Saying
from backproof.meaning.sayings.table import SAYINGS
from backproof.text.blocks import Block, Span

_GIVEN = re.compile(
    r"\b(?:let|assum\w+|suppos\w+|given|where|defin(?:e|es|ed|ing)|denot\w+|consider|choos\w+|chosen|requir\w+|wants?"
    r"|needs?|such that|subject to|conditions?|constraints?|constrained|in case|show|prove|verify|decide|check"
    r"|determine|demonstrate|explain|discuss|question|exercise|hope|wish|expect(?:s|ed)?(?! value)|intuitively|roughly"
    r"|approximately|typically|usually|often|sometimes|generally|in general|sufficiently|almost|nearly|locally|near"
    r"|around|suggests?|appears?|seems?|believ\w+|conjectur\w+|claim(?:s|ed)?|wrong|false|true)\b",
    re.IGNORECASE,
)
"""Words anywhere in a sentence that make it no plain assertion."""
_CONDITIONED = re.compile(
    r"\b(?:if|when|whenever|iff|unless|provided|as long as|only|except|until|while|near|whereas"
    r"|for (?:large|small|positive|negative|non-?negative|fixed|which|sufficiently|some|certain|many|most"
    r"|\w+ enough))\b",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"^(?:\\[A-Za-z]+|[A-Za-z])(?:\s*[_^]\s*(?:\{[^{}]{0,30}\}|\\?[A-Za-z0-9]))*$")
LONGEST = 300
_SLOTS = ("s", "o", "o2", "first", "second", "loss")
_DISPLAYED = re.compile(r"⟪(\d+)⟫")
_LOSS = re.compile(r"(?:loss|cost|objective|error)(?: function)?,? (?:of )?⟦(\d+)⟧", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that claims: both sides in LaTeX, the sign between them, the place, and the row that found it."""

    saying: Saying
    subject: str
    left: str
    sign: str
    right: str
    span: Span


def sayings_of(blocks: Sequence[Block]) -> Iterator[Said]:
    """The relations that the sentences of a section claim in words, in order."""
    text, sentences = text_of(blocks)
    for sentence in sentences:
        if not sentence.heading:
            yield from _in_sentence(sentence, text)


def _in_sentence(sentence: Sentence, text: Text) -> Iterator[Said]:
    words = sentence.text
    if "?" in words or _GIVEN.search(words) or SINGLE.search(words) or _is_conditioned(words, text):
        return
    low = words.lower()
    seen: set[tuple[int, str]] = set()
    for saying in SAYINGS:
        if not any(w in low for w in saying.needs):
            continue
        for form in saying.forms:
            for m in compiled(form).finditer(words):
                if (m.end(), saying.name) in seen or not _asserted(words, m):
                    continue
                said = _filled(saying, m, sentence, text)
                if said is not None:
                    seen.add((m.end(), saying.name))
                    yield said


_LEADS = re.compile(
    r"\b(?:for|at|with|as|on|over|under|in|by|when|if|case)(?: all| any| every)? ⟦(\d+)⟧", re.IGNORECASE
)
_RESTRICTS = re.compile(r"=|[<>≤≥≠→]|\\(?:le|ge|leq|geq|ne|neq|to|rightarrow|ll|gg|leqslant|geqslant)(?![A-Za-z])")


def _is_conditioned(words: str, text: Text) -> bool:
    """Whether a formula of the sentence restricts what it speaks of: ``for $n = 1$``, ``as $t \\to 0$``."""
    return any(_RESTRICTS.search(text.slots[int(m[1])].latex) for m in _LEADS.finditer(words))


def _asserted(words: str, m: re.Match[str]) -> bool:
    if negated(words, m.start(), m.start()) or unreal(words, m.start(), m.end()):
        return False
    if "s" in m.groupdict() and m.start() == m.start("s") and BELONGS.search(words, max(0, m.start() - 70), m.start()):
        return False
    return not _CONDITIONED.search(words, m.end())


def _filled(saying: Saying, m: re.Match[str], sentence: Sentence, text: Text) -> Said | None:
    slots: dict[str, list[Slot]] = {g: list(slots_of(taken(m, g), text)) for g in ("s", "o", "o2", "O")}
    heads = [_head(s) for s in slots["s"]]
    every = [*(h for h in heads if h is not None), *(s for g in ("o", "o2", "O") for s in slots[g])]
    if any(len(s.latex) > LONGEST or RELATION.search(s.latex) or not s.latex.strip() for s in every):
        return None
    if len(heads) > 1 or (heads and heads[0] is None):
        return None
    names = {"s": heads[0].latex} if heads and heads[0] is not None else {}
    names |= (
        terms_before(sentence, text) if "{first}" in saying.left + saying.right or "{second}" in saying.left else {}
    )
    names |= loss_of(text) if "{loss}" in saying.left else {}
    for group, key in (("o", "o"), ("o2", "o2")):
        if slots[group]:
            names[key] = slots[group][0].latex
    if slots["O"]:
        names["o"] = ", ".join(s.latex for s in slots["O"])
    start = sentence.start + m.start()
    span = text.span(start, sentence.start + m.end())
    left, right = _written(saying.left, names), _written(saying.right, names)
    if any(f"{{{k}}}" in left + right for k in _SLOTS):
        return None
    return Said(saying, names.get("s", left), left, saying.sign, right, span)


def _head(slot: Slot) -> Slot | None:
    """What a formula is about: the left side of ``H = X^\\top X``, else all of it."""
    if not RELATION.search(slot.latex):
        return slot
    left = slot.latex.split("=")[0].strip() if slot.latex.count("=") >= 1 else ""
    return Slot(left, slot.span) if left and not RELATION.search(left) else None


def _written(template: str, names: dict[str, str]) -> str:
    out = template
    for key, latex in names.items():
        whole = template == "{" + key + "}"
        out = out.replace("{" + key + "}", latex if whole or _PLAIN.match(latex.strip()) else f"({latex})")
    return out


def loss_of(text: Text) -> dict[str, str]:
    """The one formula that the section calls its loss; nothing where there are several."""
    found = {text.slots[int(m[1])].latex.strip() for m in _LOSS.finditer(text.text)}
    whole = {f for f in found if not RELATION.search(f)}
    names = {f.split("(")[0].strip() for f in whole}
    return {"loss": max(whole, key=lambda f: (len(f), f))} if len(names) == 1 else {}


def terms_before(sentence: Sentence, text: Text) -> dict[str, str]:
    """The two summands of the last member of the display before a sentence, without their signs."""
    shown = [int(m[1]) for m in _DISPLAYED.finditer(text.text, 0, sentence.start + len(sentence.text))]
    latex = text.slots[shown[-1]].latex if shown else ""
    clauses = [c for row in parse(latex).rows for c in row.clauses]
    node = clauses[-1].node if clauses else None
    last = node.members[-1] if isinstance(node, syntax.Relation) else node
    if not isinstance(last, syntax.Sum) or len(last.terms) != 2:
        return {}
    one, other = (latex[t.start : t.end] for t in last.terms)
    return {"first": one, "second": other}


def side(latex: str) -> Node | None:
    """The one expression that a side is; None where it is something else."""
    found = parse(latex)
    clauses = [c for row in found.rows for c in row.clauses]
    if found.problems or any(row.problems for row in found.rows) or not clauses:
        return None
    if len(clauses) > 1:
        nodes = [c.node for c in clauses]
        if any(n is None or isinstance(n, syntax.Relation | syntax.Words) for n in nodes):
            return None
        return syntax.Listing(tuple(n for n in nodes if n is not None))
    node = clauses[0].node
    return None if isinstance(node, syntax.Relation | syntax.Words) else node
