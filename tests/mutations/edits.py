"""Edits of one place of a relation that change what it says."""

import re
from collections.abc import Iterator

EDITS: dict[str, tuple[str, str]] = {
    "drop a transpose": (r"\^\\top", ""),
    "drop a prime": (r"(?<=[a-z])'", ""),
    "minus for plus": (r"\+", "-"),
    "plus for minus": (r"(?<=[^{(&=\s]) - ", " + "),
    "drop a minus": (r"(?<=[{(&=])\s*-(?![1])", " "),
    "minus in front": (r"^((?:[^={]|\{[^{}]*\})*)=(?!\s*(?:-|0|\\begin))\s*", r"\1= -"),
    "swap subscripts": (r"_\{([a-z])([a-z])\}", r"_{\2\1}"),
    "drop a hat": (r"\\hat\{([a-zA-Z])\}", r"\1"),
    "square outside": (r"E\[([^\[\]]*)\^2\]", r"E[\1]^2"),
    "square inside": (r"E\[([^\[\]]*)\]\^2", r"E[\1^2]"),
    "other layer": (r"\(2\)", "(1)"),
    "other layer upwards": (r"\(1\)", "(2)"),
    "matrix for entrywise": (r"\\odot", r"\\cdot"),
    "lower bound down": (r"=1\}", "=0}"),
    "lower bound up": (r"=1\}", "=2}"),
    "lower bound from zero": (r"=0\}", "=1}"),
    "upper bound": (r"(?<=\})\^\{?([nNKmLt])\}? ", r"^{\1-1} "),
    "other variable": (r"(\\frac\{\\partial [A-Za-z^(2)_{}kh,\-t]+\}\{\\partial) ([a-z])\b(?!_)", r"\1 \2_0"),
    "other index": (r"_i(?![a-z])", "_j"),
    "next step": (r"_t(?![a-z])", "_{t+1}"),
    "exponent up": (r"\^2(?!\d)", "^3"),
    "drop a square": (r"\^2(?!\d)", ""),
    "exponent of an inverse": (r"\^\{-1\}", ""),
    "exponent of a power": (r"\^\{-3/2\}", "^{-1/2}"),
    "drop a two": (r"(?<![\d^_{])2 ", ""),
    "three for two": (r"(?<![\d^_{(])2 ", "3 "),
    "two for one": (r"(?<![\d_={(\-+] )(?<![\d_=^{(])1 (?=[-+])", "2 "),
    "drop a half": (r"\\frac\{1\}\{2\}", ""),
    "sum for mean": (r"\\frac\{1\}\{n\} (?=.)", ""),
    "drop a factor": (r"(?<=\)) h\^\\top|\\gamma (?=\\frac)|\\lambda w|\\mu (?=[vg])", "1 "),
    "drop the last term": (r"(?<=[^=(&{\s])\s*[-+] (?:\\[a-z]+ )?[a-zA-Z](?:_[a-z0-9]|\^2)?$", ""),
    "swap factors": (r"\b([ABC]) ([ABC])\b(?!\^|_)", r"\2 \1"),
    "swap transposed factors": (r"\b([A-Z])\^\\top ([A-Z])\^\\top", r"\2^\\top \1^\\top"),
    "swap vectors": (r"\bx y\^\\top", r"y x^\\top"),
    "cosine for sine": (r"\\cos", r"\\sin"),
    "sum for product": (r"\\prod", r"\\sum"),
    "equal for unequal": (r"\\ne ", "= "),
    "product for sum": (r"\\sum", r"\\prod"),
    "other branch": (r"(?<=cases\} )x", "-x"),
}


def mutants(latex: str) -> Iterator[tuple[str, str]]:
    """Every edit at every place where it applies, with the name of the edit."""
    seen = {latex}
    for name, (pattern, replacement) in EDITS.items():
        for found in re.finditer(pattern, latex):
            mutant = latex[: found.start()] + found.expand(replacement) + latex[found.end() :]
            if mutant not in seen:
                seen.add(mutant)
                yield name, mutant
