"""Articles out of WARC files: our own archive, wget's, or Common Crawl's; nobody is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler import settings as project
from crawler.items import Failure, Sighting
from crawler.runtime import stats_names
from crawler.runtime.arguments import text
from crawler.runtime.exceptions import EXIT_FAILED, ArgumentError
from crawler.runtime.failure_causes import request_of
from crawler.runtime.paths import resolve
from crawler.runtime.request_meta import RequestMeta, to_second
from crawler.runtime.shutdown import crawl_stopping
from crawler.spiders.base import UNCHANGED
from crawler.spiders.captured import ARTICLE_ANSWERS, CapturedSpider
from crawler.spiders.replayed import Cards, ReplayedRun, Role
from crawler.urls import may_be_article
from crawler.warc.captures import Capture
from crawler.warc.files import fault_of_file, matching
from crawler.warc.location import Location
from crawler.warc.originals import Located, Originals, resolved
from crawler.warc.reading import Captures, Unreadable
from crawler.warc.transfer import Cut, whole

AT_A_TIME = 32
"""Captures that are read together, off the event loop."""
UNDER_WAY = 64
"""Captures that are read from files and not parsed yet."""
MAX_RUNS_AT_ONCE = 16
"""Crawls of ours whose files may lie between each other's."""
OK, PARTIAL_CONTENT = 200, 206
_NOT_ASKED = ("crawler.extensions.pace.PaceExtension", "scrapy.extensions.throttle.AutoThrottle")


class Stopped(Exception):
    """The crawl was told to stop while a file was read through."""


class WarcSpider(CapturedSpider):
    name = "warc"
    is_offline = True
    parsers = {"file": text}
    custom_settings: ClassVar[dict[str, Any]] = {  # type: ignore[misc]
        # Captures are answered with by the one handler, and nothing of a host's pace applies.
        "DOWNLOAD_HANDLERS": dict.fromkeys(
            ("http", "https"), "crawler.middlewares.captures.CaptureHandler"
        ),
        "DOWNLOADER_MIDDLEWARES": {
            name: project.DOWNLOADER_MIDDLEWARES[name]
            for name in (
                "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware",
                "scrapy.downloadermiddlewares.stats.DownloaderStats",
                "crawler.middlewares.machine.OwnMachineMiddleware",
            )
        },
        "EXTENSIONS": {
            name: order for name, order in project.EXTENSIONS.items() if name not in _NOT_ASKED
        },
        "DOWNLOAD_DELAY": 0.0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": project.CONCURRENT_REQUESTS,
        "CLOSESPIDER_PAGECOUNT": 0,
    }

    @classmethod
    def parse_arguments(cls, raw: Any) -> dict[str, Any]:
        """Raises `ArgumentError`, also where no file is there: before the database is opened."""
        values = super().parse_arguments(raw)
        if "file" not in values:
            raise ArgumentError("spider warc needs -a file=GLOB, like data/warc/**/*.warc.gz")
        if not matching(values["file"]):
            raise ArgumentError(f"argument file: nothing matches {values['file']}")
        return values

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        archive = str(crawler.settings["ARCHIVE_DIR"] or "")
        spider._archive = resolve(archive).resolve() if archive else None
        crawler.signals.connect(spider._stop_reading, signal=crawl_stopping)
        return spider

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._archive: Path | None = None
        self._stopping = False
        self._places = asyncio.Semaphore(UNDER_WAY)
        self._originals = Originals()
        self._cards = Cards()
        self._runs: dict[str, ReplayedRun] = {}
        self._found = 0

    def _stop_reading(self) -> None:
        self._stopping = True

    async def start(self) -> AsyncIterator[Any]:
        """A request for each capture of this site, in the order of the files."""
        files = matching(self.arguments["file"])
        for file in files:
            if (fault := fault_of_file(file)) is not None:
                self.refuse(f"{file} {fault}")
                continue
            async for capture in self._captures(file):
                if (request := self._request(file, capture)) is not None:
                    await self._places.acquire()
                    yield request
        if not self._found and not self._stopping:
            where = f"{len(files)} files" if len(files) > 1 else str(files[0])
            self.stop(EXIT_FAILED, "start", f"no page of {self.site.root} is in {where}")

    async def _captures(self, file: Path) -> AsyncIterator[Capture]:
        found = Captures(file, self._is_wanted)
        captures = iter(found)
        try:
            while some := await asyncio.to_thread(lambda: list(islice(captures, AT_A_TIME))):
                for capture in some:
                    yield capture
        except Unreadable as error:
            self.refuse(str(error))
        except Stopped:
            return
        for number, what in (
            (found.torn, "records at the end are not whole"),
            (found.damaged, "parts cannot be read"),
        ):
            if number:
                self.refuse(f"{file}: {number} {what}", number)
        for fault in found.refused:
            self.refuse(f"{file}: {fault}")

    def _is_wanted(self, url: str) -> bool:
        """Called for each record, by the thread that reads."""
        if self._stopping:
            raise Stopped
        return self.site.is_named_in(url) and self.site.inner_url(url.strip("<>")) is not None

    def _request(self, file: Path, capture: Capture) -> Request | None:
        inner = self.site.inner_url(capture.url)
        if inner is None:
            return None  # a record of a file without its url
        self._found += 1
        at = Located(file, capture.offset)
        if capture.original is None:
            self._originals.add(capture, at)
        run = self._run_of(capture)
        role = run.role_of(capture) if run is not None else None
        path = self.site.path_of(capture.url) or "/"
        if role is None and capture.status == PARTIAL_CONTENT and may_be_article(path):
            self.refuse(f"{capture.url} of {capture.fetched_at:%F %T} UTC: a part of a page (206)")
            return None
        if not _says_something(capture, role, path):
            self.crawler.stats.inc_value(stats_names.CAPTURES_PASSED)
            return None
        if self.is_refused_at(capture.url, capture.fetched_at):
            return None
        try:
            capture, at = resolved(capture, at, self._originals)
            capture = whole(capture)
        except (Cut, Unreadable) as error:
            self.refuse(f"{capture.url} of {capture.fetched_at:%F %T} UTC: {error}")
            return None
        self.crawler.stats.inc_value(stats_names.CAPTURES_READ)
        meta = RequestMeta(capture=capture, captured_at=to_second(capture.fetched_at))
        return Request(
            self.site.url(inner),
            callback=self.parse_capture,
            errback=self.capture_failed,
            cb_kwargs={"path": path, "run": run, "role": role, "at": at},
            meta={**meta, "handle_httpstatus_all": True},
            dont_filter=True,
        )

    def parse_capture(
        self, response: Response, path: str, run: ReplayedRun | None, role: Role | None, at: Located
    ) -> Iterator[Any]:
        self._places.release()
        capture: Capture = response.meta["capture"]
        if run is None:
            yield from self._foreign(response, capture, path, at)
        elif role is not None:
            yield from run.read(response, role)
        else:
            if response.status == OK:
                yield from run.menu_of(response)
            sighting = run.sighting_of(capture, path)
            crawl = f"{capture.facts.get('database', '')}/{capture.facts['run']}"
            look = f"{crawl}:{capture.facts.get('look', '0')}"
            yield from self.what_it_was(response, sighting, look, self._location(at))

    def capture_failed(self, failure: TwistedFailure) -> Iterator[Failure]:
        self._places.release()
        request = request_of(failure)
        cause, detail = self.cause_of(failure)
        yield self._failure(request.cb_kwargs["path"], cause, detail)

    def _foreign(
        self, response: Response, capture: Capture, path: str, at: Located
    ) -> Iterator[Any]:
        """Only what the capture itself says: what it leads to was not asked for then."""
        sighting = Sighting(path=path, seen_at=capture.fetched_at)
        if response.status == OK:
            yield from self.menu_in_passing_once(response)
        for output in self.what_it_was(response, sighting, "", self._location(at)):
            if not isinstance(output, Sighting):
                yield output

    def _run_of(self, capture: Capture) -> ReplayedRun | None:
        """The crawl of ours that made a capture; None for another's."""
        if "run" not in capture.facts or "spider" not in capture.facts:
            return None
        facts = capture.facts
        key = f"{facts.get('database')}/{facts['run']}"
        if key not in self._runs:
            self._runs = dict(list(self._runs.items())[-MAX_RUNS_AT_ONCE:])
            self._runs[key] = ReplayedRun(self.crawler, self.site, facts["spider"], self._cards)
        return self._runs[key]

    def _location(self, at: Located) -> str | None:
        """The place of a payload, where it is in ARCHIVE_DIR."""
        if self._archive is None or not at.file.resolve().is_relative_to(self._archive):
            return None
        return str(Location(at.file.resolve().relative_to(self._archive).as_posix(), at.offset))


def _says_something(capture: Capture, role: Role | None, path: str) -> bool:
    if role is not None:
        return capture.status == OK or capture.original is not None
    if capture.facts.get("cause") in ("robots", "start", "listing"):
        return False
    is_same = capture.status == UNCHANGED and capture.original is not None
    return may_be_article(path) and (is_same or capture.status in ARTICLE_ANSWERS)
