"""The verdicts as a reader sees them: a shape, a colour, a word, and what the word means."""

from typing import NamedTuple

from backproof.claims.statement import Statement
from backproof.report.html.markup import Markup, element


class Look(NamedTuple):
    """``path`` is drawn in a square of 16 by 16; ``loud`` verdicts say in the text that they are there."""

    word: str
    path: str
    means: str
    loud: bool = False


LOOKS: dict[str, Look] = {
    "wrong": Look(
        "wrong",
        "M4 4l8 8M12 4l-8 8",
        "False under every reading that fits the document; the numbers below can be checked by hand.",
        loud=True,
    ),
    "conditional": Look(
        "conditional",
        "M8 2.5L14 13.5H2zM8 6.5v3.5M8 11.6v.4",
        "False as it stands, true under one usual assumption that the document does not make.",
        loud=True,
    ),
    "unclear": Look(
        "unclear",
        "M5.2 5.6a2.8 2.8 0 1 1 4.2 2.5c-.9.5-1.4 1-1.4 2M8 12.6v.4",
        "Not understood, or not decidable here. This says nothing about whether it is right.",
    ),
    "proved": Look(
        "proved",
        "M4.5 4.5h7v7h-7z",
        "True for all shapes and values: it follows by laws, and the derivation was replayed.",
    ),
    "tested": Look("tested", "M3 8.6l3.4 3.6L13 4.4", "Held at every instance tried, which is not a proof."),
    "definition": Look("definition", "M3.6 6.2v.4M3.6 10v.4M7 6h6M7 10h6", "Says what a name means: nothing to check."),
    "declaration": Look(
        "declaration", "M3.6 6.2v.4M3.6 10v.4M7 6h6M7 10h6", "Says what kind of thing a name is: nothing to check."
    ),
    "update": Look("update", "M13 8H3.5M7 4.5L3.5 8 7 11.5", "A step of an algorithm: nothing to check."),
    "question": Look("question", "M3 8h1M7.5 8h1M12 8h1", "Asks for something: nothing to check."),
    "silenced": Look(
        "ignored", "M3.2 8a4.8 4.8 0 1 0 9.6 0a4.8 4.8 0 1 0-9.6 0M4.7 11.3l6.6-6.6", "Found, and not reported."
    ),
    "unjudged": Look("not judged", "M4 8h8", "Read, and not judged."),
}

FILTERS: tuple[tuple[str, str], ...] = (
    ("wrong", "wrong"),
    ("conditional", "conditional"),
    ("unclear", "unclear"),
    ("proved", "proved"),
    ("tested", "tested"),
    ("silenced", "ignored"),
    ("other", "definitions"),
)
"""What can be shown and hidden: the key in the markup, and the word for it."""


def look_of(statement: Statement) -> str:
    """The key of ``LOOKS`` for a statement."""
    if statement.silenced:
        return "silenced"
    if statement.verdict is not None:
        return statement.verdict.outcome
    return "unjudged" if statement.role == "claim" else statement.role


def group_of(look: str) -> str:
    """The filter that shows it."""
    return look if look in dict(FILTERS) else "other"


def icon(look: str) -> Markup:
    """The shape of a verdict; the word beside it says the same."""
    use = element("use", href=f"#i-{look}")
    return element("svg", use, class_="icon", viewBox="0 0 16 16", aria_hidden="true", focusable="false")


def sprite() -> Markup:
    """All shapes, once in a page."""
    symbols = (
        element("symbol", element("path", d=look.path), id=f"i-{key}", viewBox="0 0 16 16")
        for key, look in LOOKS.items()
    )
    return element("svg", *symbols, class_="sprite", aria_hidden="true", width="0", height="0")
