"""Names for what an operation gives, said in words: "P is the row-wise softmax of S", "J is the Jacobian of r".

Such words define a name as an equation would, and become one; it is no statement of the document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.definitions import node_of
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.jacobians import SAID
from backproof.meaning.named_derivatives import worded
from backproof.meaning.prose import Fact
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Scope


def named_objects(scope: Scope, facts: Sequence[Fact], raws: Sequence[Raw]) -> list[Raw]:
    """The equations that the words of a section stand for, one for each name that no equation of it defines."""
    found: list[Raw] = []
    ela = Elaborator(scope)
    given = {
        ref.key for raw in raws if raw.first and raw.left is not None and (ref := ela.resolve(raw.left)) is not None
    }
    for fact in facts:
        if fact.kind != "named" or len(fact.subjects) != 1 or not fact.objects:
            continue
        left, value = node_of(fact.subjects[0]), _value(fact)
        ref = ela.resolve(left) if left is not None else None
        if left is None or ref is None or value is None or ref.key in given or ref.primes or ref.sup.power is not None:
            continue
        given.add(ref.key)
        found.append(worded(left, value, fact.span))
    return found


def _value(fact: Fact) -> Node | None:
    rows = parse(fact.objects[0].latex).rows
    clauses = [c.node for row in rows for c in row.clauses]
    node = clauses[0] if len(clauses) == 1 else None
    node = node.members[0] if isinstance(node, syntax.Relation) else node
    return _OPERATIONS[fact.value](node) if node is not None and not isinstance(node, syntax.Listing) else None


def _at(name: str) -> Callable[[Node], Node | None]:
    """The named operation at an expression."""
    return lambda node: syntax.Operator(Name(name, "op"), syntax.Group("(", ")", node))


def _before(sign: Node) -> Callable[[Node], Node | None]:
    """An operator before the name of a function."""
    return lambda node: syntax.Product((sign, node), ("",)) if isinstance(node, Name | Scripted) else None


_OPERATIONS: dict[str, Callable[[Node], Node | None]] = {
    "softmax": _at("softmax"),
    "diagonal": _at("diag"),
    "jacobian": _before(Name(SAID, "op")),
    "hessian": _before(Scripted(Name("nabla"), None, syntax.Number("2"), 0)),
}
