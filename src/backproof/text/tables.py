"""Tables in Markdown (``| a | b |``) and tables that a copied page leaves behind (cells with tabs between)."""

from backproof.text.lines import DELIMITERS, row
from backproof.text.mapped import Mapped


def find_table(mapped: Mapped, at: int) -> tuple[list[list[Mapped]], int] | None:
    """The rows of the table that begins with the line at ``at``, and the end of its last line; None if none begins."""
    text = mapped.text
    end = _end(text, at)
    line = text[at:end]
    following = text[end + 1 : _end(text, end + 1)]
    if "|" in line and "|" in following:
        closed = line.strip().startswith("|") and line.strip().endswith("|")
        ruled = bool(DELIMITERS.match(following))
        if ruled or (closed and following.strip().startswith("|") and following.strip().endswith("|")):
            return _piped(mapped, at, ruled)
    if "\t" in line.strip() and "\t" in following.strip():
        return _tabbed(mapped, at)
    return None


def _piped(mapped: Mapped, at: int, ruled: bool) -> tuple[list[list[Mapped]], int] | None:
    rows: list[list[Mapped]] = []
    text, last = mapped.text, at
    if ruled and len(row(_line(mapped, at), "|")) != len(row(_line(mapped, _end(text, at) + 1), "|")):
        return None
    while at < len(text) and "|" in text[at : _end(text, at)] and "$$" not in text[at : _end(text, at)]:
        last = _end(text, at)
        if not DELIMITERS.match(text[at:last]):
            rows.append(row(_line(mapped, at), "|"))
        at = last + 1
    return (rows, last) if rows else None


def _tabbed(mapped: Mapped, at: int) -> tuple[list[list[Mapped]], int] | None:
    """Two lines at least, with the same number of cells."""
    rows: list[list[Mapped]] = []
    text, last = mapped.text, at
    while at < len(text) and "\t" in text[at : _end(text, at)].strip():
        cells = row(_line(mapped, at), "\t")
        if len(cells) < 2 or text[at] in " \t" or (rows and len(cells) != len(rows[0])):
            break
        rows.append(cells)
        last = _end(text, at)
        at = last + 1
    return (rows, last) if len(rows) > 1 else None


def _line(mapped: Mapped, at: int) -> Mapped:
    return mapped.cut(at, _end(mapped.text, at))


def _end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
