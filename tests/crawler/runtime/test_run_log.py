"""A run's own file: its name, and when it is deleted."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import pytest

from crawler.runtime.exceptions import SettingError
from crawler.runtime.run_log import create, days_of, delete_old

DAY = 86_400
OURS = "sections-2026-11-29-024151Z.log"


def aged(file: Path, days: float) -> Path:
    file.touch()
    then = time.time() - days * DAY
    os.utime(file, (then, then))
    return file


def test_runs_of_one_second_have_a_file_each(tmp_path: Path) -> None:
    made = {create(tmp_path / "data" / "logs", "sections") for _ in range(20)}
    assert len(made) == 20
    assert all(one.exists() for one in made)


@pytest.mark.parametrize("name", ["sections", "my_spider-2", "../a spider/ü\n"])
def test_what_is_made_is_known_as_ours(name: str, tmp_path: Path) -> None:
    made = [create(tmp_path, name) for _ in range(3)]
    assert {one.parent for one in made} == {tmp_path}
    for one in made:
        aged(one, 31)
    delete_old(tmp_path, 30)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("age", "days", "is_kept"),
    [(29.9, 30, True), (30.1, 30, False), (9999, 0, True), (1, 0.5, False)],
)
def test_by_the_time_of_the_last_line(
    age: float, days: float, is_kept: bool, tmp_path: Path
) -> None:
    file = aged(tmp_path / OURS, age)
    delete_old(tmp_path, days)
    assert file.exists() is is_kept


@pytest.mark.parametrize(
    "name",
    [
        "nginx.log",
        "nginx-2026-11-29.log",
        "sections-2026-11-29.log",
        f"{OURS}.gz",
        f"{OURS}~",
        "sections-2026-11-29-024151.log",
        "sections-2026-11-29-024151Z-x.log",
        "sections 2026-11-29-024151Z.log",
        "-2026-11-29-024151Z.log",
        "notes.txt",
    ],
)
def test_files_of_other_names_are_another_s(name: str, tmp_path: Path) -> None:
    aged(tmp_path / name, 999)
    delete_old(tmp_path, 1)
    assert (tmp_path / name).exists()


def test_links_and_folders_of_such_a_name_stay(tmp_path: Path) -> None:
    target = aged(tmp_path / "target", 999)
    (tmp_path / OURS).symlink_to(target)
    os.utime(tmp_path / OURS, (0, 0), follow_symlinks=False)
    folder = tmp_path / "feeds-2026-11-29-024151Z.log"
    folder.mkdir()
    os.utime(folder, (0, 0))
    delete_old(tmp_path, 1)
    assert (tmp_path / OURS).is_symlink()
    assert target.exists()
    assert folder.is_dir()


def test_what_cannot_be_deleted_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As root on a folder without rights everything can be deleted; so the system refuses here."""
    for number in range(3):
        aged(tmp_path / f"sections-2026-11-29-02415{number}Z.log", 999)

    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "unlink", refuse)
    with caplog.at_level(logging.WARNING):
        delete_old(tmp_path, 1)
    (said,) = caplog.messages
    assert said.startswith("3 ")
    assert "Permission denied" in said


@pytest.mark.parametrize(
    ("given", "days"), [("30", 30), ("0", 0), ("0.5", 0.5), (7, 7), (" 3 ", 3)]
)
def test_days(given: object, days: float) -> None:
    assert days_of(given) == days


@pytest.mark.parametrize("given", ["", "x", "-1", "nan", "inf", "1e999", None, "3 days"])
def test_no_days(given: object) -> None:
    with pytest.raises(SettingError, match="LOG_DAYS"):
        days_of(given)
