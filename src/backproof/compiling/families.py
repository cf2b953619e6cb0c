"""Families of a document in code: layers, time steps, examples.

A family that nothing defines is an argument with one axis more, or a list where its members differ in shape. One whose
members rest on nothing of their kind is computed along an axis; one whose members rest on each other, in a loop.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from backproof.compiling import operations
from backproof.compiling.loops import Loop
from backproof.compiling.scope import offset, size_key
from backproof.compiling.tensors import NotCompiled, Tensor
from backproof.compiling.values import Value, number_of
from backproof.derive.sheet import ordered_free
from backproof.terms.digest import digest
from backproof.terms.model import Clause, Symbol
from backproof.terms.nodes import At, Compare, Expr, Index, Number, Position
from backproof.terms.traversal import nodes_in, symbols_in

if TYPE_CHECKING:
    from backproof.compiling.lowering import Lowering


BEFORE = "before "
"""What the names of states begin with, where they are those of the step before."""


@dataclass
class Stepping:
    """One step of a recursion, written as a function of the states before it."""

    loop: Loop


class Families:
    """The loops of one function, and the members that are read of each family."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering
        self.work = lowering.work
        self.stepping: Stepping | None = None
        """The recursion of which one step is written, if it is not a loop."""
        self._pending: set[tuple[str, Value]] = set()

    # ------------------------------------------------------------------ members

    def at(self, symbol: Symbol, e: At) -> Tensor:
        """A symbol with an index that picks a member."""
        low = self.lowering
        if symbol.family > 1:
            raise NotCompiled(f"{symbol.latex or symbol.name} is a family with several indices")
        where, dense = e.indices[0], e.indices[1:]
        lowers = [a.lower for a in symbol.axes[1:]]
        if not low.scope.clauses(symbol):
            return self._given(symbol, where, dense, lowers)
        if low.scope.recursive(symbol.name):
            return low.entries(self._member(symbol, where), lowers, dense)
        return self._inlined(symbol, e)

    def _given(self, symbol: Symbol, where: Expr, dense: Sequence[Expr], lowers: Sequence[int]) -> Tensor:
        """A family that is an argument."""
        from backproof.compiling.lowering import NeedsLoop

        low = self.lowering
        first = symbol.axes[0]
        ragged = low.scope.ragged(symbol)
        if isinstance(where, Number) and where.value < first.lower:
            return low.entries(self._start(symbol, int(where.value)), lowers, dense)
        if ragged and isinstance(where, Position) and where.index not in low.fixed:
            raise NeedsLoop(where.index)
        key = self.family_key(symbol, where)
        if symbol.is_size:
            raise NotCompiled(f"the sizes {symbol.latex or symbol.name} are read as numbers")
        shape = (key, *(size_key(a.size) for a in symbol.axes[1:]))
        operation = "list" if ragged else "argument"
        value = low.graph.make(operation, (), symbol.name, shape, scalar=False)
        return low.entries(value, [first.lower, *lowers], [where, *dense])

    def family_key(self, symbol: Symbol, where: Expr) -> str:
        """The size of the axis of members: the name of its family."""
        self._note(symbol.name, symbol.axes[0].lower, where)
        return f"members of {symbol.name}"

    def _note(self, name: str, lower: int, where: Expr) -> None:
        """Learn how many members a family has that is given, where it is read at all of them."""
        low = self.lowering
        if not isinstance(where, Position) or name in self.work.counted:
            return
        step = low.fixed.get(where.index)
        if step is None:
            self.work.counted[name] = size_key(where.index.size)
        elif lower == 1:
            self.work.stepped.setdefault(name, step)

    def _start(self, symbol: Symbol, at: int) -> Value:
        """A member before the first, such as ``h_0``: an argument of its own."""
        name = f"{symbol.name}@{at}"
        shape = tuple(size_key(a.size) for a in symbol.axes[1:])
        return self.lowering.graph.make("argument", (), name, shape, scalar=False)

    def _inlined(self, symbol: Symbol, e: At) -> Tensor:
        """A member by the equation that defines all of them."""
        from backproof.terms.substitution import substitute

        low = self.lowering
        for clause in low.scope.clauses(symbol):
            pins = [(i, at) for i, at in zip(clause.indices, e.indices, strict=True) if isinstance(i, int)]
            if all(isinstance(at, Number) and at.value == i for i, at in pins) and (pins or not clause.condition):
                places = {i: at for i, at in zip(clause.indices, e.indices, strict=True) if isinstance(i, Index)}
                return low.lower(substitute(clause.body, places))
        raise NotCompiled(f"{symbol.latex or symbol.name} has no one equation for all its members")

    # ------------------------------------------------------------------ recursions

    def along(self, index: Index, body: Expr) -> bool:
        """Whether a sum over an index runs along a recursion, through definitions too."""
        scope = self.lowering.scope
        todo, seen = [body], set()
        while todo:
            e = todo.pop()
            for n in nodes_in(e):
                if not isinstance(n, At) or index not in n.free:
                    continue
                symbol = scope.symbol(n.symbol)
                if symbol is None or not symbol.family or not n.indices[0].free & {index}:
                    continue
                if scope.recursive(symbol.name) or (scope.ragged(symbol) and not scope.clauses(symbol)):
                    return True
                if symbol.name not in seen and any(
                    scope.recursive(r) for c in scope.clauses(symbol) for r in symbols_in(c.body)
                ):
                    return True
                seen.add(symbol.name)
        return False

    def _member(self, symbol: Symbol, where: Expr) -> Value:
        """A member of a family whose members are made one after the other."""
        from backproof.compiling.lowering import NeedsLoop

        low = self.lowering
        if isinstance(where, Position) and where.index not in low.fixed:
            raise NeedsLoop(where.index)
        place = low.lower(where)
        if self.stepping is not None and symbol.name in self.stepping.loop.families:
            return self._stepped(symbol, place.value, self.stepping)
        if len(place.axes) == 1 and isinstance(place.axes[0], Index):
            raise NeedsLoop(place.axes[0])
        if place.axes:
            raise NotCompiled(f"members of {symbol.latex or symbol.name} are read at several places at once")
        loop = self.work.loops.get(self._key(symbol)) or self._loop(symbol)
        if place.value is loop.step:
            return self._now(symbol, loop)
        at = number_of(place.value)
        starts = loop.starts.get(symbol.name, {})
        if at is not None and int(at) in starts:
            return starts[int(at)]
        if at is not None and at < loop.first and not loop.descending:
            return self._start(symbol, int(at))
        if loop.step not in _inside(place.value):
            loop.reads.append(place.value)
        kept = loop.kept.get(symbol.name)
        shape = tuple(size_key(a.size) for a in symbol.axes[1:])
        if kept is None:
            kept = low.graph.make("family", (), (id(loop), symbol.name), ("members", *shape), scalar=False)
            self.work.loop_values[kept] = loop
            low.graph.hints[kept] = low.names.get(symbol.name, symbol.name)
            loop.kept[symbol.name] = kept
        return low.graph.make("member", (kept, place.value), None, shape, scalar=False)

    def _stepped(self, symbol: Symbol, place: Value, stepping: Stepping) -> Value:
        """A member in one step of a recursion: the new one, or the one before."""
        if place is stepping.loop.step:
            return self._now(symbol, stepping.loop)
        one_less = operations.add(self.lowering.graph, (stepping.loop.step, self.lowering.graph.number(-1)))
        if place is not one_less:
            raise NotCompiled(f"{symbol.latex or symbol.name} is read more than one step back")
        name = f"{BEFORE}{symbol.name}"
        return self.lowering.graph.argument(name, tuple(size_key(a.size) for a in symbol.axes[1:]))

    def _key(self, symbol: Symbol) -> Hashable:
        """What tells loops apart: two derivatives of one document may share a backward pass."""
        scope = self.lowering.scope
        given = frozenset((n, v.serial) for n, v in self.lowering.given.items())
        if not scope.own_family(symbol.name):
            return symbol.name, scope.free, given
        return symbol.name, scope.free, given, digest(symbol.clauses, scope.model, {})

    def _loop(self, symbol: Symbol) -> Loop:
        low = self.lowering
        group = low.scope.group(symbol.name)
        letter = self._letter(symbol)
        loop = Loop(letter, self.work.step(letter), group)
        shifts = [s for n in group for s in self._shifts(low.scope.model[n], group)]
        if any(s > 0 for s in shifts) and any(s < 0 for s in shifts):
            raise NotCompiled("a recursion that runs forward and backward is not compiled")
        loop.descending = any(s > 0 for s in shifts)
        for name in group:
            self.work.loops[self._key(low.scope.model[name])] = loop
        for name in group:
            self._starts(loop, low.scope.model[name], -min(shifts, default=0))
        for name in group:
            self._now(low.scope.model[name], loop)
        return loop

    def _letter(self, symbol: Symbol) -> str:
        clause = self._general(symbol)
        own = clause.indices[0]
        return own.hint if isinstance(own, Index) else "t"

    def _general(self, symbol: Symbol) -> Clause:
        found = [c for c in symbol.clauses if isinstance(c.indices[0], Index) and not _last_only(c)]
        if len(found) != 1:
            raise NotCompiled(f"{symbol.latex or symbol.name} has no one equation for all its members")
        return found[0]

    def _shifts(self, symbol: Symbol, group: Sequence[str]) -> list[int]:
        """By how many steps the members that are read are apart from the one that is made."""
        clause = self._general(symbol)
        own = clause.indices[0]
        assert isinstance(own, Index)
        found = []
        for n in nodes_in(clause.body):
            if isinstance(n, At) and n.symbol in group and own in n.indices[0].free:
                apart = offset(n.indices[0], own)
                if apart is None:
                    raise NotCompiled(f"a recursion reads {n.symbol} at a step that is not understood")
                found.append(apart)
        return found

    def _starts(self, loop: Loop, symbol: Symbol, back: int) -> None:
        """The members that are given or defined apart from the others."""
        low = self.lowering
        starts = loop.starts.setdefault(symbol.name, {})
        for clause in symbol.clauses:
            own, *rest = clause.indices
            axes = [i for i in rest if isinstance(i, Index)]
            if isinstance(own, int):
                value = low.tensor(clause.body, axes)
                starts[own] = value
                loop.first = max(loop.first, own + 1)
            elif _last_only(clause):
                assert isinstance(clause.condition, Compare)
                last = low.lower(clause.condition.right).value
                loop.last = last
                low.fixed[own] = last
                starts[last] = low.tensor(clause.body, axes)
                del low.fixed[own]
            elif isinstance(clause.condition, Compare) and isinstance(clause.condition.right, Number):
                beyond = clause.condition.sign == ">"
                loop.first = max(loop.first, int(clause.condition.right.value) + beyond)
        if not loop.descending:
            reads = {s for n in loop.families for s in self._reads_of(n, symbol.name)}
            for k in range(loop.first + min(reads, default=0), loop.first):
                starts.setdefault(k, self._start(symbol, k))

    def _reads_of(self, reader: str, name: str) -> set[int]:
        clause = self._general(self.lowering.scope.model[reader])
        own = clause.indices[0]
        assert isinstance(own, Index)
        reads = [n for n in nodes_in(clause.body) if isinstance(n, At) and n.symbol == name]
        return {o for n in reads if (o := offset(n.indices[0], own)) is not None and o < 0}

    def _now(self, symbol: Symbol, loop: Loop) -> Value:
        """The member at the step at which the loop is."""
        low = self.lowering
        known = loop.bodies.get(symbol.name)
        if known is not None:
            return known
        key = (symbol.name, loop.step)
        if key in self._pending:
            raise NotCompiled(f"the definition of {symbol.latex or symbol.name} leads back to itself")
        self._pending.add(key)
        clause = self._general(symbol)
        own, *rest = clause.indices
        assert isinstance(own, Index)
        before = low.fixed.get(own)
        low.fixed[own] = loop.step
        try:
            made = self.body(symbol, clause, [i for i in rest if isinstance(i, Index)])
        finally:
            self._pending.discard(key)
            if before is None:
                del low.fixed[own]
            else:
                low.fixed[own] = before
        loop.bodies[symbol.name] = made
        low.graph.hints.setdefault(made, f"{low.names.get(symbol.name, symbol.name)}_{loop.letter}")
        return made

    def body(self, symbol: Symbol, clause: Clause, axes: Sequence[Index]) -> Value:
        """The entries of a member."""
        low = self.lowering
        value = low.best(clause.body, axes) if low.scope.own_family(symbol.name) else low.tensor(clause.body, axes)
        return value

    # ------------------------------------------------------------------ sums along loops

    def accumulated(
        self, index: Index, body: Expr, lower: Expr | None, upper: Expr | None, kind: str, condition: Expr | None = None
    ) -> Tensor:
        """A sum or product taken step by step."""
        low = self.lowering
        g = low.graph
        first = low.lower(lower).value if lower is not None else g.number(index.lower)
        if upper is not None:
            last = low.lower(upper).value
        else:
            last = operations.add(g, (low.length(index), g.number(index.lower - 1)))
        step = self.work.run(index.hint, first, last, frozenset(low.fixed.values())).step
        before = low.fixed.get(index)
        low.fixed[index] = step
        try:
            made = self._each(body)
            if condition is not None:
                neutral = Tensor(g.number(0 if kind == "sum" else 1))
                made = low.where([low.condition(condition)], made, neutral)
        finally:
            if before is None:
                del low.fixed[index]
            else:
                low.fixed[index] = before
        if first.steps or last.steps or first.rank or last.rank:
            raise NotCompiled("a sum whose ends depend on another index is not compiled")
        value = g.make(
            "accumulate",
            (first, last, made.value),
            (kind, step.detail),
            made.value.shape,
            without=str(step.detail),
            scalar=False,
        )
        return Tensor(value, made.axes)

    def _each(self, body: Expr) -> Tensor:
        """What is added at one step; a term of an answer by its line of matrix notation, if it has one."""
        low = self.lowering
        axes = [i for i in ordered_free(body) if i not in low.fixed]
        if low.scope.sheet is None or not axes:
            return low.as_number(low.lower(body))
        return Tensor(low.best(body, axes), tuple(axes))

    def listed(self, index: Index, axes: Sequence[Index], body: Expr, first: Value, last: Value) -> Value:
        """The values of a term at each step, as a list."""
        low = self.lowering
        step = self.work.run(index.hint, first, last, frozenset(low.fixed.values())).step
        low.fixed[index] = step
        try:
            made = low.best(body, axes)
        finally:
            del low.fixed[index]
        shape = ("members", *made.shape)
        detail = ("list", step.detail)
        return low.graph.make("accumulate", (first, last, made), detail, shape, without=str(step.detail), scalar=False)

    def counted(self) -> dict[str, str]:
        """By the name of a family that is given: the size that says how many members it has."""
        found = dict(self.work.counted)
        for name, step in self.work.stepped.items():
            try:
                ends = self._resolved(step, 0)
            except NotCompiled:
                continue
            if len(ends) == 1 and ends[0].operation == "size":
                found.setdefault(name, str(ends[0].detail))
        self.work.counted_now = found
        return found

    def ends(self, loop: Loop) -> list[Value]:
        """The last steps that are read of a loop, each once."""
        found: dict[Value, None] = {}
        for read in loop.reads:
            for value in self._resolved(read, 0):
                found[value] = None
        return _largest(list(found))

    def _resolved(self, read: Value, depth: int) -> list[Value]:
        """A number of a member with the running variables at their last values."""
        low = self.lowering
        if depth > 8:
            raise NotCompiled("how many steps a recursion takes is not said")
        if not read.steps:
            return [read]
        if read.operation == "step":
            if read in self.work.runs:
                return self._resolved(self.work.runs[read].last, depth + 1)
            loop = next(x for x in self.work.loops.values() if x.step is read)
            if loop.last is not None:  # its last member is made before it runs
                return self._resolved(operations.add(low.graph, (loop.last, low.graph.number(-1))), depth + 1)
            return self.ends(loop)
        if read.operation == "add":
            moving, *rest = sorted(read.arguments, key=lambda a: not a.steps)
            if any(r.steps for r in rest):
                raise NotCompiled("how many steps a recursion takes is not said")
            return [operations.add(low.graph, (m, *rest)) for m in self._resolved(moving, depth + 1)]
        raise NotCompiled("how many steps a recursion takes is not said")


def _largest(ends: Sequence[Value]) -> list[Value]:
    """Without the ends that are surely no larger than another."""
    best: dict[tuple[Value, ...], tuple[Fraction, Value]] = {}
    for end in ends:
        parts = end.arguments if end.operation == "add" else (end,)
        plain = sum((n for p in parts if (n := number_of(p)) is not None), Fraction(0))
        key = tuple(p for p in parts if number_of(p) is None)
        if key not in best or plain > best[key][0]:
            best[key] = plain, end
    return [end for _, end in best.values()]


def _last_only(clause: Clause) -> bool:
    """Whether an equation holds at the last step alone."""
    own = clause.indices[0]
    c = clause.condition
    return isinstance(c, Compare) and c.sign == "=" and isinstance(c.left, Position) and c.left.index is own


def _inside(value: Value) -> set[Value]:
    found, todo = set(), [value]
    while todo:
        v = todo.pop()
        found.add(v)
        todo.extend(v.arguments)
    return found
