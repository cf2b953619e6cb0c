"""The token: one piece of a formula, with its place. The kinds are listed in ``tokens``."""

from typing import NamedTuple


class Token(NamedTuple):
    """``value`` depends on the kind; ``side`` tells ``\\left`` and ``\\right``, or is the note of a sign."""

    kind: str
    value: str
    start: int
    end: int
    font: str = ""
    accents: tuple[str, ...] = ()
    side: str = ""
