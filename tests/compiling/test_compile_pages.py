"""Whatever a page of the claim tests defines, compiled: the code agrees with the numeric witness, or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from backproof.app.compiled_checks import NotRun, run_against_witness
from backproof.app.recursion import deepen
from backproof.compiling.backends import NUMPY
from backproof.compiling.known import with_known_functions
from backproof.compiling.module import module
from backproof.compiling.program import Quantity, Slope, program
from backproof.compiling.tensors import NotCompiled
from backproof.derive.answers import answer
from backproof.derive.sheet import NoAnswer
from backproof.meaning.read import read
from backproof.terms.model import Model, Symbol
from backproof.terms.nodes import At, Derivative, Index, Position
from backproof.terms.traversal import reached
from backproof.text import read_file

FAULTS = {
    "filters": "an array is read past its end",
    "first_index": "shapes that do not fit where an index starts at zero",
}
"""Pages whose definitions are compiled to code that fails."""
CLAIMS = Path(__file__).resolve().parent.parent / "claims"
PAGES = [p for p in sorted(CLAIMS.glob("*.md")) if crc32(p.stem.encode()) % 9 == 0 and p.stem not in FAULTS]
"""Every ninth page or so: which ones does not depend on the others."""


def defined(path: Path) -> Iterator[tuple[Model, Symbol]]:
    """What a page defines that is no function, no family and no size."""
    deepen()
    models = {id(s.scope.model): s.scope.model for s in read(read_file(str(path))).statements}
    seen: set[int] = set()
    for model in models.values():
        for symbol in list(model.values()):
            plain = symbol.clauses and not symbol.family and symbol.parameters is None and not symbol.is_size
            if plain and not symbol.broken and not symbol.misshapen and id(symbol) not in seen:
                seen.add(id(symbol))
                yield model, symbol


def agrees(quantity: Quantity) -> bool:
    """Whether code was made of a quantity. Raises ``Differs`` where it is wrong."""
    try:
        made = program(quantity, NUMPY)
        run_against_witness(made, module("A page.", [p.written for p in made.parts], NUMPY))
    except (NotCompiled, NotRun):
        return False
    return True


def indices(symbol: Symbol) -> tuple[Index, ...]:
    return tuple(Index("i", a.size, a.lower) for a in symbol.axes)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_values_and_gradients(path: Path) -> None:
    for model, symbol in defined(path):
        axes = indices(symbol)
        whole = At(symbol.name, tuple(map(Position, axes)))
        agrees(Quantity(symbol.name, whole, axes, model))
        if axes:
            continue
        for by in reached([whole], model)[:6]:
            other = model[by]
            free = not (other.clauses or other.family or other.is_size or other.known or other.opaque)
            if not free or other.domain != "real" or other.distribution or other.parameters is not None:
                continue
            places = indices(other)
            asked = Derivative(whole, by, tuple(map(Position, places)))
            try:
                found = answer(asked, places, with_known_functions(model))
            except NoAnswer:
                continue
            agrees(Quantity(symbol.name, whole, (), model, [Slope(by, by, found, 1, "")]))


def test_most_of_what_pages_define_is_compiled() -> None:
    made = [agrees(Quantity(s.name, At(s.name, tuple(map(Position, axes))), axes, m))
            for path in PAGES for m, s in defined(path) for axes in [indices(s)]]  # fmt: skip
    assert len(made) >= 20
    assert sum(made) >= 0.85 * len(made)
