"""From the paths of a command line to the documents they mean."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backproof.app.globs import matches

SUFFIXES = (".md", ".txt", ".tex", ".ipynb", ".py")
_SKIPPED = {"node_modules", "site-packages", "venv", "build", "dist"}


@dataclass(frozen=True, slots=True)
class Found:
    """Files to check, in order and each once; and what is wrong with the paths that gave none."""

    files: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]


def find(paths: Sequence[str], exclude: Sequence[str] = (), folder: str = ".") -> Found:
    """Walk the folders among ``paths``; a file that is named is taken whatever its suffix.

    ``exclude`` are patterns of paths from ``folder`` on: what matches one is left out of the walk.
    """
    files: dict[str, str] = {}
    missing: list[tuple[str, str]] = []
    for path in paths:
        if os.path.isdir(path):
            inside = [p for p in _walk(path) if not any(matches(x, below(p, folder)) for x in exclude)]
            if not inside:
                missing.append((path, f"no documents ({' '.join(SUFFIXES)}) in this folder"))
            files |= {os.path.normpath(p): p for p in inside if os.path.normpath(p) not in files}
        elif os.path.exists(path):
            files.setdefault(os.path.normpath(path), path)
        else:
            missing.append((path, "no such file or folder"))
    return Found(tuple(files.values()), tuple(missing))


def below(path: str, folder: str) -> str:
    """A path from a folder on, with ``/`` between its parts; from the top where it does not lie in that folder."""
    try:
        found = os.path.relpath(os.path.abspath(path), folder)
    except ValueError:  # another drive
        found = os.path.abspath(path)
    return found.replace(os.sep, "/")


def _walk(folder: str) -> Iterator[str]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__")) and f not in _SKIPPED)
        yield from (os.path.join(here, n) for n in sorted(names) if n.endswith(SUFFIXES) and not n.startswith("."))
