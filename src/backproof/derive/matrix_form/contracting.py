"""A product of vectors and matrices under sums as one form: every summed index joins what it stands in.

The product is a graph: its indices are the nodes, a vector hangs on one node, a matrix joins two. A summed node with
one matrix makes a vector of it, with two a product; what hangs on a node that stays is multiplied entry by entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from backproof.derive.matrix_form.leaves import NoMatrixForm, place, transposes, turned
from backproof.terms.matrices import (
    Chain,
    Diagonal,
    Form,
    Hadamard,
    Identity,
    Norm,
    Ones,
    Plain,
    Quotient,
    Raised,
    Scaled,
    Total,
    Trace,
    Transposed,
)
from backproof.terms.model import Model
from backproof.terms.nodes import Index


@dataclass
class Network:
    """``vectors`` hang on indices, ``edges`` join two; ``scalars`` stand before the whole."""

    model: Model
    outputs: tuple[Index, ...]
    bound: list[Index]
    coefficient: Fraction = Fraction(1)
    scalars: list[tuple[Form, Fraction]] = field(default_factory=list)
    vectors: dict[Index, list[Form]] = field(default_factory=dict)
    edges: list[tuple[Index, Index, Form]] = field(default_factory=list)

    def add(self, indices: tuple[Index, ...], form: Form) -> None:
        """Put in a factor: a scalar, a column over one index, a matrix over two."""
        if isinstance(form, Scaled):
            self.coefficient *= form.coefficient
            self.scalars += form.scalars
            if form.body is None:
                return
            form = form.body
        if not indices:
            self.scalars.append((form, Fraction(1)))
        elif len(indices) == 1:
            parts = form.factors if isinstance(form, Hadamard) else (form,)
            self.vectors.setdefault(indices[0], []).extend(p for p in parts if not isinstance(p, Ones))
        elif isinstance(form, Chain) and len(form.factors) == 2 and not form.factors[0].wide:
            column, row = form.factors  # an outer product: a vector at each end
            self.add(indices[:1], column)
            self.add(indices[1:], turned(row, self.model))
        else:
            self.edges.append((indices[0], indices[1], form))

    # ------------------------------------------------------------------ summed indices

    def contract(self) -> Form:
        """The whole as a form. Raises ``NoMatrixForm``."""
        while self.bound:
            self._traces()
            self._join_parallel()
            if not self.bound:
                break
            index = min(self.bound, key=lambda i: (self._degree(i), self.bound.index(i)))
            self.bound.remove(index)
            hung = self.vectors.pop(index, [])
            touching = [e for e in self.edges if index in e[:2]]
            self.edges = [e for e in self.edges if index not in e[:2]]
            if len(touching) == 0:
                self._dot(hung)
            elif len(touching) == 1:
                self._applied(index, touching[0], hung)
            elif len(touching) == 2:
                self._product(index, touching, hung)
            else:
                raise NoMatrixForm
        self._join_parallel()
        return self._scaled(self._body())

    def _degree(self, index: Index) -> int:
        return sum(1 for e in self.edges if index in e[:2])

    def _from(self, index: Index, edge: tuple[Index, Index, Form]) -> tuple[Index, Form]:
        """The other end, and the matrix from it (rows) to ``index`` (columns)."""
        i, j, form = edge
        return (i, form) if j is index else (j, turned(form, self.model))

    def _dot(self, hung: list[Form]) -> None:
        if len(hung) == 1 and isinstance(hung[0], Raised) and hung[0].exponent == 2:
            self.scalars.append((Norm(False, False, hung[0].base), Fraction(2)))
            return
        if len(hung) == 2 and hung[0] == hung[1]:
            self.scalars.append((Norm(False, False, hung[0]), Fraction(2)))
            return
        hung = self._ordered(hung)
        first: Form = Ones(True, False)
        last: Form = Ones(True, False)
        if hung:
            last = hung[-1]
        if len(hung) > 1:
            first = self._hadamard(hung[:-1])
        self.add((), self._chain(turned(first, self.model), last))

    def _applied(self, index: Index, edge: tuple[Index, Index, Form], hung: list[Form]) -> None:
        other, matrix = self._from(index, edge)
        column = self._hadamard(hung) if hung else Ones(True, False)
        self.add((other,), self._chain(matrix, column))

    def _product(self, index: Index, touching: list[tuple[Index, Index, Form]], hung: list[Form]) -> None:
        (i, left), (j, right) = (self._from(index, e) for e in touching)
        middle = (Diagonal(True, True, self._hadamard(hung)),) if hung else ()
        made = self._chain(left, *middle, turned(right, self.model))
        if i is j:
            made = Diagonal(True, False, made)
            self.add((i,), made)
            return
        back = turned(made, self.model)
        if transposes(back) < transposes(made):
            i, j, made = j, i, back
        self.add((i, j), made)

    def _traces(self) -> None:
        """Cycles of summed indices on which nothing else hangs: traces."""
        for i in list(self.bound):
            ends = [e for e in self.edges if i in e[:2]]
            if len(ends) != 2 or i in self.vectors or any(e[0] is e[1] for e in ends):
                continue
            (j, left), (k, right) = (self._from(i, e) for e in ends)
            if j is not k or j not in self.bound or self._degree(j) != 2 or j in self.vectors:
                continue
            self.bound.remove(i)
            self.bound.remove(j)
            self.edges = [e for e in self.edges if e not in ends]
            if left == right:
                self.scalars.append((Norm(False, False, self._fewest(left)), Fraction(2)))
            else:
                made = self._chain(left, turned(right, self.model))
                others = [made, turned(made, self.model), self._chain(turned(left, self.model), right)]
                others.append(turned(others[2], self.model))
                self.scalars.append((Trace(False, False, min(others, key=transposes)), Fraction(1)))

    def _fewest(self, form: Form) -> Form:
        return min(form, turned(form, self.model), key=transposes)

    def _join_parallel(self) -> None:
        """Matrices between the same two indices: one, entry by entry."""
        joined: list[tuple[Index, Index, list[Form]]] = []
        for i, j, form in self.edges:
            if i is j:
                self.add((i,), Diagonal(True, False, form))
                continue
            place = next((p for p in joined if {p[0], p[1]} == {i, j}), None)
            if place is None:
                joined.append((i, j, [form]))
            else:
                place[2].append(form if place[0] is i else turned(form, self.model))
        self.edges = []
        for i, j, forms in joined:
            rest = [f for f in forms if not isinstance(f, Identity)]
            if len(rest) < len(forms) and rest:  # δ_ij A_ij: the diagonal of A, on the diagonal
                columns: list[Form] = [Diagonal(True, False, self._hadamard(rest))]
                self.edges.append((i, j, Identity(True, True)))
                self.vectors.setdefault(i, []).extend(columns)
            else:
                made = forms[0] if len(forms) == 1 else self._hadamard(self._ordered(forms))
                self.edges.append((i, j, made))

    # ------------------------------------------------------------------ what is left

    def _body(self) -> Form | None:
        if not self.outputs:
            return None
        if len(self.outputs) == 1:
            hung = self.vectors.get(self.outputs[0], [])
            return self._hadamard(self._ordered(hung)) if hung else Ones(True, False)
        i, j = self.outputs
        rows, columns = self._ordered(self.vectors.get(i, [])), self._ordered(self.vectors.get(j, []))
        if not self.edges:
            left = self._hadamard(rows) if rows else Ones(True, False)
            right = self._hadamard(columns) if columns else Ones(True, False)
            return self._chain(left, turned(right, self.model))
        (one, _, form) = self.edges[0]
        form = form if one is i else turned(form, self.model)
        if isinstance(form, Identity):
            both = self._ordered([*rows, *columns])
            return Diagonal(True, True, self._hadamard(both)) if both else form
        parts: list[Form] = [form]
        if rows:
            parts.insert(0, Diagonal(True, True, self._hadamard(rows)))
        if columns:
            parts.append(Diagonal(True, True, self._hadamard(columns)))
        return self._chain(*parts)

    def _scaled(self, body: Form | None) -> Form:
        total: dict[Form, Fraction] = {}
        coefficient = self.coefficient
        for form, e in self.scalars:
            if isinstance(form, Scaled) and form.body is None and e == 1:
                coefficient *= form.coefficient
                for inner, x in form.scalars:
                    total[inner] = total.get(inner, Fraction(0)) + x
            else:
                total[form] = total.get(form, Fraction(0)) + e
        scalars = tuple((f, e) for f, e in total.items() if e)
        tall, wide = (body.tall, body.wide) if body is not None else (False, False)
        if body is not None and not scalars and coefficient == 1:
            return body
        if body is None and coefficient == 1 and len(scalars) == 1 and scalars[0][1] == 1:
            return scalars[0][0]
        if isinstance(body, Total) and coefficient == -1 and not scalars:
            return Total(tall, wide, tuple(sorted((negated(t) for t in body.terms), key=place)))
        return Scaled(tall, wide, coefficient, scalars, body)

    # ------------------------------------------------------------------ building

    def _chain(self, *factors: Form) -> Form:
        """A matrix product, numbers before it drawn out."""
        flat: list[Form] = []
        for f in factors:
            if isinstance(f, Scaled) and f.body is not None:
                self.coefficient *= f.coefficient
                self.scalars += f.scalars
                f = f.body
            if isinstance(f, Identity):
                continue
            flat += f.factors if isinstance(f, Chain) else (f,)
        if not flat:
            return Identity(True, True)
        if len(flat) == 1:
            return flat[0]
        return Chain(flat[0].tall, flat[-1].wide, tuple(flat))

    def _hadamard(self, factors: list[Form]) -> Form:
        above: list[Form] = []
        below: list[Form] = []
        for f in factors:
            if isinstance(f, Raised) and f.exponent < 0:
                below.append(f.base if f.exponent == -1 else Raised(f.tall, f.wide, f.base, -f.exponent))
            elif isinstance(f, Hadamard):
                above += f.factors
            else:
                above.append(f)
        tall, wide = factors[0].tall, factors[0].wide
        top = above[0] if len(above) == 1 else Hadamard(tall, wide, tuple(above)) if above else Ones(tall, wide)
        if not below:
            return top
        return Quotient(tall, wide, top, below[0] if len(below) == 1 else Hadamard(tall, wide, tuple(below)))

    def _ordered(self, factors: list[Form]) -> list[Form]:
        """Letters first, as the document introduces them; then functions; then products and sums."""
        order = {name: k for k, name in enumerate(self.model)}
        return sorted(factors, key=lambda f: _place(f, order))


def negated(f: Form) -> Form:
    """−f."""
    if not isinstance(f, Scaled):
        return Scaled(f.tall, f.wide, Fraction(-1), (), f)
    if f.coefficient == -1 and not f.scalars and f.body is not None:
        return f.body
    return Scaled(f.tall, f.wide, -f.coefficient, f.scalars, f.body)


def _place(f: Form, order: dict[str, int]) -> tuple[int, int]:
    if isinstance(f, Transposed):
        return _place(f.argument, order)
    if isinstance(f, Raised):
        return _place(f.base, order)
    if isinstance(f, Plain):
        return 0, order.get(getattr(f.term, "symbol", ""), 0)
    return 1, 0
