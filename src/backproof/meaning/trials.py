"""What a section knows of its names, kept while something is tried, and put back when it does not help."""

from __future__ import annotations

from typing import Any

from backproof.meaning.scope import Scope
from backproof.terms.model import Axis


class Known:
    """The names of a section with their shapes and definitions, as they are now.

    Reading a definition gives its name a shape, in place; sizes that were unified are undone elsewhere (``undo``).
    Names that are met for the first time meanwhile stay.
    """

    def __init__(self, scope: Scope) -> None:
        self._holders: list[tuple[Any, dict[str, Any]]] = []
        axes: dict[int, Axis] = {}
        for entry in scope.entries.values():
            self._keep(entry)
            self._keep(entry.symbol)
            axes |= {id(axis): axis for axis in (*entry.axes, *entry.symbol.axes)}
        for axis in axes.values():
            self._keep(axis)

    def _keep(self, holder: Any) -> None:
        self._holders.append((holder, _copied(vars(holder))))

    def put_back(self) -> None:
        """Make the names what they were."""
        for holder, fields in self._holders:
            vars(holder).update(_copied(fields))


def _copied(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value.copy() if isinstance(value, list | set) else value for name, value in fields.items()}
