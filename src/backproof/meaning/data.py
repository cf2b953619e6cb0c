"""Names that a section defines as something plus noise: observations, before any law is known."""

from __future__ import annotations

from backproof.latex.tree import Name, Scripted, Sum
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.events import stated_keys
from backproof.meaning.workspace import Section, entry_key


def is_data(state: Section, key: str) -> bool:
    """Whether an equation of a section defines a name as something plus noise, before any law is known."""
    right = next((right for head, right in state.heads.values() if entry_key(head) == key), None)
    terms = right.terms if isinstance(right, Sum) else ()
    ela, drawn = Elaborator(state.scope), stated_keys(state.scope)
    refs = (ela.resolve(t) for t in terms if isinstance(t, Name | Scripted))
    return any(ref is not None and ref.key in drawn for ref in refs)
