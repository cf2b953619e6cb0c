"""Documents checked by several processes. A process that dies loses its own document and no other."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import msgspec

from backproof.claims.statement import Checked

_encode = msgspec.msgpack.Encoder().encode
_worker: object = None


def check_abroad(paths: Sequence[str], given: Sequence[str], seed: int, jobs: int, cache: bool) -> Iterator[Checked]:
    """The documents in order. Raises ``Unreadable`` if a problem statement cannot be read."""
    left = list(paths)
    while left:
        with _pool(jobs, given, seed, cache) as pool:
            try:
                waiting = [pool.submit(_check, path) for path in left]
                for future in waiting:
                    document = _result(future, left[0])
                    left.pop(0)
                    yield document
            except BrokenProcessPool:
                # Who of those in flight broke it is not known: the next one is tried alone.
                alone = left.pop(0)
                yield _alone(alone, given, seed, cache)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _result(future: Future[bytes], path: str) -> Checked:
    return msgspec.msgpack.decode(future.result(), type=Checked)


def _alone(path: str, given: Sequence[str], seed: int, cache: bool) -> Checked:
    with _pool(1, given, seed, cache) as pool:
        try:
            return _result(pool.submit(_check, path), path)
        except BrokenProcessPool:
            return Checked(path, "", readable=False, error=f"{path}: the process that checked it died, please report")


def _pool(jobs: int, given: Sequence[str], seed: int, cache: bool) -> ProcessPoolExecutor:
    context = get_context("spawn" if sys.platform == "win32" else "forkserver")
    return ProcessPoolExecutor(jobs, context, _begin, (tuple(given), seed, cache))


def _begin(given: Sequence[str], seed: int, cache: bool) -> None:
    """In a new process: what all its documents share."""
    from backproof.app.cache import Cache, place
    from backproof.app.check import OneByOne

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    global _worker
    _worker = OneByOne(given, seed, Cache(place() if cache else None))


def _check(path: str) -> bytes:
    from backproof.app.check import OneByOne

    assert isinstance(_worker, OneByOne)
    return _encode(_worker.check(path))
