"""Derivatives in code: of all ways to say an answer, the one that costs least at assumed sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from backproof.compiling.cost import cost
from backproof.compiling.forms import form_value
from backproof.compiling.identifiers import plain_name
from backproof.compiling.lowering import Lowering
from backproof.compiling.scope import Scope
from backproof.compiling.tensors import NotCompiled
from backproof.compiling.values import Value
from backproof.compiling.work import Work
from backproof.derive.answers import Answer, Wording
from backproof.derive.folding import weight
from backproof.terms.matrices import Chain, Diagonal, Form, Hadamard, Plain, Scaled, Total
from backproof.terms.model import Axis, Symbol
from backproof.terms.nodes import Add, At, Derivative, Expr, Index, Mul, Position, Sum

DEARER = 1.7
"""So many times more than it costs counts what says an answer in more factors, or by derivatives between: that may
cancel digits, or divide by what vanishes."""
DIRECTION = "direction"
"""The name of the vector by which a Hessian is multiplied."""


@dataclass
class Derived:
    """A derivative that was found, and what makes values of its terms."""

    answer: Answer
    low: Lowering
    axes: tuple[Index, ...]
    """The axes of the value: a family by all members of which it is taken has the first."""

    def value(self) -> Value:
        """The derivative over its axes; a list where the members of a family differ in shape."""
        family = self._family()
        if family is not None:
            return self._listed(family)
        return self._cheapest(self._ways)

    def product(self) -> Value:
        """A Hessian times a direction, without making the Hessian."""
        half = len(self.axes) // 2
        outer, inner = self.axes[:half], self.axes[half:]
        model = self.low.scope.model
        model[DIRECTION] = Symbol(DIRECTION, [Axis(i.size, lower=i.lower) for i in inner])
        along = At(DIRECTION, tuple(Position(i) for i in inner))

        def ways(w: Wording) -> Iterator[Callable[[], Value | None]]:
            if w.form is not None and half == 1:
                column = Plain(True, False, along)
                yield lambda: form_value(self.low, times(w.form, column), outer) if w.form is not None else None
            yield lambda: self.low.tensor(_summed(w.term, along, inner), outer)

        return self._cheapest(ways)

    # ------------------------------------------------------------------ which wording

    def _ways(self, w: Wording) -> Iterator[Callable[[], Value | None]]:
        if w.form is not None:
            yield lambda: form_value(self.low, w.form, self.axes) if w.form is not None else None
        yield lambda: self.low.tensor(w.term, self.axes)

    def _cheapest(self, ways: Callable[[Wording], Iterator[Callable[[], Value | None]]]) -> Value:
        weights = {w: self._weight(w) for w in self.answer.wordings}
        shortest = min(weights.values(), default=0)
        best: tuple[float, Value] | None = None
        problem: NotCompiled | None = None
        for w in self.answer.wordings:
            for way in ways(w):
                try:
                    made = way()
                except NotCompiled as why:
                    problem = why
                    continue
                if made is None:
                    continue
                price = cost([made], self.low.lengths, {}) * (1 if weights[w] == shortest and not w.slopes else DEARER)
                if best is None or price < best[0]:
                    best = price, made
        if best is None:
            raise problem or NotCompiled("no wording of the answer has all its sizes")
        return best[1]

    def _weight(self, w: Wording) -> int:
        """How many factors a wording has; those of recursions all count alike."""
        sheet = self.answer.sheet
        return 0 if self.answer.recursion is not None else weight(sheet, sheet.without_slopes(w.term))

    # ------------------------------------------------------------------ families

    def _family(self) -> Index | None:
        """The index of the family by all members of which is differentiated, in a recursion."""
        asked = self.answer.asked
        if not isinstance(asked, Derivative) or self.answer.recursion is None:
            return None
        free = [i for i in self.axes if i not in self.answer.axes]
        return free[0] if free else None

    def _listed(self, index: Index) -> Value:
        found = self.answer.recursion
        assert found is not None
        last = self.low.lower(found.last).value
        first = self.low.graph.number(1)
        return self.low.families.listed(index, self.answer.axes, found.value, first, last)


def derived(work: Work, name: str, answer: Answer, free: frozenset[str]) -> Derived:
    """An answer about a quantity of this name in code; ``free`` names are arguments, whatever defines them."""
    scope = Scope(answer.sheet.model, answer.sheet, free)
    low = Lowering(work, scope)
    low.names = {slope: f"d{name}_d{plain_name(by)}" for slope, by in answer.sheet.slopes.items()}
    extra = sorted((i for i in answer.asked.free - set(answer.axes)), key=lambda i: i.serial)
    return Derived(answer, low, (*extra, *answer.axes))


def times(form: Form, column: Form) -> Form:
    """A matrix times a column, its sums and scales taken apart."""
    match form:
        case Chain(factors=factors):
            return Chain(True, False, (*factors, column))
        case Total(terms=terms):
            return Total(True, False, tuple(times(t, column) for t in terms))
        case Scaled(coefficient=c, scalars=s, body=body) if body is not None:
            return Scaled(True, False, c, s, times(body, column))
        case Diagonal(argument=x):
            return Hadamard(True, False, (x, column))
        case _:
            return Chain(True, False, (form, column))


def _summed(term: Expr, along: At, inner: Sequence[Index]) -> Expr:
    """Σ over the inner axes of a Hessian times the direction, term by term."""

    def one(t: Expr) -> Expr:
        made: Expr = Mul((t, along))
        for i in reversed(inner):
            made = Sum(i, made)
        return made

    return Add(tuple(one(t) for t in term.terms)) if isinstance(term, Add) else one(term)
