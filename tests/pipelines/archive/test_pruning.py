"""Old captures leave, but no url's newest page, nothing that a row names or a revisit needs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawler.warc.location import Location
from crawler.warc.reading import Captures, read_at
from pipelines import commands
from pipelines.archive.exchange import Exchange
from pipelines.archive.folder import Folder, index_of
from pipelines.archive.verifying import Verified
from pipelines.store import Store
from tests.pipelines.archive.making import NOW, URL, captures, exchange, written
from tests.pipelines.factories import article, rows

OLD, YOUNG = NOW - timedelta(days=3000), NOW + timedelta(days=365 * 900)
"""The second is later than any day on which the tests run."""


def page(name: str, at: object, body: bytes = b"text") -> Exchange:
    return exchange(url=f"{URL}-{name}", fetched_at=at, body=body)


def prune(engine: Engine, folder: Path, *more: str) -> int:
    url = engine.url.render_as_string(hide_password=False)
    given = ["--database", url, "prune", "--older-than", "2y", "--dir", str(folder), *more]
    return commands.main(given)


def urls(folder: Path) -> list[str]:
    return sorted(one.url.removeprefix(f"{URL}-") for one in captures(folder))


def test_a_dry_run_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    written(tmp_path, page("a", OLD, b"1"))
    written(tmp_path, page("a", OLD + timedelta(days=1), b"2"))
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.*")}
    assert prune(engine, tmp_path) == 0
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.*")} == before


def test_a_file_of_which_nothing_stays_is_removed(engine: Engine, tmp_path: Path) -> None:
    written(tmp_path, page("a", OLD, b"1"))
    written(tmp_path, page("a", OLD + timedelta(days=40), b"2"))
    assert prune(engine, tmp_path, "--apply") == 0
    assert [one.payload for one in captures(tmp_path)] == [b"2"]
    assert len(list(tmp_path.rglob("*.cdxj"))) == 1


def test_the_newest_page_of_each_url_stays_however_old(engine: Engine, tmp_path: Path) -> None:
    written(tmp_path, page("a", OLD, b"1"), page("only", OLD, b"2"), page("b", OLD, b"3"))
    written(tmp_path, page("a", YOUNG, b"4"), page("b", YOUNG, b"5"))
    assert prune(engine, tmp_path, "--apply") == 0
    assert urls(tmp_path) == ["a", "b", "only"]
    assert list(Verified(Folder(tmp_path))) == []


def test_a_later_answer_that_is_no_page_takes_none_away(engine: Engine, tmp_path: Path) -> None:
    gone = exchange(url=f"{URL}-a", fetched_at=YOUNG, status=404, body=b"gone")
    written(tmp_path, page("a", OLD, b"1"))
    written(tmp_path, gone)
    assert prune(engine, tmp_path, "--apply") == 0
    assert [one.payload for one in captures(tmp_path)] == [b"1", b"gone"]


def test_what_a_revisit_has_its_payload_from_stays(engine: Engine, tmp_path: Path) -> None:
    from pipelines.archive import pruning

    written(tmp_path, page("a", OLD, b"1"), page("b", OLD, b"0"))
    written(tmp_path, page("a", OLD + timedelta(days=30), b"1"))
    written(tmp_path, page("a", OLD + timedelta(days=60), b"2"), page("b", YOUNG, b"9"))
    found = list(pruning.plan(Folder(tmp_path), OLD + timedelta(days=20), ()))
    assert [[one.url.removeprefix(f"{URL}-") for one in some.leave] for some in found] == [["b"]]
    assert [[one.url.removeprefix(f"{URL}-") for one in some.stay] for some in found] == [["a"]]


def test_a_row_follows_its_record_into_the_new_file(engine: Engine, tmp_path: Path) -> None:
    first, kept, _ = written(
        tmp_path, page("a", OLD, b"1"), page("b", OLD, b"2"), page("c", OLD, b"3")
    )
    written(tmp_path, page("a", YOUNG, b"4"), page("b", YOUNG, b"5"))
    path = "/world/ferry-returns-b"
    Store(engine).save([article(path, warc=str(kept.location))])
    assert prune(engine, tmp_path, "--apply") == 0
    (row,) = rows(engine, "SELECT warc FROM articles")
    location = Location.parse(row["warc"])
    assert location != kept.location
    moved = read_at(tmp_path / location.file, location.offset)
    assert (moved.url, moved.payload) == (f"{URL}-b", b"2")
    assert moved.facts["run"] == "7"
    assert not (tmp_path / first.location.file).exists()
    assert list(Verified(Folder(tmp_path))) == []


def test_a_file_that_is_being_written_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    written(tmp_path, page("a", OLD, b"1"), page("a", OLD + timedelta(seconds=1), b"2"))
    (file,) = Folder(tmp_path).files()
    index_of(file).unlink()
    assert prune(engine, tmp_path, "--apply") == 0
    assert len(list(Captures(file))) == 2


@pytest.mark.parametrize("age", ["2", "y", "10d", "-2y", "2x", "", "101y", "9999y", "99999w"])
def test_another_age_is_refused(age: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        commands.main(["prune", f"--older-than={age}"])
    assert ended.value.code == 2
    assert "--older-than" in capsys.readouterr().err
