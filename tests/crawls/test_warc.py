"""`scrapy crawl warc`: articles out of WARC files, ours and others' (decision 042)."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest

from tests.crawls.altered_site import AlteredSite
from tests.crawls.crawl import PROJECT, Ended, Row, command, crawl, environment, rows
from tests.crawls.warc_files import REVISIT, Record, page_of, write
from tests.databases import KINDS, Databases
from tests.site.nights import changes, edition
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

CARDS = [card.story.path for card in edition(1).lists["tennis"]]
FIRST, SECOND, THIRD, *_ = CARDS
AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
REPLAY_PYTHON = PROJECT / ".venv-replay" / "bin" / "python"
_CAPTURE = """
import sys
from warcio.capture_http import capture_http
import requests  # behind warcio, which changes what it imports

file, *urls = sys.argv[1:]
with capture_http(file):
    for url in urls:
        requests.get(url, timeout=30)
"""
VIEWS = {
    "v_articles": "url",
    "v_revisions": "url, revision",
    "v_sections": "section",
    "v_placements": "url, section",
}


@pytest.fixture
def site() -> Iterator[AlteredSite]:
    with AlteredSite() as altered:
        yield altered


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/news.db"


def contents(database_url: str) -> dict[str, list[Row]]:
    return {view: rows(database_url, view, order) for view, order in VIEWS.items()}


def headlines(database_url: str) -> list[str]:
    return [row["headline"] for row in rows(database_url, "v_articles", "url")]


def read(site: AlteredSite, database_url: str, file: Path | str) -> Ended:
    ended = crawl("warc", site.url, database_url, f"file={file}")
    assert site.asked == []
    return ended


def warnings(ended: Ended) -> list[str]:
    marker = " WARNING: "
    return [line.partition(marker)[2] for line in ended.err.splitlines() if marker in line]


def nights(site: ReplicaSite, database_url: str, archive: str, *arguments: str) -> None:
    """The second time and the third night answer 304 for lists."""
    for night, more in ((1, ()), (1, ()), (2, ("refetch=all",)), (3, ())):
        site.set_night(night)
        crawl("sections", site.url, database_url, *arguments, *more, ARCHIVE_DIR=archive)
    crawl("articles", site.url, database_url, f"urls={FIRST},{SECOND}", ARCHIVE_DIR=archive)


@dataclass(frozen=True)
class Kept:
    """Nights of one part of the newspaper, and what the database had of them."""

    site_url: str
    archive: str
    had: dict[str, list[Row]]

    @property
    def files(self) -> str:
        return f"file={self.archive}/**/*.warc.gz"


@pytest.fixture(scope="module")
def kept(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    archive = str(tmp_path_factory.mktemp("kept") / "warc")
    lost = databases.empty_url("sqlite")
    with ReplicaSite() as site:
        nights(site, lost, archive, "sections=sports")
        return Kept(site.url, archive, contents(lost))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.xdist_group("kept")
def test_the_archive_is_a_full_backup(kind: str, kept: Kept, databases: Databases) -> None:
    again = databases.empty_url(kind)

    ended = crawl("warc", kept.site_url, again, kept.files, ARCHIVE_DIR=kept.archive)

    assert ended.status == 0, ended.err
    assert contents(again) == kept.had
    assert {row["warc"] is None for row in kept.had["v_articles"]} == {False}


@pytest.mark.xdist_group("kept")
def test_killed_and_read_again_and_again_it_is_the_same(kept: Kept, databases: Databases) -> None:
    again = databases.empty_url("sqlite")
    arguments = command("warc", kept.files)
    env = environment(kept.site_url, again, ARCHIVE_DIR=kept.archive)

    killed = subprocess.Popen(arguments, cwd=PROJECT, env=env, stderr=subprocess.DEVNULL)
    while not _has_articles(again):
        assert killed.poll() is None
        time.sleep(0.02)
    killed.kill()
    killed.wait()

    assert len(rows(again, "v_articles")) < len(kept.had["v_articles"])
    for _ in range(2):
        crawl("warc", kept.site_url, again, kept.files, ARCHIVE_DIR=kept.archive)
        assert contents(again) == kept.had


@pytest.mark.slow
def test_all_sections_and_feeds_too(databases: Databases, tmp_path: Path) -> None:
    archive = str(tmp_path / "warc")
    lost, again = databases.empty_url("postgresql"), databases.empty_url("postgresql")
    with ReplicaSite() as site:
        nights(site, lost, archive)
        crawl("feeds", site.url, lost, ARCHIVE_DIR=archive)

    crawl("warc", site.url, again, f"file={archive}/**/*.warc.gz", ARCHIVE_DIR=archive)

    assert contents(again) == contents(lost)


def test_no_connection_is_opened(site: AlteredSite, database_url: str, tmp_path: Path) -> None:
    file = write(tmp_path / "a.warc.gz", [_record(site, FIRST)])
    watched = (
        "import runpy, sys\n"
        "def hear(event, given):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto'):\n"
        "        print('NETWORK', event, given, file=sys.stderr)\n"
        "sys.addaudithook(hear)\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_module('scrapy', run_name='__main__')\n"
    )
    words = command("warc", f"file={file}")
    done = subprocess.run(
        [sys.executable, "-c", watched, *words[2:]],
        cwd=PROJECT,
        env=environment(site.url, database_url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "NETWORK" not in done.stderr
    assert len(headlines(database_url)) == 1


def _has_articles(database_url: str) -> bool:
    if not Path(database_url.removeprefix("sqlite:///")).exists():
        return False
    try:
        return bool(rows(database_url, "v_articles"))
    except Exception:  # no schema yet
        return False


def _record(site: AlteredSite, path: str, at: datetime = AT, **fields: object) -> Record:
    given = {"url": f"https://www.dailysabah.com{path}", "at": at, "body": page_of(site, path)}
    return Record(**{**given, **fields})  # type: ignore[arg-type]


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 5000] for at in range(0, len(body), 5000)]
    return b"".join(b"%x;note\r\n%s\r\n" % (len(one), one) for one in parts) + b"0\r\n\r\n"


HTML = {"Content-Type": "text/html; charset=utf-8"}
ENCODED = {
    "as it is": ({}, bytes),
    "chunked": ({"Transfer-Encoding": "chunked"}, chunked),
    "chunked, and undone already": ({"Transfer-Encoding": "chunked"}, bytes),
    "gzip": ({"Content-Encoding": "gzip"}, gzip.compress),
    "gzip, and undone already": ({"Content-Encoding": "gzip", "Content-Length": "99"}, bytes),
    "brotli": ({"Content-Encoding": "br"}, brotli.compress),
    "gzip in chunks": (
        {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"},
        lambda body: chunked(gzip.compress(body)),
    ),
}


@pytest.mark.parametrize("packed", [True, False])
def test_odd_records_are_read(
    packed: bool, site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    pages = [card.story.path for card in edition(1).lists["tennis"]][: len(ENCODED)]
    records = [
        _record(site, path, body=encode(page_of(site, path)), headers={**HTML, **headers})
        for path, (headers, encode) in zip(pages, ENCODED.values(), strict=False)
    ]
    crawl("articles", site.url, database_url, "urls=" + ",".join(pages[: len(records)]))
    live = {row["url"]: (row["headline"], row["body"]) for row in rows(database_url, "v_articles")}
    site.asked.clear()
    other = database_url.replace("news", "other")

    ended = read(site, other, write(tmp_path / "odd.warc", records, packed=packed))

    assert ended.status == 0, ended.err
    found = {row["url"]: (row["headline"], row["body"]) for row in rows(other, "v_articles")}
    assert len(found) == len(records)
    assert found == live


@pytest.mark.parametrize("status_line", ["HTTP/2 200", "HTTP/1.0 200 OK", "HTTP/3 200 "])
def test_heads_of_any_protocol(
    status_line: str, site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    headers = {":status": "200", "content-type": "text/html"}
    record = _record(site, FIRST, status_line=status_line, headers=headers)
    read(site, database_url, write(tmp_path / "a.warc.gz", [record]))
    assert len(headlines(database_url)) == 1


def test_a_page_in_windows_1254(site: AlteredSite, database_url: str, tmp_path: Path) -> None:
    turkish = page_of(site, FIRST).decode().replace("</h1>", " İğneada Şırnak</h1>")
    turkish = turkish.replace('<meta charset="utf-8">', "")
    body = turkish.encode("windows-1254", errors="xmlcharrefreplace")
    headers = {"Content-Type": "text/html; charset=windows-1254"}
    records = [_record(site, FIRST, body=body, headers=headers)]
    read(site, database_url, write(tmp_path / "a.warc.gz", records))
    assert headlines(database_url)[0].endswith("İğneada Şırnak")


def test_captures_have_their_own_times_in_any_order(
    site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    corrected = page_of(site, FIRST).replace(b"</h1>", b" corrected</h1>")
    records = [
        _record(site, FIRST, AT + 3 * DAY, status_line="HTTP/1.1 404 Not Found", body=b""),
        _record(site, FIRST, AT + 2 * DAY, body=corrected),
        _record(site, FIRST, AT),
        _record(site, FIRST, AT - DAY, status_line="HTTP/1.1 404 Not Found", body=b""),
    ]
    read(site, database_url, write(tmp_path / "a.warc.gz", records))

    (article,) = rows(database_url, "v_articles")
    assert article["headline"].endswith("corrected")
    times = [article[name] for name in ("first_seen_at", "fetched_at", "gone_at")]
    assert times == [AT, AT + 2 * DAY, AT + 3 * DAY]
    versions = rows(database_url, "v_revisions", "revision")
    assert [(one["seen_at"], one["cause"]) for one in versions] == [
        (AT, "newspaper"),
        (AT + 2 * DAY, "newspaper"),
    ]


def test_a_revisit_is_its_original_at_its_own_time(
    site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    original = _record(site, FIRST)
    refers = {
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": f"{AT:%Y-%m-%dT%H:%M:%SZ}",
    }
    same = replace(
        original,
        kind="revisit",
        at=AT + DAY,
        body=b"",
        warc={"WARC-Profile": REVISIT + "identical-payload-digest", **refers},
    )
    unchanged = replace(
        same,
        at=AT + 2 * DAY,
        status_line="HTTP/1.1 304 Not Modified",
        headers={},
        warc={"WARC-Profile": REVISIT + "server-not-modified", **refers},
    )
    read(site, database_url, write(tmp_path / "a.warc.gz", [original, same, unchanged]))

    (article,) = rows(database_url, "v_articles")
    assert (article["first_seen_at"], article["fetched_at"]) == (AT, AT + 2 * DAY)
    assert len(rows(database_url, "v_revisions")) == 1


def lonely(site: AlteredSite) -> Record:
    return _record(
        site,
        SECOND,
        kind="revisit",
        body=b"",
        warc={
            "WARC-Profile": REVISIT + "identical-payload-digest",
            "WARC-Refers-To-Target-URI": f"https://www.dailysabah.com{SECOND}",
            "WARC-Refers-To-Date": "2020-01-01T00:00:00Z",
        },
    )


REFUSED: dict[str, tuple[Callable[[AlteredSite], Record], str]] = {
    "short": (
        lambda site: _record(site, SECOND, headers={**HTML, "Content-Length": "9999999"}),
        "bytes of 9999999",
    ),
    "chunks without an end": (
        lambda site: _record(
            site,
            SECOND,
            headers={**HTML, "Transfer-Encoding": "chunked"},
            body=chunked(page_of(site, SECOND))[:-900],
        ),
        "last chunk",
    ),
    "a revisit alone": (lonely, "in none of the files"),
    "no http": (
        lambda site: _record(site, SECOND, status_line="220 ftp.example.com ready"),
        "no status line of HTTP",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(
    name: str, site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    make, words = REFUSED[name]
    file = write(tmp_path / "a.warc.gz", [make(site), _record(site, FIRST)])
    ended = read(site, database_url, file)
    (line,) = warnings(ended)
    assert words in line
    assert len(headlines(database_url)) == 1


def test_a_torn_end_costs_its_record(site: AlteredSite, database_url: str, tmp_path: Path) -> None:
    file = write(tmp_path / "a.warc.gz", [_record(site, FIRST), _record(site, SECOND)])
    whole = file.read_bytes()
    file.write_bytes(whole[: -len(whole) // 4])
    (line,) = warnings(read(site, database_url, file))
    assert "not whole" in line
    assert len(headlines(database_url)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<html>A page.</html>", "is no WARC file"),
        (gzip.compress(b"<html>A page.</html>", mtime=0), "is no WARC file"),
        (b"\x1f\x8b\x08\x00broken", "is no WARC file"),
        (b"filedesc://a.arc 0.0.0.0 20200101000000 text/plain 9\n", "is an ARC file"),
        (
            gzip.compress(b"filedesc://a.arc 0.0.0.0 20200101000000 text/plain 9\n", mtime=0),
            "ARC file",
        ),
        (b"\x28\xb5\x2f\xfd\x00", "Zstandard"),
    ],
)
def test_a_file_that_is_no_warc(
    content: bytes, words: str, site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "odd.warc.gz").write_bytes(content)
    write(tmp_path / "whole.warc.gz", [_record(site, FIRST)])
    ended = read(site, database_url, f"{tmp_path}/*.warc.gz")
    (line,) = warnings(ended)
    assert words in line
    assert ended.status == 0
    assert len(headlines(database_url)) == 1


def test_a_glob_that_matches_nothing(site: AlteredSite, database_url: str, tmp_path: Path) -> None:
    ended = crawl("warc", site.url, database_url, f"file={tmp_path}/*.warc.gz")
    assert ended.status == 2
    assert "nothing matches" in ended.last_line
    assert not Path(database_url.removeprefix("sqlite:///")).exists()


def test_only_this_sites_articles_are_read(
    site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    ours = ["http://dailysabah.com", "https://www.dailysabah.com", site.url]
    records = [
        *(_record(site, path, url=root + path) for root, path in zip(ours, CARDS, strict=False)),
        *(_record(site, FIRST, url=f"https://news.example{path}") for path in (FIRST, SECOND)),
        _record(site, "/tennis"),
        _record(site, "/robots.txt"),
    ]
    read(site, database_url, write(tmp_path / "a.warc.gz", records))
    assert [row["url"] for row in rows(database_url, "v_articles", "url")] == sorted(
        site.url + path for path in (FIRST, SECOND, THIRD)
    )
    assert rows(database_url, "v_placements") == []


def test_a_file_without_a_page_of_the_site_is_a_failure(
    site: AlteredSite, database_url: str, tmp_path: Path
) -> None:
    record = _record(site, FIRST, url="https://news.example/a/b")
    ended = read(site, database_url, write(tmp_path / "a.warc.gz", [record]))
    assert ended.status == 1
    assert "no page of" in ended.last_line


def wget(urls: list[str], folder: Path, name: str) -> None:
    (folder / "urls").write_text("\n".join(urls))
    words = ["wget", "-q", "-i", "urls", "-O", "pages", f"--warc-file={name}", "--compression=gzip"]
    subprocess.run(words, cwd=folder, env=os.environ, check=False)


def warcio(urls: list[str], folder: Path, name: str) -> None:
    words = [str(REPLAY_PYTHON), "-c", _CAPTURE, f"{name}.warc.gz", *urls]
    subprocess.run(words, cwd=folder, check=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "keep",
    [
        pytest.param(
            wget,
            marks=pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed"),
        ),
        pytest.param(
            warcio,
            marks=pytest.mark.skipif(
                not REPLAY_PYTHON.exists(), reason="warcio is not installed: make replay"
            ),
        ),
    ],
)
def test_what_others_keep_of_three_nights_gives_the_same_articles(
    keep: Callable[[list[str], Path, str], None],
    site: AlteredSite,
    database_url: str,
    tmp_path: Path,
) -> None:
    corrected, *_ = changes().corrected
    paths = [*(card.story.path for card in edition(1).lists["tennis"]), corrected]
    for night in (1, 2, 3):
        site.site.set_night(night)
        keep([site.url + path for path in paths], tmp_path, f"kept-{night}")
        crawl("articles", site.url, database_url, "urls=" + ",".join(paths))
    site.asked.clear()
    other = database_url.replace("news", "other")

    read(site, other, tmp_path / "kept-*.warc.gz")

    left_out = {"first_seen_at", "last_seen_at", "fetched_at", "warc"}
    assert _without(left_out, other) == _without(left_out, database_url)
    assert _versions(other) == _versions(database_url)
    assert len(_versions(other)) > len(paths)


def _versions(database_url: str) -> list[Row]:
    found = rows(database_url, "v_revisions", "url, revision")
    return [
        {name: row[name] for name in row if name not in ("article", "seen_at")} for row in found
    ]


def _without(left_out: set[str], database_url: str) -> list[Row]:
    found = rows(database_url, "v_articles", "url")
    return [{name: row[name] for name in row if name not in left_out} for row in found]
