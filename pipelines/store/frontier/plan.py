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

NIGHTS_TO_BELIEVE = 3
"""On so many nights a site has to say what would take an article away."""
ABSENT_FOR = timedelta(days=30)
"""Pause of a url that was no article on as many nights, while lists still show it."""

CROWD = 3
"""Urls of one night that say that their article stands at one other url: a dump, not a move."""

MAX_PLAN = max(RECHECKS)
"""No recheck of an article that was looked at by now lies further ahead."""

_MAX_NIGHTS = 16
LAST_STEP = _MAX_NIGHTS.bit_length() + 1
"""As many failures in a row put a url off no further than one less."""
_EARLY = timedelta(hours=2)
"""A nightly run starts within minutes of the last one's time: what it tried then is due again."""


NIGHT = timedelta(hours=12)
"""Between two nights; less than between any two nightly runs, more than a bad evening lasts."""


def nights_so_far(nights: int, last: datetime | None, now: datetime) -> int:
    """On how many nights something was said, `now` included."""
    # A night that lies ahead was counted by a wrong clock.
    return nights if last is not None and abs(now - last) < NIGHT else nights + 1


def next_try(attempts: int, now: datetime) -> datetime:
    """When to try again after the `attempts`-th failure in a row: 1, 2, 4, … nights later."""
    nights = min(_MAX_NIGHTS, 2 ** min(attempts - 1, 10))
    return now + timedelta(days=nights) - _EARLY


def next_recheck(
    published: datetime | None, first_seen: datetime, fetched: datetime
) -> datetime | None:
    """When to look at a stored article again; None after the last planned time."""
    # A date of publication later than the fetch is a mistake and would put rechecks off.
    origin = min(published or first_seen, fetched)
    return next((origin + after for after in RECHECKS if origin + after > fetched), None)
