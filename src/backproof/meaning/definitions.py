"""What a section lays down: facts from prose, declarations, functions, defining equations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.claims.reading import Reading
from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.approaches import approach_of, in_the_limit, is_approach, taken_there
from backproof.meaning.conventions import assume
from backproof.meaning.declaring import declared, key_of
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.generic import GENERIC
from backproof.meaning.heads_of import head_of
from backproof.meaning.isometries import isometries
from backproof.meaning.labels import described_label
from backproof.meaning.matching import matched
from backproof.meaning.names import atom, letter
from backproof.meaning.prose import Fact, Slot
from backproof.meaning.references import settle
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.shapes import Space, space_of
from backproof.meaning.signs import ORDER, read_remainder, read_signed, remainder_of
from backproof.meaning.stacked import STACKED, note_stacked
from backproof.meaning.tensor import Misread
from backproof.terms.functions import BY_KIND, BY_SPELLING
from backproof.text.blocks import Block, Formula, Prose

DOMAINS = {
    "symmetric": "symmetric",
    "positive-definite": "definite",
    "positive-semidefinite": "definite",
    "orthogonal": "orthogonal",
    "orthonormal-rows": "orthonormal rows",
    "orthonormal-columns": "orthonormal columns",
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


def node_of(slot: Slot) -> Node | None:
    """The node that a slot of a sentence holds, without what it is set equal to."""
    rows = parse(slot.latex).rows
    clauses = [c for row in rows for c in row.clauses if c.node is not None]
    if not clauses:
        return None
    node = clauses[0].node
    return node.members[0] if isinstance(node, syntax.Relation) else node


def nodes_of(slot: Slot) -> list[Node]:
    """All names that a slot lists (``u, v \\in \\mathbb{R}^n``), or the one node that it holds."""
    clauses = [c for row in parse(slot.latex).rows for c in row.clauses if c.node is not None]
    nodes = [c.node.members[0] if isinstance(c.node, syntax.Relation) else c.node for c in clauses]
    if len(nodes) > 1 and all(isinstance(n, Name | Scripted) for n in nodes):
        return [n for n in nodes if n is not None]
    first = node_of(slot)
    return [] if first is None else [first]


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

    scope.conventions |= conventions(scope, raws, facts)
    isometries(scope, raws, blocks)
    _conditions(scope, facts, raws)
    _led_by_conditions(blocks, raws)
    gathered = {slot.span for fact in facts if fact.value == "gathered" for slot in fact.subjects}
    for fact in facts:
        if fact.value == "vector" and any(slot.span in gathered for slot in fact.subjects):
            continue  # the vector of the $p_i$ is nothing new: its entries say what it is
        handler = _FACTS.get(fact.kind)
        if handler is not None:
            handler(scope, fact, defined)
    _called_alone(scope, blocks, defined)


def _conditions(scope: Scope, facts: Sequence[Fact], raws: Sequence[Raw]) -> None:
    """``If i = k:`` before a display stands beside each of its relations."""
    for fact in facts:
        if fact.kind != "condition":
            continue
        nodes = [n for slot in fact.objects if (n := relation_of(slot)) is not None and not _introduces(n)]
        spans = [s.span for s in fact.subjects]
        for raw in raws:
            if any(s.start <= raw.span.start and raw.span.end <= s.end for s in spans):
                raw.conditions = [*raw.conditions, *nodes]


def _introduces(node: syntax.Relation) -> bool:
    """``For $c \\in \\mathbb{R}^n$,`` says what c is; ``for $i \\in \\{1, …, n\\}$`` where the line holds."""
    space = space_of(node.members[-1]) if node.signs == ("in",) else None
    return space is not None and space.domain != "class"


_LEADS = re.compile(r"\b(for|if|when|where|whenever|case|für|wenn|si|pour|para|cuando)\s*$|[当若]\s*$", re.IGNORECASE)


FAR = 60
"""So many letters may stand between a condition and the display that it governs: "as a function of the score,"."""
_ENDS = re.compile(r"[.;!?。；]\s|:\s*\S")


def _compares(node: syntax.Relation) -> bool:
    """Whether a relation says where a display holds: it compares letters, or says which of two things is larger.

    What equals something else is a premise, and a letter beside a number has a domain.
    """
    if len(node.signs) != 1 or node.signs[0] not in ("=", "!=", "<", "<=", ">", ">="):
        return False
    letters = [bool(letter(m)) for m in node.members]
    if all(letters):
        return True
    plain = [known or isinstance(m, syntax.Number) for known, m in zip(letters, node.members, strict=True)]
    return node.signs[0] in ("<", "<=", ">", ">=") and not all(plain)


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
            or len(gap.strip(" ,:\n")) > FAR
            or _ENDS.search(gap)
            or not isinstance(target, Formula)
            or not target.display
        ):
            continue
        node = relation_of(Slot(block.latex, block.span))
        if node is None or not _compares(node):
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
                opaque(scope, key, elementwise=fact.value == "elementwise")
        elif fact.value == "leaky-relu":
            scope.facts[f"leaky {key}"] = fact.objects[0].latex if fact.objects else ""
        elif fact.value == "kronecker":
            scope.facts["kronecker"] = key
        elif fact.value == "identity-matrix":
            scope.facts[f"identity {key}"] = "yes"


def _is_call(slot: Slot) -> bool:
    node = node_of(slot)
    return isinstance(node, syntax.Product | syntax.Operator)


def _known(scope: Scope, key: str, name: str, fact: Fact) -> None:
    entry = scope.entries.get(key) or scope.create(key)
    entry.function, entry.learnt, entry.span = True, "prose", fact.span
    entry.symbol.known = name


def opaque(scope: Scope, key: str, *, elementwise: bool, learnt: str = "prose") -> Entry:
    entry = scope.entries.get(key) or scope.create(key)
    entry.function, entry.elementwise, entry.learnt = True, elementwise, learnt
    entry.symbol.opaque, entry.symbol.elementwise = True, elementwise
    return entry


def _type(scope: Scope, fact: Fact, defined: set[str]) -> None:
    if fact.value in STACKED:
        note_stacked(scope, fact)
        return
    if fact.value == "class":
        for slot in fact.subjects:
            node = node_of(slot)
            if node is not None:
                described_label(scope, node, fact.span)
        return
    if fact.value in ("weights", "parameters"):
        _generic(scope, fact)
    rank = {"scalar": 0, "vector": 1, "row-vector": 1, "column-vector": 1, "matrix": 2}.get(fact.value)
    if rank is None:
        return
    for node in (n for slot in fact.subjects for n in nodes_of(slot)):
        ref = Elaborator(scope).resolve(node)
        if ref is None or (scope.entries.get(ref.key) is not None and scope.entries[ref.key].fixed):
            continue
        entry = scope.entries.get(ref.key) or scope.create(ref.key)
        assume(scope, entry, ref.base, len(ref.items))
        entry.total = len(ref.items) + rank
        entry.row = fact.value == "row-vector"
        entry.learnt, entry.span = "prose", fact.span


def _generic(scope: Scope, fact: Fact) -> None:
    """Nothing special may be assumed of what words call weights."""
    for slot in fact.subjects:
        node = node_of(slot)
        ref = Elaborator(scope).resolve(node) if node is not None else None
        if ref is not None:
            scope.facts[GENERIC + ref.key] = "yes"


def _property(scope: Scope, fact: Fact, defined: set[str]) -> None:
    # "a positive definite $S$ and $t>0$": the second says itself what it is.
    told = [s for s in fact.subjects if s is fact.subjects[0] or not _bounded(s)]
    for node in (n for slot in told for n in nodes_of(slot)):
        ref = Elaborator(scope).resolve(node)
        if ref is None:
            continue
        if fact.value == "generic":
            scope.facts[GENERIC + ref.key] = "yes"
        if fact.value in DOMAINS:
            domain = f"domain {ref.key}"
            if not (fact.value == "symmetric" and scope.facts.get(domain) == "definite"):
                scope.facts[domain] = DOMAINS[fact.value]
            if (
                fact.value in ("symmetric", "positive-definite", "orthogonal", "invertible", "diagonal")
                and scope.find(ref.key) is None
            ):
                entry = scope.create(ref.key)
                assume(scope, entry, ref.base, len(ref.items))
                entry.total = max(entry.total, len(ref.items) + 2)
                entry.learnt = "prose"


def _bounded(slot: Slot) -> bool:
    """Whether a formula is an inequality: ``t > 0``."""
    node = _first_node(slot)
    return isinstance(node, syntax.Relation) and node.signs[0] in ORDER


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
            if _counts(scope, node, sizes):
                continue
            if fact.value == "square":
                ref = Elaborator(scope).resolve(node)
                if ref is not None and scope.entries.get(ref.key) is None:
                    entry = scope.create(ref.key)
                    assume(scope, entry, ref.base, len(ref.items))
                    entry.total, entry.learnt = len(ref.items) + 2, "prose"
                continue
            declared(scope, node, Space(sizes), fact.span)


def _counts(scope: Scope, node: Node, sizes: tuple[Node, ...]) -> bool:
    """Whether a name is an index: "layer $l$ has $n_l$ units" says nothing of a vector called l."""
    key = letter(node)
    inside = {letter(n) for size in sizes if isinstance(size, Scripted) for n in walk(size)}
    return bool(key) and (key in inside or scope.usage.is_bound(key))


def _depends(scope: Scope, fact: Fact, defined: set[str]) -> None:
    """``J depends on a^{[L]} only``: what an unspecified loss is a function of."""
    for slot in fact.subjects:
        key = key_of(scope, node_of(slot))
        # "a loss L of y, g = ∂L/∂y": what speaks of the loss itself is no variable of it.
        objects = [o for o in fact.objects if not _speaks_of(scope, o, key)]
        nodes = [n for o in objects if isinstance(n := _outlet_of(o), Name | Scripted | syntax.Listing)]
        new = fact.value == "only" or key not in scope.said_outlets
        if key and new and nodes and len(nodes) == len(objects):
            scope.said_outlets[key] = (nodes, fact.value)


def _outlet_of(slot: Slot) -> Node | None:
    """What a loss is a function of, as a formula says it: a name, or all members of ``h_1, \\dots, h_T``."""
    nodes = [c.node for row in parse(slot.latex).rows for c in row.clauses if c.node is not None]
    every = any(isinstance(n, syntax.Dots) for n in nodes) and isinstance(nodes[0], Scripted)
    return syntax.Listing(tuple(nodes)) if every else node_of(slot)


def _called_alone(scope: Scope, blocks: Sequence[Block], defined: set[str]) -> None:
    """``the error $\\mathcal E(x_L)$``: a formula that is nothing but a call says what a loss is a function of."""
    for block in blocks:
        if not isinstance(block, Formula) or block.display:
            continue
        node = node_of(Slot(block.latex, block.span))
        if not isinstance(node, syntax.Product) or len(node.factors) != 2:
            continue
        head, group = node.factors
        key = key_of(scope, head) if isinstance(head, Name | Scripted) else ""
        if not isinstance(group, syntax.Group) or group.left != "(" or key in defined or key in scope.said_outlets:
            continue
        items = group.body.items if isinstance(group.body, syntax.Listing) else (group.body,)
        names = [n for n in items if isinstance(n, Name | Scripted)]
        if key and (key in LOSSES or key in scope.usage.numerators) and len(names) == len(items):
            scope.said_outlets[key] = (list(names), "call")


def _start(scope: Scope, fact: Fact, defined: set[str]) -> None:
    """``Both averages start from zero.``"""
    scope.facts["start"] = fact.value


def _speaks_of(scope: Scope, slot: Slot, key: str) -> bool:
    """Whether a formula reads a name to the right of its relation sign."""
    clauses = [c for row in parse(slot.latex).rows for c in row.clauses if isinstance(c.node, syntax.Relation)]
    sides = [m for c in clauses if isinstance(c.node, syntax.Relation) for m in c.node.members[1:] if m is not None]
    return any(key_of(scope, n) == key for m in sides for n in walk(m) if isinstance(n, Name | Scripted))


def _first_node(slot: Slot) -> Node | None:
    clauses = [c for row in parse(slot.latex).rows for c in row.clauses if c.node is not None]
    return clauses[0].node if clauses else None


_FACTS = {
    "depends": _depends,
    "size": _size,
    "function": _function,
    "type": _type,
    "property": _property,
    "range": _range,
    "layout": _layout,
    "start": _start,
}


def read_relation(
    ela: Elaborator, raw: Raw, conditions: Sequence[Node], premises: Sequence[syntax.Relation] = ()
) -> Reading:
    """Both sides of a relation as tensors that fit. Raises ``Misread``."""
    from backproof.meaning.conditions import forward, scalar_condition
    from backproof.meaning.worded import Worded, read_worded

    if isinstance(raw, Worded):
        return read_worded(ela, raw)
    if raw.left is None or raw.right is None:
        raise Misread("M206", "a side of the relation is missing")
    going = any(is_approach(c) for c in (*raw.conditions, *conditions))
    if raw.sign not in ("=", "equiv", ":=") and not (raw.sign == "to" and going):
        return read_signed(ela, raw, conditions, premises)
    from backproof.meaning.minimisers import read_minimisers

    minimisers = read_minimisers(ela, raw)
    if minimisers is not None:
        return minimisers
    if remainder_of(raw) is not None:
        return read_remainder(ela, raw, conditions, premises)
    from backproof.meaning.adjoints import changing
    from backproof.meaning.losses import sums_all_steps

    for node in changing(raw.right):
        ref = ela.resolve(node)
        if ref is not None:
            ela.differentials[ref.key] = node
    left = ela.tensor(raw.left)
    right = ela.tensor(raw.right)
    left, right = matched(ela, left, right, raw)
    if ela.endless and sums_all_steps(ela, left.body, right.body):
        raise Misread("M207", "how many steps there are is not said")
    settle(ela, raw.right)
    extra = []
    forced: list[tuple[str, float]] = []
    approach = approach_of(ela, [*raw.conditions, *conditions])
    if approach is not None and in_the_limit(ela, approach, raw.sign, left, right):
        left, right = taken_there(left, approach), taken_there(right, approach)
    for node in [*raw.conditions, *conditions]:
        if isinstance(node, syntax.Relation) and not is_approach(node):
            value = _forced(ela, node)
            if value is not None:
                forced.append(value)
                continue
            try:
                extra.append(scalar_condition(ela, node).body)
            except Misread:
                raise Misread("M206", "the condition beside this relation is not understood", node) from None
    extra += forward((left.body, right.body), ela.free.values())
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
    if isinstance(right, syntax.Number):
        return entry.name, float(right.text)
    return None
