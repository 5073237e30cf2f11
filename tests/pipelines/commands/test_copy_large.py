"""`copy` of much: in bounded memory, and on a disk that is too small."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage

import pytest

from bench.large_archive import fill
from pipelines.store import Store, open_engine
from tests.crawls.small_disks import small_disk
from tests.databases import KINDS, Databases
from tests.pipelines.commands.copying import found, run
from tests.pipelines.commands.moving import multiply

pytestmark = pytest.mark.slow

# ru_maxrss is at first that of the process that started it.
COPY = """
import sys
from pathlib import Path
from pipelines.commands import main
status = main(["--database", sys.argv[1], "copy", "--to", sys.argv[2]])
(peak,) = (line for line in Path("/proc/self/status").open() if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
sys.exit(status)
"""
NUMBER = "SELECT count(*) AS number FROM articles"


@pytest.fixture(scope="module", params=KINDS)
def archives(request: pytest.FixtureRequest, databases: Databases) -> tuple[str, str]:
    """Of 2,000 and of 8,000 articles with some 300 words each."""
    return archive(databases.url(request.param), 4), archive(databases.url(request.param), 16)


def archive(url: str, times: int) -> str:
    engine = open_engine(url)
    for _ in fill(Store(engine), 500):
        pass
    multiply(engine, times)
    engine.dispose()
    return url


def peak_memory(source: str, target: str) -> int:
    """Of the command, in MB."""
    argv = [sys.executable, "-c", COPY, source, target]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)
    return int(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("other_kind", KINDS)
def test_four_times_as_much_takes_no_more_memory(
    archives: tuple[str, str], other_kind: str, databases: Databases
) -> None:
    targets = [databases.empty_url(other_kind) for _ in archives]
    few, many = map(peak_memory, archives, targets)
    assert found(targets[1], NUMBER) == [{"number": 8_000}]
    assert many < 200
    assert many - few < 16
    assert run(targets[1], "check", "--deep") == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "4m") as folder:
        yield folder


def test_a_full_disk_is_one_line_and_nothing_is_left(
    archives: tuple[str, str], disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    free = disk_usage(disk).free
    target = f"sqlite:///{disk}/news.db"

    assert run(archives[0], "copy", "--to", target) == 1

    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"{disk}/news.db cannot be used now: database or disk is full" in told
    assert list(disk.iterdir()) == []
    assert disk_usage(disk).free == free
