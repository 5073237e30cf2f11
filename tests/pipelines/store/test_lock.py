"""One crawl of a spider at a time on one database, shown with real processes."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

from crawler.runtime.exceptions import EXIT_LOCKED, CrawlLocked
from crawler.runtime.paths import ROOT
from pipelines.store import DatabaseUnavailable, open_engine
from pipelines.store.lock import Held, Holder, LockLost, RunLock
from tests.databases import Databases
from tests.proxy import SilentProxy

HOLD = """
import sys, time
from pipelines.store.lock import RunLock
from pipelines.store import open_engine
lock = RunLock(open_engine(sys.argv[1]), sys.argv[2])
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""
AT_ONCE = 5.0


@contextmanager
def holding(url: str, spider: str = "sections") -> Iterator[subprocess.Popen[str]]:
    argv = [sys.executable, "-c", HOLD, url, spider]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def acquired_within(lock: RunLock, seconds: float) -> bool:
    end = monotonic() + seconds
    while monotonic() < end:
        try:
            lock.acquire()
        except Held:
            sleep(0.02)
        else:
            lock.release()
            return True
    return False


def test_the_second_one_is_told_who_holds_it_since_when(engine: Engine, database_url: str) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    with holding(database_url) as holder, pytest.raises(Held) as error:
        RunLock(engine, "sections").acquire()
    held = error.value
    assert isinstance(held, CrawlLocked)
    assert held.exit_status == EXIT_LOCKED
    assert held.holder is not None
    assert (held.holder.pid, held.holder.host) == (holder.pid, socket.gethostname())
    assert before < held.holder.since <= datetime.now(UTC)
    assert not held.by_this_process
    line = str(held)
    assert "\n" not in line
    assert line.startswith(f"sections is running already on this database: process {holder.pid} ")
    assert f"since {held.holder.since:%Y-%m-%d %H:%M:%S} UTC" in line


def test_a_killed_holder_frees_it_at_once(engine: Engine, database_url: str) -> None:
    with holding(database_url) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert acquired_within(RunLock(engine, "sections"), AT_ONCE)


def test_other_spiders_and_other_databases_do_not_wait(
    engine: Engine, database_url: str, databases: object, kind: str
) -> None:
    with holding(database_url):
        with RunLock(engine, "feeds"):
            pass
        elsewhere = open_engine(databases.url(kind))  # type: ignore[attr-defined]
        with RunLock(elsewhere, "sections"):
            pass
        elsewhere.dispose()


def test_within_one_process_it_is_held_by_one_object(engine: Engine) -> None:
    first, second = RunLock(engine, "sections"), RunLock(engine, "sections")
    with first, pytest.raises(Held) as error:
        second.acquire()
    assert error.value.by_this_process
    with second:
        pass
    second.release()


def test_the_child_of_a_holder_does_not_hold_it(engine: Engine) -> None:
    lock = RunLock(engine, "sections")
    lock.acquire()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
        lock.release()
        try:
            assert acquired_within(RunLock(engine, "sections"), AT_ONCE)
        finally:
            child.kill()


def test_of_many_at_once_one_gets_it(engine: Engine, database_url: str) -> None:
    argv = [sys.executable, "-c", HOLD, database_url, "sections"]
    started = [
        subprocess.Popen(
            argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for _ in range(4)
    ]
    try:
        end = monotonic() + 30
        while sum(one.poll() is None for one in started) > 1 and monotonic() < end:
            sleep(0.05)
        (winner,) = (one for one in started if one.poll() is None)
        assert winner.stdout is not None
        assert winner.stdout.readline() == "held\n"
        with pytest.raises(Held):
            RunLock(engine, "sections").acquire()
    finally:
        for one in started:
            one.kill()
            one.communicate()


def test_the_lock_file_lies_beside_the_database_and_says_who(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/x.db")
    file = tmp_path / "x.db.sections.lock"
    with RunLock(engine, "sections"):
        said = json.loads(file.read_text())
        assert (said["spider"], said["pid"]) == ("sections", os.getpid())
        assert datetime.fromisoformat(said["since"]).tzinfo is not None
    assert file.exists()


def test_two_names_of_one_file_have_one_lock(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "x.db")
    urls = [f"sqlite:///{tmp_path}/link.db", f"sqlite:///file:{tmp_path}/x.db?uri=true"]
    with RunLock(open_engine(f"sqlite:///{tmp_path}/x.db"), "sections"):
        for url in urls:
            with pytest.raises(Held):
                RunLock(create_engine(url), "sections").acquire()


def test_a_lock_whose_file_was_deleted_is_lost_and_may_be_taken_again(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/x.db")
    with RunLock(engine, "sections") as lock:
        lock.check()
        (tmp_path / "x.db.sections.lock").unlink()
        with pytest.raises(LockLost, match="is gone"):
            lock.check()
        lock.acquire()
        lock.check()
        with pytest.raises(Held):
            RunLock(engine, "sections").acquire()


def end_sessions(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        ended = connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        assert ended.all()
    engine.dispose()


def test_a_lock_whose_session_was_ended_says_so_at_once_and_may_be_taken_again(
    databases: Databases,
) -> None:
    url = databases.url("postgresql")
    engine = open_engine(url)
    with RunLock(engine, "sections") as lock:
        lock.check()
        end_sessions(url)
        file = lock.fileno()
        assert file is not None
        ready, _, _ = select.select([file], [], [], AT_ONCE)
        assert ready
        with pytest.raises(LockLost):
            lock.check()
        lock.acquire()
        lock.check()
        with pytest.raises(Held):
            RunLock(engine, "sections").acquire()


def test_a_lock_that_another_one_took_meanwhile_is_not_taken_again(databases: Databases) -> None:
    url = databases.url("postgresql")
    first, second = (RunLock(open_engine(url), "sections") for _ in range(2))
    with first:
        end_sessions(url)
        with second, pytest.raises(Held):
            first.acquire()


def test_the_own_session_of_before_is_ended_where_the_server_takes_it_for_alive(
    databases: Databases,
) -> None:
    with SilentProxy(databases.url("postgresql")) as proxy:
        lock = RunLock(open_engine(proxy.url), "sections")
        lock.acquire()
        proxy.swallow()
        cutter = Timer(0.3, lock.cut)
        cutter.start()
        with pytest.raises(LockLost):
            lock.check()
        cutter.join()
        proxy.forward()
        with pytest.raises(DatabaseUnavailable, match="former session"):
            lock.acquire()
        assert acquired_within(lock, AT_ONCE)


def test_a_holder_that_is_cut_off_loses_it_by_the_servers_clock(databases: Databases) -> None:
    url = databases.url("postgresql")
    with RunLock(open_engine(url), "sections", lease=0.5) as lock:
        assert acquired_within(RunLock(open_engine(url), "sections"), AT_ONCE)
        with pytest.raises(LockLost):
            lock.check()


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&cache=shared&uri=true"],
)
def test_a_database_in_memory_needs_none(url: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with RunLock(engine, "sections"), RunLock(engine, "sections"):
        pass


@pytest.mark.parametrize("content", [b"", b"nonsense\n", b'{"pid": 1}\n', b"\xff\xfe"])
def test_a_holder_that_has_not_said_who(tmp_path: Path, content: bytes) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/x.db")
    with RunLock(engine, "sections"):
        (tmp_path / "x.db.sections.lock").write_bytes(content)
        with pytest.raises(Held, match="another process holds its lock") as error:
            RunLock(engine, "sections").acquire()
    assert error.value.holder is None


def test_a_lock_that_cannot_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "x.db.sections.lock").mkdir()
    with pytest.raises(DatabaseUnavailable, match=r"lock file .* cannot be opened"):
        RunLock(open_engine(f"sqlite:///{tmp_path}/x.db"), "sections").acquire()
    with pytest.raises(DatabaseUnavailable) as error:
        RunLock(open_engine("postgresql://u:secret@127.0.0.1:1/x"), "sections").acquire()
    assert "secret" not in str(error.value)


def test_a_holder_as_a_line() -> None:
    since = datetime(2026, 10, 1, 23, 30, tzinfo=UTC)
    line = str(Holder(pid=5, host="news", since=since))
    assert line == "process 5 on news since 2026-10-01 23:30:00 UTC"
