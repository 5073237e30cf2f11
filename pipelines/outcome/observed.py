"""A run's counts, as Scrapy's stats or a stored run has them, by the names they are given here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.runtime import stats_names
from crawler.runtime.stats_names import Keyed

_ASKED_IN_VAIN = (
    stats_names.ARTICLES_FAILED,
    stats_names.ARTICLES_ABSENT,
    stats_names.ARTICLES_SKIPPED,
)
_READ_AGAIN = (stats_names.ARTICLES_UPDATED, stats_names.ARTICLES_UNCHANGED)


@dataclass(frozen=True, slots=True)
class Observed:
    stats: Mapping[str, Any]

    def number(self, name: stats_names.Number) -> int:
        value = self.stats.get(name, 0)
        return int(value) if isinstance(value, int | float) else 0

    def text(self, name: stats_names.Words) -> str | None:
        value = self.stats.get(name)
        return value if isinstance(value, str) and value else None

    def under(self, keyed: Keyed[stats_names.Number]) -> Iterator[tuple[str, int]]:
        """The numbers below a prefix, by the rest of their name."""
        for name, value in sorted(self.stats.items()):
            if name.startswith(keyed.prefix) and isinstance(value, int):
                yield name.removeprefix(keyed.prefix), value

    @property
    def read(self) -> int:
        """Pages that gave an article."""
        return self.number(stats_names.ARTICLES_READ)

    @property
    def asked(self) -> int:
        """Articles asked for."""
        return self.read + sum(map(self.number, _ASKED_IN_VAIN))

    @property
    def seen(self) -> int:
        """Articles that listings showed."""
        return self.number(stats_names.ARTICLES_SEEN)

    @property
    def read_again(self) -> int:
        """Articles that were stored before."""
        return sum(map(self.number, _READ_AGAIN))

    def kept(self) -> dict[str, int]:
        """By field, articles whose stored value stayed against a page that reads worse."""
        return dict(self.under(stats_names.KEPT))

    def cards(self) -> dict[str, int]:
        """Articles shown, by listing."""
        return dict(self.under(stats_names.CARDS))

    def known(self, listing: str) -> int:
        """Those of a listing's articles that were known before."""
        return self.number(stats_names.KNOWN_CARDS(listing))

    def failed_pages(self) -> dict[str, str]:
        """Cause of failure, by page that lists."""
        prefix = stats_names.FAILED_PAGES.prefix
        return {
            name.removeprefix(prefix): str(cause)
            for name, cause in self.stats.items()
            if name.startswith(prefix)
        }

    def filled(self, field: str) -> float:
        """Share of the articles read that have a field."""
        return self.number(stats_names.FILLED(field)) / self.read if self.read else 0.0

    def sources(self, field: str) -> dict[str, int]:
        return dict(self.under(stats_names.sources(field)))
