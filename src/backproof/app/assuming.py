"""What a formula without a document leaves open, filled in by convention: capitals are matrices that act on vectors.

Everything that is filled in is told.
"""

from __future__ import annotations

import re
from itertools import pairwise

from backproof.latex import parse
from backproof.latex.tree import Big, Group, Name, Node, Operator, Product, Relation, Scripted, Sum
from backproof.latex.walk import walk
from backproof.meaning.names import TRANSPOSES, atom, capital, plain_letter

NEVER = frozenset(("I", "E", "L", "J"))
"""Capitals that are rarely matrices."""

_WEIGHTS = re.compile(r"-\s*\\sum_\{?(\w)(?:=\w+)?\}?(?:\^\{?\w\}?)?\s*(\w)_\{?\1\}?\s*\\(?:log|ln)\b")
"""A cross-entropy: its weights are probabilities."""


def declarations(latex: str) -> list[str]:
    """Sentences that say what the letters of a formula are, where the formula does not."""
    nodes = [c.node for row in parse(latex).rows for c in row.clauses if c.node is not None]
    defined = {atom(head) for n in nodes if (head := _head(n)) is not None}
    kinds: dict[str, str] = {}
    for node in nodes:
        for n in walk(node):
            if isinstance(n, Product | Scripted | Operator):
                _note(n, kinds)
    for node in nodes:
        for n in walk(node):
            if isinstance(n, Sum):
                _terms(n, kinds)
    taken = _scripts(nodes) | defined | NEVER
    said = []
    for kind, noun in (("matrix", "a matrix"), ("vector", "a vector")):
        names = sorted(k for k, v in kinds.items() if v == kind and k not in taken)
        said += [f"Let ${_written(name, nodes)}$ be {noun}." for name in names]
    if _called("sigma", nodes):
        said.append(r"Let $\sigma$ be the logistic sigmoid.")
    for name in dict.fromkeys(_WEIGHTS.findall(latex)):
        index, weight = name
        said.append(rf"Let $\sum_{index} {weight}_{index} = 1$.")
    return said


def _head(node: Node) -> Name | None:
    left = node.members[0] if isinstance(node, Relation) else None
    left = left.base if isinstance(left, Scripted) else left
    return left if isinstance(left, Name) else None


def _scripts(nodes: list[Node]) -> set[str]:
    """Letters that stand in scripts: indices, transposes, bounds."""
    found: set[str] = set()
    for node in nodes:
        for n in walk(node):
            parts = [n.sub, n.sup] if isinstance(n, Scripted | Big) else []
            found |= {atom(x) for p in parts if p is not None for x in walk(p) if isinstance(x, Name)}
    return found


def _bare(node: Node) -> Name | None:
    """The name of a factor, if it is one without indices."""
    if isinstance(node, Scripted) and node.sub is None and _transposed(node):
        node = node.base
    return node if isinstance(node, Name) and node.font in ("", "bold") else None


def _transposed(node: Scripted) -> bool:
    return isinstance(node.sup, Name) and node.sup.text in TRANSPOSES


def _note(node: Node, kinds: dict[str, str]) -> None:
    if isinstance(node, Scripted):
        name = _bare(node)
        if name is not None and plain_letter(atom(name)):
            kinds.setdefault(atom(name), "vector")
        elif name is not None and capital(atom(name)):
            kinds.setdefault(atom(name), "matrix")
        return
    if isinstance(node, Operator):
        argument = node.argument
        argument = argument.body if isinstance(argument, Group) and argument.body is not None else argument
        name = _bare(argument)
        if name is not None and capital(atom(name)) and isinstance(node.head, Name) and node.head.text in ("det", "tr"):
            kinds.setdefault(atom(name), "matrix")
        return
    assert isinstance(node, Product)
    names = [_bare(f) for f in node.factors]
    for k, name in enumerate(names):
        if name is None:
            continue
        before = names[k - 1] if k else None
        if capital(atom(name)) and len(node.factors) > 1:
            kinds.setdefault(atom(name), "matrix")
        elif k and _letter(name) and (_row(node.factors[k - 1]) or _acts(before, node.operators[k - 1])):
            kinds.setdefault(atom(name), "vector")


def _acts(before: Name | None, operator: str) -> bool:
    """Whether a capital stands right before."""
    return before is not None and capital(atom(before)) and operator == ""


def _row(node: Node) -> bool:
    return isinstance(node, Scripted) and _transposed(node)


def _letter(name: Name) -> bool:
    return plain_letter(atom(name)) or atom(name) in ("beta", "theta", "omega", "mu")


def _terms(node: Sum, kinds: dict[str, str]) -> None:
    """Beside the product of a matrix and a vector stands a vector."""
    tall = False
    for t in node.terms:
        factors = t.factors if isinstance(t, Product) else (t,)
        last = _bare(factors[-1])
        if len(factors) > 1 and last is not None and kinds.get(atom(last)) == "vector":
            first = _bare(factors[0])
            tall = tall or (first is not None and kinds.get(atom(first)) == "matrix")
    for t in node.terms:
        name = _bare(t)
        if tall and name is not None and _letter(name):
            kinds.setdefault(atom(name), "vector")


def _called(key: str, nodes: list[Node]) -> bool:
    for node in nodes:
        for n in walk(node):
            factors = n.factors if isinstance(n, Product) else ()
            for a, b in pairwise(factors):
                if isinstance(a, Name) and atom(a) == key and isinstance(b, Group):
                    return True
    return False


def _written(key: str, nodes: list[Node]) -> str:
    for node in nodes:
        for n in walk(node):
            if isinstance(n, Name) and atom(n) == key:
                text = n.text if len(n.text) == 1 else rf"\{n.text}"
                return rf"\mathbf{{{text}}}" if n.font == "bold" else text
    return key
