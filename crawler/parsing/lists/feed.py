"""RSS: the HTML index that names the feeds, and the feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.newspaper.active import PROFILE
from crawler.parsing.clean.alternatives import any_of
from crawler.parsing.clean.dates import parse_date
from crawler.parsing.clean.text import clean_description, clean_headline
from crawler.parsing.dom.document import Document, as_utf8, attribute
from crawler.urls import Site, canonical, may_be_article

if TYPE_CHECKING:
    import feedparser

_XML_ENCODING = re.compile(
    rb"(<\?xml\b[^<>]{0,100}?)\sencoding\s*=\s*[\"'][\w.:-]*[\"']", re.IGNORECASE
)
_FEED_PATH = re.compile(rf"/{any_of(PROFILE.paths.feed_folders)}/[^?#]+", re.IGNORECASE)
_REPLACED = "\ufffd".encode()
_OF_NO_SECTION = frozenset({"home-page", "rss.xml", "rss", "home", "all"})


@dataclass(frozen=True, slots=True)
class FeedItem:
    path: str
    headline: str | None
    description: str | None
    published: datetime | None


@dataclass(slots=True)
class Feed:
    items: list[FeedItem] = field(default_factory=list)
    broken: int = 0
    """Items that name no article of this site."""
    is_feed: bool = True
    replaced: int = 0
    """Characters that the bytes did not give in any declared charset."""


def feed_paths(document: Document) -> list[str]:
    """Paths of the feeds that the index links, each once, whatever links of one lead to it: the
    site answers `/rssFeed/…` and `/rssfeed/…` alike."""
    links = (attribute(link, "href") or "" for link in document.all("a[href], link[href]"))
    paths = (document.site.inner_url(link, document.path) for link in links)
    feeds: dict[str, str] = {}
    for path in paths:
        if path and is_feed(path):
            feeds.setdefault(canonical(path).lower(), path)
    return list(feeds.values())


def is_feed(path: str) -> bool:
    """Whether a feed stands at this path, as far as the path tells."""
    return _FEED_PATH.fullmatch(path) is not None


def feed_section(path: str) -> str | None:
    """Slug of the section that a feed is of: its last segment; None for the paper's own feeds and
    for a number, which is a feed's and no section's."""
    slug = canonical(path).rsplit("/", 1)[-1].lower()
    return None if slug in _OF_NO_SECTION or "." in slug or slug.isdigit() else slug


def read_feed(body: bytes, site: Site, content_type: str | None = None) -> Feed:
    """A feed's articles in order, each once. What XML forbids (a bare `&`, an unclosed item) costs
    that item at most: feedparser then reads the rest loosely. Its charset is decided as a page's:
    a letter that was cut costs that letter."""
    import feedparser  # noqa: PLC0415  (its start costs every crawl, few read feeds)

    text, _ = as_utf8(body.strip(), content_type)
    text = _XML_ENCODING.sub(rb"\1", text, count=1)
    parsed = feedparser.parse(
        text,
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    feed = Feed(is_feed=bool(parsed.get("version")), replaced=text.count(_REPLACED))
    seen: set[str] = set()
    for entry in parsed.entries:
        path = site.path_of(str(entry.get("link") or entry.get("id") or ""))
        if path is None or not may_be_article(path):
            feed.broken += 1
        elif path not in seen:
            seen.add(path)
            feed.items.append(_item(path, entry))
    return feed


def _item(path: str, entry: feedparser.FeedParserDict) -> FeedItem:
    moment = parse_date(entry.get("published") or entry.get("updated"))
    return FeedItem(
        path=path,
        headline=clean_headline(entry.get("title")),
        description=clean_description(entry.get("summary")),
        published=moment.instant if moment and not moment.day_only else None,
    )
