"""Cron expressions against tables of what cron does, and against a clock that is counted out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.cron import SHORTHANDS, Cron, CronError
from tests.schedules.making import DAY, HOUR, MINUTE, utc

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
UTC_ZONE = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")


def due_times(
    expression: str, after: datetime, number: int, zone: ZoneInfo = UTC_ZONE
) -> list[str]:
    found = islice(Cron.parse(expression).due_times(zone, after), number)
    return [f"{due.astimezone(zone):%Y-%m-%d %H:%M %z}" for due in found]


def weekdays(expression: str) -> set[str]:
    found = islice(Cron.parse(expression).due_times(UTC_ZONE, utc(2026, 10, 1)), 14)
    return {WEEKDAYS[due.weekday()] for due in found}


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("0 0 * * 0", "Sun"),
        ("0 0 * * 7", "Sun"),
        ("0 0 * * sun", "Sun"),
        ("0 0 * * SUN", "Sun"),
        ("@weekly", "Sun"),
        ("0 0 * * 1", "Mon"),
        ("0 0 * * 1-5", "Mon Tue Wed Thu Fri"),
        ("0 0 * * mon-fri", "Mon Tue Wed Thu Fri"),
        ("0 0 * * 5-7", "Fri Sat Sun"),
        ("0 0 * * 0-1", "Sun Mon"),
        ("0 0 * * 6,0", "Sat Sun"),
        ("0 0 * * sat,7", "Sat Sun"),
        ("0 0 * * */2", "Sun Tue Thu Sat"),
        ("0 0 * * 1-6/2", "Mon Wed Fri"),
        ("0 0 * * 0-7", "Mon Tue Wed Thu Fri Sat Sun"),
        ("@daily", "Mon Tue Wed Thu Fri Sat Sun"),
    ],
)
def test_weekdays_are_those_of_cron(expression: str, days: str) -> None:
    """CASES 24: 0 and 7 are Sunday, 1 is Monday."""
    assert weekdays(expression) == set(days.split())


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("*/20 * * * *", ["10-01 00:20", "10-01 00:40", "10-01 01:00"]),
        ("5,50 3 * * *", ["10-01 03:05", "10-01 03:50", "10-02 03:05"]),
        ("0 8-18/5 * * *", ["10-01 08:00", "10-01 13:00", "10-01 18:00"]),
        ("10-11,30 1 * * *", ["10-01 01:10", "10-01 01:11", "10-01 01:30"]),
        ("0 12 1 nov,Dec *", ["11-01 12:00", "12-01 12:00", "11-01 12:00"]),
        ("0 0 31 * *", ["10-31 00:00", "12-31 00:00", "01-31 00:00"]),
        ("*/90 5 * * *", ["10-01 05:00", "10-02 05:00", "10-03 05:00"]),
        ("@hourly", ["10-01 01:00", "10-01 02:00", "10-01 03:00"]),
        ("@daily", ["10-02 00:00", "10-03 00:00", "10-04 00:00"]),
        ("@midnight", ["10-02 00:00", "10-03 00:00", "10-04 00:00"]),
        ("@monthly", ["11-01 00:00", "12-01 00:00", "01-01 00:00"]),
        ("@yearly", ["01-01 00:00", "01-01 00:00", "01-01 00:00"]),
        ("@ANNUALLY", ["01-01 00:00", "01-01 00:00", "01-01 00:00"]),
        # Both days restricted: either is enough. 1 October 2026 is a Thursday.
        ("0 0 13 * fri", ["10-02 00:00", "10-09 00:00", "10-13 00:00"]),
        # A day that begins with a star counts as one, restricted or not: both must match.
        ("0 0 */2 * mon", ["10-05 00:00", "10-19 00:00", "11-09 00:00"]),
        ("0 0 1-7 * */7", ["10-04 00:00", "11-01 00:00", "12-06 00:00"]),
    ],
)
def test_due_times(expression: str, expected: list[str]) -> None:
    found = [due[5:16] for due in due_times(expression, utc(2026, 10, 1), 3)]
    assert found == expected


def test_a_leap_day_comes_every_four_years() -> None:
    assert due_times("0 6 29 2 *", utc(2026, 1, 1), 2) == [
        "2028-02-29 06:00 +0000",
        "2032-02-29 06:00 +0000",
    ]
    assert Cron.parse("0 6 29 2 *").latest(UTC_ZONE, utc(1904, 1, 1)) == utc(1896, 2, 29, 6)


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("", "0 fields"),
        ("* * * *", "4 fields"),
        ("0 30 2 * * *", "6 fields"),
        ("60 * * * *", "minute '60' is not 0-59"),
        ("* 24 * * *", "hour '24' is not 0-23"),
        ("* * 0 * *", "day of month '0' is not 1-31"),
        ("* * 32 * *", "day of month '32'"),
        ("* * * 13 *", "month '13' is not 1-12 or jan-dec"),
        ("* * * * 8", "weekday '8' is not 0-7 or sun-sat"),
        ("* * * * monday", "weekday 'monday'"),
        ("* * jan * *", "day of month 'jan'"),
        ("22-2 * * * *", "ends before it begins"),
        ("* * * * fri-sun", "ends before it begins"),
        ("*/0 * * * *", "the step is no number above 0"),
        ("*/x * * * *", "the step is no number above 0"),
        ("*/-1 * * * *", "the step is no number above 0"),
        ("*/ * * * *", "the step is no number above 0"),
        ("5/15 * * * *", "a step goes with a range"),
        ("1,,2 * * * *", "minute ''"),
        ("1- * * * *", "minute ''"),
        ("-1 * * * *", "minute ''"),
        ("1-2-3 * * * *", "minute '2-3'"),
        ("٣ * * * *", "minute '٣'"),
        ("? * * * *", "minute '?'"),
        ("0 0 L * *", "day of month 'l'"),
        ("0 0 31 2 *", "never comes"),
        ("0 0 30,31 feb *", "never comes"),
        ("@reboot", "is not one of @yearly"),
        ("@", "is not one of"),
    ],
)
def test_what_is_no_expression_is_refused(expression: str, complaint: str) -> None:
    with pytest.raises(CronError) as error:
        Cron.parse(expression)
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("zone", "expression", "after", "expected"),
    [
        # 02:30 does not exist on 29 March 2026: it would have been at what is called 03:30.
        ("Europe/Berlin", "30 2 * * *", utc(2026, 3, 28, 12), ["03-29 03:30 +0200", "03-30 02:30"]),
        # 02:30 comes twice on 25 October 2026.
        ("Europe/Berlin", "30 2 * * *", utc(2026, 10, 24), ["10-24 02:30", "10-25 02:30 +0200",
                                                             "10-26 02:30 +0100"]),
        ("America/New_York", "30 1 * * *", utc(2026, 10, 31, 12), ["11-01 01:30 -0400",
                                                                   "11-02 01:30 -0500"]),
        # Where the clocks change at midnight, there is no midnight, or there are two.
        ("America/Sao_Paulo", "0 0 * * *", utc(2018, 11, 3, 12), ["11-04 01:00 -0200",
                                                                  "11-05 00:00 -0200"]),
        ("America/Havana", "0 0 * * *", utc(2024, 11, 2, 12), ["11-03 00:00 -0400",
                                                                "11-04 00:00 -0500"]),
        ("Asia/Beirut", "@daily", utc(2026, 3, 28, 12), ["03-29 01:00 +0300", "03-30 00:00"]),
        # Half an hour, and a day that was left out as a whole.
        ("Australia/Lord_Howe", "15 2 * * *", utc(2026, 10, 3, 0), ["10-04 02:45 +1100",
                                                                    "10-05 02:15 +1100"]),
        ("Pacific/Apia", "0 12 * * *", utc(2011, 12, 29, 12), ["12-29 12:00 -1000",
                                                               "12-31 12:00 +1400",
                                                               "01-01 12:00"]),
        # Both of these are the same moment in the short night.
        ("Europe/Berlin", "30 2,3 * * *", utc(2026, 3, 29), ["03-29 03:30 +0200", "03-30 02:30"]),
        # Istanbul stays on summer time; its hours count from there.
        ("Europe/Istanbul", "30 2 * * *", utc(2026, 10, 24), ["10-25 02:30 +0300", "10-26 02:30"]),
        ("Europe/Istanbul", "30 3 * * *", utc(2015, 11, 7, 12), ["11-08 03:30 +0300",
                                                                 "11-09 03:30 +0200"]),
    ],
)  # fmt: skip
def test_nights_on_which_the_clocks_change(
    zone: str, expression: str, after: datetime, expected: list[str]
) -> None:
    """CASES 25: each time of the day comes once."""
    found = due_times(expression, after, len(expected), ZoneInfo(zone))
    assert [due[5:][: len(want)] for due, want in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("night", "hours"), [(utc(2026, 3, 29), 23), (utc(2026, 6, 1), 24), (utc(2026, 10, 25), 25)]
)
def test_every_hour_goes_by_real_hours(night: datetime, hours: int) -> None:
    midnight = night.replace(tzinfo=BERLIN)
    cron = Cron.parse("@hourly")
    found = cron.between(BERLIN, midnight - MINUTE, (midnight + DAY) - MINUTE)
    assert len(found) == hours
    assert {later - earlier for earlier, later in pairwise(found)} == {HOUR}


NUMBERS = {
    "minute": st.integers(0, 59),
    "hour": st.integers(0, 23),
    "day": st.integers(1, 31),
    "month": st.integers(1, 12),
    "weekday": st.integers(0, 7),
}


def fields(name: str) -> st.SearchStrategy[str]:
    number = NUMBERS[name]
    span = st.tuples(number, number).map(lambda two: f"{min(two)}-{max(two)}")
    step = st.tuples(st.just("*") | span, st.integers(1, 20)).map(lambda two: f"{two[0]}/{two[1]}")
    one = number.map(str) | span | step
    return st.just("*") | one | st.lists(one, min_size=2, max_size=3).map(",".join)


EXPRESSIONS = st.tuples(*(fields(name) for name in NUMBERS)).map(" ".join)
ZONES = st.sampled_from(["UTC", "Europe/Istanbul", "Europe/Berlin", "America/Santiago"])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)


def counted_out(expression: str, day: datetime) -> list[datetime]:
    """Cron's own way, without a clock change: every minute is compared with the five fields."""
    minutes = [day + number * MINUTE for number in range(24 * 60)]
    return [minute for minute in minutes if matches(expression, minute)]


def matches(expression: str, minute: datetime) -> bool:
    fields = expression.split()
    weekday = minute.isoweekday() % 7
    held = [
        allows(fields[0], minute.minute, 0, 59),
        allows(fields[1], minute.hour, 0, 23),
        allows(fields[2], minute.day, 1, 31),
        allows(fields[3], minute.month, 1, 12),
        allows(fields[4], weekday, 0, 7) or (weekday == 0 and allows(fields[4], 7, 0, 7)),
    ]
    starred = fields[2][0] == "*" or fields[4][0] == "*"
    day = (held[2] and held[4]) if starred else (held[2] or held[4])
    return held[0] and held[1] and held[3] and day


def allows(field: str, number: int, low: int, high: int) -> bool:
    for item in field.split(","):
        span, _, step = item.partition("/")
        first, _, last = span.partition("-")
        begin, end = (low, high) if span == "*" else (int(first), int(last or first))
        if begin <= number <= end and (number - begin) % int(step or 1) == 0:
            return True
    return False


@given(EXPRESSIONS, st.dates(datetime(2026, 1, 1).date(), datetime(2029, 1, 1).date()))  # noqa: DTZ001
def test_due_times_are_those_of_a_clock_counted_out(expression: str, day: object) -> None:
    midnight = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    try:
        cron = Cron.parse(expression)
    except CronError as error:
        assert "never comes" in str(error)  # noqa: PT017
        assert counted_out(expression, midnight) == []
        return
    found = cron.between(UTC_ZONE, midnight - MINUTE, midnight + DAY - MINUTE)
    assert found == counted_out(expression, midnight)


@given(EXPRESSIONS, ZONES, MOMENTS)
def test_forwards_and_backwards_agree(expression: str, zone: str, at: datetime) -> None:
    try:
        cron = Cron.parse(expression)
    except CronError:
        return
    some = ZoneInfo(zone)
    first, second = islice(cron.due_times(some, at), 2)
    assert at < first < second
    assert first.second == first.microsecond == 0
    assert cron.latest(some, at) <= at
    assert cron.latest(some, first) == first
    assert cron.latest(some, second - timedelta(seconds=1)) == first


def test_shorthands_are_expressions() -> None:
    for shorthand, expression in SHORTHANDS.items():
        after = utc(2026, 10, 1)
        assert due_times(shorthand, after, 5) == due_times(expression, after, 5)
