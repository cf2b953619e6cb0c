"""Integrals ``\\int_a^b f(z)\\,dz`` and what they come to, ``[F(z)]_a^b``: over a variable of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node
from backproof.latex.walk import walk
from backproof.meaning.names import atom
from backproof.meaning.scope import Entry
from backproof.meaning.tensor import Misread, Tensor
from backproof.terms.nodes import Add, Comprehension, Constant, Expr, Integral, Substitute, negative

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


def integral(ela: Elaborator, node: syntax.Big) -> Tensor:
    """The meaning of ``\\int``: a scalar variable, named by the differential at the end (or the start) of the body."""
    variable, body = _differential(node.body)
    if variable is None or body is None:
        raise Misread("J306", "an integral without its differential", node)
    lower, upper = (_bound(ela, b) for b in (node.sub, node.sup))
    if (node.sub is None) != (node.sup is None):
        raise Misread("J306", "an integral over a set", node)
    entry = private(ela, variable, node)
    from backproof.meaning.chance import under

    with under(ela, {atom(variable): entry}):
        t = ela.tensor(body)
    return Tensor(t.axes, Integral(entry.name, t.body, lower, upper), t.row)


def bracket(ela: Elaborator, node: syntax.Scripted) -> Tensor | None:
    """``\\left[F(z)\\right]_a^b`` as F(b) − F(a); None if the bracket holds no function of one variable."""
    base = node.base
    if not (
        isinstance(base, syntax.Group)
        and base.left == "["
        and base.body is not None
        and node.sub is not None
        and node.sup is not None
    ):
        return None
    if (isinstance(node.sup, Name) and node.sup.text in ("T", "top", "ast")) or isinstance(base.body, syntax.Listing):
        return None
    names = {
        atom(n): n
        for n in walk(base.body)
        if isinstance(n, Name) and n.font in ("", "bold") and n.text not in ("pi", "e", "infty")
    }
    loose = {
        k: n
        for k, n in names.items()
        if (found := ela.scope.find(k)) is None
        or (found.learnt == "usage" and not found.symbol.clauses and not found.function)
    }
    letters = ela.scope.fact("integrated").split()
    chosen = [k for k in names if k in letters] or list(loose)
    if len(chosen) != 1:
        return None
    entry = private(ela, names[chosen[0]], node)
    from backproof.meaning.chance import under

    with under(ela, {chosen[0]: entry}):
        t = ela.tensor(base.body)
    ends = [_bound(ela, b) for b in (node.sub, node.sup)]
    if t.rank or any(e is None for e in ends):
        return None
    values: list[Expr] = [Substitute(t.body, entry.name, Comprehension((), e)) for e in ends if e is not None]
    return Tensor((), Add((values[1], negative(values[0]))))


def _bound(ela: Elaborator, node: Node | None) -> Expr | None:
    if node is None:
        return None
    if (
        isinstance(node, syntax.Sum)
        and node.signs == ("-",)
        and isinstance(node.terms[0], Name)
        and node.terms[0].text == "infty"
    ):
        return negative(Constant("infty"))
    return ela.scalar(node, "the bound of an integral")


def private(ela: Elaborator, variable: Name, node: Node) -> Entry:
    """The variable of an integral, apart from any other use of its letter."""
    key = f"{atom(variable)} \\int {node.start}"
    entry = ela.scope.find(key)
    if entry is None:
        entry = ela.scope.create(key, atom(variable))
        entry.total, entry.fixed, entry.counts = 0, True, frozenset((0,))
    entry.lay_out()
    return entry


def _differential(body: Node | None) -> tuple[Name | None, Node | None]:
    """The variable and the integrand of ``f(z)\\,dz``, ``dz\\,f(z)``, ``\\frac{dz}{z}``."""
    if isinstance(body, syntax.Product):
        factors, operators = list(body.factors), list(body.operators)
        for k in (len(factors) - 2, 0):
            if k >= 0 and k + 1 < len(factors) and _is_d(factors[k]) and isinstance(factors[k + 1], Name):
                variable = factors[k + 1]
                assert isinstance(variable, Name)
                rest = factors[:k] + factors[k + 2 :]
                if not rest:
                    return variable, syntax.Number("1")
                kept = operators[: k - 1] if k else operators[2:]
                whole = (
                    rest[0]
                    if len(rest) == 1
                    else syntax.Product(tuple(rest), tuple(kept), start=body.start, end=body.end)
                )
                return variable, whole
    if isinstance(body, syntax.Fraction):
        found, above = _differential(body.numerator)
        if found is not None:
            return found, syntax.Fraction(above, body.denominator, start=body.start, end=body.end)
    return None, None


def _is_d(node: Node) -> bool:
    return isinstance(node, Name) and node.text == "d" and not node.accents


def integrated(nodes: list[Node]) -> set[str]:
    """The letters over which a section integrates."""
    found = set()
    for top in nodes:
        for n in walk(top):
            if isinstance(n, syntax.Big) and n.kind == "int":
                variable, _ = _differential(n.body)
                if variable is not None:
                    found.add(atom(variable))
    return found
