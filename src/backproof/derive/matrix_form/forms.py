"""One line of matrix notation for a term over at most two indices, if there is one; always the same one."""

from __future__ import annotations

from fractions import Fraction

from backproof.derive.matrix_form.collecting import collected
from backproof.derive.matrix_form.contracting import Network
from backproof.derive.matrix_form.leaves import NoMatrixForm, letter, place
from backproof.derive.matrix_form.monomials import Product, plain, products_of
from backproof.derive.sheet import Sheet, ordered_free
from backproof.laws.slopes import softmax_of
from backproof.terms.matrices import (
    Determinant,
    Diagonal,
    Entrywise,
    Form,
    Identity,
    Indicator,
    Inverse,
    Plain,
    Raised,
    Scaled,
    Softmax,
    Total,
)
from backproof.terms.nodes import (
    Add,
    Apply,
    At,
    Call,
    Compare,
    Expr,
    Index,
    Linear,
    Mul,
    Number,
    Position,
    Pow,
    Sum,
)
from backproof.terms.substitution import substitute

DEEPEST = 30


class Writer:
    """Makes forms of terms in the names of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._depth = 0

    def form(self, e: Expr, outputs: tuple[Index, ...]) -> Form:
        """``e`` with rows and columns as ``outputs`` say (none: a number). Raises ``NoMatrixForm``."""
        if len(outputs) > 2 or self._depth > DEEPEST:
            raise NoMatrixForm
        self._depth += 1
        try:
            return self._form(e, outputs)
        finally:
            self._depth -= 1

    def _form(self, e: Expr, outputs: tuple[Index, ...]) -> Form:
        products = products_of(self.sheet.arithmetic, e)
        products = collected(self.sheet, products, outputs)
        return self._sum([self._product(p, outputs) for p in products], outputs)

    def as_written(self, e: Expr, outputs: tuple[Index, ...]) -> Form:
        """A sum of the document with its terms in their order."""
        if not isinstance(e, Add):
            return self.form(e, outputs)
        forms = []
        for t in e.terms:
            products = collected(self.sheet, products_of(self.sheet.arithmetic, t), outputs)
            forms += [self._product(p, outputs) for p in products]
        return self._total(forms, outputs)

    def _sum(self, forms: list[Form], outputs: tuple[Index, ...]) -> Form:
        return self._total(sorted(forms, key=place), outputs)

    def _total(self, forms: list[Form], outputs: tuple[Index, ...]) -> Form:
        tall, wide = bool(outputs), len(outputs) == 2
        if not forms:
            return Scaled(tall, wide, Fraction(0), (), None)
        if len(forms) == 1:
            return forms[0]
        sizes = {abs(_coefficient(f)) for f in forms}
        if len(sizes) == 1 and sizes != {1}:
            size = -sizes.pop() if all(_coefficient(f) < 0 for f in forms) else sizes.pop()
            return Scaled(tall, wide, size, (), Total(tall, wide, tuple(_divided(f, size) for f in forms)))
        return Total(tall, wide, tuple(forms))

    # ------------------------------------------------------------------ one product

    def _product(self, p: Product, outputs: tuple[Index, ...]) -> Form:
        dense = (*outputs, *p.bound)
        network = Network(self.sheet.model, outputs, list(p.bound), p.coefficient)
        for base, e in p.factors:
            indices = tuple(i for i in self._order(base) if i in dense)
            if not indices:
                network.scalars.append((self._scalar(base, alone=len(p.factors) == 1 and not outputs), e))
                continue
            if len(indices) > 2:
                raise NoMatrixForm
            indices, form = self._factor(base, indices, dense)
            if e != 1:
                form = Raised(form.tall, form.wide, form, e)
                if e == 2:
                    network.add(indices, form.base)
                    form = form.base
            network.add(indices, form)
        return network.contract()

    def _order(self, base: Expr) -> tuple[Index, ...]:
        return ordered_free(base)

    def _scalar(self, e: Expr, *, alone: bool) -> Form:
        """A number that depends on none of the rows and columns."""
        if isinstance(e, At) and e.symbol in self.sheet.made:
            return self._inline(e, ())[1]
        if isinstance(e, Sum) and plain(e) and not alone:
            try:
                return self.form(e, ())
            except NoMatrixForm:
                return Plain(False, False, e)
        if isinstance(e, Add):
            try:
                return self.form(e, ())
            except NoMatrixForm:
                return Plain(False, False, e)
        if isinstance(e, Linear):
            return self._linear(e)
        if isinstance(e, Apply) and e.function != "factorial":
            return Entrywise(False, False, e, tuple(self.form(a, ()) for a in e.arguments))
        return Plain(False, False, e)

    def _factor(self, e: Expr, indices: tuple[Index, ...], dense: tuple[Index, ...]) -> tuple[tuple[Index, ...], Form]:
        tall, wide = True, len(indices) == 2
        match e:
            case At(symbol=name) if name in self.sheet.made:
                return self._inline(e, dense)
            case At():
                found = letter(e, dense, self.sheet.model)
                if found is None:
                    raise NoMatrixForm
                return found
            case Compare(sign="=", left=left) if wide and self._is_delta(left, indices):
                return indices, Identity(True, True)
            case Compare(sign=sign, left=left, right=right):
                if any(isinstance(t, Position) for t in (left, *left.children())):
                    raise NoMatrixForm
                return indices, Indicator(tall, wide, sign, self.form(left, indices), self.form(right, ()))
            case Apply():
                return indices, Entrywise(tall, wide, e, tuple(self._argument(a, indices) for a in e.arguments))
            case Call() if not any(a.indices for a in e.arguments) and not e.indices:
                arguments = tuple(self._argument(a.body, indices) for a in e.arguments)
                return indices, Entrywise(tall, wide, e, arguments)
            case Call():
                return self._slope(e, indices)
            case Linear():
                places = tuple(p.index for p in e.indices if isinstance(p, Position))
                if len(places) != len(e.indices) or len(set(places)) != len(places):
                    raise NoMatrixForm
                return places, self._linear(e)
            case Add() | Mul() | Sum() | Pow(exponent=Number()):
                return indices, self.form(e, indices)
            case _:
                raise NoMatrixForm

    def _argument(self, e: Expr, indices: tuple[Index, ...]) -> Form:
        if not e.free & set(indices):
            return self.form(e, ())
        if not e.free.issuperset(indices):
            raise NoMatrixForm
        return self.form(e, indices)

    def _slope(self, e: Call, indices: tuple[Index, ...]) -> tuple[tuple[Index, ...], Form]:
        """The derivative of a loss by one of its arguments, as a tensor of the shape of that argument."""
        entries = [p for _, at in e.slots for p in at.indices]
        places = tuple(p.index for p in entries if isinstance(p, Position))
        if len(places) != len(entries) or set(places) != set(indices) or e.indices or len(e.slots) != 1:
            raise NoMatrixForm
        return places, Plain(True, len(places) == 2, e)

    def _is_delta(self, left: Expr, indices: tuple[Index, ...]) -> bool:
        p = self.sheet.arithmetic.normal(left)
        atoms = [m[0][0] for m in p if len(m) == 1 and m[0][1] == 1]
        return len(p) == 2 == len(atoms) and all(isinstance(x, Position) and x.index in indices for x in atoms)

    def _linear(self, e: Linear) -> Form:
        body = self.form(e.argument.body, e.argument.indices)
        if e.function == "determinant":
            return Determinant(False, False, body)
        if e.function == "inverse":
            return Inverse(True, True, body)
        raise NoMatrixForm

    def _inline(self, e: At, dense: tuple[Index, ...]) -> tuple[tuple[Index, ...], Form]:
        """What a name of the sheet stands for, at the indices that are rows and columns here."""
        body = self.sheet.bodies[e.symbol]
        axes, places, names = [], [], {}
        for axis, at in zip(body.indices, e.indices, strict=True):
            if isinstance(at, Position) and at.index in dense:
                axes.append(axis)
                places.append(at.index)
            elif at.free & set(dense):
                raise NoMatrixForm
            else:
                names[axis] = at
        inner = substitute(body.body, names)
        made = self._softmax(inner, axes) if self.sheet.made[e.symbol] == "softmax" else None
        written = self.as_written if self.sheet.made[e.symbol] == "part" else self.form
        form = made or written(inner, tuple(axes))
        if len(set(places)) < len(places):
            return (places[0],), Diagonal(True, False, form)
        return tuple(places), form

    def _softmax(self, e: Expr, axes: list[Index]) -> Form:
        found = softmax_of(e, self.sheet.setting)
        if found is None or len(axes) != 1:
            raise NoMatrixForm
        return Softmax(True, False, self.form(found[0], tuple(axes)))


def _coefficient(f: Form) -> Fraction:
    if isinstance(f, Scaled):
        return f.coefficient
    return Fraction(1)


def _divided(f: Form, by: Fraction) -> Form:
    if not isinstance(f, Scaled):
        return Scaled(f.tall, f.wide, 1 / by, (), f) if by != 1 else f
    left = f.coefficient / by
    if left == 1 and not f.scalars and f.body is not None:
        return f.body
    return Scaled(f.tall, f.wide, left, f.scalars, f.body)
