"""When a url is asked for again: after a failure, and after a success. Pure functions of times."""

from __future__ import annotations

from datetime import datetime, timedelta

RECHECKS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)
"""After publication; most corrections come in the first hours."""

_MOST_NIGHTS = 16
_EARLY = timedelta(hours=2)
"""A nightly run starts within minutes of the last one's time: what it tried then is due again."""


def next_try(attempts: int, now: datetime) -> datetime:
    """When to try again after the `attempts`-th failure in a row: 1, 2, 4, … nights later."""
    nights = min(_MOST_NIGHTS, 2 ** min(attempts - 1, 10))
    return now + timedelta(days=nights) - _EARLY


def next_recheck(
    published: datetime | None, first_seen: datetime, fetched: datetime
) -> datetime | None:
    """When to look at a stored article again; None after the last planned time."""
    # A date of publication later than the fetch is a mistake and would put rechecks off.
    origin = min(published or first_seen, fetched)
    return next((origin + after for after in RECHECKS if origin + after > fetched), None)
