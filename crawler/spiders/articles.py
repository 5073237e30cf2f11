"""Just the articles whose urls are given."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.items import Sighting
from crawler.runtime import stats_names
from crawler.runtime.arguments import Refetch, count, text
from crawler.runtime.exceptions import ArgumentError
from crawler.runtime.request_meta import fetched_at
from crawler.spiders.base import SiteSpider
from crawler.urls import Site, may_be_article

OK = 200
STANDARD_INPUT = "-"
MAX_NAMED = 3
"""Refused urls that an error names before it only counts."""


class ArticlesSpider(SiteSpider):
    name = "articles"
    parsers = {"urls": text, "file": text, "limit": count}

    def __init__(self, site: Site, values: dict[str, Any]) -> None:
        super().__init__(site, {**values, "refetch": Refetch.ALL})
        self.arguments = values
        self.paths: list[str] = []
        self._menu_seen = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Raises ArgumentError for a url of another site or of no article, before any request."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.paths = paths_of(links_of(spider.arguments), spider.site)
        return spider

    @classmethod
    def asks_for(cls, path: str) -> bool:
        return may_be_article(path)

    async def start(self) -> AsyncIterator[Any]:
        self.crawler.stats.inc_value(stats_names.ARTICLES_SEEN, len(self.paths))
        for path in self.paths:
            yield self.given(path)

    def parse_article(self, response: Response, sighting: Sighting) -> Iterator[Any]:
        if response.status == OK and not self._menu_seen:
            self._menu_seen = True
            yield from self.menu_in_passing(self.document(response), fetched_at(response))
        yield from super().parse_article(response, sighting)


def links_of(arguments: dict[str, Any]) -> list[str]:
    """The urls of both arguments; a file has one a line, `#` begins a comment."""
    if not arguments:
        raise ArgumentError("spider articles needs -a urls=URL,URL or -a file=FILE")
    links = [link.strip() for link in arguments.get("urls", "").split(",")]
    if "file" in arguments:
        links += (
            line.split("#", 1)[0].strip() if line.lstrip().startswith("#") else line.strip()
            for line in _lines(arguments["file"])
        )
    return [link for link in links if link]


def paths_of(links: Iterable[str], site: Site) -> list[str]:
    """Canonical paths, each once. Raises ArgumentError that names the links that are none."""
    found = {link: site.path_of(link) for link in links}
    wrong = [link for link, path in found.items() if path is None or not may_be_article(path)]
    if wrong:
        more = f" and {len(wrong) - MAX_NAMED} more" if len(wrong) > MAX_NAMED else ""
        named = ", ".join(wrong[:MAX_NAMED])
        raise ArgumentError(f"not articles of {site.root}: {named}{more}")
    if not found:
        raise ArgumentError("argument urls: it names no url")
    return list(dict.fromkeys(path for path in found.values() if path))


def _lines(name: str) -> list[str]:
    try:
        if name == STANDARD_INPUT:
            return sys.stdin.read().splitlines()
        return Path(name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ArgumentError(f"argument file: {name} cannot be read: {error}") from None
