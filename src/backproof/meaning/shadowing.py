"""Names that a later section uses for something else: the bias b of one network is not the right side b of a system.

A definition that does not hold together with the shapes of an earlier section may speak of other things by the same
letters. Such a name becomes the section's own where that alone makes the section fit.
"""

from __future__ import annotations

from collections.abc import Iterator

from backproof.meaning.conventions import assume
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.workspace import Section, entry_key

MOST = 6
"""At most so many inherited names of one definition are tried."""


def inherited(state: Section, raw: Raw) -> list[Entry]:
    """The names of a definition that an earlier section introduced: variables, then sizes, then what it defined."""
    if raw not in state.heads:
        return []
    left, right = state.sides.get(raw, (set(), set()))
    found: list[Entry] = []
    for key in sorted((left | right) - {entry_key(state.heads[raw][0])}):
        entry = state.scope.find(key)
        if (
            entry is not None
            and key not in state.scope.entries
            and not entry.function
            and not _owner(state.scope, key).statement
        ):
            found.append(entry)
    return sorted(found, key=lambda e: e.symbol.is_size + 2 * bool(e.symbol.clauses))[:MOST]


def shadowed(state: Section, entries: tuple[Entry, ...]) -> list[Entry]:
    """New entries of the section's own for inherited names."""
    made = []
    for outer in entries:
        entry = state.scope.create(outer.key, outer.latex)
        assume(state.scope, entry, outer.key.split("_")[0].split("^")[0], min(outer.counts, default=0))
        entry.symbol.is_size = False
        if not outer.symbol.is_size:
            entry.counts, entry.total = outer.counts, outer.total
        made.append(entry)
    return made


def dropped(state: Section, made: list[Entry]) -> None:
    """Take back what ``shadowed`` made."""
    for entry in made:
        del state.scope.entries[entry.key]
        del state.scope.model[entry.name]


def choices(entries: list[Entry]) -> Iterator[tuple[Entry, ...]]:
    """One name at a time, then two."""
    for entry in entries:
        yield (entry,)
    for k, one in enumerate(entries):
        for other in entries[k + 1 :]:
            yield (one, other)


def _owner(scope: Scope, key: str) -> Scope:
    here = scope
    while key not in here.entries and key not in here.late and here.parent is not None:
        here = here.parent
    return here
