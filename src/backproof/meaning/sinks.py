"""What losses rest on, and what domain follows from the functions that symbols stand under."""

from __future__ import annotations

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.adjoints import adjoint_of
from backproof.meaning.definitions import LOSSES
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.workspace import Section
from backproof.terms.traversal import reached


def subject(state: Section, node: Node) -> Entry | None:
    """The name at the head of a left side, also where it is called in a way that defines nothing."""
    while isinstance(node, syntax.Product | syntax.Operator):
        node = node.factors[0] if isinstance(node, syntax.Product) else node.head
    ref = Elaborator(state.scope).resolve(node)
    return state.scope.find(ref.key) if ref is not None else None


def losses(state: Section) -> None:
    """Names that are differentiated although nothing defines them are losses: functions of the sinks."""
    from backproof.meaning.losses import sinks

    scope = state.scope
    if scope.fact("adjoint loss"):
        scope.usage.numerators.add(scope.fact("adjoint loss"))
    variables = _variables(state)
    for key in sorted(scope.usage.numerators):
        entry = scope.find(key)
        if (
            entry is None
            or entry.symbol.clauses
            or entry.symbol.known
            or (entry.function and not entry.symbol.opaque)
            or entry.fixed
        ):
            continue
        if entry.total and key not in LOSSES:
            continue
        entry.loss = not entry.function
        entry.family = set(range(entry.total))
        entry.lay_out()
        entry.symbol.opaque = True
        speaking = {v for above, v in variables if above is None or _speaks_of(above, entry, state)}
        wanted = speaking - {entry.name}
        scope.facts[f"sinks of {entry.key}"] = "\n".join(sinks(scope, wanted))


def _below(node: Node) -> Node | None:
    """What something is differentiated by: a denominator, the subscript of ∇ or ∂."""
    if isinstance(node, syntax.Fraction):
        return node.denominator
    if (
        isinstance(node, Scripted)
        and isinstance(node.base, Name)
        and node.base.text in ("nabla", "partial", "D", "grad")
    ):
        return node.sub
    if isinstance(node, syntax.Product) and "slash" in node.operators:
        return node
    return adjoint_of(node)


def _speaks_of(above: Entry, loss: Entry, state: Section) -> bool:
    """Whether what is differentiated is a loss, or made of it."""
    if above is loss:
        return True
    return loss.name in reached([c.body for c in above.symbol.clauses], state.scope.model)


def _above(state: Section, node: Node) -> Entry | None:
    """What a fraction of differentials differentiates, where that is a name."""
    top = node.numerator if isinstance(node, syntax.Fraction) else node
    if not isinstance(top, syntax.Product) or len(top.factors) < 2:
        return None
    sign = top.factors[0].base if isinstance(top.factors[0], Scripted) else top.factors[0]
    if not (isinstance(sign, Name) and sign.text in ("partial", "d")):
        return None
    ref = Elaborator(state.scope).resolve(top.factors[1])
    return state.scope.find(ref.key) if ref is not None else None


def _variables(state: Section) -> list[tuple[Entry | None, str]]:
    """The symbols by which something is differentiated in the section, with what that is where it is a name."""
    found: dict[tuple[Entry | None, str], None] = {}
    for raw in state.raws:
        for side in (raw.left, raw.right):
            for node in walk(side) if side is not None else ():
                below = _below(node)
                if below is not None:
                    above = _above(state, node)
                    for inner in walk(below):
                        entry = _entry(state, inner) if isinstance(inner, Name | Scripted) else None
                        if entry is not None and not entry.function and not entry.symbol.is_size:
                            found[above, entry.name] = None
    return list(found)


def _entry(state: Section, node: Node) -> Entry | None:
    """The symbol that a variable names; ``σ^2`` may be one of its own."""
    ref = Elaborator(state.scope).resolve(node)
    if ref is None:
        return None
    squared = state.scope.find(ref.key + "^2")
    if squared is not None and ref.sup.power is not None:
        return squared
    return state.scope.find(ref.key) or squared


def domains(state: Section) -> None:
    scope: Scope | None = state.scope
    while scope is not None:
        for fact, domain in scope.facts.items():
            if fact.startswith("domain "):
                entry = state.scope.find(fact[7:])
                if entry is not None and (
                    entry.symbol.domain == "real" or (entry.symbol.domain, domain) == ("binary", "one-hot")
                ):
                    entry.symbol.domain = domain
        scope = scope.parent
