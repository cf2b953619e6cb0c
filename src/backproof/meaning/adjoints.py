"""``dX`` as the name of ∂L/∂X: the notation of backward passes written by hand.

It is read so where the document says it (an equation ``dX = ∂L/∂X``, or words), or where several lines have such a
name alone on their left side. A factor in the convention (``dZ`` is m ∂J/∂Z) belongs to the letter it is said of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.names import Ref, atom
from backproof.meaning.outlets import same_step
from backproof.meaning.prose import Fact
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Scope
from backproof.meaning.tensor import Misread, Tensor
from backproof.terms.nodes import Add, At, Derivative, Index, Mul, Number, Position

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator


def adjoint_of(node: Node | None) -> Node | None:
    """The X of a lone ``dX``; None if the node is nothing of the kind."""
    if (
        isinstance(node, syntax.Product)
        and len(node.factors) == 2
        and node.operators == ("",)
        and is_d(node.factors[0])
    ):
        inner = node.factors[1]
        if isinstance(inner, Name | Scripted):
            return inner
    return None


def is_d(node: Node) -> bool:
    return isinstance(node, Name) and node.text == "d" and not node.accents and node.font in ("", "rm")


def _base(node: Node) -> str:
    base = node.base if isinstance(node, Scripted) else node
    return atom(base) if isinstance(base, Name) else ""


def conventions(scope: Scope, raws: Sequence[Raw], facts: Sequence[Fact]) -> set[Raw]:
    """Learn the convention of a section; the relations that only state it are returned."""
    stated: set[Raw] = set()
    heads: set[str] = set()
    for raw in raws:
        variable = adjoint_of(raw.left) if raw.sign in ("=", ":=") else None
        if variable is None:
            continue
        heads.add(_base(variable))
        if _learn(scope, variable, raw.right):
            stated.add(raw)
    for fact in facts:
        if fact.kind == "adjoint" and fact.objects:
            _said(scope, fact)
    loss = only_loss(scope)
    if not scope.fact("adjoint loss") and len(heads) >= 2 and loss not in heads:
        scope.facts["adjoint loss"] = loss
    if not scope.fact("adjoint loss") and loss in heads:
        # ``dL = e^T de``: where the loss changes with what it is made of, a d is a small change.
        scope.facts["differentials"] = "yes"
    return stated


def _said(scope: Scope, fact: Fact) -> None:
    right = _node(fact.objects[-1].latex)
    for slot in fact.subjects:
        left = _node(slot.latex)
        variable = adjoint_of(left)
        if variable is not None and not _learn(scope, variable, right) and fact.value == "gradient":
            loss = _base(right) if len(fact.objects) > 1 and right is not None else only_loss(scope)
            scope.facts["adjoint loss"] = loss


def _node(latex: str) -> Node | None:
    clauses = [c for row in parse(latex).rows for c in row.clauses if c.node is not None]
    node = clauses[0].node if clauses else None
    return node.members[0] if isinstance(node, syntax.Relation) else node


def _learn(scope: Scope, variable: Node, right: Node | None) -> bool:
    """``dX = m ∂J/∂X`` says which loss is meant, and the factor for X."""
    right = over_a_bar(right)
    factors = list(right.factors) if isinstance(right, syntax.Product) else [right]
    fraction = next((f for f in factors if isinstance(f, syntax.Fraction)), None)
    if (
        fraction is None
        or not isinstance(fraction.numerator, syntax.Product)
        or not isinstance(fraction.denominator, syntax.Product)
    ):
        return False
    top, bottom = fraction.numerator.factors, fraction.denominator.factors
    if (
        len(top) != 2
        or not isinstance(top[0], Name)
        or top[0].text not in ("partial", "d")
        or _base(bottom[-1]) != _base(variable)
    ):
        return False
    if not isinstance(top[1], Name | Scripted):
        return False
    scope.facts["adjoint loss"] = _base(top[1])
    rest = [f for f in factors if f is not fraction and f is not None]
    if rest:
        scope.scales[_base(variable)] = rest
    return True


def over_a_bar(node: Node | None) -> Node | None:
    """``\\partial L / \\partial X`` written in a line, as the fraction it is; anything else as it is."""
    if not (isinstance(node, syntax.Product) and node.operators.count("slash") == 1):
        return node
    k = node.operators.index("slash") + 1
    top = syntax.Product(node.factors[:k], node.operators[: k - 1])
    return syntax.Fraction(top, syntax.Product(node.factors[k:], node.operators[k:]))


def only_loss(scope: Scope) -> str:
    """The one letter of a loss that a section speaks of; empty if there are several, or none."""
    from backproof.meaning.definitions import LOSSES

    seen = [key for key in sorted(LOSSES) if scope.usage.bases[key] or scope.find(key) is not None]
    return seen[0] if len(seen) == 1 else ""


def adjoint(ela: Elaborator, variable: Node) -> Tensor:
    """∂L/∂X in the shape of X, with the factor of the convention."""
    from backproof.meaning.derivatives import ela_key
    from backproof.meaning.tensor import like, renamed

    ref = ela.resolve(variable)
    if ref is None:
        raise Misread("M206", "this differential is not understood", variable)
    known = ela.scope.find(ref.key)
    held: tuple[At, ...] = ()
    if known is None and ref.key != ref.base:
        step = _step_of(ela, ref)
        if step is None:
            return _unnamed(ela, variable, ref.key, ref.base, len(ref.items))
        variable, held = step
    var = ela.tensor(variable)
    if not isinstance(var.body, At):
        raise Misread("M206", "this differential is not understood", variable)
    if not held and is_before(ela, var.body) and (readers := at_same_step(ela, var.body)):
        held = readers if ela.choose("what the step before leads to", ("all", "this step")) == "this step" else ()
    loss = ela.tensor(Name(ela.scope.fact("adjoint loss")))
    if loss.rank:
        raise Misread("M206", "the loss is not a number", variable)
    axes = tuple(like(a) for a in var.axes)
    at = renamed(var, axes)
    assert isinstance(at, At)
    body = Derivative(loss.body, at.symbol, at.indices, held)
    result: Tensor = Tensor(axes, body, var.row, (), axes, ela.scope.fact("adjoint loss"), ela_key(ela, variable))
    for factor in ela.scope.scale(ref.base):
        result = Tensor(axes, Mul((ela.scalar(factor), result.body)), var.row)
    return result.plain()


def _step_of(ela: Elaborator, ref: Ref) -> tuple[Node, tuple[At, ...]] | None:
    """``dc_{next}``: what reaches c_t through the next step alone; ``dc_{prev}``: what goes on to the step before."""
    word = ref.key.removeprefix(f"{ref.base}_")
    entry = ela.scope.find(ref.base)
    if word not in ("next", "prev") or entry is None or len(entry.family) != 1 or entry.total - len(ref.items) < 1:
        return None
    heads = [c.indices[0] for c in entry.symbol.clauses if isinstance(c.indices[0], Index)]
    if not heads or not heads[0].hint or entry.implicit:
        return None
    here: Node = Name(heads[0].hint)
    if word == "prev":
        here = syntax.Sum((here, syntax.Number("1")), ("+", "-"))
    variable = Scripted(Name(ref.base), here, None)
    at = ela.tensor(variable).body
    readers = at_same_step(ela, at) if isinstance(at, At) else ()
    return (variable, readers) if readers else None


def at_same_step(ela: Elaborator, at: At) -> tuple[At, ...]:
    """The symbols that read this one to find their own member at the same step, at that step."""
    model = ela.scope.model
    family = at.indices[: model[at.symbol].family]
    return tuple(
        At(s.name, family)
        for s in model.values()
        if s.name != at.symbol and s.family == len(family) == 1 and any(same_step(c, at.symbol) for c in s.clauses)
    )


def is_before(ela: Elaborator, at: At) -> bool:
    """Whether a member of a family is one of the step before: ``c_{t-1}``."""
    first = at.indices[0] if ela.scope.model[at.symbol].family == 1 else None
    return (
        isinstance(first, Add)
        and len(first.terms) == 2
        and isinstance(first.terms[0], Position)
        and isinstance(first.terms[1], Mul)
        and all(isinstance(f, Number) for f in first.terms[1].factors)
    )


def _unnamed(ela: Elaborator, variable: Node, key: str, base: str, count: int) -> Tensor:
    """``dc_{next}``: the differential of something that is not named elsewhere is a name of its own."""
    made = ela.scope.find(f"d {key}")
    if made is None:
        made = ela.scope.create(f"d {key}")
        model = ela.scope.find(base)
        made.total = count + (model.total - min(model.counts, default=0) if model is not None else 0)
    return ela.place(made, [], variable)


def differential(ela: Elaborator, node: Node) -> Tensor:
    """``dX`` as a small change of X; ``d(X^{-1})`` as the change that follows from it.

    The variables that change are those whose differentials stand in the statement.
    """
    from backproof.meaning.tensor import fit, like, renamed, transpose
    from backproof.terms.nodes import Expr, Sum

    ref = ela.resolve(node)
    if ref is not None and ref.key in ela.differentials:
        var = ela.tensor(node)
        made = ela.scope.find(f"d {ref.key}") or ela.scope.create(f"d {ref.key}")
        made.total = var.rank
        change = ela.place(made, [], node)
        change = transpose(change) if ref.sup.transposed else change
        for a, b in zip(change.axes, var.axes, strict=True):
            fit(a, b, node, "a differential")
        return change
    value = ela.tensor(node)
    terms: list[Expr] = []
    for key, variable in ela.differentials.items():
        var = ela.tensor(variable)
        axes = tuple(like(a) for a in var.axes)
        at = renamed(var, axes)
        change = differential(ela, variable)
        if not isinstance(at, At):
            raise Misread("M206", f"the differential of {key} is not understood", node)
        body: Expr = Mul(
            (
                Derivative(value.body, at.symbol, at.indices),
                renamed(change, axes),
            )
        )
        for a in axes:
            body = Sum(a, body)
        terms.append(body)
    if not terms:
        raise Misread("M206", "a differential without the differentials that it follows from", node)
    return Tensor(value.axes, terms[0] if len(terms) == 1 else Add(tuple(terms)), value.row)


def changing(node: Node | None) -> list[Node]:
    """The X of every ``dX`` in an expression."""
    from backproof.latex.walk import walk

    found: list[Node] = []
    for n in walk(node) if node is not None else ():
        if isinstance(n, syntax.Product):
            for k, operator in enumerate(n.operators):
                if operator == "" and is_d(n.factors[k]) and isinstance(n.factors[k + 1], Name | Scripted):
                    found.append(n.factors[k + 1])
    return found
