"""Payloads that the archive has, by url, so that the same is not kept again."""

from __future__ import annotations

import logging
from collections import OrderedDict
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import NamedTuple, Self

from crawler.warc.captures import Original
from crawler.warc.cdxj import Entry, entries
from crawler.warc.location import Location
from pipelines.archive.exchange import Exchange
from pipelines.archive.folder import Folder, begun_at

logger = logging.getLogger(__name__)

REMEMBERED = timedelta(days=35)
"""An article is looked at for the last time 30 days after the look before."""
MAX_KNOWN = 30_000
"""Urls of earlier runs, the newest: some 15 MB."""
MAX_OWN = 1_000
"""Urls of this run: it asks for an article once, and memory does not grow with the run."""


class Payload(NamedTuple):
    digest: str
    fetched_at: datetime
    location: Location

    @classmethod
    def of(cls, entry: Entry) -> Self | None:
        """None where no later answer may be a revisit of it."""
        if entry.is_revisit or entry.digest is None or entry.status == HTTPStatus.NOT_MODIFIED:
            return None
        return cls(entry.digest, entry.fetched_at, entry.location)

    def original(self, url: str) -> Original:
        return Original(url, self.fetched_at)


class KnownPayloads:
    """The newest payload of each url."""

    def __init__(self) -> None:
        self._earlier: dict[str, Payload] = {}
        self._own: OrderedDict[str, Payload] = OrderedDict()

    def load(self, folder: Folder, now: datetime) -> None:
        """What the indexes of the last weeks say; one that cannot be read costs disk only."""
        for index in reversed(folder.indexes()):
            began = begun_at(index)
            if began is None or began < now - REMEMBERED:
                continue
            try:
                for one in entries(index):
                    if (payload := Payload.of(one)) is not None:
                        self._learn(one.url, payload)
            except (OSError, ValueError, KeyError) as error:
                logger.warning("index %s cannot be read: %s", index, error)
            if len(self._earlier) >= MAX_KNOWN:
                return

    def _learn(self, url: str, payload: Payload) -> None:
        known = self._earlier.get(url)
        if known is None or known.fetched_at < payload.fetched_at:
            self._earlier[url] = payload

    def original_of(self, exchange: Exchange, digest: str) -> Payload | None:
        """The earlier record that has this answer's payload; None where it is a new one."""
        known = self._own.get(exchange.url) or self._earlier.get(exchange.url)
        if known is None or exchange.status == HTTPStatus.NOT_MODIFIED:
            return known
        return known if exchange.body and known.digest == digest else None

    def add(self, url: str, payload: Payload) -> None:
        self._own[url] = payload
        if len(self._own) > MAX_OWN:
            self._own.popitem(last=False)
