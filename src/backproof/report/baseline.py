"""What the comparison with a baseline came to, for the reports: plain data, and the words for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry of a baseline of which so many findings do not occur any more."""

    path: str
    code: str
    text: str
    left: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Compared:
    """The baseline that was used: its file, how many findings it holds, and which are out of date."""

    path: str
    findings: int
    stale: tuple[Stale, ...] = ()


def told(stale: Stale) -> str:
    """One entry in words."""
    times = f" ({stale.count} times)" if stale.count > 1 else ""
    return f"{stale.path}  {stale.code} {stale.text}{times}"
