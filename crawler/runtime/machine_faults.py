"""Faults of our own machine: no file handles, no memory, no disk. They say nothing of the site."""

from __future__ import annotations

import errno
import logging
import os
import socket
from collections.abc import Iterator

from scrapy import exceptions as scrapy_errors
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawler.runtime import stats_names

logger = logging.getLogger(__name__)

MACHINE = "machine"
"""Cause of a request that this machine could not make: no failure, its url stays what it is."""

_LACKS = frozenset(
    {
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.ENOBUFS,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EADDRNOTAVAIL,
        errno.ENETDOWN,
    }
)
_NO_THREAD = "can't start new thread"


def fault_of(error: BaseException) -> str | None:
    """What this machine lacked, in words, where that is behind an error; None for any other."""
    for one in _behind(error):
        if isinstance(one, MemoryError):
            return "this machine has no memory left"
        if isinstance(one, RuntimeError) and _NO_THREAD in str(one):
            return f"this machine: {_NO_THREAD}"
        # Twisted keeps the number only; of a name that was not found, not even that.
        number = one.errno if isinstance(one, OSError) else getattr(one, "osError", None)
        if number in _LACKS:
            return _said(number)
        if isinstance(one, scrapy_errors.CannotResolveHostError) and (lack := _lack()):
            return lack
    return None


def note_fault(crawler: Crawler, fault: str) -> None:
    """Have the run end as failed, and say why."""
    logger.error("%s", fault)
    crawler.stats.set_value(stats_names.MACHINE_FAULT, fault)
    crawler.stats.inc_value(stats_names.MACHINE_FAULTS)


def _behind(error: BaseException) -> Iterator[BaseException]:
    """The error, and those that it was raised from or wraps."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        reasons = getattr(one, "reasons", None)  # of a response that broke off
        wrapped = [
            reason.value if isinstance(reason, Failure) else reason
            for reason in (reasons if isinstance(reasons, list) else ())
        ]
        chained = (one.__cause__, one.__context__, *wrapped)
        waiting += [other for other in chained if isinstance(other, BaseException)]


def _lack() -> str | None:
    """Whether a socket can be had at all now."""
    try:
        socket.socket().close()
    except OSError as error:
        return _said(error.errno) if error.errno in _LACKS else None
    return None


def _said(number: int) -> str:
    return f"this machine: {os.strerror(number)} ({errno.errorcode[number]})"
