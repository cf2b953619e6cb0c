"""Primes that transpose: ``X'X``, ``(X'X)^{-1}X'y``, ``(y - Xb)'(y - Xb)``.

A prime is a derivative or a part of a name, unless the page says that it transposes, or nothing else makes sense of
it: every prime stands on a bracket or on a declared vector or matrix, none of these primed names is introduced by
itself, at least one of them is multiplied by what follows, and no other sign transposes on the page. Then each is read
as ``^\\top``. That is decided once for a document, and changes no place: what is reported is the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from backproof.text.blocks import Block, Formula, Prose

_GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|varphi|psi|omega|ell"
    "|Gamma|Delta|Theta|Lambda|Xi|Sigma|Phi|Psi|Omega"
)
_DRESS = r"\\(?:mathbf|boldsymbol|bm|mathrm|mathcal|widehat|hat|tilde|bar|vec)"
_LETTER = rf"(?:\\(?:{_GREEK})(?![A-Za-z])|(?<![\\A-Za-z])[A-Za-z](?![a-z])|(?<=[A-Z])[a-z](?![a-z]))"
_NAME = rf"(?:{_DRESS}\s*(?:\{{\s*(?:\\(?:{_GREEK})|[A-Za-z])\s*\}}|\s[A-Za-z](?![A-Za-z])|\\(?:{_GREEK}))|{_LETTER})"
_LOW = r"(?:_(?:\{[^{}]*\}|[A-Za-z0-9]|\\[A-Za-z]+))?"
_MARK = r"(?:'|\^\s*\{?\s*\\prime\s*\}?)"
_PRIMED = re.compile(
    rf"(?:(?P<name>{_NAME}|[A-Za-z]){_LOW}|(?P<bracket>[)\]])|(?P<other>\}}))\s*(?P<mark>{_MARK})(?P<more>{_MARK}*)"
)
_INTRODUCED = re.compile(
    rf"(?:^|[\s,;&])\s*{_NAME}{_LOW}\s*{_MARK}(?:\([^()]*\))?\s*(?:&\s*)?"
    r"(?::?=|\\(?:in|gets|leftarrow|sim|to|coloneqq|triangleq|equiv)(?![A-Za-z]))"
)
_ALONE = re.compile(rf"\s*{_NAME}{_LOW}\s*{_MARK}\s*")
_TIMES = re.compile(rf"\s*(?:\\[,;!]\s*)*(?:[A-Za-z(\[]|\\left|\\[bB]ig|{_NAME})")
_CALL = re.compile(r"\s*(?:\\left\s*)?\(")
_OTHERWISE = re.compile(
    r"\\top(?![A-Za-z])|\\intercal|\\transpose|\^\s*\{?\s*(?:\\(?:mathsf|mathrm|text|mathtt)\s*\{?\s*)?T\b"
)
_DECLARED = re.compile(
    rf"(?P<names>{_NAME}{_LOW}(?:\s*,\s*{_NAME}{_LOW})*)\s*\\in\s*(?:\\mathbb\s*\{{?\s*R\s*\}}?|\\R|\\Re|ℝ)\s*\^"
)
_MEANS = r"(?:denotes?|indicates?|means?|stands? for|is|are|marks?|for)"
_SAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:primes?|apostrophes?)\b[^.;]{{0,40}}\b{_MEANS}\b[^.;]{{0,20}}\btranspos",
        r"\btranspos\w*\b[^.;]{0,40}\b(?:primes?|apostrophes?)\b",
        rf"⟦[^⟦⟧]{{0,12}}'⟧\s*{_MEANS}\b[^.;]{{0,20}}\btranspos",
        r"\btranspos\w*\b[^.;]{0,25}⟦[^⟦⟧]{0,12}'⟧",
    )
)
_DISCLAIMED = re.compile(r"\b(?:not|never|unlike|rather than|instead of|derivative)\b", re.IGNORECASE)


def with_transposes(parts: Sequence[Sequence[Block]]) -> list[list[Block]]:
    """The blocks of all sections, with the primes that transpose written as ``^\\top``."""
    every = [b for part in parts for b in part]
    formulas = [b for b in every if isinstance(b, Formula)]
    tensors = _tensors(formulas)
    if not any(_PRIMED.search(f.latex) for f in formulas) or not (_said(every) or _only_sense(formulas, tensors)):
        return [list(part) for part in parts]
    return [[_rewritten(b, tensors) if isinstance(b, Formula) else b for b in part] for part in parts]


def _tensors(formulas: Sequence[Formula]) -> set[str]:
    """The names that are declared as vectors or matrices."""
    found: set[str] = set()
    for formula in formulas:
        for match in _DECLARED.finditer(formula.latex):
            found |= {_bare(n[0]) for n in re.finditer(_NAME, match["names"])}
    return found


def _bare(name: str) -> str:
    """A name without its font or its hat: an estimate of a vector is a vector."""
    match = re.fullmatch(rf"{_DRESS}\s*\{{?\s*(.*?)\s*\}}?", name)
    return match[1] if match else name


def _is_tensor(name: str, tensors: set[str]) -> bool:
    return name.startswith(("\\mathbf", "\\boldsymbol", "\\bm")) or _bare(name) in tensors


def _said(blocks: Sequence[Block]) -> bool:
    """Whether the page says that a prime transposes."""
    text = "".join(_shown(b) for b in blocks)
    text = re.sub(r"\^\s*\{?\s*\\prime\s*\}?", "'", text.replace("’", "'").replace("′", "'"))
    return any((m := says.search(text)) is not None and not _DISCLAIMED.search(m[0]) for says in _SAYS)


def _shown(block: Block) -> str:
    if isinstance(block, Prose):
        return block.text
    return f"⟦{block.latex.strip()}⟧" if isinstance(block, Formula) and not block.display else " . "


def _only_sense(formulas: Sequence[Formula], tensors: set[str]) -> bool:
    """Whether every prime can only transpose, and one of them stands in a product."""
    multiplied = False
    for formula in formulas:
        if _ALONE.fullmatch(formula.latex) or any(r.search(formula.latex) for r in (_OTHERWISE, _INTRODUCED)):
            return False
        for match in _PRIMED.finditer(formula.latex):
            name = match["name"]
            if match["more"] or match["other"] or (name is not None and not _is_tensor(name, tensors)):
                return False
            multiplied = multiplied or (name is not None and bool(_TIMES.match(formula.latex, match.end())))
    return multiplied


def _rewritten(formula: Formula, tensors: set[str]) -> Formula:
    """A formula with ``^\\top`` for the primes of brackets and of what is no function at its argument."""
    parts: list[str] = []
    origins: list[int] = []
    at = 0
    for match in _PRIMED.finditer(formula.latex):
        name = match["name"]
        called = _CALL.match(formula.latex, match.end()) is not None
        if match["more"] or match["other"] or (name is not None and called and not _is_tensor(name, tensors)):
            continue
        start, end = match.span("mark")
        parts += [formula.latex[at:start], "^{\\top}"]
        origins += [*formula.origins[at:start], *([formula.origins[start]] * len("^{\\top}"))]
        at = end
    if not parts:
        return formula
    return replace(formula, latex="".join(parts) + formula.latex[at:], origins=(*origins, *formula.origins[at:]))
