"""What a stretch of characters looks like: mathematics, words, a price. Only used where delimiters leave a doubt."""

import re

_WORDS_IN_MATHS = re.compile(
    r"\\(?:text\w*|mbox|hbox|math(?:rm|it|sf|tt|bf|bb|cal)|operatorname\*?|label|tag\*?|begin|end|textcolor|color|intertext)"
    r"\s*\{[^{}]*\}"
)
_THREE_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z']{2,}[,;:.]?\s+[A-Za-z']{1,},?\s+[A-Za-z']{2,}(?![A-Za-z'])")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2}")
_SIGNS = re.compile(
    r"[\x07\x08\x0b\x0c\\^_=<>{}+*|′∂∇Σ∑∏∈≤≥≠≈→←∼·×⊙√∞±]|[A-Za-z]'|\d\s*[-/]\s*\d|[A-Za-zα-ωΑ-Ω]\s*\([^)]*\)"
)
_SMALL = re.compile(r"-?(?:[^\W\d_]|\d+(?:\.\d+)?)(?:\s*[,;/-]\s*(?:[^\W\d_]|\d+))*")
_PRICE = re.compile(r"\d[\d.,]*\s*(?:[,;]?\s*[A-Za-z]{2,}[\s,;.]|$)")


def wordy(content: str) -> bool:
    """Whether it reads like a sentence: three words in a row, or ideographs, outside of ``\\text{…}``."""
    bare = _WORDS_IN_MATHS.sub(" ", content) if "\\" in content else content
    return bool(_THREE_WORDS.search(bare) or _IDEOGRAPHS.search(bare))


def mathematical(content: str) -> bool:
    """Whether it clearly is mathematics: it has a sign of it and no sentence, or is a letter or a number."""
    content = content.strip()
    return bool(_SMALL.fullmatch(content)) or (bool(_SIGNS.search(content)) and not wordy(content))


def inline(content: str, after: str) -> bool:
    """Whether what stands between two single dollars, the second followed by ``after``, is a formula.

    The usual rule (no space inside of the dollars, no digit behind them) is enough unless the content reads
    like a price, a path or a sentence; and it may be broken where the content clearly is mathematics.
    """
    if not content.strip():
        return False
    strict = not content[0].isspace() and not content[-1].isspace() and not after.isdigit()
    if _PRICE.match(content) and not ("\\" in content and not wordy(content)):
        whole_number = content.strip().replace(".", "").isdigit() and not after.isdigit() and not after.isalpha()
        return (strict and not wordy(content) and bool(_SIGNS.search(content))) or whole_number
    if strict and not (after.isascii() and (after.isalpha() or after == "_")):
        return not wordy(content) or bool(re.search(r"[\\^=]", content))
    loose = content[0].isspace() or content[-1].isspace()
    return mathematical(content) and not (loose and after.isdigit())
