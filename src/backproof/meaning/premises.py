"""Equations that the page assumes (``with Σ_k y_k = 1``): where they are stated, and for which lines they stand.

The nearest word before an equation tells what it is: after *with*, *assume*, *satisfy* it is laid down, after *so*,
*hence*, *we get* it is claimed. Reasons (*since*, *because*) count where they are of a form that only lays down:
a normalisation, a symmetry. What follows from definitions is no premise; ``judge`` sees to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backproof.claims.reading import Premise
from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.definitions import read_relation
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.hypotheses import ends_sentence, sentence_before
from backproof.meaning.names import is_transpose
from backproof.meaning.prose.guards import SI
from backproof.meaning.relations import Raw
from backproof.meaning.scope import Scope
from backproof.meaning.tensor import Misread
from backproof.meaning.workspace import Section
from backproof.terms.nodes import Add, negative
from backproof.terms.sizes import mark, undo
from backproof.text.blocks import Block, Document, Formula, Prose

MOST = 8
"""At most so many premises stand for one line."""
_OPENS = r"assume|assumes|assumed|suppose|supposed|let|consider|sei(?:en)?|soit|soient|supposons|sea|sean"
_GIVEN = r"assuming|supposing|given|with|where|such that|subject to|s\.t\.|under|mit|avec|où|con|donde"
_LOCAL = rf"if|when|whenever|in case|provided|as long as|for|falls|wenn|lorsque|{SI}|cuando|für|pour|para"
_CASE = re.compile(rf"\b(?:{_LOCAL})\s*$|^\s*(?:at|bei)\s*$", re.IGNORECASE)
"""Words right before an equation in the text that make it a case; "the slope vanishes at $m = …$" is none."""
_REASON = (
    r"since|because|as|using|recall\w*|remember|note|noting|by|due to|weil|da|car|puisque|porque|ya que"
    r"|satisf\w+|fulfil\w*|obey\w*|constraints?|constrained|normali[sz]\w+|requir\w+|impos\w+|erfüll\w+|vérifi\w+"
    r"|cumpl\w+"
)
"""Words that lay down or cite: also "the error satisfies …", which is a claim, unless it can only be laid down."""
_CLAIMED = (
    r"so|hence|thus|therefore|then|gives?|yields?|get|obtain\w*|follows?|impl\w+|finds?|becomes?|conclud\w*|shows?"
    r"|proves?|verif(?:y|ies)|check\w*|comput\w*|have|has|results?|means|reads|consequently|must|derive\w*|also|indeed"
    r"|which|whose|claim\w*|wrong\w*|incorrect\w*|not|never|instead|cannot|folgt|also gilt|donc|alors|ainsi"
    r"|entonces|luego|por tanto"
)
_WORD = re.compile(
    rf"\b(?:(?P<opens>{_OPENS})|(?P<given>{_GIVEN})|(?P<local>{_LOCAL})|(?P<reason>{_REASON})|(?P<claimed>{_CLAIMED}))\b"
    r"|(?P<set>[设令]|假设)|(?P<such>其中|给定)|(?P<why>满足|由于|因为)|(?P<when>若|当|如果)|(?P<hence>所以|因此|于是|得|则|故|时|那么|有)",
    re.IGNORECASE,
)
_BINDS = re.compile(r"satisf\w+|fulfil\w*|obey\w*|erfüll\w+|vérifi\w+|cumpl\w+|满足", re.IGNORECASE)
"""After "assume the weights …" such a word lays down, too."""
_KINDS = {"set": "opens", "such": "given", "why": "reason", "when": "local", "hence": "claimed"}
_NEAR = 4
"""A display belongs to a word at most so many words before it."""
_PAUSE = re.compile(r"[,:;，：；]")
_LISTS = {
    "opens": re.compile(r"[:;：；]|(?<!⟧)[,，]\s*$"),
    "given": re.compile(r"[:;：；]|[,，](?!\s*(?:and|und|et|y|⟦))|[,，]\s*$"),
    "local": _PAUSE,
}
"""What, between a word and an equation, ends the reach of the word: "with a > 0 the slope is 1, and …"."""

_STRONG = re.compile(
    r"assum\w*|suppos\w*|such that|subject to|s\.t\.|provided|if|angenommen|supposons|si|wenn|若|假设",
    re.IGNORECASE,
)
"""Words that lay down even what definitions speak of: ``suppose that X^\\top r = 0`` for a residual r."""


@dataclass(frozen=True)
class Stated:
    """How an equation is laid down: only for its own sentence, and by a word that admits no other meaning."""

    local: bool = False
    strong: bool = False


@dataclass(frozen=True, eq=False)
class Assumed:
    """A premise, the relation that states it, and how."""

    premise: Premise
    raw: Raw
    how: Stated


def collect_premises(state: Section, document: Document) -> list[Assumed]:
    """The equations of a section that its words lay down."""
    found = []
    for raw in state.raws:
        how = stated(state, raw)
        if how is not None:
            premise = _premise(state.scope, raw, document, strong=how.strong)
            if premise is not None:
                found.append(Assumed(premise, raw, how))
    return found


def stated(state: Section, raw: Raw) -> Stated | None:
    """How the words before an equation lay it down; None for one that is claimed."""
    if (
        raw.sign != "="
        or raw.problem is not None
        or raw.left is None
        or raw.right is None
        or raw in state.heads
        or state.roles.get(raw, "claim") != "claim"
        or raw.conditions
        or any(_works_out(n) for side in (raw.left, raw.right) for n in walk(side))
    ):
        return None
    chain = [r for r in state.raws if r.piece is raw.piece and r.chain == raw.chain]
    if len(chain) > 1 and not normalises(chain[-1]):
        return None
    return _stated(raw, sentence_before(raw.piece.formula, state.blocks.blocks))


def _stated(raw: Raw, before: str) -> Stated | None:
    """What the nearest telling word before an equation, in its sentence, makes of it.

    ``For unit u, v: …`` and ``with a > 0, …`` are followed by the claim itself; only what does no more than to
    normalise is laid down there.
    """
    text = f"{before} {raw.text[: raw.start]}"
    words = list(_WORD.finditer(text))
    last = words[-1] if words else None
    kind = _kind(last)
    if last is not None and len(words) > 1 and _BINDS.fullmatch(last[0]) and _kind(words[-2]) in ("opens", "given"):
        kind = "given"
    if kind == "claimed":
        return None
    gap = text[last.end() :] if last is not None else text
    if is_case(raw, before):
        return Stated(local=True, strong=True)
    how = Stated(kind == "local", last is not None and _STRONG.fullmatch(last[0]) is not None)
    if raw.piece.formula.display:
        near = kind in _LISTS and "⟦" not in gap and len(gap.split()) <= _NEAR
        return how if near and not _PAUSE.search(gap) else None
    if kind in _LISTS and not _LISTS[kind].search(gap):
        return how
    return Stated(how.local) if normalises(raw) else None


def is_case(raw: Raw, before: str) -> bool:
    """Whether an equation in the text stands right after "for", "if" or an "At": a case, and it can be nothing else."""
    return not raw.piece.formula.display and raw.start == 0 and _CASE.search(before) is not None


def _kind(word: re.Match[str] | None) -> str:
    return _KINDS.get(word.lastgroup or "", word.lastgroup or "") if word is not None else ""


def normalises(raw: Raw) -> bool:
    """Whether an equation can do nothing but lay down: ``Σ_k y_k = 1``, ``‖u‖ = 1``, ``QᵀQ = I``, ``Aᵀ = A``."""
    for a, b in ((raw.left, raw.right), (raw.right, raw.left)):
        if a is None or b is None:
            continue
        if _transposed(a) is not None and _same(_transposed(a), b):
            return True
        if not (isinstance(b, syntax.Number) or (isinstance(b, Name) and b.text in ("I", "0", "1"))):
            continue
        if isinstance(a, syntax.Big) and a.kind == "sum" and _entry(a.body):
            return True
        inner = a.base if isinstance(a, Scripted) else a
        if isinstance(inner, syntax.Group) and inner.left in ("‖", "|") and _entry(inner.body):
            return True
        if isinstance(a, syntax.Product) and len(a.factors) == 2:
            one, other = a.factors
            under = _transposed(one)
            if _same(under, other) or _same(one, _transposed(other)):
                return True
            if isinstance(under, Name) and under.text == "1" and isinstance(other, Name):
                return True
    return False


def _transposed(node: Node) -> Node | None:
    """What stands under the sign of a transpose."""
    return node.base if isinstance(node, Scripted) and is_transpose(node.sup) and node.sub is None else None


def _entry(node: Node | None) -> bool:
    return isinstance(node, Name) or (isinstance(node, Scripted) and isinstance(node.base, Name))


def _same(a: Node | None, b: Node | None) -> bool:
    return isinstance(a, Name) and isinstance(b, Name) and a.text == b.text and a.accents == b.accents


def _works_out(node: Node) -> bool:
    """Whether something has to be worked out: a derivative, a limit, a probability."""
    if isinstance(node, syntax.Fraction) and isinstance(node.denominator, syntax.Product):
        first = node.denominator.factors[0]
        return isinstance(first, Name) and first.text == "d"
    return isinstance(node, Name) and (
        node.text in ("partial", "nabla", "infty", "lim", "Pr", "Var", "Cov", "var", "cov")
        or (node.font == "bb" and node.text in ("E", "P", "V"))
    )


def _premise(scope: Scope, raw: Raw, document: Document, *, strong: bool) -> Premise | None:
    """The equation as it is read first; None if it does not hold together."""
    scope.position = raw.span.start
    point = mark()
    try:
        reading = read_relation(Elaborator(scope), raw, [])
    except (Misread, RecursionError):
        undo(point)
        return None
    if reading.conditions or reading.forced:
        return None
    text = " ".join(raw.text[raw.start : raw.end].split())
    line = document.source.place(raw.span.start)[0]
    return Premise(Add((reading.left, negative(reading.right))), text, line, reading, raw.span, strong)


def premises_for(state: Section, raw: Raw) -> tuple[Premise, ...]:
    """What is assumed where a relation stands: before it in its section or around it, or in its own sentence."""
    found: list[Premise] = []
    for scope in state.scope.around():
        for a in scope.assumed:
            if a.raw is raw or (a.raw.piece is raw.piece and a.raw.chain == raw.chain):
                continue
            if scope is state.scope and not _stands(a, raw, state.blocks.blocks):
                continue
            if scope is not state.scope and a.how.local:
                continue
            found.append(a.premise)
    return tuple(found[:MOST])


def _stands(assumed: Assumed, raw: Raw, blocks: Sequence[Block]) -> bool:
    """Whether a premise of the same section is stated before a relation, or with it."""
    one, other = assumed.raw.piece.formula, raw.piece.formula
    if assumed.raw.span.start < raw.span.start:
        return not assumed.how.local or same_sentence(one, other, blocks)
    return one is not other and _continues(one, blocks) and same_sentence(other, one, blocks)


def _continues(formula: Formula, blocks: Sequence[Block]) -> bool:
    """Whether the words before a formula go on with the sentence of the one before them: ``…, where s + t = 1``."""
    k = next((k for k, b in enumerate(blocks) if b is formula), 0)
    before = blocks[k - 1] if k else None
    return isinstance(before, Prose) and before.text.lstrip(" ,;\n")[:1].islower()


def same_sentence(one: Formula, other: Formula, blocks: Sequence[Block]) -> bool:
    """Whether no sentence ends between two formulas, in this order."""
    first = next((k for k, b in enumerate(blocks) if b is one), len(blocks))
    for block in blocks[first + 1 :]:
        if block is other:
            return True
        if not isinstance(block, Prose | Formula) or (isinstance(block, Prose) and ends_sentence(block.text)):
            return False
        if isinstance(block, Formula) and block.latex.rstrip().endswith("."):
            return False
    return one is other
