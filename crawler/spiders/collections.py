"""What the indexes of Common Crawl's collections list, asked for one after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from scrapy import Request
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.runtime import stats_names
from crawler.runtime.exceptions import EXIT_FAILED
from crawler.runtime.shutdown import crawl_stopping
from crawler.spiders.base import NO_FAILURES
from crawler.spiders.captured import CapturedSpider
from crawler.warc.cdx_api import ArchivedPage, NoListing
from crawler.warc.common_crawl import Collection, CommonCrawl, number_of_pages, read_records

TRIES = 5
"""More of a listing than of a page (RETRY_TIMES): the index is one server, and often busy."""
MAX_FAILED_IN_A_ROW = 3
"""Listings without an answer, after which no further one is asked for."""
MAX_LISTING = 64 * 1024 * 1024
"""Bytes of a page of a listing: some 15,000 rows."""
NOT_FOUND = 404


class CollectionListings:
    def __init__(
        self,
        spider: CapturedSpider,
        archive: CommonCrawl,
        begin: datetime | None,
        end: datetime | None,
    ) -> None:
        self._spider, self._archive = spider, archive
        self._begin, self._end = begin, end
        self._failed_in_a_row = 0
        self.is_stopped = False
        spider.crawler.signals.connect(self._stop, signal=crawl_stopping)

    def _stop(self) -> None:
        self.is_stopped = True

    async def pages(
        self, collections: Sequence[Collection], urls: Sequence[str], *, is_prefix: bool
    ) -> AsyncIterator[ArchivedPage]:
        """What a collection lacks that does not answer, another run finds."""
        for collection in collections:
            if not collection.may_have(self._begin, self._end):
                continue
            found = 0
            for url in urls:
                async for page in self._listed(collection, url, is_prefix=is_prefix):
                    found += 1
                    yield page
                if self.is_stopped:
                    return
            self._spider.logger.info("%s lists %d pages of the site", collection.api, found)

    async def _listed(
        self, collection: Collection, url: str, *, is_prefix: bool
    ) -> AsyncIterator[ArchivedPage]:
        try:
            for number in range(await self._number_of_pages(collection, url, is_prefix=is_prefix)):
                body = await self._answer(collection, url, is_prefix=is_prefix, page=number)
                listing = read_records(body)
                self._spider.refuse_rows(f"{collection.api}, page {number} of {url}", listing)
                for page in listing.pages:
                    yield page
        except NoListing as error:
            self._note_failed(collection, "parse", str(error))
        except Exception as error:  # whatever a download ends with
            cause, detail = self._spider.cause_of_error(error)
            if cause in NO_FAILURES:
                self.is_stopped = True
            else:
                self._note_failed(collection, cause, detail)

    async def _number_of_pages(self, collection: Collection, url: str, *, is_prefix: bool) -> int:
        if not is_prefix:
            return 1
        body = await self._answer(collection, url, is_prefix=is_prefix)
        return number_of_pages(body) if body else 0

    async def _answer(
        self, collection: Collection, url: str, *, is_prefix: bool, page: int | None = None
    ) -> bytes:
        """Nothing for pywb's 404, which says that no capture is left."""
        if self.is_stopped:
            return b""
        asked = self._archive.listing_url(
            collection.api, url, is_prefix=is_prefix, begin=self._begin, end=self._end, page=page
        )
        limits = {"download_maxsize": MAX_LISTING, "download_warnsize": 0, "max_retry_times": TRIES}
        engine = self._spider.crawler.engine
        assert engine is not None
        response = await engine.download_async(Request(asked, meta=limits, dont_filter=True))
        if response.status not in (200, NOT_FOUND):
            raise HttpError(response)
        self._failed_in_a_row = 0
        self._spider.crawler.stats.inc_value(stats_names.LISTINGS_READ)
        return b"" if response.status == NOT_FOUND else response.body

    def _note_failed(self, collection: Collection, cause: str, detail: str) -> None:
        self._spider.count_failed(collection.api, collection.api, cause, detail)
        self._failed_in_a_row += 1
        if self._failed_in_a_row == MAX_FAILED_IN_A_ROW:
            self._spider.stop(
                EXIT_FAILED,
                "unreachable",
                f"{self._archive.index} does not answer ({cause}: {detail}); go on later",
            )
