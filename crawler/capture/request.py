"""One page, asked for once, by the rules of every crawl: robots, user agent, TLS, this site."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcessBase
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.extraction import FetchedPage
from crawler.runtime import stats_names
from crawler.runtime.clock import now
from crawler.runtime.exceptions import ArgumentError, CaptureFailed
from crawler.runtime.failure_causes import RobotsClosed, cause_of, request_of
from crawler.runtime.response_headers import content_type_of
from crawler.urls import Site

FEW_PARTS: dict[str, dict[str, int]] = {
    "SPIDER_MIDDLEWARES": {"scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": 50},
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {},
}
"""Of what a crawl has: nothing is stored, counted or remembered; an error's page is none."""


class PageSpider(Spider):
    name = "capture"

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.response: Response | None = None
        self.failure: Failure | None = None

    async def start(self) -> AsyncIterator[Any]:
        # Not filtered: a redirect to itself is to end as a loop, not in silence.
        yield Request(
            self.url,
            callback=self.keep,
            errback=self.note,
            dont_filter=True,
            meta={"dont_retry": True},
        )

    def keep(self, response: Response) -> None:
        self.response = response

    def note(self, failure: Failure) -> None:
        self.failure = failure


def fetch(process: CrawlerProcessBase, link: str, site: Site) -> tuple[FetchedPage, str]:
    """The page at a link of this site, after redirects within it, and the url that answered.

    Raises ArgumentError for another site's link and where robots.txt says no, CaptureFailed where
    the site does not answer with a page.
    """
    inner = site.inner_url(link)
    if inner is None:
        raise ArgumentError(f"{link} is not on {site.root}")
    assert isinstance(process, AsyncCrawlerProcess)
    crawler = process.create_crawler(PageSpider)
    process.crawl(crawler, url=site.url(inner))
    process.start()
    spider = crawler.spider
    if not isinstance(spider, PageSpider):
        raise CaptureFailed("the request could not be started; -L DEBUG says why")
    if spider.failure is not None:
        raise error_of(spider.failure, site, crawler.stats.get_value(stats_names.ROBOTS_CLOSED))
    if spider.response is None:
        raise CaptureFailed("stopped before the page came")
    return _page(spider.response, site), spider.response.url


def _page(response: Response, site: Site) -> FetchedPage:
    return FetchedPage(
        body=response.body,
        path=site.path_of(response.url) or "/",
        site=site,
        fetched_at=now().replace(microsecond=0),
        content_type=content_type_of(response),
    )


def error_of(
    failure: Failure, site: Site, closed: RobotsClosed | None
) -> ArgumentError | CaptureFailed:
    """Why the one page that was asked for did not come."""
    cause, detail = cause_of(failure)
    if closed:
        return CaptureFailed(f"{site.root} {closed.reason}")
    url = request_of(failure).url
    if cause == "robots":
        return ArgumentError(f"robots.txt of {site.root} disallows {url}")
    return CaptureFailed(f"{url} could not be had ({cause}): {detail}")
