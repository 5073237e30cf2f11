"""`scrapy parse`: what the project makes of one page: the record, its sources, the links."""

from __future__ import annotations

import argparse
import asyncio
import inspect
import sys
from typing import Any

from scrapy import Request, Spider
from scrapy.commands.parse import Command as ScrapyParse
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.http import Response
from scrapy.spiderloader import SpiderLoaderProtocol, get_spider_loader
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure as TwistedFailure

from crawler.capture.request import error_of
from crawler.commands.crawl import check_spider
from crawler.items import Article, Menu, Sighting
from crawler.parsing.dom.document import Document
from crawler.runtime import one_page, stats_names, terminal
from crawler.runtime.exceptions import EXIT_FAILED, ArgumentError, CaptureFailed, CrawlError
from crawler.spiders.base import SiteSpider
from crawler.urls import Site, canonical

NAME = "parse"


class Command(ScrapyParse):
    """Scrapy's own, with the request that a crawl would make for the page."""

    def __init__(self) -> None:
        super().__init__()
        self._failure: TwistedFailure | None = None
        self._read: list[tuple[Article, Document]] = []

    def long_desc(self) -> str:
        return (
            "Ask for one page as a crawl does and show what its spider makes of it: items with "
            "their sources and selectors, and links. Nothing is stored: --pipelines passes the "
            "items through the item pipelines, which store them with -s STORE_ENABLED=1 only. Exit "
            "status: 0 the page was parsed, 1 it was not to be had or its parsing failed, 2 wrong "
            "use or closed by robots.txt."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        terminal.prepare()
        super().process_options(args, opts)
        try:
            one_page.prepare(self.settings, opts)
        except CrawlError as error:
            sys.exit(one_page.refuse(NAME, error))
        if self.settings.getbool("STORE_ENABLED") and not opts.pipelines:
            fault = "STORE_ENABLED goes with --pipelines; `scrapy crawl articles` stores as well"
            sys.exit(one_page.refuse(NAME, ArgumentError(fault)))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError
        try:
            self.set_spidercls(args[0], opts)
            self.start_parsing(args[0], opts)
        except CrawlError as error:
            self.exitcode = one_page.refuse(NAME, error)
        if self.first_response is not None:
            self.print_results(opts)
            self._print_sources(opts)
        terminal.end()

    def set_spidercls(self, url: str, opts: argparse.Namespace) -> None:
        """The spider whose crawls ask for such a url, where none is named."""
        assert self.settings is not None
        site = Site(self.settings["SITE_URL"])
        inner = site.inner_url(url) if "://" in url else None
        if inner is None:
            raise ArgumentError(f"{url} is not on {site.root}")
        loader = get_spider_loader(self.settings)
        opts.spider = opts.spider or spider_for(canonical(inner), loader)
        if opts.spider is None:
            raise ArgumentError(f"no spider asks for {url}; name one with --spider")
        if opts.spider in loader.list():
            check_parses(loader.load(opts.spider), opts.callback)
        check_spider(self.settings, [opts.spider], opts.spargs)
        if "urls" in getattr(loader.load(opts.spider), "parsers", {}):
            opts.spargs = {"urls": url, **opts.spargs}
        super().set_spidercls(site.url(inner), opts)

    def start_parsing(self, url: str, opts: argparse.Namespace) -> None:
        """Raises CrawlError where there is nothing to show, or not all of it."""
        assert self.crawler_process is not None
        assert self.spidercls is not None
        self.pcrawler = self._create_crawler(self.spidercls)
        crawl: Any = self.crawler_process.crawl(self.pcrawler, **opts.spargs)
        self.crawler_process.start()
        self._require_page(self.pcrawler, crawl)

    def _require_page(self, crawler: Crawler, crawl: asyncio.Task[None]) -> None:
        assert self.settings is not None
        if crawl.done() and not crawl.cancelled() and (error := crawl.exception()) is not None:
            raise error
        stats = crawler.stats
        if self._failure is not None:
            closed = stats.get_value(stats_names.ROBOTS_CLOSED)
            raise error_of(self._failure, Site(self.settings["SITE_URL"]), closed)
        if self.first_response is None:
            raise CaptureFailed("stopped before the page came; -L INFO says why")
        if stats.get_value(stats_names.CHECK):  # the spider has ended it
            raise CaptureFailed(str(stats.get_value(stats_names.REASON)))
        if stats.get_value(stats_names.SPIDER_ERRORS):
            self.exitcode = EXIT_FAILED

    def prepare_request(
        self, spider: Spider, request: Request, opts: argparse.Namespace
    ) -> Request:
        if isinstance(spider, SiteSpider):
            request = self._own_request(spider, request.url, opts.callback)
        return super().prepare_request(spider, request, opts)

    def _own_request(self, spider: SiteSpider, url: str, callback: str | None) -> Request:
        """As in a crawl; for another callback with the arguments that this one takes."""
        inner = spider.site.inner_url(url) or "/"
        request = spider.request_for(inner).replace(errback=self._note)
        if callback is None:
            return request
        known = {"sighting": spider.given(inner), "listing": inner, **request.cb_kwargs}
        wanted = inspect.signature(getattr(spider, callback)).parameters
        kwargs = {name: value for name, value in known.items() if name in wanted}
        return request.replace(callback=None, cb_kwargs=kwargs)

    def _note(self, failure: TwistedFailure) -> None:
        self._failure = failure

    def run_callback(
        self, response: Response, callback: Any, cb_kwargs: dict[str, Any] | None = None
    ) -> Deferred[Any]:
        called = super().run_callback(response, callback, cb_kwargs)
        return called.addCallback(self._as_links, response)

    def _as_links(self, outputs: Any, response: Response) -> list[Any]:
        """A sighting is a link to its article; another page's menu says nothing of this one."""
        spider = self.pcrawler.spider
        if not isinstance(spider, SiteSpider):
            return list(outputs)
        shown: list[Any] = []
        for output in outputs:
            if isinstance(output, Sighting):
                shown.append(spider.article_request(output))
            elif not (isinstance(output, Menu) and output.in_passing):
                shown.append(output)
            if isinstance(output, Article):
                self._read.append((output, spider.document(response)))
        return shown

    def scraped_data(self, args: Any) -> list[Any]:
        """What Scrapy goes on with. A redirect is followed without another level of --depth."""
        items, requests, opts, depth, _, callback = args
        self.add_items(depth, items)
        self.add_requests(depth, requests)
        followed: list[Any] = []
        for request in requests:
            sighting = request.cb_kwargs.get("sighting")
            led_here = isinstance(sighting, Sighting) and bool(sighting.came_by)
            if led_here or depth < opts.depth:
                request.meta["_depth"] = depth if led_here else depth + 1
                request.meta["_callback"] = request.callback
                request.callback = callback
                followed.append(request)
        kept = items if opts.output or opts.overwrite_output or opts.pipelines else []
        return [*kept, *followed]

    def _print_sources(self, opts: argparse.Namespace) -> None:
        from crawler.capture.reading import Reading  # noqa: PLC0415  (each command loads this file)

        if opts.noitems:
            return
        for article, document in self._read:
            print("# Sources ", "-" * 66)
            print(Reading(article, document))


def spider_for(path: str, loader: SpiderLoaderProtocol) -> str | None:
    spiders = [(name, loader.load(name)) for name in sorted(loader.list())]
    return next(
        (name for name, one in spiders if issubclass(one, SiteSpider) and one.asks_for(path)), None
    )


def check_parses(spider: type[Spider], callback: str | None) -> None:
    """Raises ArgumentError for a spider that asks for no page of the site, or lacks a callback."""
    if issubclass(spider, SiteSpider) and not spider.is_live:
        raise ArgumentError(f"spider {spider.name} reads archives, not the site's own pages")
    if callback and not callable(getattr(spider, callback, None)):
        raise ArgumentError(f"spider {spider.name} has no callback {callback!r}")
