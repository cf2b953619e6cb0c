"""The pages of the packaged library: where they are, what they are called, what each says of itself."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from backproof.text import Formula, Heading, Span, read_text

_SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)


class NoPage(ValueError):
    """The library has no page of that name; the message says which come close."""


@dataclass(frozen=True)
class Page:
    """A system as a document: ``name`` is that of its file, ``title`` its heading, ``summary`` its first sentence."""

    name: str
    title: str
    summary: str
    path: str
    text: str


@cache
def pages() -> tuple[Page, ...]:
    """Every page, by name."""
    folder = Path(str(files("backproof") / "library"))
    return tuple(_page(path) for path in sorted(folder.glob("*.md")))


def page(name: str) -> Page:
    """The page ``name`` (``lstm``, ``lstm.md``). Raises ``NoPage``."""
    wanted = name.lower().replace("_", "-").replace(" ", "-").removesuffix(".md")
    for one in pages():
        if one.name == wanted:
            return one
    close = difflib.get_close_matches(wanted, [p.name for p in pages()], n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}?" if close else "`backproof library` lists them"
    raise NoPage(f"the library has no page {name!r}; {hint}")


def styled(text: str) -> list[tuple[Span, str]]:
    """Where a page has headings and formulas, and in which style of rich they are shown."""
    found = []
    for block in read_text(text).blocks:
        if isinstance(block, Heading):
            found.append((block.span, "bold"))
        elif isinstance(block, Formula):
            found.append((block.span, "cyan"))
    return found


def _page(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("\n")
    first = _SENTENCE.match(rest.strip())
    summary = " ".join(first.group().split()) if first else ""
    return Page(path.stem, head.lstrip("# ").strip(), summary, str(path), text)
