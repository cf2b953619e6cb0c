"""Which equations define, and of what shape everything is: found together, over a whole section.

Names whose axes nothing declares start from a guess; a statement that does not fit under the guesses proposes
others, and a proposal is kept if more of the section holds together with it than without.
"""

from __future__ import annotations

from dataclasses import dataclass

from backproof.latex.tree import Name, Number
from backproof.meaning.calls import functions
from backproof.meaning.defining import define
from backproof.meaning.definitions import read_relation
from backproof.meaning.diagnosing import diagnose
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import Head
from backproof.meaning.hypotheses import is_case
from backproof.meaning.intermediates import name_parts
from backproof.meaning.members import settle_members
from backproof.meaning.names import atom
from backproof.meaning.orders import definite, narrow
from backproof.meaning.proposals import lowered, proposals
from backproof.meaning.relations import Raw
from backproof.meaning.roles import roles
from backproof.meaning.scope import Entry
from backproof.meaning.shadowing import choices, dropped, inherited, shadowed
from backproof.meaning.sinks import domains, losses, subject
from backproof.meaning.stacked import put_together
from backproof.meaning.tensor import Misread
from backproof.meaning.trials import Known
from backproof.meaning.workspace import Section, entry_key
from backproof.terms.model import Clause
from backproof.terms.nodes import At
from backproof.terms.sizes import alias, learning, mark, undo

ROUNDS = 3


def infer(state: Section) -> None:
    """Find roles, definitions and shapes of a section, in place."""
    scope = state.scope
    scope.facts["unsettled"] = "yes"
    nodes = [n for r in state.raws for n in (r.left, r.right) if n is not None]
    functions(scope, nodes, state.raws)
    roles(state)
    definite(state)
    _equal_sizes(state)
    base = mark()
    order = _general_first(state, [r for r in state.raws if r.problem is None])
    failed = _pass(state, order, base)
    if failed:
        # A name may be used before its definition gives it a shape: that is no misfit yet.
        failed = _pass(state, order, base)
    for _ in range(ROUNDS):
        changed = False
        for raw in list(failed):
            if _improve(state, raw, order):
                changed = True
        failed = _pass(state, order, base)
        if not changed:
            break
    losses(state)
    scope.facts["settled"] = "yes"
    scope.facts.pop("unsettled", None)
    failed = _pass(state, order, base)
    settle_members(scope)
    _name_parts(state)
    _broken(state, failed)
    domains(state)
    narrow(state)


def _equal_sizes(state: Section) -> None:
    """``m = N``: two letters of one length, unless that is a case (``if m = N``) or a claim."""
    for raw in state.raws:
        if raw.sign != "=" or not isinstance(raw.left, Name) or not isinstance(raw.right, Name) or raw.conditions:
            continue
        found = [state.scope.find(atom(n)) for n in (raw.left, raw.right)]
        sizes = [e.symbol for e in found if e is not None and e.symbol.is_size and not e.total]
        chained = any(r.chain == raw.chain and r is not raw for r in state.raws)
        if len(sizes) != 2 or chained or is_case(raw.piece.formula, state.blocks.blocks):
            continue
        one, other = sizes
        if one is not other and raw not in state.heads and not one.clauses and not other.clauses:
            alias(one.name, other.name)
            one.clauses.append(Clause((), At(other.name, ()), None, raw))
            state.roles[raw] = "declaration"


def _general_first(state: Section, order: list[Raw]) -> list[Raw]:
    """What defines single members of a family (``h_0 = x``) after what defines all of them, wherever it stands.

    The shape of one member does not tell how those of the others depend on the step.
    """
    general = {entry_key(h): r for r in order if r in state.heads and not _of_member(h := state.heads[r][0])}
    late: dict[Raw, list[Raw]] = {}
    for r in order:
        law = general.get(entry_key(state.heads[r][0])) if r in state.heads else None
        if law is not None and _of_member(state.heads[r][0]) and r.span.start < law.span.start:
            late.setdefault(law, []).append(r)
    moved = {r for found in late.values() for r in found}
    return [x for r in order if r not in moved for x in (r, *late.get(r, ()))]


def _of_member(head: Head) -> bool:
    return any(isinstance(item, Number) for item in head.ref.items)


def _pass(state: Section, order: list[Raw], base: int) -> list[Raw]:
    """Elaborate everything anew; the relations that do not hold together under the present shapes."""
    undo(base)
    _clear(state)
    put_together(state)
    failed = []
    for raw in order:
        if not _elaborates(state, raw):
            failed.append(raw)
    return failed


def _clear(state: Section) -> None:
    for raw in state.heads:
        state.scope.position = raw.span.start
        entry = state.scope.find(entry_key(state.heads[raw][0]))
        if entry is not None:
            entry.symbol.clauses = [c for c in entry.symbol.clauses if c.place not in state.heads]


def _elaborates(state: Section, raw: Raw) -> bool:
    point = mark()
    state.scope.position = raw.span.start
    state.misfits.pop(raw, None)
    try:
        with learning(None if state.scope.statement else raw.span):
            _elaborate(state, raw)
        return True
    except Misread as problem:
        undo(point)
        state.misfits[raw] = problem
        return False
    except RecursionError:
        undo(point)
        return False


def _elaborate(state: Section, raw: Raw) -> None:
    role = state.roles.get(raw, "claim")
    if raw in state.heads and raw.mended:
        raise Misread("M206", f"a definition in a damaged line: {raw.mended}")
    if raw in state.heads:
        define(state, raw)
    elif role == "claim" and raw.sign in ("=", "equiv"):
        _any_reading(state, raw)
    elif role == "claim" and raw.sign == "sim":
        Elaborator(state.scope).tensor(raw.left)


def _any_reading(state: Section, raw: Raw) -> None:
    """The first reading of a relation that fits; its unifications stay."""
    first: Misread | None = None
    tried: list[dict[str, str]] = []
    queue: list[dict[str, str]] = [{}]
    while queue and len(tried) < 10:
        choices = queue.pop(0)
        if choices in tried:
            continue
        tried.append(choices)
        ela = Elaborator(state.scope, choices)
        point = mark()
        try:
            read_relation(ela, raw, state.conditions.get(raw, []))
            return
        except Misread as problem:
            undo(point)
            first = first or problem
        for p, options in ela.seen.items():
            taken = choices.get(p, options[0])
            queue.extend({**choices, p: o} for o in options if o != taken)
    raise first or Misread("M206", "no reading fits")


def _improve(state: Section, raw: Raw, order: list[Raw]) -> bool:
    """Try other shapes for the names of a relation that does not fit; keep the first that leaves fewer misfits."""
    return not _elaborates(state, raw) and (_reshape(state, raw, order) or _apart(state, raw, order))


def _reshape(state: Section, raw: Raw, order: list[Raw]) -> bool:
    """Give the names of a relation other shapes, if that leaves fewer misfits."""
    entries = _suspects(state, raw)
    related = [r for r in order if r is raw or (_keys(state, r) & {e.key for e in entries})][:40]
    known = Known(state.scope)
    before = _misfits(state, related)
    for proposal in proposals(entries):
        known.put_back()
        for e, total, flag in proposal:
            e.total = total
            if e.function:
                e.elementwise = e.symbol.elementwise = flag
        if _misfits(state, related).fewer_than(before):
            for e, _, _ in proposal:
                e.convention = e.convention or "the shape that makes the formulas fit"
                e.symbol.lowered = lowered(e, state.scope.usage.is_transposed(e.key))
            return True
    known.put_back()
    return False


def _apart(state: Section, raw: Raw, order: list[Raw]) -> bool:
    """Try whether inherited names of a definition that does not fit mean something else in this section."""
    for outer in choices(inherited(state, raw)):
        keys = {e.key for e in outer}
        related = [r for r in order if r is raw or (_keys(state, r) & keys)][:40]
        known = Known(state.scope)
        before = _misfits(state, related)
        made = shadowed(state, outer)
        _forget_sizes(state, raw)
        # A definition that is understood outweighs one relation that has yet to be fitted to it.
        if (_misfits(state, related).count <= before.count or _reshape(state, raw, related)) and _elaborates(
            state, raw
        ):
            return True
        known.put_back()
        dropped(state, made)
    return False


def _forget_sizes(state: Section, raw: Raw) -> None:
    """The name that a definition defines has the sizes that other lines gave it with what it used to rest on."""
    entry = state.scope.entries.get(entry_key(state.heads[raw][0]))
    if entry is not None and not entry.fixed:
        entry.axes = []
        entry.lay_out()


def _keys(state: Section, raw: Raw) -> set[str]:
    left, right = state.sides.get(raw, (set(), set()))
    return left | right


@dataclass(frozen=True)
class Misfits:
    """How many relations do not hold together, and which definitions are among them."""

    count: int
    definitions: frozenset[Raw]

    def fewer_than(self, others: Misfits) -> bool:
        """Whether there are fewer, and no definition among them that was none of the others.

        A claim may be what is wrong with a page: that two of them fit does not outweigh a definition
        that no longer does.
        """
        return self.count < others.count and self.definitions <= others.definitions


def _misfits(state: Section, related: list[Raw]) -> Misfits:
    point = mark()
    found = [r for r in related if not _elaborates(state, r)]
    undo(point)
    return Misfits(len(found), frozenset(r for r in found if r in state.heads))


def _suspects(state: Section, raw: Raw) -> list[Entry]:
    out = []
    for key in sorted(_keys(state, raw)):
        entry = state.scope.entries.get(key)
        if (
            entry is not None
            and not entry.fixed
            and not entry.ranked
            and not entry.symbol.is_size
            and entry.learnt != "prose"
            and not entry.symbol.known
        ):
            out.append(entry)
    for entry in list(state.scope.entries.values()):
        if entry.key.startswith("formal ") and entry.key.split(" ")[1] in _keys(state, raw) and not entry.fixed:
            out.append(entry)
    out.sort(key=lambda e: bool(e.convention) + 2 * bool(e.symbol.clauses))  # the least founded guess first
    return out[:8]


def _name_parts(state: Section) -> None:
    """Names that this section gives to parts of what is defined already."""
    for raw, (head, _) in state.heads.items():
        state.scope.position = raw.span.start
        entry = state.scope.find(entry_key(head))
        if entry is not None and head.parameters is None:
            for clause in entry.symbol.clauses:
                if clause.place is raw:
                    name_parts(state.scope.model, entry, clause)


def _broken(state: Section, failed: list[Raw]) -> None:
    """Mark the symbols whose defining equations were not understood."""
    for raw in [*failed, *(r for r in state.raws if r.problem is not None)]:
        head = state.heads.get(raw)
        entry = state.scope.find(entry_key(head[0])) if head is not None else None
        if entry is None and raw.left is not None and raw.first:
            entry = subject(state, raw.left)
            if entry is not None and not entry.loss:
                entry = None
        if entry is not None and not entry.symbol.clauses:
            entry.symbol.broken = True
            problem = state.misfits.get(raw)
            if head is not None and problem is not None and len(problem.labels) > 1:
                # What two declarations say of it cannot both hold: that is the page's slip, not ours.
                state.scope.misfits[entry.name] = diagnose(problem, raw)
                entry.symbol.misshapen = True
