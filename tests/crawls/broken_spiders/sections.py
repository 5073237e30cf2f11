from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from crawler.spiders import sections


class BrokenSections(sections.SectionsSpider):
    name = "sections"

    def parse_section(self, response: Response, listing: str) -> Iterator[Any]:
        raise RuntimeError(f"cannot read {listing}")


del sections
