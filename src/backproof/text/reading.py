"""The two doors of this room: a file or a string becomes a document."""

from pathlib import Path

from backproof.text.blocks import Document, Source, Unreadable
from backproof.text.docstrings import read_docstrings
from backproof.text.mapped import plain
from backproof.text.markdown import read_markdown
from backproof.text.notebook import read_notebook
from backproof.text.page import Page
from backproof.text.tex import read_tex

_READERS = {"markdown": read_markdown, "latex": read_tex, "notebook": read_notebook, "python": read_docstrings}
_KINDS = {".tex": "latex", ".ltx": "latex", ".ipynb": "notebook", ".py": "python"}


def read_file(path: str | Path) -> Document:
    """Read a file; its suffix says what it is, and whatever is unknown is read as Markdown.

    Raises ``Unreadable`` if it is missing, a directory, binary, or not a notebook though named like one.
    """
    return read_text(_content(Path(path)), str(path), kind_of(path))


def kind_of(path: str | Path) -> str:
    """What a file is read as, by its suffix: one of the kinds of ``read_text``."""
    return _KINDS.get(Path(path).suffix.lower(), "markdown")


def read_text(text: str, name: str = "<text>", kind: str = "markdown") -> Document:
    """Read a string; ``kind`` is ``markdown``, ``latex``, ``notebook`` or ``python``, anything else a ``ValueError``.

    Raises ``Unreadable`` if it should be a notebook and is none; no other text is refused.
    """
    if kind not in _READERS:
        raise ValueError(f"unknown kind of text `{kind}`, known are {', '.join(_READERS)}")
    page = Page()
    _READERS[kind](plain(text), page)
    return page.document(Source(name, text))


def _content(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"no such file: {path}") from error
    except IsADirectoryError as error:
        raise Unreadable(f"is a directory: {path}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unreadable(f"cannot be read: {path} ({reason.lower()})") from error
    if b"\0" in data:
        raise Unreadable(f"is a binary file: {path}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not utf-8 text: {path} (byte {error.start})") from error
