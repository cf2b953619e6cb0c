"""What the LaTeX of a formula looks like, as far as the words need to know: a name, a call, a derivative, a range."""

import re

_SCRIPTS = r"(?:\s*[_^]\s*(?:\{[^{}]{0,40}\}|\\?[A-Za-z0-9*]+))*"
_LETTER = (
    r"(?:\\(?:mathbf|boldsymbol|bm|mathrm|mathcal|mathsf|mathbb|mathit|text|textrm|operatorname|hat|bar|tilde|vec|widehat)\*?"
    r"\s*(?:\{[^{}]{1,20}(?:\{[^{}]{0,12}\})?\}|\\?[A-Za-z]+)|\\(?!frac|sum|partial|nabla|int|prod|sqrt|begin|left)[A-Za-z]+"
    r"|[A-Za-zα-ωΑ-Ωϕ⊙⊗∘*1-9])"
)
_NAME = re.compile(rf"{_LETTER}{_SCRIPTS}")
_TAIL = re.compile(r"\s*(?:$|[,.;]?\s*$|[\[({=:]|\\left|\\colon|\\cdot\]|\\\{)")
_WORD = re.compile(r"[A-Za-z]{2,}")
DERIVATIVE = re.compile(
    r"\\[dt]?frac\s*\{\s*(?:\\partial|\\mathrm\s*\{?d\}?|d)\s*(?P<top>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\s*"
    r"\{\s*(?:\\partial|\\mathrm\s*\{?d\}?|d)\s*(?P<bottom>[^{}]*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}[^{}]*)*)\}"
    r"|(?:\\partial|∂|(?<![A-Za-z\\])d)\s*(?P<top2>[^/={}]{0,20}(?:\{[^{}]*\}[^/={}]{0,20}){0,3})/\s*(?:\\partial|∂|d)\s*(?P<bottom2>[^=+,]{1,60})"
)
_NABLA = re.compile(r"(?:\\nabla|∇)\s*_\s*\{?(?P<bottom>[^{} ]+)\}?\s*(?P<top>\\?[A-Za-z]+)")
_PRIME = re.compile(r"'|\\prime|′")
LONGEST = 400
"""Longer formulas are no names and no short equations; they are not looked into."""
_DOTS = re.compile(r"\\(?:dots|ldots|cdots|dotsc|dotsb)|…|⋯|\.\.\.?")
_INDICES = r"\s*(?:[a-zA-Z](?:'|_\{?\w\}?)?(?:\s*,\s*)?){1,4}\s*"
_END = r"(?:[^=<>]{1,40})"
_LISTING = re.compile(
    rf"{_INDICES}=\s*[-+\w]{{1,6}}\s*(?::|,(?:[^=]{{0,20}},)?\s*(?:\\,)?\s*(?:{_DOTS.pattern})|(?:{_DOTS.pattern})){_END}?$"
)
_SET = re.compile(
    rf"{_INDICES}(?:\\in(?![a-z])|∈)\s*(?:\\left)?(?:\\?\{{\s*\d|\[\s*[A-Za-z]\s*\]|\\mathbb\s*\{{?[NZ]|\\mathcal)"
)
_LE = r"(?:\\(?:le|leq|leqslant|lt)(?![a-z])|≤|<)"
_BOUNDS = re.compile(
    rf"\s*[-+\w]{{1,6}}\s*{_LE}\s*[a-zA-Z](?:\s*,\s*[a-zA-Z])?\s*{_LE}\s*[A-Z][-+\w]{{0,5}}\s*$|{_INDICES}(?:\\(?:ge|geq|geqslant)(?![a-z])|≥)\s*\d\s*$"
)
RELATION = re.compile(
    r":?=|\\(?:le|ge|leq|geq|leqslant|geqslant|ne|neq|in|sim|approx|propto|leftarrow|gets|to|ll|gg|equiv|coloneqq|triangleq|prec|succ|rightarrow)(?![A-Za-z])|[<>≤≥≠∈∼≈←]"
)


def callable_name(latex: str) -> bool:
    """Whether a formula names a function or operation: ``\\sigma``, ``g(z) = …``, ``a[\\cdot]``; no derivative."""
    s = latex[:LONGEST].strip()
    m = _NAME.match(s)
    if m is None:
        return False
    if _PRIME.search(s[: m.end() + 2]):
        return False
    return bool(_TAIL.match(s, m.end()))


def derived_name(latex: str) -> bool:
    """Whether a formula names the derivative of a function: ``\\sigma'``, ``\\dot f``."""
    return bool(_PRIME.search(latex) or latex.strip().startswith(r"\dot"))


def plain_name(latex: str) -> bool:
    """Whether a formula can carry a property: a name, perhaps with scripts, arguments or its membership."""
    return "\\frac" not in latex.split("=")[0] and not latex.strip().startswith(("=", "+", "-", "<", ">"))


def symbol_name(latex: str) -> bool:
    """Whether a formula is a lone symbol with scripts at most."""
    s = latex.strip()
    m = _NAME.match(s) if len(s) <= LONGEST else None
    return m is not None and m.end() == len(s)


def is_listing(latex: str) -> bool:
    """Whether a formula lists the values of an index: ``i = 1, \\dots, n``, ``t = 1:T``."""
    return len(latex) <= LONGEST and bool(_LISTING.match(latex))


def is_range(latex: str) -> bool:
    """Whether a formula gives the values of an index: ``i = 1, \\dots, n``, ``t \\ge 1``, ``k \\in \\{1..K\\}``."""
    return len(latex) <= LONGEST and bool(is_listing(latex) or _SET.match(latex) or _BOUNDS.match(latex))


def names_only(latex: str) -> bool:
    """Whether a formula is one symbol or a list of them, perhaps with what they belong to: ``w, b \\in \\mathbb R``."""
    head = RELATION.split(latex, maxsplit=1)[0] if len(latex) <= LONGEST else "?"
    return all(
        symbol_name(p) or _DOTS.fullmatch(p.strip()) for p in re.split(r",(?![^{(\[]*[})\]])", head.rstrip(" ,.:"))
    )


def parts(latex: str) -> tuple[str, str] | None:
    """Numerator and denominator of the first derivative in a formula, ``None`` where there is none."""
    if len(latex) > LONGEST:
        return None
    m = DERIVATIVE.search(latex)
    if m is not None:
        return (m["top"] or m["top2"] or "").strip(), (m["bottom"] or m["bottom2"] or "").strip()
    m = _NABLA.search(latex)
    return (m["top"], m["bottom"]) if m else None


def last_index(latex: str) -> str:
    """The index of an entry: ``z_i`` → i, ``\\mathbf a[r]`` → r, ``f_{ki}`` → i; empty where there is none."""
    s = re.sub(r"[\s{}]", "", latex)
    m = re.search(r"\[([A-Za-z])\]$", s) or re.search(r"_(?:[A-Za-z0-9,]*)([A-Za-z])$", s)
    return m[1] if m else ""


def bare_index(latex: str) -> str:
    """The letter of ``i``, ``i^{th}``, ``i``-th; empty where there is none."""
    m = re.match(r"\s*\{?([A-Za-z])\}?(?:\s*(?:\^|\\text|\\mathrm|\{|-|th|st|nd|rd|\}|\\textrm|\\rm))*\s*$", latex)
    return m[1] if m else ""


def squeezed(latex: str) -> str:
    """A formula without spaces, braces and font commands, to compare names."""
    s = re.sub(r"\\(?:mathbf|boldsymbol|bm|mathrm|operatorname|text|textrm)(?![A-Za-z])|\\[,;! ]", "", latex)
    return re.sub(r"[\s{}]|\\left|\\right", "", s)
