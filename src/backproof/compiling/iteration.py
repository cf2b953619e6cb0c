"""One step of an iteration as a function: updates of a document in their order, or the general step of a recurrence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from backproof.compiling.backends import Backend
from backproof.compiling.families import BEFORE, Stepping
from backproof.compiling.known import with_known_functions
from backproof.compiling.loops import Loop
from backproof.compiling.lowering import Lowering
from backproof.compiling.module import Order, Output, Routine, Written, written
from backproof.compiling.program import argument_names
from backproof.compiling.scope import Scope, size_key
from backproof.compiling.tensors import NotCompiled
from backproof.compiling.values import Value
from backproof.compiling.work import Work
from backproof.terms.model import Clause, Model, Symbol
from backproof.terms.nodes import At, Expr, Index, Position, number

TIME = "step number"
"""The argument that says which step it is."""


@dataclass(frozen=True)
class Update:
    """``symbol`` over ``axes`` becomes ``term``."""

    symbol: str
    axes: tuple[Index, ...]
    term: Expr


@dataclass
class Iteration:
    """A step that was written: states in order, the function that renews them, and one for what is traced."""

    states: tuple[str, ...]
    work: Work
    model: Model
    step: Written
    trace: Written | None
    shapes: dict[str, tuple[str, ...]]
    starts: dict[str, Clause]
    """The equations that say how states begin."""
    checks: list[tuple[Written, Expr, tuple[Index, ...]]] = field(default_factory=list)
    """Every update as a function by itself, with the term that it should equal."""
    watched: tuple[str, ...] = ()
    """The states that are traced, where no function gives what is."""


def by_updates(updates: Sequence[Update], model: Model, traced: Sequence[str], backend: Backend) -> Iteration:
    """One round of updates, each reading what those before it have renewed. Raises ``NotCompiled``."""
    states = tuple(dict.fromkeys(u.symbol for u in updates))
    known, free = with_known_functions(model), frozenset(states)
    work = Work()
    order = Order(argument_names(model))
    checks: list[tuple[Written, Expr, tuple[Index, ...]]] = []
    for u in updates:
        low = Lowering(Work(), Scope(dict(known), None, free))
        alone = Routine(f"new_{len(checks) + 1}", "One update.", [Output("", (low.tensor(u.term, u.axes),))])
        checks.append((written(low, alone, backend, order), u.term, u.axes))
    for u in updates:
        low = Lowering(work, Scope(dict(known), None, free))
        value = low.tensor(u.term, u.axes)
        work.graph.hints.setdefault(value, f"{u.symbol} new")
        work.given = {**work.given, u.symbol: value}
    renewed = [Output(s, (work.given[s],)) for s in states]
    step = written(low, Routine("step", f"One round of updates of {', '.join(states)}.", renewed), backend, order)
    work.given = {}
    shapes = {s: tuple(size_key(a.size) for a in model[s].axes) for s in states}
    trace = _trace(work, Scope(dict(known), None, free), traced, backend, order)
    starts = {n: c for n in states for c in model[n].clauses if not c.indices}
    return Iteration(states, work, model, step, trace, shapes, starts, checks)


def by_recurrence(names: Sequence[str], model: Model, traced: Sequence[str], backend: Backend) -> Iteration:
    """The general step of families that rest on each other. Raises ``NotCompiled``."""
    known = with_known_functions(model)
    work = Work()
    scope = Scope(dict(known))
    low = Lowering(work, scope)
    step = work.graph.argument(TIME, ())
    low.families.stepping = Stepping(Loop("t", step, tuple(names)))
    order = Order(argument_names(model))
    values: dict[str, Value] = {}
    for name in names:
        symbol = known[name]
        axes = tuple(Index("i", a.size, a.lower) for a in symbol.axes[1:])
        place = Index("t", None)
        low.fixed[place] = step
        values[name] = low.tensor(At(name, (Position(place), *map(Position, axes))), axes)
        del low.fixed[place]
    renewed = [Output(n, (values[n],)) for n in names]
    function = written(low, Routine("step", f"One step of {', '.join(names)}.", renewed), backend, order)
    shapes = {n: tuple(size_key(a.size) for a in model[n].axes[1:]) for n in names}
    starts = {n: c for n in names for c in model[n].clauses if isinstance(c.indices[0], int)}
    checks: list[tuple[Written, Expr, tuple[Index, ...]]] = []
    for n in names:
        axes = tuple(Index("i", a.size, a.lower) for a in model[n].axes[1:])
        checks.append((function, At(n, (number(2), *map(Position, axes))), axes))
    return Iteration(tuple(names), work, model, function, None, shapes, starts, checks)


def _trace(work: Work, scope: Scope, traced: Sequence[str], backend: Backend, order: Order) -> Written | None:
    if not traced:
        return None
    low = Lowering(work, scope)
    outputs = []
    for name in traced:
        symbol = scope.symbol(name)
        if symbol is None:
            raise NotCompiled(f"nothing in the document is called {name}")
        axes = tuple(Index("i", a.size, a.lower) for a in symbol.axes)
        outputs.append(Output(name, (low.tensor(At(name, tuple(map(Position, axes))), axes),)))
    return written(low, Routine("traced", f"The values of {', '.join(traced)}.", outputs), backend, order)


def recurrences(model: Model) -> tuple[str, ...]:
    """The families of a document that rest on each other from step to step; the largest such group."""
    scope = Scope(model)
    groups = {scope.group(n) for n, s in model.items() if s.family == 1 and s.clauses and scope.recursive(n)}
    return max(sorted(groups), key=len, default=())


def undefined(iteration: Iteration) -> list[Symbol]:
    """The symbols that an iteration reads and the document does not define: they are to be given."""
    names = [a for a in iteration.step.arguments if a != TIME and not a.startswith(BEFORE)]
    return [iteration.model[n] for n in names if n in iteration.model and n not in iteration.states]
