"""Other people's tools agree on what a crawl has archived: warcio checks it, pywb replays it."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

import pytest

from bench.speed.serving import free_port
from crawler.warc.captures import Capture
from crawler.warc.location import Location
from crawler.warc.reading import read_at
from pipelines.archive.folder import Folder, index_of
from tests.crawls.crawl import Row, crawl, rows
from tests.databases import Databases
from tests.site.process import PROJECT_ROOT, ReplicaSite

TOOLS = PROJECT_ROOT / ".venv-replay" / "bin"
SECTIONS = "sections=sports"
START_SECONDS = 60

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (TOOLS / "wayback").exists(), reason="pywb is not installed: make replay"
    ),
]

_open = build_opener(ProxyHandler({})).open


@dataclass(frozen=True)
class Nights:
    folder: Path
    articles: list[Row]


@pytest.fixture(scope="module")
def nights(
    replica: ReplicaSite, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Nights:
    """Two nights, the second one full of revisits."""
    replica.truthful()
    replica.set_night(1)
    replica.set_validators()
    folder, url = tmp_path_factory.mktemp("warc"), databases.url("sqlite")
    for refetch in ("recent", "all"):
        ended = crawl(
            "sections", replica.url, url, SECTIONS, f"refetch={refetch}", ARCHIVE_DIR=str(folder)
        )
        assert ended.status == 0, ended.err
    return Nights(folder, rows(url, "v_articles"))


@pytest.fixture(scope="module")
def wayback(nights: Nights, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A replay server over the archive with our own index, as it lies there."""
    home, port = tmp_path_factory.mktemp("wayback"), free_port()
    lines = [
        line
        for file in Folder(nights.folder).files()
        for line in index_of(file).read_text(encoding="utf-8").splitlines(keepends=True)
    ]
    (home / "all.cdxj").write_text("".join(sorted(lines)), encoding="utf-8")
    config = (
        f"collections:\n  news:\n    index: {home}/all.cdxj\n    archive_paths: {nights.folder}/\n"
    )
    (home / "config.yaml").write_text(config, encoding="utf-8")
    with serving(home, port):
        yield f"http://127.0.0.1:{port}/news"


@contextmanager
def serving(home: Path, port: int) -> Iterator[None]:
    with (home / "log").open("wb") as log:
        command = [str(TOOLS / "wayback"), "--port", str(port), "--bind", "127.0.0.1"]
        with subprocess.Popen(command, cwd=home, stdout=log, stderr=log) as process:
            try:
                _wait_for(f"http://127.0.0.1:{port}/", process, home / "log")
                yield
            finally:
                process.terminate()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            with _open(url):
                return
        except URLError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < give_up, log.read_text()
            time.sleep(0.2)


def test_warcio_finds_no_fault(nights: Nights) -> None:
    passed = 0
    for file in Folder(nights.folder).files():
        done = subprocess.run(
            [str(TOOLS / "warcio"), "check", "-v", str(file)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        passed += done.stdout.count("digest pass")
    assert passed >= len(nights.articles)


def test_warcio_reads_the_offsets_of_our_index(nights: Nights) -> None:
    for file in Folder(nights.folder).files():
        done = subprocess.run(
            [str(TOOLS / "warcio"), "index", "-f", "offset,warc-type", str(file)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        theirs = {
            int(one["offset"])
            for one in map(json.loads, done.stdout.splitlines())
            if one["warc-type"] in ("response", "revisit")
        }
        said = [line.split(" ", 2)[2] for line in index_of(file).read_text().splitlines()]
        assert {int(json.loads(one)["offset"]) for one in said} == theirs


def test_pywb_lists_both_nights_of_an_article(nights: Nights, wayback: str) -> None:
    url = nights.articles[0]["url"]
    with _open(f"{wayback}/cdx?url={quote(url)}&output=json") as answer:
        found = [json.loads(line) for line in answer]
    assert [one["mime"] for one in found] == ["text/html", "warc/revisit"]
    assert found[0]["digest"] == found[1]["digest"]
    assert found[0]["timestamp"] == f"{_page(nights, nights.articles[0]).fetched_at:%Y%m%d%H%M%S}"


@pytest.mark.parametrize("night", [0, 1], ids=["response", "revisit"])
def test_pywb_replays_the_page_s_own_bytes(nights: Nights, wayback: str, night: int) -> None:
    for row in nights.articles[:5]:
        with _open(f"{wayback}/cdx?url={quote(row['url'])}&output=json") as answer:
            time_of = [json.loads(line)["timestamp"] for line in answer][night]
        with _open(f"{wayback}/{time_of}id_/{row['url']}") as answer:
            assert answer.read() in (_page(nights, row).body(), _page(nights, row).payload)


def _page(nights: Nights, row: Row) -> Capture:
    location = Location.parse(row["warc"])
    return read_at(nights.folder / location.file, location.offset)
