"""Rows against sentences: where a wording matches, which formulas it speaks of, whether to believe it."""

import re
from collections.abc import Iterator, Sequence

from backproof.meaning.prose.facts import Fact, Slot
from backproof.meaning.prose.guards import negated, shown, unreal
from backproof.meaning.prose.names import symbol_name
from backproof.meaning.prose.passages import PLACEHOLDER, Sentence, Text
from backproof.meaning.prose.records import Record, compiled, taken

_RELATION = re.compile(
    r"=|\\(?:le|ge|leq|geq|neq?|in|sim|approx|propto|leftarrow|to|ll|gg|leqslant|geqslant)\b|[<>≤≥≠∈∼≈←]"
)
_SINGULAR = re.compile(r" (?:is|has|ist|hat|est|es)\b| ?(?:是|为)")
_OWNED = frozenset({"function", "type", "size", "property", "random"})
_TOGETHER = frozenset({"held-fixed", "gathered"})
"""What is said of all names of a list, whatever follows: "with $a$ and $b$ held fixed, the slope is …"."""
BELONGS = re.compile(
    r"(?:\b(?:of|respect to|w\.r\.t\.|between|than|from|inside|within|both)(?: (?!let|where|that|which|if|then|is|are|and|with|be|here|suppose|assume)[\w'-]+){0,5}"
    r"|\b(?:to|in|by|at|on|into|over|per|under)(?: (?:the|a|an|its|our|this|that|each|every|both))?) $",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|und|et|y|e|or)\b|[和与及]")
_RESPECTIVE = re.compile(
    r"(?: functions?| matrices| vectors)?(?:,? and|, (?!and\b)| und| et| y)(?! ?[⟦⟪]| ?(?:that|we|it|let|so|hence|thus|is|are|has|have|all|both|then|where|with|each|i\.i\.d)\b) ?[a-z]"
)


def facts_in(sentence: Sentence, text: Text, records: Sequence[Record]) -> Iterator[Fact]:
    """The facts that the rows find in one sentence, unordered."""
    low = sentence.text.lower()
    for record in records:
        for word in record.needs:
            if word in low:
                break
        else:
            if record.needs:
                continue
        for form in record.forms:
            for m in compiled(form).finditer(sentence.text):
                fact = _fact(record, m, sentence, text)
                if fact is not None:
                    yield fact


def _fact(record: Record, m: re.Match[str], sentence: Sentence, text: Text) -> Fact | None:
    words = sentence.text
    if record.guard in ("strict", "plain") and negated(words, m.start(), m.end()):
        return None
    if record.guard in ("strict", "real") and unreal(words, m.start(), m.end()):
        return None
    if record.guard == "strict" and record.kind == "property" and shown(words, m.start()):
        return None
    if record.reject and re.search(record.reject, m[0], re.IGNORECASE):
        return None
    named = subjects = tuple(s for g in ("s", "S", "c") for s in slots_of(taken(m, g), text))
    listed = next((g for g, v in m.groupdict().items() if v and g.partition("_")[0] == "S"), "")
    if listed and (record.value or record.kind) not in _TOGETHER:
        kept = _meant(listed, subjects, words, m)
        if kept is None:
            return None
        subjects = kept
    dropped = named[: len(named) - len(subjects)]
    alone = any(not symbol_name(s.latex) or "\\mathbb" in s.latex for s in dropped)  # "in $\\mathbb R^d$ and $f$ is …"
    if (
        record.kind in _OWNED
        and m.start() == _first(m)
        and not alone
        and BELONGS.search(words, max(0, m.start() - 70), m.start())
    ):
        return None  # "the Hessian of $L$ is positive definite" says nothing of L
    if record.accept is not None and not all(record.accept(s.latex) for s in subjects):
        return None
    objects = tuple(s for g in ("o", "z", "o2", "o3", "O", "w") for s in slots_of(taken(m, g), text))
    value = record.value or re.sub(r"\s+", "-", taken(m, "v").strip().lower())
    start = sentence.start + m.start()
    return Fact(record.kind, subjects, value, objects, text.span(start, sentence.start + m.end()), record.name)


def _first(m: re.Match[str]) -> int:
    """Where the first subject of a match starts."""
    return min((m.start(k) for k, v in m.groupdict().items() if v and k.partition("_")[0] in ("s", "S")), default=-1)


def slots_of(words: str, text: Text) -> tuple[Slot, ...]:
    """The formulas whose placeholders stand in ``words``."""
    return tuple(text.slots[int(m[1])] for m in PLACEHOLDER.finditer(words))


def _meant(group: str, subjects: tuple[Slot, ...], words: str, m: re.Match[str]) -> tuple[Slot, ...] | None:
    """Of a list of formulas those that the sentence is about: "for $x>0$, $y$ is …" speaks of y only."""
    if len(subjects) == 1:
        return subjects
    if _singular(group, words, m):
        return subjects[-1:]
    if _RESPECTIVE.match(words, m.end()):
        return None
    if m.start() < m.start(group) and m.end() == m.end(group):  # "the vectors $a$, $b$", "for symmetric $A$, $x$ is …"
        listed = _AND.search(words, m.start(group), m.end(group)) or words[
            m.start() : m.start(group)
        ].rstrip().endswith(("s", "ces"))
        return subjects if listed else subjects[:1]
    k = len(subjects)
    while k > 0 and (k == len(subjects) or not _RELATION.search(subjects[k - 1].latex)):
        k -= 1
    return subjects[k:]


def _singular(group: str, words: str, m: re.Match[str]) -> bool:
    """Whether the verb after a list is singular, so that only the last of the list can be its subject."""
    before = words[max(0, m.start() - 5) : m.start(group)].lower()
    return bool(_SINGULAR.match(words, m.end(group))) and not before.endswith("both ")
