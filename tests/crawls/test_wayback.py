"""`scrapy crawl wayback`: articles out of web archives; the site itself is never asked."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crawls.altered_site import AlteredSite
from tests.crawls.archived_pages import AT, CARDS, DAY, UNHURRIED, record
from tests.crawls.crawl import PROJECT, Ended, Row, command, crawl, environment, rows
from tests.crawls.web_archives import PYWB, WaybackMachine, pywb
from tests.site.nights import edition

pytestmark = pytest.mark.slow

FIRST, SECOND, THIRD, *_ = CARDS


@pytest.fixture
def site() -> Iterator[AlteredSite]:
    with AlteredSite() as altered:
        yield altered


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/news.db"


def corrected(body: bytes) -> bytes:
    return body.replace(b"</h1>", b" corrected</h1>")


def look_up(
    site: AlteredSite, database_url: str, archive: str, *arguments: str, **settings: str
) -> Ended:
    ended = crawl(
        "wayback",
        site.url,
        database_url,
        *arguments,
        settings={**UNHURRIED, **settings},
        WEB_ARCHIVE_URL=archive,
    )
    assert site.asked == []
    return ended


def articles(database_url: str) -> list[Row]:
    return rows(database_url, "v_articles", "url")


@pytest.mark.skipif(not PYWB.exists(), reason="pywb is not installed")
def test_what_pywb_has_equals_the_truth_though_the_crawl_was_killed_twice(
    site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    stories = [card.story.path for lists in edition(1).lists.values() for card in lists]
    paths = list(dict.fromkeys(stories))[:120]
    records = [record(site, path, AT + (i % 7) * DAY) for i, path in enumerate(paths)]
    records += [
        record(site, path, AT + 9 * DAY, body=corrected(site.site.page(path).body))
        for path in paths[:9]
    ]
    with pywb(tmp_path, records) as archive:
        arguments = command("wayback", settings=UNHURRIED)
        env = environment(site.url, database_url, WEB_ARCHIVE_URL=archive)
        for least in (10, 50):
            killed = subprocess.Popen(arguments, cwd=PROJECT, env=env, stderr=subprocess.DEVNULL)
            while len(_so_far(database_url)) < least:
                assert killed.poll() is None
                time.sleep(0.05)
            killed.kill()
            killed.wait()
        ended = look_up(site, database_url, archive)
        other = f"sqlite:///{tmp_path}/other.db"
        some = look_up(site, other, archive, f"urls={paths[0]},/world/never-captured")
    assert ended.status == 0, ended.err
    assert (some.status, len(articles(other))) == (0, 1)

    found = {row["url"].removeprefix(site.url): row for row in articles(database_url)}
    truth = f"sqlite:///{tmp_path}/truth.db"
    crawl("articles", site.url, truth, "urls=" + ",".join(paths))
    live = {row["url"].removeprefix(site.url): row for row in articles(truth)}
    assert found.keys() == live.keys()
    of_the_look = ("headline", "first_seen_at", "last_seen_at", "fetched_at", "revisions", "warc")
    for path, row in live.items():
        left = {name for name in row if name not in of_the_look}
        assert {name: found[path][name] for name in left} == {name: row[name] for name in left}
    assert {path for path, row in found.items() if row["headline"].endswith("corrected")} == set(
        paths[:9]
    )
    assert {path: row["first_seen_at"] for path, row in found.items()} == {
        path: AT + (i % 7) * DAY for i, path in enumerate(paths)
    }


def _so_far(database_url: str) -> list[Row]:
    if not Path(database_url.removeprefix("sqlite:///")).exists():
        return []
    try:
        return articles(database_url)
    except Exception:  # no schema yet
        return []


def test_a_listing_comes_in_pages(site: AlteredSite, database_url: str) -> None:
    with WaybackMachine([record(site, path) for path in CARDS], page_size=3) as archive:
        ended = look_up(site, database_url, archive.url)
        assert ended.status == 0, ended.err
        keys = [query.get("resumeKey", [None])[0] for query in archive.listings]
        assert keys == [None, "3", "6"][: len(keys)]
        assert len(keys) == -(-len(CARDS) // 3)
        assert len(archive.replays) == len(CARDS)
    assert len(articles(database_url)) == len(CARDS)


def test_the_first_whole_capture_and_the_newest_are_asked_for(
    site: AlteredSite, database_url: str
) -> None:
    page = site.site.page(FIRST).body
    captures = [
        record(site, FIRST, AT, body=page[: len(page) // 3]),
        record(site, FIRST, AT + DAY),
        record(site, FIRST, AT + 2 * DAY, body=page + b"<!-- other bytes -->"),
        record(site, FIRST, AT + 3 * DAY, body=corrected(page)),
        record(site, FIRST + "?utm_source=mail", AT + 4 * DAY),
        record(site, FIRST, AT + 5 * DAY, status_line="HTTP/1.1 404 Not Found", body=b"gone"),
        record(site, FIRST, AT + 6 * DAY, headers={"Content-Type": "image/png"}),
    ]
    with WaybackMachine(captures) as archive:
        look_up(site, database_url, archive.url)
        days = sorted((int(stamp[6:8]) for stamp, _ in archive.replays))
    assert days == [1, 2, 4]
    (article,) = articles(database_url)
    assert article["headline"].endswith("corrected")
    assert (article["first_seen_at"], article["fetched_at"]) == (AT + DAY, AT + 3 * DAY)
    assert article["revisions"] == 2


def test_what_is_stored_is_not_asked_for_again(site: AlteredSite, database_url: str) -> None:
    captures = [record(site, path) for path in CARDS]
    with WaybackMachine(captures) as archive:
        look_up(site, database_url, archive.url)
        archive.replays.clear()
        archive.records = [*captures, record(site, FIRST, AT + DAY, body=b"<html></html>")]
        ended = look_up(site, database_url, archive.url)
        assert [url for _, url in archive.replays] == [site.url + FIRST]
    assert ended.status in (0, 1, 3)


def test_a_capture_that_lies_elsewhere_has_that_ones_time(
    site: AlteredSite, database_url: str
) -> None:
    """The archive redirects to the capture that it has."""
    with WaybackMachine([record(site, FIRST)]) as archive:
        listed = archive.listing

        def an_hour_off(query: dict[str, list[str]]) -> list[list[str]]:
            return [
                [one[0], "20261101090000", *one[2:]] if one[1:] and one[1] != "timestamp" else one
                for one in listed(query)
            ]

        archive.listing = an_hour_off  # type: ignore[method-assign]
        look_up(site, database_url, archive.url)
    assert articles(database_url)[0]["fetched_at"] == AT


def test_the_archive_is_given_the_time_that_it_asks_for(
    site: AlteredSite, database_url: str
) -> None:
    with WaybackMachine([record(site, FIRST)]) as archive:
        archive.busy = [(429, {"Retry-After": "2"})]
        look_up(site, database_url, archive.url)
        _, busy, again = archive.times
        (agent,) = archive.agents
    assert again - busy >= 1.9
    assert agent.startswith("dailysabah-pipeline/")
    assert len(articles(database_url)) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["urls=" + FIRST + "," + SECOND], {FIRST, SECOND}),
        (["sections=tennis"], set(CARDS)),
        (["sections=world"], set()),
        (["since=2026-11-02"], {SECOND}),
        (["until=2020-01-01"], set()),
    ],
)
def test_only_what_the_arguments_name_is_asked_for(
    arguments: list[str], expected: set[str], site: AlteredSite, database_url: str
) -> None:
    captures = [record(site, path) for path in CARDS if path != SECOND]
    captures.append(record(site, SECOND, AT + 2 * DAY))
    with WaybackMachine(captures) as archive:
        look_up(site, database_url, archive.url, *arguments)
        asked = {url.removeprefix(site.url) for _, url in archive.replays}
    assert asked == expected


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda archive: setattr(archive, "url", archive.url + "/nowhere"), "404"),
        (lambda archive: setattr(archive, "listing", lambda query: "no"), "CDX"),
    ],
)
def test_an_archive_that_does_not_answer_ends_the_crawl(
    change: Callable[[WaybackMachine], None], words: str, site: AlteredSite, database_url: str
) -> None:
    with WaybackMachine([record(site, FIRST)]) as archive:
        change(archive)
        ended = look_up(site, database_url, archive.url)
    assert ended.status == 1
    assert words in ended.last_line


def test_a_redirect_to_the_live_site_is_not_followed(site: AlteredSite, database_url: str) -> None:
    with WaybackMachine([record(site, FIRST)]) as archive:
        archive.busy = [(302, {"Location": site.url + FIRST})]
        ended = look_up(site, database_url, archive.url)
    assert ended.status == 1
    assert articles(database_url) == []


@pytest.mark.parametrize(
    "argument", ["source=mirror", "pace=1", "since=yesterday", "urls=https://evil.example/x"]
)
def test_wrong_arguments_are_refused(argument: str, site: AlteredSite, database_url: str) -> None:
    ended = look_up(site, database_url, "http://127.0.0.1:9", argument)
    assert ended.status == 2


@pytest.mark.parametrize("root", ["", "ftp://web.archive.org"])
def test_a_root_that_nobody_can_ask_is_refused(
    root: str, site: AlteredSite, database_url: str
) -> None:
    ended = look_up(site, database_url, root)
    assert ended.status == 2
    assert "WEB_ARCHIVE_URL is" in ended.last_line
