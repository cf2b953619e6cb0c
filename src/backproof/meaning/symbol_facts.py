"""What the names of a document were taken to be, in words: for ``symbols``, and for the places that a clash names."""

from __future__ import annotations

from collections.abc import Iterable

from backproof.claims.statement import SymbolFact
from backproof.meaning.origins import merged
from backproof.meaning.scope import Entry, Scope
from backproof.notes.diagnostics import Label

FEW = 4
"""So many places are named at most."""


def facts_about(scope: Scope) -> list[SymbolFact]:
    """What the names of a scope were taken to be."""
    out = []
    for entry in scope.entries.values():
        symbol = entry.symbol
        noun = _noun(entry)
        kind = (
            "size" if symbol.is_size else "function" if entry.function else "opaque loss" if entry.loss
            else "random" if symbol.distribution else "defined" if symbol.clauses else "variable"
        )  # fmt: skip
        shape = " \\times ".join(_lengths(entry))
        learnt = "defined" if symbol.clauses and entry.learnt == "usage" else entry.learnt
        out.append(
            SymbolFact(
                name=entry.latex,
                kind=kind,
                type=symbol.known or noun,
                shape=shape,
                learnt=learnt,
                span=entry.span,
                convention=entry.convention,
                section=scope.title,
                contradiction=scope.contradicted.get(entry.name) or scope.misfits.get(entry.name),
            )
        )
    return out


def places_of(entries: Iterable[Entry]) -> tuple[Label, ...]:
    """Where the shapes of some names were learnt, with what they are."""
    found = []
    for entry in entries:
        if entry.span is None or entry.symbol.is_size or entry.function or entry.given:
            continue
        lengths = " × ".join(_lengths(entry)) if "?" not in _lengths(entry) else ""
        found.append(Label(entry.span, f"{entry.latex} is a {_noun(entry)} {lengths}".rstrip()))
    return merged(tuple(found))[:FEW]


def _noun(entry: Entry) -> str:
    """``scalar``, ``matrix``, ``family of vectors``, ``function``."""
    if entry.function:
        return "function"
    rank = entry.total - len(entry.family)
    noun = ("scalar", "vector", "matrix")[rank] if 0 <= rank < 3 else f"tensor of rank {rank}"
    return f"family of {noun.replace('matrix', 'matrice')}s" if entry.family else noun


def _lengths(entry: Entry) -> list[str]:
    return [repr(a.size.root) if a.size.root.key else "?" for a in entry.axes if not a.family]
