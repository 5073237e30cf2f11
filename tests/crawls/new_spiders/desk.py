from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.items import Article, Sighting
from crawler.parsing.lists.listing import SectionPage
from crawler.runtime.arguments import text
from crawler.runtime.clock import now
from crawler.spiders.base import SiteSpider


@dataclass(slots=True, kw_only=True)
class DeskSighting(Sighting):
    desk: str


class DeskSpider(SiteSpider):
    """One section's list, whose articles get the desk that reads them as a keyword."""

    name = "desk"
    parsers = {"desk": text, "list": text}

    async def start(self) -> AsyncIterator[Any]:
        yield self.listing_request(self.arguments["list"], self.parse_list)

    def parse_list(self, response: Response, listing: str) -> Iterator[Any]:
        page = SectionPage(self.document(response))
        self.count_listing(listing, recognised=page.recognised)
        yield from self.listed(
            [
                DeskSighting(
                    path=card.path,
                    listing=listing,
                    seen_at=now(),
                    headline=card.headline,
                    day=card.day,
                    desk=self.arguments["desk"],
                )
                for card in page.cards()
            ]
        )

    def article_request(self, sighting: Sighting) -> Request:
        request = super().article_request(sighting)
        request.cb_kwargs["desk"] = sighting.desk if isinstance(sighting, DeskSighting) else None
        request.meta["read_by"] = "a stranger"
        return request

    def parse_article(
        self, response: Response, sighting: Sighting, desk: str | None = None
    ) -> Iterator[Any]:
        for found in super().parse_article(response, sighting):
            if isinstance(found, Article) and desk is not None:
                found.keywords.append(f"{desk}, {response.meta['read_by']}")
            yield found
