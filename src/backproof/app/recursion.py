"""How deep recursion over terms may go."""

import sys

RECURSION = 20_000
"""Terms may be deep; the readers bound their own depth well below this."""


def deepen() -> None:
    """Let recursion over terms go as deep as documents may."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION))
