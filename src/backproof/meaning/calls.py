"""Which names are functions: those that the document calls."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.definitions import DENSITIES, LOSSES, STANDARD, opaque
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import head_of
from backproof.meaning.jacobians import is_operator
from backproof.meaning.names import atom, is_transpose, letter
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Scope
from backproof.meaning.signatures import told_apart
from backproof.terms.functions import BY_SPELLING

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


def functions(scope: Scope, nodes: Sequence[Node], raws: Sequence[Raw]) -> None:
    """Decide which of the names that stand before brackets are functions."""
    ela = Elaborator(scope)
    calls: dict[str, list[tuple[Node, syntax.Group, int]]] = {}
    bases: dict[str, str] = {}
    transposed: set[int] = set()
    for top in nodes:
        for node in walk(top):
            if isinstance(node, Scripted) and isinstance(node.base, syntax.Group) and is_transpose(node.sup):
                transposed.add(id(node.base))
            for head_node, group, primes in adjacent(node):
                ref = ela.resolve(head_node)
                if ref is not None and not ref.sup.transposed and not is_operator(scope, ref.key):
                    calls.setdefault(ref.key, []).append((head_node, group, max(primes, ref.primes)))
                    bases[ref.key] = ref.base
    told_apart(ela, calls)
    defined: set[str] = set()
    for raw in raws:
        for side in (raw.left,) if raw.sign in ("=", ":=", "equiv") else ():
            head = head_of(ela, side) if raw.first and not sets_to_zero(raw) else None
            if head is not None and head.parameters is not None and head.ref.key not in STANDARD:
                defined.add(head.ref.key)
    for key in sorted(defined):
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
        rows = all(id(g) in transposed for _, g, _ in found)
        if rows and (key in scope.said_outlets or bases[key] in LOSSES or _has_entries(scope, key)):
            continue  # a gradient times a row: ``\nabla_u J (v)^T``, ``\delta^{(l)} (h^{(l-1)})^T``
        scope.calls[key] = [(h, g) for h, g, _ in found]
        _undefined_call(scope, key, bases[key], found)


def sets_to_zero(raw: Raw) -> bool:
    """``f(x) = 0``: an equation for x, whatever f is."""
    return isinstance(raw.right, syntax.Number) and raw.right.text == "0" and raw.sign == "=" and not raw.conditions


def only_called(ela: Elaborator, node: Node) -> set[str]:
    """The names that stand in a formula only as functions before their arguments."""
    heads = {id(head) for n in walk(node) for head, _, _ in adjacent(n)}
    named: dict[str, bool] = {}
    for n in walk(node):
        ref = ela.resolve(n) if isinstance(n, Name | Scripted) else None
        if ref is not None:
            named[ref.key] = named.get(ref.key, True) and id(n) in heads
    return {key for key, called in named.items() if called}


def adjacent(node: Node) -> list[tuple[Node, syntax.Group, int]]:
    """The names that stand before brackets, with the brackets and the number of primes between."""
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
        usage.bare[base] - usage.mentioned[base]
        <= len(usage.called.get(base, ())) + (1 if base in usage.numerators else 0)
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
    entry = opaque(scope, key, elementwise=not scalar_valued, learnt="usage")
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


def _has_entries(scope: Scope, key: str) -> bool:
    """Whether an earlier section defines a name as something with entries, and not as a function."""
    entry = scope.find(key)
    return entry is not None and not entry.function and bool(entry.symbol.clauses) and entry.total > 0


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
