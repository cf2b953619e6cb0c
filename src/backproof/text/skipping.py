"""How far the things reach that are no mathematics: code, comments, directives, front matter."""

import re

_CODE_SPAN = 10_000
"""No code span is longer; keeps stray backticks cheap."""

_INDENTED = re.compile(r"(?:[ \t]*\r?\n|[ \t]+\S.*(?:\n|\Z))*")
_FRONT = re.compile(r"---[ \t]*\r?\n(?:[A-Za-z_-]+[ \t]*:.*\n|[ \t]+.*\n|- .*\n|[ \t]*\r?\n)*?(?:---|\.\.\.)[ \t\r]*\n")


def past_front_matter(text: str) -> int:
    """Past the YAML between ``---`` lines at the beginning, if there is any."""
    match = _FRONT.match(text)
    return match.end() if match else 0


def past_fence(text: str, at: int, fence: str) -> tuple[int, int]:
    """Where the inside of a code fence ends, and the line after its closing fence."""
    closing = re.compile(rf"^[ \t]*{re.escape(fence[0])}{{{len(fence)},}}[ \t\r]*$", re.MULTILINE)
    match = closing.search(text, min(at, len(text)))
    return (match.start(), match.end() + 1) if match else (len(text), len(text) + 1)


def past_code_span(text: str, opener: re.Match[str], limit: int) -> int:
    """Past the backticks that close those of ``opener``, in the same paragraph; else past the opening ones."""
    ticks, at = opener["code"], opener.end()
    limit = min(limit, at + _CODE_SPAN)
    while (at := text.find(ticks, at, limit)) >= 0:
        end = at + len(ticks)
        while end < limit and text[end] == "`":
            end += 1
        if end - at == len(ticks):
            return end
        at = end
    return opener.end()


def past_comment(text: str, at: int) -> int:
    """Past ``-->``; a comment without one goes to the end, as in HTML."""
    end = text.find("-->", at)
    return len(text) if end < 0 else end + 3


def past_directive(text: str, at: int, end: int) -> tuple[int, int]:
    """Beginning and end of the indented body of the directive whose first line is ``text[at:end]``."""
    match = _INDENTED.match(text, min(end + 1, len(text)))
    assert match is not None
    stop = len(text[: match.end()].rstrip()) if match.end() - match.start() < 10_000 else match.end()
    start = _past_options(text, match.start())
    return min(start, max(stop, end)), max(stop, end)


def _past_options(text: str, at: int) -> int:
    """Past lines such as ``:label: eq``."""
    option = re.compile(r"[ \t]+:[a-z-]+:.*\n")
    while match := option.match(text, at):
        at = match.end()
    return at
