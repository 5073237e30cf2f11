"""A run's counts, as Scrapy's stats or a stored run has them, by the names they are given here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Observed:
    stats: Mapping[str, Any]

    def number(self, name: str) -> int:
        value = self.stats.get(name, 0)
        return int(value) if isinstance(value, int | float) else 0

    def text(self, name: str) -> str | None:
        value = self.stats.get(name)
        return value if isinstance(value, str) and value else None

    def under(self, prefix: str) -> Iterator[tuple[str, int]]:
        """The numbers below a prefix, by the rest of their name."""
        for name, value in sorted(self.stats.items()):
            if name.startswith(prefix) and isinstance(value, int):
                yield name.removeprefix(prefix), value

    @property
    def read(self) -> int:
        """Pages that gave an article."""
        return self.number("articles/read")

    @property
    def asked(self) -> int:
        """Articles asked for."""
        others = ("failed", "absent", "skipped")
        return self.read + sum(self.number(f"articles/{name}") for name in others)

    @property
    def seen(self) -> int:
        """Articles that listings showed."""
        return self.number("articles/seen")

    @property
    def read_again(self) -> int:
        """Articles that were stored before."""
        return self.number("articles/updated") + self.number("articles/unchanged")

    def kept(self) -> dict[str, int]:
        """By field, articles whose stored value stayed against a page that reads worse."""
        return dict(self.under("fields/kept/"))

    def cards(self) -> dict[str, int]:
        """Articles shown, by listing."""
        return dict(self.under("listings/cards/"))

    def known(self, listing: str) -> int:
        """Those of a listing's articles that were known before."""
        return self.number(f"listings/known/{listing}")

    def failed_pages(self) -> dict[str, str]:
        """Cause of failure, by page that lists."""
        prefix = "pages/failed_at/"
        return {
            name.removeprefix(prefix): str(cause)
            for name, cause in self.stats.items()
            if name.startswith(prefix)
        }

    def filled(self, field: str) -> float:
        """Share of the articles read that have a field."""
        return self.number(f"fields/{field}") / self.read if self.read else 0.0

    def sources(self, field: str) -> dict[str, int]:
        return dict(self.under(f"sources/{field}/"))


def section_of(listing: str) -> str:
    """The slug of a listing's section: `/world` and `/rss/world` are of `world`."""
    return listing.split("?", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1] or "/"
