"""What the spiders share that read archives in place of the site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.items import Article, Menu, Sighting
from crawler.parsing.clean.dates import CLOCK_ERROR
from crawler.runtime import stats_names
from crawler.runtime.clock import ANY_TIME, clock
from crawler.runtime.request_meta import fetched_at
from crawler.spiders.base import ANSWERS, SiteSpider
from crawler.warc.cdx_api import Listing

FIRST_CAPTURE = datetime(1991, 1, 1, tzinfo=UTC)
"""There was no web before it."""
AHEAD = timedelta(days=1)
"""By which another's clock may be wrong, or ours."""


class CapturedSpider(SiteSpider):
    """A capture has its own time: whatever it says was so then (docs/decisions/042)."""

    is_live: ClassVar[bool] = False

    def latest(self, response: Response) -> datetime:
        return min(fetched_at(response), ANY_TIME - CLOCK_ERROR) + CLOCK_ERROR

    def again(self, response: Response, cause: str) -> Request | None:
        """Another look at a capture shows the same."""
        return None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._menu_seen = False

    def menu_in_passing_once(self, response: Response) -> Iterator[Menu]:
        """The first page's menu: it says which of two twin slugs a section has."""
        if not self._menu_seen:
            self._menu_seen = True
            yield from self.menu_in_passing(self.document(response), fetched_at(response))

    def refuse(self, line: str, number: int = 1) -> None:
        """Count what is no whole capture, and say so."""
        self.crawler.stats.inc_value(stats_names.CAPTURES_REFUSED, number)
        self.logger.warning("%s", line)

    def refuse_rows(self, url: str, listing: Listing) -> None:
        if listing.bad_rows:
            self.refuse(f"{url}: {listing.bad_rows} rows cannot be read", listing.bad_rows)

    def is_refused_at(self, url: str, at: datetime) -> bool:
        """Whether no capture can be of that time; then it is refused."""
        if at < FIRST_CAPTURE:
            fault = f"there was no web before {FIRST_CAPTURE.year}"
        elif at - AHEAD > clock.latest():
            fault = "that is in the future"
        else:
            return False
        self.refuse(f"{url} of {at:%Y-%m-%d %T} UTC: {fault}")
        return True

    def what_it_was(
        self, response: Response, sighting: Sighting, capture: str, warc: str | None
    ) -> Iterator[Any]:
        """What a capture of an article's url says; it leads to no request.

        `capture`: as in `Article`. `warc`: where its payload lies in our archive.
        """
        for output in self.parse_article(response, sighting):
            if isinstance(output, Request):
                continue  # through a gate: what stood behind it is a capture of its own
            if isinstance(output, Article):
                output.capture, output.warc = capture, warc
            yield output


ARTICLE_ANSWERS = frozenset(ANSWERS)
"""Statuses of captures that say something of an article."""
