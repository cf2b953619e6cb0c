"""Reading one macro definition: ``\\newcommand``, ``\\def``, ``\\DeclareMathOperator``, ``\\let``, and their kin."""

import re
from dataclasses import dataclass
from functools import lru_cache

from backproof.text.mapped import wordset


@dataclass(frozen=True, slots=True)
class Macro:
    """``name`` with its backslash; ``body`` with ``#1``, …; the default of an optional first argument."""

    name: str
    body: str
    arguments: int = 0
    default: str | None = None
    alias: bool = False
    """The body is one command that is not expanded again (``\\let`` to a command which is no macro)."""
    weak: bool = False
    """Does not replace an earlier definition (``\\providecommand``)."""
    starred: bool = False


DEFINERS = wordset(
    r"\newcommand \renewcommand \providecommand \DeclareRobustCommand \def \gdef \edef \xdef \let "
    r"\DeclareMathOperator \DeclarePairedDelimiter \newenvironment \renewenvironment \newtheorem "
    r"\NewDocumentCommand \RenewDocumentCommand"
)

_HEAD = re.compile(r"\\(?P<how>[A-Za-z]+)(?P<star>\*?)\s*")
_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|.)", re.DOTALL)
_SPACE = re.compile(r"\s*")
_COUNT = re.compile(r"\[\s*(\d)\s*\]")
_PARAMETERS = re.compile(r"((?:#\d)*)\s*(?=\{)")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_Found = tuple[Macro | None, int]


def read_definition(text: str, at: int) -> _Found:
    """The macro defined by the command at ``at``, and where it ends (``at``: it is no definition)."""
    head = _HEAD.match(text, at)
    if head is None or "\\" + head["how"] not in DEFINERS:
        return None, at
    how = head["how"]
    if how == "let":
        return _let(text, at, head.end())
    if "environment" in how or how == "newtheorem":
        return None, _past_groups(text, head.end())
    name, after = _name(text, head.end())
    if not name:
        return None, at
    if how in {"def", "gdef", "edef", "xdef"}:
        return _def(text, at, name, after)
    if how == "DeclareMathOperator":
        body, end = group(text, after)
        return (Macro(name, f"\\operatorname{head['star']}{{{body}}}"), end) if body is not None else (None, at)
    if how == "DeclarePairedDelimiter":
        return _paired(text, at, name, after)
    if how.endswith("DocumentCommand"):
        return _document_command(text, at, name, after)
    return _new(text, at, name, after, how == "providecommand")


def group(text: str, at: int) -> tuple[str | None, int]:
    """The inside of the braces that begin at ``at`` (after white space), and where they end."""
    space = _SPACE.match(text, at)
    at = space.end() if space else at
    if not text.startswith("{", at):
        return None, at
    end = _braces(text).get(at)
    return (None, at) if end is None else (text[at + 1 : end], end + 1)


@lru_cache(maxsize=4)
def _braces(text: str) -> dict[int, int]:
    """Offset of each ``{`` → that of its ``}``. Found once per text: looking anew costs the square."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            found[opened.pop()] = match.start()
    return found


def _name(text: str, at: int) -> tuple[str, int]:
    body, end = group(text, at) if text.startswith("{", at) else (None, at)
    match = _COMMAND.fullmatch(body.strip()) if body else _COMMAND.match(text, at) if body is None else None
    if match is None:
        return "", at
    return match[0], end if body else match.end()


def _new(text: str, at: int, name: str, after: int, weak: bool) -> _Found:
    count, default = 0, None
    after = _skip(text, after)
    if match := _COUNT.match(text, after):
        count, after = int(match[1]), _skip(text, match.end())
        if text.startswith("[", after) and (end := text.find("]", after)) >= 0:
            default, after = text[after + 1 : end], end + 1
    body, end = group(text, after)
    if body is None and (match := _COMMAND.match(text, after)):
        body, end = match[0], match.end()
    return (Macro(name, body, count, default, weak=weak), end) if body is not None else (None, at)


def _def(text: str, at: int, name: str, after: int) -> _Found:
    match = _PARAMETERS.match(text, after)
    if match is None:
        # Delimited parameters (``\def\x#1,#2{…}``) are not understood: leave out the definition, not what follows.
        brace = text.find("{", after, after + 100)
        return None, group(text, brace)[1] if brace >= 0 else at
    body, end = group(text, match.end())
    return (Macro(name, body, len(match[1]) // 2), end) if body is not None else (None, at)


def _let(text: str, at: int, after: int) -> _Found:
    name = _COMMAND.match(text, after)
    if name is None:
        return None, at
    equals = re.compile(r"\s*=?\s*").match(text, name.end())
    target = _COMMAND.match(text, equals.end() if equals else name.end())
    return (Macro(name[0], target[0], alias=True), target.end()) if target else (None, at)


def _paired(text: str, at: int, name: str, after: int) -> _Found:
    left, middle = group(text, after)
    right, end = group(text, middle)
    if left is None or right is None:
        return None, at
    return Macro(name, f"{left} #1 {right}", 1, starred=True), end


def _document_command(text: str, at: int, name: str, after: int) -> _Found:
    parameters, middle = group(text, after)
    body, end = group(text, middle)
    simple = parameters is not None and not parameters.replace("m", "").strip()
    if body is None or not simple:
        return None, end if body is not None else at
    return Macro(name, body, (parameters or "").count("m")), end


def _past_groups(text: str, at: int) -> int:
    """Past ``{…}`` and ``[…]`` as many as there are."""
    while True:
        if text.startswith("[", at) and (end := text.find("]", at, at + 1000)) > 0:
            at = end + 1
            continue
        body, end = group(text, at)
        if body is None:
            return at
        at = end


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
