"""What the page brings along: its style and script, and KaTeX with its fonts, all inlined; nothing is ever loaded.

KaTeX is vendored under ``assets/katex`` as published on npm (MIT), with only the fonts of the woff2 format.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from backproof.report.html.markup import Markup, element

KATEX = "0.19.1"
_FACE = re.compile(r"@font-face\{[^}]*\}")
_FILE = re.compile(r"url\(fonts/(KaTeX_(\w+)-\w+)\.woff2\)")
_NEEDED = {
    "Caligraphic": re.compile(r"\\(?:mathcal|cal|symcal|oldstyle)"),
    "Fraktur": re.compile(r"\\(?:mathfrak|frak|textfrak|symfrak)"),
    "SansSerif": re.compile(r"\\(?:mathsf|textsf|sf|mathsfit|symsf)"),
    "Script": re.compile(r"\\(?:mathscr|scr|symscr)"),
    "Typewriter": re.compile(r"\\(?:mathtt|texttt|tt|symtt|url|verb)"),
}
"""The families that few documents use, and the commands that use them; without these they are left out."""


@cache
def _text(name: str) -> str:
    return files("backproof.report.html").joinpath("assets", *name.split("/")).read_text(encoding="utf-8")


@cache
def _font(name: str) -> str:
    data = files("backproof.report.html").joinpath("assets", "katex", "fonts", f"{name}.woff2").read_bytes()
    return base64.b64encode(data).decode("ascii")


def style(latex: Iterable[str]) -> Markup:
    """The style sheet, with the fonts that the formulas need."""
    return _raw("style", _katex_css("\n".join(latex)) + "\n" + _text("page.css"))


def _katex_css(latex: str) -> str:
    def face(match: re.Match[str]) -> str:
        found = _FILE.search(match[0])
        if found is None or (found[2] in _NEEDED and not _NEEDED[found[2]].search(latex)):
            return ""
        source = f'src:url(data:font/woff2;base64,{_font(found[1])}) format("woff2")}}'
        return match[0].partition("src:")[0] + source

    return _FACE.sub(face, _text("katex/katex.min.css"))


def scripts() -> Markup:
    """KaTeX under its licence, and the script of the page."""
    notice = f"/*! KaTeX {KATEX}, https://katex.org\n{_text('katex/LICENSE')}*/\n"
    return Markup(_raw("script", notice + _text("katex/katex.min.js")) + _raw("script", _text("page.js")))


def policy(*inlined: str) -> Markup:
    """What the browser may do on this page: run these scripts, apply these styles, show these fonts; load nothing."""
    hashes = {"style": list[str](), "script": list[str]()}
    for tag, content in re.findall(r"<(style|script)>(.*?)</\1>", "".join(inlined), flags=re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode("ascii")
        hashes[tag].append(f"'sha256-{digest}'")
    rules = (
        "default-src 'none'",
        f"script-src {' '.join(hashes['script'])}",
        f"style-src-elem {' '.join(hashes['style'])}",
        "style-src-attr 'unsafe-inline'",  # KaTeX places what it sets by styles of its elements
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return element("meta", http_equiv="Content-Security-Policy", content="; ".join(rules))


def _raw(tag: str, content: str) -> Markup:
    """An element whose content is ours and no HTML; it must not end the element itself."""
    if f"</{tag}" in content.lower() or "<!--" in content:
        raise ValueError(f"this {tag} would end early")
    return Markup(f"<{tag}>{content}</{tag}>")
