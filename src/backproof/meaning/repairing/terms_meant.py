"""Terms that are missing or too much, and brackets that are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from backproof.latex.tree import Big, Group, Name, Node, Number, Product, Scripted, Sum
from backproof.latex.walk import walk
from backproof.meaning.names import parts as items_of
from backproof.meaning.repairing.edit import Copied, Edit, Part, Splice
from backproof.meaning.repairing.line import Line, Piece
from backproof.meaning.repairing.matrices import core
from backproof.meaning.repairing.parts import factors, is_power, script, slots, terms
from backproof.meaning.repairing.wording import shown

MOST_NAMES = 8
"""Of so many names products are formed."""
BY_NEARNESS = (1.5, 1.55, 1.8)


def extra_term(line: Line) -> Iterator[Edit]:
    """A term of a sum left out."""
    for slot in slots(line.side):
        inside = terms(slot, line.latex)
        if len(inside) < 2:
            continue
        for k, term in enumerate(inside):
            start, end = term.at[0], term.node.end
            if k == 0:
                end = inside[1].at[1] if inside[1].sign == "+" else inside[1].at[0]
            words = f"extra term {shown(line.text(term.node))}"
            yield Edit(words, 1.15 + 0.02 * slot.depth, (Splice(start, end, ("",)),))


def missing_term(line: Line) -> Iterator[Edit]:
    """A term of the line, of its neighbours or of the definitions added, or taken away."""
    for slot in slots(line.side):
        if slot.kind == "exponent" or slot.kind == "body":
            continue
        end = slot.node.end
        for piece in line.terms:
            if slot.kind == "below" and piece.near:
                continue
            for sign in "-+":
                cost = BY_NEARNESS[piece.near] + 0.05 * slot.depth
                new = (sign, *_as_term(piece))
                yield Edit(f"missing term {sign}{shown(piece.latex)}", cost, (Splice(end, end, new),))


def missing_product(line: Line) -> Iterator[Edit]:
    """``+ b u`` where ``(a + b)(a + u)`` was multiplied out: a term made of two names of the line."""
    own = [p for p in line.names if p.near == 0 and line.rank(p.node) == 0][:MOST_NAMES]
    for one, other in combinations(own, 2):
        for sign in "+-":
            words = f"missing term {sign}{shown(one.latex)} {shown(other.latex)}"
            new = (sign, one.copied, " ", other.copied)
            yield Edit(words, 1.85, (Splice(line.side.end, line.side.end, new),))


def nothing(line: Line) -> Iterator[Edit]:
    """``0``, where everything cancels."""
    yield Edit("the right side should be 0", 1.9, (Splice(line.side.start, line.side.end, ("0",)),))


def missing_one(line: Line) -> Iterator[Edit]:
    """``x - 1`` for ``x``, ``1 + x`` for ``x``."""
    for slot in slots(line.side):
        end = slot.node.end
        for sign in "-+":
            words = f"missing term {sign}1"
            yield Edit(words, 1.4 + 0.02 * slot.depth, (Splice(end, end, (f"{sign}1",)),))


def missing_in_factor(line: Line) -> Iterator[Edit]:
    """``(o - y)`` for ``o``: something is to be taken from a factor first."""
    for slot in slots(line.side):
        for term in terms(slot, line.latex):
            found = factors(term.node)
            for factor in found:
                node = factor.nodes[0]
                if not isinstance(node, Name | Scripted) or (len(found) < 2 and term.alone):
                    continue
                rank = line.rank(node)
                start, end = core(line, node)
                for piece in line.names:
                    if line.rank(piece.node) != rank or piece.latex == line.text(node) or rank is None:
                        continue
                    what = shown(piece.latex)
                    new: tuple[Part, ...] = ("(", Copied(line.formula, start, end), "-", piece.copied, ")")
                    words = f"missing term -{what} beside {shown(line.latex[start:end])}"
                    yield Edit(words, 1.6 + 0.1 * piece.near, (Splice(start, end, new),))


def term_without(line: Line) -> Iterator[Edit]:
    """A term missing that is one of the line with a factor less."""
    for slot in slots(line.side):
        inside = terms(slot, line.latex)
        if slot.kind == "exponent" or len(inside) < 2:
            continue
        for term in inside:
            places = list(_factor_places(term.node))
            for dropped in (*((p,) for p in places), *combinations(places, 2)):
                new_term = _without(line.latex, term.node, dropped)
                if not new_term:
                    continue
                for sign in "-+":
                    new = f"{sign}{new_term}"
                    words = f"missing term {shown(new)}"
                    yield Edit(words, 1.65 + 0.05 * slot.depth, (Splice(slot.node.end, slot.node.end, (new,)),))


def next_term(line: Line) -> Iterator[Edit]:
    """The next term of a row of terms: indices one on, the exponent one off (``\\beta^2 g_1 + \\beta g_2 + g_3``)."""
    sources = [s for s in line.sources if s.near < 2]
    seen: set[str] = set()
    bases = list(dict.fromkeys(_bases(line)))
    for slot in slots(line.side):
        if slot.kind not in ("side", "group"):
            continue
        for piece in [
            Piece(t.node, s.formula, s.near)
            for s in sources
            for o in slots(s.node)
            if not o.depth
            for t in terms(o, s.formula.latex)
        ]:
            for step in (-1, 1):
                for text in _stepped(piece, step, bases):
                    if text in seen or text == piece.latex:
                        continue
                    seen.add(text)
                    for front in (True, False):
                        at = slot.node.start if front else slot.node.end
                        new = f"{text} + " if front else f" + {text}"
                        if front and isinstance(slot.node, Sum) and slot.node.signs[0] == "-":
                            new = f"{text} "
                        yield Edit(f"missing term {shown(text)}", 1.12 + 0.05 * piece.near, (Splice(at, at, (new,)),))
                        break
        break


def brackets(line: Line) -> Iterator[Edit]:
    """``a(b + c)`` for ``ab + c``, and ``ab + c`` for ``a(b + c)``."""
    for slot in slots(line.side):
        inside = terms(slot, line.latex)
        for k, term in enumerate(inside[:-1]):
            starts = [f.start for f in factors(term.node)[1:]]
            if isinstance(term.node, Big) and term.node.body is not None:
                starts.append(term.node.body.start)
            last = term.node.factors[-1] if isinstance(term.node, Product) else None
            if isinstance(last, Big) and last.body is not None:
                starts.append(last.body.start)
            for start in starts:
                for other in inside[k + 1 :]:
                    words = f"missing brackets around {shown(line.latex[start : other.node.end])}"
                    if len(words) > 70:
                        words = "missing brackets"
                    both = (
                        Splice(start, start, ("\\left(",)),
                        Splice(other.node.end, other.node.end, ("\\right)",)),
                    )
                    yield Edit(words, 1.3 + 0.02 * slot.depth, both)
    for n in walk(line.side):
        if isinstance(n, Product):
            for f in n.factors:
                if isinstance(f, Group) and isinstance(f.body, Sum) and len(f.body.terms) > 1 and f.left in "([":
                    words = f"the brackets around {shown(line.text(f.body))}"
                    yield Edit(words, 1.35, (Splice(f.start, f.end, (line.copied(f.body),)),))


def _as_term(piece: Piece) -> tuple[Part, ...]:
    if isinstance(piece.node, Sum):
        return ("\\left(", piece.copied, "\\right)")
    return (piece.copied,)


def _factor_places(node: Node) -> Iterator[tuple[int, int]]:
    """Where the factors of a term stand, with the sign that joins them, also below a sum."""
    todo = [node]
    while todo:
        at = todo.pop()
        if isinstance(at, Product):
            for k, f in enumerate(at.factors):
                if k + 1 < len(at.factors):
                    yield f.start, at.factors[k + 1].start
                else:
                    yield at.factors[k - 1].end, f.end
                if isinstance(f, Big):
                    todo.append(f)
        elif isinstance(at, Big) and at.body is not None:
            todo.append(at.body)


def _without(latex: str, node: Node, dropped: Sequence[tuple[int, int]]) -> str:
    """The text of a term without some of its factors; nothing where they overlap."""
    at, out = node.start, ""
    for start, end in sorted(dropped):
        if start < at:
            return ""
        out += latex[at:start]
        at = end
    return (out + latex[at : node.end]).strip().removesuffix("\\cdot").strip()


def _bases(line: Line) -> Iterator[str]:
    """What stands under exponents in the line, and the names of numbers in it."""
    for source in line.sources:
        if source.near > 1:
            continue
        text = source.formula.latex
        for n in walk(source.node):
            if isinstance(n, Scripted) and is_power(n) and isinstance(n.base, Name):
                yield text[n.base.start : n.base.end]
            elif isinstance(n, Name) and line.rank(n) == 0 and len(n.text) > 1:
                yield text[n.start : n.end]


def _stepped(piece: Piece, step: int, bases: list[str]) -> Iterator[str]:
    """A term with every number that indexes moved by ``step``, and one power more or less."""
    latex = piece.formula.latex
    moves: list[tuple[int, int, str]] = []
    powers: list[tuple[int, int, str]] = []
    for n in walk(piece.node):
        if not isinstance(n, Scripted):
            continue
        for item in items_of(n.sub):
            if isinstance(item, Number) and item.text.isdigit():
                if int(item.text) + step < 0:
                    return
                moves.append((item.start, item.end, str(int(item.text) + step)))
        if is_power(n) and isinstance(n.base, Name):
            powers += _one_more(n, latex)
    if not moves:
        return
    moved = _replaced(piece, moves)
    for power in powers:
        yield _replaced(piece, [*moves, power])
    for base in bases:
        names = [n for n in walk(piece.node) if isinstance(n, Name) and latex[n.start : n.end] == base]
        bare = [n for n in names if not any(s <= n.start < e for s, e, _ in powers)]
        if not powers and bare:
            yield _replaced(piece, [*moves, (bare[0].end, bare[0].end, "^2")])
        elif not powers:
            yield f"{base} {moved}"
    yield moved


def _one_more(node: Scripted, latex: str) -> list[tuple[int, int, str]]:
    sup = script(node, "^", latex)
    if sup is None or node.sup is None:
        return []
    if isinstance(node.sup, Number) and node.sup.text.isdigit():
        value = int(node.sup.text)
        return [(sup.start, sup.end, f"^{value + 1}"), (sup.start, sup.end, f"^{value - 1}" if value > 2 else "")]
    if isinstance(node.sup, Sum) and isinstance(node.sup.terms[-1], Number) and len(node.sup.terms) > 1:
        text = latex[node.sup.start : node.sup.terms[-2].end]
        last = int(node.sup.terms[-1].text) if node.sup.terms[-1].text.isdigit() else 0
        value = last if node.sup.signs[-1] == "+" else -last
        return [(sup.start, sup.end, f"^{{{text}{v:+d}}}" if v else f"^{{{text}}}") for v in (value + 1, value - 1)]
    inner = latex[node.sup.start : node.sup.end]
    return [(sup.start, sup.end, f"^{{{inner}{v}}}") for v in ("+1", "-1")]


def _replaced(piece: Piece, changes: list[tuple[int, int, str]]) -> str:
    latex, at, out = piece.formula.latex, piece.node.start, ""
    for start, end, new in sorted(changes):
        if start < at:
            continue
        out += latex[at:start] + new
        at = end
    return out + latex[at : piece.node.end]
