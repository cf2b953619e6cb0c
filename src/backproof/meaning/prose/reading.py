"""From blocks to facts: sentences through the table, then roles, conditions and the layout of written-out entries."""

import re
from collections.abc import Iterator, Sequence

from backproof.meaning.prose.facts import Fact, Slot
from backproof.meaning.prose.guards import negated, unreal
from backproof.meaning.prose.layout import ENTRY_FORMS, adjoint_pair, entry_layout
from backproof.meaning.prose.match import facts_in, slots_of
from backproof.meaning.prose.names import RELATION, is_range
from backproof.meaning.prose.passages import PARAGRAPH, Sentence, Text, text_of
from backproof.meaning.prose.records import Record, compiled, taken
from backproof.meaning.prose.roles import approaches, condition_before, roles_in, trailing_conditions
from backproof.meaning.prose.table import TABLE
from backproof.text.blocks import Block

# "If $k = i$: A.  → B": what an arrow opens is drawn from all cases together.
_CONCLUDES = re.compile(r"\s*(?:\\(?:long)?(?:rightarrow|Rightarrow|implies|therefore|to)(?![a-z])|→|⇒|∴)")
_DISPLAY = re.compile(r"⟪\d+⟫")
_NEXT = re.compile(rf"[\s.,;{PARAGRAPH}]*⟪(\d+)⟫")
_WORD = re.compile(r"\w|⟦")
_FOREIGN = {"de": re.compile(r"\b(?:ist|sind|sei|seien|der|die|das|wobei|bezeichnet|und|mit|bei|wird|werden|für|eine?)\b", re.I),
            "fr": re.compile(r"\b(?:est|sont|soit|soient|où|désigne|dénote|représente|le|la|les|une?|en|et|de|avec)\b|à", re.I),
            "es": re.compile(r"\b(?:es|son|sea|sean|donde|denota|el|la|los|una?|con|siendo|representa|tiene|como|de|constante)\b", re.I),
            "zh": re.compile(r"[\u4e00-\u9fff]"), "mul": re.compile(""),
            "en": re.compile(r"[A-Za-z]")}  # fmt: skip
_BY_LANGUAGE: dict[str, tuple[Record, ...]] = {k: tuple(r for r in TABLE if r.language == k) for k in _FOREIGN}
_CASE = re.compile(r"\s*(?:for|when|given|take|für|pour|para|per)\b", re.IGNORECASE)
_VAGUE = frozenset({"opaque", "elementwise", "differentiable", "derivative-of"})
_ENTRY_WORDS = re.compile(r"row|entr(?:y|ies)|element|component|jacobian", re.IGNORECASE)


def facts_of(blocks: Sequence[Block]) -> list[Fact]:
    """What the words of a document say about its formulas, in the order of the document."""
    text, sentences = text_of(blocks)
    found: list[Fact] = []
    lead: Sentence | None = None
    for sentence in sentences:
        marked = "⟦" in sentence.text or "⟪" in sentence.text
        for language, sign in _FOREIGN.items():
            if (marked or language in ("en", "mul", "zh")) and sign.search(sentence.text):
                found.extend(_sound(facts_in(sentence, text, _BY_LANGUAGE[language]), sentence.text))
        if marked:
            found.extend(_entries(sentence, text))
            found.extend(roles_in(sentence, lead, text))
            found.extend(_trailing(sentence, text))
            found.extend(_moving(sentence, text))
        lead = sentence
    found.extend(_conditions(text))
    return _ordered(found)


def _sound(facts: Iterator[Fact], sentence: str) -> Iterator[Fact]:
    """Facts whose formulas fit together: an adjoint needs a derivative of the right variable."""
    for fact in facts:
        if fact.pattern == "adjoint-formula" and not adjoint_pair(fact.subjects[0].latex, fact.objects[0].latex):
            continue
        sized = all("times" in o.latex or "×" in o.latex for o in fact.objects)
        if fact.pattern == "size-bracketed" and (not sized or _CASE.match(sentence)):
            continue  # "For square $A$ ($m \\times m$)": a case of it
        if fact.value == "length" and any("times" in o.latex or "×" in o.latex for o in fact.objects):
            continue
        yield fact


def _entries(sentence: Sentence, text: Text) -> Iterator[Fact]:
    """Layouts told by where an entry ∂z_i/∂h_j stands."""
    if not _ENTRY_WORDS.search(sentence.text):
        return
    for form in ENTRY_FORMS:
        for m in compiled(form).finditer(sentence.text):
            entry, row, column = (slots_of(taken(m, g), text) for g in ("o", "o2", "o3"))
            if not entry or negated(sentence.text, m.start(), m.end()) or unreal(sentence.text, m.start(), m.end()):
                continue
            value = entry_layout(entry[0], row[0] if row else None, column[0] if column else None)
            if value:
                span = text.span(sentence.start + m.start(), sentence.start + m.end())
                yield Fact("layout", slots_of(taken(m, "s"), text), value, entry, span, "layout-entry")


def _trailing(sentence: Sentence, text: Text) -> Iterator[Fact]:
    for m in trailing_conditions(sentence):
        subjects, objects = slots_of(m["s"], text), slots_of(m["o"], text)
        if all(RELATION.search(s.latex) for s in (*subjects, *objects)):
            span = text.span(sentence.start + m.start("w"), sentence.start + m.end())
            yield Fact("condition", subjects, "", objects, span, "condition-after")


def _moving(sentence: Sentence, text: Text) -> Iterator[Fact]:
    for moving, governed, start, end in approaches(sentence, text):
        if governed[-1].display:
            governed.extend(_displays_after(sentence, text))
        yield Fact("condition", tuple(governed), "", (moving,), text.span(start, end), "condition-approach")


def _displays_after(sentence: Sentence, text: Text) -> Iterator[Slot]:
    """The displays that follow a sentence without a word between."""
    at = sentence.start + len(sentence.text)
    while m := _NEXT.match(text.text, at):
        slot = text.slots[int(m[1])]
        if _CONCLUDES.match(slot.latex):
            return
        yield slot
        at = m.end()


def _conditions(text: Text) -> Iterator[Fact]:
    """Conditions before displays, each with the run of displays that it governs."""
    held: tuple[re.Match[str], int] | None = None
    run: list[str] = []
    done = 0
    for m in _DISPLAY.finditer(text.text):
        gap = text.text[max(done, m.start() - 600) : m.start()]
        if _WORD.search(gap) or held is None or _CONCLUDES.match(text.slots[int(m[0][1:-1])].latex):
            if held is not None:
                yield from _condition(held, run, text)
            last = gap.rstrip(PARAGRAPH + " ").rpartition(PARAGRAPH)[2]
            found = condition_before(last)
            start = m.start() - len(gap) + len(gap.rstrip(PARAGRAPH + " ")) - len(last) + max(0, len(last) - 320)
            held, run = ((found, start), []) if found else (None, [])
        run.append(m[0])
        done = m.end()
    if held is not None:
        yield from _condition(held, run, text)


def _condition(held: tuple[re.Match[str], int], run: list[str], text: Text) -> Iterator[Fact]:
    m, start = held
    objects = slots_of(m["o"], text)
    loose = re.match(r"\W*(?:for|für|pour|para|对)", m[0], re.IGNORECASE) is not None
    if not all(RELATION.search(o.latex) for o in objects) or (loose and any(is_range(o.latex) for o in objects)):
        return
    span = text.span(start + m.start(), start + m.end())
    yield Fact("condition", slots_of("".join(run), text), "", objects, span, "condition-before")


def _ordered(found: list[Fact]) -> list[Fact]:
    """In document order, each fact once (the widest words win)."""
    held = {s.span for f in found if f.kind == "held-fixed" for s in f.subjects}
    known = {s.span for f in found if f.kind == "function" and f.value not in _VAGUE for s in f.subjects}
    best: dict[tuple[object, ...], Fact] = {}
    for fact in found:
        if fact.value == "constant" and any(s.span in held for s in fact.subjects):
            continue  # "with $Y$ fixed" holds for one derivative, not for the document
        if fact.value == "opaque" and any(s.span in known for s in fact.subjects):
            continue  # "the ReLU activation function $f$"
        where = () if fact.subjects else (fact.span.start,)
        about = fact.objects if fact.pattern == "layout-entry" else fact.subjects
        key = (fact.kind, fact.value, tuple(s.span for s in about), where if about is fact.subjects else ())
        kept = best.get(key)
        if kept is None or (len(fact.objects), fact.span.end - fact.span.start) > (
            len(kept.objects),
            kept.span.end - kept.span.start,
        ):
            best[key] = fact
    return sorted(best.values(), key=lambda f: (f.span.start, f.span.end, f.kind, f.value))
