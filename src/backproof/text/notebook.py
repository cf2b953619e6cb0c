"""Markdown cells of a Jupyter notebook. The source is the raw ``.ipynb`` file, so that places point into it."""

import json
import re
from dataclasses import dataclass, field

from backproof.text.blocks import Unreadable
from backproof.text.escapes import decode_json
from backproof.text.levels import Levels
from backproof.text.mapped import Mapped, join
from backproof.text.markdown import read_markdown
from backproof.text.page import Page

_TOKEN = re.compile(r'"(?P<string>[^"\\]*(?:\\.[^"\\]*)*)"|(?P<mark>[{}\[\]:,])', re.DOTALL)


@dataclass
class _Frame:
    """An object or array that is being read: in an object, the key at hand; in a cell, its kind and source."""

    is_object: bool
    key: str = ""
    expects_key: bool = True
    kind: str = ""
    source: list[Mapped] = field(default_factory=list)
    has_source: bool = False
    start: int = 0


def read_notebook(mapped: Mapped, page: Page) -> None:
    """Put the Markdown cells on the page. Raises ``Unreadable`` if the text is no notebook."""
    _check(mapped.text)
    levels = Levels()
    for cell in _cells(mapped):
        if cell.source:
            content = join(cell.source)
            page.literal(content)
            read_markdown(content, page, levels)
        elif not cell.has_source:
            page.problem("this Markdown cell has no source", mapped.place(cell.start, cell.start + 1))
        page.end_paragraph()


def _check(text: str) -> None:
    try:
        notebook = json.loads(text)
    except RecursionError as error:
        raise Unreadable("the notebook is nested too deeply") from error
    except ValueError as error:
        raise Unreadable(f"not a notebook: invalid json ({error})") from error
    if not isinstance(notebook, dict) or not ("cells" in notebook or "worksheets" in notebook):
        raise Unreadable("not a notebook: the json has no cells")


def _cells(mapped: Mapped) -> list[_Frame]:
    """The objects with ``"cell_type": "markdown"``, in order."""
    stack: list[_Frame] = []
    found: list[_Frame] = []
    for match in _TOKEN.finditer(mapped.text):
        mark = match["mark"]
        if mark is None:
            _string(mapped, match, stack)
        elif mark in "{[":
            # ``"source": [...]`` hands its strings to the cell around it.
            stack.append(_Frame(mark == "{", start=match.start()))
            if mark == "[" and len(stack) > 1 and stack[-2].is_object and stack[-2].key == "source":
                stack[-2].has_source = True
        elif mark in "}]":
            frame = stack.pop()
            if frame.is_object and frame.kind == "markdown":
                found.append(frame)
        elif stack:
            stack[-1].expects_key = mark == ","
    return found


def _string(mapped: Mapped, match: re.Match[str], stack: list[_Frame]) -> None:
    if not stack:
        return
    frame = stack[-1]
    if frame.is_object and frame.expects_key:
        frame.key = match["string"]
        return
    if frame.is_object and frame.key == "cell_type":
        frame.kind = match["string"]
    owner = frame if frame.is_object else stack[-2] if len(stack) > 1 else None
    if owner is not None and owner.is_object and owner.key == "source":
        owner.has_source = True
        owner.source.append(decode_json(mapped.cut(*match.span("string"))))
