"""Quantities of a document as functions to be called, with their derivatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backproof.app.compiled_checks import load
from backproof.app.compiling import Compiled, Wish, compiled
from backproof.app.failures import CannotCompile
from backproof.text import Document


class Function:
    """A quantity as a function of what it rests on; ``gradient``, ``hessian`` and the like as far as they were asked.

    ``source`` is the module that was written; every function in it was held against automatic differentiation.
    """

    def __init__(self, found: Compiled) -> None:
        self.source = found.source
        self.checked = found.checked
        names = load(found.source)
        jit = _compiler(found.program.backend.name)
        self._functions: dict[str, Callable[..., Any]] = {
            p.kind: jit(names[p.written.name], p.written.counts) for p in found.program.parts
        }
        self.name = found.program.quantity.name
        self.arguments = {p.written.name: p.written.identifiers for p in found.program.parts}

    def __repr__(self) -> str:
        calls = [f"{name}({', '.join(given)})" for name, given in self.arguments.items()]
        return f"Function({'; '.join(calls)})"

    def __call__(self, *given: Any, **named: Any) -> Any:
        """The value."""
        return self._of("value")(*given, **named)

    def _of(self, kind: str) -> Callable[..., Any]:
        found = self._functions.get(kind)
        if found is None:
            has = ", ".join(self._functions)
            raise CannotCompile(f"{self.name} was not compiled to its {kind}; there is: {has}")
        return found

    @property
    def gradient(self) -> Callable[..., Any]:
        """The derivative of a number by what was asked: an array, or a tuple of them."""
        return self._of("gradient")

    @property
    def jacobian(self) -> Callable[..., Any]:
        """The derivative of an array by what was asked."""
        return self._of("jacobian")

    @property
    def hessian(self) -> Callable[..., Any]:
        """The second derivative of a number."""
        return self._of("hessian")

    @property
    def hessian_product(self) -> Callable[..., Any]:
        """The Hessian times a direction, which is the first argument; the Hessian is not made."""
        return self._of("product")

    @property
    def value_and_derivative(self) -> Callable[..., Any]:
        """The value and the derivative together, which share what they have in common."""
        return self._of("both")


def function(text: str, wish: Wish, given: Sequence[Document] = ()) -> Function:
    """A quantity of a document as a function. Raises ``CannotCompile``."""
    return Function(compiled(text, wish, tuple(given)))


def _compiler(backend: str) -> Callable[[Callable[..., Any], Sequence[str]], Callable[..., Any]]:
    if backend != "jax":
        return lambda call, counts: call
    import jax

    def jit(call: Callable[..., Any], counts: Sequence[str]) -> Callable[..., Any]:
        from backproof.compiling.identifiers import plain_name

        jitted: Callable[..., Any] = jax.jit(call, static_argnames=tuple(plain_name(c) for c in counts))
        return jitted

    return jit
