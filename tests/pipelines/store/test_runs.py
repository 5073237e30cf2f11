"""The record of runs and of listings' validators."""

from __future__ import annotations

from sqlalchemy import Engine

from pipelines.store import Finding, RunCounts, Store, Validator
from tests.pipelines.factories import HOUR, NOW, rows


def test_a_run_from_start_to_end(store: Store) -> None:
    run = store.start_run("sections", {"since": "2026-10-01"}, NOW)
    (running,) = store.recent_runs("sections", 5)
    assert (running.outcome, running.finished_at) == ("running", None)
    counts = RunCounts(requests=70, articles_new=3)
    finding = Finding(check="bodies", section="world", found=0.5, expected=0.9, hint="Look.")
    stats = {"seen": {"world": 9}, "at": NOW}
    store.finish_run(run, "degraded", "one\x00 check", counts, NOW + HOUR, [finding], stats)
    (done,) = store.recent_runs("sections", 5)
    assert (done.run, done.outcome, done.reason) == (run, "degraded", "one check")
    assert (done.started_at, done.finished_at) == (NOW, NOW + HOUR)
    assert done.arguments == {"since": "2026-10-01"}
    assert done.counts == counts
    assert done.findings == [finding]
    assert done.stats["seen"] == {"world": 9}


def test_a_killed_run_is_closed_by_the_next_of_its_spider(store: Store, engine: Engine) -> None:
    for spider in ("sections", "feeds", "sections"):
        store.start_run(spider, {}, NOW)
    outcomes = rows(engine, "SELECT spider, outcome FROM v_runs ORDER BY run")
    assert [row["outcome"] for row in outcomes] == ["interrupted", "running", "running"]
    assert [run.spider for run in store.recent_runs(None, 2)] == ["sections", "feeds"]


def test_validators_are_replaced(store: Store) -> None:
    first = Validator(etag='"1"', last_modified="Thu", body_hash="aa")
    store.save_validators({"/world": first, "/rss/x": Validator(etag='W/"9"')})
    second = Validator(etag='"2"')
    store.save_validators({"/world": second})
    assert store.validators(["/world", "/rss/x", "/none"]) == {
        "/world": second,
        "/rss/x": Validator(etag='W/"9"'),
    }
