"""`scrapy crawl`, with the contract's exit status and one line for each thing that went wrong."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from typing import Any, ClassVar

from scrapy import signals
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from crawler.runtime import garbage_collection, logs, run_log, stats_names, terminal
from crawler.runtime.contact import check_contact
from crawler.runtime.due_next import next_due
from crawler.runtime.exceptions import (
    EXIT_FAILED,
    EXIT_HEALTHY,
    EXIT_LOCKED,
    ArgumentError,
    CrawlError,
)
from crawler.runtime.log_lines import formatter
from crawler.runtime.machine_faults import fault_of
from crawler.runtime.ping import Ping, Tail, is_ping_url
from crawler.runtime.setting_names import check_names
from crawler.runtime.setting_values import KNOWN_NAMES, check_settings
from crawler.runtime.shutdown import StoppableCrawler
from crawler.spiders.base import SiteSpider

logger = logging.getLogger(__name__)


class Command(ScrapyCrawl):
    # Other commands (shell, fetch, parse) load the same components and keep nothing.
    default_settings: ClassVar[dict[str, Any]] = {"STORE_ENABLED": True}

    def long_desc(self) -> str:
        return (
            "Run a spider of the project. Example: scrapy crawl sections -a sections=world "
            "-a since=2026-10-01. Exit status: 0 healthy, 1 failed, 2 wrong use or closed by "
            "robots.txt, 3 degraded, 75 another run of the spider holds the lock."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        terminal.prepare()
        try:
            super().process_options(args, opts)
            assert self.settings is not None
            check_settings(self.settings)
            check_names(opts.set, KNOWN_NAMES)
            check_spider(self.settings, args, opts.spargs)
            if not is_offline(self.settings, args):
                check_contact(self.settings)
        except CrawlError as error:
            self._ping_refusal(error)
            sys.exit(_refuse(error))
        except UsageError as error:
            sys.exit(_refuse(ArgumentError(str(error) or self.syntax())))
        except OSError as error:  # of --pidfile
            sys.exit(_refuse(ArgumentError(str(error))))

    def _ping_refusal(self, error: CrawlError) -> None:
        """Not of what a person has mistyped."""
        assert self.settings is not None
        url = str(self.settings["PING_URL"] or "")
        if next_due() is not None and is_ping_url(url):
            Ping(url).ended(error.exit_status, [str(error)])

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None
        assert self.settings is not None
        garbage_collection.wait()
        ping = Ping(self.settings["PING_URL"])
        try:
            logs.install(self.settings, args[0])
        except CrawlError as error:
            self.exitcode = _refuse(error)
            ping.ended(self.exitcode, [str(error)])
            return
        if not run_log.current.is_on_stderr and sys.stderr.isatty():
            terminal.say(f"The log is in {run_log.current.path}")
        tail = Tail(formatter(self.settings["LOG_FORMAT"]))
        if self.settings["PING_URL"]:
            logging.getLogger().addHandler(tail)
        spider = get_spider_loader(self.settings).load(args[0])
        crawler = StoppableCrawler(spider, self.settings)
        crawler.signals.connect(garbage_collection.settle, signals.engine_started)
        crawler.signals.connect(ping.started, signals.spider_opened)
        crawl: Any = self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = exit_status(crawler, crawl)
        terminal.end()
        if sys.stderr.isatty() and (command := look_next(self.exitcode, logs.run_filter.run)):
            terminal.say(f"Next: {command}")
        ping.ended(self.exitcode, tail.lines, run_log.current.path)
        garbage_collection.settle()  # the process ends: to look at all of it once more takes 0.2 s


def check_spider(settings: BaseSettings, args: list[str], raw: dict[str, str]) -> None:
    """Raises `ArgumentError` for an unknown spider or argument; names the right ones."""
    loader = get_spider_loader(settings)
    known = ", ".join(sorted(loader.list()))
    if len(args) != 1:
        raise ArgumentError(f"name one spider to crawl with: {known}")
    if args[0] not in loader.list():
        raise ArgumentError(f"there is no spider {args[0]!r}; there are: {known}")
    spider = loader.load(args[0])
    if issubclass(spider, SiteSpider):
        spider.parse_arguments(raw)


def is_offline(settings: BaseSettings, args: list[str]) -> bool:
    """Whether the spider asks nobody, so that nobody need know whom to ask."""
    spider = get_spider_loader(settings).load(args[0])
    return issubclass(spider, SiteSpider) and spider.is_offline


def exit_status(crawler: Crawler, crawl: asyncio.Task[None]) -> int:
    """What the run says of itself; 1 for a crawl that could not start or died."""
    if not crawl.done() or crawl.cancelled():
        return _say(EXIT_FAILED, "the crawl was stopped before its end")
    error = crawl.exception()
    if isinstance(error, CrawlError):
        return _refuse(error)
    if error is not None and (fault := fault_of(error)):
        return _say(EXIT_FAILED, fault)
    if error is not None:
        logger.error("The crawl died", exc_info=error)
        return _say(EXIT_FAILED, f"the crawl died of {type(error).__name__}: {error}")
    status = crawler.stats.get_value(stats_names.EXIT_STATUS)
    if not isinstance(status, int):
        return _say(EXIT_FAILED, "the crawl ended without an outcome")
    reason = crawler.stats.get_value(stats_names.REASON)
    return _say(status, reason) if status and reason else status


def look_next(exit_status: int, run: int | str) -> str | None:
    """The command that shows a person what came of it; `run`: its number, where it has one, as
    in the log."""
    if exit_status == EXIT_LOCKED:
        return "python -m pipelines runs"  # the one that holds the lock is the first of them
    if not isinstance(run, int):
        return "python -m pipelines doctor" if exit_status == EXIT_FAILED else None
    if exit_status == EXIT_HEALTHY:
        return "python -m pipelines report"
    return f"python -m pipelines runs --run {run}"


def _refuse(error: CrawlError) -> int:
    return _say(error.exit_status, str(error))


def _say(status: int, line: object) -> int:
    terminal.say(f"scrapy crawl: {line}")
    logs.note(f"scrapy crawl: {line}; exit status {status}")
    return status
