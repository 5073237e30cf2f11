"""`scrapy capture`: a page with its expected record becomes a test fixture, and is checked."""

from __future__ import annotations

import argparse
import gzip
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import logs
from crawler.arguments import now
from crawler.capture.differences import Difference, differences
from crawler.capture.fixture import (
    EXPECTED,
    FOLDER,
    Fixture,
    canonical_link,
    folders,
    load,
    name_of,
    save,
    shown,
)
from crawler.capture.report import console, difference_table, record_table
from crawler.capture.request import NO_PARTS, fetch
from crawler.commands.crawl import check_settings
from crawler.exceptions import EXIT_FAILED, EXIT_HEALTHY, ArgumentError, CaptureFailed, CrawlError
from crawler.extraction import FetchedPage
from crawler.loaders import PARSER_VERSION
from crawler.urls import Site


class Command(ScrapyCommand):
    requires_project = True

    def syntax(self) -> str:
        return "URL|FILE | --check [NAME ...] | --accept NAME"

    def short_desc(self) -> str:
        return "Save a page and the record expected of it as a test fixture, or check them all"

    def long_desc(self) -> str:
        return (
            "Save a page (a url of this site, asked for once, or a saved FILE) with what the "
            f"parser reads in it under {shown(FOLDER)}/. Correct {EXPECTED} by hand where the "
            "reading is wrong: --check then shows the difference until the parser is right. "
            "Exit status: 0 done, or all as expected; 1 not to be had, or something differs; "
            "2 wrong use, or closed by robots.txt."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        does = parser.add_mutually_exclusive_group()
        does.add_argument(
            "--check", nargs="*", metavar="NAME", help="read the fixtures again; default all"
        )
        does.add_argument(
            "--accept", metavar="NAME", help="show what differs, ask, and expect it from now on"
        )
        parser.add_argument("--url", help="where a FILE is from; default its canonical link")
        parser.add_argument("--name", help="the fixture's name; default the article's slug")
        parser.add_argument("--force", action="store_true", help="overwrite a fixture")
        parser.add_argument(
            "--dir", type=Path, default=FOLDER, help=f"where fixtures lie; default {shown(FOLDER)}"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        try:
            super().process_options(args, opts)
            check_settings(self.settings)
            check_use(args, opts)
        except UsageError as error:
            sys.exit(_refuse(ArgumentError(str(error))))
        except CrawlError as error:
            sys.exit(_refuse(error))
        self.settings.setdict(NO_PARTS, priority="cmdline")
        self.requires_crawler_process = bool(args) and is_url(args[0])
        if opts.loglevel or opts.logfile:
            self.settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
            logs.install(self.settings, "capture")
        else:
            self.settings.set("LOG_ENABLED", False, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            if opts.check is not None:
                self.exitcode = check(opts.dir, opts.check)
            elif opts.accept is not None:
                self.exitcode = accept(chosen(opts.dir, [opts.accept])[0])
            else:
                self.exitcode = self._capture(args[0], opts)
        except CrawlError as error:
            self.exitcode = _refuse(error)

    def _capture(self, target: str, opts: argparse.Namespace) -> int:
        assert self.settings is not None
        site = Site(self.settings["SITE_URL"])
        if self.crawler_process is not None:
            _refuse_existing(opts, target)
            page = fetch(self.crawler_process, target, site)
        else:
            page = saved_page(Path(target), opts.url, site)
        folder = opts.dir / (opts.name or name_of(page.path))
        fixture = save(folder, page, site.url(page.path), force=opts.force)
        out = console()
        out.print(f"{shown(folder)}: {fixture.expected['found']}, by parser {PARSER_VERSION}")
        out.print(record_table(fixture.expected))
        out.print(f"Where that is wrong, correct {shown(folder / EXPECTED)}, then use --check.")
        return EXIT_HEALTHY
