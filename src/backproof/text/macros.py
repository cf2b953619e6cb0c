"""Macros: the definitions a document makes, and their expansion in formulas with every character's place kept."""

import re
from dataclasses import dataclass, field

from backproof.text.blocks import Repair
from backproof.text.definitions import DEFINERS, Macro, read_definition
from backproof.text.mapped import Edit, Mapped, edit

_TOKEN = re.compile(r"\\(?:[A-Za-z@]+|.)|\s+|#\d|.", re.DOTALL)
_NAME = re.compile(r"\\(?:[A-Za-z@]+|.)", re.DOTALL)
_STEPS = 20_000
_SIZE = 2_000_000
"""Bounds of one formula's expansion: tokens moved, and characters written."""


@dataclass(slots=True)
class _Token:
    text: str
    origins: list[int]
    final: bool = False
    """Already what it stands for: the target of ``\\let``."""


@dataclass
class Macros:
    """The macros known so far. Reading goes from top to bottom, so a later definition replaces an earlier one."""

    known: dict[str, Macro] = field(default_factory=dict)

    def define(self, text: str, at: int) -> int:
        """Take in the definition whose command stands at ``at``; returns where it ends, or ``at`` if it is none."""
        macro, end = read_definition(text, at)
        if macro is not None and not (macro.weak and macro.name in self.known):
            target = self.known.get(macro.body) if macro.alias else None
            if target is not None:
                macro = Macro(macro.name, target.body, target.arguments, target.default, target.alias)
            self.known[macro.name] = macro
        return end

    def expand(self, formula: Mapped) -> tuple[Mapped, list[Repair]]:
        """The formula without definitions and macros. One that expands without end stays as it was, with a problem."""
        if "\\" not in formula.text:
            return formula, []
        names = set(_NAME.findall(formula.text))
        if not (names & self.known.keys()) and not (names & DEFINERS):
            return formula, []
        known = dict(self.known)
        formula = self._take_definitions(formula) if names & DEFINERS else formula
        try:
            return self._expand(formula), []
        except _TooLong:
            self.known = known
            return formula, [Repair("macros expand without end here", formula.span)]

    def _take_definitions(self, formula: Mapped) -> Mapped:
        """Definitions inside of a formula, as people write them for MathJax, are learned and cut out."""
        edits: list[Edit] = []
        at = 0
        while match := _NAME.search(formula.text, at):
            at = match.end()
            if match[0] in DEFINERS and (end := self.define(formula.text, match.start())) > at:
                edits.append((match.start(), end, ""))
                at = end
        return edit(formula, edits)

    def _expand(self, formula: Mapped) -> Mapped:
        stack = _tokens(formula)[::-1]
        out: list[_Token] = []
        steps = size = 0
        while stack:
            token = stack.pop()
            macro = None if token.final else self.known.get(token.text)
            arguments, effort = _arguments(macro, token, stack) if macro else (None, 0)
            steps += 1 + effort if macro else 0
            if macro is None or arguments is None:
                size += len(token.text)
                out.append(token)
            else:
                stack.extend(reversed(_replace(macro, arguments, token)))
            if steps > _STEPS + 20 * len(formula.text) or size + len(stack) > _SIZE + len(formula.text):
                raise _TooLong
        return _write(out, formula.origins[-1])


class _TooLong(Exception):
    pass


def _tokens(formula: Mapped) -> list[_Token]:
    origins = formula.origins
    return [_Token(m[0], list(origins[m.start() : m.end()])) for m in _TOKEN.finditer(formula.text)]


def _arguments(macro: Macro, token: _Token, stack: list[_Token]) -> tuple[list[list[_Token]] | None, int]:
    """Take the arguments off the stack; None, and the stack as it was, if there are too few. Also how many tokens."""
    taken: list[_Token] = []
    arguments: list[list[_Token]] = []
    if macro.starred and stack and stack[-1].text == "*":
        taken.append(stack.pop())
    optional = macro.default is not None
    for k in range(macro.arguments):
        while stack and stack[-1].text.isspace():
            taken.append(stack.pop())
        if k == 0 and optional and not (stack and stack[-1].text == "["):
            default = _TOKEN.findall(macro.default or "")
            arguments.append([_Token(text, [token.origins[0]] * len(text)) for text in default])
            continue
        opening, closing = ("[", "]") if k == 0 and optional else ("{", "}")
        argument = _group(stack, taken, opening, closing)
        if argument is None:
            stack.extend(reversed(taken))
            return None, len(taken)
        arguments.append(argument)
    return arguments, len(taken)


def _group(stack: list[_Token], taken: list[_Token], opening: str, closing: str) -> list[_Token] | None:
    """One token, or what is between balanced braces."""
    if not stack or stack[-1].text == "}":
        return None
    taken.append(stack.pop())
    if taken[-1].text != opening:
        return [taken[-1]]
    depth = 0
    inside: list[_Token] = []
    while stack:
        token = stack.pop()
        taken.append(token)
        if token.text == closing and depth == 0:
            return inside
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        inside.append(token)
    return None


def _replace(macro: Macro, arguments: list[list[_Token]], use: _Token) -> list[_Token]:
    here = use.origins[0]
    out: list[_Token] = []
    for match in _TOKEN.finditer(macro.body):
        text = match[0]
        if text[0] == "#" and text[1:].isdigit() and 0 < int(text[1:]) <= len(arguments):
            out += arguments[int(text[1:]) - 1]
        elif text != "\\xspace":
            out.append(_Token(text, [here] * len(text), final=macro.alias))
    return out


def _write(tokens: list[_Token], end: int) -> Mapped:
    """The tokens as text, with a space where a command would else run into a letter that once stood apart."""
    parts: list[str] = []
    origins: list[int] = []
    before = ""
    for token in tokens:
        if before[:1] == "\\" and before[-1:].isalpha() and token.text[:1].isalpha():
            parts.append(" ")
            origins.append(token.origins[0])
        parts.append(token.text)
        origins += token.origins
        before = token.text
    return Mapped("".join(parts), [*origins, end])
