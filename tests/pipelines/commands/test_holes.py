"""`python -m pipelines holes`, by itself and with the crawls that it starts."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from crawler.parsing.clean.dates import newspaper_day
from pipelines.commands import main
from pipelines.store import Store, open_engine
from pipelines.store.lock import RunLock
from tests.crawls.altered_site import AlteredSite
from tests.crawls.crawl import Ended, ended, environment, rows
from tests.crawls.warc_files import Record
from tests.crawls.web_archives import WaybackMachine
from tests.databases import Databases
from tests.pipelines.factories import menu
from tests.pipelines.holes.test_finding import look
from tests.pipelines.holes.years import DAY, days, write, years
from tests.site.nights import edition
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


def fill(site: str, database: str, *words: str, **more: str) -> Ended:
    given = environment(site, "sqlite:///nowhere/at/all.db", **more)
    fills = ["-m", "pipelines", "--database", database, "holes", "--fill", *words]
    return ended([sys.executable, *fills], given)


def with_a_missed_day(store: Store, engine: Engine) -> date:
    """CaptureRows every night but the last; the day that no run covered."""
    store.save_menu(menu("world"))
    today = newspaper_day(datetime.now(UTC))
    write(engine, years(today - 90 * DAY, today - 3 * DAY, {}))
    for day in days(today - 30 * DAY, today - 3 * DAY):
        look(store, day, f"/world/{day}-1")
    return today - DAY


@pytest.mark.slow
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
    engine = open_engine(url)
    with_a_missed_day(Store(engine), engine)
    engine.dispose()

    ended = fill(replica.url, url, "--budget", "0.02")

    assert "scrapy crawl sections: stopped, the budget is used up" in ended.err.splitlines()
    assert ended.status == 3


def test_crawls_that_cannot_run_now_are_tried_once(
    engine: Engine, database_url: str, replica: ReplicaSite
) -> None:
    write(engine, years(FIRST, LAST, {}, [date(2016, 5, 4), date(2016, 9, 30)]))
    lock = RunLock(engine, "wayback")
    lock.acquire()
    ended = fill(replica.url, database_url)
    lock.release()
    said = [line for line in ended.err.splitlines() if line.startswith("scrapy crawl wayback")]
    newest = "scrapy crawl wayback -a since=2016-09-30 -a until=2016-09-30"
    assert said == [f"{newest}: another run goes on"]
    assert "1 of 2 commands were not run" in ended.err.splitlines()
    assert ended.status == 75


@pytest.mark.slow
def test_an_old_day_is_filled_from_a_web_archive(engine: Engine, database_url: str) -> None:
    story = edition(1).lists["tennis"][0].story
    missing = newspaper_day(story.published)
    counts = dict.fromkeys(days(missing - 90 * DAY, missing + 40 * DAY), 1)
    del counts[missing]
    write(engine, counts)
    with AlteredSite() as site:
        page = site.site.page(story.path).body
        capture = Record(url=site.url + story.path, at=story.published + DAY, body=page)
        with WaybackMachine([capture]) as archive:
            ended = fill(site.url, database_url, WEB_ARCHIVE_URL=archive.url)
        assert site.asked == []

    command = f"scrapy crawl wayback -a since={missing} -a until={missing}"
    assert [line.split(maxsplit=1)[0] for line in ended.out.splitlines()[1:]] == [str(missing)]
    assert ended.err.splitlines()[-2:] == [f"{command}: healthy", "no hole is left"]
    assert ended.status == 0
    found = [
        row for row in rows(database_url, "v_articles") if str(row["published_day"]) == str(missing)
    ]
    assert [row["url"].endswith(story.path) for row in found] == [True]
