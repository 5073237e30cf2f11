"""What the headers of an answer say, whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from scrapy.http import Response


def content_type_of(response: Response) -> str | None:
    stated = response.headers.get("Content-Type")
    return stated.decode("latin-1") if stated else None


def sent_at(response: Response) -> datetime | None:
    """When an answer left, by its `Date` and, where a cache gave it, its `Age` (RFC 9111, 5.1)."""
    stated = response.headers.get("Date")
    at = _moment(stated) if stated else None
    if at is None:
        return None
    age = (response.headers.get("Age") or b"0").decode("latin-1").strip()
    seconds = int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0
    try:
        return at + timedelta(seconds=seconds)
    except OverflowError:
        return None


@lru_cache(maxsize=4)  # answers come many in a second
def _moment(stated: bytes) -> datetime | None:
    try:
        at = parsedate_to_datetime(stated.decode("latin-1"))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
