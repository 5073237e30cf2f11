"""Which errors say that our own machine lacks something."""

from __future__ import annotations

import errno
import resource
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from scrapy import exceptions as scrapy_errors
from twisted.internet import error as untyped_errors
from twisted.python import failure as untyped_failure
from twisted.web import client as untyped_client

from crawler.runtime.failure_causes import cause_of_error
from crawler.runtime.machine_faults import fault_of

twisted_errors: Any = untyped_errors
Failure: Any = untyped_failure.Failure
ResponseFailed: Any = untyped_client.ResponseFailed


def chained(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "EMFILE"),
        (OSError(errno.ENFILE, "Too many open files in system"), "ENFILE"),
        (OSError(errno.ENOSPC, "No space left on device"), "ENOSPC"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "ENOMEM"),
        (twisted_errors.ConnectBindError(errno.EMFILE, "Too many open files"), "EMFILE"),
        (twisted_errors.ConnectError(errno.ENOBUFS, "No buffer space"), "ENOBUFS"),
        (MemoryError(), "no memory"),
        (RuntimeError("can't start new thread"), "can't start new thread"),
        (chained(scrapy_errors.DownloadFailedError("x"), MemoryError()), "no memory"),
        (
            chained(
                scrapy_errors.DownloadFailedError("x"),
                ResponseFailed([Failure(OSError(errno.ENOMEM, "x"))]),
            ),
            "ENOMEM",
        ),
    ],
)
def test_what_is_lacking_here(error: Exception, said: str) -> None:
    assert said in (fault_of(error) or "")
    assert cause_of_error(error)[0] == "machine"


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ECONNRESET, "Connection reset by peer"),
        twisted_errors.ConnectError(errno.EHOSTUNREACH, "No route to host"),
        twisted_errors.ConnectionLost(),
        scrapy_errors.DownloadTimeoutError("took longer than 20 s"),
        scrapy_errors.CannotResolveHostError("no such host"),
        RuntimeError("a fault of the program"),
        ValueError("a value"),
    ],
)
def test_what_is_the_site_s_or_the_program_s(error: Exception) -> None:
    assert fault_of(error) is None


@pytest.fixture
def no_handles() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_name_that_was_not_found_for_want_of_handles(no_handles: None) -> None:
    with pytest.raises(OSError, match="Too many open files"):
        socket.socket()
    assert "EMFILE" in (fault_of(scrapy_errors.CannotResolveHostError("www")) or "")
