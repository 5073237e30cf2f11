"""The record of runs and of listings' validators."""

from __future__ import annotations

from alembic import command
from sqlalchemy import Engine

from pipelines.store import Finding, RunCounts, Store, Validator
from pipelines.store.ledger import Ledger
from pipelines.store.runs import find_run_of_log
from pipelines.store.schema.versions import _config, upgrade
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


def test_the_file_of_a_run_s_log(store: Store, engine: Engine) -> None:
    first = store.start_run("sections", {}, NOW, "/srv/logs/a.log")
    second = store.start_run("feeds", {}, NOW, "/srv/logs/a.log")
    store.start_run("search", {}, NOW)
    found = rows(engine, "SELECT run, log FROM v_runs ORDER BY run")
    assert [row["log"] for row in found] == ["/srv/logs/a.log", "/srv/logs/a.log", None]
    assert Ledger(engine).log_of(first) == "/srv/logs/a.log"
    with engine.connect() as connection:
        last = find_run_of_log(connection, "/srv/logs/a.log")
        assert last is not None
        assert last.run == second
        assert find_run_of_log(connection, "/srv/logs/b.log") is None


def test_a_name_that_is_no_text_is_found_again(store: Store, engine: Engine) -> None:
    """As the file system gives it where the bytes are none of UTF-8."""
    path = "/srv/\udcff.log"
    run = store.start_run("sections", {}, NOW, path)
    with engine.connect() as connection:
        found = find_run_of_log(connection, path)
    assert found is not None
    assert found.run == run


def test_a_run_from_before_logs_were_noted_has_none(store: Store, engine: Engine) -> None:
    run = store.start_run("sections", {"since": "2026-10-01"}, NOW, "/srv/logs/a.log")
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0012")
    upgrade(engine)
    (found,) = store.recent_runs("sections", 5)
    assert (found.run, found.arguments, found.log) == (run, {"since": "2026-10-01"}, None)
