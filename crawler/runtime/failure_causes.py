"""Why a request came to nothing: one word that can be counted, and the detail."""

from __future__ import annotations

from typing import NamedTuple

from scrapy import Request
from scrapy import exceptions as scrapy_errors
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.runtime.machine_faults import MACHINE, fault_of

_CAUSES: tuple[tuple[str, type[Exception]], ...] = (
    ("dns", scrapy_errors.CannotResolveHostError),
    ("refused", scrapy_errors.DownloadConnectionRefusedError),
    ("timeout", scrapy_errors.DownloadTimeoutError),
    ("cut", scrapy_errors.ResponseDataLossError),
    ("too-large", scrapy_errors.DownloadCancelledError),
)


class RobotsClosed(NamedTuple):
    """Why the whole site is closed for this run."""

    check: str
    """The finding's name."""
    reason: str
    """What is said of the site, behind its name."""


class Refused(scrapy_errors.IgnoreRequest):
    """A request that the crawl may not make. Raised from downloader middlewares; `cause` is the
    word under which it is counted."""

    def __init__(self, cause: str, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause


def request_of(failure: Failure) -> Request:
    """The request that failed: Scrapy hangs it on, and Twisted does not know."""
    request: Request = failure.request  # type: ignore[attr-defined]
    return request


def cause_of(failure: Failure) -> tuple[str, str]:
    """`dns`, `refused`, `timeout`, `tls`, `cut`, `robots`, `offsite`, `too-large`, `http-503`, …;
    `machine` where this machine is at fault, whose detail is for `note_fault`."""
    assert failure.value is not None
    return cause_of_error(failure.value)


def cause_of_error(error: BaseException) -> tuple[str, str]:
    """The same for the error itself."""
    if isinstance(error, HttpError):
        return f"http-{error.response.status}", f"status {error.response.status}"
    detail = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, Refused):
        return error.cause, detail
    if fault := fault_of(error):
        return MACHINE, fault
    for cause, kind in _CAUSES:
        if isinstance(error, kind):
            return cause, detail
    if isinstance(error, scrapy_errors.IgnoreRequest):
        return _ignored(detail), detail
    if "certificate" in detail.lower() or "ssl" in detail.lower():
        return "tls", detail
    return "network", f"{type(error).__name__}: {detail}"


def _ignored(detail: str) -> str:
    """Scrapy's own refusals say their cause in words only."""
    if "robots.txt" in detail:
        return "robots"
    return "too-large" if "DOWNLOAD_MAXSIZE" in detail else "ignored"
