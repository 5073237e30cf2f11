"""Listings are asked whether they changed; one that did not shows what it showed before."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from crawler.items import Sighting
from crawler.runtime.request_meta import fetched_at, meta_of
from crawler.spiders.base import UNCHANGED
from pipelines.crawl.async_store import AsyncStore
from pipelines.store import Store, Validator

logger = logging.getLogger(__name__)

MAX_UNCHANGED = 6
"""304s in a row after which a listing is asked for whole: servers err, and keep an ETag while the
page changes (seen by Media Cloud in feeds)."""
UNTRUSTED = ""
"""Kept in place of the ETag of a listing that gave one version two contents."""


class ListingMemory:
    """What each listing's version was, for one crawl.

    A version is remembered only after everything that the page showed is committed; else a crash
    between the two would hide the page's articles until it changes.
    """

    def __init__(self, store: AsyncStore) -> None:
        self._store = store
        self._known: dict[str, Validator] = {}

    async def make_conditional(self, requests: Sequence[Request]) -> None:
        """Add the validators of the listings' last versions, with one look-up for all."""
        listings = {meta_of(request)["listing"]: request for request in requests}
        if not listings:
            return
        found = await self._store.call(Store.validators, list(listings))
        self._known.update(found)
        for listing, validator in found.items():
            if validator.unchanged_times < MAX_UNCHANGED:
                headers = listings[listing].headers
                if validator.etag:
                    headers["If-None-Match"] = validator.etag
                if validator.last_modified:
                    headers["If-Modified-Since"] = validator.last_modified

    def shown_before(self, response: Response) -> list[Sighting]:
        """For a 304, what the listing showed when it was read last; for any other answer []."""
        listing = meta_of(response)["listing"]
        validator = self._known.get(listing)
        if response.status != UNCHANGED or validator is None:
            return []
        seen_at = fetched_at(response)
        return [
            Sighting(
                path=path, listing=listing, seen_at=seen_at, section=section, position=position
            )
            for path, section, position in validator.shown
        ]

    async def remember(self, response: Response, sightings: Sequence[Sighting]) -> None:
        """Keep the listing's version, now that `sightings` are committed."""
        listing = meta_of(response)["listing"]
        known = self._known.get(listing)
        if response.status == UNCHANGED:
            if known is not None:
                again = replace(known, unchanged_times=known.unchanged_times + 1)
                await self._store.call(Store.save_validators, {listing: again})
            return
        fresh = Validator(
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            body_hash=hashlib.sha256(response.body).hexdigest(),
            shown=tuple((one.path, one.section, one.position) for one in sightings),
        )
        if known is not None and _lies(known, fresh):
            if known.etag != UNTRUSTED:
                logger.warning(
                    "%s changes without its ETag; asked for whole from now on", response.url
                )
            fresh = replace(fresh, etag=UNTRUSTED, last_modified=None)
        await self._store.call(Store.save_validators, {listing: fresh})


def _lies(known: Validator, fresh: Validator) -> bool:
    """Whether the site gives one version two contents, now or in an earlier run."""
    if known.etag == UNTRUSTED:
        return True
    version = fresh.etag or fresh.last_modified
    same = (known.etag, known.last_modified) == (fresh.etag, fresh.last_modified)
    return version is not None and same and known.body_hash != fresh.body_hash


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
