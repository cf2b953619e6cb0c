"""Names given later to parts of earlier formulas: ``h = σ(Wx + b)``, and then ``let z = Wx + b``.

The part is replaced by its name in the earlier definition, so that ∂L/∂z means what the reader takes it to mean.
"""

from __future__ import annotations

from backproof.meaning.scope import Entry
from backproof.terms.model import Clause, Model
from backproof.terms.nodes import At, Call, Expr, Index, Number, Position, field_names
from backproof.terms.replacing import replaced
from backproof.terms.traversal import reached


def name_parts(model: Model, entry: Entry, clause: Clause) -> bool:
    """Put ``entry`` in place of its body wherever another definition contains it; whether it was found anywhere."""
    if any(not isinstance(i, Index) for i in clause.indices) or isinstance(clause.body, At | Number | Position):
        return False
    found = False
    for symbol in list(model.values()):
        if symbol is entry.symbol or not symbol.clauses:
            continue
        for other in symbol.clauses:
            body = _replaced(other.body, entry.name, clause, {})
            if body is not other.body and other.body is not clause.body:
                other.body = body
                found = True
    return found


def by_part(model: Model, e: Expr, name: str) -> Expr:
    """A function at its arguments, in a name for a part of what it is there: ``L(w)`` with r = Xw - y, for ∂L/∂r.

    The expression itself where the name stands for no part of it, or for what the function rests on anyhow.
    """
    if not isinstance(e, Call) or e.slots or e.family or e.indices:
        return e
    symbol, part = model[e.symbol], model[name].clauses
    if symbol.parameters is None or len(symbol.clauses) != 1 or len(part) != 1 or part[0].condition is not None:
        return e
    body = symbol.clauses[0].body
    if name in reached([e, body], model) or symbol.clauses[0].condition is not None:
        return e
    values = {p.symbol: a for p, a in zip(symbol.parameters, e.arguments, strict=True)}
    if any(len(a.indices) != p.rank for p, a in zip(symbol.parameters, e.arguments, strict=True)):
        return e
    opened = replaced(body, values)
    found = _replaced(opened, name, part[0], {})
    return e if found is opened else found


def _replaced(e: Expr, name: str, clause: Clause, memo: dict[Expr, Expr]) -> Expr:
    if e in memo:
        return memo[e]
    mapping: dict[Index, Expr] = {}
    if type(e) is type(clause.body) and _matches(clause.body, e, mapping, set(clause.indices)):  # type: ignore[arg-type]
        heads = [i for i in clause.indices if isinstance(i, Index)]
        if all(i in mapping for i in heads):
            made: Expr = At(name, tuple(mapping[i] for i in heads))
            memo[e] = made
            return made

    def walk(value: object) -> object:
        if isinstance(value, Expr):
            return _replaced(value, name, clause, memo)
        if isinstance(value, tuple):
            return tuple(walk(v) for v in value)
        return value

    values = [getattr(e, field) for field in field_names(type(e))]
    new = [walk(v) for v in values]
    result = e if all(a is b or a == b for a, b in zip(values, new, strict=True)) else type(e)(*new)
    memo[e] = result
    return result


def _matches(pattern: Expr, e: Expr, mapping: dict[Index, Expr], heads: set[Index]) -> bool:
    """Whether ``e`` is ``pattern`` with its head indices replaced and its bound indices renamed."""
    if isinstance(pattern, Position):
        known = mapping.get(pattern.index)
        if known is not None:
            return known is e
        if pattern.index in heads:
            mapping[pattern.index] = e
            return True
        return pattern is e
    if type(pattern) is not type(e):
        return False
    return all(_same(getattr(pattern, k), getattr(e, k), mapping, heads) for k in field_names(type(e)))


def _same(a: object, b: object, mapping: dict[Index, Expr], heads: set[Index]) -> bool:
    if isinstance(a, Expr):
        return isinstance(b, Expr) and _matches(a, b, mapping, heads)
    if isinstance(a, Index):
        if not isinstance(b, Index):
            return False
        known = mapping.get(a)
        if known is None:
            mapping[a] = Position(b)
            return True
        return known is Position(b)
    if isinstance(a, tuple):
        return (
            isinstance(b, tuple)
            and len(a) == len(b)
            and all(_same(x, y, mapping, heads) for x, y in zip(a, b, strict=True))
        )
    return a == b
