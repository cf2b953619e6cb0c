"""Characters, numbers and words into tokens; commands are left to the class that completes this one."""

import re
from abc import abstractmethod

from backproof.latex import characters
from backproof.latex.spelling import CHARS, MULTI, closing_braces
from backproof.latex.token import Token
from backproof.latex.words import ITALIC_WORDS

_TOKEN = re.compile(
    r"""(?P<space>[\s~]+|%[^\n]*)
    |(?P<cmd>\\(?:[a-zA-Z]+|.|\Z))
    |(?P<comma>0+\{,\}\d+|\d+\{,\}(?!\d{3}(?!\d))\d+)
    |(?P<thousands>\d{1,3}(?:(?:\{,\}|\\,)\d{3})+(?!\d)(?:\.\d+)?|[1-9]\d{0,2}(?:,\d{3})+(?!\d)(?:\.\d+)?)
    |(?P<num>\d+(?:\.\d+)?(?:e-?(?:0?[2-9]|\d\d+)(?![\d.]))?|\.\d+)
    |(?P<word>[A-Za-z]+)
    |(?P<multi>\.\.\.|:=|=:|<=|>=|=>|->|==|\|\|)
    |(?P<char>.)""",
    re.VERBOSE | re.DOTALL,
)
_BLANK = re.compile(r"\s*")


class Scanner:
    """One pass over one formula; ``run`` returns the tokens."""

    def __init__(
        self, latex: str, start: int = 0, stop: int | None = None, closes: dict[int, int] | None = None
    ) -> None:
        self.latex = latex
        self.stop = len(latex) if stop is None else stop
        self.closes = closing_braces(latex) if closes is None else closes
        self.pos = start
        self.tokens: list[Token] = []
        self.braces: dict[int, str] = {}
        """Square brackets of ``\\sqrt[n]`` and the like, which act as braces."""

    def run(self) -> list[Token]:
        latex, stop, match_at = self.latex, self.stop, _TOKEN.match
        while self.pos < stop:
            match = match_at(latex, self.pos, stop)
            assert match is not None  # the last alternative takes any character
            start, end = match.span()
            self.pos = end
            kind = match.lastgroup
            if kind == "space":
                continue
            if kind == "cmd":
                self.command(match.group()[1:], start, end)
            elif kind == "word":
                self._word(match.group(), start, end)
            elif kind == "comma":  # 0{,}5 is a half in half of Europe
                self.add("num", match.group().replace("{,}", "."), start, end)
            elif kind == "thousands":
                self._thousands(match.group(), start, end)
            elif kind == "num":
                self.tokens.append(Token("num", match.group(), start, end))
            elif kind == "multi":
                self.add(*MULTI[match.group()], start, end, font="||" if match.group() == "||" else "")
            else:
                self._char(match.group(), start, end)
        return self.tokens

    def add(self, kind: str, value: str, start: int, end: int, font: str = "", side: str = "") -> None:
        self.tokens.append(Token(kind, value, start, end, font, (), side))

    def _word(self, word: str, start: int, end: int) -> None:
        if self.tokens and self.tokens[-1].kind in ("sub", "sup"):  # TeX takes one letter: W^Tdiag(x)
            self.tokens.append(Token("name", word[0], start, start + 1))
            word, start = word[1:], start + 1
        if len(word) > 1 and word in ITALIC_WORDS:
            self.add("op", word, start, end)
            return
        for k, letter in enumerate(word, start):
            self.tokens.append(Token("name", letter, k, k + 1))

    def _thousands(self, text: str, start: int, end: int) -> None:
        """``10{,}000`` and ``1\\,000`` are one number; ``10,000`` is one unless brackets make a list of it."""
        plain = "{" not in text and "\\" not in text
        depth = sum((t.kind in ("open", "lbrace")) - (t.kind in ("close", "rbrace")) for t in self.tokens)
        if plain and (depth > 0 or (self.tokens and self.tokens[-1].kind in ("sub", "sup"))):
            end = start + text.index(",")
            text, self.pos = text[: end - start], end
        self.tokens.append(Token("num", re.sub(r"\\,|\{,\}|,", "", text), start, end))

    def _char(self, char: str, start: int, end: int) -> None:
        if start in self.braces:
            self.add(self.braces[start], char, start, end)
        elif char in CHARS:
            self.tokens.append(Token(*CHARS[char], start, end))
        elif char.isascii():
            self.add("bad", f"the character {char!r} has no meaning in a formula", start, end, side="unknown-character")
        else:
            self._unicode(char, start, end)

    def _unicode(self, char: str, start: int, end: int) -> None:
        if char in characters.INVISIBLE:
            return
        accent = characters.accent(char)
        if accent and self.tokens and self.tokens[-1].kind in ("name", "op"):
            last = self.tokens[-1]
            self.tokens[-1] = last._replace(end=end, accents=(*last.accents, accent))
        elif script := characters.script(char):
            self._script(*script, start)
        elif count := characters.primes(char):
            self.tokens.extend(Token("prime", "'", start, end) for _ in range(count))
        elif meaning := characters.meaning(char):
            kind, value, font, accents = meaning
            self.tokens.append(Token(kind, value, start, end, font, accents))
        else:
            self.add("bad", f"the character {char!r} has no meaning in a formula", start, end, side="unknown-character")

    def _script(self, kind: str, plain: str, start: int) -> None:
        """``x⁻¹``: a run of raised characters is one script in braces."""
        text, pos = plain, start + 1
        while pos < self.stop and (more := characters.script(self.latex[pos])) and more[0] == kind:
            text, pos = text + more[1], pos + 1
        self.add(kind, kind, start, start)
        self.add("lbrace", "{", start, start)
        for inner in type(self)(text).run():
            self.tokens.append(inner._replace(start=start + inner.start, end=start + inner.end))
        self.add("rbrace", "}", pos, pos)
        self.pos = pos

    @abstractmethod
    def command(self, name: str, start: int, end: int) -> None:
        """Read the command ``\\name`` that stands at ``start`` to ``end``."""

    def group(self) -> tuple[int, int] | None:
        """The inside of the brace group that comes next, then consumed; None if none comes or it never ends."""
        pos = self._blank()
        if pos >= self.stop or self.latex[pos] != "{":
            return None
        close = self.closes.get(pos, self.stop)
        if close >= self.stop:
            return None
        self.pos = close + 1
        return pos + 1, close

    def _blank(self) -> int:
        blank = _BLANK.match(self.latex, self.pos, self.stop)
        return blank.end() if blank else self.pos
