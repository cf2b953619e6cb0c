"""Walking expressions: what they read."""

from functools import lru_cache

from backproof.terms.nodes import At, Call, Derivative, Expr, Member, Substitute


@lru_cache(maxsize=50_000)
def symbols_in(expr: Expr) -> frozenset[str]:
    """The names of all symbols that an expression reads."""
    names: set[str] = set()
    todo: list[Expr] = [expr]
    seen: set[Expr] = set()
    while todo:
        e = todo.pop()
        if e in seen:
            continue
        seen.add(e)
        if isinstance(e, At | Call | Member | Derivative | Substitute):
            names.add(e.symbol)
        todo.extend(e.children())
    return frozenset(names)
