"""What losses rest on, and what domain follows from the functions that symbols stand under."""

from __future__ import annotations

from backproof.latex import tree as syntax
from backproof.latex.tree import Listing, Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.adjoints import adjoint_of
from backproof.meaning.definitions import LOSSES
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.losses import last_member
from backproof.meaning.names import letter, plain_letter
from backproof.meaning.outlets import EVERY, LAST, Outlet, ends_beyond, outlets
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry
from backproof.meaning.workspace import Section, entry_key
from backproof.terms.traversal import reached


def subject(state: Section, node: Node) -> Entry | None:
    """The name at the head of a left side, also where it is called in a way that defines nothing."""
    while isinstance(node, syntax.Product | syntax.Operator):
        node = node.factors[0] if isinstance(node, syntax.Product) else node.head
    ref = Elaborator(state.scope).resolve(node)
    return state.scope.find(ref.key) if ref is not None else None


def losses(state: Section) -> None:
    """Names that are differentiated although nothing defines them are losses: functions of the sinks."""
    scope = state.scope
    _lasts(state)
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
        scope.outlets[entry.key] = _said(state, entry.key, wanted) or _upstream(state, outlets(scope.model, wanted))


def _said(state: Section, key: str, wanted: set[str]) -> list[Outlet]:
    """What words say that a loss depends on, where that is all it depends on."""
    nodes, how = state.scope.said_outlets_of(key)
    found: list[Outlet] = []
    for said in nodes:
        every = isinstance(said, Listing)  # ``h_1, \\dots, h_T``
        ref = Elaborator(state.scope).resolve(said.items[0] if every else said)
        entry = state.scope.find(ref.key) if ref is not None else None
        if ref is None or entry is None or entry.function or entry.loss or entry.symbol.is_size:
            return []
        item = ref.items[0] if ref.items and entry.family and not every else None
        generic = item is None or (plain_letter(letter(item)) and not state.scope.usage.is_size(letter(item)))
        found.append(Outlet(entry.name, EVERY if generic else LAST, None if generic else item, said=True))
    # A call of what other lines define (``E(x_L)``) leaves nothing out; one of parameters (``E(W, b)``) often does.
    only = how == "only" or (how == "call" and all(state.scope.model[o.name].clauses for o in found))
    if not only and ends_beyond(state.scope.model, wanted, {o.name for o in found}):
        return []
    return found


def _upstream(state: Section, found: list[Outlet]) -> list[Outlet]:
    """The ends by which the page names the derivative ("with $\\delta = \\partial L/\\partial h$"), but not those that
    are defined only after it: what came from above when it was named came through the others."""
    model = state.scope.model
    made = {o.name: min((_start(c.place) for c in model[o.name].clauses), default=-1) for o in found}
    named: dict[str, int] = {}
    for raw, (_, right) in state.heads.items():
        below = _below(right)
        for inner in walk(below) if below is not None else ():
            entry = _entry(state, inner) if isinstance(inner, Name | Scripted) else None
            if entry is not None and entry.name in made:
                named[entry.name] = raw.span.start
    if not named:
        return found
    return [o for o in found if o.name in named or made[o.name] < min(named.values())]


def _start(place: object) -> int:
    return place.span.start if isinstance(place, Raw) else -1


def _lasts(state: Section) -> None:
    """Where the families of the section end, as far as the ranges of their indices are stated."""
    for raw, (head, _) in state.heads.items():
        state.scope.position = raw.span.start
        entry = state.scope.find(entry_key(head))
        for item in head.ref.items[:1] if entry is not None and entry.family else ():
            last = last_member(state.scope, item)
            if entry is not None and last is not None:
                state.scope.lasts.setdefault(entry.name, last)


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


_TOGETHER = {("binary", "one-hot"): "one-hot", ("binary", "symmetric"): "symmetric binary"}
"""What a declared domain becomes by what words say of it besides."""


def domains(state: Section) -> None:
    for scope in state.scope.around():
        for fact, domain in scope.facts.items():
            if fact.startswith("domain "):
                entry = state.scope.find(fact[7:])
                known = entry.symbol.domain if entry is not None else ""
                if entry is not None and (known == "real" or (known, domain) in _TOGETHER):
                    entry.symbol.domain = _TOGETHER.get((known, domain), domain)
