"""One page of the archive, read by today's parser; runs in a reading process."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler import settings
from crawler.extraction import FetchedPage, extract
from crawler.items import Absence, Article, Failure
from crawler.parsing.loader import PARSER_VERSION
from crawler.urls import Site
from crawler.warc.captures import Capture, capture_of
from crawler.warc.coding import NotUnpacked
from crawler.warc.location import Location
from crawler.warc.reading import Unreadable, answer_at
from crawler.warc.records import NoRecord
from pipelines.archive.folder import Folder
from pipelines.store.articles.rereading import Page
from pipelines.store.articles.rows import article_row
from pipelines.store.schema.rows import PageRow


class Reading(NamedTuple):
    article: int
    row: PageRow | None
    fault: str | None = None
    """Why there is no row."""


def read(folder: Folder, page: Page) -> Reading:
    try:
        capture = _capture(folder, page.warc)
        found = extract(_fetched(capture, page))
        if isinstance(found, Article):
            return Reading(page.article, article_row(found, PARSER_VERSION))
        return Reading(page.article, None, _said(found))
    except (Unreadable, NotUnpacked, ValueError) as error:
        return Reading(page.article, None, str(error))


def _capture(folder: Folder, warc: str) -> Capture:
    """The answer alone, without what a crawl has noted of it: a third of the time."""
    location = Location.parse(warc)
    try:
        with folder.file(location).open("rb") as file:
            record, _ = answer_at(file, location.offset)
        return capture_of(record, location.offset)
    except OSError as error:
        raise Unreadable(f"{warc}: {error.strerror}") from error
    except NoRecord as error:
        raise Unreadable(f"{warc}: {error}") from error


def _fetched(capture: Capture, page: Page) -> FetchedPage:
    if capture.original is not None:
        raise Unreadable(f"{page.warc}: a record without a payload")
    return FetchedPage(
        body=capture.body(),
        path=page.path,
        site=_site_of(_origin(capture.url)),
        fetched_at=capture.fetched_at,
        content_type=capture.content_type,
        latest=page.latest,
    )


@lru_cache(maxsize=8)
def _site_of(origin: str) -> Site:
    """The site as it was named when the page was fetched."""
    configured = Site(settings.SITE_URL)
    return configured if configured.owns(origin) else Site(origin)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _said(found: Absence | Failure) -> str:
    return found.reason if isinstance(found, Absence) else f"{found.cause}: {found.detail}"
