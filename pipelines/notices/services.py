"""NOTIFY_URLS: which services they name, whether these are any, and how one is sent to.

Urls have tokens in them: nothing here prints one, nor lets apprise print it.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote, urlsplit

from pipelines.store.outbox import Notice

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}\Z")
_GIVEN = re.compile(r"[^\s,]+|[\s,]+")
_LONG_ENOUGH = 4
"""Letters of a secret that can be blotted out of a line without spoiling its words."""


@dataclass(frozen=True, slots=True)
class Service:
    key: str
    """In the database: its scheme and a hash of its url without the password."""
    name: str
    """For people."""
    url: str = field(repr=False)


def urls_of(setting: object) -> list[str]:
    """NOTIFY_URLS: a list, or a text, separated by white space or commas. A comma within a url
    separates its recipients: another url begins only with a scheme."""
    if not isinstance(setting, str):
        return [str(url) for url in setting] if isinstance(setting, list | tuple) else []
    found: list[str] = []
    before = " "
    for piece in _GIVEN.findall(setting.strip(" \t\r\n,")):
        if not piece.strip(" \t\r\n,"):
            before = piece
        elif found and "," in before and "://" not in piece:
            found[-1] += f",{piece}"
        else:
            found.append(piece)
    return found


def services_of(setting: object) -> list[Service]:
    """Each once."""
    services: dict[str, Service] = {}
    for number, url in enumerate(urls_of(setting), 1):
        key = f"{_scheme(url) or 'unknown'}-{_hash(url)}"
        services.setdefault(key, Service(key, _named(number, url), url))
    return list(services.values())


def faults(setting: object) -> list[str]:
    """What is wrong with NOTIFY_URLS, a line each, without secrets; none where all are apprise's.

    It asks nobody; importing apprise takes about a second.
    """
    return [line for number, url in enumerate(urls_of(setting), 1) if (line := _fault(number, url))]


def send(service: Service, notice: Notice, kind: str) -> str | None:
    """Why the service did not take it; None where it did. Blocks as long as that takes.

    `kind`: apprise's type.
    """
    apprise = _apprise()
    with _overheard() as lines:
        try:
            plugin = apprise.Apprise.instantiate(service.url)
            if plugin is None:
                return "it is no apprise url"
            # Not by `Apprise.notify`, whose pool of threads the program's end would wait for.
            kinds = {"notify_type": apprise.NotifyType(kind), "body_format": "text"}
            if plugin.notify(title=notice.title, body=notice.text, **kinds):
                return None
        except Exception as error:
            lines.append(f"{type(error).__name__}: {error}")
    said = "; ".join(line for line in lines if line)
    return redacted(said, service.url) if said else "it did not take the notice"


def redacted(line: str, url: str) -> str:
    """A line without what may be secret in a url: all but its scheme, host name and port."""
    for secret in sorted(_secrets(url), key=len, reverse=True):
        if secret not in line:
            continue
        if len(secret) < _LONG_ENOUGH:
            return "it did not take the notice (its words would show a part of the url)"
        line = line.replace(secret, "***")
    return " ".join(line.split())


def _secrets(url: str) -> set[str]:
    scheme, _, rest = url.partition("://")
    pieces = set(re.split(r"[/?#&=,;:@\s]", rest)) | set(re.split(r"[/?#&\s]", rest))
    pieces |= {unquote(piece) for piece in pieces}
    host = _host(url)
    return {piece for piece in pieces if piece and piece not in {host, _port(url), scheme}}


def _host(url: str) -> str | None:
    """The name of a machine; a token may stand in its place, which is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    *labels, last = host.split(".")
    is_name = bool(labels) and last.isalpha()
    is_number = len(labels) == 3 and "".join((*labels, last)).isdecimal()
    return host if host == "localhost" or is_name or is_number else None


def _port(url: str) -> str | None:
    try:
        return str(urlsplit(url).port or "") or None
    except ValueError:
        return None


def _hash(url: str) -> str:
    """A password that was changed makes no other service, and none can be guessed by it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return hashlib.sha256(url.encode()).hexdigest()[:16]
    user, at, host = parts.netloc.rpartition("@")
    netloc = f"{user.partition(':')[0]}{at}{host}"
    return hashlib.sha256(parts._replace(netloc=netloc).geturl().encode()).hexdigest()[:16]


def _scheme(url: str) -> str | None:
    scheme, found, _ = url.partition("://")
    return scheme.lower() if found and _SCHEME.match(scheme) else None


def _named(number: int, url: str) -> str:
    scheme = _scheme(url)
    return f"url {number} of NOTIFY_URLS" + (f" ({scheme}://…)" if scheme else "")


def _fault(number: int, url: str) -> str | None:
    apprise = _apprise()
    with _overheard():
        try:
            found = apprise.Apprise.instantiate(url)
        except Exception:  # whatever a plugin raises: its words may quote the url
            found = None
    if found is not None:
        return None
    scheme, known = _scheme(url), _known_schemes()
    if scheme is None:
        what = "it has no scheme; apprise urls are like mailto://… or slack://…"
    elif scheme in known:
        what = f"{scheme}://… lacks something, or has something wrong, see apprise's manual"
    else:
        close = get_close_matches(scheme, known, n=1)
        what = f"apprise knows no {scheme}://" + (f"; did you mean {close[0]}://?" if close else "")
    return f"{_named(number, url)}: {what}"


def _known_schemes() -> list[str]:
    listed = _apprise().Apprise().details()["schemas"]
    return sorted({name for one in listed for key in _KEYS for name in one[key] or ()})


_KEYS = ("protocols", "secure_protocols")


def _apprise() -> Any:
    import apprise  # noqa: PLC0415  (takes a second to import; most runs have nothing to say)

    return apprise


class _Overheard(logging.Filter):
    """Keeps what a call of apprise logs, for the thread that made it; none of it is printed."""

    def __init__(self) -> None:
        super().__init__()
        self.here = threading.local()

    def filter(self, record: logging.LogRecord) -> bool:
        lines = getattr(self.here, "lines", None)
        if lines is not None and record.levelno >= logging.WARNING:
            lines.append(record.getMessage())
        return False


_overhears = _Overheard()
_LOGGERS = ("apprise", "urllib3.connectionpool", "urllib3.util.retry", "requests")


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """Warnings of apprise within. It quotes urls, as do the libraries below it."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_overhears)
    lines: list[str] = []
    _overhears.here.lines = lines
    try:
        yield lines
    finally:
        _overhears.here.lines = None
