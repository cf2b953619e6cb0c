"""A quantity of a document with its derivatives as functions of Python that share what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from backproof.compiling.answers import DIRECTION, derived
from backproof.compiling.backends import Backend
from backproof.compiling.identifiers import Identifiers, plain_name
from backproof.compiling.known import with_known_functions
from backproof.compiling.lowering import Lowering
from backproof.compiling.module import Order, Output, Routine, Written, written
from backproof.compiling.scope import Scope
from backproof.compiling.tensors import NoValue
from backproof.compiling.values import Value
from backproof.compiling.work import Work
from backproof.derive.answers import Answer
from backproof.terms.model import Model
from backproof.terms.nodes import Expr, Index


@dataclass(frozen=True)
class Slope:
    """A derivative that is asked for: by what, as the document writes it, and the answer that was found."""

    by: str
    symbol: str
    answer: Answer
    order: int
    latex: str


@dataclass
class Quantity:
    """What is compiled: a term over axes, and its derivatives. ``said`` are lines for the docstring of its value."""

    name: str
    term: Expr
    axes: tuple[Index, ...]
    model: Model
    slopes: Sequence[Slope] = ()
    said: Sequence[str] = ()


@dataclass
class Part:
    """A function that was written, with the terms that its values should equal."""

    written: Written
    kind: str
    outputs: tuple[tuple[Expr, tuple[Index, ...]], ...]


@dataclass
class Program:
    """All functions of one quantity."""

    quantity: Quantity
    name: str
    backend: Backend
    work: Work
    parts: list[Part] = field(default_factory=list)


def program(quantity: Quantity, backend: Backend, lengths: dict[str, float] | None = None) -> Program:
    """The functions for a quantity and its derivatives. Raises ``NotCompiled`` if there is none."""
    work = Work(lengths or {})
    free = frozenset(s.symbol for s in quantity.slopes)
    order = Order([DIRECTION, *argument_names(quantity.model)])
    name = Identifiers().fresh(quantity.name)
    made = Program(quantity, name, backend, work)
    try:
        value: Value | None = _value(work, quantity, free)
    except NoValue:
        if not quantity.slopes:
            raise
        value = None
    slopes = [derived(work, name, s.answer, free) for s in quantity.slopes]
    low = slopes[0].low if slopes else Lowering(work, Scope(with_known_functions(quantity.model), None, free))
    own = (quantity.term, quantity.axes)

    def add(kind: str, routine: Routine, outputs: Sequence[tuple[Expr, tuple[Index, ...]]]) -> None:
        made.parts.append(Part(written(low, routine, backend, order), kind, tuple(outputs)))

    if value is not None:
        add("value", Routine(name, f"The value of {quantity.name}.", [Output(name, (value,))], quantity.said), [own])
    if not slopes:
        return made
    first = quantity.slopes[0]
    kind = "hessian" if first.order == 2 else "jacobian" if quantity.axes else "gradient"
    values = [d.value() for d in slopes]
    for made_value, s in zip(values, quantity.slopes, strict=True):
        work.graph.name(made_value, f"d{name}_d{plain_name(s.symbol)}" if s.order == 1 else f"{name}_hessian")
    told = [f"${s.latex}$" for s in quantity.slopes]
    terms = [(s.answer.asked, d.axes) for d, s in zip(slopes, quantity.slopes, strict=True)]
    by = ", ".join(s.by for s in quantity.slopes)
    outputs = [Output(kind, tuple(values))]
    add(kind, Routine(f"{name}_{kind}", f"The {kind} of {quantity.name} by {by}.", outputs, told), terms)
    if value is not None:
        both = [Output(name, (value,)), *outputs]
        summary = f"The value of {quantity.name} and its {kind} by {by}, which share what they have in common."
        add("both", Routine(f"{name}_and_{kind}", summary, both), [own, *terms])
    if kind == "hessian":
        products = tuple(d.product() for d in slopes)
        summary = f"The hessian of {quantity.name} by {by} times a direction, without making it."
        add("product", Routine(f"{name}_hessian_product", summary, [Output("product", products)]), terms)
    return made


def _value(work: Work, quantity: Quantity, free: frozenset[str]) -> Value:
    low = Lowering(work, Scope(with_known_functions(quantity.model), None, free))
    value = low.tensor(quantity.term, quantity.axes)
    return value


def argument_names(model: Model) -> list[str]:
    """The names of arguments in the order of the document: slopes that are given after what they belong to."""
    return [n for n, s in model.items() if not s.clauses and not s.known and not s.opaque and not s.is_size]


__all__ = ["Part", "Program", "Quantity", "Slope", "argument_names", "program"]
