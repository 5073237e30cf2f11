"""What `warc` asks for of files: a request for each capture that says something."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawler.runtime import stats_names
from crawler.runtime.clock import now
from crawler.spiders.warc import WarcSpider
from tests.crawler.spiders.captured import SITE_URL, made
from tests.crawls.warc_files import Record, write

AT = datetime(2021, 10, 15, 8, 30, tzinfo=UTC)
PAGE = Record(url=f"{SITE_URL}/world/europe/a-story", at=AT, body=b"<html></html>")
OTHER = replace(PAGE, url=f"{SITE_URL}/world/europe/another-one")


def asked(spider: WarcSpider) -> list[Request]:
    async def all_of_them() -> list[Request]:
        return [one async for one in spider.start()]

    return asyncio.run(all_of_them())


def dated(said: str) -> Record:
    return replace(PAGE, warc={"WARC-Date": said})


@pytest.mark.parametrize(
    "said",
    [
        "0001-01-01T00:00:00Z",
        "1990-12-31T23:59:59Z",
        "2099-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        f"{now() + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}",
    ],
    ids=["year 1", "before the web", "2099", "year 9999", "in two days"],
)
def test_a_capture_of_no_possible_time_is_refused(
    said: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spider = made(WarcSpider, file=str(write(tmp_path / "a.warc.gz", [dated(said), OTHER])))

    (one,) = asked(spider)

    assert one.url == OTHER.url
    assert spider.crawler.stats.get_value(stats_names.CAPTURES_REFUSED) == 1
    (line,) = caplog.messages
    assert PAGE.url in line


@pytest.mark.parametrize(
    "said",
    ["1991-01-01T00:00:00Z", f"{now() + timedelta(hours=20):%Y-%m-%dT%H:%M:%SZ}"],
    ids=["1991", "a clock that is ahead"],
)
def test_a_capture_of_a_possible_time_is_not(said: str, tmp_path: Path) -> None:
    spider = made(WarcSpider, file=str(write(tmp_path / "a.warc.gz", [dated(said)])))
    assert len(asked(spider)) == 1


def test_the_latest_time_has_a_latest_one() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    request = Request(PAGE.url, meta={"captured_at": last})
    response = TextResponse(PAGE.url, request=request)
    assert WarcSpider.latest(made(WarcSpider, file=__file__), response) == last


REVISIT = replace(PAGE, kind="revisit", body=b"")
REFERS = {"WARC-Refers-To-Target-URI": PAGE.url}
REFUSED = {
    "no date": (dated(""), "no WARC-Date"),
    "a bad date": (dated("yesterday"), "WARC-Date is no time: 'yesterday'"),
    "a date beyond all": (dated("9999-12-31T23:59:59-05:00"), "WARC-Date is no time"),
    "a part": (replace(PAGE, status_line="HTTP/1.1 206 Partial Content"), "206"),
    "no http": (replace(PAGE, status_line="220 ftp.example ready"), "no status line of HTTP"),
    "a revisit of nothing": (REVISIT, "does not say of when its original is"),
    "a revisit of no time": (
        replace(REVISIT, warc={**REFERS, "WARC-Refers-To-Date": "then"}),
        "WARC-Refers-To-Date is no time: 'then'",
    ),
    "a revisit alone": (
        replace(REVISIT, warc={**REFERS, "WARC-Refers-To-Date": "2020-01-01T00:00:00Z"}),
        "in none of the files",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("packed", [True, False])
def test_what_is_no_capture_is_named_with_the_reason(
    name: str, packed: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    record, reason = REFUSED[name]
    file = write(tmp_path / "a.warc", [record, OTHER], packed=packed)
    spider = made(WarcSpider, file=str(file))

    (one,) = asked(spider)

    assert one.url == OTHER.url
    assert spider.crawler.stats.get_value(stats_names.CAPTURES_REFUSED) == 1
    (line,) = caplog.messages
    assert PAGE.url in line
    assert reason in line
