"""Docstrings of a Python file, read as Markdown (with ``:math:`` and ``.. math::``). No code is run, only parsed."""

import ast
import io
import re
import tokenize
import warnings
from dataclasses import dataclass

from backproof.text.blocks import Span
from backproof.text.escapes import decode_python
from backproof.text.levels import Levels
from backproof.text.mapped import Edit, Mapped, edit, join
from backproof.text.markdown import read_markdown
from backproof.text.page import Page

_LITERAL = re.compile(
    r'(?P<prefix>[rRuUbBfF]{0,2})(?P<quote>"""|\'\'\'|"|\')(?P<body>(?:(?!(?P=quote))[^\\]|\\.)*)(?P=quote)', re.DOTALL
)
_TRIPLE = re.compile(r'(?<![A-Za-z_])([rRuUbBfF]{0,2})("""|\'\'\')')
_Owner = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class _Docstring:
    """Where a literal stands, whose it is (empty for the module), and how deep that is nested."""

    start: int
    end: int
    name: str = ""
    place: Span | None = None
    depth: int = 0


def read_docstrings(mapped: Mapped, page: Page) -> None:
    """Put the docstrings on the page; each function and class opens a section of its own name."""
    found = _parsed(mapped.text)
    if found is None:
        page.problem("this file is not valid python: every triple-quoted string of it was read", mapped.place(0, 0))
        found = _triple_quoted(mapped.text)
    for docstring in found:
        text = _content(mapped, docstring)
        if not text.text.strip():
            continue
        page.literal(text)
        page.deeper = 0
        if docstring.place:
            page.heading(docstring.name, docstring.place, docstring.depth)
        page.deeper = docstring.depth
        page.end_paragraph()
        read_markdown(_dedent(text), page, Levels())
    page.deeper = 0
    _remarks(mapped, found, page)


def _remarks(mapped: Mapped, docstrings: list[_Docstring], page: Page) -> None:
    """Note the comments that speak to us; one behind the end of a docstring is about all of it."""
    if "backproof" not in mapped.text:
        return
    places = _Places(mapped.text)
    try:
        for token in tokenize.generate_tokens(io.StringIO(mapped.text, newline="").readline):
            if token.type == tokenize.COMMENT:
                start = places.starts[token.start[0] - 1] + token.start[1]  # counts characters, as ``ast`` does not
                line = places.starts[token.start[0] - 1]
                whole = next((Span(d.start, d.end) for d in docstrings if line <= d.end <= start), None)
                page.remark(mapped, start, start + len(token.string), whole)
    except (tokenize.TokenError, SyntaxError):
        return  # what comes after the fault is no Python


def _parsed(text: str) -> list[_Docstring] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    places = _Places(text)
    found: list[_Docstring] = []
    stack: list[tuple[ast.AST, int]] = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        owner = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found += _own(node, depth, places)
        stack += [(child, depth + owner) for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr)]
    return sorted(found, key=lambda docstring: docstring.start)


def _own(node: _Owner, depth: int, places: "_Places") -> list[_Docstring]:
    first = node.body[0] if node.body else None
    value = first.value if isinstance(first, ast.Expr) else None
    if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
        return []
    start = places.offset(value.lineno, value.col_offset)
    end = places.offset(value.end_lineno or value.lineno, value.end_col_offset or value.col_offset)
    if isinstance(node, ast.Module):
        return [_Docstring(start, end)]
    here = places.offset(node.lineno, node.col_offset)
    return [_Docstring(start, end, node.name, Span(here, places.line_end(here)), depth)]


class _Places:
    """Python counts columns in bytes; this counts them in characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        # The lines of Python end at \n, \r\n and \r, not at every character that str.splitlines knows.
        self.starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]

    def offset(self, line: int, column: int) -> int:
        start = self.starts[line - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return start + len(self.text[start:end].encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))

    def line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end


def _triple_quoted(text: str) -> list[_Docstring]:
    found, at = [], 0
    while match := _TRIPLE.search(text, at):
        end = text.find(match[2], match.end())
        at = len(text) if end < 0 else end + 3
        found.append(_Docstring(match.start(), at))
    return found


def _content(mapped: Mapped, docstring: _Docstring) -> Mapped:
    """What the literal says; adjoining literals are one string."""
    parts: list[Mapped] = []
    at = docstring.start
    while at < docstring.end and (match := _LITERAL.search(mapped.text, at, docstring.end)):
        body = mapped.cut(*match.span("body"))
        parts.append(body if "r" in match["prefix"].lower() else decode_python(body))
        at = match.end()
    return join(parts) if parts else mapped.cut(docstring.start, docstring.start)


def _dedent(text: Mapped) -> Mapped:
    """Without the indentation that all lines but the first have in common."""
    indents = [match.span(1) for match in re.finditer(r"\n([ \t]*)", text.text)]
    width = min((b - a for a, b in indents if text.text[b : b + 1] not in ("", "\r", "\n")), default=0)
    edits: list[Edit] = [(a, min(a + width, b), "") for a, b in indents if width]
    first = len(text.text) - len(text.text.lstrip(" \t"))
    return edit(text, [(0, first, ""), *edits])
