"""The names in which an answer speaks: those of the document, and others for what it leaves without a name.

What stands under a function or a power and is no plain product (``Xβ − y`` in its norm, ``Wx + b`` in a softmax) is
given a name here; where the document defines a name for it, that one is taken. So a derivative is a short sum of
products of names, and nothing is multiplied out that the document keeps together.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import permutations

from backproof.derive.recognising import recognised
from backproof.laws.arithmetic import Arithmetic
from backproof.laws.definitions import clause_at, function, general_clause, rests_on
from backproof.laws.setting import Setting
from backproof.laws.slopes import softmax_of
from backproof.terms.model import Axis, Model, Symbol
from backproof.terms.nodes import (
    Add,
    Apply,
    At,
    Call,
    Comprehension,
    Constant,
    Derivative,
    Expr,
    Index,
    Linear,
    Mul,
    Number,
    Position,
    Pow,
    Sum,
    number,
)
from backproof.terms.rebuilding import rebuilt
from backproof.terms.replacing import replaced
from backproof.terms.traversal import nodes_in, symbols_in

HALF = number(Fraction(1, 2))
SIMPLE = (At, Number, Position)
FOLDED = (Add, Mul, Apply, Pow, Sum, Call)
"""Nodes that may be what defines a name."""


class NoAnswer(Exception):
    """No derivation was found. Carries the reason."""


class Sheet:
    """A model with names for parts of its definitions. ``cut`` are names taken as free: nothing is folded to them."""

    def __init__(self, model: Model, cut: Iterable[str] = ()) -> None:
        self.model: Model = dict(model)
        self.setting = Setting(self.model)
        self.arithmetic = Arithmetic(self.setting)
        self.cut = frozenset(cut)
        self.bodies: dict[str, Comprehension] = {}
        """What defines each name, in terms of names."""
        self.made: dict[str, str] = {}
        """The names made here: ``softmax``, ``part`` (of a definition) or ``group`` (of like terms)."""
        self.slopes: dict[str, str] = {}
        """Names for the derivative of what is asked by the names between, and by which."""
        self._members: dict[str, Comprehension | None] = {}
        self._named: dict[Expr, tuple[str, tuple[int, ...]]] = {}
        self._parts: dict[Expr, Expr] = {}
        self._known: dict[str, str] = {}
        self._opening: set[str] = set()
        self._opened: set[str] = set()

    # ------------------------------------------------------------------ definitions

    def body(self, name: str) -> Comprehension | None:
        """What defines a name of the document or of this sheet; None where nothing does, or it is cut."""
        if name in self.bodies or name in self._opened:
            return self.bodies.get(name)
        symbol = self.model.get(name)
        if symbol is None or name in self._opening or name in self.cut or name in self.made or name in self.slopes:
            return None
        places = tuple(Index("i", a.size, a.lower) for a in symbol.axes)
        clause = clause_at(symbol, tuple(Position(i) for i in places)) if not symbol.family else None
        self._opened.add(name)
        if clause is None or name in rests_on(name, frozenset(), self.setting):
            return None
        self._opening.add(name)
        for read in sorted(symbols_in(clause.body)):
            self.body(read)
        indices = tuple(i for i in clause.indices if isinstance(i, Index))
        made = Comprehension(indices, self._rebuilt(clause.body))
        self._opening.discard(name)
        self.bodies[name] = made
        if not isinstance(made.body, SIMPLE) and len({*indices}) == len(indices):
            self._register(name, made)
        return made

    def member(self, name: str) -> Comprehension | None:
        """What defines a member of a family, over the index of the family and those of its entries."""
        if name not in self._members:
            symbol = self.model[name]
            clause = general_clause(symbol, len(symbol.axes))
            indices = tuple(i for i in clause.indices if isinstance(i, Index)) if clause is not None else ()
            made = Comprehension(indices, self._rebuilt(clause.body)) if clause is not None else None
            self._members[name] = made
            if made is not None and not isinstance(made.body, SIMPLE):
                self._register(name, made)
        return self._members[name]

    def family_slope(self, by: str) -> str:
        """A name for the derivative by the members of a family."""
        name = f"slope {len(self.slopes) + 1}"
        self.slopes[name] = by
        like = self.model[by]
        self.model[name] = Symbol(name, like.axes, like.formals)
        return name

    def making_free(self, names: set[str]) -> None:
        """From now on these names are free: what defined them is forgotten, and what rests on them is kept."""
        self.cut = frozenset(names)
        for name in names:
            self.bodies.pop(name, None)
            self._opened.discard(name)
        self._named = {k: v for k, v in self._named.items() if v[0] not in names}
        self._parts.clear()

    def leads_to(self, name: str, target: str) -> bool:
        """Whether a name rests on another."""
        if name == target:
            return True
        body = self.body(name)
        return body is not None and any(self.leads_to(n, target) for n in sorted(symbols_in(body)))

    # ------------------------------------------------------------------ names for parts

    def in_names(self, e: Expr) -> Expr:
        """The same value, in names as far as there are any."""
        found = self._parts.get(e)
        if found is None:
            found = self._named_part(self._rebuilt(e))
            self._parts[e] = found
        return found

    def _rebuilt(self, e: Expr) -> Expr:
        if isinstance(e, Call):
            opened = self._opened_call(e)
            if opened is not None:
                return self.in_names(opened)
        if not e.children():
            return e
        made = rebuilt(e, self.in_names)
        if isinstance(made, Apply) and made.function == "sqrt":
            return self.in_names(Pow(made.arguments[0], HALF))
        if isinstance(made, Pow) and isinstance(made.base, Constant) and made.base.name == "e":
            return self.in_names(Apply("exp", (made.exponent,)))
        if isinstance(made, Mul):
            return Mul(tuple(self.part(f) if _difference(f) else f for f in made.factors))
        if isinstance(made, Apply | Call) and not isinstance(e, Derivative):
            return self._with_short_arguments(made)
        if isinstance(made, Pow) and isinstance(made.base, Add) and _contracts(made.base):
            return Pow(self.part(made.base), made.exponent)
        if isinstance(made, Linear):
            body = made.argument.body
            if isinstance(body, Add) and _contracts(body):
                return Linear(made.function, Comprehension(made.argument.indices, self.part(body)), made.indices)
        return made

    def _opened_call(self, e: Call) -> Expr | None:
        """A function of the document at its arguments: put in, unless it acts entry by entry and may keep its name."""
        symbol = self.model.get(e.symbol)
        if symbol is None or symbol.opaque or e.slots:
            return None
        if not symbol.known and all(not a.indices for a in e.arguments) and not e.indices and not e.family:
            inner = symbol.clauses[0].body if symbol.clauses else None
            parameters = {p.symbol for p in symbol.parameters or ()}
            known = self.known(symbol)
            if known:
                return Apply(known, (e.arguments[0].body,))
            if inner is not None and not any(symbols_in(inner) - parameters - {e.symbol}):
                return None
        return function(e, self.setting)

    def known(self, symbol: Symbol) -> str:
        """The known function that a function of the document is; empty for any other."""
        if symbol.name not in self._known:
            self._known[symbol.name] = recognised(symbol, self.setting)
        return self._known[symbol.name]

    def _with_short_arguments(self, e: Apply | Call) -> Expr:
        if isinstance(e, Apply):
            return Apply(e.function, tuple(self._short(a) for a in e.arguments))
        if any(a.indices for a in e.arguments):
            return e
        arguments = tuple(Comprehension((), self._short(a.body)) for a in e.arguments)
        return Call(e.symbol, e.family, arguments, e.indices, e.slots)

    def _short(self, e: Expr) -> Expr:
        return self.part(e) if isinstance(e, Add | Mul | Sum) and _contracts(e) and e.free else e

    def part(self, e: Expr, kind: str = "part") -> Expr:
        """A name for an expression, at the indices that are free in it."""
        if isinstance(e, SIMPLE) or (kind == "part" and self._of_member(e)):
            return e
        axes = ordered_free(e)
        known = self._lookup(e, axes)
        if known is not None:
            return known
        name = f"{kind} {len(self.made) + 1}"
        self.made[name] = kind
        self.model[name] = Symbol(name, [Axis(i.size, lower=i.lower) for i in axes])
        body = Comprehension(axes, e)
        self.bodies[name] = body
        self._opened.add(name)
        self._register(name, body)
        return At(name, tuple(Position(i) for i in axes))

    def slope(self, by: str, axes: tuple[Index, ...], value: Expr) -> Expr:
        """A name for the derivative by a name of the document, over the indices of that name."""
        name = f"slope {len(self.slopes) + 1}"
        self.slopes[name] = by
        self.model[name] = Symbol(name, [Axis(i.size, lower=i.lower) for i in axes])
        self.bodies[name] = Comprehension(axes, value)
        self._opened.add(name)
        return At(name, tuple(Position(i) for i in axes))

    def without_slopes(self, e: Expr, kept: str = "") -> Expr:
        """The same value with the names of derivatives put in, but for one of them."""
        while own := {n: self.bodies[n] for n in symbols_in(e) if n in self.slopes and n != kept}:
            e = replaced(e, own)
        return self.arithmetic.tidy(e)

    def _of_member(self, e: Expr) -> bool:
        """Whether an expression depends on which member of a family is meant: it is given no name."""
        places = [
            i
            for n in nodes_in(e)
            if isinstance(n, At) and n.symbol in self.model
            for i in n.indices[: self.model[n.symbol].family]
        ]
        return any(i.free & e.free for i in places)

    def _named_part(self, e: Expr) -> Expr:
        if not isinstance(e, FOLDED) or not symbols_in(e):
            return e
        axes = ordered_free(e)
        known = self._lookup(e, axes)
        if known is not None:
            return known
        if softmax_of(e, self.setting) is not None and axes and not self._of_member(e):
            return self.part(e, "softmax")
        return e

    def _lookup(self, e: Expr, axes: tuple[Index, ...]) -> Expr | None:
        if len(axes) > 3:
            return None
        found = self._named.get(self._key(axes, e))
        if found is None:
            return None
        name, order = found
        return At(name, tuple(Position(axes[k]) for k in order))

    def _register(self, name: str, body: Comprehension) -> None:
        if len(body.indices) > 3 or name in self.cut:
            return
        for order in permutations(range(len(body.indices))):
            key = self._key(tuple(body.indices[k] for k in order), body.body)
            back = tuple(order.index(k) for k in range(len(order)))
            self._named.setdefault(key, (name, back))

    def _key(self, axes: tuple[Index, ...], e: Expr) -> Expr:
        return self.arithmetic.tidy(Comprehension(axes, e))

    # ------------------------------------------------------------------ back to the document

    def in_document(self, e: Expr) -> Expr:
        """The same value with only names of the document."""
        while own := {n: self.bodies[n] for n in symbols_in(e) if n in self.made or n in self.slopes}:
            e = replaced(e, own)
        return e


def _difference(e: Expr) -> bool:
    """Whether an expression is a sum of entries of vectors, such as ``x_i − m_i``."""
    if not isinstance(e, Add):
        return False
    for t in e.terms:
        factors = t.factors if isinstance(t, Mul) else (t,)
        letters = [f for f in factors if not isinstance(f, Number)]
        if len(letters) != 1 or not isinstance(letters[0], At) or not letters[0].free:
            return False
    return len({i for t in e.terms for i in t.free}) == 1


def _contracts(e: Expr) -> bool:
    """Whether sums stand in an expression."""
    return any(isinstance(n, Sum) for n in nodes_in(e))


def ordered_free(e: Expr) -> tuple[Index, ...]:
    """The free indices of an expression in the order in which they are written."""
    found: dict[Index, None] = {}
    todo: list[Expr] = [e]
    while todo:
        node = todo.pop()
        if isinstance(node, Position):
            found.setdefault(node.index)
        todo.extend(reversed(node.children()))
    return tuple(i for i in found if i in e.free)


def fresh_places(symbol: Symbol) -> tuple[Index, ...]:
    """New indices for the axes of a symbol."""
    return tuple(Index("ij"[k % 2], a.size, a.lower) for k, a in enumerate(symbol.axes))


def entry(name: str, places: tuple[Index, ...]) -> At:
    """The entry of a symbol at indices."""
    return At(name, tuple(Position(i) for i in places))
