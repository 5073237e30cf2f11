"""A file is there whole, or as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.runtime.whole_files import place, replacing


def test_what_is_written_replaces_the_old_file_with_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "export.csv"
    target.write_text("old")
    target.chmod(0o640)
    with replacing(target) as file:
        file.write(b"new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_when_something_is_raised_the_old_file_stays_alone(tmp_path: Path) -> None:
    target = tmp_path / "export.csv"
    target.write_text("old")
    with pytest.raises(TypeError), replacing(target) as file:
        file.writelines([b"half", None])  # type: ignore[list-item]
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    plain, target, unfinished = (tmp_path / name for name in ("plain", "target", "unfinished"))
    plain.touch()
    unfinished.touch(0o600)
    place(unfinished, target)
    assert target.stat().st_mode == plain.stat().st_mode
    assert not unfinished.exists()
