"""A date somewhere in a short text of an unknown page, in the forms of many languages; what is not
sure is None."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from datetime import time as clock
from zoneinfo import ZoneInfo

from crawler.parsing.clean.dates import Moment, midnight, parse_date
from crawler.parsing.clean.text import clean_text

MAX_LENGTH = 160
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar januari janvier janv enero ene gennaio gen janeiro ocak январь"
            " января янв januári styczeń stycznia leden ledna jänner",
            "feb february februar februari février févr fevrier febrero febbraio fevereiro fev"
            " şubat февраль февраля фев lutego února",
            "mar march märz maerz mrz maart mars marzo março marco mart maret март марта marca"
            " března mrt",
            "apr april avril avr abril abr aprile nisan апрель апреля апр kwietnia dubna",
            "may mai mei mayo maggio mag maio mayıs maj май мая maja května",
            "jun june juni juin junio giugno giu junho haziran июнь июня июн czerwca června",
            "jul july juli juillet juil julio luglio lug julho temmuz июль июля июл lipca července",
            "aug august augustus août aout agosto ago ağustos agustus augusti август августа авг"
            " sierpnia srpna",
            "sep sept september septembre septiembre settembre set setembro eylül сентябрь сентября"
            " сен сент września září",
            "oct october oktober okt octobre octubre ottobre ott outubro out ekim октябрь октября"
            " окт października října",
            "nov november novembre noviembre novembro kasım ноябрь ноября ноя listopada listopadu",
            "dec december dezember dez décembre déc decembre diciembre dic dicembre dezembro aralık"
            " desember des декабрь декабря дек grudnia prosince",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {"gmt": 0, "utc": 0, "z": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300}
_ZONES |= {"mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "hst": -600, "akst": -540}
_ZONES |= {"bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540}
_ZONES |= {"amt": 240, "aest": 600, "aedt": 660, "sgt": 480, "hkt": 480, "trt": 180}
_PLACES = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver",
    "pt": "America/Los_Angeles", "ist": "Asia/Kolkata", "uk": "Europe/London",
}  # fmt: skip
_NAME = r"[^\W\d_]{3,10}"
_DATE = re.compile(
    rf"(?<!\w)(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?[ -](?:de |of |di )?(?P<m1>{_NAME})"
    r"\.?,?[ -](?:de |del )?(?P<y1>\d{4})"
    rf"|(?P<m2>{_NAME})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})(?P<s3>[-/.])(?P<m3>\d{1,2})(?P=s3)(?P<d3>\d{1,2})"
    r"|(?P<y4>\d{4}) ?[年년] ?(?P<m4>\d{1,2}) ?[月월] ?(?P<d4>\d{1,2}) ?[日일]"
    r"|(?P<a5>\d{1,2})(?P<s5>[-/.])(?P<b5>\d{1,2})(?P=s5)(?P<y5>\d{4}|\d{2}))(?!\w)"
    r"|(?P<y6>\d{4})-(?P<m6>\d{2})-(?P<d6>\d{2})(?=T\d)"
)
_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})[:.hH](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
    r"(?: ?(?P<half>[aApP])\.?[mM]\b\.?)?"
    r"(?: ?\(?(?P<zone>[A-Za-z]{1,4}(?![A-Za-z])(?:[+-]\d{1,4}(?::\d\d)?)?|[+-]\d{2}:?\d{2}))?"
)
_OFFSET = re.compile(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?")
_NO_ZONE = frozenset(["on", "at", "by", "uhr", "h", "min", "mon", "tue", "wed", "thu", "fri", "sat",
    "sun", "last", "and", "in", "am", "pm", "nov", "dec", "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "a", "de", "von", "par"])  # fmt: skip
_NEAR = 40
"""Between a day and its time stand a weekday, a label or a part line."""


def find_date(value: object, *, month_first: bool = False) -> Moment | None:
    """The first date in a text, with its time where one stands beside it."""
    if moment := parse_date(value):
        return moment
    text = clean_text(value[:1000]) if isinstance(value, str) else None
    if text is None or len(text) > MAX_LENGTH:
        return None
    for match in _DATE.finditer(text):
        day = _day(match, month_first=month_first or " am" in text.lower() or " pm" in text.lower())
        if day is not None:
            return _with_time(day, text, match)
    return None


def date_span(text: str) -> tuple[int, int] | None:
    """Where in a clean text the first date stands."""
    for match in _DATE.finditer(text[:MAX_LENGTH]):
        if _day(match, month_first=False) or _day(match, month_first=True):
            return match.span()
    return None


def _day(match: re.Match[str], *, month_first: bool) -> date | None:
    for form in "12346":
        if match[f"y{form}"]:
            month = match[f"m{form}"]
            number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
            return _date(int(match[f"y{form}"]), number, int(match[f"d{form}"]))
    year = int(match["y5"]) if len(match["y5"]) == 4 else 2000 + int(match["y5"])
    one, two = int(match["a5"]), int(match["b5"])
    day_first = _date(year, two, one)
    month_first_day = _date(year, one, two)
    first = month_first_day if month_first and match["s5"] == "/" else day_first
    return first or day_first or month_first_day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def _with_time(day: date, text: str, match: re.Match[str]) -> Moment:
    """The time behind the day, else the one before it."""
    behind, before = text[match.end() :], text[: match.start()]
    behind = behind.removeprefix("T")
    found = _TIME.search(behind[:_NEAR]) or _last_time(before[-_NEAR:])
    whole = _moment(day, found) if found else None
    return whole or Moment(midnight(day), day_only=True)


def _last_time(text: str) -> re.Match[str] | None:
    found = [*_TIME.finditer(text)]
    return found[-1] if found else None


def _moment(day: date, time: re.Match[str]) -> Moment | None:
    hour, minute, half = int(time["hour"]), int(time["minute"]), (time["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        return None
    naive = datetime.combine(day, clock(hour, minute, int(time["second"] or 0) % 60))
    return _located(naive, (time["zone"] or "").lower())


def _located(naive: datetime, zone: str) -> Moment | None:
    """Without a zone as `dates` reads it; None where the zone is not known."""
    printed = naive.isoformat()
    if not zone or zone in _NO_ZONE or zone in _MONTHS:
        return parse_date(printed)
    if zone in _PLACES:
        return Moment(naive.replace(tzinfo=ZoneInfo(_PLACES[zone])).astimezone(UTC))
    if zone in _ZONES:
        minutes = _ZONES[zone]
    elif match := _OFFSET.fullmatch(zone):
        digits = match[2] if len(match[2]) <= 2 else match[2][:2]
        minutes = (int(digits) * 60 + int(match[3] or 0)) * (1 if match[1] == "+" else -1)
    else:
        return None
    sign = "+" if minutes >= 0 else "-"
    return parse_date(f"{printed}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}")
