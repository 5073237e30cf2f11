"""`python -m pipelines holes`, by itself and with the crawls that it starts."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from crawler.parsing.clean.dates import newspaper_day
from pipelines.commands import main
from pipelines.store import Store
from tests.crawls.crawl import LIMIT_SECONDS, PROJECT, Ended, environment, rows
from tests.databases import Databases
from tests.pipelines.factories import menu
from tests.pipelines.holes.test_finding import look
from tests.pipelines.holes.years import DAY, days, write, years
from tests.site.process import ReplicaSite

FIRST, LAST = date(2016, 1, 1), date(2016, 12, 31)


@pytest.fixture
def year(engine: Engine) -> None:
    write(engine, years(FIRST, LAST, {date(2016, 5, 4): 0.3}, [date(2016, 9, 30)]))


def run(capsys: pytest.CaptureFixture[str], url: str, *words: str) -> tuple[int, str, str]:
    status = main(["--database", url, "holes", *words])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.usefixtures("year")
def test_a_line_for_each_day(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, database_url)
    head, thin, empty = (" ".join(line.split()) for line in out.splitlines())
    assert (status, err) == (0, "")
    assert head == "day articles usual why command"
    assert thin.startswith("2016-05-04 ")
    assert thin.endswith(
        "under half of the usual scrapy crawl wayback -a since=2016-05-04 -a until=2016-05-04"
    )
    assert empty.startswith("2016-09-30 0 ")
    assert empty.endswith(
        "no run covered it scrapy crawl wayback -a since=2016-09-30 -a until=2016-09-30"
    )


@pytest.mark.usefixtures("year")
def test_a_month_of_a_section_as_json(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, database_url, "--by", "month", "--section", "world", "--json")
    found: list[dict[str, Any]] = json.loads(out)
    assert status == 0
    assert [(one["month"], one["days"]) for one in found] == [("2016-05", 1), ("2016-09", 1)]
    assert found[0]["command"] == (
        "scrapy crawl wayback -a since=2016-05-04 -a until=2016-05-04 -a sections=world"
    )


def test_what_is_said_where_there_are_none(
    engine: Engine, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, database_url) == (0, "no holes: no day is known yet\n", "")
    write(engine, years(FIRST, LAST, {}))
    assert run(capsys, database_url) == (0, "no holes from 2016-01-01 to 2016-12-31\n", "")
    assert run(capsys, database_url, "--json")[1] == "[]\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--section", "nowhere"], "no section 'nowhere' is known\n"),
        (["--budget", "0"], "'0' is no number of minutes above 0"),
        (["--budget", "nan"], "'nan' is no number of minutes above 0"),
        (["--by", "year"], "invalid choice: 'year'"),
    ],
)
def test_wrong_words_are_refused(
    words: list[str], said: str, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(["--database", database_url, "holes", *words])
    except SystemExit as stopped:
        status = int(str(stopped.code))
    assert status in (1, 2)
    assert said in capsys.readouterr().err


def fill(site: str, database: str, *words: str) -> Ended:
    done = subprocess.run(
        [sys.executable, "-m", "pipelines", "--database", database, "holes", "--fill", *words],
        cwd=PROJECT,
        env=environment(site, "sqlite:///nowhere/at/all.db"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def with_a_missed_day(store: Store, engine: Engine) -> date:
    """Looks every night but the last; the day that no run covered."""
    store.save_menu(menu("world"))
    today = newspaper_day(datetime.now(UTC))
    write(engine, years(today - 90 * DAY, today - 3 * DAY, {}))
    for day in days(today - 30 * DAY, today - 3 * DAY):
        look(store, day, f"/world/{day}-1")
    return today - DAY


def test_the_last_days_are_filled_from_the_lists(
    store: Store, engine: Engine, database_url: str, replica: ReplicaSite
) -> None:
    missed = with_a_missed_day(store, engine)

    ended = fill(replica.url, database_url)

    first_line = ended.out.splitlines()[1].split()
    assert first_line[0] == str(missed)
    assert "scrapy crawl sections: healthy" in ended.err.splitlines()
    newest = rows(database_url, "v_runs", "run")[-1]
    assert (newest["spider"], newest["outcome"]) == ("sections", "succeeded")
    assert newest["articles_new"] > 100
    assert "were not run" not in ended.err
    assert ended.status == 0


def test_a_budget_that_is_used_up_stops_the_crawl(
    databases: Databases, replica: ReplicaSite
) -> None:
    url = databases.url("sqlite")
    from pipelines.store import open_engine

    engine = open_engine(url)
    with_a_missed_day(Store(engine), engine)
    engine.dispose()

    ended = fill(replica.url, url, "--budget", "0.02")

    assert "scrapy crawl sections: stopped, the budget is used up" in ended.err.splitlines()
    assert ended.status == 3


def test_a_crawl_that_is_refused_is_said_once(
    engine: Engine, database_url: str, replica: ReplicaSite
) -> None:
    counts = years(FIRST, LAST, {}, [date(2016, 5, 4), date(2016, 9, 30)])
    write(engine, counts, section="no-such-section")
    ended = fill(replica.url, database_url, "--section", "no-such-section")
    said = [line for line in ended.err.splitlines() if line.startswith("scrapy crawl wayback")]
    assert len(said) == 1
    assert ended.status != 0
