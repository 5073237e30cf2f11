"""A page out of the raw archive, by its record, as `v_articles.warc` has it."""

from __future__ import annotations

from pathlib import Path

from crawler.extraction import FetchedPage
from crawler.runtime import paths
from crawler.runtime.exceptions import ArgumentError, CaptureFailed
from crawler.urls import Site
from crawler.warc.coding import NotUnpacked
from crawler.warc.location import Location
from crawler.warc.reading import Unreadable, read_at


def archived_page(location: Location, archive: str, site: Site) -> tuple[FetchedPage, str]:
    """The page and its url. `archive`: the setting ARCHIVE_DIR, below which a file is looked for
    that is not there as it is named.

    Raises ArgumentError for another site's page, CaptureFailed where no page can be read there.
    """
    file = Path(location.file)
    if not file.exists() and archive:
        file = paths.resolve(archive) / location.file
    try:
        capture = read_at(file, location.offset)
        if capture.original is not None:
            raise CaptureFailed(
                f"{location} has the payload of {capture.original.fetched_at:%F %T}: name that one"
            )
        body = capture.body()
    except (Unreadable, NotUnpacked) as error:
        raise CaptureFailed(str(error)) from error
    path = site.path_of(capture.url)
    if path is None:
        raise ArgumentError(f"{capture.url} is not on {site.root}")
    page = FetchedPage(
        body=body,
        path=path,
        site=site,
        fetched_at=capture.fetched_at,
        content_type=capture.content_type,
    )
    return page, capture.url
