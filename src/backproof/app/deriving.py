"""Derivatives on request: read in their document, answered by laws, confirmed by numbers, put in words."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backproof.app.assuming import declarations
from backproof.app.recursion import deepen
from backproof.app.spellings import spellings
from backproof.claims.derived import Derived, Line, Refused
from backproof.claims.reading import Premise
from backproof.claims.statement import Evidence
from backproof.derive.answers import Answer, Wording, answer
from backproof.derive.sheet import NoAnswer, ordered_free
from backproof.judge.confirming import Contradicted, Unconfirmed, confirmed
from backproof.latex import parse
from backproof.latex.printing.matrices import matrix_text
from backproof.latex.printing.terms import Printer
from backproof.latex.tree import Name
from backproof.latex.walk import walk
from backproof.laws.books import LAWS
from backproof.laws.slopes import SLOPES
from backproof.meaning.asking import NotUnderstood, ask, understood
from backproof.meaning.names import atom
from backproof.meaning.read import Read
from backproof.meaning.tensor import Tensor
from backproof.terms.model import Model
from backproof.terms.nodes import At, Derivative, Expr, Index, Position
from backproof.terms.substitution import substitute
from backproof.terms.traversal import reached
from backproof.text import Document, read_text

SHORT = 120
"""An answer in matrix notation should not be longer than this."""
LETTERS = ("g", r"\delta", "u", "d", "v")
"""What a derivative by a name between is called where it stands several times in a line."""
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
    from backproof.latex.tree import Relation
    from backproof.text.blocks import Formula

    for block in read_text(text).blocks:
        if not isinstance(block, Formula):
            continue
        for row in parse(block.latex).rows:
            for clause in row.clauses:
                if isinstance(clause.node, Relation) and clause.node.signs[0] in ("=", ":=", "equiv"):
                    head = clause.node.members[0]
                    return block.latex[head.start : head.end].strip() if head is not None else ""
    return ""


def derived(
    text: str, request: Request, given: tuple[Document, ...] = (), assumed: tuple[str, ...] = ()
) -> Derived | Refused:
    """The answer to one request about a document in Markdown, or why there is none."""
    deepen()
    start = time.perf_counter()
    missing = _unknown(text, request, given)
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
    trouble = _trouble(statement, tensor, model, request)
    if trouble is not None:
        return trouble
    expr, axes = _ordered(tensor, request, model)
    premises = [a.premise for a in statement.scope.assumed]
    try:
        found_answer = answer(expr, axes, model, [(p.reading.left, p.reading.right) for p in premises])
    except NoAnswer as none:
        return Refused(request.of, request.by, "V421", str(none))
    seconds = time.perf_counter() - start
    written = spellings(*given, read_text(text))
    return _told(found_answer, request, statement, premises, written, assumed, seconds)


def _unknown(text: str, request: Request, given: tuple[Document, ...]) -> str:
    """The first name of a request that the documents do not hold."""
    known = spellings(*given, read_text(text)).keys()
    for part in (request.of, request.by):
        for row in parse(part).rows:
            for clause in row.clauses:
                names = [n for n in walk(clause.node) if isinstance(n, Name)] if clause.node is not None else []
                if names and atom(names[0]) not in known:
                    return part
    return ""


def _trouble(statement: Read, tensor: Tensor, model: Model, request: Request) -> Refused | None:
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


def _ordered(tensor: Tensor, request: Request, model: Model) -> tuple[Expr, tuple[Index, ...]]:
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
    statement: Read,
    premises: list[Premise],
    written: Mapping[str, str],
    assumed: tuple[str, ...],
    seconds: float,
) -> Derived | Refused:
    model = statement.scope.model
    best, latex, where = _shortest(found, request, model, written)
    printer = _printer(found, request, model, written)
    letters = printer.name_free(*found.axes)
    if found.recursion is not None and isinstance(found.recursion.value, At):
        latex = _of_member(found, request, model, written, latex)
    index_form = ""
    if found.recursion is None:
        index_form = printer.text(found.sheet.arithmetic.tidy(found.sheet.in_document(best.term)))
    if found.recursion is not None:
        index_form, where = latex, _recursion_lines(found, request, model, written)
    try:
        evidence = _evidence(found, best, model, premises)
    except Contradicted:
        return Refused(
            request.of,
            request.by,
            "I902",
            "internal error, please report: laws and automatic differentiation give different values",
        )
    except Unconfirmed as problem:
        return Refused(request.of, request.by, "J306", f"the answer could not be confirmed by numbers: {problem}")
    matrix = best.form is not None and not request.index_form
    kind = "hessian" if request.order == 2 else "jacobian" if found_upper(found) else "gradient"
    left = _left(request, kind)
    steps = _steps(found, request, model, written)
    return Derived(
        request.of,
        request.by,
        kind,
        request.layout,
        left if matrix or not found.axes else rf"\left[{left}\right]_{{{''.join(letters)}}}",
        latex if matrix else index_form,
        "".join(letters),
        index_form,
        matrix,
        where if matrix else (),
        steps,
        found.laws,
        tuple(dict.fromkeys(KINKS[name] for name in found.laws if name in KINKS)),
        assumed,
        evidence,
        seconds,
    )


def _recursion_lines(
    found: Answer, request: Request, model: Model, written: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """The derivative by each family, at its last member and at the others."""
    lines = []
    assert found.recursion is not None
    last = found.recursion.last
    for s in found.recursion.slopes:
        values = [(last, s.last)] if s.last is not None else []
        for step, value in [*values, (Position(s.step), s.other)]:
            printer = _printer(found, request, model, written)
            printer.letters = {s.step: s.step.hint}
            name = printer.whole(s.name, (step,))
            told = substitute(value, {s.step: step}) if step is last else value
            line = _line(found, told, s.axes, printer)
            if line == name:
                continue
            if s.last is not None and step is not last:
                line += rf" \quad ({printer.text(step)} < {printer.text(last)})"
            lines.append((name, line))
    return tuple(lines)


def _of_member(found: Answer, request: Request, model: Model, written: Mapping[str, str], latex: str) -> str:
    """The derivative by a member of a family itself: what the recursion says of it, not its name."""
    assert found.recursion is not None and isinstance(found.recursion.value, At)
    own = next((s for s in found.recursion.slopes if s.name == found.recursion.value.symbol), None)
    if own is None or request.by.split("_")[0] != _printer(found, request, model, written).name(own.by)[0]:
        return latex
    places = dict(zip((own.step, *own.axes), found.recursion.value.indices, strict=True))
    printer = _printer(found, request, model, written)
    _name_steps(found, printer)
    last = found.recursion.value.indices[0] is found.recursion.last
    value = own.last if last and own.last is not None else own.other
    line = _line(found, substitute(value, places), found.axes, printer)
    if last or own.last is None:
        return line
    here = printer.text(found.recursion.value.indices[0])
    return rf"{line} \quad ({here} < {printer.text(found.recursion.last)})"


def _name_steps(found: Answer, printer: Printer) -> None:
    """Indices of families keep their letters before any others are given."""
    asked = found.asked
    if isinstance(asked, Derivative):
        count = found.sheet.model[asked.symbol].family
        printer.name_free(*(i.index for i in asked.indices[:count] if isinstance(i, Position)))


def found_upper(found: Answer) -> bool:
    """Whether what was differentiated has entries of its own."""
    asked = found.asked
    while isinstance(asked, Derivative):
        asked = asked.body
    return bool(asked.free & set(found.axes))


def _left(request: Request, kind: str) -> str:
    if kind == "hessian":
        return rf"\frac{{\partial^2 {request.of}}}{{\partial {request.by} \partial {request.by}^\top}}"
    return rf"\frac{{\partial {request.of}}}{{\partial {request.by}}}"


def _printer(found: Answer, request: Request, model: Model, written: Mapping[str, str]) -> Printer:
    functions = {
        s.known: written.get(s.latex or s.name, "")
        for s in model.values()
        if s.known and written.get(s.latex or s.name)
    }
    printer = Printer(found.sheet.model, written, functions)
    printer.slopes = {name: (request.of, by) for name, by in found.sheet.slopes.items()}
    printer.bodies = {n: b for n, b in found.sheet.bodies.items() if n in found.sheet.made}
    for i in sorted(found.asked.free - set(found.axes), key=lambda i: i.serial):
        printer.letters[i] = i.hint  # as the question writes it
    return printer


def _shortest(
    found: Answer, request: Request, model: Model, written: Mapping[str, str]
) -> tuple[Wording, str, tuple[tuple[str, str], ...]]:
    """The shortest way to say the answer: without names for derivatives between if that is one short line."""
    told: list[tuple[tuple[bool, int], Wording, str, tuple[tuple[str, str], ...]]] = []
    for w in found.wordings:
        if w.form is None:
            told.append(((True, 10**6), w, "", ()))
            continue
        printer = _printer(found, request, model, written)
        _name_steps(found, printer)
        printer.name_free(*found.axes)
        text = matrix_text(w.form, printer)
        where: tuple[tuple[str, str], ...] = ()
        if w.slopes:
            text, where = _with_letters(found, request, model, written, w, text)
        told.append(((len(text) > SHORT, len(text) + sum(len(x) for _, x in where)), w, text, where))
    _, best, text, where = min(told, key=lambda t: t[0])
    return best, text, where


def _with_letters(
    found: Answer, request: Request, model: Model, written: Mapping[str, str], w: Wording, text: str
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A line in which derivatives by names between have letters, if it is long; and what these are."""
    printer = _printer(found, request, model, written)
    names = sorted(w.slopes)
    taken = set(written.values()) | printer.taken
    letters = [x for x in LETTERS if x not in taken and x.lstrip("\\") not in taken]
    where = []
    for name, x in zip(names, letters, strict=False):
        body = found.sheet.bodies[name]
        whole = printer.whole(name)
        value = _line(found, found.told(body.body), body.indices, printer)
        if len(text) > SHORT:
            where.append((x, whole if whole == value else f"{whole} = {value}"))
            printer.letters_for[name] = x
        else:
            where.append((whole, value))
    printer.name_free(*found.axes)
    assert w.form is not None
    return matrix_text(w.form, printer), tuple(where)


def _line(found: Answer, e: Expr, axes: tuple[Index, ...], printer: Printer) -> str:
    from backproof.derive.matrix_form.forms import Writer
    from backproof.derive.matrix_form.leaves import NoMatrixForm

    try:
        return matrix_text(Writer(found.sheet).form(e, axes), printer)
    except NoMatrixForm:
        return printer.text(e)


def _steps(found: Answer, request: Request, model: Model, written: Mapping[str, str]) -> tuple[Line, ...]:
    """Every derivative of a definition by a name in it, and what follows for what is asked."""
    lines: list[Line] = []
    sheet = found.sheet
    for p in found.passages:
        if p.whole and p.order > 1:
            continue
        printer = _printer(found, request, model, written)
        for part in (p.by, p.of):
            if part in sheet.made:
                body = sheet.bodies[part]
                printer.letters_for[part] = f"({_line(found, body.body, body.indices, printer)})"
                del printer.bodies[part]
        value = found.told(p.value)
        if p.whole:
            outputs = tuple(i for i in ordered_free(value) if i not in p.axes)
            left = rf"\frac{{\partial {request.of}}}{{\partial {printer.whole(p.by)}}}"
            right = _line(found, value, (*outputs, *p.axes), printer)
        else:
            count = len(p.axes) - len(sheet.model[p.by].axes)
            printer.name_free(*p.axes)
            of = printer.entry_at(p.of, p.axes[:count]) if p.of else request.of
            if p.order > 1 and not p.of:
                of = rf"\frac{{\partial {of}}}{{\partial {request.by}}}"
                left = rf"\frac{{\partial}}{{\partial {printer.entry_at(p.by, p.axes[count:])}}} {of}"
            else:
                left = rf"\frac{{\partial {of}}}{{\partial {printer.entry_at(p.by, p.axes[count:])}}}"
            right = printer.text(value)
        if left != right and p.by != request.of and right not in ("1", "0"):
            lines.append(Line(f"{left} = {right}", p.laws))
    return tuple(dict.fromkeys(lines))


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
