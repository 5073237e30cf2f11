"""Child processes: at their limit, told to stop, crashed, with children of their own, orphaned."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from crawler.runtime.paths import ROOT
from schedules.children import Children, Ended, Stopping

LONG = timedelta(seconds=60)
GRACE = timedelta(seconds=0.5)
IGNORES = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
SAYS_ITS_NUMBER = "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid())); "
SLEEPS = "import time; time.sleep(60)"


def run(code: str, *arguments: str, limit: timedelta = LONG) -> Ended:
    argv = [sys.executable, "-c", code, *arguments]
    return Children(GRACE).run(argv, limit, os.environ)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def number_in(file: Path, seconds: float = 60) -> int:
    """The process number that a child writes once it is up."""
    end = monotonic() + seconds
    while not (file.exists() and file.read_text()):
        assert monotonic() < end, "the child did not come up"
        sleep(0.02)
    return int(file.read_text())


def gone_within(pid: int, seconds: float) -> bool:
    end = monotonic() + seconds
    while alive(pid) and monotonic() < end:
        sleep(0.02)
    return not alive(pid)


@pytest.mark.parametrize("status", [0, 1, 2, 3, 75])
def test_the_exit_status_is_the_childs(status: int) -> None:
    ended = run(f"raise SystemExit({status})")
    assert ended == Ended(status, expired=False, stopped=False)


def test_a_crash_is_an_exit_status_as_of_a_shell() -> None:
    ended = run("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert ended == Ended(128 + signal.SIGSEGV, expired=False, stopped=False)


def test_a_program_that_is_not_there() -> None:
    assert Children().run(["/no/such/program"], LONG, os.environ).exit_status == 127


def test_it_runs_in_the_project_with_its_environment(tmp_path: Path) -> None:
    code = "import os, sys; open(sys.argv[1], 'w').write(os.getcwd() + os.environ['X'])"
    argv = [sys.executable, "-c", code, str(tmp_path / "said")]
    assert Children().run(argv, LONG, os.environ | {"X": "!"}).exit_status == 0
    assert (tmp_path / "said").read_text() == f"{ROOT}!"


def test_at_its_time_limit_it_is_told_to_end() -> None:
    code = "import signal; signal.signal(signal.SIGTERM, lambda *_: exit(3)); signal.pause()"
    assert run(code, limit=timedelta(seconds=2)) == Ended(3, expired=True, stopped=False)


def test_one_that_does_not_listen_is_ended_after_the_grace() -> None:
    """CASES 27: a hung crawl."""
    began = monotonic()
    ended = run(IGNORES + SLEEPS, limit=timedelta(seconds=2))
    assert ended == Ended(128 + signal.SIGKILL, expired=True, stopped=False)
    assert 2.4 < monotonic() - began < 20


def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    grandchild = IGNORES + SAYS_ITS_NUMBER + SLEEPS
    code = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {grandchild!r}, sys.argv[1]])
while not __import__("os").path.exists(sys.argv[1]): time.sleep(0.02)
"""
    assert run(code, str(tmp_path / "pid")).exit_status == 0
    assert gone_within(number_in(tmp_path / "pid"), 30)


def test_all_are_stopped_together_and_none_starts_after(tmp_path: Path) -> None:
    children = Children(GRACE)
    ended: list[Ended] = []

    def one(code: str, name: str) -> None:
        argv = [sys.executable, "-c", SAYS_ITS_NUMBER + code, str(tmp_path / name)]
        ended.append(children.run(argv, LONG, os.environ))

    threads = [
        Thread(target=one, args=(code, str(number)))
        for number, code in enumerate((SLEEPS, IGNORES + SLEEPS))
    ]
    for thread in threads:
        thread.start()
    for number in range(2):
        number_in(tmp_path / str(number))
    sleep(0.2)
    children.stop()
    children.stop()
    for thread in threads:
        thread.join(20)
    assert sorted(one.exit_status for one in ended) == [128 + signal.SIGKILL, 128 + signal.SIGTERM]
    assert all(one.stopped and not one.expired for one in ended)
    with pytest.raises(Stopping):
        children.run([sys.executable, "-c", ""], LONG, os.environ)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's wish is Linux's own")
def test_a_child_dies_with_a_killed_parent(tmp_path: Path) -> None:
    parent = f"""
import os, sys
from datetime import timedelta
from schedules.children import Children
code = {IGNORES + SAYS_ITS_NUMBER + SLEEPS!r}
Children().run([sys.executable, "-c", code, sys.argv[1]], timedelta(seconds=60), os.environ)
"""
    argv = [sys.executable, "-c", parent, str(tmp_path / "pid")]
    with subprocess.Popen(argv, cwd=ROOT) as process:
        child = number_in(tmp_path / "pid")
        assert alive(child)
        process.kill()
        assert gone_within(child, 30)


def test_a_child_whose_parent_died_first_runs_nothing(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "schedules.die_with_parent", "1", "touch", str(tmp_path / "ran")]
    assert subprocess.run(argv, cwd=ROOT, check=False).returncode != 0
    assert not (tmp_path / "ran").exists()
