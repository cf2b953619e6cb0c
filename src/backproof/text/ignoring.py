"""Comments that speak to backproof: ``backproof: ignore[V401]``, and which part of the source each of them is about.

A comment that shares its line is about what stands on that line, or, where no formula stands there, about the display
or the docstring that begins or ends on it. A comment alone on its line is about the next line with a formula: about all
formulas that begin there; inside of a display, about the next row. What is to be ignored is decided elsewhere.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backproof.text.blocks import Formula, Ignore, Span
from backproof.text.mapped import Mapped

_ADDRESSED = re.compile(r"(?:<!--|%|#|\.\.)\s*backproof\s*:\s*(?P<words>.*?)\s*(?:-->|\Z)", re.DOTALL)
_IGNORE = re.compile(r"ignore(?![\w-])\s*(?:\[(?P<codes>[^\[\]]*)\])?(?P<reason>.*)", re.DOTALL)
_LIKE_A_CODE = re.compile(r"\s*[\[(:=]*\s*[A-Za-z]\d{3}\b")
_COMMENT = re.compile(r"\\.|(?P<comment>%[^\n]*)", re.DOTALL)
_MARKS = " \t\r>*+-"
"""What may stand before a comment that is alone on its line: a list item or a quotation begins there."""
_WORDS = 80


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of the text ``mapped`` at ``start`` to ``end``, before it is known which formulas there are.

    ``line`` is what counts as its line, if that is not a line of the text; ``whole`` is what it is about where it
    shares its line, and no formula stands on that.
    """

    mapped: Mapped
    start: int
    end: int
    line: Span | None = None
    whole: Span | None = None


def comments_in(mapped: Mapped, start: int, end: int) -> Iterator[Remark]:
    """The LaTeX comments in a part of a text that speak to backproof."""
    if mapped.text.find("backproof", start, end) < 0:
        return
    for match in _COMMENT.finditer(mapped.text, start, end):
        if match["comment"] and _ADDRESSED.search(match["comment"]):
            yield Remark(mapped, match.start(), match.end())


def addressed(text: str) -> bool:
    """Whether a comment, with what marks it as one, speaks to backproof."""
    return "backproof" in text and _ADDRESSED.search(text) is not None


def settled(remarks: Sequence[Remark], formulas: Sequence[Formula], broken: Sequence[Span]) -> tuple[Ignore, ...]:
    """What the comments say, in order of place, now that the formulas of the document are known.

    ``broken`` are the places where a formula begins that could not be cut out.
    """
    found = [_settled(remark, formulas, broken) for remark in remarks]
    return tuple(sorted(found, key=lambda ignore: ignore.span.start))


def _settled(remark: Remark, formulas: Sequence[Formula], broken: Sequence[Span]) -> Ignore:
    span = remark.mapped.place(remark.start, remark.end)
    match = _ADDRESSED.search(remark.mapped.text[remark.start : remark.end])
    words = match["words"] if match else ""
    said = _IGNORE.match(words)
    if said is None:
        return Ignore(span, span, fault=f"`{' '.join(words.split())[:_WORDS]}` is nothing that can be asked for here")
    if said["codes"] is None and _LIKE_A_CODE.match(said["reason"]):
        return Ignore(span, span, fault="the codes to ignore stand in brackets: `ignore[V401]`")
    codes = tuple(code for code in re.split(r"[,;\s]+", said["codes"] or "") if code)
    if said["codes"] is not None and not codes:
        return Ignore(span, span, fault="there is no code between the brackets")
    return Ignore(span, _reach(remark, span, formulas, broken), codes)


def _reach(remark: Remark, span: Span, formulas: Sequence[Formula], broken: Sequence[Span]) -> Span:
    """What a comment is about; the comment itself where that is nothing."""
    if remark.line is not None:
        return remark.line
    text = remark.mapped.text
    start, end = _line(text, remark.start, remark.end)
    alone = not text[start : remark.start].strip(_MARKS) and not text[remark.end : end].strip()
    if alone:
        return _next(remark, span, formulas, broken)
    line = remark.mapped.place(start, end)
    if any(_stands_on(f, line) for f in formulas):
        return line
    touching = [f.span for f in formulas if f.span.start <= line.end and f.span.end >= line.start]
    return touching[-1] if touching else remark.whole or line


def _next(remark: Remark, span: Span, formulas: Sequence[Formula], broken: Sequence[Span]) -> Span:
    around = next((f for f in formulas if f.span.start < span.start and span.end <= f.span.end), None)
    if around is not None:
        place = next((p for p in _places(around) if p >= span.end), None)
        return span if place is None else _line_at(remark.mapped, place)
    after = [s for s in (*(f.span for f in formulas), *broken) if s.start >= span.end]
    begins = min((s.start for s in after), default=None)
    if begins is None or begins > remark.mapped.origins[-1]:
        return span
    line = _line_at(remark.mapped, begins)
    return Span(line.start, max(s.end for s in after if line.start <= s.start <= line.end))


def _stands_on(formula: Formula, line: Span) -> bool:
    return any(line.start <= place < line.end for place in _places(formula))


def _places(formula: Formula) -> Iterator[int]:
    """Where the characters of a formula stand that are neither space nor comment."""
    at = 0
    for match in _COMMENT.finditer(formula.latex):
        if match["comment"]:
            yield from (formula.origins[k] for k in range(at, match.start()) if not formula.latex[k].isspace())
            at = match.end()
    yield from (formula.origins[k] for k in range(at, len(formula.latex)) if not formula.latex[k].isspace())


def _line_at(mapped: Mapped, place: int) -> Span:
    """The line of a text that holds a place of the source."""
    at = min(bisect_left(mapped.origins, place), len(mapped.text))
    return mapped.place(*_line(mapped.text, at, at))


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """From the beginning of the line of ``start`` to the end of the line of ``end``."""
    last = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if last < 0 else last
