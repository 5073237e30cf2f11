"""The menu crawl: home page, menu, section pages, articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.arguments import day, now, refetch, slugs
from crawler.exceptions import EXIT_FAILED, EXIT_WRONG_USE
from crawler.items import Menu, MenuEntry, Resume, Sighting
from crawler.pages.listing import MenuPage, SectionPage
from crawler.spiders.base import SiteSpider
from crawler.urls import SECTION_TWINS

PRIORITY_OF_LISTINGS = 10
"""All listings first: what they show is written down before the first article is asked for."""


class SectionsSpider(SiteSpider):
    name = "sections"
    parsers = {"sections": slugs, "since": day, "until": day, "refetch": refetch}

    async def start(self) -> AsyncIterator[Any]:
        yield Request(self.site.url("/"), callback=self.parse_home, errback=self.home_failed)

    def parse_home(self, response: Response) -> Iterator[Any]:
        """The menu; without one there is nothing to crawl."""
        entries = MenuPage(self.document(response)).entries()
        self.crawler.stats.set_value("menu/sections", len(entries))
        if not entries:
            self.stop(EXIT_FAILED, f"no menu on {response.url}: its markup was not found")
        chosen = self._chosen(entries)
        yield Menu(entries=entries, seen_at=now())
        yield Resume(sections=frozenset(chosen) if "sections" in self.arguments else None)
        for slug in chosen:
            yield Request(
                self.site.url(f"/{slug}"),
                callback=self.parse_section,
                errback=self.listing_failed,
                cb_kwargs={"slug": slug},
                priority=PRIORITY_OF_LISTINGS,
            )

    def parse_section(self, response: Response, slug: str) -> Iterator[Any]:
        """A request for each card of the section's own list."""
        page = SectionPage(self.document(response))
        cards = page.cards()
        self._count_listing(slug, page.recognised, len(cards))
        listing = f"/{slug}"
        yield from self.listed_requests(
            [
                Sighting(
                    path=card.path,
                    listing=listing,
                    seen_at=now(),
                    section=slug if page.recognised else None,
                    position=card.position if page.recognised else None,
                    headline=card.headline,
                    day=card.day,
                )
                for card in cards
            ]
        )

    def home_failed(self, failure: Any) -> None:
        self.listing_failed(failure)
        self.stop_unanswered(failure)

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
                f"argument sections: not in the menu: {', '.join(unknown)}; "
                f"it has: {', '.join(sorted(known))}",
            )
        parents = {self._in_menu(slug, known) for slug in wanted}
        return [
            entry.slug for entry in entries if entry.slug in parents or entry.parent in parents
        ]

    def _in_menu(self, slug: str, known: dict[str, MenuEntry]) -> str | None:
        """The menu's own slug; either of the twins means the one that the menu links."""
        if slug in known:
            return slug
        twins = {SECTION_TWINS.get(slug, slug), *(a for a, b in SECTION_TWINS.items() if b == slug)}
        return next((twin for twin in twins if twin in known), None)

    def _count_listing(self, slug: str, recognised: bool, cards: int) -> None:
        stats = self.crawler.stats
        stats.inc_value("listings/read")
        stats.set_value(f"listings/cards/{slug}", cards)
        if not recognised:
            stats.inc_value("listings/unrecognised")
            self.logger.warning("The list of section %s was not found by its markup", slug)
