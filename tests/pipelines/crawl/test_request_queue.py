"""What waits for its turn comes out as it went in, and each one once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Sighting
from pipelines.crawl.request_queue import AT_A_TIME, RequestQueue
from tests.pipelines.factories import NOW, sighting


def articles(count: int) -> list[Sighting]:
    return [sighting(f"/{n}") for n in range(count)]


def emptied(queue: RequestQueue) -> list[Sighting]:
    out: list[Sighting] = []
    while taken := queue.take():
        assert len(taken) <= AT_A_TIME
        out += taken
    return out


@pytest.mark.parametrize("count", [0, 1, AT_A_TIME - 1, AT_A_TIME, AT_A_TIME + 1, 5 * AT_A_TIME])
def test_all_come_out_in_their_order(count: int) -> None:
    queue = RequestQueue()
    queue.add(articles(count))
    assert len(queue) == count
    assert emptied(queue) == articles(count)
    assert len(queue) == 0


def test_nothing_that_a_card_or_a_feed_said_is_lost() -> None:
    told = sighting(
        "/a",
        headline="İzmir’s “quay” – 漢字",
        day=date(2026, 11, 25),
        published=NOW,
        came_by=("/old", "/older"),
        is_given=True,
    )
    queue = RequestQueue()
    queue.add([*articles(AT_A_TIME - 1), told])
    assert queue.take()[-1] == told


@given(st.lists(st.one_of(st.just(-1), st.integers(0, 3 * AT_A_TIME)), max_size=12))
def test_each_comes_out_once_whenever_it_is_taken(steps: list[int]) -> None:
    """A number is that many added, -1 is a turn taken."""
    queue, added, taken = RequestQueue(), 0, []
    for step in steps:
        if step < 0:
            taken += [one.path for one in queue.take()]
        else:
            queue.add(sighting(f"/{added + n}") for n in range(step))
            added += step
    taken += [one.path for one in emptied(queue)]
    assert taken == [f"/{n}" for n in range(added)]
