"""The lines of a source that a finding is about, with the relation underlined."""

from backproof.claims.statement import Checked
from backproof.report.lines import Line, cells, window
from backproof.report.places import Place, place, source_of
from backproof.text.blocks import Span

_ROWS = 4
"""A display of more rows is shown in part: the row at fault is the first one."""


def excerpt(document: Checked, span: Span, style: str, width: int) -> list[Line]:
    """The arrow with the place, then each line of ``span`` and its underline, clipped to ``width`` columns."""
    where = place(document, span)
    rows = [r for n in range(where.line, where.end_line + 1) if (r := _row(document, where, n))]
    shown = rows[:_ROWS]
    gutter = len(str(shown[-1][0] if shown else where.line))
    lines: list[Line] = [((" " * gutter, ""), ("--> ", "dim"), (f"{document.path}:{where.line}:{where.column}", ""))]
    for number, text, start, end in shown:
        lines += _underlined(number, text, start, end, gutter, style, width)
    if len(rows) > len(shown):
        lines.append(((" " * gutter, ""), (" | ", "dim"), (f"… {len(rows) - len(shown)} more", "dim")))
    return lines


def _row(document: Checked, where: Place, number: int) -> tuple[int, str, int, int] | None:
    """Line ``number`` with the part of it that ``where`` covers; None if it covers only white space there."""
    text = source_of(document).line(number).rstrip()
    start = where.column - 1 if number == where.line else 0
    end = where.end_column - 1 if number == where.end_line else len(text)
    end = min(end, len(text))
    if where.line == where.end_line:
        return number, text, min(start, len(text)), end
    covered = text[start:end]
    if not covered.strip():
        return None
    return number, text, start + len(covered) - len(covered.lstrip()), start + len(covered.rstrip())


def _underlined(number: int, text: str, start: int, end: int, gutter: int, style: str, width: int) -> list[Line]:
    text, start, end = window(text, start, end, max(width - gutter - 3, 20))
    indent, length = cells(text[:start]), max(cells(text[start:end]), 1)
    return [
        ((f"{number:>{gutter}}", "dim"), (" | ", "dim"), (text, "")),
        ((" " * gutter, ""), (" | ", "dim"), (" " * indent + "^" * length, style)),
    ]
