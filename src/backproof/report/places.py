"""Spans as lines and columns. Spans are clamped to the text, so that a stale one costs precision, never the report."""

from dataclasses import dataclass
from functools import lru_cache

from backproof.claims.statement import Checked
from backproof.text.blocks import Source, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Lines and columns start at 1; ``end_column`` is one past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@lru_cache(maxsize=8)
def _source(path: str, text: str) -> Source:
    return Source(path, text)


def source_of(document: Checked) -> Source:
    """The source of a checked document, its table of lines made once."""
    return _source(document.path, document.text)


def place(document: Checked, span: Span) -> Place:
    """Where ``span`` stands in ``document``."""
    source, size = source_of(document), len(document.text)
    start = min(max(span.start, 0), size)
    end = min(max(span.end, start), size)
    return Place(*source.place(start), *source.place(end))


def spot(document: Checked, span: Span) -> str:
    """``path:line:column`` of the start of ``span``."""
    where = place(document, span)
    return f"{document.path}:{where.line}:{where.column}"
