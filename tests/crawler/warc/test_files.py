"""Which files a glob names."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.warc.files import matching

FILES = ("2026-09/3.warc.gz", "2026-10/1.warc.gz", "2026-10/deep/2.warc.gz", "2026-11/4.warc.gz")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Its oldest month lies elsewhere."""
    for name in FILES[1:]:
        _write(tmp_path / "warc" / name)
    _write(tmp_path / "elsewhere" / FILES[0])
    (tmp_path / "warc" / "2026-09").symlink_to(tmp_path / "elsewhere" / "2026-09")
    return tmp_path / "warc"


def _write(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"WARC/1.1")


def names(pattern: object) -> list[str]:
    return [one.name[0] for one in matching(str(pattern))]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("**/*.warc.gz", "1234"),
        ("**", "1234"),
        ("**/2026-09/*.gz", "3"),
        ("**/deep/**/*.gz", "2"),
        ("*/*.warc.gz", "134"),
        ("2026-1[01]/*.warc.gz", "14"),
        ("2026-10/../2026-1?/?.warc.gz", "14"),
        ("2026-09/3.warc.gz", "3"),
        ("2026-09/3.warc.gz/**/*", ""),
        ("2026-10", ""),
        ("nowhere/**/*.gz", ""),
    ],
)
def test_what_a_glob_names(pattern: str, expected: str, archive: Path) -> None:
    assert names(archive / pattern) == list(expected)


def test_links_that_lead_in_a_circle(archive: Path) -> None:
    for name in ("a", "b"):
        (archive / name).symlink_to(archive)
        (archive / "2026-10" / name).symlink_to("..")
    assert names(archive / "**" / "*.warc.gz") == list("1234")
    assert names(archive / "**" / "*" / "**" / "*.warc.gz") == list("1234")


def test_a_file_that_is_linked_too_is_named_once(archive: Path) -> None:
    (archive / "0-latest.warc.gz").symlink_to(archive / FILES[3])
    (archive / "2026-11-again").symlink_to(archive / "2026-11")
    assert names(archive / "**" / "*.warc.gz") == list("1234")


def test_a_link_to_a_file_is_one(archive: Path) -> None:
    (archive / "linked").mkdir()
    (archive / "linked" / "5.warc.gz").symlink_to(archive.parent / "elsewhere" / FILES[0])
    assert names(archive / "linked" / "*.warc.gz") == ["5"]


def test_links_to_nowhere_are_passed_over(archive: Path) -> None:
    (archive / "0.warc.gz").symlink_to(archive / "nowhere")
    (archive / "gone").symlink_to(archive / "nowhere")
    (archive / "itself").symlink_to(archive / "itself")
    assert names(archive / "**" / "*.warc.gz") == list("1234")


def test_hidden_files_are_named(archive: Path) -> None:
    _write(archive / ".0" / "0.warc.gz")
    assert names(archive / "**" / "*.warc.gz") == list("01234")
