"""Other shapes for names whose axes nothing declares, the likelier ones first.

A small letter that could be a vector is tried before a capital loses its matrix: `Xβ` beside a vector `y` makes β a
vector, not X a number.
"""

from __future__ import annotations

from collections.abc import Iterator

from backproof.meaning.conventions import MATRICES
from backproof.meaning.names import capital
from backproof.meaning.scope import Entry

Change = tuple[Entry, int, bool]
"""An entry, its number of axes, and whether it acts entry by entry (for functions)."""


def proposals(entries: list[Entry]) -> Iterator[list[Change]]:
    """One change at a time, then two; first those that leave matrices what they are."""
    changes = [change for entry in entries for change in _changes(entry)]
    for keep in (True, False):
        for change in changes:
            if _keeps(change) is keep:
                yield [change]
        for k, one in enumerate(changes):
            for other in changes[k + 1 :]:
                if one[0] is not other[0] and (_keeps(one) and _keeps(other)) is keep:
                    yield [one, other]


def _changes(entry: Entry) -> list[Change]:
    if entry.function and not entry.symbol.parameters:
        return [(entry, entry.total, not entry.elementwise)]
    least = _least(entry)
    wide = (least, least + 1, least + 2) if capital(_base(entry)) else (least, least + 1)
    return [(entry, total, entry.elementwise) for total in wide if total != entry.total]


def _keeps(change: Change) -> bool:
    entry, total, _ = change
    return entry.function or _base(entry) not in MATRICES or total >= min(entry.total, _least(entry) + 2)


def lowered(entry: Entry, transposed: bool) -> str:
    """What a name stands for, if it has fewer axes, besides those of layers and steps: ``matrix``, ``transposed``."""
    matrix = _base(entry) in MATRICES
    if entry.function or entry.total >= len(entry.family) + (2 if matrix else int(transposed)):
        return ""
    return "matrix" if matrix else "transposed"


def _least(entry: Entry) -> int:
    return max(entry.counts, default=0)


def _base(entry: Entry) -> str:
    return entry.key.split("_")[0].split("^")[0]
