"""`python -m pipelines search`, `reindex`, `housekeeping`."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console
from sqlalchemy import Engine

from pipelines.commands import main
from pipelines.store import RunCounts, Store
from tests.pipelines.factories import HOUR, NOW, article, rows

URL = "https://www.dailysabah.com/world/asia-pacific/{}"


@pytest.fixture
def filled(store: Store) -> None:
    for n, name in enumerate(("a", "b", "c")):
        published = None if name == "c" else NOW - (n + 1) * HOUR
        body = "-2 degrees: a ferry froze, [bold]really[/bold]."
        given = {"headline": f"=Cold {name}", "body": body, "date_published": published}
        path = f"/world/asia-pacific/{name}"
        store.save([article(path, fetched_at=NOW - 9 * HOUR, **given)])


def run(capsys: pytest.CaptureFixture[str], url: str, *arguments: str) -> tuple[str, str]:
    assert main(("--database", url, *arguments)) == 0
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.mark.usefixtures("filled")
def test_plain_lines(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = run(capsys, database_url, "search", "frozen", "ferry", "froze")
    assert (out, err) == ("", ""), "all words have to be there"
    out, _ = run(capsys, database_url, "search", "ferry froze")
    first, _, last = out.splitlines()
    assert first.split("\t") == [
        "2026-10-01",
        "asia-pacific",
        URL.format("a"),
        "=Cold a",
        "-2 degrees: a **ferry** **froze**, [bold]really[/bold].",
    ]
    assert last.startswith("\tasia-pacific\t")


@pytest.mark.usefixtures("filled")
def test_json(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = run(capsys, database_url, "search", "ferry", "--json", "--limit", "2")
    first, second = json.loads(out)
    assert first["url"] == URL.format("a")
    assert first["date_published"] == "2026-10-01T22:30:00+00:00"
    assert "**ferry**" in second["excerpt"]
    assert json.loads(run(capsys, database_url, "search", "nothing", "--json")[0]) == []


@pytest.mark.usefixtures("filled")
def test_csv(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = run(capsys, database_url, "search", "ferry", "--csv")
    first, *_ = csv.DictReader(io.StringIO(out, newline=""))
    assert first["headline"] == "'=Cold a", "no formula"
    assert first["date_published"] == "2026-10-01 22:30:00"


@pytest.mark.usefixtures("filled")
def test_a_table_on_a_terminal(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    terminal = lambda: Console(force_terminal=True, width=60)  # noqa: E731
    monkeypatch.setattr("pipelines.commands.search.Console", terminal)
    out, _ = run(capsys, database_url, "search", "ferry", "--limit", "2")
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;.*?\x1b\\", "", out)
    assert "2026-10-01" in plain
    assert "[bold]really[/bold]" in plain, "texts are no markup"
    assert "the first 2; more with --limit" in plain
    assert "\x1b[30;43mferry" in out
    assert max(len(line) for line in plain.splitlines()) <= 60
    assert "nothing found" in run(capsys, database_url, "search", "nothing")[0]


def test_bad_queries_are_one_line(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for query in ('"x', "autor:x", "since:soon x", "section:nowhere", ""):
        assert main(("--database", database_url, "search", query)) == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
    with pytest.raises(SystemExit):
        main(("--database", database_url, "search", "x", "--limit", "0"))


@pytest.mark.usefixtures("filled")
def test_reindex_and_what_is_said_before(
    database_url: str, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE search_index SET complete = false")
    _, err = run(capsys, database_url, "search", "ferry")
    assert err == "the search index is not complete; run: python -m pipelines reindex\n"
    assert run(capsys, database_url, "reindex")[0] == "0 articles indexed\n"
    assert run(capsys, database_url, "reindex")[0] == "3 articles indexed\n"
    out, err = run(capsys, database_url, "search", "ferry")
    assert (out.count("\n"), err) == (3, "")


def test_housekeeping(
    database_url: str, store: Store, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    for days in (500, 401, 399, 0):
        run_number = store.start_run("sections", {}, now - timedelta(days=days))
        bad = article("/bad")
        bad.headline = 5  # type: ignore[assignment]
        store.save([bad], run_number)
        store.finish_run(run_number, "succeeded", None, RunCounts(), now)
    out, _ = run(capsys, database_url, "housekeeping")
    assert out.startswith("2 records of runs older than 400 days deleted; statistics renewed")
    assert out.count("\n") == 1
    if engine.dialect.name == "sqlite":
        assert out.endswith("log emptied; file sound\n")
    assert len(rows(engine, "SELECT run FROM v_runs")) == 2
    assert len(rows(engine, "SELECT run FROM rejections")) == 2
    assert run(capsys, database_url, "housekeeping")[0].startswith("0 records")


@pytest.mark.parametrize("name", ["search", "export", "reindex", "housekeeping", "upgrade", "diff"])
def test_help_has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main((name, "--help"))
    assert ended.value.code == 0
    assert f"example: python -m pipelines {name}" in capsys.readouterr().out
