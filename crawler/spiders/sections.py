"""The menu crawl: home page, menu, section pages, articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.items import Menu, MenuEntry, Resume, Sighting
from crawler.parsing.lists.listing import MenuPage, SectionPage
from crawler.runtime import stats_names
from crawler.runtime.arguments import count, day, refetch, slugs
from crawler.runtime.exceptions import EXIT_FAILED, EXIT_WRONG_USE
from crawler.runtime.request_meta import fetched_at
from crawler.spiders.base import SiteSpider
from crawler.urls import canonical, landing_slug, twins_of

HOME = "/"


class SectionsSpider(SiteSpider):
    name = "sections"
    parsers = {"sections": slugs, "since": day, "until": day, "refetch": refetch, "limit": count}

    async def start(self) -> AsyncIterator[Any]:
        yield self._home_request()

    @classmethod
    def asks_for(cls, path: str) -> bool:
        return path == HOME or landing_slug(path) is not None

    def request_for(self, inner: str) -> Request:
        path = canonical(inner)
        if path == HOME:
            return self._home_request()
        if landing_slug(path) is not None:
            return self.listing_request(path, self.parse_section)
        return super().request_for(inner)

    def _home_request(self) -> Request:
        return Request(
            self.site.url(HOME), callback=self.parse_home, errback=self.start_page_failed
        )

    def parse_home(self, response: Response) -> Iterator[Any]:
        """The menu; without one there is nothing to crawl."""
        entries = MenuPage(self.document(response)).entries()
        self.crawler.stats.set_value(stats_names.MENU_SECTIONS, len(entries))
        if not entries:
            self.stop(EXIT_FAILED, "menu", f"no menu on {response.url}: its markup was not found")
        chosen = self._chosen(entries)
        yield Menu(entries=entries, seen_at=fetched_at(response))
        yield Resume(sections=frozenset(chosen) if "sections" in self.arguments else None)
        for slug in chosen:
            yield self.listing_request(f"/{slug}", self.parse_section)

    def parse_section(self, response: Response, listing: str) -> Iterator[Any]:
        """A sighting for each card of the section's own list."""
        if self.is_unchanged(response, listing):
            return
        page = SectionPage(self.document(response))
        cards, seen_at = page.cards(), fetched_at(response)
        self.count_listing(listing, recognised=page.recognised)
        yield from self.listed(
            [
                Sighting(
                    path=card.path,
                    listing=listing,
                    seen_at=seen_at,
                    section=listing.strip("/") if page.recognised else None,
                    position=card.position if page.recognised else None,
                    headline=card.headline,
                    day=card.day,
                )
                for card in cards
            ]
        )

    def _chosen(self, entries: list[MenuEntry]) -> list[str]:
        """Slugs that the argument names, a parent with its children; all without it."""
        known = {entry.slug: entry for entry in entries}
        wanted = self.arguments.get("sections")
        if wanted is None:
            return list(known)
        unknown = [slug for slug in wanted if self._in_menu(slug, known) is None]
        if unknown:
            self.stop(
                EXIT_WRONG_USE,
                "arguments",
                f"argument sections: not in the menu: {', '.join(unknown)}; "
                f"it has: {', '.join(sorted(known))}",
            )
        parents = {self._in_menu(slug, known) for slug in wanted}
        return [entry.slug for entry in entries if entry.slug in parents or entry.parent in parents]

    def _in_menu(self, slug: str, known: dict[str, MenuEntry]) -> str | None:
        """The menu's own slug; either of the twins means the one that the menu links."""
        return next((twin for twin in twins_of(slug) if twin in known), None)
