"""Which clock is right (decision 028)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from scrapy.http import Response

from crawler.parsing.clean.dates import CLOCK_ERROR
from crawler.runtime.clock import ANY_TIME, Clock, Judgement, Witness, judge
from crawler.runtime.response_headers import sent_at

NOW = datetime(2026, 10, 1, 23, 30, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OLD = datetime(2020, 3, 1, tzinfo=UTC)


def site(at: datetime) -> Witness:
    return Witness(name="the site's clock", at=at)


def server(at: datetime, *, is_ours: bool = False) -> Witness:
    return Witness(name="the database's clock", at=at, is_ours=is_ours)


@pytest.mark.parametrize("ours", [NOW + 30 * DAY, NOW - 30 * DAY, NOW + 365 * DAY, OLD])
@pytest.mark.parametrize(
    "witnesses",
    [
        [site(NOW)],
        [server(NOW)],
        [server(NOW, is_ours=True)],
        [site(NOW), server(NOW)],
        [site(NOW), server(OLD)],
    ],
)
def test_a_second_clock_corrects_ours(ours: datetime, witnesses: list[Witness]) -> None:
    found = judge(ours, witnesses)
    assert (found.now, found.doubt) == (NOW, None)
    assert found.wrong is not None


def test_the_same_machines_server_corrects_nothing_of_what_the_site_says() -> None:
    ahead = NOW + 30 * DAY
    found = judge(ahead, [site(NOW), server(ahead, is_ours=True)])
    assert found == Judgement(now=NOW, wrong="it is 30 d ahead of the site's clock")


@pytest.mark.parametrize(
    "witnesses",
    [
        [],
        [site(NOW)],
        [site(NOW + timedelta(minutes=4))],
        [site(NOW + 30 * DAY), server(NOW)],
        [site(OLD)],
        [site(OLD), server(NOW, is_ours=True)],
    ],
)
@pytest.mark.parametrize("past", [None, NOW - DAY, NOW - 400 * DAY])
def test_ours_is_right(witnesses: list[Witness], past: datetime | None) -> None:
    assert judge(NOW, witnesses, past) == Judgement(now=NOW)


@pytest.mark.parametrize(
    ("ours", "witnesses", "past", "ahead"),
    [
        (OLD, [], None, 0),
        (OLD, [site(OLD - DAY)], None, 0),
        (NOW, [], NOW + 30 * DAY, 0),
        (NOW, [], None, 5),
        (NOW, [site(NOW + 30 * DAY), server(NOW - 30 * DAY)], None, 0),
        # A second clock that was before the last run is no better than ours.
        (NOW, [site(NOW - 30 * DAY)], NOW - DAY, 0),
    ],
)
def test_nobody_knows(
    ours: datetime, witnesses: list[Witness], past: datetime | None, ahead: int
) -> None:
    found = judge(ours, witnesses, past, ahead)
    assert (found.now, found.wrong) == (ours, None)
    assert found.doubt is not None


def test_one_mistaken_date_of_the_sites_is_no_sign() -> None:
    assert judge(NOW, [], None, ahead=4).doubt is None


class Times:
    """A machine's clock and the time that passes, moved by hand."""

    def __init__(self, at: datetime) -> None:
        self.wall, self.elapsed = at.timestamp(), 100.0
        self.clock = Clock(lambda: self.wall, lambda: self.elapsed)

    def set_by(self, by: timedelta) -> None:
        self.wall += by.total_seconds()

    def passes(self, time: timedelta) -> None:
        self.wall += time.total_seconds()
        self.elapsed += time.total_seconds()


def test_what_is_ahead_of_now_and_of_no_clock() -> None:
    times = Times(NOW)
    assert times.clock.latest() == NOW + CLOCK_ERROR
    times = Times(OLD)
    times.clock.hear_cards([])
    times.clock.begin(NOW)
    times.clock.hear_cards([("/a", date(2026, 10, 1))])
    assert times.clock.latest() == ANY_TIME
    times.clock.hear_site(NOW)
    assert (times.clock.now(), times.clock.latest()) == (NOW, NOW + CLOCK_ERROR)


def test_a_clock_that_cannot_be_right_is_in_doubt_from_the_start() -> None:
    assert Times(OLD).clock.latest() == ANY_TIME


@pytest.mark.parametrize("by", [30 * DAY, -30 * DAY, -6 * 365 * DAY, HOUR])
def test_a_jump_is_corrected_before_the_next_answer(by: timedelta) -> None:
    times = Times(NOW)
    times.clock.hear_site(NOW)
    times.set_by(by)
    assert times.clock.now() == NOW
    times.passes(HOUR)
    times.clock.hear_site(NOW + HOUR)
    assert times.clock.now() == NOW + HOUR
    assert times.clock.jumps == [by.total_seconds()]
    assert times.clock.wrong is not None


def test_a_machine_that_slept_has_a_right_clock() -> None:
    times = Times(NOW)
    times.clock.hear_site(NOW)
    times.set_by(8 * HOUR)
    times.clock.hear_site(NOW + 8 * HOUR)
    assert times.clock.now() == NOW + 8 * HOUR
    assert times.clock.doubt is None


def test_a_jump_without_a_second_clock_leaves_doubt_until_the_database_is_asked() -> None:
    times = Times(NOW)
    times.clock.hear_database(NOW, is_ours=True)
    times.set_by(-30 * DAY)
    assert times.clock.now() == NOW - 30 * DAY
    assert (times.clock.latest(), times.clock.asks_database) == (ANY_TIME, True)
    times.clock.hear_database(NOW, is_ours=True)
    assert (times.clock.now(), times.clock.doubt) == (NOW, None)


def test_an_answer_out_of_a_cache_moves_nothing() -> None:
    times = Times(NOW)
    for at in (NOW, NOW - 3 * HOUR, NOW - 5 * HOUR):
        times.clock.hear_site(at)
        assert times.clock.now() == NOW


def test_a_jump_that_the_passing_time_hides_is_found_by_three_answers() -> None:
    """Where the other clock is set as well, as after a sleep that counts."""
    times = Times(NOW)
    times.clock.hear_site(NOW)
    times.passes(30 * DAY)
    for _ in range(3):
        times.clock.hear_site(NOW)
    assert times.clock.now() == NOW


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"Date": "Thu, 01 Oct 2026 23:30:00 GMT"}, NOW),
        ({"Date": "Thu, 01 Oct 2026 22:30:00 GMT", "Age": "3600"}, NOW),
        ({"Date": "Thu, 01 Oct 2026 23:30:00 GMT", "Age": "soon"}, NOW),
        ({"Date": "Fri, 02 Oct 2026 02:30:00 +0300"}, NOW),
        ({"Date": "yesterday"}, None),
        ({"Date": "Thu, 32 Oct 2026 23:30:00 GMT"}, None),
        ({"Date": "Fri, 31 Dec 9999 23:59:59 GMT", "Age": "999999999"}, None),
        ({"Date": ""}, None),
    ],
)
def test_when_an_answer_was_sent(headers: dict[str, str], expected: datetime | None) -> None:
    assert sent_at(Response("https://www.dailysabah.com/", headers=headers)) == expected
