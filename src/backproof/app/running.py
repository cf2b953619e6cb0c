"""A document that is run: its updates again and again, on data, until they stop or diverge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from backproof.app.compiled_checks import Differs, NotRun, load, run_steps_against_witness
from backproof.app.data import Table, bound
from backproof.app.deadline import bounded
from backproof.app.failures import CannotCompile, Refused
from backproof.app.recursion import deepen
from backproof.compiling.backends import NUMPY
from backproof.compiling.families import BEFORE
from backproof.compiling.identifiers import plain_name
from backproof.compiling.iteration import TIME, Iteration, Update, by_recurrence, by_updates, recurrences, undefined
from backproof.compiling.module import Written, module
from backproof.compiling.tensors import NotCompiled
from backproof.meaning.asking import NotUnderstood
from backproof.meaning.read import read
from backproof.meaning.updating import update
from backproof.terms.nodes import At, Number
from backproof.text import Document

PATIENCE = 60.0
"""Seconds for reading and compiling."""
LARGEST = 1e150
"""A state beyond this has diverged."""


@dataclass(frozen=True)
class Plan:
    """How a document is run. ``settings`` are numbers for symbols and sizes, ``columns`` what they are called."""

    steps: int = 100
    settings: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    trace: Sequence[str] = ()
    seed: int = 0
    batch: int = 0
    tolerance: float = 0.0


@dataclass
class Outcome:
    """What came of a run: the last states, the trace of every step, and why it ended."""

    states: dict[str, Any]
    trace: dict[str, list[float]]
    steps: int
    ended: str
    diverged: bool = False
    notes: list[str] = field(default_factory=list)
    source: str = ""


def iteration_of(document: Document, given: Sequence[Document], trace: Sequence[str]) -> Iteration:
    """The step that a document repeats. Raises ``CannotCompile``."""
    deepen()
    found = read(document, list(given))
    updates = [s for s in found.statements if s.role == "update"]
    try:
        if updates:
            model = updates[-1].scope.model
            made = []
            for statement in updates:
                told = update(statement)
                if not isinstance(told.left, At):
                    raise CannotCompile(f"{statement.left} is no name that could be renewed")
                made.append(Update(told.left.symbol, told.axes, told.right))
            return by_updates(made, model, _symbols(trace, model), NUMPY)
        model = found.statements[-1].scope.model if found.statements else {}
        names = recurrences(model)
        if not names:
            raise CannotCompile(
                "nothing in the document is repeated: write an update as w \\leftarrow …, or w_{t+1} = …"
            )
        watched = tuple(_symbols(trace, model))
        if not set(watched) <= set(names):
            raise CannotCompile(f"of a recurrence its states are traced: {', '.join(map(plain_name, names))}")
        return replace(by_recurrence(names, model, (), NUMPY), watched=watched)
    except NotCompiled as problem:
        raise CannotCompile(f"the updates are not compiled: {problem}") from None
    except NotUnderstood as problem:
        raise CannotCompile(problem.diagnostic.message) from None


def _symbols(names: Sequence[str], model: Mapping[str, Any]) -> list[str]:
    """Symbols as they are asked for: by their key, or by their name in code."""
    keys = {plain_name(n): n for n in model} | {n: n for n in model}
    for name in names:
        if name.lstrip("\\") not in keys:
            raise CannotCompile(f"nothing in the document is called {name}; `backproof symbols` lists its names")
    return [keys[n.lstrip("\\")] for n in names]


def run(
    document: Document,
    given: Sequence[Document],
    plan: Plan,
    table: Table | None = None,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Run the updates of a document. Raises ``Refused`` where something that they need is not given."""

    def late() -> Iteration:
        raise CannotCompile("the time for reading and compiling ran out")

    iteration = bounded(PATIENCE, lambda: iteration_of(document, given, plan.trace), late)
    source = _verified(iteration)
    functions = load(source)
    notes: list[str] = []
    values = _values(iteration, plan, table, notes)
    return _repeated(iteration, functions, values, plan, notes, source, progress)


def _verified(iteration: Iteration) -> str:
    parts = [iteration.step, *([iteration.trace] if iteration.trace is not None else [])]
    source = module("The updates of a document, written by backproof.", parts, NUMPY)
    checks = [w for w, _, _ in iteration.checks if w.name != "step"]
    try:
        run_steps_against_witness(iteration, module("Updates.", [*parts, *checks], NUMPY))
    except Differs as problem:
        raise RuntimeError(f"generated code is wrong: {problem}") from None
    except NotRun as problem:
        raise CannotCompile(f"the updates could not be held against numbers: {problem}") from None
    return source


# ---------------------------------------------------------------------- what the updates are given


def _values(iteration: Iteration, plan: Plan, table: Table | None, notes: list[str]) -> dict[str, Any]:
    """The value of every argument, by its name in the document; states by theirs."""
    settings = {plain_name(k.lstrip("\\")): v for k, v in plan.settings.items()}
    needed = undefined(iteration)
    unset = [s for s in needed if plain_name(s.name) not in settings]
    values: dict[str, Any] = bound(unset, table, plan.columns) if table is not None else {}
    sizes = {k: int(v) for k, v in settings.items()}
    for symbol in needed:
        _learn(symbol.name, values.get(symbol.name), iteration, sizes)
    for symbol in needed:
        if symbol.name in values:
            continue
        number = settings.get(plain_name(symbol.name))
        if number is None:
            shown = symbol.latex or symbol.name
            where = f"{table.source} has no column {shown}, and " if table is not None and symbol.axes else ""
            raise Refused(f"{where}nothing says what {shown} is: --set {plain_name(symbol.name)}=…")
        shape = [_size(k, sizes) for k in _shape(iteration, symbol.name)]
        values[symbol.name] = np.full(shape, number) if shape else number
    rng = np.random.default_rng(plan.seed)
    for state in iteration.states:
        values[f"state {state}"] = _start(iteration, state, settings, sizes, rng, notes)
    return values


def _shape(iteration: Iteration, name: str) -> tuple[str, ...]:
    for w in (iteration.step, iteration.trace):
        if w is not None and name in w.arguments:
            return w.shapes[w.arguments.index(name)]
    return ()


def _learn(name: str, array: Any, iteration: Iteration, sizes: dict[str, int]) -> None:
    """The sizes that an array says, held against those that are known."""
    if array is None:
        return
    for key, n in zip(_shape(iteration, name), np.shape(array), strict=False):
        known = sizes.setdefault(key, n)
        if known != n and not key.startswith("members of"):
            raise Refused(f"{name} has {n} entries along {key}, where {key} is {known}")


def _size(key: str, sizes: Mapping[str, int]) -> int:
    if key.isdigit():
        return int(key)
    if key not in sizes:
        raise Refused(f"nothing says how many {key} there are: --set {plain_name(key)}=…")
    return sizes[key]


def _start(
    iteration: Iteration,
    state: str,
    settings: Mapping[str, float],
    sizes: Mapping[str, int],
    rng: np.random.Generator,
    notes: list[str],
) -> Any:
    """How a state begins: as it is set, as the document says, or at random."""
    if f"{BEFORE}{state}" not in iteration.step.arguments and state not in iteration.step.arguments:
        return 0.0  # nothing reads it
    shape = [_size(k, sizes) for k in iteration.shapes[state]]
    number = settings.get(plain_name(state))
    clause = iteration.starts.get(state)
    if number is None and clause is not None and isinstance(clause.body, Number):
        number = float(clause.body.value)
    if number is not None:
        return np.full(shape, number) if shape else number
    notes.append(
        f"{plain_name(state)} starts at random (--seed), since nothing says where: --set {plain_name(state)}=0"
    )
    return 0.1 * rng.normal(size=shape) if shape else 0.1 * float(rng.normal())


# ---------------------------------------------------------------------- again and again


def _repeated(
    iteration: Iteration,
    functions: Mapping[str, Any],
    values: dict[str, Any],
    plan: Plan,
    notes: list[str],
    source: str,
    progress: Callable[[int], None] | None,
) -> Outcome:
    states = {s: values.pop(f"state {s}") for s in iteration.states}
    trace: dict[str, list[float]] = {name: [] for name in plan.trace}
    made = Outcome(states, trace, 0, "", notes=notes, source=source)
    batches = _batches(iteration, values, plan)
    with np.errstate(all="ignore"):
        for k in range(1, plan.steps + 1):
            few = next(batches)
            now = functions["step"](*_arguments(iteration.step, few, made.states, k))
            new = dict(zip(iteration.states, now if len(iteration.states) > 1 else (now,), strict=True))
            broken = next((s for s, v in new.items() if not _bounded(v)), None)
            if broken is not None:
                made.ended = f"{plain_name(broken)} diverges in step {k}: try a smaller step size"
                made.diverged = True
                return made
            moved = _moved(made.states, new)
            made.states, made.steps = new, k
            _note_trace(iteration, functions, values, made)
            if progress is not None:
                progress(k)
            if plan.tolerance and moved <= plan.tolerance:
                made.ended = f"nothing moved by more than {plan.tolerance:g} in step {k}"
                return made
    made.ended = f"{plan.steps} steps"
    return made


def _arguments(function: Written, values: Mapping[str, Any], states: Mapping[str, Any], k: int) -> list[Any]:
    given: list[Any] = []
    for name in function.arguments:
        if name == TIME:
            given.append(k)
        elif name.removeprefix(BEFORE) in states:
            given.append(states[name.removeprefix(BEFORE)])
        else:
            given.append(values[name])
    return given


def _note_trace(iteration: Iteration, functions: Mapping[str, Any], values: Mapping[str, Any], made: Outcome) -> None:
    if iteration.trace is None:
        for name, state in zip(made.trace, iteration.watched, strict=True):
            made.trace[name].append(float(np.mean(made.states[state])))
        return
    found = functions["traced"](*_arguments(iteration.trace, values, made.states, made.steps))
    for name, value in zip(made.trace, found if len(made.trace) > 1 else (found,), strict=True):
        made.trace[name].append(float(np.mean(value)))


def _batches(iteration: Iteration, values: dict[str, Any], plan: Plan) -> Iterator[dict[str, Any]]:
    """The data of each step: all of them, or rows drawn without putting back until all were seen."""
    rows = [n for n in values if np.ndim(values[n]) and _shape(iteration, n)]
    keys = [_shape(iteration, n)[0] for n in rows]
    key = max(sorted(set(keys)), key=keys.count, default="")
    together = [n for n, k in zip(rows, keys, strict=True) if k == key]
    count = len(values[together[0]]) if together else 0
    if not plan.batch or plan.batch >= count:
        while True:
            yield values
    rng = np.random.default_rng([plan.seed, 1])
    while True:
        order = rng.permutation(count)
        for start in range(0, count - plan.batch + 1, plan.batch):
            chosen = order[start : start + plan.batch]
            yield {**values, **{n: values[n][chosen] for n in together}}


def _bounded(value: Any) -> bool:
    return bool(np.all(np.isfinite(value)) and np.all(np.abs(value) < LARGEST))


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> float:
    """The largest change of a state, relative to its size."""
    return max(
        float(np.max(np.abs(np.asarray(v) - before[s]), initial=0.0) / (1.0 + np.max(np.abs(v), initial=0.0)))
        for s, v in after.items()
    )
