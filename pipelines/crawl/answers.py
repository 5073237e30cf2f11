"""What Scrapy has of a request and its answer, as the archive takes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK

from crawler.items import Sighting
from crawler.runtime.request_meta import fetched_at, meta_of
from crawler.urls import Site
from pipelines.archive.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a url was asked for."""

    cause: str
    via: str | None = None


def exchange_of(response: Response, request: Request, look: int, site: Site) -> Exchange:
    """Copied: Scrapy's decompression changes the headers in their place."""
    reason = _reason(request, site)
    return Exchange(
        url=response.url,
        method=request.method,
        request_headers=tuple(_pairs(request.headers)),
        request_body=request.body,
        protocol=response.protocol or "HTTP/1.1",
        status=response.status,
        headers=tuple(_pairs(response.headers)),
        body=response.body,
        fetched_at=fetched_at(request),
        ip_address=str(response.ip_address) if response.ip_address is not None else None,
        look=look,
        cause=reason.cause,
        via=reason.via,
        tries=1 + int(request.meta.get("retry_times", 0)),
    )


def sighting_of(request: Request) -> Sighting | None:
    """What led to an article that is asked for; None for any other request."""
    sighting = request.cb_kwargs.get("sighting")
    return sighting if isinstance(sighting, Sighting) else None


def _reason(request: Request, site: Site) -> Reason:
    if urls := request.meta.get("redirect_urls"):
        return Reason("redirect", str(urls[-1]))
    if request.callback is NO_CALLBACK:
        return Reason("robots")
    if "listing" in meta_of(request):
        return Reason("listing")
    sighting = sighting_of(request)
    return _reason_of_article(sighting, site) if sighting is not None else Reason("start")


def _reason_of_article(sighting: Sighting, site: Site) -> Reason:
    if sighting.came_by:
        return Reason("redirect", site.url(sighting.came_by[-1]))
    if sighting.is_canonical:
        return Reason("canonical")
    if sighting.is_given:
        return Reason("given")
    if sighting.listing:
        return Reason("article", site.url(sighting.listing))
    return Reason("recheck")


def _pairs(headers: Headers) -> Iterator[tuple[bytes, bytes]]:
    return ((name, value) for name, values in headers.items() for value in values)
