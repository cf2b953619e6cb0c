"""Checking files: one ``Checked`` per document, from the cache, from here, or from other processes.

The seam between the rooms and the command line. What has not changed since it was last checked is not read again,
and nothing heavy is imported for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backproof.app.cache import Cache, place
from backproof.app.recursion import deepen
from backproof.claims.statement import Checked
from backproof.text import Document, Unreadable, read_file

if TYPE_CHECKING:
    from backproof.meaning.read import ReadDocument

Progress = Callable[[float, int], None]


def check_files(
    paths: Sequence[str],
    given: Sequence[str] = (),
    *,
    seed: int = 0,
    jobs: int = 1,
    cache: bool = True,
    progress: Progress | None = None,
) -> Iterator[Checked]:
    """Check documents in order, each in the scope of the problem statements ``given``; ``jobs`` of them at a time.

    Raises ``Unreadable`` if a problem statement cannot be read; a document that cannot be read is yielded so marked.
    """
    store = Cache(place() if cache else None)
    try:
        one = OneByOne(given, seed, store, progress, len(paths))
        if jobs > 1 and len(paths) > 1:
            from backproof.app.workers import check_abroad

            found = check_abroad(paths, given, seed, min(jobs, len(paths)), cache)
        else:
            found = map(one.check, paths)
        for done, document in enumerate(found, 1):
            if progress is not None:
                progress(done, len(paths))
            yield document
    finally:
        store.close()


class OneByOne:
    """Checks documents one after the other, with what they share kept ready."""

    def __init__(self, given: Sequence[str], seed: int, cache: Cache, progress: Progress | None = None, total: int = 1):
        deepen()
        self._statements = [read_file(g) for g in given]
        self._seed = seed
        self._cache = cache
        self._progress = progress
        self._total = total
        self._done = -1

    def check(self, path: str) -> Checked:
        """One document, from the cache if it is there."""
        self._done += 1
        statements = [s for s in self._statements if not _same(s.source.path, path)]
        key = self._key(path, statements)
        known = self._cache.get(key, Checked) if key else None
        if known is not None:
            return known
        try:
            document = read_file(path)
        except Unreadable as problem:
            return Checked(path, "", readable=False, error=str(problem))
        from backproof.app.document import check_document as check

        checked, sure = check(document, statements, self._seed, self._cache, self._step)
        if key and sure:
            self._cache.put([(key, checked)])
        return checked

    def _key(self, path: str, statements: Sequence[Document]) -> bytes:
        try:
            text = Path(path).read_bytes()
        except (OSError, ValueError):
            return b""
        given = (part.encode("utf-8", "surrogatepass") for s in statements for part in (s.source.path, s.source.text))
        return self._cache.key(
            "document", path.encode("utf-8", "surrogateescape"), str(self._seed).encode(), text, *given
        )

    def _step(self, part: float) -> None:
        if self._progress is not None:
            self._progress(self._done + part, self._total)


def _same(one: str, other: str) -> bool:
    """Whether two paths are one file: a problem statement among the documents is not its own problem."""
    return os.path.realpath(one) == os.path.realpath(other)


def check_document(document: Document, given: Sequence[Document] = (), seed: int = 0) -> Checked:
    """Read and judge one document, without any cache."""
    deepen()
    from backproof.app.document import check_document as check

    return check(document, given, seed)[0]


def read_path(path: str, given: Sequence[str] = ()) -> ReadDocument:
    """Read one document and judge nothing. Raises ``Unreadable``."""
    deepen()
    from backproof.meaning.read import read

    return read(read_file(path), [read_file(g) for g in given])
