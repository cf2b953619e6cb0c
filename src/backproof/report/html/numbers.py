"""Values of a counterexample as small tables. They are text; nothing is evaluated."""

import re
from collections.abc import Callable

from backproof.report.html.markup import Markup, element, join

_ARRAY = re.compile(r"[\[\](),\s\d.eE+\-jinfa]+")
_LARGEST = 400
"""Arrays of more entries stay text."""


def value(text: str) -> Markup:
    """A number as it is, a vector as a row, a matrix as rows; whatever else as text."""
    rows = _rows(text)
    if rows is None:
        return element("span", " ".join(text.split()), class_="number")
    lines = (element("tr", *(element("td", entry) for entry in row)) for row in rows)
    return element("table", element("tbody", *lines), class_="array")


def _rows(text: str) -> list[list[str]] | None:
    """The rows of an array of rank 1 or 2; None for anything else."""
    text = text.strip()
    if not text.startswith("[") or not _ARRAY.fullmatch(text) or len(text) > 20 * _LARGEST:
        return None
    depth, deepest, rows = 0, 0, [list[str]()]
    for token in re.finditer(r"\[|\]|[^\s,\[\]()]+", text):
        if token[0] == "[":
            depth += 1
            deepest = max(deepest, depth)
            if depth == 2 and rows[-1]:
                rows.append([])
        elif token[0] == "]":
            depth -= 1
        else:
            rows[-1].append(token[0])
    even = len({len(row) for row in rows}) == 1 and sum(map(len, rows)) <= _LARGEST
    return rows if depth == 0 and deepest <= 2 and rows[0] and even else None


def values(pairs: tuple[tuple[str, str], ...], name: Callable[[str], Markup]) -> Markup:
    """Names and what they are, in one flow that breaks between them."""
    items = (
        element("div", name(symbol), element("span", "=", class_="equals"), value(text), class_="binding")
        for symbol, text in pairs
    )
    return element("div", join(items, " "), class_="bindings")
