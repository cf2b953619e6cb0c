"""Systems of equations made of what a page shows: derivatives set to zero, alone, together, or on a constraint."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backproof.claims.solution import Extremum, Residual, System
from backproof.meaning.scope import Entry
from backproof.meaning.tensor import Misread, like, substitute
from backproof.terms.model import Model
from backproof.terms.nodes import Add, At, Call, Derivative, Expr, Index, Mul, Position, Sum, negative
from backproof.terms.traversal import nodes_in, reached


@dataclass(frozen=True)
class Found:
    """An equation or a function of the page on which the variable bears. ``body`` has one entry for each of ``axes``.

    ``kind``: ``gradient`` (a derivative by the variable), ``objective`` (a number), ``equation`` (what is set to zero).
    """

    kind: str
    body: Expr
    axes: tuple[Index, ...]
    zero: bool = False
    """Whether the page itself sets it to zero."""


def is_variable(e: Expr, entry: Entry) -> bool:
    """Whether an expression is the variable itself."""
    return isinstance(e, At) and e.symbol == entry.name


def system_of(found: Found, added: list[Found], entry: Entry, firm: bool, goal: str) -> System:
    """The variable alone: the derivative by it, or the equation, has to vanish."""
    function = _primitive(found, entry)
    if function is not None:
        body = function if not added else Add((function, *(a.body for a in added)))
        extremum: Extremum = "minimum" if goal.startswith("min") else "maximum" if goal.startswith("max") else ""
        return System((gradient_of(body, entry),), (entry.name,), True, extremum, firm, "the derivative set to zero")
    residual = Residual(found.body, (*_free_places(found, entry), *found.axes))
    for extra in (gradient_of(a.body, entry) for a in added):
        residual = Residual(Add((residual.body, _moved(extra, residual.axes))), residual.axes)
    return System((residual,), (entry.name,), False, "", firm, "the equation before it")


def _primitive(found: Found, entry: Entry) -> Expr | None:
    """The function of which an equation is the derivative by the variable, if it is just that."""
    body = found.body
    if found.kind == "objective":
        return body
    if isinstance(body, Derivative) and body.symbol == entry.name:
        return None if body.body.free & {p.index for p in body.indices if isinstance(p, Position)} else body.body
    if isinstance(body, Call) and len(body.slots) == 1 and is_variable(body.arguments[body.slots[0][0]].body, entry):
        return Call(body.symbol, body.family, body.arguments, body.indices)
    return None


def _free_places(found: Found, entry: Entry) -> tuple[Index, ...]:
    """The letters at which a derivative by one entry is taken: it vanishes for each of them."""
    for n in nodes_in(found.body):
        if isinstance(n, Derivative) and n.symbol == entry.name:
            places = (p.index for p in n.indices if isinstance(p, Position))
            return tuple(i for i in places if i in found.body.free and i not in found.axes)
    return ()


def gradient_of(body: Expr, entry: Entry) -> Residual:
    """The derivative of a number by a symbol, at all its entries."""
    entry.lay_out()
    axes = tuple(like(Index("i", a.size, a.lower)) for a in entry.symbol.axes)
    return Residual(Derivative(body, entry.name, tuple(Position(a) for a in axes)), axes)


def _moved(residual: Residual, axes: tuple[Index, ...]) -> Expr:
    if len(axes) != len(residual.axes):
        raise Misread("M202", "what is added has another shape")
    return substitute(residual.body, {a: Position(b) for a, b in zip(residual.axes, axes, strict=True)})


def bounded(
    system: System, found: Found, entry: Entry, others: list[Entry], constraint: Expr | None, model: Model
) -> System:
    """The system on a constraint, where the page states one; else with what is to be solved for together."""
    function = _primitive(found, entry)
    if constraint is not None and entry.name in reached([constraint], model):
        if function is None:
            unknowns = [e for e in others if e.name in reached([r.body for r in system.residuals], model)]
            return replace(
                system,
                residuals=(*system.residuals, Residual(constraint, ())),
                unknowns=(entry.name, *(e.name for e in unknowns)),
            )
        return replace(
            system,
            residuals=(along(function, constraint, entry), Residual(constraint, ())),
            gradient=False,
            extremum="",
            told="the derivative along the constraint set to zero",
        )
    group = [entry, *(e for e in others if function is not None and e.name in reached([function], model))]
    if function is None or len(group) == 1:
        return system
    together = System(
        tuple(gradient_of(function, e) for e in group),
        tuple(e.name for e in group),
        True,
        system.extremum,
        system.firm,
        "the derivatives set to zero together",
    )
    return replace(system, together=together)


def along(function: Expr, constraint: Expr, entry: Entry) -> Residual:
    """The part of the derivative that does not stand upright on the constraint g: f′ (g′·g′) − g′ (g′·f′)."""
    f, g = gradient_of(function, entry), gradient_of(constraint, entry)
    slope = _moved(g, f.axes)
    body = Add((Mul((f.body, _dot(g, g))), negative(Mul((slope, _dot(f, g))))))
    return Residual(body, f.axes)


def _dot(a: Residual, b: Residual) -> Expr:
    """Σ of the products of all entries."""
    axes = tuple(like(i) for i in a.axes)
    body: Expr = Mul((_moved(a, axes), _moved(b, axes)))
    for i in axes:
        body = Sum(i, body)
    return body
