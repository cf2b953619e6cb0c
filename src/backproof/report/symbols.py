"""The table of ``backproof symbols``: what each symbol was taken to be, and why."""

from backproof.claims.statement import Checked, SymbolFact
from backproof.report.lines import Line, cells, clean, coloured, flat, plain
from backproof.report.places import spot

_HEAD = ("symbol", "kind", "type", "shape", "learnt from", "place", "section", "but")


def table(document: Checked, *, colour: bool = False, width: int = 100) -> str:
    """Aligned columns, one row per symbol; columns that would be empty are left out."""
    if not document.symbols:
        return f"{document.path}: no symbols\n"
    rows = [_HEAD, *(_row(document, fact) for fact in document.symbols)]
    kept = [i for i in range(len(_HEAD)) if any(row[i] for row in rows[1:])]
    widths = {i: max(cells(row[i]) for row in rows) for i in kept}
    lines: list[Line] = []
    for number, row in enumerate(rows):
        text = "  ".join(row[i] + " " * (widths[i] - cells(row[i])) for i in kept)
        lines.append(((text, "bold" if number == 0 else ""),))
    return coloured(lines, width) if colour else plain(lines)


def _row(document: Checked, fact: SymbolFact) -> tuple[str, ...]:
    learnt = f"{fact.learnt}: {fact.convention}" if fact.convention else fact.learnt
    where = spot(document, fact.span) if fact.span else ""
    columns = (fact.name, fact.kind, fact.type, fact.shape, learnt, where, fact.section, _but(document, fact))
    return tuple(clean(flat(t)) for t in columns)


def _but(document: Checked, fact: SymbolFact) -> str:
    """What contradicts the shape, and where."""
    if fact.contradiction is None:
        return ""
    places = ", ".join(spot(document, label.span) for label in fact.contradiction.labels)
    return f"{fact.contradiction.message}: {places}" if places else fact.contradiction.message
