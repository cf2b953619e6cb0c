"""A text for every term, equal for equal terms and the same in every run: the order in which factors are written."""

from __future__ import annotations

from hashlib import blake2b

from backproof.laws.setting import Setting
from backproof.terms.nodes import At, Expr, Index, Number, Position, field_names


def key(e: Expr, setting: Setting) -> str:
    """The key of a term. Two terms have the same key only if they are one term with canonical bound indices."""
    found = setting.keys.get(e)
    if found is None:
        found = setting.keys[e] = _made(e, setting)
    return found


def _made(e: Expr, setting: Setting) -> str:
    if isinstance(e, Number):
        return f"0{e.value}"
    if isinstance(e, Position):
        return f"1{_index(e.index, setting)}"
    if isinstance(e, At) and not e.indices:
        return f"2{e.symbol}"
    parts = [_part(getattr(e, name), setting) for name in field_names(type(e))]
    text = f"{type(e).__name__}({','.join(parts)})"
    return f"3{text}" if len(text) < 80 else f"4{type(e).__name__}{blake2b(text.encode(), digest_size=16).hexdigest()}"


def _part(value: object, setting: Setting) -> str:
    if isinstance(value, Expr):
        return key(value, setting)
    if isinstance(value, Index):
        return _index(value, setting)
    if isinstance(value, tuple):
        return f"[{';'.join(_part(v, setting) for v in value)}]"
    return str(value)


def _index(index: Index, setting: Setting) -> str:
    place = setting.numbering.place(index)
    if place is None:
        return f"i{setting.numbering.name(index):05d}"
    return f"b{place[2]}:{setting.numbering.size_name(index.size)}:{place[1]}"
