"""A dead man's switch: PING_URL hears of a run's start and end, and misses those that never came.

By healthchecks.io's convention: `/start`, the url itself for success, `/fail`; the body says more.
The url is a secret: nothing here prints it.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterable
from http.client import HTTPException
from typing import Literal
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

from crawler.runtime.exceptions import EXIT_HEALTHY, EXIT_LOCKED

logger = logging.getLogger(__name__)

TRIES = 2
SECONDS = 4.0
"""For one try; a run waits for the last ping of its own only, and no longer than for the tries."""
MAX_LINES = 100
MAX_BYTES = 10_000
"""Of the body; healthchecks.io takes up to 100 kB."""

Signal = Literal["start", "success", "fail"]


def is_ping_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of brackets, or of a port that is none
        return False


class Ping:
    """One run's pings. No method raises, and nothing waits for `started`."""

    def __init__(self, url: str) -> None:
        """`url`: empty for nobody."""
        self._url = url
        self._start: threading.Thread | None = None

    def started(self) -> None:
        if self._url:
            self._start = self._send("start", b"")

    def ended(self, exit_status: int, lines: Iterable[str] = (), log: str | None = None) -> None:
        """Say how it ended, with the last lines of its log, and which file that is. Waits for the
        answer, not for long; a run that met another one of its kind has no end of its own."""
        if not self._url or exit_status == EXIT_LOCKED:
            return
        if self._start is not None:
            self._start.join(SECONDS)  # or the end would come before the beginning
        signal: Signal = "success" if exit_status == EXIT_HEALTHY else "fail"
        said = f"exit status {exit_status}\n" + (f"log: {log}\n" if log else "")
        head, tail = said.encode(errors="replace"), "\n".join(lines).encode(errors="replace")
        body = head + _last(tail, MAX_BYTES - len(head))
        self._send(signal, body).join(SECONDS * TRIES)

    def _send(self, signal: Signal, body: bytes) -> threading.Thread:
        # A daemon: looking up a name may take longer than any time limit of ours.
        thread = threading.Thread(target=_post, args=(self._url, signal, body), daemon=True)
        thread.start()
        return thread


class Tail(logging.Handler):
    """Keeps the last lines of the log."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self.lines: deque[str] = deque(maxlen=MAX_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def _last(text: bytes, size: int) -> bytes:
    """Its end, from the beginning of a letter on."""
    return text[-size:].decode(errors="ignore").encode()


def _post(url: str, signal: Signal, body: bytes) -> None:
    for tries_left in reversed(range(TRIES)):
        error = _try(_url(url, signal), body)
        if error is None:
            return
        if not tries_left:
            logger.warning("PING_URL was not told of the run's %s: %s", signal, error)


def _try(url: str, body: bytes) -> str | None:
    """Why it was not taken; in words that do not quote the url."""
    try:
        with urlopen(Request(url, data=body, method="POST"), timeout=SECONDS) as answer:  # noqa: S310
            answer.read(1)
    except HTTPError as error:
        error.close()
        return f"HTTP status {error.code}"
    except URLError as error:
        return _words(error.reason) if isinstance(error.reason, OSError) else "no answer"
    except OSError as error:
        return _words(error)
    except (HTTPException, ValueError) as error:
        return type(error).__name__
    return None


def _url(url: str, signal: Signal) -> str:
    if signal == "success":
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{signal}"))


def _words(error: OSError) -> str:
    return error.strerror or type(error).__name__
