"""Code on request: a quantity of a document with its derivatives, read, lowered, run against numbers, written.

No function is shown that was not run: on generic instances its values are held against those of the numeric witness,
which evaluates definitions and differentiates automatically.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from backproof import __version__
from backproof.app.compiled_checks import Differs, NotRun, run_against_witness
from backproof.app.deriving import Request, ordered, trouble, unknown
from backproof.app.failures import CannotCompile
from backproof.app.recursion import deepen
from backproof.app.spellings import spellings
from backproof.app.telling import Teller
from backproof.claims.derived import Refused
from backproof.compiling.backends import BY_BACKEND, Backend
from backproof.compiling.known import with_known_functions
from backproof.compiling.module import module
from backproof.compiling.program import Program, Quantity, Slope, program
from backproof.compiling.tensors import NotCompiled
from backproof.compiling.vjp import with_backward
from backproof.derive.answers import answer
from backproof.derive.sheet import NoAnswer
from backproof.latex.printing.terms import Printer
from backproof.meaning.asking import NotUnderstood, posed, quantity, understood
from backproof.meaning.read import Read
from backproof.terms.model import Model
from backproof.terms.nodes import At, Call, Derivative, Expr
from backproof.text import Document, read_text


@dataclass(frozen=True)
class Wish:
    """What is to be compiled: ``of``, its derivatives by ``by`` (none: its value alone), for which library.

    ``sizes`` are assumed; by them products are ordered. ``place`` says where the document stands.
    """

    of: str
    by: tuple[str, ...] = ()
    backend: str = "numpy"
    order: int = 1
    sizes: tuple[tuple[str, float], ...] = ()
    place: str = ""
    vjp: bool = False
    """Whether a function is added whose backward pass is the closed form."""


@dataclass(frozen=True)
class Compiled:
    """A module of generated code, what is in it, and what its functions were held against."""

    source: str
    program: Program
    checked: str


def compiled(text: str, wish: Wish, given: tuple[Document, ...] = ()) -> Compiled:
    """The module that computes a quantity of a document in Markdown. Raises ``CannotCompile``, which says why not."""
    deepen()
    backend = usable(wish.backend)
    if wish.order == 2 and len(wish.by) > 1:
        raise CannotCompile("a Hessian is compiled by one variable at a time")
    for by in wish.by or (wish.of,):
        missing = unknown(text, Request(wish.of, by), given)
        if missing:
            raise CannotCompile(f"nothing in the document is called {missing}; `backproof symbols` lists its names")
    found = _quantity(text, wish, given)
    try:
        made = program(found, backend, dict(wish.sizes))
        more = [with_backward(made)] if wish.vjp else []
    except NotCompiled as problem:
        raise CannotCompile(f"{wish.of} is not compiled: {problem}") from None
    source = module(_title(wish), [p.written for p in made.parts], backend, more)
    try:
        checked = run_against_witness(made, source)
    except Differs as problem:
        raise RuntimeError(f"generated code is wrong: {problem}") from None
    except NotRun as problem:
        raise CannotCompile(f"the code for {wish.of} could not be held against numbers: {problem}") from None
    return Compiled(source, made, checked)


def usable(name: str) -> Backend:
    """The array library of this name, if it is known and installed; it is not imported. Raises ``CannotCompile``."""
    backend = BY_BACKEND.get(name)
    if backend is None:
        raise CannotCompile(f"there is no backend {name!r}; choose one of {', '.join(BY_BACKEND)}")
    if find_spec(backend.package) is None:
        raise CannotCompile(f"the backend {name} needs {backend.package}: pip install '{backend.install}'")
    return backend


def _title(wish: Wish) -> str:
    by = f" and its derivatives by {', '.join(wish.by)}" if wish.by else ""
    where = f" of {wish.place}" if wish.place else ""
    return f"{wish.of}{by}{where}, written by backproof {__version__}."


def _quantity(text: str, wish: Wish, given: tuple[Document, ...]) -> Quantity:
    """What is asked for, with the answers for its derivatives."""
    written = spellings(*given, read_text(text))
    questions = [rf"\frac{{\partial {wish.of}}}{{\partial {by}}}" for by in wish.by] or [wish.of]
    statements = posed(text, questions, given)
    if not statements:
        raise CannotCompile("the question is not understood")
    try:
        if wish.by:
            return _with_slopes(statements, wish, written)
        tensor = quantity(statements[0])
    except NotUnderstood as problem:
        raise CannotCompile(f"{wish.of}: {problem.diagnostic.message}") from None
    except RecursionError:
        raise CannotCompile("the definitions are nested too deeply") from None
    model = statements[0].scope.model
    said = _definition(tensor.body, wish.of, model, written)
    return Quantity(_name(tensor.body, wish.of), tensor.body, tensor.axes, model, (), said)


def _with_slopes(statements: list[Read], wish: Wish, written: Mapping[str, str]) -> Quantity:
    made = [_slope(statement, by, wish, written) for by, statement in zip(wish.by, statements, strict=True)]
    asked = made[0].answer.asked
    while isinstance(asked, Derivative):
        asked = asked.body
    axes = tuple(i for i in made[0].answer.axes if i in asked.free)
    model = statements[0].scope.model
    said = _definition(asked, wish.of, model, written)
    return Quantity(_name(asked, wish.of), asked, axes, model, tuple(made), said)


def _definition(body: Expr, of: str, model: Model, written: Mapping[str, str]) -> tuple[str, ...]:
    """How the document defines a quantity, in LaTeX."""
    symbol = model.get(body.symbol) if isinstance(body, At) else None
    if symbol is None or len(symbol.clauses) != 1:
        return ()
    return (f"${of} = {Printer(model, written).text(symbol.clauses[0].body)}$",)


def _slope(statement: Read, by: str, wish: Wish, written: Mapping[str, str]) -> Slope:
    request = Request(wish.of, by, wish.order)
    tensor = understood(statement, "")
    model = statement.scope.model
    against = trouble(statement, tensor, model, request)
    if isinstance(against, Refused):
        raise CannotCompile(against.message + (f"; {against.help}" if against.help else ""))
    asked, axes = ordered(tensor, request, model)
    assert isinstance(tensor.body, Derivative)
    try:
        told = answer(asked, axes, with_known_functions(model))
    except NoAnswer as none:
        raise CannotCompile(f"the derivative of {wish.of} by {by} is not known: {none}") from None
    left = rf"\frac{{\partial {wish.of}}}{{\partial {by}}}"
    if wish.order == 2:
        left = rf"\frac{{\partial^2 {wish.of}}}{{\partial {by} \partial {by}^\top}}"
    return Slope(by, tensor.body.symbol, told, wish.order, _said(left, Teller(told, wish.of, by, written)))


def _said(left: str, teller: Teller) -> str:
    """A derivative in one line, with what the names in it stand for."""
    told = teller.shortest()
    if told.wording.form is None:
        return f"{left} = {teller.entry(told.wording)[1]}"
    where = told.where if teller.found.recursion is None else teller.recursion(told.latex)[1]
    names = ", ".join(f"{name} = {value}" for name, value in where)
    return f"{left} = {told.latex}" + (rf" \text{{ where }} {names}" if names else "")


def _name(body: Expr, of: str) -> str:
    return body.symbol if isinstance(body, At | Call) else of
