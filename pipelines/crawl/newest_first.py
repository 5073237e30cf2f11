"""What a limited run asks for: the newest articles of all that its lists showed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from crawler.items import ArchivedSighting, Sighting
from crawler.parsing.clean.dates import midnight

MAX_TRIES = 3
"""Urls asked for in place of each article of the limit: where the site answers with something else,
the next newest one is asked for, but not all of them."""
_NOBODY_KNOWS = datetime.min.replace(tzinfo=UTC)


class NewestFirst:
    """Holds all that waits, until the lists have been read. The database has each of these urls as
    pending, so what is never asked for here is the next run's."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._waiting: dict[str, list[Sighting]] = {}
        """By path; an archive has several captures of one."""
        self._asked: set[str] = set()
        self._arrived: set[str] = set()

    def __len__(self) -> int:
        """Articles that are still to be asked for if all of them come."""
        return min(self._missing(), len(self._waiting))

    @property
    def left(self) -> int:
        """Articles that wait, within the limit and beyond it."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether further lists would bring only older ones than enough."""
        return len(self._waiting) >= self._missing()

    def add(self, sightings: Iterable[Sighting]) -> None:
        for one in sightings:
            self._waiting.setdefault(one.path, []).append(one)

    def arrived(self, path: str) -> None:
        self._arrived.add(path)

    def take(self) -> list[Sighting]:
        """Those that are still missing, the newest first; [] where there are enough."""
        newest = sorted(self._waiting, key=self._newness, reverse=True)[: len(self)]
        self._asked.update(newest)
        return [one for path in newest for one in self._waiting.pop(path)]

    def _missing(self) -> int:
        tries = MAX_TRIES * self.limit - len(self._asked)
        return max(min(self.limit - len(self._arrived), tries), 0)

    def _newness(self, path: str) -> tuple[datetime, int]:
        """Of one day, the articles higher up in their lists."""
        return max((_moment(one), -(one.position or 0)) for one in self._waiting[path])


def _moment(one: Sighting) -> datetime:
    """As its list dates it; a day stands for its end."""
    if isinstance(one, ArchivedSighting):
        return one.seen_at
    if one.published is not None:
        return one.published
    return midnight(one.day + timedelta(days=1)) if one.day is not None else _NOBODY_KNOWS
