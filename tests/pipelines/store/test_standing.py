"""How a database stands, for METRICS_FILE; and how long it is remembered who was told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from pipelines.store import Store
from pipelines.store.housekeeping import KEPT_DAYS, keep_house
from pipelines.store.outbox import Notice, Outbox
from pipelines.store.standing import Standing
from tests.pipelines.factories import DAY, HOUR, NOW, article, rows, sighting


def test_what_waits_and_how_fresh_it_is(store: Store) -> None:
    assert store.standing() == Standing(
        pending_urls=0, oldest_pending_at=None, newest_published_at=None, newest_arrived_at=None
    )
    store.record([sighting()], "recent", NOW)
    store.save([article(date_published=NOW - DAY)])
    store.record([sighting("/world/a", seen_at=NOW + HOUR)], "recent", NOW + HOUR)
    store.record([sighting("/world/b", seen_at=NOW + DAY)], "recent", NOW + DAY)
    assert store.standing() == Standing(
        pending_urls=2,
        oldest_pending_at=NOW + HOUR,
        newest_published_at=NOW - DAY,
        newest_arrived_at=NOW,
    )


def test_old_notices_are_forgotten_with_old_runs(engine: Engine) -> None:
    with Outbox(engine).writing("spider sections") as (subject,):
        subject.notices += [
            Notice(
                subject="spider sections",
                service="slack-0",
                level="failed",
                title="failed",
                text="failed\0",
                host="news1",
                made_at=NOW - days * DAY,
            )
            for days in (0, KEPT_DAYS + 1)
        ]
    keep_house(engine, NOW + timedelta(hours=1))
    assert rows(engine, "SELECT count(*) AS number FROM notices") == [{"number": 1}]
