"""Maths that stands in ordinary words without dollars: which tokens of a text are formulas, which are markup.

One regular expression cuts a text into markup to drop, spaces, breaks and bare formulas; all else is words.
Letters that are also words (``a``, ``I``, Spanish ``y``) count as formulas only where a verb or noun says so.
"""

import re

# Commands that set text, not maths: they and their braces vanish, what they enclose stays.
_TEXTUAL = (
    "emph|textbf|textit|textrm|textsc|texttt|underline|textsl|mbox|noindent|item|smallskip|medskip|bigskip|par|"
    "newline|quad|qquad|paragraph|subparagraph|section|subsection|subsubsection|chapter|title|author|maketitle|"
    "centering|small|large|bf|it|em|rm|newpage|clearpage|linebreak|footnote|url|href|begin|end|documentclass|"
    "usepackage|input|include|caption|hline|ldots|dots|LaTeX|TeX"
)
_ARG = r"\{[^{}\n]{0,80}(?:\{[^{}\n]{0,40}\}[^{}\n]{0,40}){0,4}\}"
_SCRIPT = rf"[_^](?:{_ARG}|\\[A-Za-z]{{1,12}}|[A-Za-z0-9*+]{{1,6}})"
_CALL = r"(?:\([A-Za-z0-9_^,.+·-]{0,20}\)|\[[A-Za-z0-9_^,.+·•-]{0,20}\])"
_GREEK = "α-ωΑ-Ωϕϵϑ"
_DIFF = rf"(?:d|∂)[A-Za-z{_GREEK}][A-Za-z]?(?:{_SCRIPT}){{0,2}}"
_VERB = r"(?=\ (?:is|are|be|has|denotes?|represents?|∈|=|ist|est|es|是|为)\ )"
_NOUN = r"(?:(?<=matrix\ )|(?<=vector\ )|(?<=scalar\ )|(?<=Let\ )|(?<=let\ )|(?<=where\ )|(?<=function\ ))"

TOKEN = re.compile(
    rf"""
    (?P<code>(?<![:`])`(?P<inner>[^`\n]{{1,60}})`)
  | (?P<drop>\\(?:label|ref|eqref|cite[a-z]?)\{{[^{{}}\n]{{0,80}}\}}
      | \\(?:{_TEXTUAL})(?![A-Za-z])\*?\{{? | \*{{2,3}} | \*(?=\w) | (?<=[\w.,;:!?)])\* | (?<!\S)_(?=\w) | [{{}}])
  | (?P<break>\n[ \t]*\n\s* | \n[ \t]*(?:[-+*•]|\d{{1,2}}[.)])[ \t]+)
  | (?P<space>\s+ | \\[ ,;] | (?<=\S)~(?=\S))
  | (?P<maths>
      \\[A-Za-z]{{1,20}}(?:{_ARG}){{0,3}}(?:{_SCRIPT}){{0,3}}{_CALL}?
    | (?<![\w\\]){_DIFF}/{_DIFF}(?!\w)
    | (?<![\w\\])d[A-Z](?:{_SCRIPT}){{0,2}}(?![\w'])
    | (?<![\w\\.])[A-Za-z{_GREEK}]{{1,2}}\s?=\s?[01](?:\s?\.\.\.?\s?|\s?:|\s?[,，]\s?(?:\.\.\.|…|⋯|\\l?dots)\s?[,，]\s?)[A-Za-z0-9]{{1,3}}(?!\w)
    | (?<![\w\\])[A-Za-z0-9]{{1,3}}\s?×\s?[A-Za-z0-9]{{1,3}}(?!\w)
    | (?<![\w\\./-])[A-Za-z{_GREEK}]{{1,3}}'?(?:{_SCRIPT}){{1,3}}{_CALL}?(?![\w/])
    | (?<![\w\\])[{_GREEK}]'{{0,2}}{_CALL}?(?![\w-]|\.\w)
    | (?<![^\s(])[B-HJ-NP-Zb-df-hj-np-tv-xz]'{{0,2}}{_CALL}?(?=[\s,;:]|-th\b|th\b|$|\.(?:\s|$))(?<![('’]s)
    | (?<![^\s(])[A-Za-z]{_CALL}(?=[\s,;:]|\.(?:\s|$))
    | (?<![^\s(])[AIOYeiouy]{_VERB}
    | {_NOUN}[AIOYeiouy](?=[\s,;:])
    | (?<!\S)[ij](?=,?\ (?:and|or)\ [ijkl]\b)
    | (?<=\sand\s)[ij](?=[\s,.;])
    | ⊙ | ⊗ | (?<=\s)\*(?=\s(?:is|denotes|means|stands))
    )
    """,
    re.VERBOSE,
)

_CODE = re.compile(rf"[A-Za-z{_GREEK}]{{1,3}}'?(?:{_SCRIPT}){{0,3}}{_CALL}?|\\[A-Za-z].*")


def is_code_maths(inner: str) -> bool:
    """Whether a Markdown code span names a symbol (```W_o```), not a program."""
    return bool(_CODE.fullmatch(inner.strip()))
