"""What earlier runs found out, kept in one SQLite file of the user's cache folder.

Two kinds of entries: a whole document (by its text, its problem statements, the seed), and one verdict (by the
fingerprint of its question). All keys contain a stamp of the program itself. A cache that is locked, broken or
nowhere to be written is no cache: nothing is ever said about it and nothing fails because of it.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import zlib
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")

ENTRIES = 100_000
"""Beyond so many entries the oldest are forgotten."""
_PATIENCE = 0.2
"""Seconds to wait for another process that writes."""
_SCHEMA = "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, value BLOB NOT NULL) "


class Cache:
    """A store of values by key. Every operation on a broken cache does nothing."""

    def __init__(self, path: Path | None) -> None:
        self._stamp = stamp()
        self._file: sqlite3.Connection | None = None
        if path is None:
            return
        with suppress(OSError, sqlite3.Error):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = _opened(path)

    def key(self, kind: str, *parts: bytes) -> bytes:
        """The key of something that depends on ``parts`` and on the program."""
        digest = blake2b(self._stamp + kind.encode(), digest_size=20)
        for part in parts:
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.digest()

    def get(self, key: bytes, kind: type[T]) -> T | None:
        """The value under ``key``, or None."""
        if self._file is None:
            return None
        try:
            row = self._file.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
            return None if row is None else msgspec.msgpack.decode(zlib.decompress(row[0]), type=kind)
        except (sqlite3.Error, zlib.error, msgspec.MsgspecError, TypeError, ValueError, RecursionError):
            return None

    def put(self, values: Iterable[tuple[bytes, object]]) -> None:
        """Keep values, all or none."""
        if self._file is None:
            return
        with suppress(sqlite3.Error, msgspec.MsgspecError, TypeError, ValueError, RecursionError):
            rows = [(key, zlib.compress(msgspec.msgpack.encode(value), 1)) for key, value in values]
            with self._file:
                self._file.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)

    def close(self) -> None:
        if self._file is None:
            return
        with suppress(sqlite3.Error):
            (last,) = self._file.execute("SELECT max(rowid) FROM entries").fetchone()
            with self._file:
                self._file.execute("DELETE FROM entries WHERE rowid <= ?", ((last or 0) - ENTRIES,))
        with suppress(sqlite3.Error):
            self._file.close()
        self._file = None


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return _prepared(path)
    except sqlite3.OperationalError:  # locked, or no place to write
        raise
    except sqlite3.DatabaseError:  # not a database: begin anew
        path.unlink(missing_ok=True)
        return _prepared(path)


def _prepared(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path, timeout=_PATIENCE)
    try:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = OFF")
        file.execute(_SCHEMA)
    except sqlite3.Error:
        file.close()
        raise
    return file


def place() -> Path | None:
    """Where the cache lies: ``$XDG_CACHE_HOME/backproof``, else where the system keeps such things."""
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    if chosen and Path(chosen).is_absolute():
        return Path(chosen) / "backproof" / "cache.db"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "backproof" / "cache.db"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home)) / "backproof" / "cache.db"
    return home / ".cache" / "backproof" / "cache.db"


def stamp() -> bytes:
    """What stands for the program: its files as they are on disk, the interpreter, and the packages it counts with."""
    digest = blake2b(sys.version.encode(), digest_size=16)
    here = Path(__file__).resolve().parent.parent
    for folder, _, names in sorted(os.walk(here)):
        for name in sorted(names):
            if name.endswith(".py"):
                _mark(digest, os.path.join(folder, name))
    for package in ("numpy", "flint"):
        with suppress(ImportError, ValueError):
            spec = find_spec(package)
            if spec is not None and spec.origin:
                _mark(digest, spec.origin)
    return digest.digest()


def _mark(digest: blake2b, path: str) -> None:
    with suppress(OSError):
        found = os.stat(path)
        digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
