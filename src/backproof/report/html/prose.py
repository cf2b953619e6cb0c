"""Markdown as HTML: the block structure and the emphasis of a document, and nothing of it that could act or load."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from backproof.report.html.markup import Markup, element, text
from backproof.report.html.weaving import SLOT, Slot

_AFTER = frozenset(("paragraph_close", "heading_close", "fence", "code_block", "html_block", "table_close", "hr"))
"""The tokens behind which findings can be put."""
_OUTSIDE = re.compile(r"(?:https?|mailto):", re.IGNORECASE)

Fill = Callable[[str], tuple[Markup, list[int]]]
Panels = Callable[[Iterable[int]], Markup]


class Outline:
    """Levels of headings without gaps, however the document counts them; the first is ``base``."""

    def __init__(self, base: int) -> None:
        self._base = base
        self._open: list[int] = []

    def level(self, written: int) -> int:
        while self._open and self._open[-1] >= written:
            self._open.pop()
        self._open.append(written)
        return min(self._base + len(self._open) - 1, 6)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    rules = {
        "html_block": _html,
        "html_inline": _html,
        "image": _image,
        "link_open": _link_open,
        "link_close": _link_close,
        "code_block": _code,
        "fence": _code,
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


def headings_at(source: str) -> frozenset[int]:
    """The lines (from 1) at which Markdown sees headings."""
    return frozenset(t.map[0] + 1 for t in _parser().parse(source) if t.type == "heading_open" and t.map)


def rendered(
    markdown: str, slots: Sequence[Slot], fill: Fill, panels: Panels, outline: Outline
) -> tuple[str, set[int]]:
    """The HTML of a Markdown text with its slots filled and the findings behind their blocks; and which were shown."""
    parser = _parser()
    tokens = parser.parse(markdown)
    out: list[str] = []
    pending: list[int] = []
    shown: set[int] = set()
    tables = 0
    for k, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{outline.level(int(token.tag[1]))}" if token.nesting == 1 else _tag_before(tokens, k)
        if token.type in ("paragraph_open", "paragraph_close"):
            inner = tokens[k + 1 if token.nesting == 1 else k - 1]
            token.hidden = token.hidden or _is_block(inner, slots)
        html, numbers = fill(_one(parser, tokens, k))
        out.append(html)
        pending += numbers
        tables += (token.type == "table_open") - (token.type == "table_close")
        if pending and token.type in _AFTER and not tables:
            out.append(panels(n for n in pending if n not in shown))
            shown.update(pending)
            pending = []
    if pending:
        out.append(panels(n for n in pending if n not in shown))
    return "".join(out), shown | set(pending)


def _one(parser: MarkdownIt, tokens: Sequence[Token], k: int) -> str:
    token, env = tokens[k], dict[str, Any]()
    renderer = parser.renderer
    assert isinstance(renderer, RendererHTML)
    if token.type == "inline":
        return renderer.renderInline(token.children or [], parser.options, env)
    if token.type in renderer.rules:
        return str(renderer.rules[token.type](tokens, k, parser.options, env))
    return renderer.renderToken(tokens, k, parser.options, env)


def _tag_before(tokens: Sequence[Token], k: int) -> str:
    return next(t.tag for t in reversed(tokens[:k]) if t.type == "heading_open")


def _is_block(inline: Token, slots: Sequence[Slot]) -> bool:
    match = SLOT.fullmatch(inline.content.strip())
    return match is not None and slots[int(match[1])].block


Env = MutableMapping[str, Any]


def _html(renderer: Any, tokens: Sequence[Token], k: int, options: Any, env: Env) -> str:
    """Tags of the document are shown as they are written; its comments are not."""
    content = re.sub(r"<!--.*?(?:-->|\Z)", "", tokens[k].content, flags=re.DOTALL)
    if tokens[k].type == "html_inline" or not content.strip():
        return text(content)
    return element("p", content.strip())


def _image(renderer: Any, tokens: Sequence[Token], k: int, options: Any, env: Env) -> str:
    """A picture would have to be loaded: its description stands for it."""
    words = tokens[k].content or "picture"
    return element("span", f"[{words}]", class_="picture")


def _link_open(renderer: Any, tokens: Sequence[Token], k: int, options: Any, env: Env) -> str:
    href = str(tokens[k].attrGet("href") or "")
    if not _OUTSIDE.match(href):
        return "<span>"
    return element("a", href=href, rel="noopener noreferrer nofollow")[: -len("</a>")]


def _link_close(renderer: Any, tokens: Sequence[Token], k: int, options: Any, env: Env) -> str:
    depth, at = 1, k
    while depth and at:
        at -= 1
        depth += (tokens[at].type == "link_close") - (tokens[at].type == "link_open")
    return "</a>" if _OUTSIDE.match(str(tokens[at].attrGet("href") or "")) else "</span>"


def _code(renderer: Any, tokens: Sequence[Token], k: int, options: Any, env: Env) -> str:
    content = tokens[k].content
    if SLOT.search(content) and tokens[k].type == "code_block":
        return element("p", content)  # indented formulas are formulas
    return element("pre", element("code", content), tabindex="0")
