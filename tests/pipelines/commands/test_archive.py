"""`python -m pipelines archive`: what it prints, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines import commands
from pipelines.archive.folder import Folder, index_of
from tests.pipelines.archive.making import HTML, URL, exchange, later, written

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three looks at one page: the second one the same as the first."""
    path = tmp_path / "archive"
    written(path, exchange())
    written(path, exchange(fetched_at=later(days=1)))
    written(path, exchange(fetched_at=later(days=2), body=b"changed", look=9))
    return path


def archive(folder: Path, *words: str) -> int:
    return commands.main(["--database", "sqlite://", "archive", "--dir", str(folder), *words])


def test_a_sound_archive_is_verified(folder: Path, capsys: Printed) -> None:
    assert archive(folder, "verify") == 0
    assert "3 answers in 3 files as they were written; 0 faults" in capsys.readouterr().out


def test_a_fault_is_named_by_file_and_offset(folder: Path, capsys: Printed) -> None:
    file = Folder(folder).files()[2]
    file.write_bytes(file.read_bytes()[:-30])
    assert archive(folder, "verify") == 1
    assert f"{file}:" in capsys.readouterr().out


def test_files_and_captures_are_listed(folder: Path, capsys: Printed) -> None:
    assert archive(folder, "list", "--json") == 0
    files = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["answers"], one["revisits"], one["closed"]) for one in files] == [
        (1, 0, True), (1, 1, True), (1, 0, True),
    ]  # fmt: skip
    assert archive(folder, "list", URL) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[3] for line in lines[1:]] == ["text/html", "warc/revisit", "text/html"]


@pytest.mark.parametrize(
    ("at", "body"),
    [([], b"changed"), (["--at", "2026-10-02"], HTML), (["--at", "2026-10-01T20:30:15"], HTML)],
    ids=["newest", "a revisit's day", "to the second"],
)
def test_the_page_of_a_time_is_shown(
    at: list[str], body: bytes, folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert archive(folder, "show", URL, *at, "--body") == 0
    assert capsysbinary.readouterr().out == body


def test_a_capture_is_shown_with_its_facts(folder: Path, capsys: Printed) -> None:
    assert archive(folder, "show", "/world/ferry-returns", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["url"], said["status"], said["look"], said["run"]) == (URL, 200, "9", "7")
    assert said["record"] == said["payload"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["show", "/world/no-such-page"], 1, "not in the archive"),
        (["show", URL, "--at", "2020-01-01"], 1, "not in the archive by 2020-01-01"),
        (["show", "https://example.org/page"], 2, "https://example.org/page is not on"),
    ],
)
def test_what_cannot_be_shown_is_one_line(
    words: list[str], status: int, said: str, folder: Path, capsys: Printed
) -> None:
    assert archive(folder, *words) == status
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_what_a_killed_crawl_left_is_repaired(folder: Path, capsys: Printed) -> None:
    file = Folder(folder).files()[2]
    index_of(file).unlink()
    file.write_bytes(file.read_bytes()[:-30])
    assert archive(folder, "repair") == 0
    assert "1 answers; the end set aside as" in capsys.readouterr().out
    assert archive(folder, "repair") == 0
    assert "nothing is to be repaired" in capsys.readouterr().out
    assert archive(folder, "verify") == 0
