"""Where shapes were learnt: which declaration, sentence or line gave an axis its length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from backproof.notes.diagnostics import Diagnostic, Label
from backproof.terms.nodes import Index
from backproof.terms.sizes import learnt
from backproof.text.blocks import Source, Span


@dataclass(frozen=True, slots=True)
class Origin:
    """The place that declares a shape, and of which name."""

    span: Span
    name: str


def origins(axis: Index) -> tuple[Label, ...]:
    """Where the length of an axis was learnt, and the first line that passed it on; nothing where that is not known."""
    origin, through = learnt(axis.size)
    size = axis.size.root
    found = []
    if isinstance(origin, Origin):
        found.append(Label(origin.span, f"{origin.name} gets the size {size!r}"))
    passed = next((s for s in through if isinstance(s, Span)), None)
    if passed is not None and size.key:
        found.append(Label(passed, f"the size {size!r} follows from this line"))
    return tuple(found)


def lines_of(labels: Iterable[Label], source: Source) -> str:
    """``line 3``, ``lines 3 and 5``: where some places are."""
    numbers = [str(n) for n in sorted({source.place(label.span.start)[0] for label in labels})]
    if len(numbers) < 2:
        return f"line {numbers[0]}" if numbers else ""
    return f"lines {', '.join(numbers[:-1])} and {numbers[-1]}"


def located(diagnostic: Diagnostic, source: Source) -> Diagnostic:
    """The diagnostic with the lines that it speaks of in its message, for those who see only that."""
    if not diagnostic.labels:
        return diagnostic
    return replace(diagnostic, message=f"{diagnostic.message} ({lines_of(diagnostic.labels, source)})")


def merged(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Each place once, with all that is said of it, in the order of the document."""
    texts: dict[Span, dict[str, None]] = {}
    for label in labels:
        texts.setdefault(label.span, {})[label.text] = None
    places = sorted(texts, key=lambda span: (span.start, span.end))
    return tuple(Label(span, "; ".join(texts[span])) for span in places)
