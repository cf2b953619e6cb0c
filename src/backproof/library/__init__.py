"""The systems of the field as documents: data that is packaged, and three functions to get at it.

The pages are the Markdown files of this folder. ``load("lstm")`` is ``backproof.read`` of one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backproof.app.interface import Notes

__all__ = ["load", "names", "text"]


def names() -> tuple[str, ...]:
    """The names of the pages, in order."""
    from backproof.app.shelf import pages

    return tuple(p.name for p in pages())


def text(name: str) -> str:
    """A page as Markdown. Raises ``ValueError`` where there is no such page."""
    from backproof.app.shelf import page

    return page(name).text


def load(name: str) -> Notes:
    """A page as a document that was read. Raises ``ValueError`` where there is no such page."""
    from backproof.app.interface import read
    from backproof.app.shelf import page

    return read(page(name).path)
