"""`python -m pipelines runs`: what happened, for who looks at 3 a.m."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine

from pipelines.commands import main
from pipelines.store import Finding, RunCounts, Store
from tests.pipelines.factories import HOUR, NOW, rows

FINDING = Finding(check="articles-failed", found=7, expected=2, hint="see the log", section="world")


@pytest.fixture
def two_runs(store: Store) -> list[int]:
    good = store.start_run("sections", {"since": "2026-10-01"}, NOW)
    counts = RunCounts(requests=9, articles_new=4)
    store.finish_run(good, "succeeded", None, counts, NOW + HOUR)
    bad = store.start_run("feeds", {}, NOW + 2 * HOUR)
    store.finish_run(bad, "degraded", None, RunCounts(), NOW + 3 * HOUR, findings=[FINDING])
    return [good, bad]


def runs(url: str, *arguments: str) -> int:
    return main(["--database", url, "runs", *arguments])


def test_the_newest_first(
    database_url: str, two_runs: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert runs(database_url) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["run", "spider", "started,"]
    assert [line.split()[:2] for line in lines] == [
        [str(two_runs[1]), "feeds"],
        [str(two_runs[0]), "sections"],
    ]
    assert "articles-failed" in lines[0]
    assert "1:00:00  succeeded" in lines[1]


def test_one_with_what_to_do(
    database_url: str, two_runs: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert runs(database_url, "--run", str(two_runs[1])) == 0
    out = capsys.readouterr().out
    assert "finding articles-failed of world: 7, expected 2" in out
    assert "what to do: see the log" in out


def test_as_the_view_has_it(
    engine: Engine, database_url: str, two_runs: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert runs(database_url, "--json") == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["run"] for one in found] == two_runs[::-1]
    assert found[0].keys() == rows(engine, "SELECT * FROM v_runs")[0].keys()


@pytest.mark.parametrize(
    ("arguments", "spiders"),
    [(["--spider", "feeds"], 1), (["--limit", "1"], 1), (["--spider", "search"], 0)],
)
@pytest.mark.usefixtures("two_runs")
def test_some_of_them(
    arguments: list[str], spiders: int, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert runs(database_url, *arguments, "--json") == 0
    assert len(capsys.readouterr().out.splitlines()) == spiders


def test_a_number_of_none(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert runs(database_url, "--run", "99") == 1
    assert capsys.readouterr().out == "there is no run 99\n"


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "9" * 30])
def test_no_number(number: str, database_url: str) -> None:
    with pytest.raises(SystemExit) as ended:
        runs(database_url, f"--run={number}")
    assert ended.value.code == 2
