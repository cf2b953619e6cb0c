"""LaTeX into tokens. Spacing and layout vanish here; unknown things become ``bad`` tokens, never letters.

Kinds of token: ``name num op words top dots big`` (operands), ``open close bar mid`` (brackets), ``lbrace rbrace``,
``sub sup prime fact``, ``plus mul sign arrow comma gap amp row stop`` (separators), ``frac binom root overset
underset brace substack opname accent font decl over not begin end`` (commands), ``bad``.
"""

import re

from backproof.latex.commands import (
    BLACKBOARD,
    COMMANDS,
    DROPPED_ARGUMENTS,
    FONTS,
    LAYOUT,
    SYMBOL_COMMANDS,
)
from backproof.latex.scanner import Scanner
from backproof.latex.spelling import DELIMITERS, closing_bracket
from backproof.latex.texts import text_tokens, upright
from backproof.latex.token import Token

_ROW_EXTRA = re.compile(r"\*?(?:\s*\[\s*-?[\d.]+\s*\\?[a-zA-Z]+\s*\])?")
_LENGTH = re.compile(r"\s*=?\s*-?[\d.]+\s*(?:mu|pt|em|ex|cm|mm|in|sp|bp)?")
_DELIMITER = re.compile(r"\s*(\\[a-zA-Z]+|\\.|.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\s*\{\s*([a-zA-Z]+)\*?\s*\}")

_ARRAYS = frozenset(("array", "alignedat", "alignat", "tabular", "subarray", "xalignat"))
_TEXTS = frozenset([
    "text", "textrm", "textnormal", "textit", "textsf", "texttt", "textup", "textmd", "mbox", "hbox", "textsc",
    "emph", "textbf",
])  # fmt: skip
_SIZES = re.compile(r"(?:big|Big|bigg|Bigg)([lrm]?)\Z")


class Lexer(Scanner):
    """The scanner, and what each command does to the text behind it."""

    def command(self, name: str, start: int, end: int) -> None:
        if name in COMMANDS and name not in ("mathrm", "mathit", "mathsf", "textbf"):
            self.tokens.append(Token(*COMMANDS[name], start, end))
            if name in ("sqrt", "underbrace", "pmod"):
                self._optional()
        elif name == "\\":
            extra = _ROW_EXTRA.match(self.latex, end, self.stop)
            self.pos = extra.end() if extra else end
            self.add("row", "\\\\", start, self.pos)
        elif not name or name in SYMBOL_COMMANDS or name in LAYOUT:
            pass
        elif (handler := _HANDLERS.get(name)) is not None:
            handler(self, name, start, end)
        elif "\\" + name in DELIMITERS:
            self.tokens.append(Token(*DELIMITERS["\\" + name], start, end))
        elif sized := _SIZES.match(name):
            self._sized(sized.group(1), start)
        elif name in _TEXTS or name in ("mathrm", "mathit", "mathsf"):
            self._text(name, start)
        elif name in DROPPED_ARGUMENTS:
            self._drop(name)
        elif name in BLACKBOARD:
            self.add("name", name[0].upper(), start, end, font="bb")
        else:
            self._unknown(name, start, end)

    def _unknown(self, name: str, start: int, end: int) -> None:
        if len(name) == 1 and not name.isalpha():
            self.add("bad", f"`\\{name}` has no meaning here", start, end, side="unknown-character")
            return
        help = f"define it: \\newcommand{{\\{name}}}{{…}}"
        self.tokens.append(Token("bad", f"unknown command `\\{name}`", start, end, help, (), "unknown-command"))

    def _optional(self) -> None:
        """``\\sqrt[3]{x}``: the square brackets become braces."""
        pos = self._blank()
        if pos < self.stop and self.latex[pos] == "[":
            close = closing_bracket(self.latex, pos, self.stop)
            if close is not None:
                self.braces |= {pos: "lbrace", close: "rbrace"}
                self.tokens[-1] = self.tokens[-1]._replace(side="optional")

    def _drop(self, name: str) -> None:
        if name in ("mkern", "hskip", "kern", "bbox", "arraystretch"):
            length = _LENGTH.match(self.latex, self.pos, self.stop)
            self.pos = length.end() if length else self.pos
        if self.pos < self.stop and self.latex[self.pos] == "*":
            self.pos += 1
        for _ in range(DROPPED_ARGUMENTS[name]):
            if self.group() is None:
                return

    def _sized(self, side: str, start: int) -> None:
        found = _DELIMITER.match(self.latex, self.pos, self.stop)
        if found is None or found.group(1) not in DELIMITERS:
            return
        kind, value = DELIMITERS[found.group(1)]
        self.pos = found.end()
        if kind == "bar" and side:
            kind = {"l": "open", "r": "close", "m": "mid"}[side]
        if kind != "stop":
            self.add(kind, value, start, self.pos)

    def _text(self, name: str, start: int) -> None:
        inside = self.group()
        raw = name in ("mathrm", "mathit", "mathsf", "textbf")
        if inside is None:
            if raw:
                self.add("font", FONTS[name], start, start + len(name) + 1)
            else:
                self.add("bad", f"`\\{name}` needs its words in braces", start, self.pos, side="missing-argument")
            return
        content = self.latex[inside[0] : inside[1]]
        if raw:
            word = upright(content)
            if word is None or (name == "textbf" and len(word) == 1):
                self.add("font", FONTS[name], start, start + len(name) + 1)
                self.pos = inside[0] - 1
                return
        for kind, value, font, at, until in text_tokens(name, content, inside[0]):
            if kind == "math":
                self.tokens.extend(Lexer(self.latex, at, until, self.closes).run())
            else:
                self.add(kind, value, start if at == inside[0] else at, self.pos if until == inside[1] else until, font)

    def _left(self, name: str, start: int, end: int) -> None:
        found = _DELIMITER.match(self.latex, end, self.stop)
        delimiter = DELIMITERS.get(found.group(1)) if found else None
        if found is None or delimiter is None:
            self.add("bad", f"`\\{name}` needs a bracket", start, end, side="missing-argument")
            return
        self.pos = found.end()
        if name == "middle":
            self.add("mid" if delimiter[0] == "bar" else delimiter[0], delimiter[1], start, self.pos)
            return
        self.add("open" if name == "left" else "close", delimiter[1], start, self.pos, side=name)

    def _environment(self, name: str, start: int, end: int) -> None:
        found = _ENVIRONMENT.match(self.latex, end, self.stop)
        if found is None:
            self.add("bad", f"`\\{name}` needs an environment", start, end, side="missing-argument")
            return
        self.pos = found.end()
        environment = found.group(1)
        if name == "begin":
            self._skip_optional()
            if environment in _ARRAYS:
                self.group()
        self.add(name, environment, start, self.pos)

    def _skip_optional(self) -> None:
        found = re.compile(r"\s*\[[tbc]\]").match(self.latex, self.pos, self.stop)
        if found:
            self.pos = found.end()

    def _operator_name(self, name: str, start: int, end: int) -> None:
        if self.pos < self.stop and self.latex[self.pos] == "*":
            self.pos += 1
        inside = self.group()
        if inside is None:
            self.add("bad", "`\\operatorname` needs its name in braces", start, end, side="missing-argument")
            return
        word = upright(self.latex[inside[0] : inside[1]])
        if word is None:
            self.add("bad", "an operator name of letters was expected", start, self.pos, side="missing-argument")
            return
        self.add("op", word, start, self.pos)

    def _note_arrow(self, name: str, start: int, end: int) -> None:
        """``\\xrightarrow[n\\to\\infty]{d}`` → the sign ``to`` with the note ``d``."""
        pos = self._blank()
        if pos < self.stop and self.latex[pos] == "[":
            close = closing_bracket(self.latex, pos, self.stop)
            self.pos = self.pos if close is None else close + 1
        inside = self.group()
        note = self.latex[inside[0] : inside[1]].strip() if inside else ""
        value = {"xleftarrow": "leftarrow", "xmapsto": "mapsto"}.get(name, "to")
        self.add("sign", value, start, self.pos, side=note)

    def _percent(self, name: str, start: int, end: int) -> None:
        self.add("name", "percent", start, end, font="text")

    def _ampersand(self, name: str, start: int, end: int) -> None:
        self.add("words", "and", start, end)


_HANDLERS = {
    "left": Lexer._left, "right": Lexer._left, "middle": Lexer._left, "begin": Lexer._environment,
    "end": Lexer._environment, "operatorname": Lexer._operator_name, "operatornamewithlimits": Lexer._operator_name,
    "xrightarrow": Lexer._note_arrow, "xleftarrow": Lexer._note_arrow, "xmapsto": Lexer._note_arrow,
    "%": Lexer._percent, "&": Lexer._ampersand,
}  # fmt: skip


def tokenise(latex: str) -> list[Token]:
    return Lexer(latex).run()
