"""backproof: a compiler for deep-learning mathematics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backproof.app.interface import read as read

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """``backproof.read``, imported when it is first asked for: starting stays cheap."""
    if name == "read":
        from backproof.app.interface import read

        return read
    raise AttributeError(f"module 'backproof' has no attribute {name!r}")
