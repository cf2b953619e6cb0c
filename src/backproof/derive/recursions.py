"""Derivatives through layers and time as recursions: the backward pass, stated once for all steps.

``h_t = f(h_{t-1}, W)`` and a loss of the last state give ``∂L/∂h_T`` and ``∂L/∂h_t`` by ``∂L/∂h_{t+1}``; then
``∂L/∂W`` is one sum over the steps. Nothing is unrolled, and how many steps there are stays a letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from backproof.derive.adjoints import Chain, NotDifferentiable
from backproof.derive.sheet import NoAnswer, Sheet
from backproof.laws.definitions import general_clause, rests_on
from backproof.laws.keys import key
from backproof.laws.polynomials import value_of
from backproof.terms.model import Axis, Clause, Symbol
from backproof.terms.nodes import (
    Add,
    At,
    Call,
    Compare,
    Comprehension,
    Derivative,
    Expr,
    Index,
    Mul,
    Number,
    Position,
    Sum,
    negative,
    number,
)
from backproof.terms.rebuilding import rewritten
from backproof.terms.replacing import replaced
from backproof.terms.substitution import size_of_term, substitute
from backproof.terms.traversal import nodes_in, symbols_in

ZERO = number(0)


@dataclass(frozen=True)
class Slope:
    """The derivative by a member of a family: ``other`` at ``step``, ``last`` (None: the same) at the last step."""

    name: str
    by: str
    step: Index
    axes: tuple[Index, ...]
    other: Expr
    last: Expr | None = None


@dataclass(frozen=True)
class Recursion:
    """``value`` over ``axes``, summed over ``step`` from ``first`` to ``last`` where there is one; in terms of
    ``slopes``."""

    value: Expr
    step: Index | None
    first: Expr
    last: Expr
    slopes: tuple[Slope, ...]
    laws: tuple[str, ...]

    @property
    def term(self) -> Expr:
        """The value as a term."""
        return self.value if self.step is None else Sum(self.step, self.value, self.first, self.last)


@dataclass(frozen=True)
class Part:
    """What ``reader`` (None: what is differentiated) adds to a derivative: ``shift`` steps later, or only last."""

    reader: str | None
    shift: int
    only_last: bool
    value: Expr


@dataclass
class Backward:
    """The backward pass of one quantity."""

    sheet: Sheet
    target: str
    steps: dict[str, Index] = field(default_factory=dict)
    axes: dict[str, tuple[Index, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    last: Expr | None = None
    laws: dict[str, None] = field(default_factory=dict)

    # ------------------------------------------------------------------ the families on the way

    def rests(self, name: str) -> bool:
        """Whether a name rests on the target."""
        return self.target in rests_on(name, frozenset(), self.sheet.setting)

    def between(self, root: Expr) -> list[str]:
        """The families between what is differentiated and the target."""
        seen: dict[str, None] = {}
        todo = [n for n in sorted(symbols_in(root)) if n in self.sheet.model]
        while todo:
            name = todo.pop(0)
            if name in seen or not (name == self.target or self.rests(name)):
                continue
            if name == self.target and not self.rests(name):
                continue
            seen[name] = None
            todo += [n for n in sorted(symbols_in(self.body(name).body)) if n in self.sheet.model]
        return list(seen)

    def body(self, name: str) -> Comprehension:
        """What defines a member of a family. Raises ``NoAnswer``."""
        found = self.sheet.member(name)
        if found is None:
            raise NoAnswer(f"{self.sheet.model[name].latex or name} has no one equation for all its members")
        return found

    def open_root(self, e: Expr) -> Expr:
        """What is differentiated, with names that are no families put in as far as they rest on the target."""
        while True:
            inner = [
                n
                for n in sorted(symbols_in(e))
                if n in self.sheet.model and not self.sheet.model[n].family and n != self.target and self.rests(n)
            ]
            values = {n: b for n in inner if (b := self.sheet.body(n)) is not None}
            if not values:
                return e
            e = replaced(e, values)

    def prepare(self, names: list[str]) -> None:
        """Indices and a name for the derivative by each family."""
        for name in names:
            symbol = self.sheet.model[name]
            if symbol.family != 1:
                raise NoAnswer("a family with several indices stands between")
            clause = general_clause(symbol, len(symbol.axes))
            own = clause.indices[0] if clause is not None else None
            if not isinstance(own, Index):
                raise NoAnswer(f"{symbol.latex or name} has no one equation for all its members")
            self.steps[name] = Index(own.hint, own.size, own.lower)
            self.axes[name] = self.dense(name, Position(self.steps[name]))
            self.names[name] = self.sheet.family_slope(name)

    def dense(self, name: str, step: Expr | None) -> tuple[Index, ...]:
        """Indices for the entries of a member."""
        symbol = self.sheet.model[name]
        made = []
        for k, axis in enumerate(symbol.axes[symbol.family :]):
            size, term = axis.size, axis.size.root.term
            if isinstance(term, Expr) and term.free and step is not None:
                size = size_of_term(substitute(term, dict.fromkeys(symbol.formals, step)))
            made.append(Index("ij"[k % 2], size, axis.lower))
        return tuple(made)

    # ------------------------------------------------------------------ one definition by one name in it

    def members(self, e: Expr, name: str) -> list[tuple[Expr, ...]]:
        """At which members a family is read, each once (nothing, for a symbol that is no family)."""
        family = self.sheet.model[name].family
        tidy = self.sheet.arithmetic.tidy
        found = {
            tuple(tidy(i) for i in n.indices[:family]) for n in nodes_in(e) if isinstance(n, At) and n.symbol == name
        }
        if any(isinstance(n, Call) and n.symbol == name for n in nodes_in(e)):
            raise NoAnswer("a function of the document stands between")
        return sorted(found, key=lambda m: [key(i, self.sheet.setting) for i in m])

    def local(self, e: Expr, name: str, member: tuple[Expr, ...], at: tuple[Index, ...]) -> Expr:
        """The derivative of a definition by one member that it reads, all else held."""
        tidy = self.sheet.arithmetic.tidy
        family = len(member)
        stand_in = f"{name} here"
        self.sheet.model[stand_in] = Symbol(stand_in, [Axis(i.size, lower=i.lower) for i in at])

        def swapped(n: Expr) -> Expr | None:
            if not isinstance(n, At) or n.symbol != name or tuple(tidy(i) for i in n.indices[:family]) != member:
                return None
            return At(stand_in, n.indices[family:])

        chain = Chain(self.sheet)
        raw = chain.unfolded(rewritten(e, swapped), stand_in, at)
        self.laws.update(chain.laws)
        back = Comprehension(at, At(name, (*member, *map(Position, at))))
        return tidy(self.sheet.in_names(replaced(raw, {stand_in: back})))

    def at_all(self, e: Expr, name: str, step: Index, at: tuple[Index, ...]) -> Expr:
        """The derivative of a sum over all members by one of them."""
        stand_in = f"{name} all"
        symbol = self.sheet.model[name]
        self.sheet.model[stand_in] = Symbol(stand_in, symbol.axes, symbol.formals)
        other = rewritten(e, lambda n: At(stand_in, n.indices) if isinstance(n, At) and n.symbol == name else None)
        chain = Chain(self.sheet)
        raw = chain.unfolded(other, stand_in, (step, *at))
        self.laws.update(chain.laws)
        back = rewritten(raw, lambda n: At(name, n.indices) if isinstance(n, At) and n.symbol == stand_in else None)
        made = self.sheet.arithmetic.tidy(self.sheet.in_names(back))
        if any(isinstance(n, Compare) and n.sign == "=" for n in nodes_in(made)):
            raise NoAnswer("it reads a family at members that are not understood")
        return made

    # ------------------------------------------------------------------ what is added by whom

    def parts(self, root: Expr, readers: list[str], name: str, step: Index, at: tuple[Index, ...]) -> Iterator[Part]:
        """All that the derivative by a member (at ``step``, or a symbol that is no family) is the sum of."""
        yield from self._of_root(root, name, step, at)
        for reader in readers:
            body = self.body(reader)
            if name not in symbols_in(body.body):
                continue
            own, *rest = body.indices
            for member in self.members(body.body, name):
                shift = self._shift(member, own)
                there: Expr = Position(step) if not shift else Add((Position(step), number(shift)))
                inner = self.dense(reader, there)
                local = self.local(body.body, name, member, at)
                places: dict[Index, Expr] = {own: there, **dict(zip(rest, map(Position, inner), strict=True))}
                value: Expr = Mul((At(self.names[reader], (there, *map(Position, inner))), substitute(local, places)))
                for i in reversed(inner):
                    value = Sum(i, value)
                yield Part(reader, shift, False, self.sheet.arithmetic.tidy(value))

    def _shift(self, member: tuple[Expr, ...], own: Index) -> int:
        if not member:
            return 0
        apart = value_of(self.sheet.arithmetic.normal(Add((Position(own), negative(member[0])))))
        if apart is None or apart.denominator != 1 or apart < 0:
            raise NoAnswer("it goes forward and backward, or to steps that are not understood")
        return int(apart)

    def _of_root(self, root: Expr, name: str, step: Index, at: tuple[Index, ...]) -> Iterator[Part]:
        if name not in symbols_in(root):
            return
        if not self.sheet.model[name].family:
            yield Part(None, 0, False, self.local(root, name, (), at))
            return
        for (member,) in self.members(root, name):
            if not isinstance(member, Position):
                if not isinstance(member, At | Number):
                    raise NoAnswer("it reads a family at members that are not understood")
                self._ends(member)
                inner = tuple(self.dense(name, member))
                value = self.local(root, name, (member,), inner)
                places = {i: Position(j) for i, j in zip(inner, at, strict=True)}
                yield Part(None, 0, True, substitute(value, dict(places)))
                continue
            size = member.index.size.root
            if not isinstance(size.term, Expr):
                raise NoAnswer("how many steps there are is not said")
            self._ends(size.term)
            whole = Index(step.hint, member.index.size, member.index.lower)
            value = self.at_all(root, name, whole, at)
            yield Part(None, 0, False, substitute(value, {whole: Position(step)}))

    def _ends(self, last: Expr) -> None:
        if self.last is not None and self.last is not last:
            raise NoAnswer("it reads families up to different steps")
        self.last = last

    # ------------------------------------------------------------------ all together

    def slope(self, root: Expr, readers: list[str], name: str) -> Slope:
        step, at = self.steps[name], self.axes[name]
        parts = list(self.parts(root, readers, name, step, at))
        tidy = self.sheet.arithmetic.tidy
        other = tidy(Add(tuple(p.value for p in parts if not p.only_last))) if parts else ZERO
        last = tidy(Add(tuple(p.value for p in parts if p.shift == 0))) if parts else ZERO
        differs = any(p.only_last or p.shift for p in parts)
        return Slope(self.names[name], name, step, at, other, last if differs else None)


def recursion(asked: Derivative, axes: tuple[Index, ...], sheet: Sheet) -> Recursion:
    """The backward recursion for a derivative of a number through families. Raises ``NoAnswer``."""
    pass_ = Backward(sheet, asked.symbol)
    dense: tuple[Index, ...] = ()
    target = sheet.model[asked.symbol]
    if asked.held or target.family > 1:
        raise NoAnswer("something is held fixed in it")
    if asked.body.free:
        raise NoAnswer("it is a derivative of a vector through layers or steps")
    try:
        root = pass_.open_root(sheet.in_names(asked.body))
        between = pass_.between(root)
        pass_.prepare(between)
        slopes = {n: pass_.slope(root, between, n) for n in between}
        if asked.symbol in slopes:
            value: Expr = At(pass_.names[asked.symbol], asked.indices)
            kept, parts, step = {asked.symbol}, [Part(None, 0, False, value)], None
        else:
            if not between:
                raise NoAnswer("it reads the family at once, and nothing leads from step to step")
            own = next(iter(pass_.steps.values()))
            step = Index(own.hint, own.size, own.lower)
            dense = pass_.dense(asked.symbol, Position(step) if target.family else None)
            parts = list(pass_.parts(root, between, asked.symbol, step, dense))
            kept = {p.reader for p in parts if p.reader is not None}
    except NotDifferentiable:
        raise NoAnswer("no law takes one of the definitions apart") from None
    if pass_.last is None or any(p.only_last for p in parts):
        raise NoAnswer("how many steps there are is not said")
    value = sheet.arithmetic.tidy(Add(tuple(p.value for p in parts)))
    if step is not None:
        places: dict[Index, Expr] = dict(zip(dense, asked.indices[target.family :], strict=True))
        if target.family:
            places[step] = asked.indices[0]
        value, step = substitute(value, places), None if target.family else step
    at = asked.indices[0] if target.family else pass_.last
    if not isinstance(at, Position) and at is not pass_.last:
        raise NoAnswer("it is asked for at one step, neither any nor the last")
    slopes, value = _inlined(sheet, slopes, kept, value)
    needed = _needed(slopes, value)
    _define(sheet, needed, pass_.last)
    return Recursion(value, step, number(1), pass_.last, tuple(needed), tuple(pass_.laws))


def _inlined(sheet: Sheet, slopes: dict[str, Slope], kept: set[str], value: Expr) -> tuple[dict[str, Slope], Expr]:
    """Without the names that are only passed through: what reads the target keeps its name."""
    left = dict(slopes)
    for name in list(left):
        one = left[name]
        others = [s for n, s in left.items() if n != name]
        if one.name in symbols_in(one.other) or (name in kept and not isinstance(one.other, Call)):
            continue
        if one.last is not None and not all(_at_same_step(s, one.name) for s in others):
            continue
        del left[name]
        axes = (one.step, *one.axes)
        general = {one.name: Comprehension(axes, one.other)}
        end = {one.name: Comprehension(axes, one.last if one.last is not None else one.other)}
        tidy = sheet.arithmetic.tidy
        for n, s in left.items():
            if one.name not in symbols_in(s.other) and (s.last is None or one.name not in symbols_in(s.last)):
                continue
            last = s.last if s.last is not None else (s.other if one.last is not None else None)
            left[n] = replace(
                s,
                other=tidy(replaced(s.other, general)),
                last=None if last is None else tidy(replaced(last, end)),
            )
        value = tidy(replaced(value, general))
    return left, value


def _at_same_step(s: Slope, name: str) -> bool:
    here = [
        n for e in (s.other, s.last) if e is not None for n in nodes_in(e) if isinstance(n, At) and n.symbol == name
    ]
    return all(isinstance(n.indices[0], Position) and n.indices[0].index is s.step for n in here)


def _needed(slopes: dict[str, Slope], value: Expr) -> list[Slope]:
    by_name = {s.name: s for s in slopes.values()}
    found: dict[str, None] = {}
    todo = [n for n in sorted(symbols_in(value)) if n in by_name]
    while todo:
        name = todo.pop(0)
        if name in found:
            continue
        found[name] = None
        one = by_name[name]
        todo += [n for e in (one.other, one.last) if e is not None for n in sorted(symbols_in(e)) if n in by_name]
    return [by_name[n] for n in found]


def _define(sheet: Sheet, slopes: list[Slope], last: Expr) -> None:
    """The recursions as definitions of the sheet's model, so that they can be evaluated."""
    for s in slopes:
        symbol = sheet.model[s.name]
        indices = (s.step, *s.axes)
        if s.last is None:
            symbol.clauses = [Clause(indices, s.other)]
        else:
            here = Position(s.step)
            symbol.clauses = [
                Clause(indices, s.last, Compare("=", here, last)),
                Clause(indices, s.other),
            ]
