"""Indices that are one off, or that are the wrong letter."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.latex.tree import Big, Group, Name, Node, Number, Relation, Scripted, Sum
from backproof.latex.walk import walk
from backproof.meaning.names import is_transpose, parts
from backproof.meaning.repairing.edit import Edit, Splice
from backproof.meaning.repairing.line import Line
from backproof.meaning.repairing.parts import is_number, is_power
from backproof.meaning.repairing.wording import shown


def shifted(line: Line) -> Iterator[Edit]:
    """``h_{t-1}`` for ``h_t``, ``W_{i+1}`` for ``W_i``, ``B_0`` for ``B_1``."""
    for owner, item in _items(line.side):
        for new, cost in _steps(line, item):
            yield _indexed(line, owner, item, new, cost)


def bounds(line: Line) -> Iterator[Edit]:
    """A sum or a product that begins or ends one step too early or too late."""
    for n in walk(line.side):
        if not isinstance(n, Big):
            continue
        low = n.sub.members[1] if isinstance(n.sub, Relation) and len(n.sub.members) == 2 else None
        for limit, which in ((low, "begin"), (n.sup, "end")):
            if limit is None:
                continue
            for new, cost in _steps(line, limit):
                words = f"the {_NAMES.get(n.kind, n.kind)} should {which} at {shown(new)}"
                yield Edit(words, cost + 0.02, (_written(line, limit, new),))


def one_step(line: Line) -> Iterator[Edit]:
    """``\\beta^{t-1}`` for ``\\beta^t``: an exponent with letters that is one off."""
    for n in walk(line.side):
        if isinstance(n, Scripted) and is_power(n) and n.sup is not None and not isinstance(n.sup, Number):
            if not isinstance(n.sup, Name | Sum):
                continue
            base = shown(line.text(n.base))
            for new, cost in _steps(line, n.sup):
                words = f"the exponent of {base} should be {shown(new)}"
                yield Edit(words, cost, (_written(line, n.sup, new),))


def reversed_power(line: Line) -> Iterator[Edit]:
    """``\\beta^{t-i}`` for ``\\beta^i`` in a sum over i that ends at t; so too for an index."""
    for big in walk(line.side):
        if not isinstance(big, Big) or big.body is None or big.sup is None or not isinstance(big.sub, Relation):
            continue
        letter, low = big.sub.members[0], big.sub.members[-1]
        if not isinstance(letter, Name):
            continue
        top = line.text(big.sup)
        ends = [f"{top}-{line.text(letter)}"]
        if isinstance(low, Number) and low.text.isdigit() and low.text != "0":
            ends.append(f"{top}+{low.text}-{line.text(letter)}")
        elif isinstance(low, Name):
            ends.append(f"{top}+{line.text(low)}-{line.text(letter)}")
        for n in walk(big.body):
            places = [n.sup] if isinstance(n, Scripted) and is_power(n) else []
            places += [item for _, item in _items(n)] if isinstance(n, Scripted) else []
            for place in places:
                if isinstance(place, Name) and place.text == letter.text:
                    for end in ends:
                        words = f"{shown(line.text(place))} runs the wrong way: {shown(end)} is meant"
                        yield Edit(words, 1.2, (_written(line, place, end),))


def other_letter(line: Line) -> Iterator[Edit]:
    """``x_j`` for ``x_i``; also the letter that a sum runs over, and a letter everywhere on the side."""
    places = list(_items(line.side))
    for owner, item in places:
        if isinstance(item, Name) and item.text in line.letters:
            for other in line.letters:
                if other != item.text:
                    yield _indexed(line, owner, item, _command(other), 1.15)
            for other in line.numbers:
                yield _indexed(line, owner, item, other, 1.3)
        elif is_number(item) and isinstance(item, Number):
            for other in line.numbers:
                if other != item.text:
                    yield _indexed(line, owner, item, other, 1.2)
            for other in line.letters:
                yield _indexed(line, owner, item, _command(other), 1.3)
    yield from _throughout(line)


def exchanged_indices(line: Line) -> Iterator[Edit]:
    """``G_{ik}`` for ``G_{ki}``."""
    for n in walk(line.side):
        items = parts(n.sub) if isinstance(n, Scripted) else ()
        if len(items) == 2:
            a, b = items
            both = (Splice(a.start, a.end, (line.copied(b),)), Splice(b.start, b.end, (line.copied(a),)))
            yield Edit(f"exchange the indices of {shown(line.text(n))}", 1.1, both)


_NAMES = {"sum": "sum", "prod": "product", "int": "integral"}


def _throughout(line: Line) -> Iterator[Edit]:
    """A letter replaced wherever it stands, or where a sum binds it."""
    for old in line.letters:
        everywhere = [n for n in walk(line.side) if isinstance(n, Name) and n.text == old]
        binders = [n for n in _binders(line.side) if n.text == old]
        for new in line.letters:
            if new == old or not everywhere:
                continue
            text = _command(new)
            if len(everywhere) > 1:
                words = f"the index {old} should be {new} throughout"
                yield Edit(words, 1.25, tuple(_written(line, n, text) for n in everywhere))
            for n in binders:
                words = f"the sum should run over {new}, not {old}"
                yield Edit(words, 1.15, (_written(line, n, text),))


def _binders(side: Node) -> Iterator[Name]:
    for n in walk(side):
        if isinstance(n, Big) and n.sub is not None:
            sub = n.sub.members[0] if isinstance(n.sub, Relation) else n.sub
            if isinstance(sub, Name):
                yield sub


def _items(side: Node) -> Iterator[tuple[Scripted, Node]]:
    """The items of subscripts, and of superscripts in brackets."""
    for n in walk(side):
        if not isinstance(n, Scripted):
            continue
        sup = n.sup
        raised = [sup] if isinstance(sup, Group) else []
        if hasattr(sup, "factors"):
            raised = [f for f in sup.factors if isinstance(f, Group)]  # type: ignore[union-attr]
        if raised and is_transpose(sup):
            raised = []
        for item in (*parts(n.sub), *(x for g in raised for x in parts(g.body))):
            inner = item.body if isinstance(item, Group) and item.body is not None else item
            if isinstance(inner, Name | Number | Sum) and inner.end > inner.start:
                yield n, inner


def _steps(line: Line, item: Node) -> list[tuple[str, float]]:
    """An index one step before and after: numbers, letters, letters with a number."""
    text = line.text(item)
    if isinstance(item, Number):
        if not item.text.isdigit():
            return []
        value = int(item.text)
        return [(str(v), 1.0) for v in (value + 1, value - 1) if v >= 0]
    if isinstance(item, Name):
        if item.font in ("rm", "text", "op") or is_transpose(item):
            return []
        return [(f"{text}-1", 1.0), (f"{text}+1", 1.0)]
    if not isinstance(item, Sum) or not isinstance(item.terms[-1], Number) or not item.terms[-1].text.isdigit():
        return [(f"{text}-1", 1.05), (f"{text}+1", 1.05)] if isinstance(item, Sum) else []
    last, sign = int(item.terms[-1].text), item.signs[-1]
    head = line.latex[item.start : item.terms[-2].end] if len(item.terms) > 1 else ""
    value = last if sign == "+" else -last
    found = []
    for new in (value + 1, value - 1, -value):
        if head:
            found.append((head if new == 0 else f"{head}{new:+d}", 1.0))
        elif new >= 0 or item.signs == ("-",):
            found.append((str(new), 1.0))
    return found


def _indexed(line: Line, owner: Scripted, item: Node, new: str, cost: float) -> Edit:
    splice = _written(line, item, new)
    after = line.latex[owner.start : splice.start] + "".join(str(p) for p in splice.parts)
    after += line.latex[splice.end : owner.end]
    return Edit(f"{shown(line.text(owner))} should be {shown(after)}", cost, (splice,))


def _written(line: Line, item: Node, new: str) -> Splice:
    """``new`` for ``item``, in braces where the script has none and there is more than one sign to it."""
    before = line.latex[: item.start].rstrip()
    bare = bool(before) and before[-1] in "_^" and len(new) > 1 and not new.startswith("{")
    return Splice(item.start, item.end, (f"{{{new}}}" if bare else new,))


def _command(letter: str) -> str:
    return letter if len(letter) == 1 else f"\\{letter}"
