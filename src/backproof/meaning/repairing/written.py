"""A mended line as its author would write it: his own text, with his macros, and the edit put in."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.meaning.repairing.edit import Copied, Edit, Part, Splice, joined, latex_of
from backproof.text.blocks import Document, Formula, Span


@dataclass(frozen=True, slots=True)
class Written:
    """The text of the mended side, and the place in the source that it can take as it stands, if there is one."""

    text: str
    place: Span | None


def written(edit: Edit, formula: Formula, start: int, end: int, document: Document) -> Written:
    """What stands from ``start`` to ``end`` of a formula, edited, in the author's spelling as far as that can be."""
    whole = place_of(formula, start, end, document)
    found = _in_source(edit, formula, whole, document) if whole is not None else None
    if found is None or whole is None:
        return Written(_even(latex_of(edit, formula.latex, start, end)), None)
    return Written(found, whole if not document.literals else None)


def _in_source(edit: Edit, formula: Formula, whole: Span, document: Document) -> str | None:
    pieces: list[str] = []
    at = whole.start
    changes = [_change(s, formula, document) for s in edit.splices]
    for change in sorted((c for c in changes if c is not None), key=lambda c: (c[0].start, c[0].end)):
        place, parts = change
        if place.start < at or place.end > whole.end:
            return None
        pieces += [document.written(Span(at, place.start)) if at < place.start else "", *parts]
        at = place.end
    if None in changes:
        return None
    pieces.append(document.written(Span(at, whole.end)) if at < whole.end else "")
    return joined(pieces)


def _change(splice: Splice, formula: Formula, document: Document) -> tuple[Span, list[str]] | None:
    """The place of a splice in the source, and what comes there; an insertion takes its neighbour with it."""
    parts = [_spelt(p, document) for p in splice.parts]
    if splice.start < splice.end:
        place = place_of(formula, splice.start, splice.end, document)
        return None if place is None else (place, parts)
    here = _boundary(formula, splice.start, document)
    if here is not None:
        return Span(here, here), parts
    for at, before in ((splice.start, False), (splice.start - 1, True)):
        place = place_of(formula, at, at + 1, document) if 0 <= at < len(formula.latex) else None
        if place is not None and place.end == place.start + 1:
            character = document.written(place)
            return Span(place.start, place.end), ([character, *parts] if before else [*parts, character])
    return None


def _boundary(formula: Formula, at: int, document: Document) -> int | None:
    """The place in the source between what stands before and behind a place of a formula."""
    if formula.composed or not 0 < at < len(formula.latex) or not any(b is formula for b in document.blocks):
        return None
    here, origins = formula.origins[at], formula.origins
    clean = all(o < here for o in origins[:at]) and all(o >= here for o in origins[at:])
    return here if clean and not any(r.span.start < here < r.span.end for r in document.repairs) else None


def _spelt(part: Part, document: Document) -> str:
    if not isinstance(part, Copied):
        return part
    place = place_of(part.formula, part.start, part.end, document)
    return part.latex if place is None else document.written(place)


def place_of(formula: Formula, start: int, end: int, document: Document) -> Span | None:
    """The piece of the source that is this piece of a formula, and nothing else; None where a macro is cut."""
    if formula.composed or start >= end or not any(b is formula for b in document.blocks):
        return None
    place = formula.span_of(start, end)
    inside = (place.start <= o < place.end for o in (*formula.origins[:start], *formula.origins[end:-1]))
    if any(inside) or any(r.span.start < place.end and place.start < r.span.end for r in document.repairs):
        return None
    return place


def _even(latex: str) -> str:
    return " ".join(latex.split())
