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
        wanted = {v for v in variables if v != entry.name}
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


def _variables(state: Section) -> set[str]:
    """The symbols by which something is differentiated in the section."""
    found: set[str] = set()
    for raw in state.raws:
        for side in (raw.left, raw.right):
            for node in walk(side) if side is not None else ():
                below = _below(node)
                if below is not None:
                    for inner in walk(below):
                        if isinstance(inner, Name | Scripted):
                            ref = Elaborator(state.scope).resolve(inner)
                            entry = (
                                state.scope.find(ref.key) or state.scope.find(ref.key + "^2")
                                if ref is not None
                                else None
                            )
                            squared = (
                                state.scope.find(ref.key + "^2")
                                if ref is not None and ref.sup.power is not None
                                else None
                            )
                            chosen = squared or entry
                            if chosen is not None and not chosen.function and not chosen.symbol.is_size:
                                found.add(chosen.name)
    return found


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
