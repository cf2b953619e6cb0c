"""What a section says about randomness: ``x \\sim \\mathcal N(\\mu, \\sigma^2)``, words, ``P(m_i = 1) = 1 - p``.

``announce`` runs before shapes are inferred: it collects what is said and narrows the domains of parameters.
``randomness.settle`` runs after and writes the laws into the symbols.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from backproof.latex import parse
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import children, walk
from backproof.meaning import another_law
from backproof.meaning.any_variables import any_variables
from backproof.meaning.conventions import assume
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.events import Counted, adjectives, counts, stated_keys
from backproof.meaning.integrals import integrated
from backproof.meaning.names import atom, capital
from backproof.meaning.prose import Fact, Slot
from backproof.meaning.prose.facts import NOWHERE
from backproof.meaning.relations import Piece, Raw
from backproof.meaning.scope import Scope
from backproof.terms.distributions import BY_NAME, BY_SPELLING, BY_WORD, Law
from backproof.text.blocks import Block, Formula, Prose, Span


@dataclass(eq=False)
class Stated:
    """That something follows a law: the names it is said of, the law, its parameters as they were written."""

    subjects: tuple[Node, ...]
    law: Law
    parameters: tuple[Node, ...] = ()
    independent: bool = True
    start: int = 0
    span: Span = NOWHERE


@dataclass(eq=False)
class Moments:
    """What words say about one variable of unnamed law."""

    node: Node
    mean: Node | None = None
    variance: Node | None = None
    symmetric: bool = False
    independent: bool = False
    random: bool = False
    start: int = 0


@dataclass(eq=False)
class Chance:
    """What a section says about randomness. ``densities`` are names of laws: ``q = \\mathcal N(\\mu, \\sigma^2)``."""

    stated: list[Stated] = field(default_factory=list)
    densities: dict[str, list[tuple[int, Stated]]] = field(default_factory=dict)
    conditionals: set[str] = field(default_factory=set)
    """Names with a conditional law that is stated (``q(x \\mid z) = \\mathcal N(…)``): no unspecified functions."""
    moments: dict[str, Moments] = field(default_factory=dict)
    counted: dict[str, Counted] = field(default_factory=dict)
    """Words that stand for how many things fulfil a condition: ``unit $i$ is kept if $m_i = 1$``."""


def law_call(node: Node | None) -> tuple[Law, tuple[Node, ...]] | None:
    """``\\mathcal N(\\mu, \\sigma^2)``, ``U[-a, a]``, ``\\text{Bernoulli}(p)``: the law and its parameters."""
    head: Node | None = None
    group: Node | None = None
    if isinstance(node, syntax.Product) and len(node.factors) == 2 and node.operators == ("",):
        head, group = node.factors
    elif isinstance(node, syntax.Operator):
        head, group = node.head, node.argument
    if isinstance(head, syntax.Words):
        head = Name(head.text.strip(), "op")
    if not isinstance(head, Name) or not isinstance(group, syntax.Group) or group.left not in ("(", "["):
        return None
    if head.font == "" and len(head.text) > 1:
        return None  # a Greek letter: Γ(a, b) is the gamma function, or anything else
    law = BY_SPELLING.get(atom(head))
    body = group.body
    if law is None or body is None or isinstance(body, syntax.Bar | syntax.Relation):
        return None
    items = body.items if isinstance(body, syntax.Listing) else (body,)
    if len(items) != len(law.parameters):
        return None
    return law, tuple(items)


# ---------------------------------------------------------------------- what is said


def announce(
    scope: Scope, pieces: Sequence[Piece], raws: Sequence[Raw], facts: Sequence[Fact], blocks: Sequence[Block]
) -> None:
    """Collect what a section says about randomness; keep ``q = \\mathcal N(…)`` from being read as an equation."""
    said = Chance()
    scope.chance = said
    values = {slot.span for fact in facts if _gives_value(fact) for slot in fact.objects}
    for fact in facts:
        _fact(scope, said, fact, values)
    for name, independent in any_variables(pieces, blocks):
        m = _moment(scope, said, name)
        if m is not None:
            m.random, m.independent = True, independent
    for raw in raws:
        _relation(scope, said, raw, raws)
    for raw in raws:
        if _is_entropy(scope, raw.left):
            raw.first = False  # an equation for the entropy of a law is a claim, never its definition
    _covariances(scope, pieces)
    nodes = [c.node for p in pieces for row in p.parsed.rows for c in row.clauses if c.node is not None]
    said.counted = adjectives(blocks, {p.formula: _only(p.formula.latex) for p in pieces if not p.formula.display})
    counts(scope, nodes)
    letters = integrated(nodes)
    if letters:
        scope.facts["integrated"] = " ".join(sorted(letters))
    _in_words(said, blocks)
    for one in [*said.stated, *(d for ds in said.densities.values() for _, d in ds)]:
        _domains(scope, one)
        for node in one.parameters:
            _introduce(scope, node)
    for m in said.moments.values():
        if m.variance is not None:
            _positive(scope, m.variance)
        for moment in (m.mean, m.variance):
            _introduce(scope, moment)


def _relation(scope: Scope, said: Chance, raw: Raw, raws: Sequence[Raw]) -> None:
    found = law_call(raw.right)
    if raw.problem is not None or not raw.first:
        return
    _conditional(scope, said, raw)
    if found is not None and raw.sign == "sim" and raw.left is not None:
        subjects = (*_before(raw), *_names(raw.left))
        for node in subjects:
            _parted(scope, said, node, raw)
        stated = Stated(subjects, *found, start=raw.span.end, span=raw.span)
        another_law.part(scope, subjects, stated, raws)
        said.stated.append(stated)
    elif found is None and raw.sign == "sim" and isinstance(raw.left, Name) and _some_law(raw.right):
        m = _moment(scope, said, raw.left)
        if m is not None:
            m.random = True
    elif (
        found is not None
        and raw.sign in ("=", ":=", "equiv")
        and isinstance(raw.left, Name | Scripted | syntax.Product)
    ):
        name = raw.left.factors[0] if isinstance(raw.left, syntax.Product) else raw.left
        ref = Elaborator(scope).resolve(name)
        if ref is not None and (not isinstance(raw.left, syntax.Product) or len(raw.left.factors) == 2):
            said.densities.setdefault(ref.key, []).append((raw.span.start, Stated((), *found)))
            raw.sign = "sim"
    elif raw.sign == "=" and raw.right is not None:
        subject = _certain(raw.left)
        ref = Elaborator(scope).resolve(subject) if subject is not None else None
        if subject is not None and ref is not None and ref.key not in stated_keys(scope):
            scope.conventions.add(raw)
            said.stated.append(Stated((subject,), BY_NAME["bernoulli"], (raw.right,), span=raw.span))


def _some_law(node: Node | None) -> bool:
    """A letter that usually stands for a law of which nothing more is said: ``x \\sim p``, ``x \\sim \\mathcal D``."""
    if isinstance(node, syntax.Product) and len(node.factors) == 2 and isinstance(node.factors[1], syntax.Group):
        node = node.factors[0]
    base = node.base if isinstance(node, Scripted) else node
    return isinstance(base, Name) and (base.font == "cal" or base.text in ("p", "q", "P", "Q", "D"))


def _conditional(scope: Scope, said: Chance, raw: Raw) -> None:
    """``q(x \\mid z) = \\mathcal N(x; z, I)``: a law of q, of whatever form."""
    left, right = raw.left, raw.right
    if not (isinstance(left, syntax.Product) and isinstance(right, syntax.Product) and len(left.factors) == 2):
        return
    (name, group), (law, argument) = left.factors, right.factors[:2]
    ref = Elaborator(scope).resolve(name)
    given = isinstance(group, syntax.Group) and isinstance(group.body, syntax.Bar)
    drawn = isinstance(law, Name) and atom(law) in BY_SPELLING and isinstance(argument, syntax.Group)
    if ref is not None and given and drawn:
        said.conditionals.add(ref.key)


def _parted(scope: Scope, said: Chance, node: Node, raw: Raw) -> None:
    """A law given to a name of which moments were said before: from here on it is another variable."""
    ref = Elaborator(scope).resolve(node)
    m = said.moments.get(ref.key) if ref is not None else None
    if ref is None or m is None or m.start >= raw.span.start or not (m.symmetric or m.variance is not None):
        return
    entry = scope.redefine(ref.key, raw.span.start)
    assume(scope, entry, ref.base, len(ref.items))


def _is_entropy(scope: Scope, node: Node | None) -> bool:
    if not (
        isinstance(node, syntax.Product)
        and len(node.factors) == 2
        and isinstance(node.factors[0], Name)
        and isinstance(node.factors[1], syntax.Group)
    ):
        return False
    body = node.factors[1].body
    ref = Elaborator(scope).resolve(body) if isinstance(body, Name | Scripted) else None
    named = ref is not None and any(ref.key in s.chance.densities for s in _around(scope) if s.chance is not None)
    return atom(node.factors[0]) in ("H", "cal:H", "bb:H", "h") and (named or law_call(body) is not None)


def _around(scope: Scope) -> Iterator[Scope]:
    at: Scope | None = scope
    while at is not None:
        yield at
        at = at.parent


def _covariances(scope: Scope, pieces: Sequence[Piece]) -> None:
    """The covariances of densities are positive definite matrices, their variances positive numbers."""
    clauses = [c.node for p in pieces for row in p.parsed.rows for c in row.clauses if c.node is not None]
    for n in (inner for node in clauses for inner in walk(node)):
        drawn = n.members[1:2] if isinstance(n, syntax.Relation) and n.signs[0] == "sim" else ()
        compared = (n.left, n.right) if isinstance(n, syntax.Bar) else ()
        for law in map(law_call, (*drawn, *compared)):
            if law is not None and law[0].name == "normal" and len(law[1]) == 2:
                _spread(scope, law[1][-1])
        for head, group in pairwise(n.factors if isinstance(n, syntax.Product) else ()):
            if isinstance(head, Name) and isinstance(group, syntax.Group) and is_normal(head, group.body):
                body = group.body
                items = (
                    body.right.items
                    if isinstance(body, syntax.Bar) and isinstance(body.right, syntax.Listing)
                    else getattr(body, "items", ())
                )
                if items:
                    _spread(scope, items[-1])


def is_normal(head: Name, argument: Node | None) -> bool:
    """Whether a name before a bracket is the normal law: ``\\mathcal N`` always, a plain N before ``(x; m, P)``."""
    if atom(head) == "N":
        listing = argument if isinstance(argument, syntax.Listing) else None
        return listing is not None and ";" in listing.separators and len(listing.items) == 3
    return atom(head) in ("cal:N", "Norm")


def _spread(scope: Scope, node: Node) -> None:
    ref = Elaborator(scope).resolve(node) if isinstance(node, Name | Scripted) else None
    if ref is None or ref.key in ("I", "bb:I", "1"):
        return
    matrix = capital(ref.base) or any(case == "upper" for case, _, _ in scope.usage.boldness(ref.base))
    scope.facts.setdefault(f"domain {ref.key}", "definite" if matrix else "positive")
    if not matrix and ref.sup.power is not None:
        scope.facts.setdefault(f"domain {ref.key}^2", "positive")


def without_laws(raws: Sequence[Raw]) -> None:
    """``For $q = \\mathcal N(…)$:`` before a display names a law; it is no condition on numbers."""
    for raw in raws:
        raw.conditions = [c for c in raw.conditions if not (isinstance(c, syntax.Relation) and law_call(c.members[-1]))]


def _certain(node: Node | None) -> Node | None:
    """The m of ``P(m = 1)``."""
    if isinstance(node, syntax.Operator):
        head, group = node.head, node.argument
    elif isinstance(node, syntax.Product) and len(node.factors) == 2:
        head, group = node.factors
    else:
        return None
    if not (isinstance(head, Name) and atom(head) in ("P", "Pr", "bb:P", "p") and isinstance(group, syntax.Group)):
        return None
    body = group.body
    if (
        isinstance(body, syntax.Relation)
        and body.signs == ("=",)
        and isinstance(body.members[1], syntax.Number)
        and body.members[1].text == "1"
        and isinstance(body.members[0], Name | Scripted)
    ):
        return body.members[0]
    return None


def _names(node: Node) -> tuple[Node, ...]:
    items = node.items if isinstance(node, syntax.Listing) else (node,)
    return tuple(n for n in items if isinstance(n, Name | Scripted))


def _before(raw: Raw) -> tuple[Node, ...]:
    """``x_1, \\dots, x_n \\sim …`` is cut at its commas: what stands before belongs to it."""
    out: list[Node] = []
    for row in raw.piece.parsed.rows:
        clauses = list(row.clauses)
        for k, clause in enumerate(clauses):
            if isinstance(clause.node, syntax.Relation) and clause.node.members[0] is raw.left:
                while (
                    k > 0 and clauses[k].lead == "," and isinstance(clauses[k - 1].node, Name | Scripted | syntax.Dots)
                ):
                    k -= 1
                    node = clauses[k].node
                    if isinstance(node, Name | Scripted):
                        out.append(node)
    return tuple(out)


def _nodes(slots: Sequence[Slot]) -> Iterator[Node]:
    for slot in slots:
        for row in parse(slot.latex).rows:
            for clause in row.clauses[:1]:
                node = clause.node
                node = node.members[0] if isinstance(node, syntax.Relation) else node
                if node is not None:
                    yield node


def _gives_value(fact: Fact) -> bool:
    """Whether words give something its mean or variance: where the value stands, nothing is said of it."""
    return fact.kind == "property" and fact.value in ("mean", "variance")


def _fact(scope: Scope, said: Chance, fact: Fact, values: set[Span]) -> None:
    objects = list(_nodes(fact.objects))
    if fact.kind == "random" and fact.value == "expectation-over":
        if len(objects) == 1 and isinstance(objects[0], Name) and scope.usage.is_bound(atom(objects[0])):
            scope.facts["average over"] = atom(objects[0])
        return
    if fact.kind == "random":
        _word(said, fact, objects, scope)
    elif fact.kind == "property" and fact.value in (
        "mean-zero",
        "mean",
        "variance",
        "iid",
        "independent",
        "symmetric-distribution",
    ):
        for node in _nodes([slot for slot in fact.subjects if slot.span not in values]):
            for name in _names(node):
                m = _moment(scope, said, name)
                if m is None:
                    continue
                m.start = fact.span.start
                zero = syntax.Number("0")
                if fact.value == "mean-zero":
                    m.mean = zero
                elif fact.value == "mean" and len(objects) == 1:
                    m.mean = objects[0]
                elif fact.value == "variance" and len(objects) == 1:
                    m.variance = objects[0]
                elif fact.value == "symmetric-distribution":
                    m.symmetric, m.mean = True, m.mean or zero
                m.independent = m.independent or fact.value in ("iid", "independent")


def _moment(scope: Scope, said: Chance, name: Node) -> Moments | None:
    ref = Elaborator(scope).resolve(name)
    return said.moments.setdefault(ref.key, Moments(name)) if ref is not None else None


def _word(said: Chance, fact: Fact, objects: list[Node], scope: Scope) -> None:
    law = BY_WORD.get(fact.value)
    subjects = tuple(n for node in _nodes(fact.subjects) for n in _names(node))
    if not subjects:
        return
    if fact.value == "standard-normal":
        said.stated.append(Stated(subjects, BY_NAME["normal"], (syntax.Number("0"), syntax.Number("1"))))
    elif law is not None and len(objects) == len(law.parameters):
        said.stated.append(Stated(subjects, law, tuple(objects), span=fact.span))
    elif (
        law is not None
        and law.name == "uniform"
        and len(objects) == 1
        and isinstance(objects[0], syntax.Group)
        and isinstance(objects[0].body, syntax.Listing)
        and len(objects[0].body.items) == 2
    ):
        said.stated.append(Stated(subjects, law, objects[0].body.items, span=fact.span))
    elif law is not None and law.name == "normal" and len(objects) == 1 and re.search("zero|mean 0", fact.pattern):
        said.stated.append(Stated(subjects, law, (syntax.Number("0"), objects[0]), span=fact.span))
    elif fact.value == "drawn-from" and len(objects) == 1 and (found := law_call(objects[0])) is not None:
        said.stated.append(Stated(subjects, *found, span=fact.span))
    elif fact.value == "random":
        for name in subjects:
            m = _moment(scope, said, name)
            if m is not None:
                m.random = True


_FOLLOWS = re.compile(
    r"distribut|drawn|sampl|follow|\bfrom\b|i\.?i\.?d|obey|\blaw\b|\bnormal\b|\bGaussian\b|verteilt|\bsuit\b|\bsigue\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?](?:\s|$)|\n\s*\n")


def _in_words(said: Chance, blocks: Sequence[Block]) -> None:
    """``the $\\delta_k$ are independent with distribution $\\mathcal N(1, \\sigma^2)$``: a lone law after words."""
    for k, block in enumerate(blocks):
        if not isinstance(block, Formula) or block.display:
            continue
        found = law_call(_only(block.latex))
        if found is None:
            continue
        words = ""
        for before in reversed(blocks[max(0, k - 3) : k]):
            if isinstance(before, Prose):
                words = before.text + words
                if _STOP.search(before.text):
                    break
            elif isinstance(before, Formula):
                names = [n for row in parse(before.latex).rows for c in row.clauses for n in _names(_subject(c.node))]
                if names and len(words) < 90 and _FOLLOWS.search(words) and not re.search(r"\bnot\b", words):
                    said.stated.append(Stated(tuple(names), *found, span=block.span))
                break
            else:
                break


def _subject(node: Node | None) -> Node:
    if isinstance(node, syntax.Relation) and node.signs == ("in",) and node.members[0] is not None:
        return node.members[0]
    return node if node is not None else syntax.Words("")


def _only(latex: str) -> Node | None:
    clauses = [c for row in parse(latex).rows for c in row.clauses]
    return clauses[0].node if len(clauses) == 1 else None


# ---------------------------------------------------------------------- domains of parameters


def _domains(scope: Scope, one: Stated) -> None:
    for what, node in zip(one.law.parameters, one.parameters, strict=False):
        if what == "probability":
            for inner in named_inside(node):
                ref = Elaborator(scope).resolve(inner)
                if ref is not None:
                    scope.facts.setdefault(f"domain {ref.key}", "unit")
        elif what in ("rate", "scale", "variance", "shape", "degrees"):
            _positive(scope, node)
        elif what == "trials":
            for inner in named_inside(node):
                ref = Elaborator(scope).resolve(inner)
                if ref is not None and not scope.usage.is_size(ref.key):
                    scope.facts.setdefault(f"domain {ref.key}", "whole")


def named_inside(node: Node | None) -> Iterator[Node]:
    """The names in an expression, without those that stand in their scripts."""
    if isinstance(node, Name) or (isinstance(node, Scripted) and isinstance(node.base, Name)):
        yield node
    elif node is not None:
        for inner in children(node):
            yield from named_inside(inner)


def _introduce(scope: Scope, node: Node | None) -> None:
    """The names with a tag in the parameters of a law, such as ``\\sigma_f``, are introduced by it."""
    for n in named_inside(node):
        ref = Elaborator(scope).resolve(n)
        if ref is None or ref.key == ref.base:
            continue
        known = scope.find(ref.key) or scope.find(ref.key + "^2")
        if known is None and not scope.usage.is_bound(ref.key) and not scope.usage.is_size(ref.key):
            entry = scope.create(ref.key, ref.key)
            assume(scope, entry, ref.base, len(ref.items))
            entry.learnt = "prose"


def _positive(scope: Scope, node: Node) -> None:
    """A variance and what it is the square of, a rate, a scale: positive numbers."""
    ref = Elaborator(scope).resolve(node) if isinstance(node, Name | Scripted) else None
    if ref is None or (
        isinstance(node, Name) and (node.font in ("bold", "bb") or node.text in ("I", "Sigma", "Lambda"))
    ):
        return
    scope.facts.setdefault(f"domain {ref.key}", "positive")
    if ref.sup.power is not None:
        scope.facts.setdefault(f"domain {ref.key}^2", "positive")
