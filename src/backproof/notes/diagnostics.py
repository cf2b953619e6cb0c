"""A diagnostic: what is to be said about a place of a document, apart from any verdict.

Plain data. The table of codes, with their pages, is in ``codes``.
"""

from dataclasses import dataclass
from typing import Literal

from backproof.text.blocks import Span

Silence = Literal["", "comment", "configuration", "baseline"]
"""What keeps a finding from being reported, if anything does: who reads the report decided so, not we."""


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that matters, with what it is."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """``code`` names an entry of ``codes.CODES``; ``message`` is lower case, without a full stop, one fact."""

    code: str
    message: str
    span: Span
    help: str = ""
    labels: tuple[Label, ...] = ()
    silenced: Silence = ""
