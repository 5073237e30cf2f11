"""What a console shows of a page: its record, and where each field was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scrapy.http import Response

from crawler.capture.fixture import canonical_link
from crawler.capture.record import record_of
from crawler.capture.report import console, selectors_table
from crawler.extraction import FetchedPage, read
from crawler.items import Absence, Alias, Article, Failure
from crawler.parsing.dom.document import Document
from crawler.parsing.matched_selectors import fields_of
from crawler.runtime.exceptions import ArgumentError
from crawler.runtime.request_meta import fetched_at
from crawler.runtime.response_headers import content_type_of
from crawler.spiders.base import GONE, REDIRECTS
from crawler.urls import Site


class Reading:
    """What a page was read as. Its text is a table; its attributes are the record's own:
    `article().headline`."""

    def __init__(self, found: Article | Alias | Absence | Failure, document: Document) -> None:
        self.found = found
        fields = fields_of(found, document) if isinstance(found, Article) else {}
        self.selectors = {name: of["selector"] for name, of in fields.items() if "selector" in of}
        """Field -> selector that found it, of those found by the site's own markup."""

    def __getattr__(self, name: str) -> Any:
        if name == "found":  # not there yet, where a copy is being made
            raise AttributeError(name)
        return getattr(self.found, name)

    def __repr__(self) -> str:
        out = console()
        with out.capture() as captured:
            out.print(selectors_table(record_of(self.found), self.selectors))
        return captured.get().rstrip()


@dataclass
class ReadsArticle:
    """`article()` of `scrapy shell`: reads the response that is at hand there."""

    site: Site
    names: dict[str, Any]
    """The shell's own; `fetch` replaces its `response`."""

    def __call__(self, response: Response | None = None) -> Reading:
        """Raises ArgumentError where there is no page of this site to read."""
        response = response or self.names.get("response")
        if response is None:
            raise ArgumentError("there is no response yet: fetch(URL) first")
        return read_response(response, self.site)

    def __str__(self) -> str:
        """In the shell's list of what it has."""
        return "article() reads the response: each field, its source and selector"


def read_response(response: Response, site: Site) -> Reading:
    """Raises ArgumentError for a page that does not say where on the site it stands."""
    url = response.url
    if url.startswith("file:"):
        url = canonical_link(response.body, site) or url
    path = site.path_of(url)
    if path is None:
        raise ArgumentError(f"{url} is not on {site.root}")
    at = fetched_at(response)
    document = Document(response.body, path, site, content_type_of(response))
    if response.status in GONE or response.status in REDIRECTS:
        reason = str(response.status)
        gone = response.status in GONE
        return Reading(Absence(path=path, reason=reason, gone=gone, seen_at=at), document)
    page = FetchedPage(
        body=response.body,
        path=path,
        site=site,
        fetched_at=at,
        content_type=content_type_of(response),
    )
    return Reading(read(page), document)
