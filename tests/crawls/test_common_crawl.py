"""`scrapy crawl wayback -a source=commoncrawl`: its indexes, and parts of files out of nginx."""

from __future__ import annotations

import gzip
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.crawls.altered_site import AlteredSite
from tests.crawls.archived_pages import AT, CARDS, DAY, UNHURRIED, record
from tests.crawls.common_crawl import NGINX, SLOW_DOWN, WITHOUT_RANGES, Files, Index, nginx, stored
from tests.crawls.crawl import PROJECT, Ended, Row, command, crawl, environment, rows
from tests.crawls.warc_files import Record
from tests.site.nights import edition

pytestmark = [
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
    pytest.mark.slow,
]

FIRST, SECOND, THIRD, *_ = CARDS
OLD, NEW = "CC-MAIN-2026-40", "CC-MAIN-2026-45"


@pytest.fixture
def site() -> Iterator[AlteredSite]:
    with AlteredSite() as altered:
        yield altered


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    with nginx(tmp_path / "nginx") as served:
        yield served


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/news.db"


def corrected(body: bytes) -> bytes:
    return body.replace(b"</h1>", b" corrected</h1>")


def surroundings(index: Index, files: Files) -> dict[str, str]:
    return {"COMMON_CRAWL_INDEX_URL": index.url, "COMMON_CRAWL_DATA_URL": files.url}


def look_up(
    site: AlteredSite, database_url: str, index: Index, files: Files, *arguments: str
) -> Ended:
    ended = crawl(
        "wayback",
        site.url,
        database_url,
        "source=commoncrawl",
        *arguments,
        settings=UNHURRIED,
        **surroundings(index, files),
    )
    assert site.asked == []
    return ended


def articles(database_url: str) -> list[Row]:
    return rows(database_url, "v_articles", "url")


def in_files(
    files: Files, records: Mapping[str, Sequence[Record]]
) -> dict[str, list[dict[str, str]]]:
    return {name: stored(files.folder, name, some) for name, some in records.items()}


def test_the_first_whole_capture_of_all_collections_and_the_newest_are_asked_for(
    site: AlteredSite, files: Files, database_url: str
) -> None:
    page = site.site.page(FIRST).body
    records = {
        OLD: [
            record(site, FIRST, AT, body=page[: len(page) // 3]),
            record(site, FIRST, AT + DAY),
            record(site, SECOND, AT + DAY),
            record(site, THIRD, AT, status_line="HTTP/1.1 404 Not Found", body=b"gone"),
        ],
        "CC-MAIN-2026-43": [record(site, FIRST, AT + 3 * DAY, body=page + b"<!-- a -->")],
        NEW: [
            record(site, FIRST, AT + 9 * DAY, body=corrected(page)),
            record(site, FIRST + "?utm_source=mail", AT + 10 * DAY, body=corrected(page)),
            record(site, "/world/photo", AT, headers={"Content-Type": "image/png"}),
        ],
    }
    with Index(in_files(files, records)) as index:
        ended = look_up(site, database_url, index, files)
    assert ended.status == 0, ended.err
    first, second = sorted(articles(database_url), key=lambda row: row["url"] != site.url + FIRST)
    assert first["headline"].endswith("corrected")
    assert (first["first_seen_at"], first["fetched_at"]) == (AT + DAY, AT + 9 * DAY)
    assert second["fetched_at"] == AT + DAY
    assert [status for status, *_ in files.asked] == [206] * 4


@pytest.mark.slow
def test_it_goes_on_after_a_kill(site: AlteredSite, files: Files, database_url: str) -> None:
    paths = list(dict.fromkeys(c.story.path for list_ in edition(1).lists.values() for c in list_))
    paths = paths[:80]
    records = {
        OLD: [record(site, path, AT + (i % 7) * DAY) for i, path in enumerate(paths)],
        NEW: [
            record(site, path, AT + 20 * DAY, body=corrected(site.site.page(path).body))
            for path in paths[:9]
        ],
    }
    with Index(in_files(files, records), page_size=30) as index:
        env = environment(site.url, database_url, **surroundings(index, files))
        words = command("wayback", "source=commoncrawl", settings=UNHURRIED)
        killed = subprocess.Popen(words, cwd=PROJECT, env=env, stderr=subprocess.DEVNULL)
        while len(_so_far(database_url)) < 20:
            assert killed.poll() is None
            time.sleep(0.02)
        killed.kill()
        killed.wait()
        before, asked = len(_so_far(database_url)), len(files.asked)
        ended = look_up(site, database_url, index, files)
    assert ended.status == 0, ended.err
    assert len(files.asked) - asked <= len(paths) + 9 - before

    truth = f"{database_url}.truth"
    crawl("articles", site.url, truth, "urls=" + ",".join(paths))
    of_the_look = {"headline", "first_seen_at", "last_seen_at", "fetched_at", "revisions", "warc"}
    assert [_without(row, of_the_look) for row in articles(database_url)] == [
        _without(row, of_the_look) for row in articles(truth)
    ]
    times = {
        row["url"].removeprefix(site.url): row["first_seen_at"] for row in articles(database_url)
    }
    assert times == {path: AT + (i % 7) * DAY for i, path in enumerate(paths)}
    assert sum(row["headline"].endswith("corrected") for row in articles(database_url)) == 9


def _so_far(database_url: str) -> list[Row]:
    if not Path(database_url.removeprefix("sqlite:///")).exists():
        return []
    try:
        return articles(database_url)
    except Exception:  # no schema yet
        return []


def _without(row: Row, names: set[str]) -> Row:
    return {name: value for name, value in row.items() if name not in names | {"article"}}


@pytest.mark.slow
def test_each_page_of_a_listing_is_asked_for_once(
    site: AlteredSite, files: Files, database_url: str
) -> None:
    records = {OLD: [], NEW: [record(site, path) for path in CARDS]}
    with Index(in_files(files, records), page_size=3) as index:
        ended = look_up(site, database_url, index, files)
    assert ended.status == 0, ended.err
    assert [(name, query.get("page")) for name, query in index.asked] == [
        (OLD, None),
        (NEW, None),
        *((NEW, f"{page}") for page in range(-(-len(CARDS) // 3))),
    ]
    assert len(articles(database_url)) == len(CARDS)


ODDITIES: list[tuple[dict[str, Any], dict[str, str], str]] = [
    ({"warc": {"WARC-Truncated": "length"}}, {}, "the archive has cut it off (length)"),
    ({"url": "https://other.example/story"}, {}, "of another url"),
    ({"kind": "revisit"}, {}, "a revisit record"),
    ({"headers": {"Content-Type": "text/html", "Content-Length": "9999999"}}, {}, "bytes of 9999"),
    ({"status_line": "not HTTP"}, {}, "no status line"),
    ({}, {"offset": "5"}, "no gzip"),
    ({}, {"length": "900"}, "cut off, or over"),
]
"""How a record differs from what its index says, what the index has wrong, and what is said."""


def test_a_part_that_is_not_the_page_is_passed_over(
    site: AlteredSite, files: Files, database_url: str
) -> None:
    last = CARDS[len(ODDITIES)]
    right = [record(site, path) for path in CARDS[: len(ODDITIES) + 1]]
    odd = [
        record(site, path, **change) for path, (change, *_) in zip(CARDS, ODDITIES, strict=False)
    ]
    listed = in_files(files, {OLD: [*odd, right[-1]], NEW: right})
    places = [{name: row[name] for name in ("filename", "offset", "length")} for row in listed[OLD]]
    wrong = [change for _, change, _ in ODDITIES]
    collection = [
        {**row, **place, **change}
        for row, place, change in zip(listed[NEW], places, [*wrong, {}], strict=True)
    ]
    with Index({OLD: collection}) as index:
        ended = look_up(site, database_url, index, files)
    assert [row["url"] for row in articles(database_url)] == [site.url + last]
    said = ended.err.splitlines()
    assert [sum(words in line for line in said) for *_, words in ODDITIES] == [1] * len(ODDITIES)


def test_a_server_that_ignores_ranges_is_not_read(
    site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    """Neither is anything else asked of it: each of its files has a gigabyte."""
    with nginx(tmp_path / "nginx", WITHOUT_RANGES) as files:
        listed = in_files(files, {OLD: [record(site, FIRST), record(site, SECOND)]})
        with (files.folder / "files" / listed[OLD][0]["filename"]).open("ab") as file:
            file.truncate(256 * 1024 * 1024)
        with Index(listed) as index:
            ended = look_up(site, database_url, index, files)
        statuses, sent, _ = zip(*files.asked, strict=True)
    assert ended.status == 1
    assert ended.last_line.endswith("the server ignores Range")
    assert set(statuses) == {200}
    assert sum(sent) < 32 * 1024 * 1024


@pytest.mark.slow
def test_who_asks_too_fast_is_told_so_and_waits(
    site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    with nginx(tmp_path / "nginx", SLOW_DOWN) as files:
        records = {OLD: [record(site, path) for path in (FIRST, SECOND)]}
        with Index(in_files(files, records)) as index:
            index.busy[OLD] = [(503, {"Retry-After": "1"}), (429, {"Retry-After": "0"})]
            ended = look_up(site, database_url, index, files)
        statuses = [status for status, *_ in files.asked]
    assert ended.status == 0, ended.err
    assert len(articles(database_url)) == 2
    assert 503 in statuses


@pytest.mark.slow
def test_a_collection_that_does_not_answer_is_left_to_another_run(
    site: AlteredSite, files: Files, database_url: str
) -> None:
    listed = in_files(files, {OLD: [record(site, FIRST)], NEW: [record(site, SECOND)]})
    with Index(listed) as index:
        index.busy[OLD] = [(403, {})]
        ended = look_up(site, database_url, index, files)
        assert [row["url"] for row in articles(database_url)] == [site.url + SECOND]
        assert ended.status == 3
        assert f"{OLD}-index" in ended.err
        look_up(site, database_url, index, files)
    assert len(articles(database_url)) == 2


@pytest.mark.slow
def test_an_index_that_answers_no_more_ends_the_crawl(
    site: AlteredSite, files: Files, database_url: str
) -> None:
    names = [f"CC-MAIN-2026-{week}" for week in range(10, 20)]
    with Index(dict.fromkeys(names, ())) as index:
        index.busy = {name: [(403, {})] for name in names}
        ended = look_up(site, database_url, index, files)
        assert len(index.asked) == 3
    assert ended.status == 1
    assert "does not answer (http-403" in ended.last_line


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["urls=" + FIRST + "," + SECOND], {FIRST, SECOND}),
        (["sections=tennis"], set(CARDS)),
        (["since=2026-11-02"], {SECOND}),
    ],
)
def test_only_what_the_arguments_name_is_asked_for(
    arguments: list[str],
    expected: set[str],
    site: AlteredSite,
    files: Files,
    database_url: str,
) -> None:
    records = {
        OLD: [record(site, path) for path in CARDS if path != SECOND],
        NEW: [record(site, SECOND, AT + 2 * DAY)],
    }
    periods = {OLD: ("2026-10-01T00:00:00", "2026-11-01T12:00:00")}
    with Index(in_files(files, records), periods=periods) as index:
        ended = look_up(site, database_url, index, files, *arguments)
        collections = {name for name, _ in index.asked}
    assert len(files.asked) == len(expected), ended.err
    assert collections == ({NEW} if "since" in arguments[0] else {OLD, NEW})


@pytest.mark.slow
def test_told_to_stop_it_lists_no_further(
    site: AlteredSite, files: Files, database_url: str
) -> None:
    with Index({f"CC-MAIN-{week}": [] for week in range(30)}) as index:
        env = environment(site.url, database_url, **surroundings(index, files))
        words = command("wayback", "source=commoncrawl", settings={"DOWNLOAD_DELAY": "2"})
        told = subprocess.Popen(words, cwd=PROJECT, env=env, stderr=subprocess.DEVNULL)
        while len(index.asked) < 2:
            assert told.poll() is None
            time.sleep(0.02)
        told.send_signal(signal.SIGINT)
        assert told.wait(60) == 1
        assert len(index.asked) < 10
    (run,) = rows(database_url, "v_runs")
    assert run["outcome"] == "interrupted"


@pytest.mark.slow
def test_a_mirrors_list_that_is_none_ends_the_crawl(
    site: AlteredSite, files: Files, database_url: str
) -> None:
    with Index({}) as index:
        index.collinfo = lambda: {"message": "moved"}  # type: ignore[method-assign,assignment,return-value]
        ended = look_up(site, database_url, index, files)
    assert ended.status == 1
    assert "no list of collections" in ended.last_line


@pytest.mark.slow
def test_an_index_elsewhere_is_not_asked(
    site: AlteredSite, files: Files, database_url: str
) -> None:
    with Index({OLD: []}) as index:
        index.collinfo = lambda: [{"cdx-api": site.url + "/x-index"}]  # type: ignore[method-assign]
        ended = look_up(site, database_url, index, files)
    assert ended.status == 1
    assert "is not on" in ended.err


@pytest.mark.slow
def test_a_packed_body_is_unpacked(site: AlteredSite, files: Files, database_url: str) -> None:
    body = gzip.compress(site.site.page(FIRST).body)
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    records = {OLD: [record(site, FIRST, body=body, headers=headers)]}
    with Index(in_files(files, records)) as index:
        look_up(site, database_url, index, files)
    assert len(articles(database_url)) == 1
