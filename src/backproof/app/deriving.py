"""Derivatives on request: read in their document, answered by laws, confirmed by numbers, put in words."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backproof.app.assuming import declarations
from backproof.app.recursion import deepen
from backproof.app.spellings import spellings
from backproof.app.telling import Teller
from backproof.claims.derived import Derived, Refused
from backproof.claims.reading import Premise
from backproof.claims.statement import Evidence
from backproof.derive.answers import Answer, Wording, answer
from backproof.derive.sheet import NoAnswer
from backproof.judge.confirming import Contradicted, Unconfirmed, confirmed
from backproof.latex import parse
from backproof.latex.tree import Name, Relation
from backproof.latex.walk import walk
from backproof.laws.books import LAWS
from backproof.laws.slopes import SLOPES
from backproof.meaning.asking import NotUnderstood, ask, understood
from backproof.meaning.names import atom
from backproof.meaning.read import Read
from backproof.meaning.tensor import Tensor
from backproof.terms.model import Model
from backproof.terms.nodes import Derivative, Expr, Index, Position
from backproof.terms.traversal import reached
from backproof.text import Document, read_text
from backproof.text.blocks import Formula

KINKS = {
    "derivative of relu": "the derivative of ReLU at 0 is taken as 0",
    "derivative of abs": "the derivative of |x| at 0 is taken as 0",
    "max": "where the arguments of a maximum are equal, the derivative of the last is taken",
    "min": "where the arguments of a minimum are equal, the derivative of the last is taken",
    "relu": "the derivative of ReLU at 0 is taken as 0",
    "abs": "the derivative of |x| at 0 is taken as 0",
}


@dataclass(frozen=True)
class Request:
    """What is asked for. ``order`` is 2 for a Hessian."""

    of: str
    by: str
    order: int = 1
    layout: str = ""
    index_form: bool = False


def from_formula(latex: str) -> tuple[str, tuple[str, ...]]:
    """A document made of a formula, and the sentences that were put before it."""
    said = tuple(declarations(latex))
    return "\n\n".join([" ".join(said), f"$${latex}$$"]) if said else f"$${latex}$$", said


def first_defined(text: str) -> str:
    """The name that the first equation of a document defines, as it is written; empty if there is none."""
    return next((name for name, _ in _heads(read_text(text))), "")


def line_of(document: Document, name: str) -> int:
    """The line of a document in which a name is defined first; 0 if there is none."""
    wanted = "".join(name.split())
    for head, offset in _heads(document):
        if "".join(head.split()) == wanted:
            return document.source.place(offset)[0]
    return 0


def _heads(document: Document) -> Iterator[tuple[str, int]]:
    """The names that the equations of a document begin with, and where."""
    for block in document.blocks:
        if not isinstance(block, Formula):
            continue
        for row in parse(block.latex).rows:
            for clause in row.clauses:
                if isinstance(clause.node, Relation) and clause.node.signs[0] in ("=", ":=", "equiv"):
                    head = clause.node.members[0]
                    if head is not None:
                        yield block.latex[head.start : head.end].strip(), block.origins[head.start]


def derived(
    text: str, request: Request, given: tuple[Document, ...] = (), assumed: tuple[str, ...] = ()
) -> Derived | Refused:
    """The answer to one request about a document in Markdown, or why there is none."""
    deepen()
    start = time.perf_counter()
    missing = unknown(text, request, given)
    if missing:
        message = f"nothing in the document is called {missing}"
        return Refused(request.of, request.by, "M201", message, "`backproof symbols` lists its names")
    asked = ask(text, request.of, (request.by,), given)
    if not asked:
        return Refused(request.of, request.by, "M206", "the question is not understood")
    statement = asked[-1]
    if request.layout:
        statement.scope.facts["layout"] = request.layout
    try:
        tensor = understood(statement, request.layout)
    except NotUnderstood as problem:
        found = problem.diagnostic
        return Refused(request.of, request.by, found.code, found.message, found.help)
    except RecursionError:
        return Refused(request.of, request.by, "L109", "the definitions are nested too deeply")
    model = statement.scope.model
    against = trouble(statement, tensor, model, request)
    if against is not None:
        return against
    expr, axes = ordered(tensor, request, model)
    premises = [a.premise for a in statement.scope.assumed]
    try:
        found_answer = answer(expr, axes, model, [(p.reading.left, p.reading.right) for p in premises])
    except NoAnswer as none:
        return Refused(request.of, request.by, "V421", str(none))
    seconds = time.perf_counter() - start
    written = spellings(*given, read_text(text))
    teller = Teller(found_answer, request.of, request.by, written)
    return _told(found_answer, request, premises, teller, assumed, model, seconds)


def unknown(text: str, request: Request, given: tuple[Document, ...]) -> str:
    """The first name of a request that the documents do not hold."""
    known = spellings(*given, read_text(text)).keys()
    for part in (request.of, request.by):
        for row in parse(part).rows:
            for clause in row.clauses:
                names = [n for n in walk(clause.node) if isinstance(n, Name)] if clause.node is not None else []
                if names and atom(names[0]) not in known:
                    return part
    return ""


def trouble(statement: Read, tensor: Tensor, model: Model, request: Request) -> Refused | None:
    """What speaks against a derivative before any law is asked."""
    body = tensor.body
    assert isinstance(body, Derivative)

    def refused(code: str, message: str, help: str = "") -> Refused:
        return Refused(request.of, request.by, code, message, help)

    names = reached([body.body], model)
    bad = [n for n in names if model[n].broken or model[n].misshapen]
    scope = statement.scope
    wrong = scope.misfit(bad) or scope.contradiction([*names, body.symbol])
    if wrong is not None:
        return refused(wrong.code, wrong.message, wrong.help)
    if bad:
        return refused("M206", f"the definition of {model[bad[0]].latex or bad[0]} is not understood")
    if model[body.symbol].is_size:
        return refused("M206", f"{request.by} counts something: there is no derivative by a whole number")
    if model[body.symbol].domain.startswith(("whole", "class", "binary", "one-hot", "sign")):
        return refused("M206", f"{request.by} takes separate values: there is no derivative by it")
    if body.symbol not in names:
        return refused("M207", f"{request.of} does not depend on {request.by}", "check which names define it")
    if request.order == 2 and (len(tensor.upper) or body.body.free):
        return refused("M206", f"{request.of} is no number: a Hessian is of a number")
    return None


def ordered(tensor: Tensor, request: Request, model: Model) -> tuple[Expr, tuple[Index, ...]]:
    """The derivative of the order that is asked for, with its axes."""
    expr, axes = tensor.body, tensor.axes
    if request.order == 2 and isinstance(expr, Derivative):
        symbol = model[expr.symbol]
        more = tuple(Index("j", a.size, a.lower) for a in symbol.axes[symbol.family :])
        family = expr.indices[: symbol.family]
        expr = Derivative(expr, expr.symbol, (*family, *map(Position, more)), expr.held)
        axes = (*axes, *more)
    return expr, axes


# ---------------------------------------------------------------------- in words


def _told(
    found: Answer,
    request: Request,
    premises: list[Premise],
    teller: Teller,
    assumed: tuple[str, ...],
    model: Model,
    seconds: float,
) -> Derived | Refused:
    told = teller.shortest()
    wording = told.wording
    if found.recursion is None:
        letters, index_form = teller.entry(wording)
        latex, where = told.latex, told.where
    else:
        letters = "".join(teller.printer().name_free(*found.axes))
        latex, where = teller.recursion(told.latex)
        index_form = latex
    try:
        evidence = _evidence(found, wording, model, premises)
    except Contradicted:
        message = "internal error, please report: laws and automatic differentiation give different values"
        return Refused(request.of, request.by, "I902", message)
    except Unconfirmed as problem:
        return Refused(request.of, request.by, "J306", f"the answer could not be confirmed by numbers: {problem}")
    matrix = wording.form is not None and not request.index_form
    kind = "hessian" if request.order == 2 else "jacobian" if _has_entries(found) else "gradient"
    left = _left(request, kind)
    return Derived(
        request.of,
        request.by,
        kind,
        request.layout,
        left if matrix or not found.axes else rf"\left[{left}\right]_{{{letters}}}",
        latex if matrix else index_form,
        letters,
        index_form,
        matrix,
        where if matrix else (),
        teller.steps(),
        found.laws,
        tuple(dict.fromkeys(KINKS[name] for name in found.laws if name in KINKS)),
        assumed,
        evidence,
        seconds,
    )


def _has_entries(found: Answer) -> bool:
    """Whether what was differentiated has entries of its own."""
    asked = found.asked
    while isinstance(asked, Derivative):
        asked = asked.body
    return bool(asked.free & set(found.axes))


def _left(request: Request, kind: str) -> str:
    if kind == "hessian":
        return rf"\frac{{\partial^2 {request.of}}}{{\partial {request.by} \partial {request.by}^\top}}"
    return rf"\frac{{\partial {request.of}}}{{\partial {request.by}}}"


def _evidence(found: Answer, best: Wording, model: Model, premises: Iterable[Premise]) -> Evidence:
    if found.recursion is not None:
        return confirmed(found.asked, best.term, found.axes, found.sheet.model)
    term = found.sheet.in_document(best.term)
    plain = found.sheet.in_document(found.wordings[0].term)
    if term is plain:
        return confirmed(found.asked, term, found.axes, model)
    try:
        return confirmed(found.asked, term, found.axes, model)
    except Contradicted:
        return confirmed(found.asked, term, found.axes, model, tuple(premises))


def laws_by_name() -> dict[str, str]:
    """The statement of every law that may stand beside a step."""
    return {law.name: law.statement for law in (*LAWS.values(), *SLOPES)}
