"""Names for derivatives that words give: "let $\\delta_t$ denote $\\partial L/\\partial a_t$", "$g$ is the gradient of
the loss with respect to $y$", "a bar means the derivative of the loss".

Such words define a name as an equation would, and become one; it is no statement of the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backproof.latex import Parsed, parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.adjoints import adjoint_of, only_loss, over_a_bar
from backproof.meaning.names import atom
from backproof.meaning.prose import Fact, Slot
from backproof.meaning.relations import Piece, Raw
from backproof.meaning.scope import Scope
from backproof.meaning.usage import note
from backproof.text.blocks import Formula, Span

BAR = "bar"


def named_in_words(scope: Scope, facts: Sequence[Fact], raws: Sequence[Raw]) -> list[Raw]:
    """The equations that the words of a section stand for; each bears ``worded``, and comes before what uses it."""
    found: list[Raw] = []
    given = {_key(raw.left) for raw in raws if raw.first and raw.sign in ("=", ":=") and _is_derivative(raw.right)}
    for fact in facts:
        if fact.kind != "adjoint" or not fact.objects or fact.pattern == "adjoint-equation":
            continue
        for slot in fact.subjects:
            left, right = _only(slot), _derivative(scope, fact)
            key = _key(left)
            if left is None or right is None or not key or key in given or adjoint_of(left) is not None:
                continue
            given.add(key)
            found.append(worded(left, right, fact.span))
    said = only_loss(scope) if any(f.kind == "adjoint" and f.value == BAR for f in facts) else ""
    if loss := said or next((shown for raw in raws if (shown := _loss_under_bar(raw))), ""):
        scope.facts["bar loss"] = loss
    if loss := scope.fact("bar loss"):
        found.extend(_barred(loss, raws, given))
    note(scope.usage, [raw.right for raw in found if raw.right is not None])
    return found


def _loss_under_bar(raw: Raw) -> str:
    """The loss of ``\\bar O = ∂L/∂O``, which shows by one name what bars mean; empty for any other relation."""
    left, right = raw.left, over_a_bar(raw.right)
    if not (raw.first and raw.sign in ("=", ":=", "equiv") and isinstance(left, Name) and _is_barred(left)):
        return ""
    if not isinstance(right, syntax.Fraction) or not _is_derivative(right):
        return ""
    inner = Name(left.text, left.font, left.accents[:-1])
    above, below = (_behind_sign(n) for n in (right.numerator, right.denominator))
    return atom(above) if isinstance(above, Name) and isinstance(below, Name) and atom(below) == atom(inner) else ""


def _behind_sign(node: Node | None) -> Node | None:
    """The X of ``∂X``."""
    return node.factors[1] if isinstance(node, syntax.Product) and len(node.factors) == 2 else None


def _barred(loss: str, raws: Sequence[Raw], given: set[str]) -> Iterator[Raw]:
    """``\\bar X = ∂L/∂X`` for every letter that bears a bar in the section."""
    # An adjoint is linear in adjoints: ``\\bar x = \\frac1n\\sum_i x_i`` gives the bar another meaning.
    seen = given | {_key(r.left) for r in raws if r.first and r.right is not None and not _has_adjoint(r.right)}
    for raw in raws:
        for node in (*_nodes(raw.left), *_nodes(raw.right)):
            if not (isinstance(node, Name) and _is_barred(node)):
                continue
            key = atom(node)
            if key in seen:
                continue
            seen.add(key)
            inner = Name(node.text, node.font, node.accents[:-1])
            yield worded(Name(node.text, node.font, node.accents), _by(Name(loss), inner), raw.span)


def _is_barred(name: Name) -> bool:
    return bool(name.accents) and name.accents[-1] in (BAR, "overline")


def _has_adjoint(node: Node) -> bool:
    return any(isinstance(n, Name) and (_is_barred(n) or n.text in ("partial", "nabla")) for n in walk(node))


def _nodes(node: Node | None) -> Iterator[Node]:
    return iter(()) if node is None else walk(node)


def worded(left: Node, right: Node, span: Span) -> Raw:
    """The equation that words at a place stand for."""
    formula = Formula("", span, (span.start,))
    made = Raw(Piece(formula, Parsed("", ())), left, right, ":=", "", 0, 0, True, -3, said=span)
    made.worded = True
    return made


def _derivative(scope: Scope, fact: Fact) -> Node | None:
    if fact.value != "gradient":
        right = _only(fact.objects[-1])
        return right if _is_derivative(right) else None
    variable = _only(fact.objects[0])
    if variable is None:
        return None
    if len(fact.objects) > 1:
        loss = _only(fact.objects[1])
        return _by(loss, variable) if loss is not None else None
    key = only_loss(scope)
    return _by(Name(key), variable) if key else None


def _by(loss: Node, variable: Node) -> Node:
    sign = Name("partial")
    return syntax.Fraction(syntax.Product((sign, loss), ("",)), syntax.Product((sign, variable), ("",)))


def _only(slot: Slot) -> Node | None:
    """The expression of a formula that is nothing else."""
    clauses = [c for row in parse(slot.latex).rows for c in row.clauses]
    node = clauses[0].node if len(clauses) == 1 else None
    return None if isinstance(node, syntax.Relation | syntax.Listing) else node


def _is_derivative(node: Node | None) -> bool:
    if isinstance(node, syntax.Fraction):
        return any(isinstance(n, Name) and n.text in ("partial", "d") for n in walk(node))
    if isinstance(node, syntax.Product):
        first = node.factors[0].base if isinstance(node.factors[0], Scripted) else node.factors[0]
        return isinstance(first, Name) and first.text in ("nabla", "partial", "d")
    return False


def _key(node: Node | None) -> str:
    base = node.base if isinstance(node, Scripted) else node
    return atom(base) if isinstance(base, Name) else ""
