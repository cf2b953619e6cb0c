"""Derivatives through the names of a sheet: one rule at a time within a definition, the chain rule between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from backproof.derive.sheet import Sheet, entry, fresh_places
from backproof.laws.calculus import CALCULUS
from backproof.laws.identities import IDENTITIES
from backproof.laws.law import Law
from backproof.laws.slopes import SLOPES
from backproof.terms.nodes import Add, At, Comprehension, Derivative, Expr, Index, Mul, Number, Sum, number
from backproof.terms.rebuilding import rebuilt
from backproof.terms.traversal import nodes_in, symbols_in

RULES: tuple[Law, ...] = (*CALCULUS[:2], *SLOPES, *CALCULUS[2:])
DEEPEST = 400


class NotDifferentiable(Exception):
    """No rule takes a derivative apart."""

    def __init__(self, what: Expr) -> None:
        super().__init__("no rule for this derivative")
        self.what = what


@dataclass(frozen=True)
class Passage:
    """A step of an answer: the derivative of ``of`` by ``by`` over ``axes`` is ``value``, by these laws."""

    of: str
    by: str
    axes: tuple[Index, ...]
    value: Expr
    laws: tuple[str, ...]
    order: int = 1
    """2 where it is the derivative of a derivative."""
    whole: bool = False
    """Whether it is the derivative of what is asked, by all that leads to a name."""


@dataclass
class Chain:
    """The derivatives of one expression by the names that it rests on."""

    sheet: Sheet
    passages: list[Passage] = field(default_factory=list)
    laws: dict[str, None] = field(default_factory=dict)
    outputs: bool = False
    """Whether what is differentiated has entries of its own."""
    order: int = 0

    def by(self, body: Expr, of: str, target: str, places: tuple[Index, ...]) -> Expr:
        """∂ body / ∂ target at places, through all names between them. Raises ``NotDifferentiable``."""
        sheet = self.sheet
        formals: dict[str, tuple[Index, ...]] = {target: places}
        found: dict[str, Expr] = {}

        def add(name: str, part: Expr) -> None:
            found[name] = sheet.arithmetic.tidy(Add((found[name], part)) if name in found else part)

        def spread(e: Expr, name: str, outer: Expr | None, bound: tuple[Index, ...]) -> None:
            before = dict.fromkeys(self.laws)
            for child in self._children(e, target):
                at = formals.setdefault(child, fresh_places(sheet.model[child]))
                self.laws = {}
                local = self.slope(e, child, at)
                laws = tuple(self.laws)
                before.update(dict.fromkeys(laws))
                part = local if outer is None else Mul((outer, local))
                for i in reversed(bound):
                    part = Sum(i, part)
                add(child, part)
                self.passages.append(Passage(name, child, (*bound, *at), local, laws, self.order))
            self.laws = before

        spread(body, of, None, ())
        for name in self._order(body, target):
            if name == target or name not in found:
                continue
            definition = sheet.body(name)
            if definition is None:
                continue
            at = formals[name]
            outer = found.pop(name)
            if outer is number(0):
                continue
            if name not in sheet.made or sheet.made[name] == "part":
                self.passages.append(Passage(of, name, at, outer, ("chain rule",), self.order, True))
                if name not in sheet.made and not self.outputs and not isinstance(outer, At | Number):
                    outer = sheet.slope(name, at, outer)
            inner = _renamed(definition, at)
            spread(inner, name, outer, at)
        return found.get(target, number(0))

    def slope(self, e: Expr, name: str, at: tuple[Index, ...]) -> Expr:
        """The derivative of an expression by one name in it, all others held, in names again."""
        return self.sheet.arithmetic.tidy(self.sheet.in_names(self.unfolded(e, name, at)))

    def unfolded(self, e: Expr, name: str, at: tuple[Index, ...]) -> Expr:
        """The same, as the rules leave it."""
        held = tuple(sorted(symbols_in(e) - {name}))
        return self._carried(Derivative(e, name, entry(name, at).indices, held), 0)

    def _carried(self, e: Expr, depth: int) -> Expr:
        if depth > DEEPEST:
            raise NotDifferentiable(e)
        if not isinstance(e, Derivative):
            return self._parts(e, depth)
        for law in RULES:
            after = law.apply(e, self.sheet.setting)
            if after is not None:
                self.laws.setdefault(law.name)
                return self._carried(after, depth + 1)
        for law in IDENTITIES:
            after = law.apply(e.body, self.sheet.setting)
            if after is not None:
                self.laws.setdefault(law.name)
                return self._carried(Derivative(after, e.symbol, e.indices, e.held), depth + 1)
        raise NotDifferentiable(e)

    def _parts(self, e: Expr, depth: int) -> Expr:
        if not any(isinstance(n, Derivative) for n in nodes_in(e)):
            return e
        return rebuilt(e, lambda part: self._carried(part, depth + 1))

    def _children(self, e: Expr, target: str) -> list[str]:
        return [n for n in sorted(symbols_in(e)) if n in self.sheet.model and self.sheet.leads_to(n, target)]

    def _order(self, body: Expr, target: str) -> list[str]:
        """The names between an expression and a target, each before what it rests on."""
        order: list[str] = []
        seen: set[str] = set()

        def visit(name: str) -> None:
            if name in seen:
                return
            seen.add(name)
            definition = self.sheet.body(name) if name != target else None
            if definition is not None:
                for child in self._children(definition.body, target):
                    visit(child)
            order.append(name)

        for child in self._children(body, target):
            visit(child)
        return order[::-1]


def _renamed(definition: Comprehension, at: tuple[Index, ...]) -> Expr:
    from backproof.terms.nodes import Position
    from backproof.terms.substitution import substitute

    return substitute(definition.body, {i: Position(j) for i, j in zip(definition.indices, at, strict=True)})
