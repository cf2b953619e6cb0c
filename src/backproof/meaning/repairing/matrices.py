"""Transposes that are missing or left over, and factors in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from backproof.latex.tree import Fraction, Group, Name, Node, Number, Product, Scripted, Sum
from backproof.meaning.names import is_transpose
from backproof.meaning.repairing.edit import Copied, Edit, Part, Splice
from backproof.meaning.repairing.line import Line
from backproof.meaning.repairing.parts import factors, script, slots, terms
from backproof.meaning.repairing.wording import shown


def transposed(line: Line) -> Iterator[Edit]:
    """``A^T`` for ``A`` and ``A`` for ``A^T``: a factor, a bracket, a derivative."""
    for slot in slots(line.side):
        if slot.kind == "exponent":
            continue
        for term in terms(slot, line.latex):
            for factor in factors(term.node):
                splices = _turned(line, factor.nodes[0])
                if splices:
                    words = f"transpose {shown(line.latex[slice(*core(line, factor.nodes[0]))])}"
                    yield Edit(words, 1.0 + 0.02 * slot.depth, splices)
    if isinstance(line.side, Sum) and len(line.side.terms) > 1:
        start, end = line.side.start, line.side.end
        both = (Splice(start, start, ("\\left(",)), Splice(end, end, (f"\\right){line.transpose}",)))
        yield Edit("transpose the right side", 1.2, both)


def exchanged(line: Line) -> Iterator[Edit]:
    """``b a^T`` for ``a b^T`` (the scripts stay), and ``B A`` for ``A B`` (they go along)."""
    for slot in slots(line.side):
        for term in terms(slot, line.latex):
            found = _whole([f.nodes[0] for f in factors(term.node)])
            for a, b in combinations(found, 2):
                if isinstance(a, Number) or isinstance(b, Number):
                    continue
                x, y = core(line, a), core(line, b)
                what = f"exchange {shown(line.latex[slice(*x)])} and {shown(line.latex[slice(*y)])}"
                if x != (a.start, a.end) or y != (b.start, b.end):
                    yield Edit(what, 1.2 + 0.02 * slot.depth, _swapped(line, x, y))
                words = f"the order of {shown(line.text(a))} and {shown(line.text(b))}"
                yield Edit(words, 1.1, _swapped(line, (a.start, a.end), (b.start, b.end)))
                first, second = _turned(line, a), _turned(line, b)
                if first and second:
                    words = f"the transpose of {shown(line.latex[slice(*x)])} and {shown(line.latex[slice(*y)])}"
                    yield Edit(words, 1.2, (*first, *second))
        yield from _across(line, [t.node for t in terms(slot, line.latex)])


def _whole(nodes: list[Node]) -> list[Node]:
    """The factors, a ``d`` with what it stands before as one: the adjoint ``dW``, the change ``dx``."""
    found: list[Node] = []
    for node in nodes:
        last = found[-1] if found else None
        if isinstance(last, Name) and last.text == "d" and isinstance(node, Name | Scripted) and last.end == node.start:
            found[-1] = _joined(last, node)
        else:
            found.append(node)
    return found


def _joined(d: Name, node: Node) -> Node:
    if isinstance(node, Scripted):
        return replace(node, start=d.start)
    return Product((d, node), ("",), start=d.start, end=node.end)


def _across(line: Line, nodes: list[Node]) -> Iterator[Edit]:
    """``x e^T + e x^T`` for ``x x^T + e e^T``: two factors of neighbouring terms exchanged."""
    for one, other in pairwise(nodes):
        for a in factors(one):
            for b in factors(other):
                x, y = core(line, a.nodes[0]), core(line, b.nodes[0])
                words = f"exchange {shown(line.latex[slice(*x)])} and {shown(line.latex[slice(*y)])}"
                if len(factors(one)) > 1 and len(factors(other)) > 1:
                    yield Edit(words, 1.35, _swapped(line, x, y))


def symmetric_part(line: Line) -> Iterator[Edit]:
    """``(A + A^T) x`` for ``2 A x``: the matrix was taken to be symmetric."""
    for slot in slots(line.side):
        for term in terms(slot, line.latex):
            found = [f.nodes[0] for f in factors(term.node)]
            for two, a in pairwise(found):
                if isinstance(two, Number) and two.text == "2" and isinstance(a, Name) and line.rank(a) == 2:
                    new = ("(", line.copied(a), " + ", line.copied(a), line.transpose, ")")
                    words = f"{shown(line.text(a))} is not symmetric"
                    yield Edit(words, 1.05, (Splice(two.start, a.end, new),))


def moved(line: Line) -> Iterator[Edit]:
    """``B A C`` for ``A C B``: a factor that stands at another place in a product of three or more."""
    for slot in slots(line.side):
        for term in terms(slot, line.latex):
            node = term.node
            if (
                not isinstance(node, Product)
                or len(node.factors) < 3
                or any(o not in ("", "cdot") for o in node.operators)
            ):
                continue
            count = len(node.factors)
            for k in range(count):
                for target in range(count + 1):
                    if abs(target - k) < 2 and target != k - 1:
                        continue
                    if target in (k, k + 1, k - 1):
                        continue  # neighbours are exchanged elsewhere
                    yield _moved(line, node, k, target)


def _moved(line: Line, node: Product, k: int, target: int) -> Edit:
    factor = node.factors[k]
    at = node.factors[target].start if target < len(node.factors) else node.end
    out = Splice(factor.start, factor.end, ("",))
    put = Splice(at, at, (line.copied(factor), " ") if target < len(node.factors) else (" ", line.copied(factor)))
    return Edit(f"the place of {shown(line.text(factor))} in the product", 1.3, (out, put))


Place = tuple[int, int]


def _swapped(line: Line, a: Place, b: Place) -> tuple[Splice, ...]:
    return (Splice(*a, (Copied(line.formula, *b),)), Splice(*b, (Copied(line.formula, *a),)))


def core(line: Line, node: Node) -> Place:
    """Where a factor stands without the transpose on it, where nothing else is raised there."""
    if isinstance(node, Scripted) and is_transpose(node.sup):
        sup = script(node, "^", line.latex)
        if sup is not None and sup.end == node.end:
            return node.start, len(line.latex[: sup.start].rstrip())
    return node.start, node.end


def _turned(line: Line, node: Node) -> tuple[Splice, ...]:
    """The transpose put to a factor, or taken from it; nothing where the factor is a number."""
    if isinstance(node, Fraction):
        if not _may_turn(line, node):
            return ()
        return (
            Splice(node.start, node.start, ("\\left(",)),
            Splice(node.end, node.end, (f"\\right){line.transpose}",)),
        )
    if isinstance(node, Group) and node.left in "([":
        return (Splice(node.end, node.end, (line.transpose,)),)
    if isinstance(node, Name):
        return (Splice(node.end, node.end, (line.transpose,)),) if _may_turn(line, node) else ()
    if not isinstance(node, Scripted) or not _may_turn(line, node):
        return ()
    if node.sup is None:
        return (Splice(node.end, node.end, (line.transpose,)),)
    sup = script(node, "^", line.latex)
    if sup is None:
        return ()
    return _in_script(line, node, sup.start, sup.end)


def _in_script(line: Line, node: Scripted, start: int, end: int) -> tuple[Splice, ...]:
    sup = node.sup
    sign = line.transpose.lstrip("^").strip("{}")
    if is_transpose(sup):
        return (Splice(start, end, ("",)),)
    if isinstance(sup, Product) and any(is_transpose(f) for f in sup.factors):
        last = next(f for f in sup.factors if is_transpose(f))
        return (Splice(last.start, last.end, ("",)),)
    if isinstance(sup, Sum) and sup.signs == ("-",):
        inner = sup.terms[0]
        new: Part = sign if isinstance(inner, Number) else "1"
        if isinstance(inner, Number) or is_transpose(inner):
            return (Splice(inner.start, inner.end, (new,)),)
        return ()
    if isinstance(sup, Group) and line.latex[start + 1 : sup.start].strip() == "{":
        return (Splice(sup.end, sup.end, (sign,)),)
    return ()


def _may_turn(line: Line, node: Node) -> bool:
    """Whether a factor may have rows and columns: what is known to be a number has none."""
    return line.rank(node) != 0
