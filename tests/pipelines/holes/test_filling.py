"""Which crawls may fill holes, and how they end."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.holes.filling import Crawl, Ended, crawl_for, crawls_for, exit_status
from pipelines.holes.finding import Hole, Stretch
from tests.pipelines.holes.years import DAY, days

TODAY = date(2026, 11, 28)


def hole(day: date) -> Hole:
    return Hole(day, 0, 9.0, "no run covered it")


@pytest.mark.parametrize(
    ("first", "last", "section", "command"),
    [
        (TODAY - DAY, TODAY - DAY, None, "scrapy crawl sections"),
        (TODAY - 3 * DAY, TODAY - DAY, "world", "scrapy crawl sections -a sections=world"),
        (
            TODAY - 4 * DAY,
            TODAY - 4 * DAY,
            None,
            "scrapy crawl wayback -a since=2026-11-24 -a until=2026-11-24",
        ),
        (
            date(2016, 2, 28),
            date(2016, 3, 1),
            "asia-pacific",
            "scrapy crawl wayback -a since=2016-02-28 -a until=2016-03-01 -a sections=asia-pacific",
        ),
    ],
)
def test_the_command(first: date, last: date, section: str | None, command: str) -> None:
    stretch = Stretch(tuple(map(hole, days(first, last))))
    assert str(crawl_for(stretch, section, TODAY)) == command


def test_days_in_a_row_are_one_crawl_and_the_newest_come_first() -> None:
    old = [*days(date(2016, 1, 1), date(2016, 1, 3)), date(2017, 5, 5)]
    late = [*days(TODAY - 5 * DAY, TODAY - 1 * DAY)]
    crawls = crawls_for(map(hole, [*old, *late]), None, TODAY)
    assert [str(one) for one in crawls] == [
        "scrapy crawl sections",
        "scrapy crawl wayback -a since=2026-11-23 -a until=2026-11-24",
        "scrapy crawl wayback -a since=2017-05-05 -a until=2017-05-05",
        "scrapy crawl wayback -a since=2016-01-01 -a until=2016-01-03",
    ]


CRAWL = Crawl("sections", (), TODAY, TODAY)


@pytest.mark.parametrize(
    ("statuses", "wanted", "status"),
    [
        ([0, 0], 2, 0),
        ([0], 2, 3),
        ([0, 3], 2, 3),
        ([0, 2], 3, 3),
        ([2], 3, 2),
        ([1, 75], 2, 1),
        ([75], 1, 75),
    ],
)
def test_the_exit_status(statuses: list[int], wanted: int, status: int) -> None:
    assert exit_status([Ended(CRAWL, one, in_time=True) for one in statuses], wanted) == status


def test_a_crawl_that_was_stopped_for_the_budget_has_done_something() -> None:
    assert exit_status([Ended(CRAWL, 1, in_time=False)], 1) == 3
