"""What each equation is for: a definition, a claim, an example. The first equation of a new name defines it."""

from __future__ import annotations

from itertools import pairwise

from backproof.claims.statement import Role
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.answers import answers
from backproof.meaning.approaches import ENDLESS, is_approach
from backproof.meaning.calls import sets_to_zero
from backproof.meaning.circles import constant_items, leads_back, reads_itself, rearranges, self_reading
from backproof.meaning.conventions import assume
from backproof.meaning.definitions import STANDARD
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import Head, head_of
from backproof.meaning.hypotheses import assumed, explained, sentence_before
from backproof.meaning.names import CONVENTIONAL, atom, capital, letter, parts
from backproof.meaning.new_meanings import restate
from backproof.meaning.orders import declares, laid_down
from backproof.meaning.passing import for_a_while
from backproof.meaning.premises import is_case
from backproof.meaning.relations import Raw
from backproof.meaning.renewing import begins, renews
from backproof.meaning.scope import Entry
from backproof.meaning.signs import LOEWNER, ORDER
from backproof.meaning.solutions import answered
from backproof.meaning.workspace import Section, entry_key, titled
from backproof.terms.nodes import Index
from backproof.terms.traversal import symbols_in


def roles(state: Section) -> None:
    defined: set[str] = set()
    for raw in state.raws:
        if raw.problem is not None:
            continue
        _note_names(state, raw)
        role, head = answered(state, raw) or _role(state, raw, defined)
        if role != "claim":
            state.roles[raw] = role
        if head is not None:
            state.heads[raw] = head
            defined.add(_signature(state, head[0]))
            left, right = state.sides[raw]
            state.rests.setdefault(entry_key(head[0]), left | right)
            _turned_round(state, raw, head[0])
    _same_functions(state)
    answers(state)


def _turned_round(state: Section, raw: Raw, head: Head) -> None:
    """``M(1-p) = \\alpha``, in other words ``p = 1 - \\alpha/M``: one equation twice, of which the second defines."""
    if head.ref.items or head.parameters is not None:
        return
    key = entry_key(head)
    for other, (before, _) in list(state.heads.items()):
        plain = not before.ref.items and before.parameters is None and other is not raw
        if plain and entry_key(before) in state.rests[key] - {key} and key in state.rests.get(entry_key(before), ()):
            state.roles[other] = "declaration"
            del state.heads[other], state.rests[entry_key(before)]


def _same_functions(state: Section) -> None:
    """``g(z) = h(z) = z`` defines both: the first by the second, which nothing else defines."""
    for before, raw in pairwise(state.raws):
        made = state.heads.get(before)
        if made is None or made[0].parameters is None or raw.left is not before.right or raw.sign != "=":
            continue
        head = head_of(Elaborator(state.scope), raw.left)
        if head is None or head.parameters is None or raw.right is None or raw in state.heads:
            continue
        known = state.scope.find(head.ref.key)
        taken = any(h.ref.key == head.ref.key for h, _ in state.heads.values())
        same = [letter(n) for n in head.parameters] == [letter(n) for n in made[0].parameters]
        if same and not taken and (known is None or not (known.symbol.clauses or known.symbol.known)):
            state.roles[raw] = "definition"
            state.heads[raw] = (head, raw.right)


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
    return f"{entry_key(head)}[{','.join(items)}]"


def _role(state: Section, raw: Raw, defined: set[str]) -> tuple[Role, tuple[Head, Node] | None]:
    ela = Elaborator(state.scope)
    state.scope.position = raw.span.start
    if raw in state.scope.conventions or goes_somewhere(raw) or state.meanings.get(raw.span.start) == "aside":
        return "declaration", None
    if raw.branch:
        return "claim", None
    if (
        isinstance(raw.left, Name)
        and raw.first
        and atom(raw.left) in state.scope.usage.listed
        and isinstance(raw.right, syntax.Group | Scripted | syntax.Matrix)
    ):
        return "declaration", None
    if raw.sign == "=" and (_lists_components(raw) or _names_entries(raw)):
        return "declaration", None
    if raw.sign == "in":
        # ``g_1, g_2, \\dots \\in`` is cut at its commas: dots are what is left of the list.
        listed = isinstance(raw.left, Name | Scripted | syntax.Dots) and raw.first
        return ("declaration" if listed else "claim"), None
    if raw.sign in ("sim", "colon", "mapsto") and isinstance(raw.left, Name | Scripted) and raw.first:
        return "declaration", None
    if raw.sign == "to" and any(r.sign == "colon" and r.chain == raw.chain for r in state.raws):
        return "declaration", None
    if (raw.sign in ORDER | LOEWNER and declares(state, raw)) or (
        raw.sign in ORDER | {"!="} and laid_down(raw, state.blocks.blocks)
    ):
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
        if head is not None and raw.right is not None and not leads_back(state, raw, head):
            return "update", (head, raw.right) if _signature(state, head) not in defined and not _known(
                state, head
            ) else None
        return "update", None
    if raw.sign == ":=" or raw.first:
        head = head_of(ela, raw.left)
        if head is not None and _is_to_be_solved(state, raw, head):
            return "declaration", None
        if (
            head is not None
            and raw.right is not None
            and not (head.parameters is not None and head.ref.key in STANDARD)
        ):
            if raw.sign == ":=" and reads_itself(ela, raw.right, head):
                return "update", None
            if head.parameters is None and _is_choice(state, raw) and state.first_seen.get(head.ref.key) is not raw:
                return "declaration", None
            if state.meanings.get(raw.span.start) == "new":
                restate(state, raw, head)
                return "definition", (head, raw.right)
            if _is_example(state, raw, head):
                return "declaration", None
            if _may_define(state, raw, head, defined):
                for_a_while(state, raw)
                return "definition", (head, _shared(state, raw, defined) or raw.right)
    if raw.sign == "=" and (head := _sharing(state, raw, ela, defined)) is not None:
        return "definition", (head, _shared(state, raw, defined) or raw.right or syntax.Words(""))
    if raw.sign == "=" and raw.left is not None and _passes_through(state, raw, ela, defined):
        return "declaration", None
    if raw.sign == "=" and raw.left is not None:
        head = head_of(ela, raw.right)
        if head is not None and head.parameters is None and not head.squared and _is_new(state, raw, head, defined):
            return "definition", (head, raw.left)
    return "claim", None


def _is_to_be_solved(state: Section, raw: Raw, head: Head) -> bool:
    """``To solve $f(x) = 0$``: an equation for x; no function is defined as zero."""
    if head.parameters is None or not sets_to_zero(raw):
        return False
    known = state.scope.find(head.ref.key)
    return (known is None or not known.symbol.clauses) and not any(
        h.ref.key == head.ref.key and h.parameters is not None for h, _ in state.heads.values()
    )


def goes_somewhere(raw: Raw) -> bool:
    """``n \\to \\infty`` alone: it says what the words around it speak of."""
    if raw.right is None or any(isinstance(n, Name) and not _is_endless(n) for n in walk(raw.right)):
        return False
    return raw.first and is_approach(syntax.Relation((raw.left, raw.right), (raw.sign,)))


def _is_endless(node: Node) -> bool:
    return isinstance(node, Name) and node.text in (*ENDLESS, "plus", "minus", "+", "-")


def _lists_components(raw: Raw) -> bool:
    """``\\mathbf h = \\{h^k\\}_{k=1}^K``: a name for the list of what bears its letter."""
    left, right = raw.left, raw.right
    if not isinstance(right, Scripted) or not isinstance(right.base, syntax.Group):
        return False
    inner = right.base.body
    name = left.base if isinstance(left, Scripted) else left
    if not (isinstance(inner, Scripted) and isinstance(inner.base, Name) and isinstance(name, Name)):
        return False
    return atom(inner.base) == atom(name) and inner.sub == getattr(left, "sub", None)


def _names_entries(raw: Raw) -> bool:
    """``A = (a_{ij})``: a small letter for the entries of a matrix."""
    inner = raw.right.body if isinstance(raw.right, syntax.Group) and raw.right.left in "([" else None
    if not (isinstance(raw.left, Name) and isinstance(inner, Scripted) and isinstance(inner.base, Name)):
        return False
    letters = [letter(item) for item in parts(inner.sub)]
    return inner.base.text == raw.left.text.lower() and len(letters) == 2 and all(letters) and inner.sup is None


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
        if titled(state, raw) or assumed(raw.piece.formula, state.blocks.blocks):
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


def _shared(state: Section, raw: Raw, defined: set[str]) -> Node | None:
    """The value at the end of ``m_0 = v_0 = 0``, where the names before it are all given it here."""
    after = state.raws[state.raws.index(raw) + 1 :][:1]
    if not after or after[0].left is not raw.right or after[0].sign != "=" or raw.right is None:
        return None
    head = head_of(Elaborator(state.scope), raw.right)
    if head is None or head.parameters is not None or not _unmet(state, raw, head, defined):
        return None
    end = after[0].right
    return _shared(state, after[0], defined) or (end if isinstance(end, syntax.Number | Name | Scripted) else None)


def _sharing(state: Section, raw: Raw, ela: Elaborator, defined: set[str]) -> Head | None:
    """The ``v_0`` of ``m_0 = v_0 = 0``, when this is the relation between v_0 and 0."""
    place = state.raws.index(raw)
    before = state.raws[place - 1] if place else None
    if before is None or before.right is not raw.left or state.roles.get(before) != "definition":
        return None
    if state.heads[before][1] is before.right or _shared(state, before, defined) is None:
        return None
    return head_of(ela, raw.left)


def _unmet(state: Section, raw: Raw, head: Head, defined: set[str]) -> bool:
    """Whether a name at these indices has no definition yet."""
    entry = state.scope.find(entry_key(head))
    return _signature(state, head) not in defined and (entry is None or not entry.symbol.clauses)


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


def _may_define(state: Section, raw: Raw, head: Head, defined: set[str]) -> bool:
    signature = _signature(state, head)
    key = entry_key(head)
    known = state.scope.find(key)
    if head.parameters is None and known is not None and known.function and not head.ref.items:
        if _only_called_elsewhere(state, raw, key, known):
            assume(state.scope, state.scope.create(key), head.ref.base, 0)
            return True
        return False
    if head.parameters is None and key in state.scope.usage.optimised:
        return False
    again = signature in defined or (known is not None and bool(known.symbol.clauses) and _covers(known, head))
    if again and not self_reading(state, raw, head) and renews(state, raw, head, known):
        start = begins(state, raw, head)
        assume(state.scope, state.scope.redefine(key, start), head.ref.base, len(head.ref.items))
        if start == raw.span.start:
            state.renewed.add(raw)  # it may still say again what was said before
        return True
    if signature in defined:
        if _reads_stale(state, key, raw) or _of_another(state, key, raw):
            state.scope.redefine(key, raw.span.start)
            return True
        return False
    if self_reading(state, raw, head) or rearranges(state, raw, head):
        return False
    if _by_entries(state, head, defined):
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
    if _is_case_of(state, raw, head, entry):
        return False
    if key not in state.scope.entries and entry.fixed and not entry.symbol.clauses and _read_by_others(state, entry):
        state.reopened.add(raw)
        return state.meanings.get(raw.span.start) == "old"
    if (
        entry.fixed
        and not entry.symbol.clauses
        and not head.ref.items
        and _read_before(state, raw, key)
        and not _introduces(state, raw)
    ):
        if state.meanings.get(raw.span.start) == "old":
            return True
        state.reopened.add(raw)
        state.scope.redefine(key, raw.span.start)
        return True
    if key in state.rests and _reads_stale(state, key, raw):
        state.scope.redefine(key, raw.span.start)
        return True
    if entry.symbol.clauses:
        if _covers(entry, head):
            return entry.function and head.parameters is not None and _other_parameters(entry, head)
        return True
    return not (entry.symbol.known and entry.learnt == "prose")


def _only_called_elsewhere(state: Section, raw: Raw, key: str, known: Entry) -> bool:
    """Whether an earlier section calls a name of which nothing is known, and this one begins to speak of it here."""
    if key in state.scope.entries or known.learnt != "usage" or known.symbol.clauses or known.symbol.known:
        return False
    return not raw.conditions and state.first_seen_here(key) is raw


def _by_entries(state: Section, head: Head, defined: set[str]) -> bool:
    """``δ^l_j = …`` after ``δ^l = …``, ``A_{ij} = …`` after ``A = …``: entries of what is defined already."""
    key = entry_key(head)
    if head.parameters is None and len(head.ref.items) == 2 and capital(head.ref.base) and f"{key}[]" in defined:
        return all(map(letter, head.ref.items))
    generic = [s for s in defined if s.startswith(f"{key}[·")]
    return (
        head.parameters is None
        and bool(generic)
        and all(1 + s.count(",") < len(head.ref.items) for s in generic)
        and not any(key in state.sides[raw][1] for raw, (h, _) in state.heads.items() if entry_key(h) == key)
    )


def _only_sizes(state: Section, node: Node) -> bool:
    """Whether an expression is arithmetic of sizes: ``N - K + 1``."""
    names = [n for n in walk(node) if isinstance(n, Name | Scripted)]
    for n in names:
        ref = Elaborator(state.scope).resolve(n)
        entry = state.scope.find(ref.key) if ref is not None else None
        if entry is None or not entry.symbol.is_size:
            return False
    return bool(names)


def _is_case_of(state: Section, raw: Raw, head: Head, entry: Entry) -> bool:
    """``For $λ = s^2/t^2$ it is …``: a case of what was said before of λ, and no other λ. With names that are new
    (``if $s = Va + c$``) it says what s is."""
    outer = state.scope.parent
    met = {k for other, (left, right) in state.sides.items() if other is not raw for k in left | right}
    if not all(k in met or (outer is not None and outer.find(k) is not None) for k in state.sides[raw][1]):
        return False
    named = head.parameters is None and not head.ref.items and not entry.symbol.clauses and not entry.function
    return (
        named
        and is_case(raw, sentence_before(raw.piece.formula, state.blocks.blocks))
        and _read_by_others(state, entry)
    )


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
    """Whether a definition of the sections before, or of the problem statement, rests on a symbol."""
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


def _of_another(state: Section, key: str, raw: Raw) -> bool:
    """Whether a name was defined as the derivative of something that has another meaning by now: ``\\delta = ∂E/∂a``
    of a squared error says nothing of the delta of the cross entropy."""
    late = state.scope.late
    for made, (head, right) in state.heads.items():
        names = {atom(n) for n in walk(right) if isinstance(n, Name)} if entry_key(head) == key else set()
        since = [start for n in sorted(names) for start, _ in late.get(n, ()) if made.span.start < start]
        if names & {"partial", "nabla"} and any(start <= raw.span.start for start in since):
            return True
    return False


def _base_case(signature: str) -> bool:
    """``m_0 = …`` beside a general equation is its base; ``m_1 = …`` is an instance, to be checked."""
    return signature.endswith("[0]")


def _initial_value(raw: Raw, head: Head) -> bool:
    """``F_1 = 1``: a number at one of the first places starts a recursion."""
    return isinstance(raw.right, syntax.Number) and constant_items(head) in (["1"], ["2"])


def _covers(entry: Entry, head: Head) -> bool:
    """Whether the clauses of an entry already say what a head would define."""
    general = any(all(isinstance(i, Index) for i in c.indices) for c in entry.symbol.clauses)
    if general and constant_items(head) == ["0"]:
        return any(0 in c.indices for c in entry.symbol.clauses)
    if general:
        return True
    wanted = constant_items(head)
    return any([str(i) for i in c.indices if isinstance(i, int)] == wanted for c in entry.symbol.clauses)


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
