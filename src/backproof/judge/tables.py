"""Rows of tables: each number is computed again from the definitions of the document, and compared as it is printed.

A row is wrong only where the way in which it was understood is borne out by the rest of it: by the cells around the
wrong one, or by another label under which all of its cells are right.
"""

from __future__ import annotations

from backproof.claims.reading import Cell, Question, TableRow
from backproof.claims.statement import Counterexample, Evidence, Verdict
from backproof.notes.diagnostics import Diagnostic
from backproof.numeric.arrays import TooLarge
from backproof.numeric.duals import primal
from backproof.numeric.environment import CannotEvaluate, Ragged
from backproof.numeric.evaluate import Evaluator
from backproof.numeric.instance import Instance
from backproof.terms.model import Model
from backproof.terms.nodes import Expr

SAME = 1e-9
SMALL = 0.02
"""A whole number stands for a value that is no further away: saturated gates are printed as 0 and 1."""


def judge_row(question: Question, row: TableRow, model: Model, seed: int) -> Verdict:
    """The verdict on a row of a table, or on one cell of it."""
    try:
        values = computed(row, [c.expr if c is not None else None for c in row.cells], model, seed)
    except CannotEvaluate as problem:
        return _unclear(question, str(problem))
    fits = [None if c is None or v is None else _fits(c, v) for c, v in zip(row.cells, values, strict=True)]
    asked = [row.only] if row.only is not None else [k for k, f in enumerate(fits) if f is not None]
    if any(fits[k] is None for k in asked) or not asked:
        return _unclear(question, "a cell of this row is no number")
    if all(fits[k] == "holds" for k in asked):
        said = "the value is" if row.only is not None else "the values are"
        shown = ", ".join(f"{values[k]:.6g}" for k in asked)
        return Verdict("tested", f"{said} {shown}, as printed", evidence=Evidence(len(asked), (), 0.0, 0))
    first = next(k for k in asked if fits[k] != "holds")
    if fits[first] == "near":
        return _unclear(
            question, f"at {_at(row, first)} the value is {values[first]:.6g}: how it is rounded is not said"
        )
    for label, exprs in row.others:
        if row.only is None and _all_fit(row, exprs, model, seed):
            return _wrong(row, first, values, f"the cells are those of {label}, not of {row.label}")
    borne_out = sum(f == "holds" for f in fits)
    if 2 * borne_out < len(fits):
        return _unclear(question, "most cells do not agree with how the row was understood")
    value = values[first]
    return _wrong(row, first, values, f"at {_at(row, first)} the value is {value:.6g}, not {_cell(row, first).value:g}")


def computed(row: TableRow, exprs: list[Expr | None], model: Model, seed: int) -> list[float | None]:
    """The values that a label has in the columns, from left to right. Raises ``CannotEvaluate``."""
    found: list[float | None] = []
    state = {c.symbol: c.start for c in row.carried}
    for k, expr in enumerate(exprs):
        cell = row.cells[k]
        forced = {**state, **dict(cell.forced if cell is not None else ())}
        found.append(_value(expr, forced, model, seed) if expr is not None else None)
        state = {c.symbol: _value(c.becomes[k], forced, model, seed) for c in row.carried}
    return found


def _value(expr: Expr, forced: dict[str, float], model: Model, seed: int) -> float:
    """The value of a number that depends on nothing but what is given. Raises ``CannotEvaluate``."""
    seen = []
    for k in range(2):
        evaluator = Evaluator(model, Instance(seed * 101 + k, shift=k, mirrored=k == 1, forced=dict(forced)))
        try:
            seen.append(float(primal(evaluator.value(expr, {})).data))
        except (Ragged, TooLarge, RecursionError, ValueError, TypeError, ArithmeticError, MemoryError):
            raise CannotEvaluate("a cell cannot be computed from what is given") from None
    if not abs(seen[0] - seen[1]) <= SAME * max(1.0, abs(seen[0])):
        raise CannotEvaluate("a cell depends on something that is not given as a number")
    return seen[0]


def _fits(cell: Cell, value: float) -> str:
    """Whether a printed number is the value: ``holds``, ``near`` (rounded in a way nobody states), ``apart``."""
    away, scale = abs(cell.value - value), max(1.0, abs(value))
    if away <= SAME * scale:
        return "holds"
    if cell.decimals <= 0:
        return "holds" if away <= SMALL else "near" if away < 1 else "apart"
    unit = 10.0**-cell.decimals
    return "holds" if away <= unit / 2 * (1 + 1e-6) else "near" if away < 2 * unit else "apart"


def _all_fit(row: TableRow, exprs: tuple[Expr, ...], model: Model, seed: int) -> bool:
    try:
        values = computed(row, list(exprs), model, seed)
    except CannotEvaluate:
        return False
    pairs = [(c, v) for c, v in zip(row.cells, values, strict=True) if c is not None]
    return bool(pairs) and all(v is not None and _fits(c, v) == "holds" for c, v in pairs)


def _cell(row: TableRow, k: int) -> Cell:
    cell = row.cells[k]
    assert cell is not None
    return cell


def _at(row: TableRow, k: int) -> str:
    return _cell(row, k).at


def _wrong(row: TableRow, k: int, values: list[float | None], reason: str) -> Verdict:
    cell, value = _cell(row, k), values[k]
    given = tuple((name, f"{v:g}") for name, v in cell.forced)
    shown = Counterexample(given, f"{value:.6g}", f"{cell.value:g}", "float", at=cell.at)
    return Verdict("wrong", reason, counterexample=shown)


def _unclear(question: Question, reason: str) -> Verdict:
    return Verdict("unclear", reason, diagnostics=(Diagnostic("J306", reason, question.span),))
