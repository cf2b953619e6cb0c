"""The kind of a claim, told from the notation that stands in it."""

from __future__ import annotations

from backproof.latex.tree import Big, Fraction, Name, Node, Operator, Product, Scripted, Sum
from backproof.latex.walk import walk
from backproof.meaning.names import atom


def kind(left: Node | None, right: Node | None, sign: str) -> str:
    """``gradient``, ``hessian``, ``expectation``, …"""
    if sign in ("in", "colon"):
        return "shape"
    if sign == "sim":
        return "distribution"
    if sign in ("<", "<=", ">", ">=", "<<", ">>"):
        return "inequality"
    if sign in ("preceq", "succeq", "prec", "succ") or sign.endswith(("convex", "concave")):
        return "convexity"
    if sign == "approx":
        return "limit"
    found = _marks(left) | _marks(right)
    for name in ("argmin", "limit", "variance", "expectation", "hessian", "gradient"):
        if name in found:
            return name
    if _steps(left) and _steps(right):
        return "recursion"
    return "algebra"


def _marks(node: Node | None) -> set[str]:
    found: set[str] = set()
    if node is None:
        return found
    for n in walk(node):
        if isinstance(n, Big):
            if n.kind in ("argmin", "argmax"):
                found.add("argmin")
            if n.kind == "lim":
                found.add("limit")
        elif isinstance(n, Fraction):
            found |= _fraction(n)
        elif isinstance(n, Scripted):
            base = n.base
            if isinstance(base, Name) and base.text == "nabla":
                found.add("hessian" if n.sup is not None else "gradient")
            if isinstance(base, Name) and base.text == "partial" and n.sub is not None:
                found.add("hessian" if n.sup is not None else "gradient")
            if n.primes and isinstance(base, Name):
                found.add("gradient" if n.primes == 1 else "hessian")
        elif isinstance(n, Name):
            found |= _word(n)
        elif isinstance(n, Operator):
            pass
    return found


def _word(n: Name) -> set[str]:
    key = atom(n)
    if key == "bb:E":
        return {"expectation"}
    if key in ("Var", "Cov", "var", "cov"):
        return {"variance"}
    if key == "nabla":
        return {"gradient"}
    return set()


def _fraction(n: Fraction) -> set[str]:
    factors = n.numerator.factors if isinstance(n.numerator, Product) else (n.numerator,)
    for f in factors:
        if (
            isinstance(f, Scripted)
            and isinstance(f.base, Name)
            and f.base.text in ("partial", "d")
            and f.sup is not None
        ):
            return {"hessian"}
        if isinstance(f, Name) and f.text in ("partial", "d") and n.denominator is not None:
            return {"gradient"}
    return set()


def _steps(node: Node | None) -> bool:
    if node is None:
        return False
    for n in walk(node):
        if isinstance(n, Scripted) and isinstance(n.base, Name):
            for script in (n.sub, n.sup):
                inner = getattr(script, "body", script)
                if isinstance(inner, Sum) and len(inner.terms) > 1:
                    return True
    return False
