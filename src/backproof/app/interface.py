"""The Python interface: documents, their quantities, and derivatives that are shown as mathematics in a notebook."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from backproof.claims.derived import Derived, Refused
from backproof.text import Document as Source
from backproof.text import read_file, read_text

if TYPE_CHECKING:
    from backproof.app.functions import Function
    from backproof.claims.statement import Checked

MARKDOWN = (".md", ".txt")


class NoDerivative(ValueError):
    """There is no answer. ``code`` is that of the diagnostic."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(f"{refused.code}: {refused.message}")
        self.code = refused.code
        self.help = refused.help


def read(source: str | os.PathLike[str], given: Sequence[str] = ()) -> Notes:
    """A document: the path of a file, or text in Markdown. Raises ``Unreadable`` for a file that cannot be read."""
    before = tuple(read_file(g) for g in given)
    path = os.fspath(source)
    if "\n" in path or not os.path.exists(path):
        return Notes(path, before, read_text(path))
    document = read_file(path)
    if path.endswith(MARKDOWN):
        return Notes(document.source.text, before, document)
    return Notes("", (*before, document), document)


def compile(
    expression: str | Quantity, backend: str = "numpy", wrt: str | Sequence[str] = (), *, hessian: bool = False
) -> Function:
    """A formula such as ``f = x^\\top A x``, or a quantity of a document, as a function. Raises ``CannotCompile``."""
    if isinstance(expression, Quantity):
        return expression.notes.function(expression.name, wrt, backend=backend, hessian=hessian)
    from backproof.app.deriving import first_defined, from_formula
    from backproof.app.failures import CannotCompile

    text, _ = from_formula(expression)
    of = first_defined(f"$${expression}$$")
    if not of:
        raise CannotCompile("the formula defines nothing: write it as f = …")
    return read(f"{text}\n").function(of, wrt, backend=backend, hessian=hessian)


class Notes:
    """A document that was read. ``notes["L"]`` is what it defines or calls ``L``."""

    def __init__(self, text: str, given: tuple[Source, ...], source: Source) -> None:
        self._text = text
        self._given = given
        self._source = source

    def __getitem__(self, name: str) -> Quantity:
        return Quantity(self, name)

    def function(
        self, of: str, wrt: str | Sequence[str] = (), *, backend: str = "numpy", hessian: bool = False
    ) -> Function:
        """``of`` as a function of what it rests on, with its derivatives. Raises ``CannotCompile``.

        ``backend`` is ``numpy``, ``jax`` or ``torch``; ``hessian`` asks for second derivatives.
        """
        from backproof.app.compiling import Wish
        from backproof.app.functions import function

        by = (wrt,) if isinstance(wrt, str) else tuple(wrt)
        wish = Wish(of, by, backend, 2 if hessian else 1, (), self._source.source.path)
        return function(self._text, wish, self._given)

    def check(self, seed: int = 0) -> Checked:
        """Every relation of the document with its verdict."""
        from backproof.app.check import check_document

        given = self._given if self._text else self._given[:-1]
        return check_document(self._source, given, seed)

    def _derived(self, of: str, by: str, order: int, layout: str) -> Derivation:
        from backproof.app.deriving import Request, derived

        found = derived(self._text, Request(of, by, order, layout), self._given)
        if isinstance(found, Refused):
            raise NoDerivative(found)
        return Derivation(found)


class Quantity:
    """Something that a document gives a name to."""

    def __init__(self, notes: Notes, name: str) -> None:
        self.notes = notes
        self.name = name

    def __repr__(self) -> str:
        return f"Quantity({self.name!r})"

    def gradient(self, by: str, layout: str = "") -> Derivation:
        """The derivative by a symbol, an entry of one, or a quantity between. Raises ``NoDerivative``."""
        return self.notes._derived(self.name, by, 1, layout)

    def jacobian(self, by: str, layout: str = "") -> Derivation:
        """The derivative of a vector by a vector; rows and columns as the document has them, or as ``layout`` says."""
        return self.notes._derived(self.name, by, 1, layout)

    def hessian(self, by: str, layout: str = "") -> Derivation:
        """The second derivative of a number. Raises ``NoDerivative``."""
        return self.notes._derived(self.name, by, 2, layout)


class Derivation:
    """A derivative with its derivation; it was held against automatic differentiation before it was made."""

    def __init__(self, found: Derived) -> None:
        self.found = found

    @property
    def latex(self) -> str:
        """The value, in matrix notation where one line can say it."""
        return self.found.latex

    @property
    def index_form(self) -> str:
        """The value by entries."""
        return self.found.index_form

    @property
    def where(self) -> dict[str, str]:
        """What names in the value stand for that the document does not define."""
        return dict(self.found.where)

    @property
    def steps(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Equations, each with the names of the laws by which it holds."""
        return tuple((s.latex, s.laws) for s in self.found.steps)

    def check(self) -> str:
        """What the value was held against."""
        evidence = self.found.evidence
        assert evidence is not None
        return f"automatic differentiation at {evidence.instances} points, {evidence.digits} digits"

    @cached_property
    def _equation(self) -> str:
        return f"{self.found.left} = {self.found.latex}"

    def __repr__(self) -> str:
        return self._equation

    def _repr_latex_(self) -> str:
        where = "".join(rf",\quad {n} = {v}" for n, v in self.found.where)
        return f"$\\displaystyle {self._equation}{where}$"

    def _repr_markdown_(self) -> str:
        lines = [f"$${self._equation}$$", *(f"where $\\displaystyle {n} = {v}$" for n, v in self.found.where)]
        return "\n\n".join(lines)
