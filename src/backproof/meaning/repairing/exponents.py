"""Powers that are one off, halved, doubled or missing, and numbers that are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as Rational

from backproof.latex.tree import Fraction, Group, Name, Node, Number, Operator, Product, Root, Scripted, Sum
from backproof.latex.walk import walk
from backproof.meaning.repairing.edit import Edit, Splice
from backproof.meaning.repairing.line import Line
from backproof.meaning.repairing.parts import factors, is_derivative, is_power, script, slots, terms
from backproof.meaning.repairing.wording import shown


def other_power(line: Line) -> Iterator[Edit]:
    """``x^3``, ``x^1``, ``x^{-2}`` for ``x^2``: a number in the exponent one off, doubled, halved or turned."""
    for node in _powers(line.side):
        sup = script(node, "^", line.latex)
        value = _value(node.sup)
        if sup is None or value is None:
            continue
        base = shown(line.latex[node.start : sup.start])
        for new, cost in _near(value):
            if new == value:
                continue
            text = "" if new == 1 else f"^{{{_spelt(new)}}}" if len(_spelt(new)) > 1 else f"^{_spelt(new)}"
            words = f"the exponent of {base} should be {_spelt(new)}"
            yield Edit(words, cost, (Splice(sup.start, sup.end, (text,)),))


def missing_power(line: Line) -> Iterator[Edit]:
    """``x^2`` for ``x``, ``\\tanh^2 x`` for ``\\tanh x``; also of a bracket and of a norm."""
    for slot in slots(line.side):
        if slot.kind == "exponent":
            continue
        for term in terms(slot, line.latex):
            for factor in factors(term.node):
                node = factor.nodes[0]
                yield from _squared(line, node, 1.05 + 0.02 * slot.depth)


def _squared(line: Line, node: Node, cost: float) -> Iterator[Edit]:
    words = f"missing square on {shown(line.text(node))}"
    if isinstance(node, Operator) and isinstance(node.head, Name):
        yield Edit(
            f"missing square on {shown(line.text(node))}", cost, (Splice(node.head.end, node.head.end, ("^2",)),)
        )
    elif isinstance(node, Name | Group) or (isinstance(node, Scripted) and node.sup is None):
        if isinstance(node, Name) and node.font == "op":
            return
        yield Edit(words, cost, (Splice(node.end, node.end, ("^2",)),))
        yield Edit(
            f"missing exponent -1 on {shown(line.text(node))}", cost + 0.15, (Splice(node.end, node.end, ("^{-1}",)),)
        )
    elif isinstance(node, Scripted) and isinstance(node.sup, Group):
        new = ("(", line.copied(node), ")^2")
        yield Edit(words, cost, (Splice(node.start, node.end, new),))


def roots(line: Line) -> Iterator[Edit]:
    """``v`` for ``\\sqrt v`` and ``\\sqrt v`` for ``v``."""
    for n in walk(line.side):
        if isinstance(n, Root) and n.degree is None:
            inside = line.copied(n.body)
            bare = ("(", inside, ")") if isinstance(n.body, Sum) else (inside,)
            yield Edit(f"the root of {shown(line.text(n.body))} is too much", 1.15, (Splice(n.start, n.end, bare),))
    for slot in slots(line.side):
        for term in terms(slot, line.latex):
            for factor in factors(term.node):
                node = factor.nodes[0]
                if isinstance(node, Name | Scripted) and not line.rank(node) and slot.kind != "exponent":
                    new = ("\\sqrt{", line.copied(node), "}")
                    words = f"missing root of {shown(line.text(node))}"
                    yield Edit(words, 1.25 + 0.02 * slot.depth, (Splice(node.start, node.end, new),))


def other_number(line: Line) -> Iterator[Edit]:
    """``2`` for ``1``, ``4`` for ``2``: a number that is one off, doubled or halved."""
    for slot in slots(line.side):
        for term in terms(slot, line.latex):
            for factor in factors(term.node):
                node = factor.nodes[0]
                if not isinstance(node, Number) or not node.text.isdigit() or len(node.text) > 6:
                    continue
                value = int(node.text)
                for new in dict.fromkeys((value + 1, value - 1, 2 * value, value // 2 if value % 2 == 0 else value)):
                    if new == value or (new <= 0 and slot.kind not in ("exponent", "side", "group")) or new < 0:
                        continue
                    words = f"{value} should be {new}"
                    yield Edit(words, 1.08 + 0.01 * slot.depth, (Splice(node.start, node.end, (str(new),)),))


def _powers(side: Node) -> Iterator[Scripted]:
    todo = [side]
    while todo:
        at = todo.pop(0)
        if isinstance(at, Scripted) and is_power(at):
            yield at
        if isinstance(at, Fraction) and is_derivative(at):
            continue
        from backproof.latex.walk import children

        todo = [*children(at), *todo]


def _value(node: Node | None) -> Rational | None:
    """A number written out: ``2``, ``-1/2``, ``-\\frac{3}{2}``."""
    if isinstance(node, Number):
        return Rational(int(node.text)) if node.text.isdigit() and len(node.text) < 4 else None
    if isinstance(node, Sum) and len(node.terms) == 1:
        inner = _value(node.terms[0])
        return None if inner is None else -inner if node.signs == ("-",) else inner
    if isinstance(node, Group):
        return _value(node.body)
    top: Node | None = None
    bottom: Node | None = None
    if isinstance(node, Fraction):
        top, bottom = node.numerator, node.denominator
    elif isinstance(node, Product) and node.operators == ("slash",):
        top, bottom = node.factors
    a, b = _value(top) if top is not None else None, _value(bottom) if bottom is not None else None
    return a / b if a is not None and b else None


def _near(value: Rational) -> list[tuple[Rational, float]]:
    steps = [(value + 1, 1.0), (value - 1, 1.0), (-value, 1.05), (2 * value, 1.1), (value / 2, 1.1)]
    if value == 2:
        steps.append((Rational(1), 1.0))
    return [(new, cost) for new, cost in steps if new != 0]


def _spelt(value: Rational) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
