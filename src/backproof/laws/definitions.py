"""Names replaced by what defines them: symbols, functions at their arguments, values put in."""

from __future__ import annotations

from collections.abc import Iterable

from backproof.laws.law import Law, page
from backproof.laws.setting import Setting
from backproof.terms.model import Clause, Symbol
from backproof.terms.nodes import Apply, At, Call, Comprehension, Derivative, Expr, Index, Number, Position, Substitute
from backproof.terms.replacing import replaced
from backproof.terms.substitution import substitute
from backproof.terms.traversal import nodes_in, symbols_in

STEPS = 12
"""A recursion is followed down from steps up to this."""


def definition(e: Expr, setting: Setting) -> Expr | None:
    """A symbol by its defining equation."""
    if not isinstance(e, At):
        return None
    symbol = setting.symbol(e.symbol)
    clause = clause_at(symbol, e.indices) if symbol is not None else None
    if clause is None:
        return None
    return substitute(clause.body, bound_to(clause, e.indices))


def later_state(e: Expr, setting: Setting) -> Expr | None:
    """A state of a recurrence by the one before it."""
    symbol = setting.symbol(e.symbol) if isinstance(e, At) else None
    if symbol is None or not isinstance(e, At) or not symbol.family:
        return None
    clause = general_clause(symbol, len(e.indices))
    if clause is None:
        return None
    if len(symbol.clauses) > 1:
        setting.assumptions.setdefault(f"{symbol.latex or symbol.name} is not taken at its first step")
    return substitute(clause.body, bound_to(clause, e.indices))


def bound_to(clause: Clause, indices: tuple[Expr, ...]) -> dict[Index, Expr]:
    """What the indices of a clause are at a place."""
    return {i: at for i, at in zip(clause.indices, indices, strict=True) if isinstance(i, Index)}


def clause_at(symbol: Symbol, indices: tuple[Expr, ...]) -> Clause | None:
    """The one clause that surely defines a symbol at a place; None where nothing does, or another may."""
    if not _defined(symbol, len(indices)):
        return None
    if len(symbol.clauses) == 1 and _general(symbol.clauses[0]):
        return symbol.clauses[0]
    return _pinned_first(symbol.clauses, indices)


def general_clause(symbol: Symbol, places: int) -> Clause | None:
    """The clause that defines a symbol at all steps but the first ones; None unless there is just one."""
    found = [c for c in symbol.clauses if _general(c)] if _defined(symbol, places) else []
    return found[0] if len(found) == 1 else None


def _defined(symbol: Symbol, places: int) -> bool:
    if symbol.broken or symbol.misshapen or symbol.parameters is not None or symbol.opaque or symbol.known:
        return False
    return all(len(c.indices) == places and c.condition is None for c in symbol.clauses) and bool(symbol.clauses)


def rests_on(name: str, kept: frozenset[str], setting: Setting) -> frozenset[str]:
    """All names that the definition of a name leads to, where those that are kept lead nowhere."""
    known = setting.rests_on.get((name, kept))
    if known is not None:
        return known
    seen: set[str] = set()
    todo = [name]
    while todo:
        here = todo.pop()
        symbol = setting.symbol(here)
        if symbol is None or (here in kept and here != name):
            continue
        for clause in symbol.clauses:
            for read in symbols_in(clause.body) - seen:
                seen.add(read)
                todo.append(read)
    found = setting.rests_on[name, kept] = frozenset(seen)
    return found


def _pinned_first(clauses: list[Clause], indices: tuple[Expr, ...]) -> Clause | None:
    for clause in sorted(clauses, key=lambda c: -sum(isinstance(i, int) for i in c.indices)):
        pins = [(i, at) for i, at in zip(clause.indices, indices, strict=True) if isinstance(i, int)]
        if not all(isinstance(at, Number) for _, at in pins):
            return None  # it may be this one
        if all(isinstance(at, Number) and at.value == i for i, at in pins):
            return clause
    return None


def function(e: Expr, setting: Setting) -> Expr | None:
    """A function of the document at its arguments, by its definition; its derivatives there, by differentiating it."""
    if not isinstance(e, Call):
        return None
    symbol = setting.symbol(e.symbol)
    if symbol is None or symbol.broken or symbol.misshapen or symbol.opaque:
        return None
    names = [f"argument {k + 1} of {symbol.name}" for k in range(len(e.arguments))]
    body = _at_arguments(e, symbol, names, setting)
    if body is None:
        return None
    for k, entry in e.slots:
        body = Derivative(body, names[k], entry.indices)
    if e.slots:
        for name, a in zip(names, e.arguments, strict=True):
            body = Substitute(body, name, a)
        return body
    return replaced(body, dict(zip(names, e.arguments, strict=True)))


def _at_arguments(e: Call, symbol: Symbol, names: list[str], setting: Setting) -> Expr | None:
    """The body of a function with a name for each of its arguments."""
    if symbol.known:
        return Apply(symbol.known, tuple(At(n, ()) for n in names)) if not e.indices else None
    if symbol.parameters is None or len(symbol.clauses) != 1 or len(symbol.parameters) != len(e.arguments):
        return None
    clause = symbol.clauses[0]
    places = (*e.family, *e.indices)
    if clause.condition is not None or len(clause.indices) != len(places) or not _general(clause):
        return None
    if symbol.name in rests_on(symbol.name, frozenset(), setting):
        return None
    if any(len(a.indices) != p.rank for p, a in zip(symbol.parameters, e.arguments, strict=True)):
        return None
    body = substitute(clause.body, bound_to(clause, places))
    values = {}
    for p, a, name in zip(symbol.parameters, e.arguments, names, strict=True):
        values[p.symbol] = Comprehension(a.indices, At(name, tuple(Position(i) for i in a.indices)))
    opened = downstream(body, frozenset(values), setting)
    return None if opened is None or _differentiated(opened, values) else replaced(opened, values)


def _differentiated(e: Expr, names: Iterable[str]) -> bool:
    """Whether something is still differentiated by one of the names, or given a value: then it cannot be replaced."""
    return any(isinstance(n, Derivative | Substitute) and n.symbol in names for n in nodes_in(e))


def _general(clause: Clause) -> bool:
    return all(isinstance(i, Index) for i in clause.indices)


def downstream(e: Expr, names: frozenset[str], setting: Setting) -> Expr | None:
    """``e`` with everything replaced by its definition that rests on ``names``; None where that does not end."""
    for _ in range(STEPS):
        found = {n for n in symbols_in(e) - names if names & rests_on(n, frozenset(), setting)}
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


def value_put_in(e: Expr, setting: Setting) -> Expr | None:
    """``f |_{x = a}``: everything that rests on x by its definition, and a for x."""
    if not isinstance(e, Substitute):
        return None
    symbol = setting.symbol(e.symbol)
    if symbol is not None and (symbol.is_size or len(symbol.axes) != len(e.value.indices)):
        return None
    opened = downstream(e.body, frozenset((e.symbol,)), setting)
    return None if opened is None or _differentiated(opened, (e.symbol,)) else replaced(opened, {e.symbol: e.value})


LATER_STATE = Law(
    "state by the state before",
    r"h_t = f(h_{t-1})",
    "",
    later_state,
    At,
    condition="t is not the first step",
    examples=(
        page(
            r"Let $h_t = \tanh(W h_{t-1})$ with $h_t \in \mathbb{R}^n$ and $W \in \mathbb{R}^{n\times n}$. "
            r"We use the numerator layout.",
            r"\frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(1 - h_t^2)\, W",
        ),
    ),
    near_misses=(
        page(
            r"Let $h_t = \tanh(W h_{t-1})$ with $h_t \in \mathbb{R}^n$ and $W \in \mathbb{R}^{n\times n}$. "
            r"We use the numerator layout.",
            r"\frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(1 - h_{t-1}^2)\, W",
        ),
    ),
)

DEFINITIONS: tuple[Law, ...] = (
    Law(
        "definition",
        r"x = \text{what defines } x",
        "",
        definition,
        At,
        examples=(page(r"Let $a \in \mathbb{R}^n$ and $s = \sum_i a_i$.", r"\sum_i \sum_j a_i a_j = s^2"),),
        near_misses=(page(r"Let $a \in \mathbb{R}^n$ and $s = \sum_i a_i$.", r"\sum_i a_i^2 = s^2"),),
    ),
    Law(
        "definition of a function",
        r"f(a) = \text{the body of } f \text{ at } a",
        "",
        function,
        Call,
        examples=(page(r"Let $f(u) = u^2 + 1$.", r"f(x + 1) = x^2 + 2x + 2"),),
        near_misses=(page(r"Let $f(u) = u^2 + 1$.", r"f(x + 1) = x^2 + 2"),),
    ),
    Law(
        "value put in",
        r"f \,|_{x = a} = f(a)",
        "",
        value_put_in,
        Substitute,
        examples=(page(r"Let $f(u) = u^3$.", r"f'(2x) = 12x^2"),),
        near_misses=(page(r"Let $f(u) = u^3$.", r"f'(2x) = 24x^2"),),
    ),
)
