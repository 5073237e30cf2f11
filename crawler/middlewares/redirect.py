"""Redirects of listings, feeds and robots.txt; those of articles are the spider's
(docs/decisions/003)."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from crawler.runtime.failure_causes import Refused

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class GatedRedirectMiddleware(RedirectMiddleware):
    """Follows a redirect also to a url that was asked for before: a gate sends its visitor there
    and back, or to the same url again, until its cookie comes with the request. Scrapy's filter of
    duplicates would drop such a request in silence, with the page that waits for it."""

    # Scrapy's own takes a spider too, which it warns of.
    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        times = request.meta.get("redirect_times", 0)
        if times >= self.max_redirect_times and self._is_redirect(request, response):
            raise Refused("redirect-loop", f"over {times} redirects, the last to {_to(response)}")
        redirected = super().process_response(request, response)
        if isinstance(redirected, Request):
            redirected.dont_filter = True
        return redirected

    @staticmethod
    def _is_redirect(request: Request, response: Response) -> bool:
        return not request.meta.get("dont_redirect") and response.status in _REDIRECTS


def _to(response: Response) -> str:
    return (response.headers.get("Location") or b"nowhere").decode("utf-8", errors="replace")
