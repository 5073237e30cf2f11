from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.parsing.clean.dates import midnight, newspaper_day, parse_date, split_date

TIMES = [
    ("Oct 15, 2021 - 6:27 pm GMT+3", "2021-10-15 15:27"),
    ("Oct 15, 2021 6:27 pm", "2021-10-15 15:27"),
    ("Oct 15, 2021 - 6:27pm GMT +3", "2021-10-15 15:27"),
    ("Jun 05, 2020 12:05 am GMT+3", "2020-06-04 21:05"),
    ("Jun 05, 2020 - 12:30 pm GMT+3", "2020-06-05 09:30"),
    ("Jun 05, 2020 12:05 am TRT", "2020-06-04 21:05"),
    ("Jun 05, 2020 12:05 am (GMT+03:00)", "2020-06-04 21:05"),
    ("Sept 5, 2020 9:05 am", "2020-09-05 06:05"),
    ("Jan 01, 2026 - 12:10 am GMT+3", "2025-12-31 21:10"),
    ("Oct 15, 2021 - 6:27 pm GMT-3", "2021-10-15 21:27"),
    ("Oct. 15, 2021, 6:27 p.m.", "2021-10-15 15:27"),
    ("Friday, October 15, 2021 at 6:27 PM", "2021-10-15 15:27"),
    ("Jun 10, 2024 10:07 pm +03 +03:00", "2024-06-10 19:07"),
    ("31.01.2020 17:57", "2020-01-31 14:57"),
    ("Published 31.01.2020 17:57", "2020-01-31 14:57"),
    ("Updated: 31.01.2020 18:43", "2020-01-31 15:43"),
    ("05.07.2015 14:20", "2015-07-05 11:20"),
    ("16.02.2015 09:10", "2015-02-16 07:10"),
    ("01.11.2015 10:00", "2015-11-01 07:00"),
    ("15.11.2016 07:30", "2016-11-15 04:30"),
    ("Mar 29, 2015 - 3:30 am GMT+3", "2015-03-29 00:30"),
    ("2021-10-15T18:27:00+03:00", "2021-10-15 15:27"),
    ("2021-10-15 18:27:00-03:30", "2021-10-15 21:57"),
    ("2021-10-15T18:27:00+14:00", "2021-10-15 04:27"),
    ("2021-10-15T18:27:00+0300", "2021-10-15 15:27"),
    ("2021-10-15T18:27+03", "2021-10-15 15:27"),
    ("2021-10-15T15:27:00Z", "2021-10-15 15:27"),
    ("2021-10-15T15:27:00.123456+00:00", "2021-10-15 15:27"),
    ("2021-10-15 18:27", "2021-10-15 15:27"),
    ("2015-07-05T14:20:00", "2015-07-05 11:20"),
    ("Thu, 08 Oct 2026 10:00:00 +0300", "2026-10-08 07:00"),
    ("Thu, 08 Oct 2026 10:00:00 GMT", "2026-10-08 10:00"),
    ("8 Oct 2026 10:00:00 EST", "2026-10-08 15:00"),
    ("2016/6/29 15:07:41", "2016-06-29 12:07:41"),
    ("2016/6/29 15:07:41 +03", "2016-06-29 12:07:41"),
    ("05 Haz 2020 12:05:00 +03", "2020-06-05 09:05"),
    ("15 Ekim 2021 Cuma 18:27", "2021-10-15 15:27"),
    ("Cuma, 15 EKİM 2021 18:27", "2021-10-15 15:27"),
    ("Oct&nbsp;15, 2021&#8203; - 6:27\u00a0pm", "2021-10-15 15:27"),
]
DAYS = [
    ("Mar 09, 2023", date(2023, 3, 9)),
    ("9 March 2023", date(2023, 3, 9)),
    ("2023-03-09", date(2023, 3, 9)),
    ("09.03.2023", date(2023, 3, 9)),
    ("05 Haz 2020", date(2020, 6, 5)),
    ("1 ŞUBAT 2020", date(2020, 2, 1)),
    ("1 Ağu 2020", date(2020, 8, 1)),
    ("15 KASIM 2020", date(2020, 11, 15)),
    ("3 Aralık 2019", date(2019, 12, 3)),
]
NONE = [
    "", "yesterday", "2 hours ago", "some time ago", "1634311620", "6:27 pm",
    "Feb 30, 2020", "Oct 15, 2021 25:00", "Oct 15, 2021 6:77 pm", "00.00.0000 00:00",
    "05/06/2020", "05/06/2020 10:00", "15.10.21 18:27", "Oct 2021", "Oct 15",
    "Oct 15, 2021 14:05 am", "Oct 15, 2021 0:05 pm",
    "Oct 15, 2021 6:27 pm XYZ", "Oct 15, 2021 6:27 pm GMT+3 GMT+2",
    "2021-10-15T18:27:00+99:00", "2021-10-15T18:27:00+14:30", "2021-02-30T18:27:00+03:00",
    "2021-10-15T24:00:00+03:00", "1721-10-15T18:27:00+03:00", "Oct 15, 1721",
    "London, Oct 15, 2021",
    "Oct 15, 2021 and Oct 16, 2021", "Foo 15, 2021",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_times(text: str, expected: str) -> None:
    moment = parse_date(text)
    assert moment is not None
    assert moment.instant == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert moment.instant.tzinfo is UTC
    assert not moment.day_only


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_days_are_midnights_in_istanbul(text: str, day: date) -> None:
    moment = parse_date(text)
    assert moment is not None
    assert moment.day_only
    assert moment.instant == midnight(day)


@pytest.mark.parametrize("text", NONE)
def test_what_is_not_sure_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("value", [None, 0, 1.5, b"Oct 15, 2021", [], {}, object()])
def test_any_object(value: object) -> None:
    assert parse_date(value) is None
    assert split_date(value) == (None, None)


@given(st.text(alphabet="0123456789 :./-+,TZapmgtOctJunPublished()şİı", max_size=120))
@example("Oct 15, 2021 6:27 " + "a" * 60 + "!")
@example("Oct 15, 2021 6:27 " + "a b " * 20 + "!")
@example("x " * 100_000)
def test_any_text_is_read_quickly(text: str) -> None:
    moment = parse_date(text)
    assert moment is None or moment.instant.tzinfo is UTC
    split_date(text)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("by Anadolu Agency Jun 10, 2024 10:07 pm +03 +03:00", "by Anadolu Agency"),
        ("TOKYO Oct 15, 2021 - 6:27 pm GMT+3", "TOKYO"),
        ("LONDON, Oct 15, 2021 - 6:27 pm", "LONDON"),
        ("Oct 15, 2021 - 6:27 pm GMT+3", None),
    ],
)
def test_a_date_at_the_end_of_a_text(text: str, before: str | None) -> None:
    found, moment = split_date(text)
    assert found == before
    assert moment is not None


def test_a_text_without_a_date_is_whole() -> None:
    assert split_date("by Anadolu Agency") == ("by Anadolu Agency", None)


@given(st.dates(date(1991, 1, 1), date(2099, 12, 30)))
def test_a_midnight_belongs_to_its_day(day: date) -> None:
    assert newspaper_day(midnight(day)) == day
