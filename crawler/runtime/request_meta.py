"""What our requests carry in `meta` beside Scrapy's own keys: all of it, with its types."""

from __future__ import annotations

from typing import TypedDict, cast

from scrapy import Request
from scrapy.http import Response


class RequestMeta(TypedDict, total=False):
    listing: str
    """Path of a page that lists articles. Set by `SiteSpider.listing_request`; the frontier asks
    for the page conditionally, and remembers what it showed."""
    only_after_news: bool
    """Set on the request for a next page. The frontier drops it where the page that yielded it
    showed articles, and all of them were known."""
    machine_tries: int
    """How often the request failed for want of file handles or memory (OwnMachineMiddleware)."""


def meta_of(message: Request | Response) -> RequestMeta:
    """A request's `meta`, or that of a response's request, with our keys typed."""
    return cast("RequestMeta", message.meta)
