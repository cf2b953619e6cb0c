"""What a section lays down: facts from prose, declarations, functions, defining equations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.claims.reading import Reading
from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.conventions import assume
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import Head, head_of
from backproof.meaning.names import atom, letter, parts
from backproof.meaning.prose import Fact, Slot
from backproof.meaning.references import settle
from backproof.meaning.relations import Piece, Raw
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.shapes import Space, size_of, space_of
from backproof.meaning.signs import read_remainder, read_signed, remainder_of
from backproof.meaning.tensor import Misread, Tensor
from backproof.terms.functions import BY_KIND, BY_SPELLING
from backproof.terms.model import Axis
from backproof.terms.nodes import Index
from backproof.terms.sizes import Size, same
from backproof.text.blocks import Block, Formula, Prose, Span

DOMAINS = {
    "symmetric": "symmetric",
    "positive-definite": "definite",
    "positive-semidefinite": "definite",
    "orthogonal": "orthogonal",
    "orthonormal-rows": "orthogonal",
    "orthonormal-columns": "orthogonal",
    "diagonal": "diagonal",
    "one-hot": "one-hot",
    "probability": "simplex",
    "unit-norm": "unit-norm",
    "positive": "positive",
    "non-negative": "nonnegative",
}
STANDARD = frozenset(
    [
        "exp",
        "log",
        "ln",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "arctan",
        "arcsin",
        "arccos",
        "det",
        "tr",
        "max",
        "min",
    ]
)
"""Functions that every reader knows: an equation for one of them is a claim, never its definition."""
LOSSES = frozenset(("L", "ell", "l", "J", "E", "C", "cal:L", "cal:E", "cal:J", "loss", "R", "cal:R"))
DENSITIES = frozenset(("p", "q", "Pr", "P", "bb:P"))
FUNCTION_LETTERS = frozenset(
    (
        "f",
        "g",
        "h",
        "sigma",
        "phi",
        "psi",
        "varphi",
        "ell",
        "l",
        "a",
        "p",
        "q",
        "F",
        "Pr",
        "P",
        "rho",
        "zeta",
        "T",
        "u",
        "Phi",
    )
)


def node_of(slot: Slot) -> Node | None:
    """The node that a slot of a sentence holds, without what it is set equal to."""
    rows = parse(slot.latex).rows
    clauses = [c for row in rows for c in row.clauses if c.node is not None]
    if not clauses:
        return None
    node = clauses[0].node
    return node.members[0] if isinstance(node, syntax.Relation) else node


def key_of(scope: Scope, node: Node | None) -> str:
    """The key of a name, or of the head of a call."""
    if isinstance(node, syntax.Product) and len(node.factors) == 2 and isinstance(node.factors[1], syntax.Group):
        node = node.factors[0]
    if isinstance(node, syntax.Operator):
        node = node.head
    if node is None:
        return ""
    ref = Elaborator(scope).resolve(node)
    return ref.key if ref is not None else ""


def apply_facts(scope: Scope, facts: Sequence[Fact], raws: Sequence[Raw], blocks: Sequence[Block]) -> None:
    """Let the words of a section speak to its scope."""
    defined = {
        h.ref.key
        for r in raws
        if r.sign == "="
        and r.first
        and (h := head_of(Elaborator(scope), r.left)) is not None
        and h.parameters is not None
    }
    from backproof.meaning.adjoints import conventions

    scope.conventions = conventions(scope, raws, facts)
    _conditions(scope, facts, raws)
    _led_by_conditions(blocks, raws)
    for fact in facts:
        handler = _FACTS.get(fact.kind)
        if handler is not None:
            handler(scope, fact, defined)


def _conditions(scope: Scope, facts: Sequence[Fact], raws: Sequence[Raw]) -> None:
    """``If i = k:`` before a display stands beside each of its relations."""
    for fact in facts:
        if fact.kind != "condition":
            continue
        nodes = [n for slot in fact.objects if (n := relation_of(slot)) is not None]
        spans = [s.span for s in fact.subjects]
        for raw in raws:
            if any(s.start <= raw.span.start and raw.span.end <= s.end for s in spans):
                raw.conditions = [*raw.conditions, *nodes]


_LEADS = re.compile(r"\b(for|if|when|where|whenever|case|für|wenn|si|pour|para|cuando)\s*$|[当若]\s*$", re.IGNORECASE)


def _led_by_conditions(blocks: Sequence[Block], raws: Sequence[Raw]) -> None:
    """``and for $i \\ne j$`` directly before a display is a condition of that display."""
    for k, block in enumerate(blocks):
        if not isinstance(block, Formula) or block.display or k == 0 or not isinstance(blocks[k - 1], Prose):
            continue
        before = blocks[k - 1]
        assert isinstance(before, Prose)
        after = blocks[k + 1 : k + 3]
        gap = after[0].text if after and isinstance(after[0], Prose) else ""
        target = after[1] if gap and len(after) > 1 else after[0] if after else None
        if (
            not _LEADS.search(before.text)
            or len(gap.strip(" ,:\n")) > 25
            or not isinstance(target, Formula)
            or not target.display
        ):
            continue
        node = relation_of(Slot(block.latex, block.span))
        if (
            node is None
            or node.signs[0] not in ("=", "!=", "<", "<=", ">", ">=")
            or len(node.signs) != 1
            or not (letter(node.members[0]) and letter(node.members[1]))
        ):
            continue
        for raw in raws:
            if raw.piece.formula is target and node not in raw.conditions:
                raw.conditions = [*raw.conditions, node]


def relation_of(slot: Slot) -> syntax.Relation | None:
    clauses = [c for row in parse(slot.latex).rows for c in row.clauses if c.node is not None]
    node = clauses[0].node if clauses else None
    return node if isinstance(node, syntax.Relation) and node.members[0] is not None else None


def _function(scope: Scope, fact: Fact, defined: set[str]) -> None:
    for slot in fact.subjects:
        key = key_of(scope, node_of(slot))
        if not key or key in defined or (key in BY_SPELLING and fact.value not in BY_KIND):
            continue
        if fact.value in BY_KIND:
            _known(scope, key, BY_KIND[fact.value].name, fact)
        elif fact.value in ("elementwise", "opaque", "differentiable"):
            found = scope.entries.get(key)
            if "=" in slot.latex and not _is_call(slot):
                continue
            if found is not None and found.function:
                found.elementwise = found.elementwise or fact.value == "elementwise"
            elif key in scope.usage.called or "(" in slot.latex or "[" in slot.latex or fact.value == "elementwise":
                _opaque(scope, key, elementwise=fact.value == "elementwise")
        elif fact.value == "leaky-relu":
            scope.facts[f"leaky {key}"] = fact.objects[0].latex if fact.objects else ""
        elif fact.value == "kronecker":
            scope.facts["kronecker"] = key


def _is_call(slot: Slot) -> bool:
    node = node_of(slot)
    return isinstance(node, syntax.Product | syntax.Operator)


def _known(scope: Scope, key: str, name: str, fact: Fact) -> None:
    entry = scope.entries.get(key) or scope.create(key)
    entry.function, entry.learnt, entry.span = True, "prose", fact.span
    entry.symbol.known = name


def _opaque(scope: Scope, key: str, *, elementwise: bool, learnt: str = "prose") -> Entry:
    entry = scope.entries.get(key) or scope.create(key)
    entry.function, entry.elementwise, entry.learnt = True, elementwise, learnt
    entry.symbol.opaque, entry.symbol.elementwise = True, elementwise
    return entry


def _type(scope: Scope, fact: Fact, defined: set[str]) -> None:
    if fact.value in ("stacked-columns", "stacked-rows"):
        scope.facts["stacked"] = fact.value.removeprefix("stacked-")
        return
    if fact.value == "design-matrix" and fact.objects:
        for slot in fact.subjects:
            scope.designs.append((slot.latex, fact.objects[0].latex, fact.span))
        return
    rank = {"scalar": 0, "vector": 1, "row-vector": 1, "column-vector": 1, "matrix": 2}.get(fact.value)
    if rank is None:
        return
    for slot in fact.subjects:
        node = node_of(slot)
        ref = Elaborator(scope).resolve(node) if node is not None else None
        if ref is None or (scope.entries.get(ref.key) is not None and scope.entries[ref.key].fixed):
            continue
        entry = scope.entries.get(ref.key) or scope.create(ref.key)
        assume(scope, entry, ref.base, len(ref.items))
        entry.total = len(ref.items) + rank
        entry.row = fact.value == "row-vector"
        entry.learnt, entry.span = "prose", fact.span


def _property(scope: Scope, fact: Fact, defined: set[str]) -> None:
    for slot in fact.subjects:
        node = node_of(slot)
        ref = Elaborator(scope).resolve(node) if node is not None else None
        if ref is None:
            continue
        if fact.value in DOMAINS:
            scope.facts[f"domain {ref.key}"] = DOMAINS[fact.value]
            if (
                fact.value in ("symmetric", "positive-definite", "orthogonal", "invertible", "diagonal")
                and scope.find(ref.key) is None
            ):
                entry = scope.create(ref.key)
                assume(scope, entry, ref.base, len(ref.items))
                entry.total = max(entry.total, len(ref.items) + 2)
                entry.learnt = "prose"


def _range(scope: Scope, fact: Fact, defined: set[str]) -> None:
    if fact.value != "for":
        return
    from backproof.meaning.usage import collect

    for slot in fact.subjects:
        clauses = [c for row in parse(slot.latex).rows for c in row.clauses]
        found = collect(clauses)
        for key, limits in found.bounds.items():
            scope.usage.bound.add(key)
            scope.usage.bounds[key].extend(limits)


def _layout(scope: Scope, fact: Fact, defined: set[str]) -> None:
    value = {"numerator": "mixed", "denominator": "denominator", "gradient-row": "numerator"}.get(fact.value)
    if value is not None and "layout" not in scope.facts:
        scope.facts["layout"] = value
        scope.facts["layout said"] = fact.value


def _size(scope: Scope, fact: Fact, defined: set[str]) -> None:
    """``Ω_k has size D_{k+1} × D_k``."""
    if fact.value not in ("shape", "length", "square") or (not fact.objects and fact.value != "square"):
        return
    from backproof.meaning.shapes import split_sizes

    sizes = tuple(n for slot in fact.objects for n in split_sizes(_first_node(slot)))
    if fact.value == "length" and len(sizes) != 1:
        return
    for slot in fact.subjects:
        node = node_of(slot)
        if isinstance(node, Name | Scripted):
            if fact.value == "square":
                ref = Elaborator(scope).resolve(node)
                if ref is not None and scope.entries.get(ref.key) is None:
                    entry = scope.create(ref.key)
                    assume(scope, entry, ref.base, len(ref.items))
                    entry.total, entry.learnt = len(ref.items) + 2, "prose"
                continue
            _declared(scope, node, Space(sizes), fact.span)


def _first_node(slot: Slot) -> Node | None:
    clauses = [c for row in parse(slot.latex).rows for c in row.clauses if c.node is not None]
    return clauses[0].node if clauses else None


_FACTS = {
    "size": _size,
    "function": _function,
    "type": _type,
    "property": _property,
    "range": _range,
    "layout": _layout,
}


def declare(scope: Scope, pieces: Sequence[Piece], raws: Sequence[Raw]) -> None:
    """Memberships and ranges that stand in formulas."""
    _formals(scope, raws)
    for piece in pieces:
        _memberships(scope, piece)
    for key in list(scope.usage.bounds):
        _ranged(scope, key)


def _formals(scope: Scope, raws: Sequence[Raw]) -> None:
    """Where each formal argument of a function is first used."""
    for raw in raws:
        head = head_of(Elaborator(scope), raw.left) if raw.first and raw.sign in ("=", ":=") else None
        for node in head.parameters or () if head is not None else ():
            key = letter(node)
            if key:
                scope.formals.setdefault(key, (raw.span.start, raw.piece.formula.paragraph))


def _memberships(scope: Scope, piece: Piece) -> None:
    clauses = [c for row in piece.parsed.rows for c in row.clauses]
    for n, clause in enumerate(clauses):
        node = clause.node
        if (
            isinstance(node, syntax.Relation)
            and node.signs[-1] == "in"
            and (len(node.signs) == 1 or isinstance(node.members[0], Name | Scripted))
        ):
            space = space_of(node.members[-1])
            if space is not None and node.members[0] is not None:
                first = node.members[0]
                names = [*_before(clauses, n), *(parts(first) if isinstance(first, syntax.Listing) else [first])]
                for name in names:
                    if isinstance(name, syntax.Product) and space.domain != "real" and not space.sizes:
                        scope.facts[f"values {key_of(scope, name)}"] = space.domain
                    _declared(
                        scope, name, space, piece.formula.span_of(clause.start, clause.end), piece.formula.paragraph
                    )


def _before(clauses: list[Clause], n: int) -> list[Node]:
    """``W_i, W_h \\in …`` is cut at its comma: the names before belong to it."""
    out: list[Node] = []
    k = n
    while k > 0 and clauses[k].lead == "," and isinstance(clauses[k - 1].node, Name | Scripted):
        k -= 1
        node = clauses[k].node
        assert node is not None
        out.append(node)
    return out


def _declared(scope: Scope, name: Node, space: Space, span: Span | None, paragraph: int = -1) -> None:
    if not isinstance(name, Name | Scripted):
        return
    ela = Elaborator(scope)
    ref = ela.resolve(name)
    if ref is None or ref.sup.power is not None or ref.sup.transposed or ref.sup.inverted:
        return
    entry = scope.entries.get(ref.key)
    if entry is None or not entry.fixed:
        outer = scope.find(ref.key)
        if entry is None and outer is not None and outer.fixed:
            return
        if (
            span is not None
            and ref.key in scope.formals
            and scope.formals[ref.key][0] < span.start
            and scope.formals[ref.key][1] != paragraph
            and ref.key not in scope.late
        ):
            entry = scope.redefine(ref.key, span.start)
        entry = entry or scope.create(ref.key)
    elif (
        span is not None
        and space.domain != entry.symbol.domain
        and "real" not in (space.domain, entry.symbol.domain)
        and ref.key not in scope.late
    ):
        # The same letter with other values (labels ±1 instead of 0, 1): what rested on it is said anew.
        entry = scope.redefine(ref.key, span.start)
        scope.stale[ref.key] = span.start
    elif entry.fixed:
        return
    assume(scope, entry, ref.base, len(ref.items))
    entry.axes = []
    entry.total = len(ref.items) + len(space.sizes)
    entry.learnt, entry.span = "declared", span
    if space.domain == "class":
        entry.symbol.domain = "whole"
        return
    if any(isinstance(getattr(i, "body", i), syntax.Number) for i in ref.items):
        # One member of a family: its rank is that of all, its sizes are its own.
        return
    try:
        _shape(scope, entry, ref.items, space.sizes)
    except Misread:
        entry.total = len(ref.items) + len(space.sizes)
        entry.axes = []
    entry.fixed = True
    if space.domain != "real":
        entry.symbol.domain = space.domain


def _shape(scope: Scope, entry: Entry, items: list[Node], sizes: tuple[Node, ...]) -> None:
    """Give an entry its axes; sizes that speak of its own indices make them family axes."""
    letters = [letter(i) for i in items]
    formals = {key: Index(key) for key in letters if key}
    ela = Elaborator(scope)
    ela.bound = dict(formals)
    found = [size_of(ela, s) for s in sizes]
    used = set()
    for s in found:
        term = s.term
        used |= {k for k, key in enumerate(letters) if key and term is not None and formals[key] in term.free}  # type: ignore[attr-defined]
    entry.family |= used
    ones = [k for k, s in enumerate(found) if s.key == "1"]
    if ones and len(found) == 2:
        keep = [s for k, s in enumerate(found) if k not in ones][:1]
        entry.row = ones[0] == 0 and len(ones) == 1
        found = keep
        entry.total = len(items) + len(found)
    entry.axes = [Axis(Size()) for _ in items] + [Axis(s) for s in found]
    entry.lay_out()
    if used:
        named = [formals[letters[k]] if letters[k] else Index("f") for k in sorted(entry.family)]
        entry.symbol.formals = tuple(named)


def _ranged(scope: Scope, key: str) -> None:
    if key in scope.ranges:
        return
    found = scope.usage.range_of(key)
    if found is None or found[1] is None:
        return
    low, high = found
    if (isinstance(high, Name) and high.text != "infty") or isinstance(high, syntax.Number):
        try:
            size = size_of(Elaborator(scope), high)
        except Misread:
            return
        start = int(low.text) if isinstance(low, syntax.Number) and low.text.isdigit() else 1
        if start == 1:
            scope.ranges[key] = (size, 1)


# ---------------------------------------------------------------------- functions


def functions(scope: Scope, nodes: Sequence[Node], raws: Sequence[Raw]) -> None:
    """Decide which of the names that stand before brackets are functions."""
    ela = Elaborator(scope)
    defined: set[str] = set()
    for raw in raws:
        for side in (raw.left,) if raw.sign in ("=", ":=", "equiv") else ():
            head = head_of(ela, side) if raw.first else None
            if head is not None and head.parameters is not None and head.ref.key not in STANDARD:
                defined.add(head.ref.key)
    calls: dict[str, list[tuple[Node, syntax.Group, int]]] = {}
    bases: dict[str, str] = {}
    for top in nodes:
        for node in walk(top):
            for head_node, group, primes in _adjacent(node):
                ref = ela.resolve(head_node)
                if ref is not None:
                    calls.setdefault(ref.key, []).append((head_node, group, max(primes, ref.primes)))
                    bases[ref.key] = ref.base
    for key in defined:
        entry = scope.entries.get(key)
        if entry is None:
            outer = scope.find(key)
            entry = outer if outer is not None and outer.function and not outer.symbol.known else scope.create(key)
        if key == "E":
            scope.facts["expectation E"] = "no"
        if not entry.symbol.known or entry.learnt != "prose":
            entry.function = True
            entry.learnt = "defined"
    for key, found in calls.items():
        scope.calls[key] = [(h, g) for h, g, _ in found]
        _undefined_call(scope, key, bases[key], found)


def _adjacent(node: Node) -> list[tuple[Node, syntax.Group, int]]:
    out: list[tuple[Node, syntax.Group, int]] = []
    if isinstance(node, syntax.Product):
        for k, operator in enumerate(node.operators):
            head, follow = node.factors[k], node.factors[k + 1]
            group = follow.base if isinstance(follow, Scripted) else follow
            if (
                operator == ""
                and isinstance(head, Name | Scripted)
                and isinstance(group, syntax.Group)
                and group.left in "(["
                and group.body is not None
            ):
                out.append((head, group, head.primes if isinstance(head, Scripted) else 0))
    elif isinstance(node, syntax.Operator) and isinstance(node.argument, syntax.Group | Scripted):
        group = node.argument.base if isinstance(node.argument, Scripted) else node.argument
        if isinstance(group, syntax.Group) and group.body is not None:
            out.append((node.head, group, node.head.primes if isinstance(node.head, Scripted) else 0))
    return out


def _undefined_call(scope: Scope, key: str, base: str, calls: list[tuple[Node, syntax.Group, int]]) -> None:
    from backproof.meaning.heads import _SPECIAL

    entry = scope.find(key)
    if entry is not None and (entry.function or entry.fixed or entry.learnt == "declared"):
        return
    if base == "E" and all(g.left == "[" for _, g, _ in calls):
        return
    if (
        (base in _SPECIAL and (key == base or base not in ("O", "o")))
        or base in BY_SPELLING
        or base in ("1", "bb:1", "I", "bb:I")
    ):
        return
    usage = scope.usage
    primes = any(p for _, _, p in calls)
    only_called = (
        usage.bare[base] <= len([1 for _ in usage.called.get(base, ())]) + (1 if base in usage.numerators else 0)
        or base not in usage.bare
    )
    simple = [_simple_argument(g.body) for _, g, _ in calls]
    square = any(g.left == "[" for _, g, _ in calls)
    indexed = square and all(_index_like(usage, g.body) for _, g, _ in calls if g.left == "[")
    if indexed:
        return
    bars = any(isinstance(g.body, syntax.Bar) for _, g, _ in calls)
    if (ref_items(scope, calls) and not all(simple) and not primes) or any(
        _mentions(g.body, base) for _, g, _ in calls
    ):
        return
    if only_called and not primes and not all(simple) and base not in FUNCTION_LETTERS and plain_name(base):
        scope.tied.add(key)
    is_function = (
        primes
        or bars
        or square
        or (only_called and (all(simple) or base in FUNCTION_LETTERS))
        or (base in LOSSES and any(simple))
    )
    if not is_function:
        return
    scalar_valued = (
        base in LOSSES
        or base in DENSITIES
        or (base in usage.numerators and not primes)
        or any(isinstance(g.body, syntax.Listing | syntax.Bar) for _, g, _ in calls)
    )
    entry = _opaque(scope, key, elementwise=not scalar_valued, learnt="usage")
    entry.symbol.usual = base in ("sigma", "phi", "varphi", "g", "rho", "psi") and not scalar_valued
    entry.symbol.domain = scope.fact(f"values {key}") or "real"
    if entry.symbol.domain != "real":
        entry.elementwise = entry.symbol.elementwise = False
    if base in DENSITIES or bars:
        entry.symbol.domain = "positive"
    head = calls[0][0]
    ref = Elaborator(scope).resolve(head)
    if ref is not None and ref.items:
        entry.total = len(ref.items)
        entry.family = set(range(entry.total))
        entry.lay_out()
    if not entry.elementwise and any(case == "lower" for case, _, _ in usage.boldness(base)):
        entry.total += 1
        entry.lay_out()


def ref_items(scope: Scope, calls: Sequence[tuple[Node, syntax.Group, int]]) -> bool:
    """Whether what stands before the brackets carries indices."""
    ref = Elaborator(scope).resolve(calls[0][0])
    return ref is not None and bool(ref.items)


def _mentions(node: Node | None, base: str) -> bool:
    return any(isinstance(n, Name) and atom(n) == base for n in walk(node)) if node is not None else False


def plain_name(base: str) -> bool:
    return len(base.split(" ")[-1]) > 1 or base.isupper()


def _simple_argument(node: Node | None) -> bool:
    if isinstance(node, syntax.Listing):
        return all(_simple_argument(i) for i in node.items)
    if isinstance(node, syntax.Bar):
        return True
    if isinstance(node, syntax.Product) and len(node.factors) == 2 and isinstance(node.factors[1], syntax.Group):
        return True
    if isinstance(node, syntax.Sum) and len(node.terms) == 1:
        return _simple_argument(node.terms[0])
    return isinstance(node, Name | Scripted)


def _index_like(usage: object, node: Node | None) -> bool:
    items = node.items if isinstance(node, syntax.Listing) else (node,)
    for i in items:
        if isinstance(i, syntax.Number | syntax.Dots):
            continue
        key = letter(i)
        if key and (usage.is_bound(key) or (len(key) == 1 and key in "ijklmnrstxycD" and not usage.is_value(key))):  # type: ignore[attr-defined]
            continue
        if isinstance(i, Scripted) and isinstance(i.base, Name) and usage.is_size(atom(i.base)):  # type: ignore[attr-defined]
            continue
        return False
    return True


def read_relation(
    ela: Elaborator, raw: Raw, conditions: Sequence[Node], premises: Sequence[syntax.Relation] = ()
) -> Reading:
    """Both sides of a relation as tensors that fit. Raises ``Misread``."""
    from backproof.meaning.conditions import scalar_condition

    if raw.left is None or raw.right is None:
        raise Misread("M206", "a side of the relation is missing")
    if raw.sign not in ("=", "equiv", ":="):
        return read_signed(ela, raw, conditions, premises)
    if remainder_of(raw) is not None:
        return read_remainder(ela, raw, conditions, premises)
    from backproof.meaning.adjoints import changing

    for node in changing(raw.right):
        ref = ela.resolve(node)
        if ref is not None:
            ela.differentials[ref.key] = node
    left = ela.tensor(raw.left)
    right = ela.tensor(raw.right)
    left, right = matched(ela, left, right, raw)
    settle(ela, raw.right)
    extra = []
    forced: list[tuple[str, float]] = []
    for node in [*raw.conditions, *conditions]:
        if isinstance(node, syntax.Relation):
            value = _forced(ela, node)
            if value is not None:
                forced.append(value)
                continue
            try:
                extra.append(scalar_condition(ela, node).body)
            except Misread:
                raise Misread("M206", "the condition beside this relation is not understood", node) from None
    choices = tuple(sorted((p, ela.choose(p, o)) for p, o in list(ela.seen.items())))
    held = []
    for node in premises:
        try:
            held.append(scalar_condition(ela, node).body)
        except Misread:
            continue
    return Reading(
        left.body,
        right.body,
        left.axes,
        tuple(ela.free.items()),
        choices,
        tuple(sorted(ela.seen.items())),
        tuple(extra),
        forced=tuple(forced),
        premises=tuple(held),
    )


def _forced(ela: Elaborator, node: syntax.Relation) -> tuple[str, float] | None:
    """``n = 1`` for a size or a plain number: the value it is given."""
    if node.signs != ("=",) or not isinstance(node.members[0], Name):
        return None
    right = node.members[1]
    entry = ela.scope.find(atom(node.members[0]))
    if entry is None or entry.total or entry.symbol.clauses:
        return None
    if isinstance(right, Name) and right.text == "infty":
        raise Misread("J302", "values at infinity are not judged", node)
    if isinstance(right, syntax.Number):
        return entry.name, float(right.text)
    return None


def matched(ela: Elaborator, left: Tensor, right: Tensor, raw: Raw) -> tuple[Tensor, Tensor]:
    """Both sides over the same axes; a number may stand for a tensor of equal entries."""
    from backproof.meaning.arithmetic import spread

    if left.rank == right.rank == 2 and _swapped(left, right):
        raise Misread(
            "M202",
            f"the left side is {left.axes[0].size!r} by {left.axes[1].size!r}, the right side {right.axes[0].size!r} by {right.axes[1].size!r}",
            raw.right,
            help="transposed",
        )
    if left.rank == right.rank:
        if left.rank == 1 and left.row != right.row and not (left.literal or right.literal):
            options = ("strict", "loose")
            if ela.choose("row against column", options) == "strict":
                raise Misread("M202", "a row stands on one side and a column on the other", raw.right)
        body = spread(right, left, raw.right or raw.left or Name(""))
        return left, Tensor(left.axes, body, left.row)
    if left.rank == 0 or right.rank == 0:
        small = left if left.rank == 0 else right
        if not _constant(small):
            raise Misread("M202", f"a tensor of rank {left.rank} is set equal to one of rank {right.rank}", raw.right)
        return left, right
    raise Misread("M202", f"a tensor of rank {left.rank} is set equal to one of rank {right.rank}", raw.right)


def _swapped(left: Tensor, right: Tensor) -> bool:
    """Whether two matrices of known sizes have the shapes of each other's transposes."""
    (a, b), (c, d) = ((x.size for x in t.axes) for t in (left, right))
    if not all(s.root.key for s in (a, b, c, d)):
        return False
    return not same(a, b) and same(a, d) and same(b, c)


def _constant(t: Tensor) -> bool:
    from backproof.terms.nodes import Constant, Number

    return isinstance(t.body, Number | Constant)


_ = Head
