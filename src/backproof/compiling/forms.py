"""From matrix notation to the intermediate form: what is written in one line is computed as it is written.

A form has rows and columns; here each of them is an axis with a name. A diagonal matrix in a product joins the axes on
its two sides, and a column of ones sums one: neither is ever made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backproof.compiling import operations
from backproof.compiling.contraction import contract
from backproof.compiling.scope import size_key
from backproof.compiling.tensors import Axis, Tensor, added, entrywise, filled
from backproof.compiling.values import Value
from backproof.derive.matrix_form.forms import Writer
from backproof.derive.matrix_form.leaves import NoMatrixForm
from backproof.terms.matrices import (
    Chain,
    Determinant,
    Diagonal,
    Entrywise,
    Form,
    Hadamard,
    Identity,
    Indicator,
    Inverse,
    Norm,
    Ones,
    Plain,
    Quotient,
    Raised,
    Scaled,
    Softmax,
    Total,
    Trace,
    Transposed,
)
from backproof.terms.nodes import Apply, At, Call, Expr, Index, Position

if TYPE_CHECKING:
    from backproof.compiling.lowering import Lowering


class NoForm(Exception):
    """A form whose axes have no size of their own: the term says it."""


def by_form(low: Lowering, e: Expr, axes: Sequence[Index]) -> Value | None:
    """A term over axes by its line of matrix notation; None if it has none."""
    if low.scope.sheet is None or len(axes) > 2:
        return None
    try:
        form = Writer(low.scope.sheet).form(e, tuple(axes))
    except NoMatrixForm:
        return None
    return form_value(low, form, axes)


def form_value(low: Lowering, form: Form, axes: Sequence[Index]) -> Value | None:
    """A form over axes; None where the sizes of its parts do not follow from it."""
    sizes: dict[Axis, str] = {i: size_key(i.size) for i in axes}
    row = axes[0] if axes else None
    column = axes[1] if len(axes) == 2 else None
    try:
        found = Forms(low, sizes).lower(form, row, column)
    except NoForm:
        return None
    return filled(low.graph, found, axes, [sizes[i] for i in axes]).value


class Forms:
    """Makes tensors of forms. ``sizes`` are those of the outer axes."""

    def __init__(self, low: Lowering, sizes: dict[Axis, str]) -> None:
        self.low = low
        self.graph = low.graph
        self.sizes = sizes

    def lower(self, form: Form, row: Axis | None, column: Axis | None) -> Tensor:
        """A form with names for its rows and columns, as far as it has them."""
        g = self.graph
        match form:
            case Plain(term=term):
                return self._plain(form, term, row, column)
            case Transposed(argument=x):
                return self.lower(x, column, row)
            case Chain(factors=factors):
                return self._chain(factors, row, column)
            case Hadamard(factors=factors):
                return contract(g, [self.lower(f, row, column) for f in factors], (), self.low.lengths)
            case Scaled():
                return self._scaled(form, row, column)
            case Quotient(above=above, below=below):
                parts = (self.lower(above, row, column), self.lower(below, row, column))
                return entrywise(g, parts, lambda v: operations.divide(g, v[0], v[1]))
            case Total(terms=terms):
                return added(g, [self.low.as_number(self.lower(t, row, column)) for t in terms])
            case Raised(base=base, exponent=exponent):
                inner = self.lower(base, row, column)
                return Tensor(operations.power(g, inner.value, g.number(exponent)), inner.axes)
            case Entrywise(head=head, arguments=arguments):
                return self._entrywise(head, [self.lower(a, row, column) for a in arguments])
            case Softmax(argument=x):
                return self.low.softmax(self.lower(x, row, column), row if form.tall else column)
            case Indicator(sign=sign, left=left, right=right):
                pair = [self.lower(x, row, column) for x in (left, right)]
                held = entrywise(g, pair, lambda v: operations.compare(g, sign, v[0], v[1]))
                return self.low.as_number(held)
            case Diagonal():
                return self._diagonal(form, row, column)
            case Trace(argument=x):
                return self._trace(x)
            case Determinant(argument=x):
                return Tensor(g.make("determinant", (self._matrix(x),), None, (), scalar=False))
            case Inverse(argument=x):
                whole = self._matrix(x)
                made = g.make("inverse", (whole,), None, whole.shape[::-1], scalar=False)
                return Tensor(made, (row, column))
            case Norm(argument=x):
                inner = self.lower(x, "norm row", "norm column")
                square = contract(g, [inner, inner], inner.axes, self.low.lengths)
                return Tensor(operations.call(g, "sqrt", (square.value,)))
            case Ones():
                return Tensor(g.number(1))
            case _:
                raise NoForm

    def _matrix(self, form: Form) -> Value:
        inner = self.lower(form, "matrix row", "matrix column")
        if len(inner.axes) != 2:
            raise NoForm
        return filled(self.graph, inner, ("matrix row", "matrix column"), ("", "")).value

    def _plain(self, form: Form, term: Expr, row: Axis | None, column: Axis | None) -> Tensor:
        if not form.tall and not form.wide:
            return self.low.lower(term)
        places = _places(term, self.low)
        found = self.low.lower(term)
        wanted: list[Axis | None] = [row, column] if form.tall and form.wide else [row if form.tall else column]
        if len(places) != len(wanted) or set(found.axes) != set(places):
            raise NoForm
        names = dict(zip(places, wanted, strict=True))
        return Tensor(found.value, tuple(names[a] for a in found.axes if isinstance(a, Index)))

    def _scaled(self, form: Scaled, row: Axis | None, column: Axis | None) -> Tensor:
        g = self.graph
        factors = [g.number(form.coefficient)]
        for inner, exponent in form.scalars:
            value = self.lower(inner, None, None)
            if value.axes:
                raise NoForm
            factors.append(operations.power(g, value.value, g.number(exponent)))
        scale = operations.multiply(g, factors)
        if form.body is None:
            return Tensor(scale)
        body = self.low.as_number(self.lower(form.body, row, column))
        return Tensor(operations.multiply(g, (scale, body.value)), body.axes)

    def _entrywise(self, head: Expr, arguments: Sequence[Tensor]) -> Tensor:
        numbers = [self.low.as_number(a) for a in arguments]
        if isinstance(head, Apply):
            return self.low.applied(head.function, numbers)
        if not isinstance(head, Call) or len(numbers) != 1:
            raise NoForm
        from backproof.compiling.functions import entry_by_entry

        return entry_by_entry(self.low, head, numbers[0])

    def _diagonal(self, form: Diagonal, row: Axis | None, column: Axis | None) -> Tensor:
        g = self.graph
        if form.tall and form.wide:
            inner = self.lower(form.argument, row, None)
            if inner.axes != (row,):
                raise NoForm
            key = inner.value.shape[0]
            return Tensor(g.make("on_diagonal", (inner.value,), None, (key, key), scalar=False), (row, column))
        value = self._matrix(form.argument)
        return Tensor(g.make("diagonal", (value,), (0, 1), value.shape[:1], scalar=False), (row,))

    def _trace(self, form: Form) -> Tensor:
        if isinstance(form, Chain):
            around = object()
            return self._chain(form.factors, around, around)
        made = self._matrix(form)
        return Tensor(self.graph.make("trace", (made,), None, (), scalar=False))

    def _chain(self, factors: Sequence[Form], row: Axis | None, column: Axis | None) -> Tensor:
        """A product of matrices: its inner axes are summed over, those beside a diagonal matrix are one."""
        joined = _Joined()
        left: Axis | None = row
        parts: list[tuple[Form, Axis | None, Axis | None]] = []
        inner: list[Axis] = []
        wides = [k for k, f in enumerate(factors) if f.wide]
        for k, f in enumerate(factors):
            right: Axis | None = None
            if f.wide:
                right = column if k == wides[-1] and k == len(factors) - 1 else object()
                if right is not column and right is not None:
                    inner.append(right)
            if isinstance(f, Diagonal | Identity) and f.tall and f.wide:
                joined.join(left, right)
                if isinstance(f, Diagonal):
                    parts.append((f.argument, left, None))
            elif not isinstance(f, Ones):
                parts.append((f, left if f.tall else None, right))
            left = right
        outer = {joined.of(a) for a in (row, column) if a is not None} if row is not column else set()
        around = [joined.of(row)] if row is column and row is not None else []
        summed = [a for a in dict.fromkeys([*map(joined.of, inner), *around]) if a not in outer]
        tensors = [self._renamed(self.lower(f, a, b), joined) for f, a, b in parts]
        present = {a for t in tensors for a in t.axes}
        if any(a not in present for a in summed):
            raise NoForm
        made = contract(self.graph, tensors, summed, self.low.lengths)
        return self._apart(made, joined, row, column)

    def _renamed(self, t: Tensor, joined: _Joined) -> Tensor:
        axes = tuple(joined.of(a) for a in t.axes)
        if len(set(axes)) < len(axes):
            raise NoForm
        return Tensor(t.value, axes)

    def _apart(self, t: Tensor, joined: _Joined, row: Axis | None, column: Axis | None) -> Tensor:
        if row is not None and column is not None and row is not column and joined.of(row) is joined.of(column):
            if len(t.axes) != 1:
                raise NoForm
            key = t.value.shape[0]
            made = self.graph.make("on_diagonal", (t.value,), None, (key, key), scalar=False)
            return Tensor(made, (row, column))
        names = {joined.of(a): a for a in (row, column) if a is not None}
        return Tensor(t.value, tuple(names.get(a, a) for a in t.axes))


class _Joined:
    """Axes that are one."""

    def __init__(self) -> None:
        self._same: dict[Axis, Axis] = {}

    def of(self, axis: Axis | None) -> Axis:
        while axis in self._same:
            axis = self._same[axis]
        return axis

    def join(self, one: Axis | None, other: Axis | None) -> None:
        a, b = self.of(one), self.of(other)
        if a is not b:
            self._same[b] = a


def _places(term: Expr, low: Lowering) -> tuple[Index, ...]:
    """The indices of the entry that stands for a symbol as a whole."""
    if isinstance(term, At):
        symbol = low.scope.model[term.symbol]
        dense: Sequence[Expr] = term.indices[symbol.family :]
    elif isinstance(term, Call) and len(term.slots) == 1:
        dense = term.slots[0][1].indices
    else:
        raise NoForm
    found = tuple(p.index for p in dense if isinstance(p, Position))
    if len(found) != len(dense) or len(set(found)) != len(found):
        raise NoForm
    return found
