"""Who is told of a crawl: services that are away, a database that is away, switches, metrics."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.crawls.crawl import Ended, crawl
from tests.crawls.hooks import Hook
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

FAILED, WELL_AGAIN = "Daily Sabah sections: failed", "Daily Sabah sections: well again"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def metrics(tmp_path: Path) -> Path:
    return tmp_path / "crawls.prom"


def night(site: ReplicaSite, file: Path, hook: Hook, metrics: Path, **settings: str) -> Ended:
    return crawl(
        "sections",
        site.url,
        f"sqlite:///{file}",
        "sections=tennis",
        settings=settings,
        NOTIFY_URLS=hook.url,
        PING_URL=hook.ping_url,
        METRICS_FILE=str(metrics),
    )


def series(metrics: Path) -> dict[str, float]:
    families = text_string_to_metric_families(metrics.read_text())
    return {
        sample.name.removeprefix("dailysabah_"): sample.value
        for family in families
        for sample in family.samples
        if sample.labels == {"spider": "sections"}
    }


def test_a_night_without_database_then_one_with_it(
    site: ReplicaSite, file: Path, hook: Hook, metrics: Path, tmp_path: Path
) -> None:
    file.write_bytes(b"no database" * 100)
    lost = night(site, file, hook, metrics)
    assert lost.status == 1
    assert hook.titles == [FAILED]
    assert hook.pings == ["/fail"]
    assert series(metrics)["exit_status"] == 1
    assert "pending_urls" not in series(metrics)
    assert len(list((tmp_path / "notices").iterdir())) == 1

    file.unlink()
    healthy = night(site, file, hook, metrics)
    assert healthy.status == 0
    assert hook.titles == [FAILED, WELL_AGAIN]
    assert hook.pings == ["/fail", "/start", ""]
    (_, body), found = hook.posts[-1], series(metrics)
    assert body.startswith("exit status 0\n")
    assert "succeeded" in body
    assert (found["exit_status"], found["pending_urls"], found["notices_waiting"]) == (0, 0, 0)
    assert found["newest_article_age_seconds"] >= 0
    assert found["last_success_timestamp_seconds"] == found["finished_timestamp_seconds"]
    assert list((tmp_path / "notices").iterdir()) == []


def test_services_that_are_down_hear_of_it_when_they_are_back(
    site: ReplicaSite, file: Path, hook: Hook, metrics: Path
) -> None:
    site.fault("all-500")
    hook.status = 503
    ended = night(site, file, hook, metrics)
    assert ended.status == 1
    assert hook.titles == []
    assert series(metrics)["notices_waiting"] == 1
    assert hook.ping_url not in ended.err
    hook.status = 200
    assert night(site, file, hook, metrics).status == 1
    assert hook.titles == [FAILED]
    assert series(metrics)["notices_waiting"] == 0


def test_a_dead_network_changes_no_outcome_and_no_line_shows_a_token(
    site: ReplicaSite, file: Path, hook: Hook, metrics: Path, tmp_path: Path
) -> None:
    site.fault("all-500")
    hook.url = "json://us3r:passw0rd@127.0.0.1:1/t0ken"
    hook.ping_url = "http://127.0.0.1:1/s3cret-uuid"
    ended = night(site, file, hook, metrics, LOG_LEVEL="DEBUG")
    assert ended.status == 1
    assert "url 1 of NOTIFY_URLS (json://…): " in ended.err
    assert "PING_URL was not told" in ended.err
    (log,) = (tmp_path / "logs").iterdir()
    kept = log.read_text(encoding="utf-8")
    assert "PING_URL was not told" in kept
    for secret in ("us3r", "passw0rd", "t0ken", "s3cret"):
        assert secret not in ended.err + kept
