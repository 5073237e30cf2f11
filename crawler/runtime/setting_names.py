"""Names of settings: those that the environment gives, and what to say of one mistyped. Scrapy
takes any name with `-s`, and ignores what it does not know."""

from __future__ import annotations

from collections.abc import Iterable, Set
from difflib import get_close_matches

from crawler.runtime.exceptions import SettingError

FROM_ENVIRONMENT = frozenset({
    "NEWSPAPER", "SITE_URL", "DATABASE_URL", "ARCHIVE_DIR", "WEB_ARCHIVE_URL", "SPOOL_DIR",
    "COMMON_CRAWL_INDEX_URL", "COMMON_CRAWL_DATA_URL", "NOTIFY_URLS", "NOTICES_DIR", "PING_URL",
    "METRICS_FILE", "LOGS_DIR", "LOG_DAYS", "LOG_FORMAT", "CONTACT_URL",
})  # fmt: skip
"""The project's own, which the environment or the settings file gives."""
SECRET = frozenset({"DATABASE_URL", "NOTIFY_URLS", "PING_URL"})
"""Those whose value may hold a password or a token: it is never printed."""

_CLOSE = 0.9
"""Ratio of two names one of which is the other mistyped: a letter more, less, or two swapped."""


def check_names(given: Iterable[str], known: Set[str]) -> None:
    """`given`: texts like `NAME=value`.

    :raises SettingError: a name is unknown and nearly a known one, which the operator then meant
    """
    for text in given:
        name = text.partition("=")[0].strip()
        if name in known:
            continue
        if close := get_close_matches(name.upper(), known, n=1, cutoff=_CLOSE):
            raise SettingError(f"there is no setting {name}; did you mean {close[0]}?")
