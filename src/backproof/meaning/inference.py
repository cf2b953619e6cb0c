"""Which equations define, and of what shape everything is: found together, over a whole section.

Names whose axes nothing declares start from a guess; a statement that does not fit under the guesses proposes
others, and a proposal is kept if more of the section holds together with it than without.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from backproof.claims.statement import Role
from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.adjoints import adjoint_of
from backproof.meaning.arithmetic import inverted
from backproof.meaning.conventions import assume
from backproof.meaning.definitions import LOSSES, STANDARD, functions, read_relation
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import Head, head_of
from backproof.meaning.hypotheses import assumed, explained
from backproof.meaning.intermediates import name_parts
from backproof.meaning.names import CONVENTIONAL, atom, capital, letter
from backproof.meaning.orders import declares, narrow
from backproof.meaning.references import settle
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.sections import Section as Blocks
from backproof.meaning.shapes import space_of
from backproof.meaning.signs import ORDER
from backproof.meaning.tensor import Misread, Tensor, affine_key, fit, repeats, resized, substitute
from backproof.terms.model import Clause, Parameter
from backproof.terms.nodes import Add, Apply, Expr, Index, Mul, Number, Position, number
from backproof.terms.sizes import Size, alias, mark, undo, unify
from backproof.terms.traversal import symbols_in

ROUNDS = 3


@dataclass(eq=False)
class Section:
    """The state of inference over one section."""

    blocks: Blocks
    scope: Scope
    raws: list[Raw]
    roles: dict[Raw, Role] = field(default_factory=dict)
    heads: dict[Raw, tuple[Head, Node]] = field(default_factory=dict)
    conditions: dict[Raw, list[Node]] = field(default_factory=dict)
    solved: dict[Raw, str] = field(default_factory=dict)
    first_seen: dict[str, Raw] = field(default_factory=dict)
    sides: dict[Raw, tuple[set[str], set[str]]] = field(default_factory=dict)
    premises: list[Raw] = field(default_factory=list)
    examples: list[tuple[Raw, str, float]] = field(default_factory=list)
    rests: dict[str, set[str]] = field(default_factory=dict)
    """For each defined name, the names its defining equation mentions."""

    def unknown(self, raw: Raw) -> set[str]:
        """Names first met in this relation, on one side only, that nothing introduces."""
        left, right = self.sides.get(raw, (set(), set()))
        fresh = set()
        for key in left ^ right:
            seen = self.first_seen.get(key)
            entry = self.scope.find(key)
            if (
                seen is raw
                and entry is not None
                and entry.learnt == "usage"
                and not entry.symbol.clauses
                and not entry.function
                and not entry.loss
                and not entry.symbol.is_size
            ):
                fresh.add(key)
        return fresh


def infer(state: Section) -> None:
    """Find roles, definitions and shapes of a section, in place."""
    scope = state.scope
    nodes = [n for r in state.raws for n in (r.left, r.right) if n is not None]
    functions(scope, nodes, state.raws)
    _roles(state)
    base = mark()
    order = [r for r in state.raws if r.problem is None]
    failed = _pass(state, order, base)
    for _ in range(ROUNDS):
        changed = False
        for raw in list(failed):
            if _improve(state, raw, order, base):
                changed = True
        failed = _pass(state, order, base)
        if not changed:
            break
    _losses(state)
    scope.facts["settled"] = "yes"
    failed = _pass(state, order, base)
    _name_parts(state)
    _broken(state, failed)
    _domains(state)
    narrow(state)


# ---------------------------------------------------------------------- roles


def _roles(state: Section) -> None:
    defined: set[str] = set()
    for raw in state.raws:
        if raw.problem is not None:
            continue
        _note_names(state, raw)
        role, head = _role(state, raw, defined)
        if role != "claim":
            state.roles[raw] = role
        if head is not None:
            state.heads[raw] = head
            defined.add(_signature(state, head[0]))
            left, right = state.sides[raw]
            state.rests.setdefault(_entry_key(head[0]), left | right)
    _answers(state)


def _answers(state: Section) -> None:
    """``2/3 + b = 0 → b = -2/3``: the second relation is the answer to the first, so the first is taken at it."""
    for before, raw in zip(state.raws, state.raws[1:], strict=False):
        if raw.lead != "arrow" or raw.piece is not before.piece or raw.problem or before.problem or not raw.first:
            continue
        head = head_of(Elaborator(state.scope), raw.left)
        if head is None or head.parameters is not None or head.ref.items or raw.right is None:
            continue
        key = _entry_key(head)
        if key in state.sides[before][0] | state.sides[before][1] and not _reads_itself(
            Elaborator(state.scope), raw.right, head
        ):
            state.scope.redefine(key, before.span.start)
            state.heads[raw] = (head, raw.right)
            state.roles[raw] = "definition"
            if before in state.heads and _entry_key(state.heads[before][0]) == key:
                continue


def _note_names(state: Section, raw: Raw) -> None:
    ela = Elaborator(state.scope)
    sides = []
    for node in (raw.left, raw.right):
        keys = set()
        for n in walk(node) if node is not None else ():
            if isinstance(n, Name | Scripted):
                ref = ela.resolve(n)
                if ref is not None:
                    keys.add(ref.key)
        sides.append(keys)
        for key in keys:
            if key not in state.first_seen and state.scope.find(key) is None:
                state.first_seen[key] = raw
    state.sides[raw] = (sides[0], sides[1])


def _signature(state: Section, head: Head) -> str:
    """A head up to the letters of its indices: ``m_0`` is not ``m_t``."""
    items = []
    for item in head.ref.items:
        inner = item.body if isinstance(item, syntax.Group) and item.body is not None else item
        items.append(inner.text if isinstance(inner, syntax.Number) else "·")
    return f"{_entry_key(head)}[{','.join(items)}]"


def _role(state: Section, raw: Raw, defined: set[str]) -> tuple[Role, tuple[Head, Node] | None]:
    ela = Elaborator(state.scope)
    state.scope.position = raw.span.start
    if raw in state.scope.conventions:
        return "declaration", None
    if (
        isinstance(raw.left, Name)
        and raw.first
        and atom(raw.left) in state.scope.usage.listed
        and isinstance(raw.right, syntax.Group | Scripted | syntax.Matrix)
    ):
        return "declaration", None
    if raw.sign == "in":
        if isinstance(raw.left, Name | Scripted) and raw.first:
            return "declaration", None
        return "claim", None
    if raw.sign in ("sim", "colon", "mapsto") and isinstance(raw.left, Name | Scripted) and raw.first:
        return "declaration", None
    if raw.sign in ORDER and declares(state, raw):
        return "declaration", None
    if raw.sign not in ("=", ":=", "leftarrow", "equiv", "=:"):
        return ("declaration" if raw.sign in ("!=", "to") and _is_letter(state, raw.left) else "claim"), None
    if (
        raw.sign == "="
        and raw.first
        and ((_is_letter(state, raw.left) and _is_letter(state, raw.right, numbers=True)) or _self_call(ela, raw))
    ):
        return "declaration", None
    if raw.sign == "leftarrow":
        head = head_of(ela, raw.left)
        if head is not None and raw.right is not None and not _reads_itself(ela, raw.right, head):
            return "update", (head, raw.right) if _signature(state, head) not in defined and not _known(
                state, head
            ) else None
        return "update", None
    if raw.sign == ":=" or raw.first:
        head = head_of(ela, raw.left)
        if (
            head is not None
            and raw.right is not None
            and not (head.parameters is not None and head.ref.key in STANDARD)
        ):
            if raw.sign == ":=" and _reads_itself(ela, raw.right, head):
                return "update", None
            if _is_choice(state, raw) and state.first_seen.get(head.ref.key) is not raw:
                return "declaration", None
            if _is_example(state, raw, head):
                return "declaration", None
            if _may_define(state, raw, head, defined):
                return "definition", (head, raw.right)
    if raw.sign == "=" and raw.left is not None and _passes_through(state, raw, ela, defined):
        return "declaration", None
    if raw.sign == "=" and raw.left is not None:
        head = head_of(ela, raw.right)
        if head is not None and head.parameters is None and not head.squared and _is_new(state, raw, head, defined):
            return "definition", (head, raw.left)
    return "claim", None


def _is_letter(state: Section, node: Node | None, *, numbers: bool = False) -> bool:
    """Whether a node is a lone index letter."""
    if isinstance(node, syntax.Number | syntax.Dots):
        return numbers
    key = letter(node)
    usage = state.scope.usage
    return bool(key) and (
        usage.is_bound(key)
        or (key in CONVENTIONAL and not usage.is_value(key) and usage.bare[key] <= 4)
        or (numbers and usage.is_size(key))
    )


def _self_call(ela: Elaborator, raw: Raw) -> bool:
    """``L = L(y_1, …)`` only says what L depends on."""
    if not isinstance(raw.right, syntax.Product) or not isinstance(raw.left, Name | Scripted):
        return False
    a, b = ela.resolve(raw.left), ela.resolve(raw.right.factors[0])
    return (
        a is not None
        and b is not None
        and a.key == b.key
        and len(raw.right.factors) == 2
        and isinstance(raw.right.factors[1], syntax.Group)
    )


def _is_example(state: Section, raw: Raw, head: Head) -> bool:
    """``for p = 0.8``: a number given to a scalar that the section speaks of otherwise. It is kept as an example."""
    value = _number_of(raw.right)
    if raw.sign != "=" or value is None or head.parameters is not None or raw.piece.formula.display:
        return False
    if head.ref.items:
        # ``y_k = 1`` for the true class: not what y is, but a case of it.
        if all(letter(i) for i in head.ref.items):
            state.premises.append(raw)
            return True
        return False
    if state.scope.find(head.ref.key) is not None:
        if assumed(raw.piece.formula, state.blocks.blocks):
            state.examples.append((raw, head.ref.key, value))
        return True
    uses = sum(head.ref.key in (left | right) for left, right in state.sides.values()) + sum(
        head.ref.key in _keys_ahead(state, r) for r in state.raws if r not in state.sides
    )
    if uses <= 1:
        return False
    state.examples.append((raw, head.ref.key, value))
    return True


def _passes_through(state: Section, raw: Raw, ela: Elaborator, defined: set[str]) -> bool:
    """``∂L/∂x = f(x) = …`` with an f that is nothing else: the chain goes on from its head."""
    head = head_of(ela, raw.right)
    after = state.raws[state.raws.index(raw) + 1 :][:1]
    if head is None or head.parameters is None or not after or after[0].left is not raw.right:
        return False
    entry = state.scope.find(head.ref.key)
    if (entry is not None and (entry.symbol.clauses or entry.symbol.known or entry.fixed)) or _signature(
        state, head
    ) in defined:
        return False
    after[0].left, after[0].left_piece = raw.left, raw.left_piece
    return True


def _is_choice(state: Section, raw: Raw) -> bool:
    """``the best step is η = …``: a choice for what follows, not what the letter means throughout."""
    from backproof.meaning.hypotheses import chosen

    return not raw.piece.formula.display and chosen(raw.piece.formula, state.blocks.blocks)


def _number_of(node: Node | None) -> float | None:
    if isinstance(node, syntax.Number):
        try:
            return float(node.text)
        except ValueError:
            return None
    return None


def _keys_ahead(state: Section, raw: Raw) -> set[str]:
    keys = set()
    for node in (raw.left, raw.right):
        for n in walk(node) if node is not None else ():
            if isinstance(n, Name):
                keys.add(atom(n))
    return keys


def _known(state: Section, head: Head) -> bool:
    entry = state.scope.find(head.ref.key + ("^2" if head.squared else ""))
    return entry is not None and bool(entry.symbol.clauses)


def _reads_itself(ela: Elaborator, node: Node, head: Head) -> bool:
    """Whether the very same head stands in an expression."""
    for n in walk(node):
        if isinstance(n, Name | Scripted):
            ref = ela.resolve(n)
            if ref is not None and ref.key == head.ref.key and ref.items == head.ref.items:
                return True
    return False


def _may_define(state: Section, raw: Raw, head: Head, defined: set[str]) -> bool:
    signature = _signature(state, head)
    key = _entry_key(head)
    known = state.scope.find(key)
    if head.parameters is None and known is not None and known.function and not head.ref.items:
        return False
    if signature in defined:
        if _reads_stale(state, key, raw):
            state.scope.redefine(key, raw.span.start)
            return True
        return False
    ela = Elaborator(state.scope)
    if raw.right is not None and _reads_itself(ela, raw.right, head):
        return False
    entry = state.scope.find(key)
    if any(s.startswith(f"{key}[") and "·" in s for s in defined) and any(
        ch.isdigit() for ch in signature.split("[")[-1]
    ):
        return _base_case(signature) or _initial_value(raw, head)
    if entry is None:
        return True
    if entry.symbol.is_size and entry.learnt == "declared":
        return raw.right is not None and _only_sizes(state, raw.right) and not entry.symbol.clauses
    if entry.symbol.domain in ("binary", "one-hot", "sign", "class") and not entry.symbol.clauses and entry.fixed:
        return False
    if key not in state.scope.entries and entry.fixed and not entry.symbol.clauses and _read_by_others(state, entry):
        return False
    if (
        entry.fixed
        and not entry.symbol.clauses
        and not head.ref.items
        and _read_before(state, raw, key)
        and not _introduces(state, raw)
    ):
        state.scope.redefine(key, raw.span.start)
        return True
    if key in state.rests and _reads_stale(state, key, raw):
        state.scope.redefine(key, raw.span.start)
        return True
    if entry.symbol.clauses:
        if _covers(entry, head):
            return entry.function and head.parameters is not None and _other_parameters(entry, head)
        return True
    if entry.symbol.known and entry.learnt == "prose":
        return False
    if entry.key in state.scope.facts.get("free variables", "").split("\n"):
        return False
    return True


def _only_sizes(state: Section, node: Node) -> bool:
    """Whether an expression is arithmetic of sizes: ``N - K + 1``."""
    names = [n for n in walk(node) if isinstance(n, Name | Scripted)]
    for n in names:
        ref = Elaborator(state.scope).resolve(n)
        entry = state.scope.find(ref.key) if ref is not None else None
        if entry is None or not entry.symbol.is_size:
            return False
    return bool(names)


def _read_before(state: Section, raw: Raw, key: str) -> bool:
    """Whether an earlier paragraph of the section uses a name."""
    for other in state.raws:
        if other is raw:
            return False
        if (
            other in state.sides
            and key in (state.sides[other][0] | state.sides[other][1])
            and other.piece.formula.paragraph != raw.piece.formula.paragraph
        ):
            return True
    return False


def _read_by_others(state: Section, entry: Entry) -> bool:
    """Whether a definition of the problem statement rests on a symbol."""
    return any(entry.name in symbols_in(c.body) for s in state.scope.model.values() for c in s.clauses)


def _introduces(state: Section, raw: Raw) -> bool:
    """Whether the words before a relation introduce it: ``where z = …``, ``let z = …``."""
    return explained(raw.piece.formula, state.blocks.blocks)


def _reads_stale(state: Section, key: str, raw: Raw) -> bool:
    """Whether an earlier definition rests on a name that has been declared anew before this line."""
    gone = {k for k, start in state.scope.stale.items() if start <= raw.span.start}
    seen: set[str] = set()
    todo = [key]
    while todo and gone:
        here = todo.pop()
        if here in gone:
            return True
        if here not in seen:
            seen.add(here)
            todo.extend(state.rests.get(here, ()))
    return False


def _base_case(signature: str) -> bool:
    """``m_0 = …`` beside a general equation is its base; ``m_1 = …`` is an instance, to be checked."""
    return signature.endswith("[0]")


def _initial_value(raw: Raw, head: Head) -> bool:
    """``F_1 = 1``: a number at one of the first places starts a recursion."""
    return isinstance(raw.right, syntax.Number) and _constant_items(head) in (["1"], ["2"])


def _covers(entry: Entry, head: Head) -> bool:
    """Whether the clauses of an entry already say what a head would define."""
    general = any(all(isinstance(i, Index) for i in c.indices) for c in entry.symbol.clauses)
    if general and _constant_items(head) == ["0"]:
        return any(0 in c.indices for c in entry.symbol.clauses)
    if general:
        return True
    wanted = _constant_items(head)
    return any([str(i) for i in c.indices if isinstance(i, int)] == wanted for c in entry.symbol.clauses)


def _constant_items(head: Head) -> list[str]:
    return [i.text for i in (getattr(x, "body", x) for x in head.ref.items) if isinstance(i, syntax.Number)]


def _other_parameters(entry: Entry, head: Head) -> bool:
    return (
        head.parameters is not None
        and entry.symbol.parameters is not None
        and len(entry.symbol.parameters) != len(head.parameters)
    )


def _is_new(state: Section, raw: Raw, head: Head, defined: set[str]) -> bool:
    """Whether the right side is a lone name that this relation introduces."""
    key = head.ref.key
    return (
        _signature(state, head) not in defined
        and state.first_seen.get(key) is raw
        and key in state.sides[raw][1]
        and key not in state.sides[raw][0]
        and state.scope.find(key) is None
        and not (isinstance(raw.right, Name) and raw.right.text in ("infty", "I", "0", "1", "pi", "e"))
        and not letter(raw.right).isdigit()
        and key not in state.scope.usage.sizes
        and not state.scope.usage.is_bound(key)
        and not (
            raw.right is not None
            and isinstance(raw.right, Name)
            and raw.right.font in ("bb", "bold")
            and raw.right.text in ("0", "1", "I")
        )
    )


# ---------------------------------------------------------------------- passes


def _designs(state: Section) -> None:
    """``X`` is the matrix whose n-th row is ``x_n^T``."""
    scope = state.scope
    for name, row, span in scope.designs:
        nodes = [c.node for latex in (name, row) for r in parse(latex).rows for c in r.clauses if c.node is not None]
        if len(nodes) != 2 or not isinstance(nodes[0], Name | Scripted):
            continue
        ref = Elaborator(scope).resolve(nodes[0])
        entry = scope.find(ref.key) if ref is not None else None
        if entry is None or ref is None:
            entry = scope.create(ref.key if ref else name)
        ela = Elaborator(scope)
        point = mark()
        try:
            value = ela.tensor(nodes[1])
            settle(ela, nodes[1])
            letters = [i for i in ela.free.values() if i in value.body.free]
            if value.rank != 1 or len(letters) != 1:
                raise Misread("M206", "this row of a matrix is not understood")
            if not entry.fixed:
                entry.total = 2
            entry.lay_out()
            for k, axis in enumerate((letters[0], value.axes[0])):
                fit(axis, Index("", entry.axes[k].size), nodes[1], "a row of a matrix")
            entry.symbol.clauses = [Clause((letters[0], value.axes[0]), value.body, None, span)]
        except Misread:
            undo(point)


def _pass(state: Section, order: list[Raw], base: int) -> list[Raw]:
    """Elaborate everything anew; the relations that do not hold together under the present shapes."""
    undo(base)
    _clear(state)
    _designs(state)
    failed = []
    for raw in order:
        if not _elaborates(state, raw):
            failed.append(raw)
    return failed


def _clear(state: Section) -> None:
    for raw in state.heads:
        state.scope.position = raw.span.start
        entry = state.scope.find(_entry_key(state.heads[raw][0]))
        if entry is not None:
            entry.symbol.clauses = [c for c in entry.symbol.clauses if c.place not in state.heads]


def _entry_key(head: Head) -> str:
    return head.ref.key + ("^2" if head.squared and head.parameters is None else "")


def _elaborates(state: Section, raw: Raw) -> bool:
    role = state.roles.get(raw, "claim")
    point = mark()
    state.scope.position = raw.span.start
    try:
        if raw in state.heads:
            define(state, raw)
        elif role == "claim":
            if raw.sign in ("=", "equiv"):
                _any_reading(state, raw)
        return True
    except Misread:
        undo(point)
        return False
    except RecursionError:
        undo(point)
        return False


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


def _improve(state: Section, raw: Raw, order: list[Raw], base: int) -> bool:
    """Try other shapes for the names of a relation that does not fit; keep the first that leaves fewer misfits."""
    if _elaborates(state, raw):
        return False
    entries = _suspects(state, raw)
    related = [r for r in order if r is raw or (_keys(state, r) & {e.key for e in entries})][:40]
    before = _misfits(state, related)
    for proposal in _proposals(state, entries):
        saved = [(e, e.total, e.elementwise, e.symbol.elementwise, e.family.copy()) for e, _, _ in proposal]
        for e, total, flag in proposal:
            e.total = total
            if e.function:
                e.elementwise = e.symbol.elementwise = flag
        after = _misfits(state, related)
        if after < before:
            for e, _, _ in proposal:
                e.convention = e.convention or "the shape that makes the formulas fit"
            return True
        for e, total, flag, sflag, family in saved:
            e.total, e.elementwise, e.symbol.elementwise, e.family = total, flag, sflag, family
            e.lay_out()
    return False


def _keys(state: Section, raw: Raw) -> set[str]:
    left, right = state.sides.get(raw, (set(), set()))
    return left | right


def _misfits(state: Section, related: list[Raw]) -> int:
    point = mark()
    count = sum(not _elaborates(state, r) for r in related)
    undo(point)
    return count


def _suspects(state: Section, raw: Raw) -> list[Entry]:
    out = []
    for key in sorted(_keys(state, raw)):
        entry = state.scope.entries.get(key)
        if (
            entry is not None
            and not entry.fixed
            and not entry.symbol.is_size
            and entry.learnt != "prose"
            and not entry.symbol.known
        ):
            out.append(entry)
    for entry in list(state.scope.entries.values()):
        if entry.key.startswith("formal ") and entry.key.split(" ")[1] in _keys(state, raw) and not entry.fixed:
            out.append(entry)
    return out[:8]


def _least(e: Entry) -> int:
    return max(e.counts, default=0)


def _proposals(state: Section, entries: list[Entry]):  # type: ignore[no-untyped-def]
    def options(e: Entry) -> list[tuple[Entry, int, bool]]:
        if e.function and not e.symbol.parameters:
            return [(e, e.total, not e.elementwise)]
        least = max(e.counts, default=0)
        base = e.key.split("_")[0].split("^")[0]
        wide = [least, least + 1, least + 2] if capital(base) else [least, least + 1]
        return [(e, t, e.elementwise) for t in wide if t != e.total]

    single = [o for e in entries for o in options(e)]
    for o in single:
        yield [o]
    for k, a in enumerate(single):
        for b in single[k + 1 :]:
            if a[0] is not b[0]:
                yield [a, b]


# ---------------------------------------------------------------------- defining equations


def define(state: Section, raw: Raw) -> None:
    """Attach a defining equation to its symbol. Raises ``Misread``."""
    head, right = state.heads[raw]
    scope = state.scope
    key = _entry_key(head)
    outer = scope.find(key)
    late = [e for _, e in scope.late.get(key, ()) if e is outer]
    entry = late[0] if late else scope.entries.get(key)
    if (
        entry is None
        and outer is not None
        and (outer.symbol.clauses or outer.fixed or outer.function)
        and not (outer.function and outer.symbol.known)
        and not _shadows(outer, head)
    ):
        entry = outer
    if entry is None:
        entry = scope.create(key)
        assume(scope, entry, head.ref.base, len(head.ref.items))
    if head.parameters is not None:
        _define_function(state, raw, head, entry, right)
        return
    if entry.function and entry.learnt == "usage":
        entry.function = False
    if entry.learnt == "usage":
        entry.learnt = "defined"
    ela = Elaborator(scope)
    ela.defining = True
    indices = [ela.index(i) for i in head.ref.items]
    value = ela.tensor(right)
    conditions = _clause_condition(ela, state, raw)
    settle(ela, right)
    if head.inverted:
        value = inverted(value, right)
    if head.logged:
        value = Tensor(value.axes, Apply("exp", (value.body,)), value.row)
    entry.indexed_call = entry.indexed_call or head.called
    if (
        value.rank == 1
        and not value.axes[0].size.root.key
        and (key in LOSSES or key in scope.usage.numerators)
        and not head.ref.items
        and not scope.usage.boldness(key)
    ):
        value = _single(value)
    hidden = _hidden(ela, value, indices, entry)
    if hidden:
        indices = [*(Position(ela.free[k]) for k in hidden), *indices]
    _settle(entry, value, len(indices))
    clause = _clause(entry, indices, value, right, raw)
    if entry.symbol.is_size and not indices:
        alias(entry.name, affine_key(value.body))
    clause.condition = conditions
    entry.symbol.clauses.append(clause)
    if entry.span is None:
        entry.span = raw.span


def _single(value: Tensor) -> Tensor:
    """A loss is one number: the axis that is left has length 1."""
    unify(value.axes[0].size, Size("1", number(1)))
    return Tensor((), substitute(value.body, {value.axes[0]: number(1)}))


def _hidden(ela: Elaborator, value: Tensor, indices: list[Expr | None], entry: Entry) -> list[str]:
    """Letters that a definition uses without saying them in its head: ``a_f = W_f z_t`` depends on t."""
    named = {i.index for i in indices if isinstance(i, Position)}
    for e in indices:
        if isinstance(e, Add):
            named |= {t.index for t in e.terms if isinstance(t, Position)}
    found = [k for k, i in ela.free.items() if i in value.body.free and i not in named]
    for k in found:
        if not ela.scope.usage.is_shifted(k) and repeats(value.body, ela.free[k]):
            raise Misread("M204", f"the index {k} is repeated and nothing sums over it")
    if entry.fixed or any(not isinstance(e, Position) for e in indices):
        return []
    entry.implicit = tuple(Name(k) for k in found)
    entry.family = (
        {k for k in range(len(found)) if ela.scope.usage.is_shifted(found[k])} | {k + len(found) for k in entry.family}
        if found and not entry.family
        else entry.family
    )
    return found


def _shadows(outer: Entry, head: Head) -> bool:
    return (
        head.parameters is not None
        and outer.symbol.parameters is not None
        and len(head.parameters) != len(outer.symbol.parameters)
    )


def _clause_condition(ela: Elaborator, state: Section, raw: Raw) -> Expr | None:
    from backproof.meaning.conditions import scalar_condition

    found: Expr | None = None
    for node in raw.conditions:
        if (
            isinstance(node, syntax.Relation)
            and space_of(node.members[-1]) is None
            and node.signs[0] in ("<", "<=", ">", ">=", "!=")
        ):
            try:
                c = scalar_condition(ela, node).body
            except Misread:
                continue
            found = c if found is None else Mul((found, c))
    return found


def _settle(entry: Entry, value: Tensor, count: int) -> None:
    """The rank that a defining equation gives its symbol."""
    if entry.fixed:
        return
    if isinstance(value.body, Number) and value.rank == 0 and entry.total > count:
        return
    entry.total = count + value.rank
    entry.counts = entry.counts | {count}
    entry.row = value.row and value.rank == 1


def _clause(entry: Entry, indices: list[Expr | None], value: Tensor, node: Node, raw: Raw) -> Clause:
    """The clause for a head at ``indices``: shifted heads (``m_{t+1} = …``) are turned to plain ones."""
    heads: list[Index | int] = []
    body = value.body
    moved: dict[Index, Expr] = {}
    for k, e in enumerate(indices):
        if isinstance(e, Number):
            entry.family.add(k)
            heads.append(int(e.value))
        elif isinstance(e, Position):
            heads.append(e.index)
        else:
            shifted = _shift(e)
            if shifted is None:
                raise Misread("M206", "the head of this definition is not understood", node)
            index, offset = shifted
            fresh = Index(index.hint, index.size)
            entry.family.add(k)
            moved[index] = Add((Position(fresh), number(-offset)))
            body = substitute(body, moved)
            heads.append(fresh)
    if moved:
        axes = tuple(resized(a, moved) or a for a in value.axes)
        body = substitute(body, {a: Position(b) for a, b in zip(value.axes, axes, strict=True) if a is not b})
        value = Tensor(axes, body, value.row)
    entry.lay_out()
    if (value.rank and value.rank + len(indices) != entry.total) or (
        not value.rank and entry.total != len(indices) and not isinstance(value.body, Number)
    ):
        raise Misread("M202", f"{entry.latex} has {entry.total - len(indices)} axes, its definition {value.rank}", node)
    for k, axis in enumerate(value.axes):
        own = entry.axes[len(indices) + k]
        root = own.size.root
        if isinstance(root.term, Expr) and root.term.free & set(entry.symbol.formals):
            continue
        template = _template(axis, moved, heads, entry)
        if template is not None and not root.key:
            own.size = template
            continue
        fit(axis, Index("", own.size), node, f"the definition of {entry.latex}")
    for k, h in enumerate(heads):
        if isinstance(h, Index) and not entry.axes[k].family:
            fit(h, Index("", entry.axes[k].size), node, f"the definition of {entry.latex}")
    written: list[Index | int] = [*heads, *value.axes]
    while len(written) < entry.total:
        written.append(Index("i", entry.axes[len(written)].size))
    return Clause(tuple(written[k] for k in entry.order), body, None, raw)


def _template(axis: Index, moved: dict[Index, Expr], heads: list[Index | int], entry: Entry) -> Size | None:
    """The size of an axis that depends on the indices of the head, in terms of the formals of its symbol."""
    term = axis.size.root.term
    if not isinstance(term, Expr) or not term.free:
        return None
    families = [h for k, h in enumerate(heads) if k in entry.family]
    names: dict[Index, Expr] = {
        h: Position(f) for h, f in zip(families, entry.symbol.formals, strict=False) if isinstance(h, Index)
    }
    made = substitute(substitute(term, moved), names)
    return Size(affine_key(made), made) if made.free <= set(entry.symbol.formals) else None


def _shift(e: Expr | None) -> tuple[Index, int] | None:
    """An index expression of the form i + c."""
    if isinstance(e, Add) and len(e.terms) == 2 and isinstance(e.terms[0], Position):
        other = e.terms[1]
        if isinstance(other, Number):
            return e.terms[0].index, int(other.value)
        if isinstance(other, Mul) and all(isinstance(f, Number) for f in other.factors):
            value = 1
            for f in other.factors:
                value *= int(f.value)  # type: ignore[attr-defined]
            return e.terms[0].index, value
    return None


def _define_function(state: Section, raw: Raw, head: Head, entry: Entry, right: Node) -> None:
    """``f(x) = …``: the formal arguments are symbols of their own."""
    scope = state.scope
    assert head.parameters is not None
    inner = Scope(scope.usage, scope.model, scope, scope.title)
    parameters = []
    for node in head.parameters:
        key = _parameter_key(node)
        shared = _read_below(state, raw, key)
        if shared is not None:
            shared.lay_out()
            parameters.append(Parameter(shared.name, shared.total))
            scope.formal_nodes.setdefault(key, node)
            continue
        formal_key = f"formal {head.ref.key} {key}"
        scope.formal_nodes.setdefault(key, node)
        formal = scope.entries.get(formal_key)
        if formal is None:
            formal = scope.create(formal_key, key)
            _assume_formal(scope, formal, node, key)
        inner.entries[key] = formal
        formal.lay_out()
        parameters.append(Parameter(formal.name, formal.total))
    ela = Elaborator(inner)
    ela.defining = True
    indices = [ela.index(i) for i in head.ref.items]
    for k in range(len(indices)):
        entry.family.add(k)
    value = ela.tensor(right)
    settle(ela, right)
    if head.logged:
        value = Tensor(value.axes, Apply("exp", (value.body,)), value.row)
    if head.squared:
        value = Tensor(value.axes, Apply("sqrt", (value.body,)), value.row)
    entry.function = True
    entry.symbol.parameters = tuple(parameters)
    entry.symbol.opaque = False
    _settle(entry, value, len(indices))
    for key, made in inner.entries.items():
        if made.key.startswith("formal ") or key in scope.entries:
            continue
        scope.entries[key] = made
    entry.symbol.clauses.append(_clause(entry, indices, value, right, raw))


def _read_below(state: Section, raw: Raw, key: str) -> Entry | None:
    """The symbol of the document that a formal argument stands for, if definitions below the body read it:
    ``E(w) = Σ t_k log p_k`` with ``p_k = σ(w^T a_k)``."""
    scope = state.scope
    left, right = state.sides.get(raw, (set(), set()))
    for other in right - {key}:
        if key in _rests(state, other):
            found = scope.find(key)
            if found is None:
                found = scope.create(key)
                assume(scope, found, key.split("_")[0], 0)
            return None if found.function or found.implicit or found.family else found
    return None


def _rests(state: Section, key: str) -> set[str]:
    """The names that a name rests on, through defining equations here and around."""
    seen: set[str] = set()
    todo = [key]
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        todo.extend(state.rests.get(here, ()))
        entry = state.scope.find(here)
        if entry is not None and here not in state.rests and entry.symbol.parameters is None:
            todo.extend(n for c in entry.symbol.clauses for n in symbols_in(c.body))
    return seen - {key}


def _parameter_key(node: Node) -> str:
    if isinstance(node, Scripted) and isinstance(node.base, Name) and node.sup is not None:
        return atom(node.base) + "^2"
    if isinstance(node, Scripted) and isinstance(node.base, Name):
        return letter(node) or f"{atom(node.base)}_{getattr(node.sub, 'text', '')}"
    assert isinstance(node, Name)
    return atom(node)


def _assume_formal(scope: Scope, formal: Entry, node: Node, key: str) -> None:
    """A formal argument has the shape of the variable of its name, as far as that is declared."""
    base = key.split("_")[0]
    outer = scope.find(key)
    assume(scope, formal, base, 0)
    formal.symbol.is_size = False
    if (
        outer is not None
        and outer.fixed
        and (outer.span is None or outer.span.start <= scope.position or scope.entries.get(key) is not outer)
    ):
        count = min(outer.counts, default=0)
        formal.total = max(outer.total - count, 0)
        from backproof.terms.model import Axis

        formal.axes = [Axis(a.size, lower=a.lower) for a in outer.axes[count:]]
        formal.row = outer.row
        formal.symbol.domain = outer.symbol.domain


# ---------------------------------------------------------------------- losses, domains


def _name_parts(state: Section) -> None:
    """Names that this section gives to parts of what is defined already."""
    for raw, (head, _) in state.heads.items():
        state.scope.position = raw.span.start
        entry = state.scope.find(_entry_key(head))
        if entry is not None and head.parameters is None:
            for clause in entry.symbol.clauses:
                if clause.place is raw:
                    name_parts(state.scope.model, entry, clause)


def _broken(state: Section, failed: list[Raw]) -> None:
    """Mark the symbols whose defining equations were not understood."""
    for raw in [*failed, *(r for r in state.raws if r.problem is not None)]:
        head = state.heads.get(raw)
        entry = state.scope.find(_entry_key(head[0])) if head is not None else None
        if entry is None and raw.left is not None and raw.first:
            entry = _subject(state, raw.left)
            if entry is not None and not entry.loss:
                entry = None
        if entry is not None and (entry.symbol.clauses == [] or (head is not None and not entry.symbol.clauses)):
            entry.symbol.broken = True


def _subject(state: Section, node: Node) -> Entry | None:
    """The name at the head of a left side, also where it is called in a way that defines nothing."""
    while isinstance(node, syntax.Product | syntax.Operator):
        node = node.factors[0] if isinstance(node, syntax.Product) else node.head
    ref = Elaborator(state.scope).resolve(node)
    return state.scope.find(ref.key) if ref is not None else None


def _losses(state: Section) -> None:
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


def _domains(state: Section) -> None:
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
