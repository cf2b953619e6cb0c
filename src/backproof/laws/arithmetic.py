"""The canonical form of a term: sums of products over summed indices.

Commutative rings with quotients, powers, exponentials and logarithms; sums over whole ranges distributed, merged and
freed of Kronecker deltas; bound indices numbered canonically; conditions as numbers that are 0 or 1. Two terms with the
same canonical form are equal for all shapes and values at which both are defined. The converse does not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from backproof.laws import indicators, logarithms, powers, products, series, sums
from backproof.laws.keys import key
from backproof.laws.polynomials import add_to, atom, constant, leading, scaled, term
from backproof.laws.setting import Polynomial, Setting
from backproof.terms.nodes import (
    ONE,
    Add,
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Comprehension,
    Constant,
    Entry,
    Expr,
    Index,
    Mul,
    Number,
    Position,
    Pow,
    Product,
    Sum,
    field_names,
)
from backproof.terms.rebuilding import rebuilt
from backproof.terms.substitution import substitute

ODD = frozenset(("sin", "arctan", "erf"))
EVEN = frozenset(("cos",))
NO_NUMBER = (Comprehension, Entry)
"""Nodes that stand for no number, and are only tidied inside."""


class Arithmetic:
    """Canonical forms in a setting, which keeps what was worked out."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    def tidy(self, e: Expr) -> Expr:
        """The canonical form of a term, as a term."""
        found = self.setting.tidied.get(e)
        if found is None:
            found = self.opaque(e) if isinstance(e, NO_NUMBER) else self.term(self.normal(e))
            self.setting.tidied[e] = self.setting.tidied[found] = found
        return found

    def term(self, p: Polynomial) -> Expr:
        """A polynomial as a term."""
        return term(p, self.setting)

    def normal(self, e: Expr) -> Polynomial:
        """The canonical form of a number."""
        found = self.setting.polynomials.get(e)
        if found is None:
            self.setting.spend()
            found = self.setting.polynomials[e] = _NORMAL.get(type(e), Arithmetic._other)(self, e)
        return found

    def times(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """The product of two polynomials."""
        return products.times(self, p, q)

    # ------------------------------------------------------------------ node by node

    def _number(self, e: Number) -> Polynomial:
        return constant(e.value)

    def _constant(self, e: Constant) -> Polynomial:
        return atom(Apply("exp", (ONE,))) if e.name == "e" else atom(e)

    def _position(self, e: Position) -> Polynomial:
        return atom(e)

    def _at(self, e: At) -> Polynomial:
        return products.of_symbol(self, At(e.symbol, tuple(self.tidy(i) for i in e.indices)))

    def _add(self, e: Add) -> Polynomial:
        total: Polynomial = {}
        for t in e.terms:
            add_to(total, self.normal(t))
        return total

    def _mul(self, e: Mul) -> Polynomial:
        result = constant(1)
        for f in e.factors:
            result = self.times(result, self.normal(f))
            if not result:
                break
        return result

    def _pow(self, e: Pow) -> Polynomial:
        whole = isinstance(e.exponent, Number) and e.exponent.value.denominator == 1
        if whole and isinstance(e.base, Mul | Pow):  # before a power of a sum is multiplied out
            return self.normal(powers.distributed(e.base, e.exponent))
        return powers.power(self, self.normal(e.base), self.normal(e.exponent))

    def _apply(self, e: Apply) -> Polynomial:
        if e.function == "exp":
            return powers.exponential(self, self.normal(e.arguments[0]))
        if e.function == "log":
            return logarithms.logarithm(self, self.normal(e.arguments[0]))
        if e.function in ODD or e.function in EVEN:
            return self._mirrored(e.function, self.normal(e.arguments[0]))
        return atom(Apply(e.function, tuple(self.tidy(a) for a in e.arguments)))

    def _mirrored(self, function: str, argument: Polynomial) -> Polynomial:
        """``f(−x) = ∓f(x)``: the leading coefficient of the argument is positive."""
        if not argument:
            return constant(1 if function in EVEN else 0)
        if argument[leading(argument, self.setting)] < 0:
            sign = Fraction(-1 if function in ODD else 1)
            return scaled(atom(Apply(function, (self.term(scaled(argument, Fraction(-1))),))), sign)
        return atom(Apply(function, (self.term(argument),)))

    def _compare(self, e: Compare) -> Polynomial:
        difference = dict(self.normal(e.left))
        add_to(difference, self.normal(e.right), Fraction(-1))
        return indicators.condition(self, e.sign, difference)

    def _cases(self, e: Cases) -> Polynomial:
        total: Polynomial = {}
        rest = constant(1)
        for condition, value in e.branches:
            taken = rest if condition is None else self.times(rest, self.normal(condition))
            add_to(total, self.times(taken, self.normal(value)))
            left = dict(rest)
            add_to(left, taken, Fraction(-1))
            rest = left
        if rest:  # a place that no branch covers has no value
            return self._other(e)
        return total

    def _sum(self, e: Sum) -> Polynomial:
        return sums.whole(self, e) if e.lower is None and e.upper is None else series.between(self, e)

    def _product(self, e: Product) -> Polynomial:
        if e.lower is not None or e.upper is not None or e.condition is not None:
            return self._other(e)
        return sums.multiplied(self, e)

    def _call(self, e: Call) -> Polynomial:
        made = self.opaque(e)
        assert isinstance(made, Call)
        slots = tuple(sorted(made.slots, key=lambda s: (s[0], key(s[1], self.setting))))
        return atom(Call(made.symbol, made.family, made.arguments, made.indices, slots))

    def _other(self, e: Expr) -> Polynomial:
        return atom(self.opaque(e))

    def opaque(self, e: Expr) -> Expr:
        """A node with canonical parts, of which nothing more is known; its bound indices are numbered."""
        bound = [v for v in _indices(e) if v in e._binds()]
        if not bound:
            return _parts_tidied(self, e, {})
        own = {i: self.setting.numbering.own(i) for i in bound}
        e = _parts_tidied(self, e, own)
        numbers = self.setting.numbers(e.children(), len(own))
        names = {i: self.setting.numbering.bound(i, k) for i, k in zip(own.values(), numbers, strict=True)}
        return _parts_tidied(self, e, names)


def _indices(e: Expr) -> list[Index]:
    found: list[Index] = []
    for name in field_names(type(e)):
        value = getattr(e, name)
        found += [value] if isinstance(value, Index) else []
        found += [v for v in value if isinstance(v, Index)] if isinstance(value, tuple) else []
    return list(dict.fromkeys(found))


def _parts_tidied(a: Arithmetic, e: Expr, names: dict[Index, Index]) -> Expr:
    places: dict[Index, Expr] = {i: Position(j) for i, j in names.items()}
    return rebuilt(e, lambda part: a.tidy(substitute(part, places)), names)


_NORMAL: dict[type, Callable[..., Polynomial]] = {
    Number: Arithmetic._number,
    Constant: Arithmetic._constant,
    Position: Arithmetic._position,
    At: Arithmetic._at,
    Add: Arithmetic._add,
    Mul: Arithmetic._mul,
    Pow: Arithmetic._pow,
    Apply: Arithmetic._apply,
    Compare: Arithmetic._compare,
    Cases: Arithmetic._cases,
    Sum: Arithmetic._sum,
    Product: Arithmetic._product,
    Call: Arithmetic._call,
}
