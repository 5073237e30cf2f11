"""Days in the newspaper's zone as moments. Pure functions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from crawler.parsing.clean.dates import ZONE


def published_since(day: date) -> datetime:
    """The day's first moment."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def published_until(day: date) -> datetime:
    """The first moment after the day."""
    return published_since(day + timedelta(days=1))
