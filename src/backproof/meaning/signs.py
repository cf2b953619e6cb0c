"""Relations other than equality as readings: memberships in a space of arrays, inequalities, approximations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backproof.claims.reading import Reading
from backproof.latex import tree as syntax
from backproof.latex.tree import Node
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.members import named_after
from backproof.meaning.references import settle
from backproof.meaning.relations import Raw
from backproof.meaning.shapes import Space, size_of, space_of, split_sizes
from backproof.meaning.tensor import Misread
from backproof.terms.model import Model
from backproof.terms.nodes import Add, At, Expr, Position, number

ORDER = frozenset(("<", "<=", ">", ">="))
LOEWNER = frozenset(("succeq", "preceq", "succ", "prec"))
CURVED = frozenset(("convex", "concave", "strictly convex", "strictly concave"))
_UNJUDGED = {
    "propto": ("J310", "proportionality is not judged"),
}


def read_signed(
    ela: Elaborator, raw: Raw, conditions: Sequence[Node], premises: Sequence[syntax.Relation] = ()
) -> Reading:
    """A relation whose sign is not that of equality. Raises ``Misread``."""
    from backproof.meaning.definitions import read_relation

    if raw.sign in ("in", "colon"):
        return _shape(ela, raw)
    if raw.sign == "sim":
        from backproof.meaning.law_claims import read_law

        return read_law(ela, raw)
    if raw.sign in CURVED:
        return _curved(ela, raw)
    if raw.sign in ORDER or raw.sign in LOEWNER or raw.sign == "approx":
        return read_relation(ela, replace(raw, sign="="), conditions, premises)
    raise Misread(*_UNJUDGED.get(raw.sign, ("J310", f"relations with this sign ({raw.sign}) are not judged")))


def _curved(ela: Elaborator, raw: Raw) -> Reading:
    """A number as a function of some free symbols, said to be convex in them."""
    left = ela.tensor(raw.left)
    names = []
    for node in raw.right.items if isinstance(raw.right, syntax.Listing) else (raw.right,):
        body = ela.tensor(node).body
        if isinstance(body, At) and any(not isinstance(i, Position) for i in body.indices):
            raise Misread("J303", "curvature in an entry is not judged", node)
        if not isinstance(body, At) or ela.scope.model[body.symbol].clauses:
            raise Misread("J303", "what this is said to be curved in is no free symbol", node)
        names.append(body.symbol)
    if left.rank:
        raise Misread("J303", "only a number can be convex", raw.left)
    settle(ela, raw.left)  # type: ignore[arg-type]
    choices = tuple(sorted((p, ela.choose(p, o)) for p, o in list(ela.seen.items())))
    options = tuple(sorted(ela.seen.items()))
    return Reading(left.body, left.body, (), tuple(ela.free.items()), choices, options, along=tuple(names))


def _shape(ela: Elaborator, raw: Raw) -> Reading:
    """``∂L/∂W ∈ ℝ^{m×n}``: the left side, and the sizes claimed for its axes."""
    space = claimed_space(raw.right)
    if space is None or space.domain != "real":
        raise Misread("J310", "membership in this set is not judged", raw.right)
    left = ela.tensor(raw.left)
    used = _used_sizes(ela.scope.model)
    sizes: list[Expr] = []
    for node in space.sizes:
        term = (named_after(ela, node) or size_of(ela, node)).term
        if not isinstance(term, Expr):
            raise Misread("M206", "this size is not understood", node)
        sizes.append(term)
    settle(ela, raw.right)  # type: ignore[arg-type]
    choices = tuple(sorted((p, ela.choose(p, o)) for p, o in list(ela.seen.items())))
    right = Add(tuple(sizes)) if sizes else number(1)
    options = tuple(sorted(ela.seen.items()))
    return Reading(
        left.body,
        right,
        left.axes,
        tuple(ela.free.items()),
        choices,
        options,
        sizes=tuple(sizes),
        named=tuple(bool(n := _names(s)) and not n & used for s in sizes),
    )


def _names(e: Expr) -> set[str]:
    return ({e.symbol} if isinstance(e, At) else set()).union(*map(_names, e.children()))


def _used_sizes(model: Model) -> set[str]:
    """The names that stand in the size of some axis of the document, and those of sizes with a value."""
    terms = [axis.size.root.term for symbol in model.values() for axis in symbol.axes]
    terms += [At(symbol.name, ()) for symbol in model.values() if symbol.is_size and symbol.clauses]
    return set().union(*(_names(t) for t in terms if isinstance(t, Expr)))


def claimed_space(node: Node | None) -> Space | None:
    """``ℝ^{m×n}``, ``m × n`` or ``(m, n)`` as a space of real arrays."""
    space = space_of(node)
    if space is not None and not isinstance(node, syntax.Group):
        return space
    if isinstance(node, syntax.Product) and "times" in node.operators and set(node.operators) <= {"times", ""}:
        return Space(split_sizes(node))
    if (
        isinstance(node, syntax.Scripted)
        and isinstance(node.base, syntax.Name)
        and node.base.text == "R"
        and node.sub is None
        and not node.primes
    ):
        return Space(split_sizes(node.sup)) if node.base.font in ("bb", "bold", "cal", "") else None
    if isinstance(node, syntax.Group) and node.left == "(" and isinstance(node.body, syntax.Listing):
        return Space(node.body.items)
    return None


def remainder_of(raw: Raw) -> tuple[Node, Node] | None:
    """The right side of ``… + O(h^p)`` without its last term, and what stands in the bracket."""
    if not isinstance(raw.right, syntax.Sum) or raw.right.signs[-1] != "+":
        return None
    last = raw.right.terms[-1]
    if isinstance(last, syntax.Product) and len(last.factors) == 2:
        head, group = last.factors
    elif isinstance(last, syntax.Operator):
        head, group = last.head, last.argument
    else:
        return None
    if (
        not isinstance(head, syntax.Name)
        or head.text not in ("O", "o")
        or not isinstance(group, syntax.Group)
        or group.body is None
    ):
        return None
    if head.text == "o":
        return None
    terms, signs = raw.right.terms[:-1], raw.right.signs[:-1]
    rest: Node = (
        terms[0]
        if len(terms) == 1 and signs[0] == "+"
        else syntax.Sum(terms, signs, start=raw.right.start, end=terms[-1].end)
    )
    return rest, group.body


def read_remainder(
    ela: Elaborator, raw: Raw, conditions: Sequence[Node], premises: Sequence[syntax.Relation] = ()
) -> Reading:
    """``f(x+h) = f(x) + h f'(x) + O(h^2)``. Raises ``Misread``."""
    from backproof.meaning.definitions import read_relation

    found = remainder_of(raw)
    assert found is not None
    rest, inside = found
    power, base = 1.0, inside
    if isinstance(base, syntax.Scripted) and isinstance(base.sup, syntax.Number):
        power, base = (
            float(base.sup.text),
            syntax.Scripted(base.base, base.sub, None) if base.sub is not None else base.base,
        )
    if isinstance(base, syntax.Group) and base.left in ("|", "‖", "\\|") and base.body is not None:
        base = base.body
    ref = ela.resolve(base)
    if ref is None or ref.items:
        raise Misread("J302", "this order of magnitude is not understood", inside)
    entry = ela.entry(ref)
    reading = read_relation(ela, replace(raw, right=rest), conditions, premises)
    return replace(reading, remainder=(entry.name, power))
