"""Derivatives as answers: a term in the names of the document, its steps, and its line of matrix notation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from backproof.derive.adjoints import Chain, NotDifferentiable, Passage
from backproof.derive.folding import Rule, expanded, folded, rules_for, weight
from backproof.derive.matrix_form.forms import Writer
from backproof.derive.matrix_form.leaves import NoMatrixForm
from backproof.derive.recursions import Recursion, recursion
from backproof.derive.sheet import NoAnswer, Sheet
from backproof.laws.definitions import rests_on
from backproof.laws.setting import TooLong
from backproof.terms.matrices import Form, Summed
from backproof.terms.model import Axis, Model
from backproof.terms.nodes import Derivative, Expr, Index, Position
from backproof.terms.substitution import substitute
from backproof.terms.traversal import nodes_in, symbols_in

BRIEF = 3
"""An answer with no more factors than this cannot be told in fewer."""
LONG = 12
"""Answers with more factors than this are also told with derivatives by names between."""


@dataclass(frozen=True)
class Wording:
    """One way to say an answer: the term, in names of the sheet, and its matrix form if there is one."""

    term: Expr
    form: Form | None
    slopes: frozenset[str] = frozenset()
    """The names for derivatives in it."""


@dataclass
class Answer:
    """The value of ``asked`` over ``axes``. ``wordings`` all say the same; ``passages`` are how it was found."""

    asked: Expr
    axes: tuple[Index, ...]
    sheet: Sheet
    wordings: tuple[Wording, ...]
    passages: tuple[Passage, ...]
    laws: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    """What definitions say backwards, by which it was made short."""

    recursion: Recursion | None = None
    """The backward recursion that it is told by."""

    def told(self, e: Expr) -> Expr:
        """A term of a step in as few names as the answer."""
        bare = self.sheet.without_slopes(e)
        return min((bare, folded(self.sheet, bare, self.rules)), key=lambda t: weight(self.sheet, t))

    @property
    def term(self) -> Expr:
        """The value in names of the document."""
        return self.sheet.in_document(self.wordings[0].term)


def answer(asked: Expr, axes: tuple[Index, ...], model: Model, premises: Sequence[tuple[Expr, Expr]] = ()) -> Answer:
    """A derivative (of a derivative, of …) carried out, told in as few names as possible. Raises ``NoAnswer``."""
    sheet = Sheet(model)
    chain = Chain(sheet)
    try:
        if _recurs(asked, sheet):
            return _recursive(asked, axes, sheet)
        value = sheet.arithmetic.tidy(_carried(asked, chain))
        bare = sheet.without_slopes(value)
        rules = tuple(rules_for(sheet, bare, premises)) if weight(sheet, bare) > BRIEF else ()
        wordings = _wordings(sheet, value, axes, rules)
        laws = tuple(dict.fromkeys(law for p in chain.passages for law in p.laws))
        return Answer(asked, axes, sheet, wordings, tuple(chain.passages), laws, rules)
    except NotDifferentiable as problem:
        raise NoAnswer(f"no law takes this apart: {type(problem.what).__name__.lower()}") from None
    except TooLong:
        raise NoAnswer("it takes more steps than an answer is worth") from None


def _recurs(asked: Expr, sheet: Sheet) -> TypeGuard[Derivative]:
    """Whether a first derivative goes through layers or steps."""
    if not isinstance(asked, Derivative) or isinstance(asked.body, Derivative):
        return False
    return _through_families(sheet, asked.body, asked.symbol)


def _recursive(asked: Derivative, axes: tuple[Index, ...], sheet: Sheet) -> Answer:
    found = recursion(asked, axes, sheet)
    form = form_of(sheet, found.value, axes)
    if form is not None and found.step is not None:
        form = Summed(form.tall, form.wide, found.step, form, found.first, found.last)
    return Answer(asked, axes, sheet, (Wording(found.term, form),), (), found.laws, (), found)


def _carried(e: Expr, chain: Chain) -> Expr:
    """A derivative in names of the sheet."""
    if not isinstance(e, Derivative):
        if any(isinstance(n, Derivative) for n in nodes_in(e)):
            raise NoAnswer("a derivative stands within what is differentiated")
        return chain.sheet.in_names(e)
    sheet = chain.sheet
    body = sheet.without_slopes(_carried(e.body, chain))
    held = [h for h in e.held if isinstance(h, str)]
    if len(held) < len(e.held):
        raise NoAnswer("something is held fixed at one step only")
    symbol = sheet.model.get(e.symbol)
    if symbol is None:
        raise NoAnswer(f"nothing says what {e.symbol} is")
    if _through_families(sheet, body, e.symbol):
        raise NoAnswer("it goes through a family whose members rest on each other, such as layers or steps")
    sheet.making_free({e.symbol, *held})
    places = _places(e, symbol.axes)
    chain.outputs = bool(body.free)
    chain.order += 1
    found = chain.by(body, "", e.symbol, places)
    return substitute(found, dict(zip(places, e.indices, strict=True)))


def _through_families(sheet: Sheet, body: Expr, target: str) -> bool:
    """Whether a defined family of layers or steps stands between an expression and a target."""
    names = set(symbols_in(body))
    for name in tuple(names):
        names |= rests_on(name, frozenset((target,)), sheet.setting)
    families = [n for n in names if n in sheet.model and sheet.model[n].family and sheet.model[n].clauses]
    return any(n == target or target in rests_on(n, frozenset(), sheet.setting) for n in families)


def _places(e: Derivative, axes: Sequence[Axis]) -> tuple[Index, ...]:
    """Indices of their own for the entries of what a derivative is taken by, with the letters of the question."""
    hints = [at.index.hint if isinstance(at, Position) else "i" for at in e.indices]
    return tuple(Index(hint, axis.size, axis.lower) for hint, axis in zip(hints, axes, strict=True))


def _wordings(sheet: Sheet, e: Expr, axes: tuple[Index, ...], rules: Sequence[Rule]) -> tuple[Wording, ...]:
    bare = sheet.without_slopes(e)
    found = _told(sheet, bare, axes, rules)
    if len(sheet.slopes) > 0 and max(weight(sheet, w.term) for w in found) > LONG:
        kept = [sheet.without_slopes(e, name) for name in sheet.slopes]
        for term in dict.fromkeys(kept):
            if term is not bare:
                found += _told(sheet, term, axes, rules)
    return tuple({w.term: w for w in found}.values())


def _told(sheet: Sheet, e: Expr, axes: tuple[Index, ...], rules: Sequence[Rule]) -> list[Wording]:
    candidates = [e, expanded(sheet, e)]
    candidates += [folded(sheet, c, rules) for c in dict.fromkeys(candidates)]
    return [
        Wording(c, form_of(sheet, c, axes), frozenset(symbols_in(c) & sheet.slopes.keys()))
        for c in dict.fromkeys(candidates)
    ]


def form_of(sheet: Sheet, e: Expr, axes: tuple[Index, ...]) -> Form | None:
    """The matrix notation of a term, if there is one."""
    try:
        return Writer(sheet).form(e, axes)
    except NoMatrixForm:
        return None
