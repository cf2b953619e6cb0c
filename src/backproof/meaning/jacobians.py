"""``Df(x)``, ``D(AXB)``: the Jacobian as an operator, where words say that the letter means it.

It has one row for each output and one column for each input, whatever the layout of the fractions on the page. Of
matrices it is the Jacobian of what their stacked columns are: ``\\mathrm d\\operatorname{vec} F = DF(X)\\,\\mathrm d
\\operatorname{vec} X``. Source: Magnus and Neudecker, Matrix Differential Calculus, chapter 9.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.meaning.derivatives import by_slot, by_variable, variable_of
from backproof.meaning.hypotheses import numbered
from backproof.meaning.matrices import product_size, size_expr, split_position
from backproof.meaning.names import atom, letter, sort_superscript
from backproof.meaning.tensor import Misread, Tensor, substitute
from backproof.terms.nodes import Expr, Index
from backproof.text.blocks import Block

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator
    from backproof.meaning.scope import Scope

FACT = "jacobian operator "
SAID = "said derivative"
"""The name of the operator in equations that words stand for: "J is the Jacobian of r"."""
_LETTERS = ("D", "J")
_WORDS = (
    r"(?:Jacobi(?:an)?(?:-?matrix)?|(?:total )?derivative|differential|Ableitung|jacobienne|dérivée|jacobian[ao]"
    r"|derivada|derivata|雅可比|导数)"
)
_SAID = re.compile(_WORDS, re.IGNORECASE)
_ENDS = re.compile(r"[.;]\s")
_PLACE = re.compile(r"⟦(\d+)⟧")
NEAR = 60
"""So many letters may stand between the words and the formula that they speak of."""


def note_operators(scope: Scope, blocks: Sequence[Block]) -> None:
    """Learn from "$Df(x)$ is the Jacobian" that D differentiates, and by which letter where no other is written."""
    text, formulas = numbered(blocks)
    for place in _PLACE.finditer(text):
        found = _applied(formulas[int(place[1])].latex)
        if found is None:
            continue
        before = _ENDS.split(text[max(0, place.start() - NEAR) : place.start()])[-1]
        after = _ENDS.split(text[place.end() : place.end() + NEAR])[0]
        if _SAID.search(before) or _SAID.search(after):
            scope.facts.setdefault(FACT + found[0], found[1])


def _applied(latex: str) -> tuple[str, str] | None:
    """The D and the x of a formula ``Df(x)``; None for any other."""
    clauses = [c for row in parse(latex).rows for c in row.clauses]
    node = clauses[0].node if clauses else None
    node = node.members[0] if isinstance(node, syntax.Relation) else node
    if not isinstance(node, syntax.Product) or len(node.factors) != 3 or any(node.operators):
        return None
    operator, function, argument = node.factors
    inner = argument.body if isinstance(argument, syntax.Group) and argument.left == "(" else None
    named = isinstance(operator, Name) and operator.text in _LETTERS and letter(function) and letter(inner)
    return (atom(operator), letter(inner)) if named and isinstance(operator, Name) else None


def is_operator(scope: Scope, key: str) -> bool:
    """Whether words say that a letter is the Jacobian of what follows it."""
    return key == SAID or (key in _LETTERS and bool(scope.fact(FACT + key)))


def jacobian(ela: Elaborator, node: syntax.Product, k: int) -> tuple[Tensor, int] | None:
    """The operator at factor ``k`` of a product, applied to what follows; None where no such operator stands."""
    sign = node.factors[k]
    if not isinstance(sign, Name) or not is_operator(ela.scope, atom(sign)) or k + 1 >= len(node.factors):
        return None
    first = node.factors[k + 1]
    second = node.factors[k + 2] if k + 2 < len(node.factors) and node.operators[k + 1] == "" else None
    if _bracket(first) is not None:
        last, used, operand = first, 2, _bracket(first)
    elif second is not None and _bracket(second) is not None and isinstance(first, Name | Scripted):
        last, used = second, 3
        operand = syntax.Product((first, _plain(second)), ("",), start=first.start, end=second.end)
    elif isinstance(first, Name | Scripted) and atom(sign) == SAID:
        last, used, operand = sign, 2, first
    else:
        raise Misread("M206", "what this Jacobian is taken of is not understood", sign)
    assert operand is not None
    result = _of(ela, operand, atom(sign), sign)
    after = sort_superscript(last.sup if isinstance(last, Scripted) else None)
    return ela.powered(result, after, node), used


def _bracket(node: Node) -> Node | None:
    """What stands in a round bracket, perhaps with a superscript behind it."""
    group = _plain(node)
    return group.body if isinstance(group, syntax.Group) and group.left == "(" else None


def _plain(node: Node) -> Node:
    return node.base if isinstance(node, Scripted) and node.sub is None else node


def _of(ela: Elaborator, operand: Node, key: str, sign: Node) -> Tensor:
    value = ela.tensor(operand)
    slot = by_slot(ela, value, operand)
    if slot is None:
        variable, written = variable_of(ela, Name(ela.scope.fact(FACT + key)))
        slot = by_variable(ela, value.body, value, variable, written, sign)
    body, lower = slot
    body, upper_axes = _stacked(body, value.axes, sign)
    body, lower_axes = _stacked(body, lower, sign)
    return Tensor((*upper_axes, *lower_axes), body, not upper_axes and bool(lower_axes))


def _stacked(body: Expr, axes: tuple[Index, ...], node: Node) -> tuple[Expr, tuple[Index, ...]]:
    """A body whose axes are those of a matrix, over the positions in its stacked columns."""
    if len(axes) < 2:
        return body, axes
    if len(axes) > 2:
        raise Misread("M206", "the Jacobian of something with more than two axes", node)
    place = Index("p", product_size(axes[1], axes[0]))
    row, column = split_position(place, size_expr(axes[0]))
    return substitute(body, {axes[0]: row, axes[1]: column}), (place,)
