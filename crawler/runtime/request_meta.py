"""What our requests carry in `meta` beside Scrapy's own keys: all of it, with its types."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, cast

from scrapy import Request
from scrapy.http import Response

from crawler.runtime.clock import now
from crawler.warc.captures import Capture


class RequestMeta(TypedDict, total=False):
    listing: str
    """Path of a page that lists articles. Set by `SiteSpider.listing_request`; the frontier asks
    for the page conditionally, and remembers what it showed."""
    only_after_news: bool
    """Set on the request for a next page. The frontier drops it where the page that yielded it
    showed articles, and all of them were known."""
    is_further: bool
    """Whether the page shows older articles than the one that led to it. The frontier drops the
    request where a limited run has enough."""
    machine_tries: int
    """How often the request failed for want of file handles or memory (OwnMachineMiddleware)."""
    fetched_at: datetime
    """When the answer came, to the second. Set by `WitnessExtension`; read with `fetched_at`."""
    captured_at: datetime
    """When an archive had the answer from the site, to the second: the answer's time. Set by the
    spiders that read archives."""
    capture: Capture
    """What `CaptureHandler` answers with."""


def meta_of(message: Request | Response) -> RequestMeta:
    """A request's `meta`, or that of a response's request, with our keys typed."""
    return cast("RequestMeta", message.meta)


def fetched_at(message: Request | Response) -> datetime:
    """When a request was answered: the one time of all that is written of the answer, in the store
    and in the archive (docs/decisions/040)."""
    request = message if isinstance(message, Request) else message.request
    if request is None:
        return to_second(now())
    meta = meta_of(request)
    return meta.get("captured_at") or meta.get("fetched_at") or to_second(now())


def to_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
