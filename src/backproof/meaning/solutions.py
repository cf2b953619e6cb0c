"""Equations put forward as the answer of another: ``setting the gradient to zero gives w = A^{-1} b``.

Here it is decided by the words and the notation which relations these are, and of which variable they give the value:
``\\hat w``, ``w^*``, ``w_{\\mathrm{ML}}`` are values of the variable w. What was solved is found in ``meaning.solved``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from backproof.claims.statement import Role
from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import children, walk
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.heads_of import Head, head_of
from backproof.meaning.names import Ref, atom, letter, parts
from backproof.meaning.prose.passages import PLACEHOLDER, Sentence, Text, text_of
from backproof.meaning.prose.solving import Goal, announced, consequence, follows, said_behind
from backproof.meaning.relations import Raw
from backproof.meaning.workspace import Section, entry_key
from backproof.text.blocks import Formula

ACCENTS = frozenset(("hat", "check", "tilde"))
"""Accents that mark a value of the variable below."""


@dataclass(frozen=True, eq=False)
class Answer:
    """A relation announced as an answer: what the words say of it, and the variable that it gives a value to.

    ``variables`` are the names that the value may be one of, as nodes: first without decoration, then as written.
    """

    raw: Raw
    goals: tuple[Goal, ...]
    name: Node
    variables: tuple[Node, ...]
    behind: str = ""
    """``minimiser of`` or ``maximiser of`` where the words behind it say that."""

    @property
    def written(self) -> str:
        """The name as it stands in the source."""
        return self.raw.text[self.name.start : self.name.end] or "a symbol"

    @property
    def decorated(self) -> bool:
        """Whether the name as written is a value of another one, which stays free."""
        return self.variables[0] is not self.name


@dataclass(eq=False)
class Passages:
    """The words of a section with its formulas as placeholders, and the answers found so far."""

    text: Text
    sentences: list[Sentence]
    number: dict[int, int] = field(default_factory=dict)
    """Source offset of a formula → its placeholder."""

    def sentence(self, formula: Formula) -> tuple[int, int, int] | None:
        """The sentence a formula stands in, and where its placeholder starts and ends there."""
        number = self.number.get(formula.span.start)
        if number is None:
            return None
        for k, s in enumerate(self.sentences):
            for m in PLACEHOLDER.finditer(s.text):
                if int(m[1]) == number:
                    return k, m.start(), m.end()
        return None


def passages(state: Section) -> Passages:
    """The passages of a section, made once."""
    if state.passages is None:
        text, sentences = text_of(state.blocks.blocks)
        found = Passages(text, [_with_zeros(s, text) for s in sentences])
        found.number = {slot.span.start: k for k, slot in enumerate(text.slots)}
        state.passages = found
    assert isinstance(state.passages, Passages)
    return state.passages


def _with_zeros(sentence: Sentence, text: Text) -> Sentence:
    """A sentence in which formulas that are the number 0 are written 0."""

    def shown(m: re.Match[str]) -> str:
        slot = text.slots[int(m[1])]
        if slot.latex.strip(" .,;") in ("0", "\\mathbf{0}", "\\mathbf 0", "\\vec 0"):
            return " 0 "
        return f"∇{m[0]}" if differentiates(slot.latex) else m[0]

    return Sentence(PLACEHOLDER.sub(shown, sentence.text), sentence.start, sentence.heading)


def answered(state: Section, raw: Raw) -> tuple[Role, tuple[Head, Node] | None] | None:
    """The role of an answer: a claim, which gives its decorated name (``\\hat w``) a value and leaves w free."""
    state.scope.position = raw.span.start
    head = head_of(Elaborator(state.scope), raw.left)
    found = answer(state, raw, head)
    if found is None:
        return None
    state.answers[raw] = found
    if head is None or not found.decorated or raw.right is None or found.name is not raw.left:
        return "claim", None
    known = state.scope.find(entry_key(head))
    return "claim", (head, raw.right) if known is None or not known.symbol.clauses else None


def names_read(node: Node) -> Iterator[Name | Scripted]:
    """The names in an expression, each with its scripts: no η in ``\\eta_{\\max}``, no F in ``\\|A\\|_F``."""
    todo = [node]
    while todo:
        n = todo.pop()
        if isinstance(n, Name | Scripted):
            yield n
        norm = isinstance(n, Scripted) and isinstance(n.base, syntax.Group) and n.base.left in ("‖", "|")
        whole = n.base if isinstance(n, Scripted) and isinstance(n.base, Name) else None
        passed = n.sub if norm and isinstance(n, Scripted) else whole
        todo.extend(c for c in children(n) if c is not passed)


def _reads_its_family(state: Section, node: Node, head: Head) -> bool:
    """Whether an expression reads another member of the family that its head belongs to."""
    refs = (Elaborator(state.scope).resolve(n) for n in names_read(node))
    return any(ref is not None and ref.key == head.ref.key and ref.items for ref in refs)


def differentiates(latex: str) -> bool:
    """Whether a formula begins with a derivative."""
    for row in parse(latex).rows:
        for clause in row.clauses[:1]:
            node = clause.node
            return is_derivative(node.members[0] if isinstance(node, syntax.Relation) else node)
    return False


def answer(state: Section, raw: Raw, head: Head | None) -> Answer | None:
    """What a relation is announced to be the answer of; None if it is no answer."""
    if raw.sign not in ("=", "equiv") or raw.left is None or raw.right is None or not raw.first:
        return None
    if head is not None and (head.parameters is not None or head.logged or head.called):
        return None
    if head is not None and head.ref.items and _reads_its_family(state, raw.right, head):
        return None  # ``x_{k+1} = x_k - …`` is a step towards the answer
    goals = _goals(state, raw)
    if not goals:
        return None
    name = raw.left if head is not None else _only_name(raw.left)
    if name is None:
        return None
    ela = Elaborator(state.scope)
    ref = ela.resolve(name)
    if ref is None:
        return None
    behind = _behind(state, raw)
    found = [n for n in plainer(ref, name, _stands_alone(state, ref)) if _known_before(state, raw, ela, n)]
    if _known_before(state, raw, ela, name, defined=bool(found)):
        found.append(name)
    return Answer(raw, goals, name, tuple(found), behind) if found else None


def _goals(state: Section, raw: Raw) -> tuple[Goal, ...]:
    """What the words before (or after) a relation announce, or the equation set to zero right before it."""
    said = passages(state)
    place = said.sentence(raw.piece.formula)
    before = after = ""
    if place is not None:
        k, start, end = place
        before, after = said.sentences[k].text[:start], said.sentences[k].text[end:]
        before = _without_answers(state, said, before)
    same = [r for r in state.raws if r.piece is raw.piece and r.span.start < raw.span.start]
    if same and ends_in_zero(state, same[-1]):
        return ("zero",)
    if same and same[-1] not in state.answers:
        return ()
    found = announced(before, after)
    if found:
        return found
    if place is not None and _after_zero(state, said, raw, place[0], before):
        return ("zero",)
    if place is not None and follows(before) and state.sides[raw][0] & _answered_before(state, said, place[0]):
        return ("after",)
    return ()


def _answered_before(state: Section, said: Passages, k: int) -> set[str]:
    """The names in the answers of the same sentence or of the one before."""
    near = {int(m[1]) for s in said.sentences[max(0, k - 1) : k + 1] for m in PLACEHOLDER.finditer(s.text)}
    found = [r for r in state.answers if said.number.get(r.piece.formula.span.start) in near]
    return {key for r in found for side in state.sides[r] for key in side}


def _behind(state: Section, raw: Raw) -> str:
    """``minimiser of`` or ``maximiser of`` where the words behind a relation say that it is one."""
    said = passages(state)
    place = said.sentence(raw.piece.formula)
    return said_behind(said.sentences[place[0]].text[place[2] :]) if place is not None else ""


def _without_answers(state: Section, said: Passages, before: str) -> str:
    """The words before a formula without the answers that stand there already: ``gives ⟦w = …⟧ and``."""
    known = {said.number.get(r.piece.formula.span.start) for r in state.answers}
    while True:
        last = _last(before)
        if last is None or int(last[1]) not in known:
            return before
        tail = before[last.end() :].strip(" ,;")
        if tail not in ("", "and", "und", "et", "y", "和", "as well as"):
            return before
        before = before[: last.start()]


def _last(text: str) -> re.Match[str] | None:
    """The last placeholder of a text."""
    found = list(PLACEHOLDER.finditer(text))
    return found[-1] if found else None


def _after_zero(state: Section, said: Passages, raw: Raw, k: int, before: str) -> bool:
    """``$∂L/∂w = … = 0$, hence``: the nearest formula before is set to zero, and the words draw a consequence."""
    last = _last(before)
    between = before[last.end() :] if last is not None else before
    if not consequence(between) or (last is None and not between.strip()):
        return False
    if last is None and k > 0:
        last = _last(said.sentences[k - 1].text)
        if last is None or said.sentences[k - 1].text[last.end() :].strip(" ."):
            return False
    if last is None:
        return False
    slot = said.text.slots[int(last[1])]
    raws = [r for r in state.raws if r.piece.formula.span.start == slot.span.start]
    return bool(raws) and ends_in_zero(state, raws[-1])


def ends_in_zero(state: Section, raw: Raw) -> bool:
    """Whether a relation sets something to zero that is a derivative, or stands in a chain that begins with one."""
    if raw.sign != "=" or not (is_zero(raw.right) or is_zero(raw.left)):
        return False
    head = next((r for r in state.raws if r.chain == raw.chain and r.problem is None), raw)
    return any(is_derivative(n) for n in (head.left, raw.left, raw.right))


def is_zero(node: Node | None) -> bool:
    """The number 0, or a bold one."""
    return (isinstance(node, syntax.Number) and node.text == "0") or (isinstance(node, Name) and node.text == "0")


def is_derivative(node: Node | None) -> bool:
    """Whether a node is a derivative: a fraction of ∂, begins with ∇, or is a primed function at something."""
    if isinstance(node, syntax.Fraction):
        return any(isinstance(n, Name) and n.text in ("partial", "d") for n in walk(node))
    if isinstance(node, syntax.Product):
        first, *rest = node.factors
        if isinstance(first, Scripted) and first.primes and len(rest) == 1 and isinstance(rest[0], syntax.Group):
            return rest[0].left in ("(", "[")
        return is_derivative(first)
    base = node.base if isinstance(node, Scripted) else node
    short = isinstance(node, Scripted) and node.sub is not None
    return isinstance(base, Name) and base.text in (("nabla", "partial") if short else ("nabla",))


# ---------------------------------------------------------------------- names and their decoration


def plainer(ref: Ref, node: Node, bare_too: bool) -> list[Node]:
    """The names that a decorated one can be a value of, the nearest first: ``\\hat\\theta_{j,ML}`` of ``\\theta_j``."""
    if not isinstance(node, Name | Scripted):
        return []
    base = node.base if isinstance(node, Scripted) else node
    assert isinstance(base, Name)
    bare = Name(
        base.text, base.font, tuple(a for a in base.accents if a not in ACCENTS), start=base.start, end=base.end
    )
    if isinstance(node, Name):
        return [bare] if bare.accents != base.accents else []
    kept = [p for p in parts(node.sub) if any(p is i for i in ref.items)]
    tagged = len(kept) != len(parts(node.sub)) or bool(ref.sup.tags) or bare.accents != base.accents
    sup = ref.sup.power
    if ref.sup.raised:
        if ref.sup.tags:
            return []
        sup = node.sup
    found = [_scripted(bare, kept, sup, node)] if tagged else []
    if kept and not ref.sup.raised and bare_too:
        # ``β_m`` of the m-th step is a value of the variable β, where the page speaks of that, too.
        found.append(_scripted(bare, [], sup, node))
    return found


def _stands_alone(state: Section, ref: Ref) -> bool:
    """Whether the name of an indexed one is a number of its own on the page: a term or factor, never summed over."""
    known = state.scope.find(ref.key)
    if known is not None and known.fixed and known.total >= len(ref.items):
        return False
    nodes = [n for r in state.raws for n in (r.left, r.right) if n is not None]
    inside = {id(i) for n in nodes for g in walk(n) if isinstance(g, syntax.Group) for i in _arguments(g)}
    alone = any(isinstance(m, Name) and atom(m) == ref.base and id(m) not in inside for n in nodes for m in _bare(n))
    return alone and not any(
        isinstance(m, Scripted) and isinstance(m.base, Name) and atom(m.base) == ref.base and m.sub == b.sub_letter
        for n in nodes
        for b in _sums(n)
        for m in walk(b.body)
    )


@dataclass(frozen=True)
class _Sum:
    """A big operator: the letter that it binds, and what it applies to."""

    sub_letter: Node
    body: Node


def _sums(node: Node) -> list[_Sum]:
    found = []
    for n in walk(node):
        if isinstance(n, syntax.Big) and n.body is not None and n.sub is not None:
            letter_of = n.sub.members[0] if isinstance(n.sub, syntax.Relation) else n.sub
            if letter_of is not None:
                found.append(_Sum(letter_of, n.body))
    return found


def _arguments(group: syntax.Group) -> tuple[Node, ...]:
    """What stands by itself in brackets, as arguments do."""
    body = group.body
    if isinstance(body, syntax.Listing):
        return body.items
    return () if body is None else (body,)


def _bare(node: Node) -> list[Node]:
    """The names in an expression that carry no index."""
    found: list[Node] = []
    todo = [node]
    while todo:
        n = todo.pop()
        if isinstance(n, Scripted) and isinstance(n.base, Name) and n.sub is not None:
            continue
        found.append(n)
        todo.extend(children(n))
    return found


def _scripted(base: Name, items: list[Node], sup: Node | None, node: Node) -> Node:
    if not items and sup is None:
        return base
    sub = None if not items else items[0] if len(items) == 1 else syntax.Listing(tuple(items))
    return Scripted(base, sub, sup, start=node.start, end=node.end)


def _only_name(node: Node) -> Node | None:
    """The one decorated name in an expression: the β of ``1/β_{ML}``, the Σ of ``Σ^{-1}``."""
    found: list[Node] = []
    todo = [node]
    while todo:
        n = todo.pop()
        if isinstance(n, Scripted) and isinstance(n.base, Name):
            found.append(n)
            continue
        if isinstance(n, Name):
            found.append(n)
        elif isinstance(n, syntax.Product | syntax.Sum | syntax.Fraction | syntax.Group | syntax.Operator | Scripted):
            todo.extend(c for c in _inner(n))
        elif not isinstance(n, syntax.Number):
            return None
    return found[0] if len(found) == 1 else None


def _inner(node: Node) -> tuple[Node, ...]:
    if isinstance(node, syntax.Operator):
        return (node.argument,)
    return children(node)


def _known_before(state: Section, raw: Raw, ela: Elaborator, node: Node, *, defined: bool = False) -> bool:
    """Whether the page speaks of a name before a relation: a variable of something, not introduced here.

    ``defined``: also where an equation defines it (``\\tilde w = p w``, and then the minimum over ``\\tilde w``).
    """
    ref = ela.resolve(node)
    if ref is None or (isinstance(node, Name) and letter(node) in ("d", "e", "pi")):
        return False
    keys = [ref.key, ref.key + "^2"] if ref.sup.power is not None else [ref.key]
    for key in keys:
        entry = state.scope.find(key)
        if entry is not None and (entry.symbol.is_size or entry.function or entry.symbol.clauses):
            continue
        first = state.first_seen.get(key)
        if not defined and _is_head(state, key):
            continue
        if (first is not None and first is not raw) or (entry is not None and first is None):
            return True
        if _spoken_of(state, raw, ela, key):
            return True
    return False


def _is_head(state: Section, key: str) -> bool:
    """Whether an equation of the section that is no answer defines a name."""
    return any(h.ref.key == key and h.parameters is None for r, (h, _) in state.heads.items() if r not in state.answers)


def _spoken_of(state: Section, raw: Raw, ela: Elaborator, key: str) -> bool:
    """Whether a formula before a relation that is no relation itself speaks of a name: ``minimise $J(w)$``."""
    for slot in passages(state).text.slots:
        if slot.span.start >= raw.piece.formula.span.start:
            return False
        if "=" in slot.latex:
            continue
        for row in parse(slot.latex).rows:
            for clause in row.clauses:
                for n in walk(clause.node) if clause.node is not None else ():
                    ref = ela.resolve(n) if isinstance(n, Name | Scripted) else None
                    if ref is not None and ref.key == key:
                        return True
    return False
