"""What an answer is the answer of: the equation set to zero, the function minimised, nearest in the text first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import islice
from typing import Any

from backproof.claims.reading import Reading
from backproof.claims.solution import Solution, System
from backproof.latex import parse
from backproof.latex.tree import Group, Name, Node, Number, Product, Relation, Scripted
from backproof.latex.walk import walk
from backproof.meaning.definitions import read_relation
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.observed import observed
from backproof.meaning.prose.passages import PLACEHOLDER
from backproof.meaning.prose.solving import ADDED, CONSTRAINED, DIRECT, OBJECT, SUBJECT
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Entry
from backproof.meaning.solutions import Answer, Passages, is_derivative, is_zero, passages
from backproof.meaning.systems import Found, bounded, is_variable, system_of
from backproof.meaning.tensor import Misread, Tensor
from backproof.meaning.workspace import Section
from backproof.terms.model import Axis
from backproof.terms.nodes import Add, At, Call, Derivative, Expr, Index, Position, negative
from backproof.terms.sizes import mark, undo
from backproof.terms.traversal import nodes_in, reached, symbols_in

CANDIDATES = 3
TOGETHER = 4
FARTHEST = 12
"""So many formulas back an equation is looked for."""


def solution(state: Section, answer: Answer) -> Solution | None:
    """The claim in plain variables with the systems found for it; None if the page shows none. Raises ``Misread``."""
    state.scope.position = answer.raw.span.start
    ela = Elaborator(state.scope)
    entries = {n: e for n in answer.variables if (e := _entry(state, ela, n)) is not None and not e.family}
    found = list(islice(_nearest(state, ela, answer, entries), CANDIDATES))
    if not found:
        return None
    problem: Misread | None = None
    for variable in dict.fromkeys(v for v, _ in found):
        point = mark()
        try:
            claim = _claim(state, ela, answer, variable)
        except Misread as misread:
            undo(point)
            problem = problem or misread
            continue
        name = entries[variable].name
        return Solution(claim, name, tuple(s for v, s in found if v is variable), _explicit(claim, name))
    raise problem or Misread("M206", "the answer of an equation that is not understood")


def _entry(state: Section, ela: Elaborator, node: Node) -> Entry | None:
    """The entry of a variable, which may be known by its square only, or as the argument of a function only."""
    ref = ela.resolve(node)
    if ref is None:
        return None
    squared = ela.scope.find(ref.key + "^2")
    found = (squared if ref.sup.power is not None else None) or ela.scope.find(ref.key) or squared
    if found is not None or ref.items:
        return found
    formals = [
        e for e in state.scope.entries.values() if e.key.startswith("formal ") and e.key.split(" ", 2)[2] == ref.key
    ]
    if not formals:
        return None
    made = ela.entry(ref)
    made.total, made.row = formals[-1].total, formals[-1].row
    made.axes = [Axis(a.size, lower=a.lower) for a in formals[-1].axes]
    made.symbol.domain = formals[-1].symbol.domain
    made.lay_out()
    return made


def _claim(state: Section, ela: Elaborator, answer: Answer, variable: Node) -> Reading:
    """The claim with every decorated name of an answer replaced by its plain variable."""
    raw = answer.raw
    names = {a.name: a.variables[0] for a in state.answers.values() if a.decorated and a is not answer}
    if variable is not answer.name:
        names[answer.name] = variable
    else:
        names.pop(answer.name, None)
    plain = replace(raw, left=rewritten(raw.left, names), right=rewritten(raw.right, names))
    return read_relation(ela, plain, state.conditions.get(raw, []))


def rewritten(node: Node | None, names: dict[Node, Node]) -> Node | None:
    """A tree with some of its nodes replaced by others."""
    if node is None or not names:
        return node
    if node in names:
        return names[node]
    changed: dict[str, Any] = {}
    for f in fields(node):
        value = getattr(node, f.name)
        new = _rewritten(value, names)
        if new is not value:
            changed[f.name] = new
    return replace(node, **changed) if changed else node


def _rewritten(value: object, names: dict[Node, Node]) -> object:
    if isinstance(value, Node):
        return rewritten(value, names)
    if isinstance(value, tuple):
        made = tuple(_rewritten(v, names) for v in value)
        return made if any(a is not b for a, b in zip(made, value, strict=True)) else value
    return value


def _explicit(claim: Reading, variable: str) -> bool:
    """Whether the left side is the variable itself at all its entries."""
    left = claim.left
    if not isinstance(left, At) or left.symbol != variable:
        return False
    places = [p.index for p in left.indices if isinstance(p, Position)]
    return len(places) == len(left.indices) == len(set(places))


# ---------------------------------------------------------------------- looking for the equation


def _nearest(
    state: Section, ela: Elaborator, answer: Answer, entries: dict[Node, Entry]
) -> Iterator[tuple[Node, System]]:
    """The variable and the systems that the answer may solve: the nearest equations or functions of the text."""
    said = passages(state)
    added: list[Found] = []
    between = 0
    same = said.sentence(answer.raw.piece.formula)
    for start, sentence, before in _formulas_back(said, answer):
        if between > FARTHEST:
            return
        if SUBJECT.search(before):
            continue
        here = [(n, f) for n, e in entries.items() for f in _found_in(state, ela, start, e, answer, before)]
        if not here:
            between += start != answer.raw.piece.formula.span.start and _speaks(state, start)
            continue
        # ``\\tilde w = p w``: a function that is written in one of the names is a function of that one.
        variable, found = next(((n, f) for n, f in here if entries[n].name in symbols_in(f.body)), here[0])
        if observed(found.body, entries[variable].name, ela.scope.model):
            return  # the data are what they are, and would move with what is solved for
        if found.kind == "objective" and ADDED.search(before):
            added.append(found)
            continue
        direct = DIRECT.search(before)
        inside = same is not None and sentence == same[0]
        said_so = bool(set(answer.goals) & {"zero", "solve"}) or direct is not None
        firm = (
            (inside or (between == 0 and said_so))
            and not added
            and _goes_together(found, answer)
            and (direct is not None or "estimate" not in answer.goals)
            and _is_argument(found, entries[variable], answer, variable)
        )
        goal = direct["goal"].lower() if direct is not None and direct["noun"] else ""
        # An equation may be an identity, and a function may be written in other names before: then more is asked for.
        system = system_of(found, added, entries[variable], firm, goal)
        others = _others(state, ela, answer, entries[variable])
        between_them = (sentence, same[0]) if same is not None else (sentence, sentence)
        bound = _constraint(state, ela, between_them, others)
        whole = bounded(system, found, entries[variable], others, bound, ela.scope.model)
        if firm and bound is None and CONSTRAINED.search(_words_between(said, answer, sentence)):
            whole = replace(whole, firm=False)
        yield variable, whole


def _is_argument(found: Found, entry: Entry, answer: Answer, variable: Node) -> bool:
    """Whether the page takes the name for the variable: it is differentiated by, an argument, or written as it is.

    A hat may also make a prediction of a datum: ``\\hat y`` is no value of y at which anything is stationary.
    """
    if found.kind != "objective" or variable is answer.name or entry.name in symbols_in(found.body):
        return True
    return not any(isinstance(n, Name) and n.accents for n in walk(answer.name))


def _words_between(said: Passages, answer: Answer, sentence: int) -> str:
    """The words from the sentence of what is solved up to the answer."""
    place = said.sentence(answer.raw.piece.formula)
    if place is None:
        return ""
    texts = [said.sentences[k].text for k in range(max(0, min(sentence, place[0])), place[0])]
    return " ".join([*texts, said.sentences[place[0]].text[: place[1]]])


def _others(state: Section, ela: Elaborator, answer: Answer, entry: Entry) -> list[Entry]:
    """The variables of the other answers of the section: they may be solved for together."""
    found: dict[str, Entry] = {}
    for other in state.answers.values():
        for node in other.variables[:1] if other is not answer else ():
            e = _entry(state, ela, node)
            if e is not None and e is not entry and not e.family and len(found) < TOGETHER:
                found.setdefault(e.name, e)
    return list(found.values())


def _constraint(state: Section, ela: Elaborator, sentences: tuple[int, int], others: list[Entry]) -> Expr | None:
    """``subject to $\\sum_k π_k = 1$`` in the sentences from the function to its answer: what has to vanish."""
    said = passages(state)
    for k in range(min(sentences), max(sentences) + 1):
        text = said.sentences[k].text
        for m in PLACEHOLDER.finditer(text):
            if not SUBJECT.search(text[: m.start()]):
                continue
            start = said.text.slots[int(m[1])].span.start
            for raw in (r for r in state.raws if r.piece.formula.span.start == start and r.sign == "="):
                left, right = _read(ela, raw.left), _read(ela, raw.right)
                if left is not None and right is not None and left.rank == right.rank == 0:
                    return Add((left.body, negative(right.body)))
    return None


def _goes_together(found: Found, answer: Answer) -> bool:
    """Whether what was found is of the kind that the words ask for."""
    goals = set(answer.goals)
    if goals == {"after"}:
        return False
    if found.kind == "gradient":
        return found.zero or bool(goals & {"zero", "solve"})
    if found.kind == "equation":
        return bool(goals & {"zero", "solve"})
    return bool(goals & {"minimum", "maximum", "optimum", "zero", "estimate"})


def _formulas_back(said: Passages, answer: Answer) -> Iterator[tuple[int, int, str]]:
    """Offset of each formula, from the claim backwards (its own first), its sentence, and the words before it."""
    own = answer.raw.piece.formula
    place = said.sentence(own)
    yield own.span.start, place[0] if place else -1, ""
    if place is None:
        return
    if answer.behind:
        # ``$x = b/a$ is the minimiser of $f$``: what follows in the sentence comes first.
        for m in PLACEHOLDER.finditer(said.sentences[place[0]].text, place[2]):
            yield said.text.slots[int(m[1])].span.start, place[0], answer.behind
    for k in range(place[0], max(-1, place[0] - FARTHEST), -1):
        text = said.sentences[k].text
        for m in reversed(list(PLACEHOLDER.finditer(text, 0, place[1] if k == place[0] else len(text)))):
            yield said.text.slots[int(m[1])].span.start, k, text[: m.start()]


def _found_in(
    state: Section, ela: Elaborator, start: int, entry: Entry, answer: Answer, before: str
) -> Iterator[Found]:
    """What a formula shows about the variable, its last relation first."""
    own = answer.raw.piece.formula.span.start == start
    raws = [r for r in state.raws if r.piece.formula.span.start == start]
    chains: dict[int, list[Raw]] = {}
    for r in raws:
        if r.problem is None and r not in state.answers and not (own and r.span.start >= answer.raw.span.start):
            chains.setdefault(r.chain, []).append(r)
    for chain in reversed(chains.values()):
        found = _of_chain(state, ela, chain, entry)
        if found is not None:
            yield found
    if raws:
        return
    slot = next((s for s in passages(state).text.slots if s.span.start == start), None)
    for row in parse(slot.latex).rows if slot is not None else ():
        for clause in row.clauses:
            if clause.node is not None and _is_object(clause.node, before, slot is not None and slot.display):
                found = _of_expression(ela, clause.node, entry)
                if found is not None:
                    yield found


def _is_object(node: Node, before: str, display: bool) -> bool:
    """Whether a formula that is no relation can be what is optimised or differentiated."""
    if isinstance(node, Relation):
        return False
    if is_derivative(node) or (display and not isinstance(node, Name | Scripted)):
        return True
    return bool(OBJECT.search(before) or ADDED.search(before))


def _speaks(state: Section, start: int) -> bool:
    """Whether a formula is more than a name, a range or a declaration: then what stands before it is farther away."""
    raws = [r for r in state.raws if r.piece.formula.span.start == start]
    if raws:
        return any(
            r not in state.answers and r.sign in ("=", ":=", "equiv") and state.roles.get(r, "claim") != "declaration"
            for r in raws
        )
    slot = next((s for s in passages(state).text.slots if s.span.start == start), None)
    clauses = [c for row in parse(slot.latex).rows for c in row.clauses] if slot is not None else []
    return any(c.node is not None and not isinstance(c.node, Name | Scripted | Number) for c in clauses)


def _of_chain(state: Section, ela: Elaborator, chain: list[Raw], entry: Entry) -> Found | None:
    """A chain of relations as an equation for the variable: a gradient, a function of it, or two sides."""
    head = next((r for r in state.raws if r.chain == chain[0].chain and r.problem is None), chain[0])
    zero = any(is_zero(r.right) or is_zero(r.left) for r in chain)
    if any(r.sign not in ("=", "equiv", ":=", "propto") for r in chain):
        return None
    if is_derivative(head.left):
        return _of_gradient(state, ela, chain, head, entry, zero)
    if zero:
        side = next((s for s in (head.left, *(r.right for r in chain)) if s is not None and not is_zero(s)), None)
        t = _read(ela, side)
        if t is None or not _rests(ela, t, entry):
            return None
        return Found("equation", t.body, (*_letters(ela, t), *t.axes), True)
    if head not in state.heads and len(chain) == 1 and (found := _of_equation(ela, chain[0], entry)) is not None:
        return found
    sides = [head.left] if head in state.heads else [chain[-1].right, head.left]
    for side in sides:
        t = _read(ela, side)
        if t is not None and not t.rank and _rests(ela, t, entry) and not is_variable(t.body, entry):
            return Found("objective", t.body, ())
    return None


def _of_equation(ela: Elaborator, raw: Raw, entry: Entry) -> Found | None:
    """``X^T X w = X^T y``: two sides that are no function of a name, one of which speaks of the variable."""
    if any(isinstance(n, Name) or _is_call(n) for n in (raw.left, raw.right)):
        return None
    point = mark()
    try:
        t = read_relation(ela, raw, [])
    except (Misread, RecursionError):
        undo(point)
        return None
    body = Add((t.left, negative(t.right)))
    if entry.name not in symbols_in(body) or any(isinstance(n, Derivative) for n in nodes_in(body)):
        return None
    free = tuple(i for i in ela.free.values() if i in body.free and i not in t.axes)
    return Found("equation", body, (*free, *t.axes))


def _is_call(node: Node | None) -> bool:
    return (
        isinstance(node, Product)
        and len(node.factors) == 2
        and isinstance(node.factors[0], Name | Scripted)
        and isinstance(node.factors[1], Group)
    )


def _of_gradient(
    state: Section, ela: Elaborator, chain: list[Raw], head: Raw, entry: Entry, zero: bool
) -> Found | None:
    """``∂L/∂w = …``: the derivative itself, or what it is said to be where L is not known."""
    t = _read(ela, head.left)
    if t is not None and _by(t.body, entry):
        return Found("gradient", t.body, t.axes, zero)
    if t is not None or not _named(ela, head.left, entry):
        return None
    last = next((r.right for r in reversed(chain) if not is_zero(r.right)), None)
    t = _read(ela, last)
    return Found("gradient", t.body, t.axes, zero) if t is not None and _rests(ela, t, entry) else None


def _of_expression(ela: Elaborator, node: Node, entry: Entry) -> Found | None:
    """A formula that is no relation: ``minimise $J(w)$``, ``setting $∂L/∂w$ to zero``."""
    t = _read(ela, node)
    if t is None or not _rests(ela, t, entry) or is_variable(t.body, entry):
        return None
    if is_derivative(node):
        return Found("gradient", t.body, t.axes) if _by(t.body, entry) else None
    return None if t.rank else Found("objective", t.body, ())


def _read(ela: Elaborator, node: Node | None) -> Tensor | None:
    point = mark()
    try:
        return ela.tensor(node) if node is not None else None
    except (Misread, RecursionError):
        undo(point)
        return None


def _rests(ela: Elaborator, t: Tensor, entry: Entry) -> bool:
    return entry.name in reached([t.body], ela.scope.model)


def _named(ela: Elaborator, node: Node | None, entry: Entry) -> bool:
    """Whether a name stands in a node."""
    refs = (ela.resolve(n) for n in walk(node) if isinstance(n, Name | Scripted)) if node is not None else ()
    return any(ref is not None and ref.key == entry.key for ref in refs)


def _letters(ela: Elaborator, t: Tensor) -> tuple[Index, ...]:
    """The free letters of an equation: it holds for each of their values."""
    return tuple(i for i in ela.free.values() if i in t.body.free and i not in t.axes)


def _by(body: Expr, entry: Entry) -> bool:
    """Whether an expression is a first derivative by the variable (or one of its entries), perhaps with a factor."""
    for n in nodes_in(body):
        if isinstance(n, Derivative):
            return n.symbol == entry.name and not any(isinstance(m, Derivative) for m in nodes_in(n.body))
        if isinstance(n, Call) and n.slots:
            return len(n.slots) == 1 and is_variable(n.arguments[n.slots[0][0]].body, entry)
    return False
