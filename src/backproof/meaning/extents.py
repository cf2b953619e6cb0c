"""How far the letters at an array run, as sums of sizes: whether they stay within its declared length.

``w_k`` with ``k = 1, …, K`` and ``x_{i+k-1}`` with ``i = 1, …, N-K+1`` are entries of a ``w`` of length K and an ``x``
of length N. The ``w_{t+1}`` of an iteration shows no such agreement: it is another ``w``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node
from backproof.meaning.names import atom, letter
from backproof.meaning.scope import Entry, Scope
from backproof.terms.model import Axis
from backproof.terms.nodes import Add, At, Expr, Mul, Number

Form = dict[str, int]
"""A whole number as a sum of multiples of names; the constant stands under the empty name."""
COMBINATIONS = 16
"""So many choices among the ranges that a page gives to the same letters are tried."""


def reaches_entries(scope: Scope, entry: Entry, base: str) -> bool:
    """Whether some index of a declared array provably stays within it, for every axis that is indexed."""
    if not entry.fixed or len(entry.axes) < entry.total:
        return False
    found = False
    for k, axis in enumerate(entry.axes):
        for kind in ("sub", "raised"):
            items = scope.usage.slot(base, (kind, k))
            if items and not any(_within(scope, item, axis, base) for item in items):
                return False
            found = found or bool(items)
    return found


def _within(scope: Scope, item: Node, axis: Axis, base: str) -> bool:
    if isinstance(item, syntax.Group) and item.body is not None:
        item = item.body
    form = _linear(item)
    length = _of_term(axis.size.root.term) if isinstance(axis.size.root.term, Expr) else None
    if form is None or length is None:
        return False
    letters = [k for k in form if k and scope.usage.is_bound(k)]
    ranges = [list(_ranges(scope, k, base)) for k in letters]
    if not letters or not all(ranges):
        return False
    last = _known(scope, _plus(length, {"": axis.lower - 1}))
    for chosen in islice(product(*ranges), COMBINATIONS):
        low, high = dict(form), dict(form)
        for key, (start, stop) in zip(letters, chosen, strict=True):
            times = form[key]
            for end, bound in ((low, start if times > 0 else stop), (high, stop if times > 0 else start)):
                end.pop(key, None)
                _add(end, bound, times)
        before, after = _known(scope, low), _plus(_known(scope, high), last, -1)
        if set(before) <= {""} and set(after) <= {""} and before.get("", 0) >= axis.lower and after.get("", 0) <= 0:
            return True
    return False


def _ranges(scope: Scope, key: str, base: str) -> Iterator[tuple[Form, Form]]:
    """The ranges that the page gives to a letter: in words and sums, or as the axis of another declared array."""
    usage = scope.usage
    while usage is not None:
        for low, high in usage.bounds.get(key, ()):
            start = {"": 1} if low is None else _linear(low)
            stop = _linear(high)
            if start is not None and stop is not None:
                yield start, stop
        for other, slots in usage.slots.items():
            entry = scope.find(other) if other != base else None
            if entry is None or not entry.fixed or len(entry.axes) < entry.total:
                continue
            for (kind, k), items in slots.items():
                if kind == "sub" and k < len(entry.axes) and any(letter(i) == key for i in items):
                    axis = entry.axes[k]
                    stop = _of_term(axis.size.root.term) if isinstance(axis.size.root.term, Expr) else None
                    if stop is not None:
                        yield {"": axis.lower}, _plus(stop, {"": axis.lower - 1})
        usage = usage.parent  # type: ignore[assignment]


def _linear(node: Node | None) -> Form | None:
    """A script or a limit as a sum of letters and whole numbers."""
    if isinstance(node, syntax.Number):
        return {"": int(node.text)} if node.text.isdigit() else None
    if isinstance(node, Name):
        return None if node.text == "infty" else {atom(node): 1}
    if isinstance(node, syntax.Group) and node.body is not None:
        return _linear(node.body)
    if isinstance(node, syntax.Sum):
        total: Form = {}
        for term, sign in zip(node.terms, node.signs, strict=True):
            part = _linear(term)
            if part is None or sign not in ("+", "-"):
                return None
            _add(total, part, 1 if sign == "+" else -1)
        return total
    return None


def _of_term(term: Expr) -> Form | None:
    """The size of an axis, in the names of its letters."""
    if isinstance(term, Number):
        return {"": int(term.value)} if term.value.denominator == 1 else None
    if isinstance(term, At) and not term.indices:
        return {term.symbol.split("′")[0]: 1}
    if isinstance(term, Add):
        total: Form = {}
        for t in term.terms:
            part = _of_term(t)
            if part is None:
                return None
            _add(total, part, 1)
        return total
    if isinstance(term, Mul) and len(term.factors) == 2 and isinstance(term.factors[0], Number):
        inner, factor = _of_term(term.factors[1]), term.factors[0].value
        return None if inner is None or factor.denominator != 1 else {k: v * int(factor) for k, v in inner.items()}
    return None


def _known(scope: Scope, form: Form) -> Form:
    """A form with the names replaced that the page gives in terms of others: ``M = N - K + 1``."""
    for _ in range(4):
        key = next((k for k in form if k and scope.usage.total_of(k) is not None), None)
        part = _linear(scope.usage.total_of(key)) if key is not None else None
        if key is None or part is None or key in part:
            break
        times = form[key]
        form = {k: v for k, v in form.items() if k != key}
        _add(form, part, times)
    return {k: v for k, v in form.items() if v}


def _plus(a: Form, b: Form, times: int = 1) -> Form:
    made = dict(a)
    _add(made, b, times)
    return {k: v for k, v in made.items() if v}


def _add(total: Form, part: Form, times: int) -> None:
    for key, value in part.items():
        total[key] = total.get(key, 0) + times * value
