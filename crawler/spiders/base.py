"""What every spider shares: its arguments, and the way from a sighting to an article."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, NoReturn, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler import urls
from crawler.extraction import FetchedPage, read
from crawler.items import Absence, Alias, AliasCause, Article, Failure, Menu, Sighting, Skip
from crawler.parsing.dom.document import Document
from crawler.parsing.lists.listing import MenuPage
from crawler.runtime import arguments, stats_names
from crawler.runtime.arguments import Parser, Period, Refetch
from crawler.runtime.clock import clock, now
from crawler.runtime.exceptions import EXIT_FAILED, EXIT_WRONG_USE
from crawler.runtime.failure_causes import RobotsClosed, cause_of, cause_of_error, request_of
from crawler.runtime.machine_faults import MACHINE, fault_of, note_fault
from crawler.runtime.printable import line
from crawler.runtime.request_meta import RequestMeta, fetched_at
from crawler.runtime.response_headers import content_type_of
from crawler.runtime.shutdown import STOPPED
from crawler.urls import Site

REDIRECTS = {
    301: AliasCause.REDIRECT,
    308: AliasCause.REDIRECT,
    302: AliasCause.TEMPORARY_REDIRECT,
    303: AliasCause.TEMPORARY_REDIRECT,
    307: AliasCause.TEMPORARY_REDIRECT,
}
GONE = frozenset({404, 410})
ANSWERS = sorted({200, *REDIRECTS, *GONE})
UNCHANGED = 304
MAX_HOPS = 5
NO_FAILURES = frozenset({STOPPED, MACHINE})
"""Causes that say nothing of the url."""
PRIORITY_OF_LISTINGS = 10
"""Listings leave before the articles that wait: what they show is soon written down."""
CARD_DAY_MARGIN = 1
"""Days by which a card's day may differ from the article's before it is not asked for."""


class SiteSpider(Spider):
    """A way of discovery on the one site that `SITE_URL` names.

    A spider yields a `Sighting` for each article that it finds; the frontier
    (`pipelines.components.frontier`) makes the requests. What else it yields goes the way of its
    kind: a Menu, Resume, Alias, Absence, Failure or Skip to the store, an Article to the item
    pipelines, a Request to Scrapy.
    """

    parsers: ClassVar[Mapping[str, Parser]] = {}
    """Argument name -> its parser."""
    is_live: ClassVar[bool] = True
    """Whether its answers are the site's own of now, not captures of an archive."""
    is_offline: ClassVar[bool] = False
    """Whether it opens no connection to any site."""

    def __init__(self, site: Site, values: dict[str, Any]) -> None:
        super().__init__()
        self.site = site
        self.arguments = values
        self.refetch: Refetch = values.get("refetch", Refetch.RECENT)
        self.limit: int | None = values.get("limit")
        """Articles that are enough; the frontier asks for the newest."""
        self.period = Period(values.get("since"), values.get("until"))

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        values = cls.parse_arguments(kwargs)
        spider = cls(Site(crawler.settings["SITE_URL"]), values)
        spider._set_crawler(crawler)
        return spider

    @classmethod
    def parse_arguments(cls, raw: Mapping[str, str]) -> dict[str, Any]:
        """Raises `ArgumentError`; needs no crawler, so that a command can check first."""
        return arguments.parse_arguments(cls.name, cls.parsers, raw)

    @classmethod
    def asks_for(cls, path: str) -> bool:
        """Whether its crawls set out from pages of such a canonical path."""
        return False

    def request_for(self, inner: str) -> Request:
        """The request that a crawl makes for a page of the site, as far as its url tells what it
        is (`scrapy parse`)."""
        return self.article_request(self.given(inner))

    def given(self, inner: str) -> Sighting:
        """An article's url that somebody gave."""
        return Sighting(path=urls.canonical(inner), seen_at=now(), is_given=True)

    def article_request(self, sighting: Sighting) -> Request:
        """The request for an article that the frontier has decided to ask for; a callback yields
        the Sighting instead.

        A spider that overrides it may add `cb_kwargs`, which `parse_article` gets, and `meta`. It
        gets the spider's own sightings as they were yielded, and plain ones for what earlier runs
        left.
        """
        return Request(
            self.site.url(sighting.path),
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"sighting": sighting},
            meta={"dont_redirect": True, "handle_httpstatus_list": ANSWERS},
        )

    def listed(self, sightings: list[Sighting]) -> Iterator[Sighting]:
        """What a listing shows, counted, without what its cards date outside the period."""
        self.crawler.stats.inc_value(stats_names.ARTICLES_SEEN, len(sightings))
        clock.hear_cards((one.path, one.day) for one in sightings)
        for sighting in sightings:
            if self.period.includes_day(sighting.day, CARD_DAY_MARGIN) and self.period.includes(
                sighting.published
            ):
                yield sighting

    def parse_article(self, response: Response, sighting: Sighting) -> Iterator[Any]:
        """An Article, or what the page is instead; see `crawler.items`."""
        if response.status in REDIRECTS:
            yield from self._follow(response, sighting)
        elif response.status in GONE:
            reason = str(response.status)
            yield Absence(
                path=sighting.path, reason=reason, gone=True, seen_at=fetched_at(response)
            )
        else:
            yield from self._read(response, sighting)

    def _read(self, response: Response, sighting: Sighting) -> Iterator[Any]:
        path = sighting.path
        page = FetchedPage(
            body=response.body,
            path=path,
            site=self.site,
            fetched_at=fetched_at(response),
            latest=self.latest(response),
            content_type=content_type_of(response),
            sighting=sighting,
        )
        try:
            found = read(page)
        except Exception as error:
            if fault_of(error):
                raise
            self.logger.exception("Reading %s failed", response.url)
            found = Failure(
                path=path, cause="parse", detail=repr(error), seen_at=fetched_at(response)
            )
        if isinstance(found, Failure) and found.cause in ("cut", "empty"):
            yield self.again(response, found.cause) or found
        elif isinstance(found, Alias):
            yield from self._lead_to(found, sighting)
        elif isinstance(found, Article) and not self.period.includes(found.date_published):
            yield Skip(path=path, published=found.date_published, seen_at=found.fetched_at)
        else:
            yield found
            if isinstance(found, Article) and found.canonical is not None:
                yield from self._ask_canonical(found.canonical, sighting, found.fetched_at)

    def latest(self, response: Response) -> datetime:
        """A date on the page later than this one is a mistake of the site's."""
        return clock.latest()

    def again(self, response: Response, cause: str) -> Request | None:
        """A request for a page that did not come whole, as long as one more try is left."""
        assert response.request is not None
        return get_retry_request(response.request, spider=self, reason=cause)

    def _follow(self, response: Response, sighting: Sighting) -> Iterator[Any]:
        path, seen_at = sighting.path, fetched_at(response)
        location = (response.headers.get("Location") or b"").decode("utf-8", errors="replace")
        target = self.site.path_of(location, path)
        if target is None:
            yield self._failure(path, "redirect-offsite", f"leads to {location or 'nowhere'}")
        elif self._is_gate(response, target, (*sighting.came_by, path)):
            request = self.article_request(sighting.led_to(target, seen_at))
            inner = self.site.inner_url(location, path) or target
            # At once: the cookie that opens a gate may be short-lived, or be driven out by others.
            yield request.replace(
                url=self.site.url(inner), dont_filter=True, priority=PRIORITY_OF_LISTINGS
            )
        elif target != path and not urls.may_be_moved_to(target, path):
            reason = f"soft-404: redirects to {target}"
            yield Absence(path=path, reason=reason, gone=False, seen_at=seen_at)
        else:
            cause = REDIRECTS[response.status]
            alias = Alias(path=path, target=target, seen_at=seen_at, cause=cause)
            yield from self._lead_to(alias, sighting)

    def _is_gate(self, response: Response, target: str, came_by: tuple[str, ...]) -> bool:
        """Whether a way that has been gone is to be gone again: to the same url in another form, or
        with the cookie that was given for it. `came_by` ends with the path that answered."""
        if target not in came_by or len(came_by) > MAX_HOPS:
            return False
        is_first_turn = target == came_by[-1] and target not in came_by[:-1]
        return is_first_turn or bool(response.headers.getlist("Set-Cookie"))

    def _ask_canonical(
        self, path: str, named_by: Sighting, seen_at: datetime
    ) -> Iterator[Sighting]:
        """The article that a page names as its canonical one; no further than one step, so that
        pages which name each other in a row lead nowhere."""
        if not named_by.is_canonical:
            yield Sighting(path=path, seen_at=seen_at, is_canonical=True)

    def _lead_to(self, alias: Alias, sighting: Sighting) -> Iterator[Any]:
        """The alias and a sighting of its target, unless the way there has been gone already."""
        came_by = (*sighting.came_by, alias.path)
        if alias.target in came_by or len(came_by) > MAX_HOPS:
            trail = " -> ".join((*came_by, alias.target))
            yield self._failure(alias.path, "redirect-loop", trail)
            return
        yield alias
        yield sighting.led_to(alias.target, alias.seen_at)

    def article_failed(self, failure: TwistedFailure) -> Iterator[Failure]:
        """Only Failures: what an errback yields passes no spider middleware."""
        request = request_of(failure)
        cause, detail = self.cause_of(failure)
        if cause == "robots":
            self.stop_where_closed()
        if cause not in NO_FAILURES:
            yield self._failure(request.cb_kwargs["sighting"].path, cause, detail)

    def listing_request(self, listing: str, callback: Callable[..., Any]) -> Request:
        """A request for a page that lists, which the frontier makes conditional where it can."""
        return Request(
            self.site.url(listing),
            callback=callback,
            errback=self.listing_failed,
            cb_kwargs={"listing": listing},
            meta={**RequestMeta(listing=listing), "handle_httpstatus_list": [200, UNCHANGED]},
            priority=PRIORITY_OF_LISTINGS,
        )

    def is_unchanged(self, response: Response, listing: str) -> bool:
        """Whether the site answered that a listing shows what it showed last time."""
        if response.status != UNCHANGED:
            return False
        self.crawler.stats.inc_value(stats_names.LISTINGS_UNCHANGED)
        self.crawler.stats.inc_value(stats_names.LISTINGS_READ)
        return True

    def count_listing(self, listing: str, *, recognised: bool) -> None:
        stats = self.crawler.stats
        stats.inc_value(stats_names.LISTINGS_READ)
        if not recognised:
            stats.inc_value(stats_names.LISTINGS_UNRECOGNISED)
            self.logger.warning("%s: its list was not found by the site's markup", listing)

    def listing_failed(self, failure: TwistedFailure) -> None:
        """Count a page that lists and could not be had, by its cause."""
        url = request_of(failure).url
        cause, detail = self.cause_of(failure)
        if cause not in NO_FAILURES:
            self.count_failed(self.site.inner_url(url) or url, url, cause, detail)

    def count_failed(self, page: str, url: str, cause: str, detail: str) -> None:
        stats = self.crawler.stats
        stats.inc_value(stats_names.PAGES_FAILED)
        stats.inc_value(stats_names.PAGE_FAILURES(cause))
        stats.set_value(stats_names.FAILED_PAGES(page), cause)
        self.logger.error("Page failed (%s): %s: %s", cause, url, detail)

    def start_page_failed(self, failure: TwistedFailure) -> None:
        if self.cause_of(failure)[0] not in NO_FAILURES:
            self.listing_failed(failure)
            self.stop_unanswered(failure)

    def menu_in_passing(self, document: Document, seen_at: datetime) -> Iterator[Menu]:
        """The menu that every page carries: it says which of two twin slugs a section has."""
        entries = MenuPage(document).entries()
        if entries:
            yield Menu(entries=entries, seen_at=seen_at, in_passing=True)

    def document(self, response: Response) -> Document:
        at = self.site.inner_url(response.url) or "/"
        return Document(response.body, at, self.site, content_type_of(response))

    def stop(self, exit_status: int, check: str, reason: str) -> NoReturn:
        """End the crawl: nothing useful can be done. `reason` is a line for the operator, `check`
        the finding's name."""
        self.crawler.stats.set_value(stats_names.EXIT_STATUS, exit_status)
        self.crawler.stats.set_value(stats_names.REASON, line(reason))
        self.crawler.stats.set_value(stats_names.CHECK, check)
        raise CloseSpider("stopped")

    def robots_closed(self) -> RobotsClosed | None:
        closed: RobotsClosed | None = self.crawler.stats.get_value(stats_names.ROBOTS_CLOSED)
        return closed

    def stop_where_closed(self) -> None:
        """End the crawl where robots.txt was not had, or no night could keep its pace: that is no
        url's fault."""
        if closed := self.robots_closed():
            self.stop(EXIT_FAILED, closed.check, f"{self.site.root} {closed.reason}")

    def stop_unanswered(self, failure: TwistedFailure) -> NoReturn:
        """End the crawl because the page that everything starts from could not be had."""
        cause, detail = cause_of(failure)
        self.stop_where_closed()
        if cause == "robots":
            reason = f"robots.txt of {self.site.root} disallows this crawl"
            self.stop(EXIT_WRONG_USE, "robots", reason)
        url = request_of(failure).url
        self.stop(EXIT_FAILED, "unreachable", f"{url} could not be had ({cause}): {detail}")

    def cause_of(self, failure: TwistedFailure) -> tuple[str, str]:
        """The cause; where it is this machine, the run has failed."""
        assert failure.value is not None
        return self.cause_of_error(failure.value)

    def cause_of_error(self, error: BaseException) -> tuple[str, str]:
        cause, detail = cause_of_error(error)
        if cause == MACHINE:
            note_fault(self.crawler, detail)
        return cause, detail

    def _failure(self, path: str, cause: str, detail: str) -> Failure:
        return Failure(path=path, cause=cause, detail=line(detail), seen_at=now())
