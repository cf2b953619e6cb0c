"""What the words say: slots (formulas standing in sentences) and facts about them. Plain data, no reading."""

from dataclasses import dataclass

from backproof.text.blocks import Span

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Slot:
    """A formula standing inside a sentence, in dollars or bare (``m_t``, ``W_o^T``, a lone ``W``)."""

    latex: str
    span: Span
    display: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the words say; ``span`` covers the words, ``pattern`` names the row that found it."""

    kind: str
    subjects: tuple[Slot, ...]
    value: str = ""
    objects: tuple[Slot, ...] = ()
    span: Span = NOWHERE
    pattern: str = ""


KINDS = (
    "function",
    "type",
    "size",
    "property",
    "range",
    "random",
    "layout",
    "role",
    "held-fixed",
    "adjoint",
    "named",
    "depends",
    "condition",
    "start",
)
