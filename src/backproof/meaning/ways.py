"""The ways in which one relation can be read, and what is said where none holds together.

Every undecided point is tried one option at a time. A relation that clashes with declared sizes is read with the sizes
that it needs; one whose derivatives of numbers are fractions is read with all of them transposed, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from backproof.latex.tree import Matrix, Relation
from backproof.meaning import definitions
from backproof.meaning.arguments import of_arguments
from backproof.meaning.derivatives import TURNED
from backproof.meaning.diagnosing import diagnose
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.memberships import taken_from
from backproof.meaning.names import letter
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Scope
from backproof.meaning.signs import claimed_space
from backproof.meaning.symbol_facts import places_of
from backproof.meaning.tensor import Misread
from backproof.meaning.unsaid import perhaps_random
from backproof.meaning.workspace import Section
from backproof.notes.diagnostics import Diagnostic
from backproof.terms.sizes import learning, mark, relaxing, undo

if TYPE_CHECKING:
    from backproof.meaning.read import Read

LIMIT = 12
"""At most so many readings of one statement are tried."""
ROWS = ("numerator", "gradient-row")
"""Words about layout that leave open, or say, that derivatives of numbers are transposed."""


def read_ways(made: Read, state: Section, raw: Raw) -> None:
    """All readings of ``raw`` that hold together, best first; it is that of the statement, or what this answers."""
    with learning(raw.span):
        _read_ways(made, state, raw)


def _read_ways(made: Read, state: Section, raw: Raw) -> None:
    asked = made.question
    problems: list[Misread] = []
    tried: set[tuple[tuple[str, str], ...]] = set()
    queue: list[dict[str, str]] = [{}]
    slopes = False
    while queue and len(tried) < LIMIT:
        choices = queue.pop(0)
        key = tuple(sorted(choices.items()))
        if key in tried:
            continue
        tried.add(key)
        ela = _elaborator(made, raw, choices)
        try:
            reading = definitions.read_relation(ela, raw, state.conditions.get(raw, []), premises(state, raw))
        except Misread as problem:
            problems.append(problem)
        else:
            made.question.readings.append(reading)
            made.symbols = tuple(sorted(ela.symbols))
        slopes = slopes or ela.slopes
        for more in _others(ela, choices):
            if tuple(sorted(more.items())) not in tried:
                queue.append(more)
    first = next((p for p in problems if p.code == "M202"), problems[0] if problems else None)
    if slopes:
        _turned(made, state, raw)
    if first is not None and first.code == "M202":
        asked.clash = _clash(made, state, raw, first)
    declared = all(_is_declared(made.scope, k) for k in made.symbols or keys_of(state, raw))
    if not asked.readings and declared and _swapped(problems):
        asked.transposed = next(p for p in problems if p.swapped).message
        return
    if not asked.readings:
        _about_functions(made, state, raw)
    if not asked.readings and first is not None and first.code == "M202":
        _relaxed(made, state)
    lent = not asked.readings and raw.sign == "in" and _of_its_chain(made, state)
    asked.unknown = frozenset(state.unknown(raw))
    # Where a line clashes, the arrays count: a number takes part in no clash.
    numbers = {k for k in made.symbols if any(r.equal_sizes for r in asked.readings) and _is_number(made.scope, k)}
    entries = [made.scope.find(k) for k in made.symbols]
    asked.perhaps_random = perhaps_random(made.scope, asked.readings)
    asked.unwritten = frozenset(letter(n) for e in entries if e is not None for n in e.implicit)
    asked.declared = all(k in numbers or _is_declared(made.scope, k) for k in made.symbols) and not lent
    asked.examples = tuple(
        (entry.name, v)
        for r, k, v in [*made.scope.examples(), *state.examples]
        if (r not in state.raws or r.span.start < raw.span.start) and (entry := made.scope.find(k)) is not None
    )
    asked.solved = state.solved.get(made.raw, "")
    if not asked.readings and first is not None:
        asked.problem = asked.clash or diagnose(first, raw)


def _elaborator(made: Read, raw: Raw, choices: dict[str, str]) -> Elaborator:
    # A name that is defined anew here is compared with what it meant before.
    made.scope.position = raw.span.start - made.question.renews
    return Elaborator(made.scope, choices)


def _about_functions(made: Read, state: Section, raw: Raw) -> None:
    """The line with its letters as the arguments with which its functions were defined."""
    scope = of_arguments(made.scope, raw)
    if scope is None:
        return
    point = mark()
    ela = Elaborator(scope)
    try:
        reading = definitions.read_relation(ela, raw, state.conditions.get(raw, []), premises(state, raw))
    except Misread:
        undo(point)
        return
    made.question.readings.append(reading)
    made.symbols = tuple(sorted(ela.symbols))


def _swapped(problems: list[Misread]) -> bool:
    """Whether each side has the shape of the other's transpose, or the line makes no sense, in every layout."""
    return any(p.swapped for p in problems) and all(p.code == "M202" for p in problems)


def _turned(made: Read, state: Section, raw: Raw) -> None:
    """The line with all derivatives of numbers transposed: what a page in numerator layout means."""
    said = made.scope.fact("layout said")
    made.question.slopes = True
    made.question.turns = said in ROWS
    if said and said not in ROWS:
        return
    point = mark()
    ela = _elaborator(made, raw, {"layout": TURNED})
    try:
        reading = definitions.read_relation(ela, raw, state.conditions.get(raw, []), premises(state, raw))
    except Misread:
        undo(point)
        return
    made.question.turned = reading


def _clash(made: Read, state: Section, raw: Raw, problem: Misread) -> Diagnostic:
    """What clashes, with the places where the shapes were learnt."""
    found = diagnose(problem, raw)
    if found.labels:
        return found
    keys = made.symbols or tuple(sorted(keys_of(state, raw)))
    return replace(found, labels=places_of(e for k in keys if (e := made.scope.find(k)) is not None))


def _of_its_chain(made: Read, state: Section) -> bool:
    """``a = b ∈ S`` where ``b`` is an array written out with dots: what equals ``a`` has its shape.

    Such a reading can confirm, no more; of an expression that is not understood it could not even do that, because the
    shape of ``b`` may be what is wrong with it.
    """
    raw = made.raw
    if not isinstance(raw.left, Matrix) or claimed_space(raw.right) is None:
        return False
    for other in state.raws:
        if other.chain != raw.chain or other.sign != "=" or other.left is None or other.span.start >= raw.span.start:
            continue
        point = mark()
        try:
            ela = Elaborator(made.scope)
            made.question.readings.append(definitions.read_relation(ela, replace(raw, left=other.left), []))
        except Misread:
            undo(point)
            continue
        made.symbols = tuple(sorted(ela.symbols))
        return True
    return False


def _relaxed(made: Read, state: Section) -> None:
    """A statement that does not fit the declared sizes, read with the sizes that it needs: a letter may have been
    reused, and where it was not, the values will differ."""
    for layout in ("mixed", "denominator", "numerator"):
        with relaxing() as equal:
            ela = Elaborator(made.scope, {"layout": layout})
            try:
                reading = definitions.read_relation(ela, made.raw, state.conditions.get(made.raw, []))
            except Misread:
                continue
        known = made.scope.known_sizes()
        if all(key.split("[")[0] in known for pair in equal for key in pair):
            made.symbols = tuple(sorted(ela.symbols))
            made.question.readings.append(replace(reading, equal_sizes=tuple(sorted(equal))))
        if "layout" not in ela.seen:
            return


def _others(ela: Elaborator, choices: dict[str, str]) -> Iterator[dict[str, str]]:
    """The neighbouring readings: every choice met, changed one at a time."""
    for point, options in ela.seen.items():
        taken = choices.get(point, options[0])
        for option in options:
            if option != taken:
                yield {**choices, point: option}


def premises(state: Section, raw: Raw) -> list[Relation]:
    """The conditions of the section that are stated before a relation, and what its indices are taken from."""
    stated = [
        Relation((p.left, p.right), ("=",))
        for p in state.premises
        if p.span.start < raw.span.start and p.left is not None
    ]
    members = taken_from(raw, state.raws, state.blocks.blocks)
    return [*stated, *(m for m in members if m not in raw.conditions)]


def keys_of(state: Section, raw: Raw) -> set[str]:
    left, right = state.sides.get(raw, (set(), set()))
    return left | right


def _is_number(scope: Scope, key: str) -> bool:
    entry = scope.find(key)
    return entry is None or entry.total == len(entry.family)


def _is_declared(scope: Scope, key: str) -> bool:
    entry = scope.find(key)
    return (
        entry is None
        or entry.fixed
        or entry.symbol.is_size
        or bool(entry.symbol.clauses)
        or entry.loss
        or entry.function
    )
