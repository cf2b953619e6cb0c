"""Unicode input: what each character outside ASCII stands for, as the token it becomes."""

import unicodedata
from functools import lru_cache

_GREEK = {"final sigma": "varsigma", "lamda": "lambda"}

_SIGNS = {
    "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=", "≈": "approx", "∼": "sim", "≃": "simeq", "≅": "cong",
    "∝": "propto", "≡": "equiv", "∈": "in", "∉": "notin", "∋": "ni", "⊂": "subset", "⊆": "subset", "⊃": "supset",
    "⊇": "supset", "≔": ":=", "≜": ":=", "≝": ":=", "←": "leftarrow", "↦": "mapsto", "⪯": "preceq", "≼": "preceq",
    "⪰": "succeq", "≽": "succeq", "≺": "prec", "≻": "succ", "⊥": "perp", "≪": "<<", "≫": ">>", "＝": "=", "∶": "colon",
    "⟂": "perp", "：": "colon", "⟵": "leftarrow", "↔": "leftrightarrow",
}  # fmt: skip

_ARROWS = {
    "→": "to", "⟶": "to", "⇒": "implies", "⟹": "implies", "⇔": "iff", "⟺": "iff", "⇐": "impliedby", "∴": "therefore",
    "∵": "because",
}  # fmt: skip

_OPERATORS = {
    "·": "cdot", "⋅": "cdot", "×": "times", "∗": "ast", "⋆": "star", "⊙": "odot", "⊗": "otimes", "⊕": "oplus",
    "∘": "circ", "∙": "bullet", "•": "bullet", "÷": "div", "∩": "cap", "∪": "cup", "∖": "setminus", "⊖": "ominus",
    "⊘": "oslash", "∧": "wedge", "∨": "vee", "∕": "slash", "⁄": "slash",
}  # fmt: skip

_BIG = {"∑": "sum", "∏": "prod", "∫": "int", "∮": "oint", "⋃": "bigcup", "⋂": "bigcap"}

_NAMES = {
    "∂": "partial", "∇": "nabla", "∞": "infty", "ℓ": "ell", "ħ": "hbar", "∅": "emptyset", "ϵ": "epsilon",
    "ϕ": "phi", "ϑ": "vartheta", "ϱ": "varrho", "ϖ": "varpi", "ϰ": "varkappa", "µ": "mu", "†": "dagger", "∆": "Delta",
    "ℎ": "h", "ı": "imath", "°": "degree", "□": "square",
}  # fmt: skip

_DOTS = {"…": "horizontal", "⋯": "horizontal", "⋮": "vertical", "⋱": "diagonal"}
_OPEN = {"⟨": "⟨", "⌊": "⌊", "⌈": "⌈", "（": "(", "〈": "⟨", "【": "["}
_CLOSE = {"⟩": "⟩", "⌋": "⌋", "⌉": "⌉", "）": ")", "〉": "⟩", "】": "]"}
_PRIMES = {"′": 1, "’": 1, "″": 2, "‴": 3}
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵀᵢⱼₖ", "0123456789+-()niTijk", strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙₘₓₜᵢⱼₖₗₐₚₛₕ", "0123456789+-()nmxtijklapsh", strict=True))
_ACCENTS = {
    "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u0307": "dot", "\u0308": "ddot",
    "\u20d7": "vec", "\u030c": "check", "\u0332": "underline", "\u0306": "breve", "\u030a": "ring",
    "\u0301": "acute", "\u0300": "grave",
}  # fmt: skip
_LETTER_FONTS = (
    ("DOUBLE-STRUCK", "bb"), ("BOLD", "bold"), ("SCRIPT", "cal"), ("FRAKTUR", "frak"), ("SANS-SERIF", "sf"),
    ("MONOSPACE", "tt"), ("ITALIC", ""),
)  # fmt: skip

INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\ufe0e\ufe0f")
"""Characters that print nothing (zero-width spaces, invisible times)."""

_TABLES: tuple[tuple[str, dict[str, str]], ...] = (
    ("sign", _SIGNS), ("arrow", _ARROWS), ("mul", _OPERATORS), ("big", _BIG), ("name", _NAMES), ("dots", _DOTS),
    ("open", _OPEN), ("close", _CLOSE),
)  # fmt: skip

Meaning = tuple[str, str, str, tuple[str, ...]]
"""Kind of token, value, font, accents."""


def script(char: str) -> tuple[str, str] | None:
    """``²`` → ``("sup", "2")``, ``ᵢ`` → ``("sub", "i")``, anything else → None."""
    if char in _SUBSCRIPTS:
        return "sub", _SUBSCRIPTS[char]
    if char in _SUPERSCRIPTS:
        return "sup", _SUPERSCRIPTS[char]
    return None


def primes(char: str) -> int:
    return _PRIMES.get(char, 0)


def accent(char: str) -> str:
    """The accent that a combining character puts on the letter before it, or ``""``."""
    return _ACCENTS.get(char, "")


@lru_cache(maxsize=4096)
def meaning(char: str) -> Meaning | None:
    """What a character outside ASCII is, or None if it means nothing in a formula."""
    for kind, table in _TABLES:
        if char in table:
            return kind, table[char], "", ()
    if char in ("−", "–", "—"):
        return "plus", "-", "", ()
    if char == "±":
        return "plus", "pm", "", ()
    if char in ("∥", "‖"):
        return "bar", "‖", "", ()
    if char in ("∣", "｜"):
        return "bar", "|", "", ()
    if char in ("⊤", "ᵀ"):
        return "top", "top", "", ()
    if char in ("，", "、"):
        return "comma", ",", "", ()
    return _letter(char)


def _letter(char: str) -> Meaning | None:
    name = unicodedata.name(char, "")
    if name.startswith("GREEK ") and "LETTER" in name:
        word = name.rsplit("LETTER ", 1)[1].split(" WITH ")[0].lower()
        word = _GREEK.get(word, word)
        return "name", word.capitalize() if "CAPITAL" in name else word, "", ()
    if name.startswith(("MATHEMATICAL ", "SCRIPT ")) or "DOUBLE-STRUCK" in name:
        return _mathematical(char, name)
    pieces = unicodedata.normalize("NFD", char)
    if len(pieces) > 1 and pieces[0].isalpha():
        accents = tuple(accent(p) for p in pieces[1:])
        return ("name", pieces[0], "", accents) if all(accents) else None
    return ("name", char, "", ()) if char.isalpha() and len(char) == 1 and unicodedata.category(char) != "Lo" else None


def _mathematical(char: str, name: str) -> Meaning | None:
    font = next((f for word, f in _LETTER_FONTS if word in name), "")
    plain = unicodedata.normalize("NFKD", char)
    if len(plain) != 1 or plain == char:
        return None
    if plain.isascii():
        return ("num" if plain.isdigit() and not font else "name"), plain, font, ()
    inner = meaning(plain)
    return (inner[0], inner[1], font, ()) if inner else None
