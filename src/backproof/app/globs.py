"""Patterns for paths, as in ``.gitignore`` and the configuration of other tools.

``*`` and ``?`` stand for anything but ``/``, ``**`` for any folders. A pattern without a slash is held against every
part of a path, one with a slash against the whole path from where the pattern was written; what matches a folder
matches everything in it.
"""

import re
from functools import lru_cache


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern matches a path, which is relative and has ``/`` between its parts."""
    pattern = pattern.replace("\\", "/").removeprefix("./").rstrip("/")
    if "/" not in pattern:
        return any(_regex(pattern).fullmatch(part) for part in path.split("/"))
    whole = _regex(pattern.lstrip("/"))
    parts = path.split("/")
    return any(whole.fullmatch("/".join(parts[: k + 1])) for k in range(len(parts)))


@lru_cache(maxsize=500)
def _regex(pattern: str) -> re.Pattern[str]:
    written, at = "", 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            written, at = written + "(?:[^/]+/)*", at + 3
        elif pattern.startswith("**", at):
            written, at = written + ".*", at + 2
        elif pattern[at] == "*":
            written, at = written + "[^/]*", at + 1
        elif pattern[at] == "?":
            written, at = written + "[^/]", at + 1
        elif pattern[at] == "[" and (end := pattern.find("]", at + 2)) > 0:
            inside = pattern[at + 1 : end].replace("\\", r"\\").replace("[", r"\[")
            written, at = written + f"[{'^' + inside[1:] if inside[0] in '!^' else inside}]", end + 1
        else:
            written, at = written + re.escape(pattern[at]), at + 1
    try:
        return re.compile(written, re.DOTALL)
    except re.error:  # such as [z-a]
        return re.compile(re.escape(pattern))
