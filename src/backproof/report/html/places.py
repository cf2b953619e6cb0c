"""Where the statements of a document stand on its page: at which characters of which formula, or beside which words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from backproof.claims.statement import Checked, Statement
from backproof.text.blocks import Block, Document, Formula, Span, Table


@dataclass(frozen=True, slots=True)
class Mention:
    """Statement ``number`` of the document is ``latex[start:end]`` of a formula."""

    number: int
    start: int
    end: int


@dataclass
class Places:
    """The statements by the formula they stand in (the key is the formula's span), and those in words, by offset."""

    formulas: dict[Span, list[Mention]] = field(default_factory=dict)
    words: list[tuple[int, int]] = field(default_factory=list)
    """Offset in the source and number of the statement."""
    latex: dict[int, str] = field(default_factory=dict)
    """The statements as they were read: mended, without macros."""

    def of(self, formula: Formula) -> list[Mention]:
        return [] if formula.composed else self.formulas.get(formula.span, [])


def formulas_of(blocks: Sequence[Block]) -> Iterator[Formula]:
    """The formulas of a document in order, those in cells of tables too."""
    for block in blocks:
        if isinstance(block, Formula):
            yield block
        elif isinstance(block, Table):
            yield from (part for row in block.contents for cell in row for part in cell if isinstance(part, Formula))


def places_of(document: Checked, page: Document) -> Places:
    """Each statement of ``document`` in the shortest formula of ``page`` that holds it, or else beside its words."""
    found = Places()
    formulas = [f for f in formulas_of(page.blocks) if not f.composed]
    for number, statement in enumerate(document.statements):
        mention = _mention(number, statement, formulas)
        if mention is None:
            found.words.append((statement.span.end, number))
            continue
        formula, inside = mention
        found.formulas.setdefault(formula.span, []).append(inside)
        found.latex[number] = formula.latex[inside.start : inside.end]
    for mentions in found.formulas.values():
        mentions.sort(key=lambda m: (m.start, m.end, m.number))
    return found


def _mention(number: int, statement: Statement, formulas: list[Formula]) -> tuple[Formula, Mention] | None:
    span = statement.span
    around = [f for f in formulas if f.span.start <= span.start and span.end <= f.span.end]
    for formula in sorted(around, key=lambda f: f.span.end - f.span.start):
        inside = [k for k, origin in enumerate(formula.origins[:-1]) if span.start <= origin < span.end]
        if inside:
            return formula, Mention(number, inside[0], inside[-1] + 1)
    return None
