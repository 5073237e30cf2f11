"""The one place that turns a page into an article, whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler import urls
from crawler.items import Absence, Alias, AliasCause, Article, Failure, Sighting
from crawler.newspaper.active import PROFILE
from crawler.parsing.assemble import load_article
from crawler.parsing.canonical_link import Odd, canonical, names_nothing
from crawler.parsing.dom.document import Document
from crawler.parsing.recognition import shows_article
from crawler.parsing.refresh import refresh_link
from crawler.parsing.sources.site import ArticlePage
from crawler.urls import Site


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page's bytes and what is needed to read them; from a response, a file or an archive."""

    body: bytes
    path: str
    """Canonical path of the url that answered."""
    site: Site
    fetched_at: datetime
    content_type: str | None = None
    sighting: Sighting | None = None
    latest: datetime | None = None
    """A date later than this one is refused; None: than `fetched_at` and a few minutes."""


def extract(page: FetchedPage) -> Article | Absence | Failure:
    """As `read`, for those who follow no link: a page that sends its reader on is none here."""
    found = read(page)
    if isinstance(found, Alias):
        return _absence(page, f"refreshes to {found.target}")
    return found


def read(page: FetchedPage) -> Article | Alias | Absence | Failure:
    """The page's article; an Alias for a page that sends its reader on to another article at once;
    an Absence for one that shows none; a Failure for one that came empty or cut off."""
    if not page.body or page.body.isspace():
        return _failure(page, "empty", "a page with no body")
    document = Document(page.body, page.path, page.site, page.content_type)
    target = _sent_on_to(document)
    if target is not None:
        return Alias(
            path=page.path, target=target, seen_at=page.fetched_at, cause=AliasCause.REFRESH
        )
    if not document.is_whole():
        return _failure(page, "cut", f"the page ends in the middle after {len(page.body)} bytes")
    named = canonical(document)
    article_page = _article_page(document, page)
    elsewhere = named.path is None and Odd.SECTION in named.odd
    if not shows_article(article_page, names_another_page=elsewhere):
        return _absence(page, "no article on the page")
    article = load_article(article_page, page.sighting, page.fetched_at, page.latest)
    article.flags.extend(f"canonical:{odd}" for odd in named.odd)
    if named.path not in (None, page.path):
        article.canonical = named.path
        article.flags.append("canonical:other")
    return article


def _article_page(document: Document, page: FetchedPage) -> ArticlePage:
    """By the selectors of its time; a day's boundary is not sharp, so that later ones are asked
    where these find neither headline nor body."""
    kind = urls.kind(page.path)
    for selectors in PROFILE.selectors_before(page.fetched_at):
        found = ArticlePage(document, kind, selectors)
        if found.headings or found.has_body:
            return found
    return ArticlePage(document, kind)


def _sent_on_to(document: Document) -> str | None:
    """Path of the other article that the page refreshes to."""
    link = refresh_link(document)
    if link is None or names_nothing(link):
        return None
    target = document.site.path_of(link, document.path)
    if target is None or target == document.path:
        return None
    return target if urls.may_be_moved_to(target, document.path) else None


def _absence(page: FetchedPage, reason: str) -> Absence:
    return Absence(
        path=page.path, reason=f"soft-404: {reason}", gone=False, seen_at=page.fetched_at
    )


def _failure(page: FetchedPage, cause: str, detail: str) -> Failure:
    return Failure(path=page.path, cause=cause, detail=detail, seen_at=page.fetched_at)
