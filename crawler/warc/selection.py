"""Which captures of each page are worth asking for, out of any number that archives list."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from typing import NamedTuple

from crawler.warc.cdx_api import ArchivedPage

MAX_TRIES = 3
"""Captures of a page's beginning that are asked for until one is whole."""


class Wanted(NamedTuple):
    path: str
    page: ArchivedPage
    others: tuple[ArchivedPage, ...]
    """What follows it, should it not be whole, the next one first."""


class Selection:
    """The first capture of each path, with those after it, and the newest one, one a digest.

    It keeps `MAX_TRIES` and one of each path, whatever comes, in any order.
    """

    def __init__(self) -> None:
        self._by_path: dict[str, list[ArchivedPage]] = {}

    def __len__(self) -> int:
        return len(self._by_path)

    def add(self, path: str, page: ArchivedPage) -> None:
        kept = self._by_path.setdefault(path, [])
        for i, known in enumerate(kept):
            # The same page comes by http and https, and with any query.
            if page.digest and known.digest == page.digest:
                if known.at <= page.at:
                    return
                del kept[i]
                break
        insort(kept, page, key=lambda one: one.at)
        if len(kept) > MAX_TRIES + 1:
            del kept[-2]

    def __iter__(self) -> Iterator[Wanted]:
        """Of each path the first one, and the newest where that is another."""
        for path, kept in self._by_path.items():
            first, newest = kept[0], kept[-1]
            yield Wanted(path, first, tuple(kept[1:-1][: MAX_TRIES - 1]))
            if newest is not first:
                yield Wanted(path, newest, ())
