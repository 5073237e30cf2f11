"""Reports in, notices out: on both databases, to a service on a real socket, over kills, dead
networks and lost databases."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from crawler.runtime import clock
from crawler.runtime.paths import ROOT
from pipelines.notices import news, telling
from pipelines.notices.file_outbox import FileOutbox
from pipelines.notices.services import services_of
from pipelines.notices.telling import Teller
from pipelines.store.outbox import LEASE, Outbox
from tests.crawls.hooks import Hook, listening_hook
from tests.databases import Databases
from tests.pipelines.factories import rows
from tests.pipelines.notices.making import reported

FAILED = ["Daily Sabah sections: failed"]
WELL_AGAIN = ["Daily Sabah sections: well again"]
NOBODY = "json://127.0.0.1:1"


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening_hook() as listening:
        yield listening


@pytest.fixture
def teller(hook: Hook, database_url: str, tmp_path: Path) -> Teller:
    return Teller(hook.url, database_url, tmp_path)


@pytest.fixture
def sqlite_url(databases: Databases) -> str:
    return databases.url("sqlite")


def later(patch: pytest.MonkeyPatch, by: timedelta) -> datetime:
    """From now on it is so much later."""
    at = clock.now() + by
    patch.setattr(telling, "now", lambda: at)
    return at


def notices(engine: Engine) -> list[dict[str, object]]:
    query = "SELECT service, level, tries, told_at, over_at, error FROM notices ORDER BY id"
    return rows(engine, query)


def test_a_failure_is_told_once_and_its_end_once(teller: Teller, hook: Hook) -> None:
    for outcome in ("succeeded", "failed", "failed", "succeeded", "succeeded"):
        assert teller.report(reported(outcome, clock.now())) == 0
    assert hook.titles == FAILED + WELL_AGAIN
    assert hook.types == ["failure", "success"]


def test_it_is_written_as_told_when_the_service_took_it(
    teller: Teller, hook: Hook, engine: Engine
) -> None:
    hook.status = 503
    assert teller.report(reported("failed", clock.now())) == 1
    (row,) = notices(engine)
    assert (row["tries"], row["told_at"]) == (1, None)
    assert "503" in str(row["error"])
    hook.status = 200
    assert teller.report(reported("failed", clock.now())) == 0
    (row,) = notices(engine)
    assert (row["tries"], row["error"]) == (2, None)
    assert row["told_at"]
    assert hook.titles == FAILED


@pytest.mark.parametrize("kind", ["sqlite"])
def test_between_two_tries_of_the_scheduler_there_are_pauses(
    teller: Teller, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook.status = 500
    began = clock.now()
    teller.report(reported("failed", began))
    tried = []
    for minute in range(0, 186, 2):
        monkeypatch.setattr(telling, "now", lambda at=began + timedelta(minutes=minute): at)
        before = len(hook.posts)
        teller.deliver(at_once=False)
        tried += [minute] * (len(hook.posts) - before)
    assert tried == [2, 4, 8, 16, 32, 64, 124, 184]
    hook.status = 200
    monkeypatch.setattr(telling, "now", lambda: began + timedelta(hours=5))
    assert teller.deliver(at_once=False) == 0
    assert hook.titles == FAILED


def test_a_service_that_is_down_does_not_keep_the_others_from_hearing(
    database_url: str, hook: Hook, engine: Engine, tmp_path: Path
) -> None:
    teller = Teller(f"{NOBODY} {hook.url}", database_url, tmp_path)
    assert teller.report(reported("failed", clock.now())) == 1
    assert hook.titles == FAILED
    assert [row["told_at"] is not None for row in notices(engine)] == [False, True]


def test_a_url_that_is_new_during_a_failure_is_told(
    database_url: str, hook: Hook, tmp_path: Path
) -> None:
    Teller("", database_url, tmp_path).report(reported("failed", clock.now()))
    Teller(hook.url, database_url, tmp_path).report(reported("failed", clock.now()))
    assert hook.titles == FAILED


def test_the_database_has_no_token(
    database_url: str, hook: Hook, engine: Engine, tmp_path: Path
) -> None:
    url = f"{hook.url.replace('://', '://us3r:passw0rd@')}/t0ken"
    hook.status = 403
    Teller(url, database_url, tmp_path).report(reported("failed", clock.now()))
    written = str(rows(engine, "SELECT * FROM notices"))
    assert not [one for one in ("us3r", "passw0rd", "t0ken") if one in written]


_REPORTS = """
import socket, sys
socket.gethostname = lambda: sys.argv[1]
from pathlib import Path
from crawler.runtime.clock import now
from pipelines.notices.report import Report
from pipelines.notices.telling import Teller
teller = Teller(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
assert teller.host == sys.argv[1]
teller.report(Report(
    kind="spider", name="sections", outcome=sys.argv[5], at=now(), host=teller.host, reason="down"
))
"""


def reporting(host: str, hook: Hook, url: str, folder: Path, outcome: str) -> subprocess.Popen[str]:
    """A run on another machine of this name, with a folder of its own."""
    (folder / host).mkdir(exist_ok=True)
    argv = [sys.executable, "-c", _REPORTS, host, hook.url, url, str(folder / host), outcome]
    return subprocess.Popen(argv, cwd=ROOT, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_two_hosts_on_one_database_tell_once(database_url: str, hook: Hook, tmp_path: Path) -> None:
    names = ("news1", "news2")
    for one in [reporting(name, hook, database_url, tmp_path, "failed") for name in names]:
        _, said = one.communicate(timeout=60)
        assert one.returncode == 0, said
    assert hook.titles == FAILED


def test_whoever_is_killed_between_sending_and_noting_tells_again(
    database_url: str, hook: Hook, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once (decision 047)."""
    killed = reporting("news1", hook, database_url, tmp_path, "failed")
    hook.on_post = lambda: os.kill(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    hook.on_post = lambda: None
    assert [row["told_at"] for row in notices(engine)] == [None]
    again = Teller(hook.url, database_url, tmp_path)
    again.report(reported("failed", clock.now()))
    assert hook.titles == FAILED  # it may be on its way still
    later(monkeypatch, LEASE + timedelta(seconds=1))
    again.report(reported("failed", clock.now()))
    assert hook.titles == FAILED * 2
    assert [bool(row["told_at"]) for row in notices(engine)] == [True]


AWAY = "postgresql://nobody:secret@127.0.0.1:1/news"


def test_while_the_database_is_away_a_file_remembers(hook: Hook, tmp_path: Path) -> None:
    for _ in range(3):
        Teller(hook.url, AWAY, tmp_path).report(reported("failed", clock.now()))
    assert hook.titles == FAILED
    (file,) = tmp_path.iterdir()
    assert "secret" not in file.read_text()


def test_without_network_and_database_nothing_is_lost(hook: Hook, tmp_path: Path) -> None:
    hook.status = 503
    teller = Teller(hook.url, AWAY, tmp_path)
    teller.report(reported("failed", clock.now()))
    hook.status = 200
    teller.report(reported("failed", clock.now()))
    assert hook.titles == FAILED


@pytest.mark.parametrize("taken", [True, False], ids=["told", "not told"])
def test_what_the_file_holds_is_taken_over_when_the_database_is_back(
    taken: bool, teller: Teller, hook: Hook, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    hook.status = 200 if taken else 503
    teller.report(reported("failed", clock.now()), away=True)
    assert FileOutbox(tmp_path, database_url).exists()
    assert notices(engine) == []
    hook.status = 200
    teller.report(reported("failed", clock.now(), name="feeds"))
    assert not FileOutbox(tmp_path, database_url).exists()
    assert sorted(hook.titles) == ["Daily Sabah feeds: failed", *FAILED]
    teller.report(reported("failed", clock.now()))
    assert len(hook.titles) == 2
    teller.report(reported("succeeded", clock.now()))
    assert hook.titles[2:] == WELL_AGAIN


def test_what_was_taken_over_while_it_was_sent_is_not_put_back(tmp_path: Path) -> None:
    file = FileOutbox(tmp_path, AWAY)
    with file.writing("spider sections") as (subject,):
        news.take(subject, reported("failed"), ["slack"])
    sent = file.lease(["slack"], clock.now(), at_once=True)
    file.path.unlink()
    with file.writing("spider feeds") as (subject,):
        news.take(subject, reported("failed", name="feeds"), ["slack"])
    file.settle([one.settled(None, clock.now()) for one in sent])
    assert file.waiting(["slack"]) == 1


def test_a_service_that_hangs_is_not_waited_for_by_a_run_that_was_told_to_stop(
    database_url: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "LAST_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"json://127.0.0.1:{silent.getsockname()[1]}"
        teller = Teller(url, database_url, tmp_path)
        for _ in range(3):
            teller.report(reported("interrupted", clock.now()))
    (row,) = notices(engine)
    assert row["error"] == "it did not answer in time"


def test_another_databases_file_is_left_alone(hook: Hook, sqlite_url: str, tmp_path: Path) -> None:
    Teller(hook.url, AWAY, tmp_path).report(reported("failed", clock.now()))
    Teller(hook.url, sqlite_url, tmp_path).report(reported("succeeded", clock.now()))
    assert hook.titles == FAILED
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("content", ["", "[]", '{"conditions": [{}], "notices": []}', "\0"])
def test_a_damaged_file_costs_no_notice(content: str, hook: Hook, tmp_path: Path) -> None:
    teller = Teller(hook.url, AWAY, tmp_path)
    teller.report(reported("failed", clock.now()))
    (file,) = tmp_path.iterdir()
    file.write_text(content)
    teller.report(reported("failed", clock.now()))
    assert hook.titles == FAILED * 2
    assert json.loads(file.read_text())["notices"]


def test_a_folder_that_cannot_be_written_hurts_nobody(
    hook: Hook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    teller = Teller(hook.url, AWAY, tmp_path / "file" / "notices")
    assert teller.report(reported("failed", clock.now())) == 0
    assert "cannot be kept" in caplog.text


def test_an_old_schema_counts_as_away(hook: Hook, databases: Databases, tmp_path: Path) -> None:
    """Its run has ended with exit status 1, and somebody has to hear of it."""
    url = databases.empty_url("sqlite")
    Teller(hook.url, url, tmp_path).report(reported("failed", clock.now()))
    assert hook.titles == FAILED
    assert not Path(str(make_url(url).database)).exists()


def test_a_lease_or_a_pause_of_a_wrong_clock_holds_nobody_up(
    teller: Teller, hook: Hook, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook.status = 503
    ahead = later(monkeypatch, timedelta(days=3650))
    teller.report(reported("failed", ahead))
    (key,) = (one.key for one in services_of(hook.url))
    Outbox(engine).lease([key], ahead, at_once=True)
    monkeypatch.undo()
    hook.status = 200
    assert teller.deliver(at_once=False) == 0
    assert hook.titles == FAILED


def test_the_text_says_what_there_is_to_know(teller: Teller, hook: Hook) -> None:
    report = reported(
        "degraded", clock.now(), run=41, log="/srv/data/logs/x.log", next_due="2026-10-03 02:30 +03"
    )
    teller.report(report)
    (text,) = hook.texts
    assert text.splitlines() == [
        "degraded: it degraded",
        "spider sections, run 41, on host news1",
        "log: /srv/data/logs/x.log",
        "next due: 2026-10-03 02:30 +03",
    ]
