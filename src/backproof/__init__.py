"""backproof: a compiler for deep-learning mathematics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backproof import library as library
    from backproof.app.interface import compile as compile
    from backproof.app.interface import read as read

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """``backproof.read``, ``compile`` and ``library``, imported when first asked for: starting stays cheap."""
    if name in ("read", "compile"):
        from backproof.app import interface

        return getattr(interface, name)
    if name == "library":
        from importlib import import_module

        return import_module("backproof.library")
    raise AttributeError(f"module 'backproof' has no attribute {name!r}")
