"""The first guess for a name that nothing declares: usage first, the field's conventions to break ties."""

from __future__ import annotations

from backproof.latex import tree as syntax
from backproof.meaning.listings import Listed
from backproof.meaning.names import capital, letter, plain_letter
from backproof.meaning.scope import Entry, Scope
from backproof.meaning.tensor import Misread
from backproof.terms.model import Axis
from backproof.terms.nodes import Add, Node, number
from backproof.terms.sizes import Size
from backproof.terms.substitution import size_of_term


def assume(scope: Scope, entry: Entry, base: str, count: int) -> None:
    """First guess for a name that nothing declares: its axes from usage and, to break ties, from convention."""
    usage = scope.usage
    entry.counts = frozenset((count,))
    entry.total = count
    bold = usage.boldness(base)
    here = [2 if case == "upper" else 1 for case, low, high in bold if low <= count <= high]
    ranks = [low + (2 if case == "upper" else 1) for case, low, _ in bold]
    if ranks:
        entry.total = count + max(here) if here else max(count, *ranks)
        entry.convention = (
            "a bold capital is a matrix"
            if any(case == "upper" for case, _, _ in bold)
            else "a bold small letter is a vector"
        )
    elif usage.is_transposed(base):
        entry.total = count + (2 if capital(base) else 1)
    elif _has_entries(scope, entry, base, count):
        entry.total, entry.convention = count + 1, "what stands under a norm or a transpose has entries"
    elif capital(base) and _is_matrix_by_convention(scope, entry, base, count):
        entry.total, entry.convention = count + 2, "a capital letter is a matrix"
    if usage.is_size(base) and not usage.is_bound(base) and count == 0 and not bold:
        entry.total = 0
        entry.symbol.is_size = capital(base) or plain_letter(base)
    if entry.key == base and list_out(scope, entry, base):
        return
    if base.endswith("epsilon"):
        entry.symbol.domain = "positive"
    entry.family = {k for k in range(count) if runs_on(scope, base, k) or _has_one_before(scope, base, k)}


def list_out(scope: Scope, entry: Entry, base: str) -> bool:
    """Give an entry the axis of a name that is written out, ``φ = (φ_0, φ_1)``; whether it is."""
    listed = scope.usage.listing(base)
    if listed is None:
        return False
    size = _length(scope, listed)
    if size is None:
        return False
    entry.counts = frozenset((0,))
    # What stands for the entries between may have axes of its own: ``x = (x_1, …, x_T)`` with vectors x_t.
    entry.total, entry.fixed, entry.family = 1, isinstance(listed.last, int), set()
    entry.axes = [Axis(size, lower=listed.first)]
    entry.learnt = "declared"
    return True


def _length(scope: Scope, listed: Listed) -> Size | None:
    """How many entries a name has that is written out."""
    if isinstance(listed.last, int):
        length = listed.last - listed.first + 1
        return Size(str(length), number(length))
    from backproof.meaning.elaborate import Elaborator
    from backproof.meaning.shapes import size_of

    try:
        last = size_of(Elaborator(scope), listed.last).term
    except Misread:
        return None
    assert isinstance(last, Node)
    return size_of_term(last if listed.first == 1 else Add((last, number(1 - listed.first))))


def _has_entries(scope: Scope, entry: Entry, base: str, count: int) -> bool:
    """Whether the name stands with so many indices under a norm or in an element-wise product."""
    from backproof.meaning.elaborate import Elaborator

    nodes = list(scope.usage.density(base))
    if scope.usage.multipliers(base) and scope.has_vectors():
        nodes += [n for first, n in scope.usage.multipliers(base) if _names_matrix(scope, first)]
    refs = (Elaborator(scope).resolve(node) for node in nodes)
    # A formal argument, ``formal f x``, is written as the variable of its name is.
    key = entry.key.split(" ", 2)[2] if entry.key.startswith("formal ") else entry.key
    return any(ref is not None and ref.key == key and len(ref.items) == count for ref in refs)


MATRICES = frozenset(
    [
        "A",
        "B",
        "H",
        "K",
        "M",
        "P",
        "Q",
        "R",
        "S",
        "U",
        "V",
        "W",
        "X",
        "Y",
        "Z",
        "Sigma",
        "Omega",
        "Theta",
        "Lambda",
        "Gamma",
        "Phi",
        "Psi",
    ]
)


def _is_matrix_by_convention(scope: Scope, entry: Entry, base: str, count: int) -> bool:
    """A capital that is no size, no loss and no function, where vectors are spoken of."""
    return _names_matrix(scope, base) and scope.has_vectors()


def _names_matrix(scope: Scope, base: str) -> bool:
    """Whether a capital is a matrix by its name and use."""
    usage = scope.usage
    return (
        base in MATRICES
        and not usage.is_size(base)
        and not usage.only_called(base)
        and not usage.is_bound(base)
        and base not in usage.numerators
    )


def _has_one_before(scope: Scope, base: str, k: int) -> bool:
    """``v_0 + \\sum_{j=1}^D v_j h_j``: the member 0 stands before those that the letters of the slot run over."""
    usage = scope.usage
    items = [i.body if isinstance(i, syntax.Group) and i.body is not None else i for i in usage.slot(base, ("sub", k))]
    ranges = [usage.range_of(letter(i)) for i in items if letter(i)]
    starts = [low.text for low, _ in filter(None, ranges) if isinstance(low, syntax.Number)]
    zero = any(isinstance(i, syntax.Number) and i.text == "0" for i in items)
    return zero and bool(starts) and "0" not in starts and not usage.bare[base]


def runs_on(scope: Scope, base: str, k: int) -> bool:
    """Whether the letters of a slot are shifted somewhere (``t+1``): a time or a layer, not the axis of an array."""
    usage = scope.usage
    items = [i for place in (("sub", k), ("raised", k)) for i in usage.slot(base, place)]
    for item in items:
        inner = item.body if isinstance(item, syntax.Group) and item.body is not None else item
        if isinstance(inner, syntax.Sum) and len(inner.terms) > 1:
            return True
        key = letter(inner)
        if key and usage.shifts(base, key):
            return True
    return False
