"""Where an export is written: plain files are replaced whole, anything else is written through."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipelines.export.target import opened
from pipelines.store import StoreError
from tests.crawls.crawl import PROJECT
from tests.databases import Databases


def write(name: Path | str, content: bytes) -> None:
    with opened(str(name)) as file:
        file.write(content)


def write_half(target: Path) -> None:
    with opened(str(target)) as file:
        file.write(b"half")
        raise RuntimeError


def test_a_plain_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "articles.csv"
    target.write_bytes(b"of yesterday, and longer")
    target.chmod(0o640)
    write(target, b"of today")
    assert target.read_bytes() == b"of today"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "articles.csv"
    target.write_bytes(b"of yesterday")
    with pytest.raises(RuntimeError):
        write_half(target)
    assert target.read_bytes() == b"of yesterday"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path, exists: bool) -> None:
    (tmp_path / "disk").mkdir()
    file, first, second = tmp_path / "disk" / "real.csv", tmp_path / "a.csv", tmp_path / "b.csv"
    if exists:
        file.write_bytes(b"of yesterday")
    second.symlink_to(Path("disk") / "real.csv")
    first.symlink_to(second)
    write(first, b"of today")
    assert first.is_symlink()
    assert second.is_symlink()
    assert file.read_bytes() == b"of today"


def test_links_in_a_circle_are_said_in_one_line(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.symlink_to(second)
    second.symlink_to(first)
    with pytest.raises(StoreError, match="cannot be written: Too many levels"):
        write(first, b"rows")
    assert first.is_symlink()


def test_a_fifo_is_written_through(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    write(fifo, b"rows")
    reader.join(10)
    assert read == [b"rows"]
    assert fifo.is_fifo()


@pytest.mark.parametrize("link", [False, True])
def test_a_device_stays_a_device(tmp_path: Path, link: bool) -> None:
    target = Path("/dev/null")
    if link:
        (tmp_path / "nowhere").symlink_to(target)
        target = tmp_path / "nowhere"
    write(target, b"rows")
    assert Path("/dev/null").is_char_device()
    assert target.is_symlink() == link


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("{export} -o /dev/stdout | head -c 7", "\ufeffurl,"),
        ("{export} -o >(head -c 7) | cat", "\ufeffurl,"),
        ("{{ echo first; {export} -o /dev/stdout; }} >{out}; head -c 10 {out}", "first\nurl,"),
        ("ln -s /dev/stdout {out}.link; {export} -o {out}.link | head -c 7", "\ufeffurl,"),
    ],
)
def test_what_a_shell_hands_over_is_written_through(
    command: str, printed: str, tmp_path: Path, databases: Databases
) -> None:
    export = f"{sys.executable} -m pipelines --database {databases.url('sqlite')} export"
    script = command.format(export=f"{export} --format csv", out=tmp_path / "out")
    done = subprocess.run(
        ["bash", "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == printed


def test_a_full_device_is_said_in_one_line() -> None:
    with pytest.raises(StoreError, match="/dev/full cannot be written: No space left"):
        write("/dev/full", b"rows" * 100_000)
