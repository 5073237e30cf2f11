"""The site's dates and everybody else's, as an instant in UTC; what is not sure is None.

A time without an offset is one of the newspaper's zone, by the rules of that day. `GMT+3` means
three hours east, as people write it, not as POSIX reads it (dateutil#70).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from crawler.newspaper.active import PROFILE
from crawler.parsing.clean.text import clean_text

ZONE = PROFILE.zone
CLOCK_ERROR = timedelta(minutes=5)
"""How far in the future a page's date may lie before it is refused."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january oca ocak",
            "feb february şub şubat sub subat",
            "mar march mart",
            "apr april nis nisan",
            "may mayıs mayis",
            "jun june haz haziran",
            "jul july tem temmuz",
            "aug august ağu ağustos agu agustos",
            "sep sept september eyl eylül eylul",
            "oct october eki ekim",
            "nov november kas kasım kasim",
            "dec december ara aralık aralik",
        ),
        start=1,
    )
    for name in names.split()
}
# Minutes east of Greenwich: RFC 5322's, and what is printed in Europe.
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "ut": 0, "trt": 180, "eet": 120, "eest": 180, "msk": 180}
_ZONES |= {"cet": 60, "cest": 120, "bst": 60, "est": -300, "edt": -240, "cst": -360, "cdt": -300}
_ZONES |= {"mst": -420, "mdt": -360, "pst": -480, "pdt": -420}

_MONTH = r"(?P<{0}>[a-zçğıöşü]{{3,9}})\.?"
# A text is cleaned before: no two blanks stand side by side.
_PREFIX = r"(?:(?:published|updated|last updated?|modified|on|date)\b(?: ?:)? ?)*"
_WEEKDAYS = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar"
    r"|pzt|sal|çar|per|cum|cmt|paz)\b\.?"
)
_WEEKDAY = rf"(?:{_WEEKDAYS},? )?"
_DAY = (
    rf"(?:{_MONTH.format('month1')} (?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year1>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH.format('month2')}[,\s-]+(?P<year2>\d{{4}})"
    r"|(?P<year3>\d{4})(?P<sep3>[-/.])(?P<month3>\d{1,2})(?P=sep3)(?P<day3>\d{1,2})"
    r"|(?P<day4>\d{1,2})\.(?P<month4>\d{1,2})\.(?P<year4>\d{4}))"
)
_TIME = (
    r"(?:(?: ?[-–—,|·] ?| ?t ?| (?:at )?)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)? ?(?P<half>[ap]\.? ?m\.?)?)"
)
_ZONE = r"(?:[a-z]{1,4})? ?[+-] ?\d{1,2}(?::?\d{2})?(?!\d)|[a-z]{1,4}(?![a-z])"
_DATE = re.compile(
    rf"{_PREFIX}{_WEEKDAY}{_DAY}(?:,? {_WEEKDAYS})?"
    rf"(?:{_TIME} ?(?P<zone>(?:\(?(?:{_ZONE})\)? ?){{0,3}}))? ?\.?"
)
_OFFSET = re.compile(
    r"(?P<name>[a-z]{1,4})? ?(?P<sign>[+-]) ?(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?"
)
_ZONE_TOKEN = re.compile(rf"\(?({_ZONE})\)? ?")
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}"
    r"[+-](?:0[0-9]|1[0-3]):[0-5][0-9]"
)
_YEARS = range(1990, 2101)
_YEAR = re.compile(r"\d{4}")
_WORD = re.compile(r"\S+")
MAX_DATE_LENGTH = 100
PARTING = " -–—|·/,"
"""What stands between a date and the text before it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A parsed date. `day_only`: no time was stated, `instant` is midnight in the newspaper's
    zone."""

    instant: datetime
    day_only: bool = False


def parse_date(value: object) -> Moment | None:
    """The moment that a text states, whole and alone; total."""
    if not isinstance(value, str):
        return None
    if len(value) > MAX_DATE_LENGTH:  # cleaning makes nothing longer
        value = clean_text(value) or ""
    return _parsed(value) if len(value) <= MAX_DATE_LENGTH else None


def as_moment(value: object) -> Moment | None:
    """A moment as it is, anything else parsed."""
    return value if isinstance(value, Moment) else parse_date(value)


@lru_cache(maxsize=512)  # a page states the same moment up to six times
def _parsed(value: str) -> Moment | None:
    text = clean_text(value)
    if text is None or not _YEAR.search(text):
        return None
    try:
        if _ISO.fullmatch(text):
            instant = datetime.fromisoformat(text)
            return Moment(instant.astimezone(UTC)) if instant.year in _YEARS else None
        match = _DATE.fullmatch(text.replace("İ", "i").lower().replace("i̇", "i"))
        return _moment(match) if match else None
    except (ValueError, OverflowError):
        return None


def split_date(value: object) -> tuple[str | None, Moment | None]:
    """A text that ends in a date, as (what stands before it, the date)."""
    text = clean_text(value)
    if text is None:
        return None, None
    start = _word_start(text, len(text) - MAX_DATE_LENGTH)
    if not _YEAR.search(text, start):
        return text, None
    for match in _WORD.finditer(text, start):
        if moment := parse_date(text[match.start() :]):
            return text[: match.start()].strip(PARTING) or None, moment
    return text, None


def _word_start(text: str, index: int) -> int:
    """Where the first whole word at or behind a place begins."""
    return max(0, text.find(" ", index - 1)) if index > 0 else 0


def midnight(day: date) -> datetime:
    """The beginning of the newspaper's day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def newspaper_day(instant: datetime) -> date:
    return instant.astimezone(ZONE).date()


def _moment(match: re.Match[str]) -> Moment | None:
    year, month, day = _day(match)
    if year not in _YEARS:
        return None
    if match["hour"] is None:
        return Moment(midnight(date(year, month, day)), day_only=True)
    hour = _hour(int(match["hour"]), match["half"])
    minute, second = int(match["minute"]), int(match["second"] or 0)
    zone = _zone(match["zone"])
    if zone is None:
        return None
    return Moment(datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC))


def _day(match: re.Match[str]) -> tuple[int, int, int]:
    for form in "1234":
        if match[f"year{form}"]:
            month = match[f"month{form}"]
            number = int(month) if month.isdigit() else _MONTHS.get(month, 0)
            return int(match[f"year{form}"]), number, int(match[f"day{form}"])
    raise ValueError(match[0])


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    if (half.startswith("a") and hour > 12) or (half.startswith("p") and hour == 0):
        raise ValueError(f"{hour} {half}")
    if hour > 12:
        return hour
    return hour % 12 + (12 if half.startswith("p") else 0)


@lru_cache(maxsize=64)  # nearly always the same two
def _zone(text: str) -> tzinfo | None:
    """The zone behind a time, by default the newspaper's; None where it says two things."""
    offsets = {_offset(token) for token in _ZONE_TOKEN.findall(text)}
    if not offsets:
        return ZONE
    minutes = offsets.pop()
    return None if offsets or minutes is None else timezone(timedelta(minutes=minutes))


def _offset(token: str) -> int | None:
    token = token.strip()
    match = _OFFSET.fullmatch(token)
    if match is None:
        return _ZONES.get(token)
    if match["name"] and match["name"] not in ("gmt", "utc", "z", "trt"):
        return None
    minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
    if minutes > 14 * 60:
        return None
    return minutes if match["sign"] == "+" else -minutes
