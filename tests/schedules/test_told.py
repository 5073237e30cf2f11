"""What the scheduler tells for a run that cannot speak for itself; and `schedules notify`."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import time_machine

from crawler import settings
from pipelines.notices import telling
from pipelines.store.outbox import MAX_PAUSE
from schedules.catchup import by_hand
from schedules.children import Children
from schedules.definitions import Schedule
from schedules.runner import Runner
from schedules.service import Service
from tests import fork_server
from tests.crawls.hooks import Hook, listening_hook
from tests.databases import Databases
from tests.schedules.making import DAY, command, nightly, played, utc
from tests.schedules.test_children import GRACE
from tests.schedules.test_commands import FILE, called
from tests.schedules.test_service import BEAT, eventually

DUE = utc(2026, 10, 1, 23, 30)
FAILS = "raise SystemExit(4)"
DIES = "os.kill(os.getpid(), signal.SIGKILL)"


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.url("sqlite")


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hook]:
    """Who is told by the settings."""
    with listening_hook() as listening:
        monkeypatch.setattr(settings, "NOTIFY_URLS", listening.url)
        monkeypatch.setattr(settings, "NOTICES_DIR", str(tmp_path / "notices"))
        yield listening


@pytest.fixture
def runner(url: str, hook: Hook) -> Iterator[Runner]:
    made = Runner(url, Children(GRACE))
    yield made
    made.close()


def run_at(runner: Runner, schedule: Schedule, now: datetime) -> None:
    with time_machine.travel(now):
        runner.run(schedule, partial(by_hand, schedule, now=now))


def titles(hook: Hook) -> list[str]:
    return [title.removeprefix("Daily Sabah ") for title in hook.titles]


def test_a_command_that_fails_tells_and_that_it_is_well_again(runner: Runner, hook: Hook) -> None:
    for number, code in enumerate((FAILS, FAILS, "", "")):
        run_at(runner, command(code), DUE + number * DAY)
    assert titles(hook) == ["nightly: failed", "nightly: well again"]
    lines = hook.texts[0].splitlines()
    assert lines[0] == f"failed: python -c {FAILS} ended with exit status 4"
    assert lines[1].startswith("schedule nightly, on host ")
    assert lines[-1] == "next due: 2026-10-03 02:30 +03, by the schedule nightly"


def test_a_command_and_a_spider_of_one_name_are_two(runner: Runner, hook: Hook) -> None:
    run_at(runner, command(FAILS, name="sections"), DUE)
    run_at(runner, played("finish('succeeded')"), DUE)
    assert titles(hook) == ["sections: failed"]


def test_a_run_stopped_at_its_time_limit_tells_once(runner: Runner, hook: Hook) -> None:
    hung = played("time.sleep(60)", time_limit=timedelta(seconds=2))
    for number in range(2):
        run_at(runner, hung, DUE + number * DAY)
    assert titles(hook) == ["sections: stopped at its time limit"]
    assert hook.texts[0].startswith("interrupted: stopped at its time limit of 2s")


def test_a_crawl_that_is_killed_three_times_tells(runner: Runner, hook: Hook) -> None:
    for number in range(3):
        assert hook.titles == []
        run_at(runner, played(DIES), DUE + number * DAY)
    assert titles(hook) == ["sections: interrupted"]
    assert "killed by signal 9" in hook.texts[0]
    assert "3 runs in a row were interrupted" in hook.texts[0]


def test_where_the_log_of_a_killed_crawl_is(runner: Runner, hook: Hook) -> None:
    begun = f"store.start_run('sections', {{}}, datetime.now(UTC), '/srv/a.log'); {DIES}"
    for number in range(3):
        run_at(runner, played(begun, ping_url=hook.ping_url), DUE + number * DAY)
    assert "log: /srv/a.log" in hook.texts[0].splitlines()
    bodies = [body for path, body in hook.posts if path.endswith("/fail")]
    assert [body.splitlines()[1] for body in bodies] == ["log: /srv/a.log"] * 3


@pytest.mark.parametrize("status", [1, 2])
def test_a_crawl_that_never_began_tells_and_is_measured(
    status: int, runner: Runner, hook: Hook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    metrics = tmp_path / "x.prom"
    runner._switches = dataclasses.replace(runner._switches, metrics_file=str(metrics))
    argv = [sys.executable, "-c", f"raise SystemExit({status})"]
    monkeypatch.setattr(Schedule, "argv", lambda _: argv)
    run_at(runner, nightly(), DUE)
    assert titles(hook) == ["sections: failed"]
    assert f'dailysabah_exit_status{{spider="sections"}} {status}.0' in metrics.read_text()


def test_a_crawl_that_died_without_closing_its_run_tells(runner: Runner, hook: Hook) -> None:
    run_at(runner, played("sys.exit(1)"), DUE)
    assert titles(hook) == ["sections: failed"]
    assert "spider sections, run 1, on host " in hook.texts[0]


def test_what_a_crawl_has_said_itself_is_not_said_again(runner: Runner, hook: Hook) -> None:
    for script in ("finish('failed'); sys.exit(1)", "sys.exit(75)", "finish('succeeded')"):
        run_at(runner, played(script), DUE)
    assert hook.titles == []


def test_a_command_tells_while_the_ledger_is_away(hook: Hook, tmp_path: Path) -> None:
    runner = Runner("postgresql://u:secret@127.0.0.1:1/x", Children(GRACE))
    for _ in range(2):
        runner.run_unrecorded(command(FAILS))
    runner.close()
    assert titles(hook) == ["nightly: failed"]
    assert len(list((tmp_path / "notices").iterdir())) == 1


def test_a_switch_hears_of_a_commands_start_and_end(
    runner: Runner, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code, number in (("", 0), (FAILS, 1)):
        run_at(runner, command(code, ping_url=hook.ping_url), DUE + number * DAY)
    assert hook.pings == ["/start", "", "/start", "/fail"]
    assert hook.posts[-2][1].startswith("exit status 4\n")


def test_a_switch_hears_of_a_crawl_that_was_killed(runner: Runner, hook: Hook) -> None:
    run_at(runner, played(DIES, ping_url=hook.ping_url), DUE)
    assert hook.pings == ["/fail"]


def test_a_crawl_learns_its_switch_and_when_the_next_one_is_due(
    runner: Runner, tmp_path: Path
) -> None:
    names = ("PING_URL", "SCHEDULE_NEXT_DUE")
    said = f"open({str(tmp_path / 'said')!r}, 'w').write(str([os.environ[n] for n in {names}]))"
    run_at(runner, played(f"{said}; finish('succeeded')", ping_url="https://h.example/x"), DUE)
    assert (tmp_path / "said").read_text() == str(
        ["https://h.example/x", "2026-10-03 02:30 +03, by the schedule nightly"]
    )


def test_the_scheduler_sends_what_waits(
    runner: Runner, hook: Hook, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook.status = 503
    run_at(runner, command(FAILS), DUE)
    assert hook.titles == []
    hook.status = 200
    monkeypatch.setattr(telling, "now", lambda: DUE + DAY + 2 * MAX_PAUSE)
    service = Service([], url, Children(GRACE), heartbeat=BEAT)
    service.start()
    eventually(lambda: titles(hook), ["nightly: failed"])
    eventually(lambda: service._runner.notices_wait, False)
    service.stop()


def notify(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "schedules", "notify", *words]
    return fork_server.run(argv, os.environ | environment)


def test_notify_sends_a_test_to_each(hook: Hook) -> None:
    done = notify("--test", NOTIFY_URLS=f"{hook.url}/s3cret json://127.0.0.1:1/s3cret")
    assert done.returncode == 1
    took, refused = done.stdout.splitlines()
    assert took == "url 1 of NOTIFY_URLS (json://…): took it"
    assert refused.startswith("url 2 of NOTIFY_URLS (json://…): ")
    assert "s3cret" not in done.stdout + done.stderr
    assert hook.titles == ["Daily Sabah: a test"]


@pytest.mark.parametrize(
    ("urls", "words"), [("", "NOTIFY_URLS is empty"), ("slak://s3cret/x", "did you mean slack://?")]
)
def test_notify_refuses_what_nobody_can_be_told_at(urls: str, words: str) -> None:
    done = notify("--test", NOTIFY_URLS=urls)
    assert done.returncode == 2
    assert words in done.stderr
    assert "s3cret" not in done.stderr


def test_notify_sends_what_waits(runner: Runner, hook: Hook, url: str) -> None:
    hook.status = 503
    run_at(runner, command(FAILS), DUE)
    assert notify("--database", url, NOTIFY_URLS=hook.url).returncode == 1
    hook.status = 200
    done = notify("--database", url, NOTIFY_URLS=hook.url)
    assert (done.returncode, done.stdout) == (0, "nothing waits to be told\n")
    assert titles(hook) == ["nightly: failed"]


def test_start_refuses_urls_that_are_none(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "schedule.toml").write_text(FILE)
    monkeypatch.setenv("NOTIFY_URLS", "json://localhost slak://s3cret")
    monkeypatch.setenv("PING_URL", "s3cret-uuid")
    done = called("start", "--file", str(tmp_path / "schedule.toml"), "--database", url)
    assert done.returncode == 2
    assert "url 2 of NOTIFY_URLS (slak://…): apprise knows no slak://" in done.stderr
    assert "PING_URL is no url" in done.stderr
    assert "s3cret" not in done.stderr


def test_a_schedules_own_switch_has_to_be_a_url(tmp_path: Path) -> None:
    (tmp_path / "schedule.toml").write_text(
        FILE.replace('name = "off"', 'name = "off"\nping_url = "s3cret-uuid"')
    )
    done = called("list", "--file", str(tmp_path / "schedule.toml"))
    assert done.returncode == 2
    assert "schedule.toml:12: ping_url: it is no url" in done.stderr
    assert "s3cret" not in done.stderr
