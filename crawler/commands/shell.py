"""`scrapy shell`, with `article()` at hand; it keeps nothing."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from scrapy.commands.shell import Command as ScrapyShell

from crawler.runtime import one_page, terminal
from crawler.runtime.exceptions import ArgumentError, CrawlError
from crawler.urls import Site

NAME = "shell"
_THIS_SITE = "crawler.middlewares.site.OnlyThisSiteMiddleware"
_OR_FILES = "crawler.middlewares.site.ThisSiteOrFilesMiddleware"


class Command(ScrapyShell):
    def long_desc(self) -> str:
        return (
            "Interactive console for a url of this site or a saved page (./page.html). article() "
            "is what the parser reads in it: each field with its source and selector; "
            "article().headline is one of them. Nothing is stored."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        terminal.prepare()
        super().process_options(args, opts)
        try:
            one_page.prepare(self.settings, opts)
            if self.settings.getbool("STORE_ENABLED"):
                raise ArgumentError("STORE_ENABLED is for crawls: a shell keeps nothing")
        except CrawlError as error:
            sys.exit(one_page.refuse(NAME, error))
        chain = self.settings.getdict("DOWNLOADER_MIDDLEWARES")
        chain[_OR_FILES] = chain.pop(_THIS_SITE)
        self.settings.set("DOWNLOADER_MIDDLEWARES", chain, priority="cmdline")

    def update_vars(self, vars: dict[str, Any]) -> None:  # noqa: A002  (Scrapy's name)
        from crawler.capture.reading import ReadsArticle  # noqa: PLC0415  (needs rich)

        assert self.settings is not None
        vars["article"] = ReadsArticle(Site(self.settings["SITE_URL"]), vars)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            super().run(args, opts)
        except CrawlError as error:
            self.exitcode = one_page.refuse(NAME, error)
        terminal.end()
