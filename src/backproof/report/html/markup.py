"""HTML as strings that know they are HTML: whatever is not marked so is escaped on its way in.

Documents are untrusted, so that no other file of this room writes a tag by hand.
"""

import re
from collections.abc import Iterable

_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_STEERING = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Characters that HTML does not allow, and those that turn the direction of what follows them."""
_VOID = frozenset(("br", "hr", "input", "link", "meta"))


class Markup(str):
    """A string that is HTML."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Characters as HTML that shows them."""
    if isinstance(value, Markup):
        return value
    shown = _STEERING.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))
    return Markup("".join(_SPECIAL.get(c, c) for c in shown))


def element(tag: str, *children: str, **attributes: str | bool | None) -> Markup:
    """``<tag …>children</tag>``. An underscore in the name of an attribute is a hyphen, one at its end is dropped.

    Attributes that are None or False are left out; True stands for an empty value.
    """
    written = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _VOID:
        return Markup(f"<{tag}{written}>")
    return Markup(f"<{tag}{written}>{join(children)}</{tag}>")


def join(parts: Iterable[str], between: str = "") -> Markup:
    """The parts one after the other, each escaped unless it is HTML."""
    return Markup(text(between).join(text(part) for part in parts))


def _attribute(name: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    spelt = name.rstrip("_").replace("_", "-")
    return f" {spelt}" if value is True else f' {spelt}="{text(Markup.__str__(value))}"'
