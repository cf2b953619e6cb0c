"""Names replaced by what defines them: symbols, functions at their arguments, values put in."""

from __future__ import annotations

from backproof.laws.law import Law
from backproof.laws.setting import Setting
from backproof.terms.model import Clause, Model, Symbol
from backproof.terms.nodes import Apply, At, Call, Comprehension, Expr, Index, Number, Substitute
from backproof.terms.replacing import replaced
from backproof.terms.substitution import substitute
from backproof.terms.traversal import reached, symbols_in

STEPS = 12
"""A recursion is followed down from steps up to this."""


def definition(e: Expr, setting: Setting) -> Expr | None:
    """A symbol by its defining equation."""
    if not isinstance(e, At):
        return None
    symbol = setting.symbol(e.symbol)
    clause = clause_at(symbol, e.indices, setting.model) if symbol is not None else None
    if clause is None:
        return None
    return substitute(clause.body, bound_to(clause, e.indices))


def bound_to(clause: Clause, indices: tuple[Expr, ...]) -> dict[Index, Expr]:
    """What the indices of a clause are at a place."""
    return {i: at for i, at in zip(clause.indices, indices, strict=True) if isinstance(i, Index)}


def clause_at(symbol: Symbol, indices: tuple[Expr, ...], model: Model) -> Clause | None:
    """The one clause that surely defines a symbol at a place; None where nothing does, or another may."""
    if symbol.broken or symbol.misshapen or symbol.parameters is not None or symbol.opaque or symbol.known:
        return None
    if not symbol.clauses or any(len(c.indices) != len(indices) or c.condition is not None for c in symbol.clauses):
        return None
    recursive = symbol.name in reached([c.body for c in symbol.clauses], model)
    if not recursive and len(symbol.clauses) == 1 and all(isinstance(i, Index) for i in symbol.clauses[0].indices):
        return symbol.clauses[0]
    if recursive and not _at_a_step(indices[: symbol.family]):
        return None
    return _pinned_first(symbol.clauses, indices)


def _at_a_step(family: tuple[Expr, ...]) -> bool:
    return bool(family) and all(isinstance(k, Number) and 0 <= k.value <= STEPS for k in family)


def _pinned_first(clauses: list[Clause], indices: tuple[Expr, ...]) -> Clause | None:
    for clause in sorted(clauses, key=lambda c: -sum(isinstance(i, int) for i in c.indices)):
        pins = [(i, at) for i, at in zip(clause.indices, indices, strict=True) if isinstance(i, int)]
        if not all(isinstance(at, Number) for _, at in pins):
            return None  # it may be this one
        if all(isinstance(at, Number) and at.value == i for i, at in pins):
            beyond = not pins and any(isinstance(k, Number) and k.value < 1 for k in indices)
            return None if beyond else clause
    return None


def function(e: Expr, setting: Setting) -> Expr | None:
    """A function of the document at its arguments, by its definition."""
    if not isinstance(e, Call) or e.slots:
        return None
    symbol = setting.symbol(e.symbol)
    if symbol is None or symbol.broken or symbol.misshapen or symbol.opaque:
        return None
    if symbol.known:
        return Apply(symbol.known, tuple(a.body for a in e.arguments)) if not e.indices else None
    if symbol.parameters is None or len(symbol.clauses) != 1 or len(symbol.parameters) != len(e.arguments):
        return None
    clause = symbol.clauses[0]
    places = (*e.family, *e.indices)
    if clause.condition is not None or len(clause.indices) != len(places) or not _general(clause):
        return None
    if symbol.name in reached([clause.body], setting.model):
        return None
    body = substitute(clause.body, bound_to(clause, places))
    values = {p.symbol: a for p, a in zip(symbol.parameters, e.arguments, strict=True)}
    if any(len(a.indices) != p.rank for p, a in zip(symbol.parameters, e.arguments, strict=True)):
        return None
    opened = downstream(body, frozenset(values), setting)
    return None if opened is None else replaced(opened, values)


def _general(clause: Clause) -> bool:
    return all(isinstance(i, Index) for i in clause.indices)


def downstream(e: Expr, names: frozenset[str], setting: Setting) -> Expr | None:
    """``e`` with everything replaced by its definition that rests on ``names``; None where that does not end."""
    for _ in range(STEPS):
        found = {n for n in symbols_in(e) - names if names & set(_rests_on(n, setting))}
        if not found:
            return e
        bodies: dict[str, Comprehension] = {}
        for name in sorted(found):
            symbol = setting.model[name]
            if symbol.parameters is not None or symbol.family or len(symbol.clauses) != 1:
                return None
            clause = symbol.clauses[0]
            indices = tuple(i for i in clause.indices if isinstance(i, Index))
            if clause.condition is not None or len(indices) != len(clause.indices) or symbol.broken or symbol.misshapen:
                return None
            bodies[name] = Comprehension(indices, clause.body)
        e = replaced(e, bodies)
    return None


def _rests_on(name: str, setting: Setting) -> list[str]:
    symbol = setting.symbol(name)
    return reached([c.body for c in symbol.clauses], setting.model) if symbol is not None else []


def value_put_in(e: Expr, setting: Setting) -> Expr | None:
    """``f |_{x = a}``: everything that rests on x by its definition, and a for x."""
    if not isinstance(e, Substitute):
        return None
    symbol = setting.symbol(e.symbol)
    if symbol is None or (symbol.is_size and not symbol.axes) or len(symbol.axes) != len(e.value.indices):
        return None
    opened = downstream(e.body, frozenset((e.symbol,)), setting)
    return None if opened is None else replaced(opened, {e.symbol: e.value})


DEFINITIONS: tuple[Law, ...] = (
    Law("definition", r"x = \text{what defines } x", "", definition),
    Law("definition of a function", r"f(a) = \text{the body of } f \text{ at } a", "", function),
    Law("value put in", r"f \,|_{x = a} = f(a)", "", value_put_in),
)
