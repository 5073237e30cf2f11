"""Exports: the view's columns, in each format, the same from both databases."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from pipelines.commands import main
from pipelines.store import Store, exporting
from pipelines.store.exporting import COLUMNS, Articles, Selection
from tests.pipelines.factories import DAY, HOUR, NOW, article, menu, rows, sighting

FORMULA = '=HYPERLINK("http://example.com","x")'


@pytest.fixture
def filled(store: Store) -> None:
    store.save_menu(menu("world", "life", "asia-pacific", asia_pacific="world"))
    full = {"headline": FORMULA, "body": "Işık, “quoted”\n\n- dash", "byline": "@someone"}
    lists = {"authors": ["Jane Doe"], "agencies": ["AP"], "keywords": ["quake", "Türkiye"]}
    store.save([article("/world/asia-pacific/a", **full, **lists)])
    store.save([article("/life/b", section="life", date_published=None, body="An aside.")])
    store.save([article("/life/c", section="life", date_published=NOW - 40 * DAY)])
    store.record([sighting("/life/b", section="world")], "recent", NOW)


def export(url: str, capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> bytes:
    assert main(("--database", url, "export", *arguments)) == 0
    captured = capfdbinary.readouterr()
    assert captured.err == b"", "a progress line is for terminals"
    return captured.out


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.decode().splitlines()]


@pytest.mark.usefixtures("filled")
def test_lines(
    database_url: str, engine: Engine, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    first, second, _ = lines(export(database_url, capfdbinary))
    (view,) = rows(engine, "SELECT * FROM v_articles WHERE section = 'asia-pacific'")
    assert list(first) == list(view) == list(COLUMNS)
    assert first["headline"] == FORMULA, "JSON is no spreadsheet"
    assert first["date_published"] == "2026-10-01T22:30:00+00:00"
    assert first["keywords"] == ["quake", "Türkiye"]
    assert first["sources"]["headline"] == "site"
    assert first["word_count"] == view["word_count"]
    assert second["date_published"] is None
    assert second["sections"] == ["life", "world"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ((), ["a", "b", "c"]),
        (("--since", "2026-10-02"), ["a"]),
        (("--until", "2026-10-01"), ["c"]),
        (("--section", "world"), ["a", "b"]),
        (("--section", "life,asia-pacific", "--since", "2026-01-01"), ["a", "c"]),
        (("--search", "isik OR"), []),
        (("--search", 'isik -aside author:"jane doe"'), ["a"]),
        (("--search", "paragraph", "--section", "life"), ["c"]),
    ],
)
def test_a_choice(
    database_url: str,
    capfdbinary: pytest.CaptureFixture[bytes],
    chosen: tuple[str, ...],
    names: list[str],
) -> None:
    found = lines(export(database_url, capfdbinary, *chosen))
    assert [row["url"].rsplit("/", 1)[1] for row in found] == names


@pytest.mark.usefixtures("filled")
def test_csv(database_url: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    content = export(database_url, capfdbinary, "--format", "csv", "-o", "-")
    assert content.startswith(b"\xef\xbb\xbfurl,kind,headline"), "Excel knows UTF-8 by its mark"
    first, second, _ = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert list(first) == list(COLUMNS)
    assert first["headline"] == f"'{FORMULA}"
    assert first["byline"] == "'@someone"
    assert first["body"] == "Işık, “quoted”\n\n- dash"
    assert first["date_published"] == "2026-10-01 22:30:00"
    assert json.loads(first["keywords"]) == ["quake", "Türkiye"]
    assert second["date_published"] == ""


@pytest.mark.usefixtures("filled")
def test_parquet(
    database_url: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "x.parquet"
    assert export(database_url, capfdbinary, "--format", "parquet", "-o", str(file)) == b""
    table = parquet.read_table(file)
    assert table.column_names == list(COLUMNS)
    assert str(table.schema.field("date_published").type) == "timestamp[ms, tz=UTC]"
    assert str(table.schema.field("gone_at").type) == "timestamp[ms, tz=UTC]"
    assert str(table.schema.field("keywords").type).startswith("list<")
    first, second, _ = table.to_pylist()
    assert first["date_published"] == datetime(2026, 10, 1, 22, 30, tzinfo=UTC)
    assert first["keywords"] == ["quake", "Türkiye"]
    assert dict(first["sources"])["headline"] == "site"
    assert second["authors"] == []


def test_parquet_without_pyarrow_is_one_clear_line(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipelines.export.parquet.find_spec", lambda name: None)
    assert main(("--database", database_url, "export", "--format", "parquet")) == 1
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert "requirements-analysis.txt" in captured.err


def test_nothing_of_the_pipeline_needs_pyarrow() -> None:
    program = "import sys; sys.modules['pyarrow'] = None; import pipelines.commands"
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.usefixtures("filled")
def test_a_file_is_there_whole_or_not_at_all(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("old")
    command = ("--database", database_url, "export", "-o", str(file))

    def fail(row: dict[str, Any]) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("pipelines.export.formats.json_line", fail)
        assert main(command) == 1
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
    assert main(command) == 0
    assert len(file.read_text().splitlines()) == 3
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("-o", "/nowhere/x.jsonl"), "/nowhere/x.jsonl cannot be written"),
        (("--section", "nowhere"), "no section 'nowhere'"),
        (("--search", '"x'), "not closed"),
        (("--since", "2026-10-02", "--until", "2026-10-01"), "later than --until"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    database_url: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], why: str
) -> None:
    assert main(("--database", database_url, "export", *arguments)) == 1
    captured = capsys.readouterr()
    assert why in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.usefixtures("filled")
def test_an_incomplete_index_is_not_exported_from(
    database_url: str, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE search_index SET complete = false")
    assert main(("--database", database_url, "export", "--search", "isik")) == 1
    assert "run: python -m pipelines reindex" in capsys.readouterr().err


@pytest.mark.usefixtures("filled")
def test_what_others_commit_meanwhile_is_not_in_it(store: Store, engine: Engine) -> None:
    found = iter(Articles(engine, Selection()))
    next(found)
    store.save([article("/life/later", section="life", fetched_at=NOW + HOUR)])
    assert len(list(found)) == 2


def test_the_analysis_extra_is_pinned() -> None:
    pins = Path("requirements-analysis.txt").read_text().splitlines()
    assert any(line.startswith("pyarrow==") for line in pins)
    if importlib.util.find_spec("pyarrow"):
        assert f"pyarrow=={importlib.import_module('pyarrow').__version__}" in pins


def test_a_batch_is_in_memory_at_a_time(
    store: Store, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save([article(f"/x/{n}") for n in range(5)])
    monkeypatch.setattr(exporting, "_AT_ONCE", 2)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert sum(1 for _ in Articles(engine, Selection())) == 5
    assert sum("body" in statement for statement in asked) == 3
