"""A question put to a document: the derivative that its reader would write, read in its scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backproof.meaning.elaborate import Elaborator
from backproof.meaning.read import Read, ReadDocument, read
from backproof.meaning.tensor import Misread, Tensor
from backproof.notes.diagnostics import Diagnostic
from backproof.terms.nodes import Derivative
from backproof.text import Document, read_text

LAYOUTS = {"": {}, "numerator": {"layout": "numerator"}, "denominator": {"layout": "denominator"}}


@dataclass(frozen=True)
class Asked:
    """What is asked for, as a tensor whose body is a derivative, and the document in which it was understood."""

    latex: str
    tensor: Tensor
    read: ReadDocument
    statement: Read


class NotUnderstood(Exception):
    """The question has no meaning in the document. Carries a diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def ask(text: str, of: str, by: tuple[str, ...], given: tuple[Document, ...] = ()) -> list[Read]:
    """The statements ``∂ of / ∂ by = ?`` at the end of a document in Markdown, one for each variable."""
    return posed(text, [rf"\frac{{\partial {of}}}{{\partial {w}}}" for w in by], given)


def posed(text: str, questions: Sequence[str], given: tuple[Document, ...] = ()) -> list[Read]:
    """The statements ``… = ?`` at the end of a document in Markdown, one for each question, all in one scope."""
    lines = [f"$${q} = ?$$" for q in questions]
    found = read(read_text("\n\n".join([text.rstrip("\n"), *lines]) + "\n"), list(given))
    return found.statements[-len(lines) :] if len(found.statements) >= len(lines) else []


def understood(statement: Read, layout: str) -> Tensor:
    """The derivative of a question as a tensor. Raises ``NotUnderstood``."""
    found = quantity(statement, layout)
    if not isinstance(found.body, Derivative):
        raise NotUnderstood(Diagnostic("M206", f"{statement.latex} is not read as a derivative", statement.span))
    return found


def quantity(statement: Read, layout: str = "") -> Tensor:
    """What a question asks for, as a tensor. Raises ``NotUnderstood``."""
    raw = statement.raw
    if statement.question.problem is not None:
        raise NotUnderstood(statement.question.problem)
    statement.scope.position = raw.span.start
    reader = Elaborator(statement.scope, dict(LAYOUTS[layout]))
    try:
        return reader.tensor(raw.left)
    except Misread as problem:
        raise NotUnderstood(Diagnostic(problem.code, problem.message, statement.span, problem.help)) from None


__all__ = ["Asked", "NotUnderstood", "ask", "posed", "quantity", "replace", "understood"]
