"""The newest of what waits, and others in the place of those that do not come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from crawler.items import ArchivedSighting, Sighting
from crawler.warc.cdx_api import ArchivedPage
from pipelines.crawl.newest_first import MAX_TRIES, NewestFirst

NOW = datetime(2026, 10, 10, 12, tzinfo=UTC)


def card(path: str, day: int | None, position: int | None = None) -> Sighting:
    shown = date(2026, 10, day) if day else None
    return Sighting(path=path, seen_at=NOW, day=shown, position=position)


def capture(path: str, at: datetime) -> Sighting:
    page = ArchivedPage(url=f"http://x{path}", at=at, digest="")
    return ArchivedSighting(path=path, seen_at=at, page=page)


def taken(queue: NewestFirst) -> list[str]:
    return [one.path for one in queue.take()]


def test_by_day_then_by_place_in_the_list_then_undated() -> None:
    queue = NewestFirst(9)
    queue.add(
        [card("/u", None), card("/b", 2), card("/c2", 3, 2), card("/c1", 3, 1), card("/a", 1)]
    )
    assert taken(queue) == ["/c1", "/c2", "/b", "/a", "/u"]


def test_by_moment() -> None:
    queue = NewestFirst(2)
    moments = {
        path: NOW - timedelta(hours=hours) for path, hours in (("/x", 3), ("/y", 1), ("/z", 2))
    }
    queue.add(Sighting(path=path, seen_at=NOW, published=at) for path, at in moments.items())
    assert taken(queue) == ["/y", "/z"]


def test_what_nobody_dates_keeps_its_order() -> None:
    queue = NewestFirst(2)
    queue.add([card("/one", None), card("/two", None), card("/three", None)])
    assert taken(queue) == ["/one", "/two"]


def test_captures_of_one_article_count_once() -> None:
    queue = NewestFirst(1)
    queue.add(capture("/a", at) for at in (NOW, NOW + timedelta(days=9)))
    queue.add([capture("/b", NOW + timedelta(days=1))])
    assert taken(queue) == ["/a", "/a"]
    assert queue.left == 1


def test_others_in_the_place_of_those_that_did_not_come() -> None:
    queue = NewestFirst(2)
    queue.add(card(f"/{day}", day) for day in range(1, 10))
    assert taken(queue) == ["/9", "/8"]
    queue.arrived("/9")
    assert taken(queue) == ["/7"]
    queue.arrived("/7")
    assert taken(queue) == []


def test_not_the_whole_site_in_their_place() -> None:
    queue = NewestFirst(2)
    queue.add(card(f"/{number}", None) for number in range(100))
    asked = 0
    while some := taken(queue):
        asked += len(some)
    assert asked == 2 * MAX_TRIES
