"""What was changed between two formulas, marked in their LaTeX where that leaves them formulas."""

import re
from difflib import SequenceMatcher

_TOKEN = re.compile(r"(?:\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S)\s*", re.DOTALL)
_LONGEST = 400
"""Formulas of more tokens are shown without their changes marked."""


def marked(before: str, after: str) -> tuple[str, str]:
    """Both formulas with ``\\htmlClass`` around what only one of them has; ``""`` for one that has nothing to mark."""
    one, other = _tokens(before), _tokens(after)
    if max(len(one), len(other)) > _LONGEST:
        return "", ""
    keys = [t.strip() for t in one], [t.strip() for t in other]
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    gone, come = [], []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            gone.append((a, b))
            come.append((c, d))
    return _wrapped(one, gone, "bp-del"), _wrapped(other, come, "bp-ins")


def _tokens(latex: str) -> list[str]:
    """Commands, numbers and characters, each with the space behind it."""
    return _TOKEN.findall(latex.strip())


def _wrapped(tokens: list[str], runs: list[tuple[int, int]], name: str) -> str:
    """The tokens with the balanced runs marked."""
    out, at, any_marked = [], 0, False
    for start, end in runs:
        if start < end and tokens[start].strip() in "^_" and end - start > 1:
            start += 1  # the sign of a script stays outside, what it raises is marked
        if start >= end or not _balanced(tokens[start:end]) or tokens[start].strip() in "^_":
            continue
        raised = start > 0 and tokens[start - 1].strip() in ("^", "_")
        out += tokens[at:start]
        inner = "".join(tokens[start:end]).strip()
        out.append(f"{{\\htmlClass{{{name}}}{{{inner}}}}}" if raised else f"\\htmlClass{{{name}}}{{{inner}}}")
        at, any_marked = end, True
    out += tokens[at:]
    return "".join(out) if any_marked else ""


def _balanced(tokens: list[str]) -> bool:
    depth = 0
    for token in tokens:
        depth += (token.strip() == "{") - (token.strip() == "}")
        if depth < 0:
            return False
    text = " ".join(tokens)
    return (
        depth == 0 and text.count("\\left") == text.count("\\right") and "\\begin" not in text and "\\end" not in text
    )
