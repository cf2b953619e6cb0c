"""Blocks to sentences in which every formula is a placeholder: ``⟦3⟧`` inline, ``⟪3⟫`` displayed.

Knows nothing of what sentences mean. Sentences may run through displays and over paragraph breaks beside them;
very long ones are cut, so that no pattern ever sees more than ``LONGEST`` characters.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from backproof.meaning.prose.bare import TOKEN, is_code_maths
from backproof.meaning.prose.facts import Slot
from backproof.text.blocks import Block, Formula, Heading, Prose, Span, Table

LONGEST = 1200
PARAGRAPH = "\u2029"
_FOLD = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "−": "-", "\u00a0": " ",
                       "⟦": "(", "⟧": ")", "⟪": "(", "⟫": ")", PARAGRAPH: "\n"})  # fmt: skip
_END = re.compile(r"(?<=[.!?])[\"')]?(?: |(?=[⟪]))(?=[A-ZÀ-Ý¿⟦⟪(\"])|(?<=[。！？；])|" + PARAGRAPH)
_SHORT = re.compile(
    r"(?:\bi\.i\.d|\be\.g|\bi\.e|\bw\.r\.t|\bresp|\bcf|\bvs|\bFigs?|\bEqs?|\bSec|\bThm|\bz\.B|\bd\.h|\bbzw|\bp\.ex"
    r"|\bu\.i\.v|\ba\.s|\bDr|\bProf|\bcase|\bapprox)\.$"
)
PLACEHOLDER = re.compile(r"[⟦⟪](\d+)[⟧⟫]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the document; ``start`` is its offset in ``Text.text``."""

    text: str
    start: int
    heading: bool = False


@dataclass
class Text:
    """The whole document as words and placeholders, and the way back to the source."""

    text: str = ""
    slots: list[Slot] = field(default_factory=list)
    _offsets: list[int] = field(default_factory=list)
    _sources: list[tuple[int, int]] = field(default_factory=list)

    def span(self, start: int, end: int) -> Span:
        """The source span of ``text[start:end]``."""
        if not self._offsets:
            return Span(0, 0)
        last = self._at(max(start, end - 1))
        return Span(self._at(start)[0], last[1])

    def _at(self, offset: int) -> tuple[int, int]:
        k = max(0, bisect_right(self._offsets, offset) - 1)
        first, stop = self._sources[k]
        if stop < 0:  # words kept as they stand: character for character
            place = first + offset - self._offsets[k]
            return place, place + 1
        return first, stop


class _Writer:
    """Collects pieces of text with their sources."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.last = ""
        self.out = Text()

    def put(self, piece: str, start: int, end: int) -> None:
        """Append ``piece``; ``end`` < 0 says that it stands in the source character for character."""
        if not piece or (piece == " " and self.last in (" ", PARAGRAPH, "")):
            return
        self.out._offsets.append(self.length)
        self.out._sources.append((start, end))
        self.parts.append(piece)
        self.length += len(piece)
        self.last = piece[-1]

    def slot(self, latex: str, span: Span, display: bool) -> None:
        number = len(self.out.slots)
        self.out.slots.append(Slot(latex.strip(), span, display))
        self.put(f"⟪{number}⟫" if display else f"⟦{number}⟧", span.start, span.end)


def text_of(blocks: Sequence[Block]) -> tuple[Text, list[Sentence]]:
    """The words of a document and its sentences, in order."""
    w = _Writer()
    headings: set[int] = set()
    before: Block | None = None
    for block in blocks:
        if before is not None and _breaks(before, block):
            w.put(PARAGRAPH, block.span.start, block.span.start)
        match block:
            case Formula():
                if block.display:
                    w.put(" ", block.span.start, block.span.start)
                w.slot(block.latex, block.span, block.display)
                if block.display:
                    ended = block.latex.rstrip().rstrip("\\").rstrip().endswith(".")
                    w.put(PARAGRAPH if ended else " ", block.span.end, block.span.end)
            case Prose():
                _words(w, block.text, block.span)
            case Heading():
                headings.add(w.length)
                _words(w, block.text, block.span)
            case Table():
                pass
        before = block
    w.out.text = "".join(w.parts)
    return w.out, list(_sentences(w.out.text, headings))


def _breaks(a: Block, b: Block) -> bool:
    """Whether a sentence certainly ends between two blocks."""
    if isinstance(a, (Heading, Table)) or isinstance(b, (Heading, Table)):
        return True
    if a.paragraph == b.paragraph:
        return False
    if isinstance(b, Formula) and b.display:
        return not isinstance(a, Prose) or a.text.rstrip().endswith((".", "!", "?", "。"))
    if isinstance(a, Formula) and a.display and isinstance(b, Prose):
        first = b.text.lstrip()[:1]
        return not (first.islower() or first in ",.;)")
    return True


def _words(w: _Writer, text: str, span: Span) -> None:
    exact = span.end - span.start == len(text)
    folded = text.translate(_FOLD)

    def source(a: int, b: int) -> Span:
        return Span(span.start + a, span.start + b) if exact else span

    def plain(a: int, b: int) -> None:
        w.put(folded[a:b], span.start + (a if exact else 0), -1 if exact else span.end)

    done = 0
    for m in TOKEN.finditer(folded):
        plain(done, m.start())
        done = m.end()
        place = source(m.start(), m.end())
        if m["space"] is not None:
            w.put(" ", place.start, place.end)
        elif m["break"] is not None:
            w.put(PARAGRAPH, place.start, place.end)
        elif m["maths"] is not None:
            w.slot(m["maths"], place, False)
        elif m["code"] is not None:
            if is_code_maths(m["inner"]):
                w.slot(m["inner"], source(m.start("inner"), m.end("inner")), False)
            else:
                plain(m.start(), m.end())
    plain(done, len(folded))


def _sentences(text: str, headings: set[int]) -> Iterator[Sentence]:
    start = 0
    for m in _END.finditer(text):
        if _SHORT.search(text, max(start, m.start() - 8), m.start()):
            continue
        yield from _pieces(text, start, m.end(), headings)
        start = m.end()
    yield from _pieces(text, start, len(text), headings)


def _pieces(text: str, start: int, end: int, headings: set[int]) -> Iterator[Sentence]:
    heading = start in headings
    while start < end:
        stop = end
        if end - start > LONGEST:
            stop = text.rfind(" ", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
            stop = _not_inside(text, stop)
        piece = text[start:stop].strip(PARAGRAPH)
        if piece.strip():
            yield Sentence(piece, start + (len(text[start:stop]) - len(text[start:stop].lstrip(PARAGRAPH))), heading)
        start = stop


def _not_inside(text: str, stop: int) -> int:
    """``stop``, moved past a placeholder that it would cut."""
    for m in PLACEHOLDER.finditer(text, max(0, stop - 12), stop + 12):
        if m.start() < stop < m.end():
            return m.end()
    return stop
