"""Whether the ``k`` of ``x_k`` is an index or part of a name.

The rule is by slots: a slot in which some bound or shifted letter stands is an index slot for every letter that could
be one; a slot in which only unbound names stand (``W_f, W_o, W_g``) holds names.
"""

from __future__ import annotations

from backproof.latex.tree import Bar, Dots, Group, Name, Node, Number, Product, Scripted, Sum, Words
from backproof.meaning.names import CONVENTIONAL, capital, letter, parts, plain_letter
from backproof.meaning.usage import Place, Usage


def is_index(usage: Usage, base: str, place: Place, part: Node, *, slots: int = 1) -> bool:
    """Whether a script item is an index (else it is part of the name)."""
    inner = part.body if isinstance(part, Group) and part.body is not None else part
    key = letter(inner)
    if isinstance(inner, Words) or (
        isinstance(inner, Name) and len(inner.text) > 1 and inner.font in ("rm", "text", "op")
    ):
        return False
    if isinstance(inner, Sum):
        return len(inner.terms) > 1
    if isinstance(inner, Dots):
        return True
    if isinstance(inner, Name) and inner.text in ("ast", "star", "infty", "dagger"):
        return False
    if key and usage.is_bound(key):
        return True
    if usage.is_label(inner):
        return _gathers(usage, base, place)
    evidence = _slot_evidence(usage, base, place)
    if isinstance(inner, Number) and place == ("sub", 0) and usage.listing(base) is not None:
        return True
    if isinstance(inner, Number):
        return evidence == "index" and not (place[0] == "raised" and usage.is_numbered())
    if key and (plain_letter(key) or usage.is_size(key)):
        if evidence == "index" and not usage.is_size(key) and _named_siblings(usage, base, place):
            return False
        if evidence == "index":
            return usage.is_size(key) or not usage.is_value(key)
        if evidence == "name":
            return False
        return key in CONVENTIONAL and not usage.is_value(key) and key not in usage.numerators
    if isinstance(inner, Scripted | Product | Group | Bar):
        return evidence == "index"
    return evidence == "index" and capital(key) and len(usage.slot(base, place)) > 1


def member(usage: Usage, item: Node) -> Scripted | None:
    """The ``w_k`` of ``u_{w_k}`` where k is bound: the k-th of some things that are only named, not counted."""
    inner = item.body if isinstance(item, Group) and item.body is not None else item
    if (
        not isinstance(inner, Scripted)
        or not isinstance(inner.base, Name)
        or inner.sup is not None
        or inner.primes
        or usage.is_label(inner)
    ):
        return None
    letters = [letter(part) for part in parts(inner.sub)]
    return inner if letters and all(key and usage.is_bound(key) for key in letters) else None


def _gathers(usage: Usage, base: str, place: Place) -> bool:
    """Whether a label in a slot picks an entry: something else in the slot is an index."""
    others = [o for o in usage.slot(base, place) if not usage.is_label(o)]
    return any(is_index(usage, base, place, o) for o in others)


def _named_siblings(usage: Usage, base: str, place: Place) -> bool:
    """Whether names stand in a slot beside indices: ``W_h``, ``W_o`` beside ``W_t``."""
    for other in usage.slot(base, place):
        key = letter(other)
        if (
            key
            and not usage.is_label(other)
            and plain_letter(key)
            and not usage.is_bound(key)
            and not usage.is_size(key)
            and (key not in CONVENTIONAL or usage.is_value(key))
        ):
            return True
    return False


def _slot_evidence(usage: Usage, base: str, place: Place) -> str:
    """What else stands in a slot: ``index``, ``name`` or nothing telling."""
    names = False
    if place == ("sub", 0) and usage.is_enumerated(base):
        return "index"
    for other in usage.slot(base, place):
        if usage.is_label(other):
            continue
        inner = other.body if isinstance(other, Group) and other.body is not None else other
        key = letter(inner)
        if isinstance(inner, Sum) and len(inner.terms) > 1:
            return "index"
        if key and usage.is_bound(key):
            return "index"
        if isinstance(inner, Name) and (not plain_letter(key) or key not in CONVENTIONAL) and not usage.is_size(key):
            names = True
    if place[0] == "bracket":
        return "index"
    return "name" if names else ""
