"""Walking expressions: what stands in them, and what they rest on through definitions and laws."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from backproof.terms.model import Model
from backproof.terms.nodes import At, Call, Derivative, Expr, Index, Member, Mul, Substitute


def nodes_in(*roots: Expr) -> Iterator[Expr]:
    """Every node of the expressions, themselves included, each once."""
    todo: list[Expr] = list(roots)
    seen: set[Expr] = set()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        todo.extend(node.children())


@lru_cache(maxsize=50_000)
def symbols_in(expr: Expr) -> frozenset[str]:
    """The names of all symbols that an expression reads."""
    return frozenset(n.symbol for n in nodes_in(expr) if isinstance(n, At | Call | Member | Derivative | Substitute))


def reached(roots: Iterable[Expr], model: Model) -> list[str]:
    """The names of all symbols that expressions rest on, through definitions and laws too, in a fixed order."""
    order: dict[str, None] = {}
    todo = sorted(set().union(*(symbols_in(e) for e in roots)))
    while todo:
        name = todo.pop(0)
        if name in order or name not in model:
            continue
        order[name] = None
        law = model[name].distribution
        inner = [*(c.body for c in model[name].clauses), *(law.parameters if law is not None else ())]
        todo.extend(sorted(set().union(*(symbols_in(e) for e in inner))))
    return list(order)


def repeats(expr: Expr, index: Index) -> bool:
    """Whether a free index stands in two or more factors of one product: then a sum over it may be meant."""
    return any(isinstance(n, Mul) and sum(index in f.free for f in n.factors) >= 2 for n in nodes_in(expr))


def differentiates(expr: Expr) -> bool:
    """Whether something is differentiated: a derivative, or a function with slots."""
    return any(isinstance(n, Derivative) or (isinstance(n, Call) and n.slots) for n in nodes_in(expr))
