"""Events: ``P(X = k)``, ``\\Pr(X > t \\mid Y)``, and events that are said in words, ``P(k \\text{ heads})``.

An event about random symbols whose laws are known is a condition, and its probability the mean of that condition. An
event said in words, or about a count that nothing else speaks of, is an unspecified function of the numbers in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node
from backproof.latex.walk import walk
from backproof.meaning.conditions import condition
from backproof.meaning.hypotheses import numbered
from backproof.meaning.names import atom
from backproof.meaning.scope import Scope
from backproof.meaning.tensor import Misread, Tensor, scalar
from backproof.terms.nodes import Expect, Expr, Index, Mul, Pow, Sum, number
from backproof.terms.traversal import reached
from backproof.text.blocks import Block, Formula

if TYPE_CHECKING:
    from backproof.meaning.elaborate import Elaborator

MEASURES = frozenset(("P", "Pr", "bb:P"))
"""The heads of a probability of an event."""


@dataclass(frozen=True)
class Counted:
    """``Unit $i$ is *kept* if $m_i = 1$``: the letter that is counted over, and the condition."""

    letter: Name
    condition: syntax.Relation


# ---------------------------------------------------------------------- events about random symbols


def probability_of(ela: Elaborator, argument: Node) -> Tensor:
    """The probability of an event about random symbols: E[condition]. Raises ``Misread``."""
    if isinstance(argument, syntax.Bar) and argument.kind == "|":
        given = _event(ela, argument.right)
        both = Mul((_event(ela, argument.left), given))
        return scalar(Mul((Expect(both), Pow(Expect(given), number(-1)))))
    return scalar(Expect(_event(ela, argument)))


def _event(ela: Elaborator, node: Node | None) -> Expr:
    if not isinstance(node, syntax.Relation | syntax.Listing | syntax.Group):
        raise Misread("J301", "this event is not understood", node)
    t = condition(ela, node)
    if t.rank:
        raise Misread("J301", "an event about a vector", node)
    return t.body


# ---------------------------------------------------------------------- events in words


def event_in_words(scope: Scope, base: str, body: Node | None) -> tuple[str, tuple[Node, ...]] | None:
    """The name of an event said in words, with dots for its numbers, and these numbers; None for any other."""
    if base not in MEASURES or body is None:
        return None
    if (
        isinstance(body, syntax.Relation)
        and body.signs == ("=",)
        and isinstance(body.members[0], Name)
        and body.members[0].font in ("text", "rm", "op")
        and len(body.members[0].text) > 1
        and body.members[1] is not None
    ):
        if scope.find(atom(body.members[0])) is not None or counted(scope, body.members[0]) is not None:
            return None
        return f"P({body.members[0].text} = ·)", (body.members[1],)
    if isinstance(body, syntax.Listing):
        parts = [event_in_words(scope, base, item) for item in body.items]
        said = [p for p in parts if p is not None]
        if len(said) != len(parts):
            return None
        return f"P({', '.join(key[2:-1] for key, _ in said)})", tuple(n for _, nodes in said for n in nodes)
    factors = body.factors if isinstance(body, syntax.Product) else (body,)
    if not any(isinstance(f, syntax.Words) for f in factors):
        return None
    if not all(isinstance(f, syntax.Words | Name | syntax.Number) for f in factors):
        return None
    operators = body.operators if isinstance(body, syntax.Product) else ()
    if any(o not in ("", "cap", "land", "wedge") for o in operators):
        return None
    pieces = [f.text.strip() if isinstance(f, syntax.Words) else "·" for f in factors]
    joined = pieces[0] + "".join(f" {o} {p}" if o else f" {p}" for o, p in zip(operators, pieces[1:], strict=True))
    return f"P({joined})", tuple(f for f in factors if not isinstance(f, syntax.Words))


def named_events(nodes: Sequence[Node]) -> Iterator[tuple[Name, Node]]:
    """The heads and bodies of all probabilities in some formulas."""
    for top in nodes:
        for n in walk(top):
            head: Node | None = None
            group: Node | None = None
            if isinstance(n, syntax.Operator):
                head, group = n.head, n.argument
                if isinstance(head, Name) and isinstance(group, syntax.Group) and group.body is not None:
                    yield head, group.body
            elif isinstance(n, syntax.Product):
                for head, group in zip(n.factors, n.factors[1:], strict=False):
                    if isinstance(head, Name) and isinstance(group, syntax.Group) and group.body is not None:
                        yield head, group.body


def counts(scope: Scope, nodes: Sequence[Node]) -> None:
    """The letters that stand for numbers in events said in words (``x \\text{ units}``) are whole numbers."""
    for head, body in named_events(nodes):
        _values(scope, head, body)
        found = event_in_words(scope, atom(head), body)
        for n in found[1] if found is not None and not isinstance(body, syntax.Relation) else ():
            if not isinstance(n, Name) or atom(n) in scope.entries:
                continue
            entry = scope.create(atom(n), atom(n))
            entry.total, entry.fixed, entry.counts = 0, True, frozenset((0,))
            entry.symbol.domain, entry.learnt = "whole", "prose"
            entry.lay_out()


def _values(scope: Scope, head: Name, body: Node) -> None:
    """The n of ``P(X = n)``, where X counts something, is a whole number."""
    from backproof.meaning.elaborate import Elaborator

    for n in walk(body) if atom(head) in MEASURES else ():
        if not (isinstance(n, syntax.Relation) and n.signs == ("=",) and isinstance(n.members[1], Name)):
            continue
        left = n.members[0]
        ref = Elaborator(scope).resolve(left) if isinstance(left, Name | syntax.Scripted) else None
        if (ref is not None and ref.key in stated_keys(scope, counts=True)) or (
            isinstance(left, Name) and counted(scope, left) is not None
        ):
            scope.facts.setdefault(f"domain {atom(n.members[1])}", "whole")


# ---------------------------------------------------------------------- things that are counted

_ADJECTIVE = re.compile(
    r"⟦(\d+)⟧ (?:is|are) (?:called |said to be )?[*_\"“`']*([a-z]+)[*_\"”`']*"
    r" (?:if|when|whenever|iff|exactly when|if and only if) ⟦(\d+)⟧",
    re.IGNORECASE,
)


def adjectives(blocks: Sequence[Block], parsed: dict[Formula, Node | None]) -> dict[str, Counted]:
    """``Unit $i$ is kept if $m_i = 1$``: words by which a section says what it counts."""
    text, formulas = numbered(blocks)
    found: dict[str, Counted] = {}
    for match in _ADJECTIVE.finditer(re.sub(r"\s+", " ", text)):
        subject, condition_ = (parsed.get(formulas[int(match.group(k))]) for k in (1, 3))
        if isinstance(subject, Name) and isinstance(condition_, syntax.Relation):
            found[match.group(2).lower()] = Counted(subject, condition_)
    return found


def counted(scope: Scope, node: Name) -> Counted | None:
    """What a word such as ``\\text{kept}`` counts."""
    if node.font not in ("text", "rm", "op"):
        return None
    at: Scope | None = scope
    while at is not None:
        if at.chance is not None and node.text.lower() in at.chance.counted:
            found: Counted = at.chance.counted[node.text.lower()]
            return found
        at = at.parent
    return None


def count(ela: Elaborator, one: Counted) -> Tensor:
    """How many of the things that are counted fulfil the condition: Σ_i 1{…}."""
    index = Index(atom(one.letter))
    with ela.binding({atom(one.letter): index}):
        t = condition(ela, one.condition)
    if t.rank:
        raise Misread("J301", "what is counted is not understood", one.condition)
    return scalar(Sum(index, t.body))


def among_size(ela: Elaborator, one: Counted) -> str:
    """The name of how many things there are to be counted; empty if it has none."""
    t = count(ela, one)
    return t.body.index.size.root.key if isinstance(t.body, Sum) else ""


# ---------------------------------------------------------------------- what is random


def about_random(ela: Elaborator, node: Node) -> bool:
    """Whether an event is about symbols that something says to be random, and says what is asked of them."""
    if not any(isinstance(n, syntax.Relation) for n in walk(node)):
        return False
    left = node.left if isinstance(node, syntax.Bar) else node
    if any(isinstance(n, syntax.Words) for n in walk(node)):
        return False
    keys = stated_keys(ela.scope)
    for n in walk(left):
        if isinstance(n, Name) and counted(ela.scope, n) is not None:
            return True
        ref = ela.resolve(n) if isinstance(n, Name | syntax.Scripted) else None
        if ref is not None and (ref.key in keys or _rests_on_chance(ela, ref.key, keys)):
            return True
    return False


def _rests_on_chance(ela: Elaborator, key: str, keys: frozenset[str]) -> bool:
    """Whether a name is random, or defined by random symbols."""
    entry = ela.scope.find(key)
    if entry is None:
        return False
    names = {found.name for k in keys if (found := ela.scope.find(k)) is not None}
    behind = {entry.name, *reached([c.body for c in entry.symbol.clauses], ela.scope.model)}
    model = ela.scope.model
    return bool(names & behind) or any(n in model and model[n].distribution is not None for n in behind)


def stated_keys(scope: Scope, *, counts: bool = False) -> frozenset[str]:
    """The names to which the sections around give a law; with ``counts`` those whose law is one of counts."""
    from backproof.meaning.elaborate import Elaborator

    ela = Elaborator(scope)
    found: set[str] = set()
    at: Scope | None = scope
    while at is not None:
        for one in at.chance.stated if at.chance is not None else ():
            if counts and one.law.support not in ("count", "binary"):
                continue
            found |= {ref.key for node in one.subjects if (ref := ela.resolve(node)) is not None}
        at = at.parent
    return frozenset(found)
