"""What the heading of a column says about its cells: a symbol, its shape, its meaning, a derivative of what.

An open table of words, in the languages of the prose rows; a heading may also be a formula (``$f'(x)$``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backproof.text.blocks import Formula, Prose

_ROLES: tuple[tuple[str, str], ...] = (
    (
        "derivative",
        r"(?:partial |first )?derivatives?|gradients?|jacobians?|(?:partielle )?ableitung|derivada(?: parcial)?"
        r"|gradiente|dérivée(?: partielle)?|导数|偏导数?|梯度",
    ),
    (
        "shape",
        r"shapes?|sizes?|dims?\.?|dimensions?|dimensionality|dimension(?:en)?|forma|tamaño|forme|taille|形状|维度|大小",
    ),
    ("space", r"domains?|spaces?|sets?|belongs to|lives in|raum|menge|espacio|conjunto|espace|ensemble|空间"),
    (
        "meaning",
        r"meanings?|descriptions?|interpretation|explanation|denotes|stands for|what it is|bedeutung|beschreibung"
        r"|significado|descripción|signification|sens|含义|说明|意义|描述",
    ),
    ("definition", r"definitions?|defined (?:as|by)|formula|fórmula|definición|formel|formule|définition|定义|公式"),
    (
        "symbol",
        r"symbols?|names?|variables?|parameters?|quantit(?:y|ies)|notation|terms?|letters?|tensors?|objects?|functions?"
        r"|expressions?|activations?|zeichen|größe|funktion|símbolo|parámetro|magnitud|función|symbole|paramètre|grandeur"
        r"|fonction|符号|变量|参数|函数|量",
    ),
)
_WORDS = tuple((role, re.compile(rf"(?:the )?(?:{words})", re.IGNORECASE)) for role, words in _ROLES)
_OF = re.compile(r"\s*(?:of|von|de|du|von der)\s*", re.IGNORECASE)
_IN = re.compile(
    r"\s*\(?(?:with respect to|w\.?\s?r\.?\s?t\.?|in|by|nach|(?:con )?respecto (?:a|de)|par rapport à|关于)\s*",
    re.IGNORECASE,
)
_HOLDER = re.compile(r"\(?\\cdot\)?|\\bullet|\\square|\\ast|\\Box")
_NAME = r"(?:\\[A-Za-z]+|[A-Za-z])(?:_(?:\{[^{}]*\}|\w))?"
_FUNCTION = re.compile(rf"(?P<f>{_NAME})\s*(?:[(\[]\s*(?P<v>{_NAME})\s*[)\]])?")
_D = r"(?:\\partial|d|\\mathrm\s*\{d\})"
_FRACTION = rf"\\[dt]?frac\s*\{{\s*{_D}\s*(?P<f>{_NAME})(?:\([^()]*\))?\s*\}}\s*\{{\s*{_D}\s*(?P<v>{_NAME})\s*\}}"
_SLOPES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<f>{_NAME})\s*'\s*(?:[(\[]\s*(?P<v>{_NAME})\s*[)\]])?",
        rf"{_FRACTION}(?:\([^()]*\))?",
        rf"{_D}\s*(?P<f>{_NAME})(?:\([^()]*\))?\s*/\s*{_D}\s*(?P<v>{_NAME})",
        rf"(?P<nabla>\\nabla)(?:\s*_\s*(?:\{{(?P<v>[^{{}}]*)\}}|(?P<w>\w|\\[A-Za-z]+)))?\s*(?P<f>{_NAME})(?:\([^()]*\))?",
    )
)


@dataclass(frozen=True)
class Heading:
    """``role`` of a column; of derivatives the function that is differentiated, the variable, and a pattern of both.

    ``pattern`` is a formula with a place for the cell that the row begins with (``\\partial L/\\partial \\cdot``).
    """

    role: str = ""
    function: str = ""
    variable: str = ""
    pattern: str = ""
    nabla: bool = False
    guessed: bool = False
    """Whether the variable is that of other rows: one with entries (``x_i``) may be differentiated otherwise."""

    def derivative_of(self, subject: str, is_slope: bool, is_name: bool) -> tuple[str, str] | None:
        """What to put before and after ``subject`` to have the left side of the equation; None if that is not said."""
        if is_slope:
            return "", ""
        if self.pattern:
            holder = _HOLDER.search(self.pattern)
            assert holder is not None
            return self.pattern[: holder.start()] + "{", "}" + self.pattern[holder.end() :]
        if self.function and not self.variable:
            if not is_name:
                return None
            if self.nabla:
                return r"\nabla_{", "} " + self.function
            return rf"\frac{{\partial {self.function}}}{{\partial ", "}"
        variable = self.variable or argument(subject)
        if self.guessed and re.search(re.escape(variable) + r"\s*_", subject):
            return None
        if not variable or (is_name and subject.strip() == variable):
            return None
        nabla = self.nabla and self.variable
        before = rf"\nabla_{{{variable}}}" if nabla else rf"\frac{{\partial}}{{\partial {variable}}}"
        return before + r" \left( ", r" \right)"


def argument(subject: str) -> str:
    """The variable of a function that is written with it: ``x`` of ``\\sigma(x)``."""
    match = _FUNCTION.fullmatch(subject.strip())
    return match["v"] or "" if match else ""


def heading_of(cell: Sequence[Formula | Prose]) -> Heading:
    """What the heading of a column says; no role where it is not understood."""
    formulas = [b.latex.strip() for b in cell if isinstance(b, Formula)]
    words = [b.text for b in cell if isinstance(b, Prose)]
    if not words:
        return _formula(formulas[0]) if len(formulas) == 1 else Heading()
    text = words[0].strip().strip("*_:. ")
    for role, pattern in _WORDS:
        match = pattern.match(text)
        if match is None:
            continue
        rest = text[match.end() :].strip()
        if role != "derivative":
            return Heading(role) if len(rest) <= 30 else Heading()
        nabla = "grad" in match[0].lower()
        if not formulas:
            return Heading(role, nabla=nabla) if not rest else Heading()
        if len(formulas) == 1 and _IN.fullmatch(rest):
            return Heading(role, variable=formulas[0], nabla=nabla)
        if len(formulas) == 1 and _OF.fullmatch(rest):
            return Heading(role, function=formulas[0], nabla=nabla)
        inner = _formula(formulas[0]) if len(formulas) == 1 and not rest else Heading()
        return inner if inner.role == "derivative" else Heading()
    return Heading()


def _formula(latex: str) -> Heading:
    """``f'(x)``, ``\\frac{df}{dx}``, ``\\nabla_x f``, ``\\partial L/\\partial\\cdot``; a function alone is a symbol."""
    if _HOLDER.search(latex) and re.search(r"\\partial|\\nabla", latex):
        return Heading("derivative", pattern=latex)
    for slope in _SLOPES:
        match = slope.fullmatch(latex)
        if match is not None:
            groups = match.groupdict()
            variable = groups.get("v") or groups.get("w") or ""
            return Heading("derivative", "", variable, nabla=bool(groups.get("nabla")))
    match = _FUNCTION.fullmatch(latex)
    return Heading("symbol", variable=(match["v"] or "")) if match else Heading()
