"""Free indices replaced by index expressions, and the sizes that speak of them with them."""

from __future__ import annotations

from backproof.terms.nodes import Add, At, Call, Expr, Index, Mul, Number, Position, Pow
from backproof.terms.rebuilding import rebuilt
from backproof.terms.sizes import Size


def substitute(body: Expr, names: dict[Index, Expr]) -> Expr:
    """``body`` with free indices replaced by index expressions; a bound index that would capture one is renamed."""
    if not names or not (body.free & names.keys()):
        return body
    return _substituted(body, names, {}, clear=True)


def rebound(body: Expr, names: dict[Index, Expr]) -> Expr:
    """``body`` with free indices replaced where binders within have their new names already, and shall take them in."""
    return _substituted(body, names, {}, clear=False)


def _substituted(e: Expr, names: dict[Index, Expr], memo: dict[Expr, Expr], *, clear: bool) -> Expr:
    if not (e.free & names.keys()):
        return e
    found = memo.get(e)
    if found is None:
        found = names[e.index] if isinstance(e, Position) else _rebuilt(e, names, memo, clear=clear)
        memo[e] = found
    return found


def _rebuilt(e: Expr, names: dict[Index, Expr], memo: dict[Expr, Expr], *, clear: bool) -> Expr:
    renewed: dict[Index, Index] = {}
    if bound := e._binds():
        if clear and not bound.isdisjoint(names):
            names, memo = {i: v for i, v in names.items() if i not in bound}, {}
        for i in bound:
            fresh = resized(i, names) or (_clear_of(i, e, names) if clear else None)
            if fresh is not None:
                renewed[i] = fresh
        if renewed:
            names, memo = {**names, **{i: Position(j) for i, j in renewed.items()}}, {}
    return rebuilt(e, lambda part: _substituted(part, names, memo, clear=clear), renewed)


def _clear_of(index: Index, e: Expr, names: dict[Index, Expr]) -> Index | None:
    """Another bound index, if this one would capture what is put in."""
    inside = frozenset().union(*(c.free for c in e.children()))
    put_in = frozenset().union(*(v.free for i, v in names.items() if i in inside))
    if index not in put_in:
        return None
    return index.twin.clear_of(put_in, inside)


def resized(index: Index, names: dict[Index, Expr]) -> Index | None:
    """A fresh index whose size speaks of the replacements, if the size of ``index`` speaks of what is replaced."""
    term = index.size.root.term
    if not isinstance(term, Expr) or not (term.free & names.keys()):
        return None
    made = substitute(term, names)
    return Index(index.hint, Size(affine_key(made), made), index.lower)


def affine_key(e: Expr) -> str:
    """A canonical text for an index expression, equal for expressions that are equal as sums."""
    parts: dict[str, int | float] = {}
    _collect(e, 1, parts)
    terms = [f"{c:+g}*{k}" if k else f"{c:+g}" for k, c in sorted(parts.items()) if c]
    return "".join(terms).replace("+1*", "+").replace("-1*", "-").lstrip("+") or "0"


def _collect(e: Expr, factor: float, parts: dict[str, int | float]) -> None:
    if isinstance(e, Number):
        parts[""] = parts.get("", 0) + factor * float(e.value)
    elif isinstance(e, Add):
        for t in e.terms:
            _collect(t, factor, parts)
    elif isinstance(e, Mul) and isinstance(e.factors[0], Number) and len(e.factors) == 2:
        _collect(e.factors[1], factor * float(e.factors[0].value), parts)
    else:
        key = _key(e)
        parts[key] = parts.get(key, 0) + factor


def _key(e: Expr) -> str:
    if isinstance(e, Position):
        return repr(e.index)
    if isinstance(e, At | Call):
        inner = ",".join(affine_key(i) for i in e.indices)
        return f"{e.symbol}[{inner}]" if inner else e.symbol
    if isinstance(e, Mul):
        return "*".join(sorted(_key(f) for f in e.factors))
    if isinstance(e, Number):
        return str(e.value)
    if isinstance(e, Pow):
        return f"({_key(e.base)})^({_key(e.exponent)})"
    return f"{type(e).__name__}@{id(e)}"


def affine_terms(e: Expr, leaves: dict[str, Expr], names: dict[Index, Index] | None = None) -> dict[str, float] | None:
    """An expression as a sum of multiples of leaves (positions, sizes); None if it is no index arithmetic.

    ``leaves`` collects the expression of every leaf by its key.
    """
    if isinstance(e, Number):
        return {"": float(e.value)} if e.value else {}
    if isinstance(e, Position):
        index = (names or {}).get(e.index, e.index)
        leaves[repr(index)] = Position(index)
        return {repr(index): 1.0}
    if isinstance(e, At) and not e.indices:
        leaves[e.symbol] = e
        return {e.symbol: 1.0}
    if isinstance(e, Add):
        total: dict[str, float] = {}
        for t in e.terms:
            part = affine_terms(t, leaves, names)
            if part is None:
                return None
            for k, v in part.items():
                total[k] = total.get(k, 0) + v
        return {k: v for k, v in total.items() if v}
    if isinstance(e, Mul) and len(e.factors) == 2 and isinstance(e.factors[0], Number):
        part = affine_terms(e.factors[1], leaves, names)
        factor = float(e.factors[0].value)
        return None if part is None else {k: v * factor for k, v in part.items() if v * factor}
    return None


def size_of_term(term: Expr) -> Size:
    """A size known by its expression."""
    return Size(affine_key(term), term)
