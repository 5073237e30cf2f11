"""`scrapy capture`: a page with its expected record becomes a test fixture, and is checked."""

from __future__ import annotations

import argparse
import gzip
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.capture.fixture import (
    EXPECTED,
    FOLDER,
    canonical_link,
    load,
    name_of,
    require_free,
    save,
    shown,
)
from crawler.capture.request import FEW_PARTS, fetch
from crawler.extraction import FetchedPage
from crawler.parsing.loader import PARSER_VERSION
from crawler.runtime import logs, terminal
from crawler.runtime.contact import check_contact
from crawler.runtime.exceptions import EXIT_HEALTHY, ArgumentError, CaptureFailed, CrawlError
from crawler.runtime.setting_names import check_names
from crawler.runtime.setting_values import KNOWN_NAMES, check_settings
from crawler.urls import Site, may_be_article
from crawler.warc.location import Location


class Command(ScrapyCommand):
    requires_project = True

    def syntax(self) -> str:
        return "[options] URL|FILE|RECORD"

    def short_desc(self) -> str:
        return "Save a page and the record expected of it as a test fixture; check all fixtures"

    def long_desc(self) -> str:
        return (
            "Save a page (a url of this site, asked for once, a saved FILE, or a RECORD of the raw "
            "archive, FILE.warc.gz:OFFSET as in v_articles.warc) with what the "
            f"parser reads in it under {shown(FOLDER)}/. Correct {EXPECTED} by hand where the "
            "reading is wrong: --check shows the difference until the parser reads it so. "
            "--outline shows what a page calls its parts; nothing is kept. "
            "Exit status: 0 done, or all as expected; 1 not to be had, or something differs; "
            "2 wrong use, or closed by robots.txt."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        does = parser.add_mutually_exclusive_group()
        does.add_argument(
            "--check", nargs="*", metavar="NAME", help="read fixtures again; without a name all"
        )
        does.add_argument(
            "--accept",
            nargs="+",
            metavar="NAME",
            help="show what differs, ask, and expect it from now on; raise PARSER_VERSION first",
        )
        does.add_argument(
            "--outline",
            metavar="NAME|FILE|URL|RECORD",
            help="show a page's headings, dates, texts and pictures, or its lists, with selectors",
        )
        parser.add_argument("--url", help="where FILE is from; default: its canonical link")
        parser.add_argument("--name", help="the fixture's name; default: the article's slug")
        parser.add_argument("--force", action="store_true", help="overwrite the fixture")
        parser.add_argument(
            "--dir", type=Path, default=FOLDER, help=f"where fixtures lie; default: {shown(FOLDER)}"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        terminal.prepare()
        try:
            super().process_options(args, opts)
            check_settings(self.settings)
            check_names(opts.set, KNOWN_NAMES)
            check_use(args, opts)
            self.requires_crawler_process = is_url(opts.outline or "".join(args))
            if self.requires_crawler_process:
                check_contact(self.settings)
            if opts.loglevel or opts.logfile:
                logs.install(self.settings, "capture")
            else:
                # What an operator must know is said in one line, see `_refuse`.
                logging.getLogger().addHandler(logging.NullHandler())
        except UsageError as error:
            sys.exit(_refuse(ArgumentError(str(error))))
        except CrawlError as error:
            sys.exit(_refuse(error))
        self.settings.setdict(FEW_PARTS, priority="cmdline")
        self.settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        # Here, because each start of any command loads this module to list its name.
        from crawler.capture.check import accept, check  # noqa: PLC0415
        from crawler.capture.report import console  # noqa: PLC0415

        try:
            if opts.check is not None:
                self.exitcode = check(opts.dir, opts.check, console())
            elif opts.accept is not None:
                self.exitcode = accept(opts.dir, opts.accept, console())
            elif opts.outline is not None:
                self.exitcode = self._outline(opts)
            else:
                self.exitcode = self._capture(args[0], opts)
        except CrawlError as error:
            self.exitcode = _refuse(error)
        except OSError as error:
            terminal.let_go(sys.stdout)
            self.exitcode = _refuse(CaptureFailed(str(error)))
        terminal.end()

    def _capture(self, target: str, opts: argparse.Namespace) -> int:
        from crawler.capture.report import console, record_table  # noqa: PLC0415

        assert self.settings is not None
        site = Site(self.settings["SITE_URL"])
        if self.crawler_process is not None:
            # Before the request, which would be in vain.
            require_free(_folder(site.path_of(target) or "/", opts), force=opts.force)
            page, url = fetch(self.crawler_process, target, site)
        else:
            page, url = self._kept_page(target, opts, site)
        folder = _folder(page.path, opts)
        fixture = save(folder, page, url, force=opts.force)
        out = console()
        out.print(f"{shown(folder)}: {fixture.expected['found']}, read by parser {PARSER_VERSION}")
        out.print(record_table(fixture.expected))
        out.print(f"Where that is wrong, correct {shown(folder / EXPECTED)} and use --check.")
        return EXIT_HEALTHY

    def _kept_page(
        self, target: str, opts: argparse.Namespace, site: Site
    ) -> tuple[FetchedPage, str]:
        """Out of a file, or out of the archive."""
        from crawler.capture.archived import archived_page  # noqa: PLC0415

        assert self.settings is not None
        record = record_of(target)
        if record is None or Path(target).is_file():
            return saved_page(Path(target), opts.url, site)
        return archived_page(record, str(self.settings["ARCHIVE_DIR"] or ""), site)

    def _outline(self, opts: argparse.Namespace) -> int:
        from crawler.capture.list_outline import list_outline  # noqa: PLC0415
        from crawler.capture.outline import outline  # noqa: PLC0415
        from crawler.capture.report import console, print_outline  # noqa: PLC0415
        from crawler.parsing.dom.document import Document  # noqa: PLC0415

        page = self._page_to_outline(opts)
        document = Document(page.body, page.path, page.site, page.content_type)
        parts = outline if may_be_article(page.path) else list_outline
        print_outline(parts(document), console())
        return EXIT_HEALTHY

    def _page_to_outline(self, opts: argparse.Namespace) -> FetchedPage:
        from crawler.capture.check import choose  # noqa: PLC0415

        assert self.settings is not None
        site = Site(self.settings["SITE_URL"])
        if self.crawler_process is not None:
            return fetch(self.crawler_process, opts.outline, site)[0]
        if Path(opts.outline).is_file():
            return saved_page(Path(opts.outline), opts.url, site)[0]
        if record_of(opts.outline) is not None:
            return self._kept_page(opts.outline, opts, site)[0]
        return load(choose(opts.dir, [opts.outline])[0]).page


def check_use(args: list[str], opts: argparse.Namespace) -> None:
    """Raises ArgumentError for words that make no sense together."""
    unknown = [word for word in args if word.startswith("-")]
    if unknown:
        raise ArgumentError(f"there is no option {unknown[0]}; see scrapy capture -h")
    reads = opts.check is not None or opts.accept is not None
    if reads and (args or opts.url or opts.name or opts.force):
        raise ArgumentError("--check and --accept go with names and --dir only")
    if opts.outline is not None and (args or opts.name or opts.force):
        raise ArgumentError("--outline goes with one NAME, FILE or URL, --url and --dir only")
    target = opts.outline or "".join(args)
    if not reads and opts.outline is None and len(args) != 1:
        raise ArgumentError("name one URL or FILE, or use --check, --accept or --outline")
    if opts.url and is_url(target):
        raise ArgumentError("--url says where a FILE is from; a URL says it itself")
    if opts.name and Path(opts.name).name != opts.name:
        raise ArgumentError(f"--name {opts.name!r} is no name of a folder")


def record_of(target: str) -> Location | None:
    """The record of an archive that a target names, as `FILE.warc.gz:OFFSET`; None for a url, a
    name or another file."""
    try:
        location = Location.parse(target)
    except ValueError:
        return None
    return location if location.file.endswith((".warc.gz", ".warc")) else None


def is_url(target: str) -> bool:
    return "://" in target


def saved_page(file: Path, url: str | None, site: Site) -> tuple[FetchedPage, str]:
    """A page out of a file, and where it is from.

    Raises ArgumentError where there is no such file or nothing says where the page is from.
    """
    try:
        body = file.read_bytes()
        fetched_at = datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    except OSError as error:
        raise ArgumentError(f"{file} is no url and cannot be read: {error.strerror}") from error
    if file.suffix == ".gz":
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError) as error:
            raise CaptureFailed(f"{file} cannot be unpacked: {error}") from error
    url = url or canonical_link(body, site)
    if url is None:
        raise ArgumentError(f"{file} does not say where it is from; add --url URL")
    path = site.path_of(url)
    if path is None:
        raise ArgumentError(f"{url} is not on {site.root}")
    return FetchedPage(body=body, path=path, site=site, fetched_at=fetched_at), url


def _folder(path: str, opts: argparse.Namespace) -> Path:
    folder: Path = opts.dir / (opts.name or name_of(path))
    return folder


def _refuse(error: CrawlError) -> int:
    terminal.say(f"scrapy capture: {error}")
    return error.exit_status
