"""The one place that turns a page into an article, whoever asked for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from crawler import urls
from crawler.items import Absence, Article, Failure, Sighting
from crawler.pages import bodies, generic, structured
from crawler.pages.article import ArticlePage
from crawler.pages.document import Document
from crawler.processors import clean_headline
from crawler.reading import load_article
from crawler.urls import Site

_ERROR_PAGE = re.compile(
    r"(?:error\W*)?404\b.*|(?:oops\W*)?(?:the |this )?page (?:was |is |could )?not (?:be )?found.*",
    re.IGNORECASE,
)
_SHORTEST_TEXT = 200
"""Of a page that nothing but its text makes an article: below it, it is a notice."""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A 200's bytes and what is needed to read them; from a response, a file or an archive."""

    body: bytes
    path: str
    """Canonical path of the url that answered."""
    site: Site
    fetched_at: datetime
    content_type: str | None = None
    sighting: Sighting | None = None


def extract(page: FetchedPage) -> Article | Absence | Failure:
    """The page's article; an Absence for a soft 404; a Failure for a page that came
    empty or cut off in the middle."""
    if not page.body or page.body.isspace():
        return Failure(
            path=page.path, cause="empty", detail="200 with no body", seen_at=page.fetched_at
        )
    document = Document(page.body, page.path, page.site, page.content_type)
    if not document.is_whole():
        return Failure(
            path=page.path,
            cause="cut",
            detail=f"the page ends in the middle after {len(page.body)} bytes",
            seen_at=page.fetched_at,
        )
    article_page = ArticlePage(document, urls.kind(page.path))
    reason, path = _identity(article_page)
    if reason:
        return Absence(
            path=page.path, reason=f"soft-404: {reason}", gone=False, seen_at=page.fetched_at
        )
    if path != page.path:
        document.path = path
        article_page.kind = urls.kind(path)
    article = load_article(article_page, page.sighting, page.fetched_at)
    if path != page.path:
        article.aliases.append(page.path)
    return article


def _identity(page: ArticlePage) -> tuple[str | None, str]:
    """Why the page is no article, or None; and the path that it names as its own."""
    document = page.document
    path = document.path
    link = page.canonical_link
    if link:
        own = document.site.path_of(link, path)
        if own is None:
            return f"canonical leads to {link}", path
        if own != path and not urls.may_be_article(own):
            return f"canonical leads to {own}", path
        path = own
    if not _shows_article(document, page):
        return "no article on the page", path
    return None, path


def _shows_article(document: Document, page: ArticlePage) -> bool:
    """The site's article markup, or what machines are told; else a headline of which the title
    speaks, with a date under it or running text. An error page has a headline too."""
    headline = clean_headline(page.headings[0].text()) if page.headings else None
    if headline is None and not page.has_body:
        headline = generic.headline(document)
    if headline is not None and _ERROR_PAGE.fullmatch(headline):
        return False
    if page.headings or page.has_body or structured.has_article(document):
        return True
    if (structured.og_type(document) or "").lower() in ("article", "video.other", "video"):
        return True
    if headline is None:
        return False
    if generic.signature(document).date_published:
        return True
    title = clean_headline(document.title)
    texts = bodies.body(document, page.kind, headline) or []
    return title == headline and len(texts) > 1 and sum(map(len, texts)) >= _SHORTEST_TEXT
