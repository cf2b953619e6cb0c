"""Lines that stand under a condition in words: ``if the activation were tanh instead, …``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.meaning.prose.guards import SI, negated
from backproof.text.blocks import Block, Formula, Prose

_WORDS = re.compile(
    r"\b(if|suppose|supposing|assume|assuming|assumes|were|instead|unless|provided|under the|in case|special case"
    r"|for the case|when|approximately|roughly|normali[sz]ed|orthonormal|orthogonal|cent(?:e)?red|whitened"
    r"|standardi[sz]ed|(?:held|kept) (?:fixed|constant)"
    r"|unit(?=\s*$| ?⟦|[- ](?:vectors?|norms?|length|sphere|ball|circle|variance|eigenvectors?|columns?|rows?))"
    r"|falls(?! (?:as|by|to|with|off|below|under|on|in|into|from|like|when|short|back|apart|out|at|again)\b)"
    rf"|wenn|angenommen|statt|supposons|lorsque|{SI}|suponga|supongamos|cuando|en lugar)\b"
    r"|如果|假设|若|设|当",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"\b(?:for|für|pour|para|per|at)\b[^.;:⟦⟧]{0,40}⟦⟧\s+(?:in|of|inside|within|from|aus|dans|de|en)\s+⟦⟧",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?](?:\s|$)|[。！？]|\n\s*\n")


def hypothesis(formula: Formula, blocks: Sequence[Block]) -> str:
    """The word in the same sentence before a formula that makes it conditional; empty if there is none."""
    before = sentence_before(formula, blocks)
    match = _WORDS.search(before) or _TAKEN.search(before)
    return match.group().replace("⟦⟧", "…") if match else ""


_THINGS = (
    r"inputs?|examples?|samples?|observations?|data ?points?|points?|elements?|terms?|class(?:es)?|units?|neurons?"
    r"|steps?|items?|tokens?|features?|classifiers?|learners?|masks?|particles?|components?|entr(?:y|ies)|values?|layers?"
)
SINGLE = re.compile(
    r"\b(?:(?:with|for|given|there is|there's|has|having|have|of|contains?|containing|on|from)\s+"
    r"(?:just\s+|only\s+|but\s+)?(?:exactly\s+)?(?:one|a single|a lone)|only one|just one|a single)"
    rf"\s+(?:\w+\s+)?(?:{_THINGS})\b(?!\s+(?:to|after|by|at a time)\b)",
    re.IGNORECASE,
)

"""That there is one only; not "from one step to the next", "one example after the other"."""


def single(formula: Formula, blocks: Sequence[Block]) -> str:
    """The words in the same sentence before a formula that say that there is one of something only."""
    match = SINGLE.search(sentence_before(formula, blocks))
    return match.group() if match else ""


_CIRCUMSTANCES = (
    (
        "unit",
        re.compile(
            r"\b(?:unit[- ](?:vectors?|length|norm)|vectors of (?:unit (?:length|norm)|length (?:one|1)|norm (?:one|1))"
            r"|Einheitsvektor\w*|vecteurs? unitaires?|vector(?:es)? unitarios?|vettor[ei] unitar\w+"
            r"|vetor(?:es)? unitários?)"
            r"|单位(?:长度)?向量",
            re.IGNORECASE,
        ),
    ),
    (
        "active",
        re.compile(
            r"\b(?:active|violated|violates|violating|aktive[mnrs]?|actifs?|actives?|activ[oa]s?|attiv[oaie]|ativ[oa]s?)\b",
            re.IGNORECASE,
        ),
    ),
)


def circumstances(formula: Formula, blocks: Sequence[Block]) -> tuple[str, ...]:
    """Conditions that the words of a sentence put a formula under without naming a symbol (``for unit vectors``)."""
    before = sentence_before(formula, blocks)
    return tuple(
        name for name, pattern in _CIRCUMSTANCES if (m := pattern.search(before)) and not negated(before, 0, m.end())
    )


_KINDS = (
    ("relu", re.compile(r"\b(?<!leaky )(?<!leaky-)relu\b", re.IGNORECASE)),
    ("tanh", re.compile(r"\btanh\b", re.IGNORECASE)),
    ("sigmoid", re.compile(r"\bsigmoid\b|\blogistic function\b", re.IGNORECASE)),
    ("softplus", re.compile(r"\bsoftplus\b", re.IGNORECASE)),
    ("identity", re.compile(r"\b(identity|linear) activation", re.IGNORECASE)),
)


def activations(formula: Formula, blocks: Sequence[Block]) -> tuple[str, ...]:
    """The activation functions that the sentence before a formula names: the unspecified one may be meant to be it."""
    before = sentence_before(formula, blocks)
    return tuple(name for name, pattern in _KINDS if pattern.search(before))


_CASE = re.compile(
    r"\b(for|at|say|e\.g\.|example|instance|für|etwa|pour|para|ejemplo)\b[^,;]*$|[当若例如]\s*$", re.IGNORECASE
)


def is_case(formula: Formula, blocks: Sequence[Block]) -> bool:
    """Whether the words before a formula make it one case of several (``for $m = n$``), or a condition."""
    return bool(hypothesis(formula, blocks)) or bool(_CASE.search(sentence_before(formula, blocks)))


_INTRODUCING = re.compile(
    r"\b(where|with|let|define|defined|denote|denoting|here|write|set|put|namely|i\.e\.|wobei|mit|sei|où|avec|soit|donde|con|sea)\b|其中|设|令|记",
    re.IGNORECASE,
)


_WHERE = re.compile(r"\b(where|namely|i\.e\.|wobei|où|donde)\b|其中", re.IGNORECASE)


def explained(formula: Formula, blocks: Sequence[Block]) -> bool:
    """Whether a formula explains a letter that was just used: ``where V = …``."""
    return bool(_WHERE.search(sentence_before(formula, blocks)))


def introduced(formula: Formula, blocks: Sequence[Block]) -> bool:
    """Whether the sentence before a formula introduces it as a definition that holds throughout."""
    return bool(_INTRODUCING.search(sentence_before(formula, blocks)))


_CHOICE = re.compile(
    r"\b(best|optimal|optimum|choose|chosen|choosing|choice|recommended|typical|typically|usually|often)\b[^.]*$",
    re.IGNORECASE,
)


def chosen(formula: Formula, blocks: Sequence[Block]) -> bool:
    """Whether the words before a formula make it one choice among many."""
    return bool(_CHOICE.search(sentence_before(formula, blocks)))


_ASSUMING = re.compile(
    r"\b(set|setting|neglect|neglecting|take|taking|let|assume|assuming|suppose|supposing|put|plug|with|for|at|sei|mit|soit|sea)\b[^.]*$|[设取令][^。]*$",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\b(evaluate|consider|discuss|what|check|compute|find|result)\b", re.IGNORECASE)


def assumed(formula: Formula, blocks: Sequence[Block]) -> bool:
    """Whether the words before a formula take it as given for what follows (and do not only ask about it)."""
    before = sentence_before(formula, blocks)
    return bool(_ASSUMING.search(before)) and not _ASKING.search(before)


TIES = re.compile(
    r"(?:eigenvalues?|eigenvectors?|singular values?|condition number|quantiles?|median|Cholesky factor"
    r"|square root of|Eigenwerte?|valeurs propres|特征值)"
    r"[^.;⟦⟧]{0,30}⟦(\d+)⟧|⟦(\d+)⟧[^.;⟦⟧]{0,40}\b(?:sums?|adds? up|summing|normali[sz]ed) to (?:one|1|⟦)",
    re.IGNORECASE,
)


def numbered(blocks: Sequence[Block]) -> tuple[str, list[Formula]]:
    """The words of some blocks with ``⟦n⟧`` for the n-th formula, and the formulas."""
    formulas: list[Formula] = []
    text: list[str] = []
    for block in blocks:
        if isinstance(block, Formula):
            text.append(f" ⟦{len(formulas)}⟧ ")
            formulas.append(block)
        elif isinstance(block, Prose):
            text.append(block.text)
    return "".join(text), formulas


def tied_formulas(blocks: Sequence[Block]) -> list[Formula]:
    """Formulas that words tie to something by a notion which is not read (an eigenvalue, a quantile)."""
    text, formulas = numbered(blocks)
    found = []
    for match in TIES.finditer(text):
        formula = formulas[int(match.group(1) or match.group(2))]
        after = match.group().partition("⟧")[2].lstrip() if match.group(2) else ""
        if not (formula.display and after[:1].isupper()):  # a sentence of its own speaks of something else
            found.append(formula)
    return found


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends within a stretch of prose."""
    return _END.search(text) is not None


_places: dict[int, tuple[int, dict[int, int]]] = {}


def _place(formula: Formula, blocks: Sequence[Block]) -> int:
    """The position of a formula among its blocks; the table of the last section asked about is kept."""
    known = _places.get(id(blocks))
    if known is None or known[0] != len(blocks) or blocks[known[1].get(id(formula), 0)] is not formula:
        _places.clear()
        known = _places[id(blocks)] = (len(blocks), {id(b): k for k, b in enumerate(blocks)})
    return known[1].get(id(formula), 0)


def _opens(block: Block) -> bool:
    """Whether a paragraph that begins with this block begins a sentence."""
    return isinstance(block, Prose) and block.text.lstrip()[:1].isupper()


def sentence_before(formula: Formula, blocks: Sequence[Block]) -> str:
    k = _place(formula, blocks)
    parts: list[str] = []
    last: Block = formula
    for block in reversed(blocks[max(0, k - 8) : k]):
        if _opens(last) and getattr(block, "paragraph", 0) != getattr(last, "paragraph", 0):
            break
        last = block
        if isinstance(block, Prose):
            pieces = _END.split(block.text)
            parts.append(pieces[-1])
            if len(pieces) > 1:
                break
        elif isinstance(block, Formula):
            if block.display and (formula.display or block.latex.rstrip().endswith(".")):
                break
            parts.append(" ⟦⟧ ")
        else:
            break
    return "".join(reversed(parts))
