"""A bound on the processor time of one piece of work, so that no document can make the program hang.

Processor time, so that a verdict does not depend on what else the machine does.

The work is interrupted from outside by a timer of the operating system, wherever it is. That needs the main thread
and a system that has such timers; elsewhere the work runs as long as it takes.
"""

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

_AGAIN = 0.05
"""Seconds until the timer rings again, where the first ring was lost in code that swallows exceptions."""
_DEAF = ("__del__", "remove", "_removeHandlers", "__exit__")
"""An exception raised inside these is printed and lost: the timer waits for them to end."""


class TooSlow(BaseException):
    """The time is over. No ``Exception``: handlers of ordinary failures must let it pass."""


def bounded(seconds: float, work: Callable[[], T], late: Callable[[], T]) -> T:
    """What ``work`` gives, or what ``late`` gives if it takes longer than ``seconds``."""
    if not _can_ring():
        return work()
    before = signal.signal(signal.SIGPROF, _ring)
    try:
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
            return work()
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except TooSlow:
        signal.setitimer(signal.ITIMER_PROF, 0)
        return late()
    finally:
        signal.signal(signal.SIGPROF, before)


def _can_ring() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _ring(number: int, frame: FrameType | None) -> None:
    if frame is None or frame.f_code.co_name not in _DEAF:
        raise TooSlow
