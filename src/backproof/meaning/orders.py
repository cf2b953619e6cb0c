"""Inequalities: which ones declare (``α > 0``), what they say of a domain, and which ones are put forward as true."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from backproof.latex import tree as syntax
from backproof.latex.tree import Name, Node, Scripted
from backproof.latex.walk import walk
from backproof.meaning.conventions import assume
from backproof.meaning.elaborate import Elaborator
from backproof.meaning.hypotheses import sentence_before
from backproof.meaning.names import Ref, capital
from backproof.meaning.printed import value as value_of
from backproof.meaning.relations import Raw
from backproof.meaning.signs import LOEWNER, ORDER
from backproof.text.blocks import Block, Prose

if TYPE_CHECKING:
    from backproof.meaning.workspace import Section

_LOCAL = re.compile(
    r"\b(if|when|whenever|unless|until|while|iff|only|case|cases|region|units?|where(?:ver)?|otherwise|si|"
    r"wenn|quand|cuando)\s*(?:⟦⟧[\s,]*(?:and|or)?\s*)*$|[如当若]\s*$",
    re.IGNORECASE,
)
"""Words right before an inequality that make it hold here only."""
_REQUIRED = re.compile(
    r"\b(if|iff|unless|provided|assum\w*|suppos\w*|subject to|such that|s\.\s?t\.|constraints?|constrained"
    r"|requir\w*|need|needs|want|ensure\w*|enforc\w*|choose|chosen|until|while|as long as|target|desired?|"
    r"penali[sz]\w*)\b",
    re.IGNORECASE,
)
_LAID_DOWN = re.compile(
    r"\b(?:let|suppose|supposing|assume|assuming|provided|angenommen|sei(?:en)?|supposons|soit|soient|supongamos|sea"
    r"|sean)(?: that| dass| que)?\s*(?:⟦⟧[\s,]*(?:and|or)?\s*)*$|(?:设|假设|令)\s*$",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    rf"{_LAID_DOWN.pattern}|\b(?:where|with|if|when|whenever|unless|as long as|for|and|wenn|falls|mit|wo|si|où|avec"
    r"|pour|con|donde|para)\s*(?:⟦⟧[\s,]*(?:and|or)?\s*)*$|[若当如]\s*$",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(typically|usually|often|sufficiently|small enough|large enough|for (?:small|large)|"
    r"high probability|approximately|roughly|generally|convex|smooth|Lipschitz|concave)\b",
    re.IGNORECASE,
)
_ASSERTED = re.compile(
    r"\b(is|are|hence|thus|so|then|therefore|since|because|always|clearly|that|have|has|get|gives?|note|"
    r"implies|means|shows?|satisf\w+|also|indeed|for (?:all|any|every|each)\b.*)\s*$",
    re.IGNORECASE,
)
_SPECIAL = re.compile(
    r"\b(non-?zero|distinct|not all (?:equal|the same)|non-?constant|different|generic|non-?trivial|"
    r"non-?degenerate|strictly convex|full (?:column |row )?rank|invertible)\b|\\neq? *0|≠ ?0",
    re.IGNORECASE,
)


def declares(state: Section, raw: Raw) -> bool:
    """``α > 0``, ``0 ≤ β < 1``, ``1 ≤ i ≤ L``: free names and numbers only, and one of the two sides a lone name."""
    sides = (raw.left, raw.right)
    left, right = state.sides.get(raw, (set(), set()))
    return (
        not left & right and any(isinstance(n, Name | Scripted) for n in sides) and all(_plain(state, n) for n in sides)
    )


def laid_down(raw: Raw, blocks: Sequence[Block]) -> bool:
    """Whether the words right before an inequality in the text lay it down: ``Suppose that $0 < r < 1$``.

    What something differs from (``where $a \\ne 0$``) is said only to keep a line defined.
    """
    if raw.piece.formula.display:
        return False
    before = sentence_before(raw.piece.formula, blocks)
    return (_LAID_DOWN if raw.sign in ORDER else _EXCLUDED).search(before) is not None


def _plain(state: Section, node: Node | None) -> bool:
    """Whether a side only has numbers, and names that nothing defines."""
    if node is None:
        return False
    ela = Elaborator(state.scope)
    for n in walk(node):
        if isinstance(
            n,
            syntax.Fraction
            | syntax.Operator
            | syntax.Big
            | syntax.Root
            | syntax.Cases
            | syntax.Matrix
            | syntax.Evaluated,
        ):
            return isinstance(node, syntax.Fraction) and all(
                isinstance(x, syntax.Number) for x in (node.numerator, node.denominator)
            )
        if isinstance(n, syntax.Product) and any(isinstance(f, syntax.Group) for f in n.factors):
            return False
        if isinstance(n, syntax.Group) and n.left in ("|", "‖"):
            return False
        if isinstance(n, Name | Scripted) and (ref := ela.resolve(n)) is not None and _is_defined(state, ref.key):
            return False
    return not isinstance(node, syntax.Product) or len(node.factors) <= 2


def _is_defined(state: Section, key: str) -> bool:
    entry = state.scope.find(key)
    if key in state.rests or (entry is not None and (bool(entry.symbol.clauses) or entry.function)):
        return True
    ela = Elaborator(state.scope)
    for raw in state.raws:
        if (
            raw.first
            and raw.sign in ("=", ":=")
            and isinstance(raw.left, Name | Scripted)
            and not isinstance(raw.right, syntax.Number)
        ):
            ref = ela.resolve(raw.left)
            if ref is not None and ref.key == key and not (raw.lead and raw.lead.split()[0:1] == ["for"]):
                return True
    return False


# ---------------------------------------------------------------------- domains


def narrow(state: Section) -> None:
    """Let the inequalities of a section that declare say in which interval their symbols lie."""
    bounds: dict[str, tuple[float, float, bool]] = {}
    refs: dict[str, Ref] = {}
    for raw in state.raws:
        if raw.sign not in ORDER or state.roles.get(raw) != "declaration":
            continue
        if _LOCAL.search(sentence_before(raw.piece.formula, state.blocks.blocks)) or raw.lead.strip(" ,"):
            continue
        found = _bound(state, raw)
        if found is not None:
            ref, low, high, strict = found
            for named in (ref, *_listed(state, raw)):
                refs.setdefault(named.key, named)
                a, b, s = bounds.get(named.key, (-inf, inf, True))
                bounds[named.key] = max(a, low), min(b, high), s and strict
    for key, (low, high, strict) in bounds.items():
        entry = Elaborator(state.scope).entry(refs[key])
        if (
            not (entry.symbol.domain == "real" or (entry.symbol.domain == "positive" and low >= 0))
            or entry.symbol.is_size
            or entry.symbol.clauses
            or entry.function
            or low >= high
        ):
            continue
        entry.symbol.domain = _domain(low, high, strict)


def definite(state: Section) -> None:
    """``with $Q \\succ 0$``: Q is symmetric and positive definite, or, if it is a small letter, a vector of positive
    numbers. (Horn, Johnson, Matrix Analysis, 7.1: the order is one of symmetric matrices.)"""
    for raw in state.raws:
        if raw.sign not in LOEWNER or state.roles.get(raw) != "declaration":
            continue
        name, other = (raw.left, raw.right) if raw.sign in ("succ", "succeq") else (raw.right, raw.left)
        ref = Elaborator(state.scope).resolve(name) if isinstance(name, Name | Scripted) else None
        local = _LOCAL.search(sentence_before(raw.piece.formula, state.blocks.blocks))
        only_here = local is not None and "where" not in local[0].lower()  # "where $Q \succ 0$" says it of the section
        if ref is None or ref.sup.power is not None or ref.sup.inverted or value_of(other) != 0 or only_here:
            continue
        entry = state.scope.find(ref.key)
        if entry is None:
            entry = state.scope.create(ref.key)
            assume(state.scope, entry, ref.base, len(ref.items))
        if not entry.fixed and capital(ref.base):
            entry.total = max(entry.total, len(ref.items) + 2)
        matrix = entry.total >= len(ref.items) + 2
        state.scope.facts.setdefault(f"domain {ref.key}", "definite" if matrix else "positive")


def _listed(state: Section, raw: Raw) -> list[Ref]:
    """The names before the first one of ``a, b > 0``, which is cut at its commas."""
    clauses = [c for row in raw.piece.parsed.rows for c in row.clauses]
    at = next((k for k, c in enumerate(clauses) if c.start <= raw.start < c.end), 0)
    found: list[Ref] = []
    while at > 0 and clauses[at].lead == "," and isinstance(clauses[at - 1].node, Name | Scripted):
        at -= 1
        node = clauses[at].node
        ref = Elaborator(state.scope).resolve(node) if node is not None else None
        if ref is not None:
            found.append(ref)
    return found


def _domain(low: float, high: float, strict: bool) -> str:
    if (low, high) == (0, inf):
        return "positive" if strict else "nonnegative"
    return "unit" if (low, high) == (0, 1) else f"interval {low} {high}"


def _bound(state: Section, raw: Raw) -> tuple[Ref, float, float, bool] | None:
    """A name, the interval that a relation with a number leaves it, and whether the end at zero is excluded."""
    for name, other, less in (
        (raw.left, raw.right, raw.sign in ("<", "<=")),
        (raw.right, raw.left, raw.sign in (">", ">=")),
    ):
        value = value_of(other)
        ref = Elaborator(state.scope).resolve(name) if isinstance(name, Name | Scripted) else None
        if value is None or ref is None or ref.sup.power is not None or ref.sup.inverted:
            continue
        strict = raw.sign in ("<", ">") or value != 0
        return (ref, -inf, value, strict) if less else (ref, value, inf, strict)
    return None


# ---------------------------------------------------------------------- claims


_SELECTS = re.compile(
    r"\b(with|where|whose|(?:for|on|in|at) which|having|satisfying|those|mit|für die|avec|dont|con|cuyos?)[ :,]*$",
    re.IGNORECASE,
)
"""Words that make the inequality after them choose some of many: ``units with $h > 0$ are active``."""


def asserted(raw: Raw, raws: Sequence[Raw], blocks: Sequence[Block]) -> bool:
    """Whether an inequality is put forward as true: at the end of a chain, in a display, or after words that say so."""
    before = sentence_before(raw.piece.formula, blocks)
    if raw.lead and any(w in raw.lead.lower() for w in ("if", "when", "s.t.", "subject", "where", "such")):
        return False
    if (
        _REQUIRED.search(before)
        or _HEDGED.search(before)
        or _LOCAL.search(before)
        or _SELECTS.search(before)
        or _HEDGED.search(_paragraph(raw, blocks))
    ):
        return False
    if any(r.chain == raw.chain and r.piece is raw.piece and r.sign in ("=", "equiv") for r in raws):
        return True
    return raw.piece.formula.display or bool(_ASSERTED.search(before))


def special_excluded(raw: Raw, blocks: Sequence[Block]) -> bool:
    """Whether the words of the paragraph, or of the one before, exclude special points."""
    here = raw.piece.formula.paragraph
    texts = [
        b.text if isinstance(b, Prose) else getattr(b, "latex", "")
        for b in blocks
        if here - 1 <= getattr(b, "paragraph", -9) <= here
    ]
    return bool(_SPECIAL.search(" ".join(texts)))


def _paragraph(raw: Raw, blocks: Sequence[Block]) -> str:
    here = raw.piece.formula.paragraph
    return " ".join(b.text for b in blocks if isinstance(b, Prose) and b.paragraph == here)


def constrained(state: Section, raw: Raw) -> frozenset[str]:
    """The symbols that other lines bind: ``\\sum_k q_k = 1``, ``\\|u\\| = 1``, ``a \\le b``, ``q \\in \\Delta``."""
    scope, raws = state.scope, state.raws
    found: set[str] = set()
    ela = Elaborator(scope)
    for other in raws:
        if other is raw or (other.piece is raw.piece and other.chain == raw.chain):
            continue
        fixed = any(
            isinstance(n, syntax.Number) or (isinstance(n, Name) and n.text in ("I", "0", "1"))
            for n in (other.left, other.right)
        )
        equation = other.sign == "=" and fixed and state.roles.get(other) != "definition"
        bound = other.sign in ("in", "!=") or (other.sign in ORDER | LOEWNER and _demands(state, other))
        if not (equation or bound) or (
            bound and fixed and all(isinstance(n, Name | syntax.Number) for n in (other.left, other.right))
        ):
            continue
        if other.sign == "in" and _all_reals(other.right):
            continue
        for side in (other.left, other.right):
            # Everything that stands in the line is bound by it.
            for n in walk(side) if side is not None else ():
                ref = ela.resolve(n) if isinstance(n, Name | Scripted) else None
                entry = scope.find(ref.key) if ref is not None else None
                if entry is not None and not entry.symbol.is_size:
                    found.add(entry.name)
    return frozenset(found)


def _all_reals(node: Node | None) -> bool:
    """``ℝ``, ``ℝ^n``: a membership that restricts no value."""
    if isinstance(node, Name):
        return node.font == "bb" and node.text == "R"
    return isinstance(node, Scripted) and isinstance(node.base, Name) and node.base.font == "bb"


def _demands(state: Section, raw: Raw) -> bool:
    """Whether an inequality is laid down: declared between free names, or required in words."""
    before = sentence_before(raw.piece.formula, state.blocks.blocks)
    if state.roles.get(raw) == "declaration":
        return not _LOCAL.search(before)
    return bool(_REQUIRED.search(before))
