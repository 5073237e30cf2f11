"""The newsroom's clock: Istanbul time, and the forms in which pages print it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")
DEFAULT_TODAY = date(2026, 10, 8)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def istanbul(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ISTANBUL)


def press_time(today: date, night: int) -> datetime:
    """When the edition of a night is closed: night 1 a day before `today` at 10:00."""
    closing = datetime.combine(today, time(10), tzinfo=ISTANBUL)
    return closing - timedelta(days=1) if night == 1 else closing


def twelve_hours(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    return f"{hour}:{moment.minute:02d} {'am' if moment.hour < 12 else 'pm'}"


def day_text(moment: datetime) -> str:
    return f"{MONTHS[moment.month - 1]} {moment.day:02d}, {moment.year}"


def new_style(moment: datetime) -> str:
    return f"{day_text(moment)} - {twelve_hours(moment)} GMT+3"


def new_style_short(moment: datetime) -> str:
    return f"{day_text(moment)} {twelve_hours(moment)}"


def gallery_style(moment: datetime) -> str:
    return f"{new_style_short(moment)} +03 +03:00"


def old_style(moment: datetime) -> str:
    return moment.strftime("%d.%m.%Y %H:%M")


def feed_style(moment: datetime) -> str:
    return format_datetime(moment.astimezone(ISTANBUL))


def http_style(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
