"""What a crawl yields. The field docs are the data contract between `crawler` and `pipelines`.

Every datetime is aware and in UTC. A *path* is a canonical one (`crawler.urls.canonical`): it
identifies an article whatever the host, scheme or `SITE_URL`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from crawler.newspaper.kinds import Kind as Kind  # noqa: PLC0414 - where others look for it
from crawler.warc.cdx_api import ArchivedPage


class Source(StrEnum):
    """Where a field's value was found, best first (CONTRACT, column `sources`)."""

    __hash__ = str.__hash__
    """Enum's is written in Python, and a page's reading looks up sixty values by their source."""

    SITE = "site"
    JSON_LD = "json-ld"
    META = "meta"
    LISTING = "listing"
    GENERIC = "generic"


class AliasCause(StrEnum):
    """How a url said that its article stands at another one."""

    REDIRECT = "redirect"
    """301 or 308."""
    TEMPORARY_REDIRECT = "temporary-redirect"
    """302, 303 or 307."""
    REFRESH = "refresh"
    CANONICAL = "canonical"


DERIVED = {"published_day": "date_published", "word_count": "body"}
"""Properties of `Article` that are stored like its fields, and the field that each is made of."""

_OF_BYLINE = {"of": "byline"}
_OF_IMAGE = {"of": "image_url"}
_NOT_FOUND = {"found": False}
_NOT_SHOWN = {"found": False, "shown": False}
_NOT_STORED = {"found": False, "shown": False, "stored": False}


@dataclass(slots=True, kw_only=True)
class Article:
    """One article's page, read. Texts are clean; what is not known is None, a list never is.

    The one list of the fields: `crawler.article_fields` has what tables, views and exports derive
    from it. Metadata say what a field is made of or shown with, and where it does not go.
    """

    path: str
    kind: Kind
    section: str
    """Home section's slug by the url, one of a pair of twins for both; the store renames
    it to the menu's own slug."""
    fetched_at: datetime
    headline: str | None = None
    description: str | None = None
    body: str | None = None
    """Paragraphs joined by one blank line."""
    dateline: str | None = None
    date_published: datetime | None = None
    date_modified: datetime | None = None
    """Only where the page states a time later than publication."""
    byline: str | None = None
    authors: list[str] = field(default_factory=list, metadata=_OF_BYLINE)
    agencies: list[str] = field(default_factory=list, metadata=_OF_BYLINE)
    keywords: list[str] = field(default_factory=list)
    image_url: str | None = None
    image_caption: str | None = field(default=None, metadata=_OF_IMAGE)
    image_credit: str | None = field(default=None, metadata=_OF_IMAGE)
    language: str = "en"
    sources: dict[str, str] = field(default_factory=dict, metadata=_NOT_FOUND)
    """Field name -> `Source`, for each field that has a value from the page or its listing."""
    warc: str | None = field(default=None, metadata=_NOT_FOUND)
    """Where the page lies in the archive, `file:offset`; set as the article is stored."""
    disagreements: list[str] = field(default_factory=list, metadata=_NOT_SHOWN)
    """Fields for which a later source had another valid value than the winner."""
    flags: list[str] = field(default_factory=list, metadata=_NOT_SHOWN)
    """What was refused or doubtful: `date_published:future`, `text:replacement-characters`, …"""
    aliases: list[str] = field(default_factory=list, metadata=_NOT_STORED)
    """Other paths that led to this page in this crawl (a redirect, an in-site canonical)."""
    canonical: str | None = field(default=None, metadata=_NOT_STORED)
    """Path of another article of this site that the page names as its canonical url."""
    capture: str | None = field(default=None, metadata=_NOT_STORED)
    """Set where the page came out of an archive: `crawl:number` of a look of our own crawls, which
    tells the order of two looks of one crawl; empty for another's."""

    @property
    def published_day(self) -> date | None:
        """The day of publication in the newspaper's zone, by the rules of that year."""
        # Not above: the profile that a deployment names may import this module.
        from crawler.newspaper.active import PROFILE  # noqa: PLC0415

        if self.date_published is None:
            return None
        return self.date_published.astimezone(PROFILE.zone).date()

    @property
    def word_count(self) -> int:
        return len(self.body.split()) if self.body else 0


@dataclass(slots=True, kw_only=True)
class Sighting:
    """A link to an article: the one form in which a spider asks for articles.

    The frontier writes it down, asks the store, and has `SiteSpider.article_request` make the
    request, each path once a run. A spider may subclass it to carry more.
    """

    path: str
    seen_at: datetime
    listing: str = ""
    """Path of the page that showed it, with its query where that matters (search); empty where no
    list did."""
    section: str | None = None
    """Slug, only where the listing is that section's own list or feed."""
    position: int | None = None
    """1 is the top card; None from a feed or an archive page."""
    headline: str | None = None
    description: str | None = None
    published: datetime | None = None
    """A feed's time of publication."""
    day: date | None = None
    """A card's day, in the newspaper's zone."""
    came_by: tuple[str, ...] = ()
    """Paths that led here in this crawl, by redirects and refreshes, the first one first."""
    is_given: bool = False
    """Asked for whatever the store knows of it: somebody gave the url."""
    is_canonical: bool = False
    """Named by an article's page as its canonical url."""

    def led_to(self, target: str, seen_at: datetime) -> Self:
        """The same article at the path that this one's leads to, which no list showed."""
        return replace(
            self,
            path=target,
            seen_at=seen_at,
            listing="",
            section=None,
            position=None,
            came_by=(*self.came_by, self.path),
            is_given=False,
        )


@dataclass(slots=True, kw_only=True)
class ArchivedSighting(Sighting):
    """A capture that a web archive has, to be asked for; `seen_at` is its time."""

    page: ArchivedPage
    others: tuple[ArchivedPage, ...] = ()
    """What is asked for where this one is not whole, the next one first."""


@dataclass(slots=True, kw_only=True)
class MenuEntry:
    slug: str
    name: str
    parent: str | None = None
    """Slug of the first section in the menu that links it; None for a top section."""


@dataclass(slots=True, kw_only=True)
class Menu:
    """The site's sections, in menu order, each once."""

    entries: list[MenuEntry]
    seen_at: datetime
    in_passing: bool = False
    """Seen on another page than the home page: believed only while no menu is known at all."""


@dataclass(slots=True, kw_only=True)
class Alias:
    """Another url of an article: a redirect's source, an old slug."""

    path: str
    target: str
    seen_at: datetime
    cause: AliasCause = AliasCause.REDIRECT


@dataclass(slots=True, kw_only=True)
class Absence:
    """No article stands at this path: 404, 410, or a page that is none (a soft 404)."""

    path: str
    reason: str
    """`404`, `410`, or `soft-404: …`."""
    gone: bool
    """True for 404 and 410 only: these set a known article's `gone_at`."""
    seen_at: datetime


@dataclass(slots=True, kw_only=True)
class Failure:
    """This time the page could not be had or read; it stays pending and is tried another night."""

    path: str
    cause: str
    """`dns`, `refused`, `timeout`, `http-500`, `cut`, `parse`, …: one word that can be counted."""
    detail: str
    seen_at: datetime


@dataclass(slots=True, kw_only=True)
class Skip:
    """An article that was read and lies outside the days that were asked for; not stored."""

    path: str
    published: datetime | None
    seen_at: datetime


@dataclass(slots=True, kw_only=True)
class Resume:
    """A spider's wish for what earlier runs left: pending urls and, by `refetch`, due rechecks."""

    sections: frozenset[str] | None = None
    """Only articles of these sections; None for all."""
