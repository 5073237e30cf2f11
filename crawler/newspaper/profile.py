"""What is to be known of a newspaper before its pages can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from crawler.newspaper.kinds import Kind

NOWHERE = ":not(*)"
"""A selector that finds nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS for the parts of its pages. Each takes alternatives, `"h1.old, h1.new"`; one that finds
    nothing leaves its part to JSON-LD, meta tags and what any page gives away."""

    headline: str
    byline_block: str
    """The lines with byline, place and dates."""
    body: str
    """The box around the text."""
    lead_image: str
    """The picture, a box around it, or the link to its file."""
    keywords_label: str = ""
    """What heads the keywords; empty: the text `KEYWORDS` in whatever element."""

    menu: str
    """A section's block in the menu: its first link is the section, the others are below it."""
    section_container: str
    section_list: str
    """The rows of a section page's own list, and the box that holds them."""
    card_title: str
    card_day: str
    search_container: str = NOWHERE
    search_list: str = NOWHERE
    page_number: str = NOWHERE
    """A page of the search, by its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierSelectors:
    """What its markup was called before a relaunch."""

    until: date
    """The first day, in the newspaper's zone, on which its pages had the markup that came next."""
    selectors: Selectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How its search is asked for a list of articles, newest first."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    """Parameters of every page, such as how many articles it shows."""
    page: str
    """The parameter with the number of the page, from 1."""
    sections: tuple[str, ...]
    """Parameters that take a section's slug, at least one: the next one is tried where the one
    before finds nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """What its paths mean. A path is what follows the host: `/world/asia-pacific/<slug>`."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """Beginning of a path, of one or two segments -> what stands below it; else articles do."""
    sections: Mapping[str, str] = field(default_factory=dict)
    """Beginning of a path, of one segment or `*/` and the second -> home section of what stands
    below it. Elsewhere it is the last segment before a date, else the second of three, else the
    first."""
    twins: Mapping[str, str] = field(default_factory=dict)
    """Slug of a section -> the slug that `Article.section` carries for both of a pair."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """First segment -> the one that it was renamed to, where both still answer."""
    forms: Mapping[str, Kind] = field(default_factory=dict)
    """Last segment behind an article's slug -> kind of what it shows."""
    no_articles: frozenset[str] = frozenset()
    """First segments below which no article and no section stands, besides those that every site
    has (`crawler.urls`)."""
    feeds: str = "/rss"
    """The page that links its feeds."""
    feed_folders: tuple[str, ...] = ("rss",)
    """First segments of its feeds, in small letters."""
    search: Search | None = None
    """None: the spider `search` is refused."""
    pictures: str = "/"
    """What stands in the address of every picture of an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What it calls itself and others, in whatever case."""

    names: tuple[str, ...]
    """Its name in all spellings, as titles end with it."""
    latest: tuple[str, ...] = ()
    """First words of what a title has behind the name where it is of no article."""
    bylines: tuple[str, ...]
    """How the newspaper itself signs, in small letters without accents."""
    logo: frozenset[str] = frozenset()
    """Words in the names of its logo's files."""
    agencies: Mapping[str, str] = field(default_factory=dict)
    """Short name -> names, separated by commas, of agencies besides those that the world knows."""
    credits: frozenset[str] = frozenset()
    """What else says that a picture's parenthesis is a credit: its sister papers."""
    agency_codes: frozenset[str] = frozenset()
    """Short names of `agencies` that stand alone as a picture's credit."""
    places: frozenset[str] = frozenset()
    """Of its own country, as datelines name them: in small letters without accents."""
    endings: tuple[str, ...] = ()
    """Lines with which the article ends and the page's own begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newspaper:
    name: str
    """As people read it; the byline of what the newspaper itself signs."""
    slug: str
    """Names its database where no setting does: `sqlite:///data/<slug>.db`."""
    root: str
    """The default of `SITE_URL`."""
    hosts: frozenset[str]
    """All that it answers at. Links to them lead into the site, and no crawl of them hurries."""
    zone: ZoneInfo
    """Of times that state none, and of the days of publication."""
    charset: str = "windows-1252"
    """Of pages that are no UTF-8 and declare none."""
    paths: Paths
    wording: Wording
    selectors: Selectors
    """Of its pages today."""
    earlier_selectors: tuple[EarlierSelectors, ...] = ()
    """Of pages out of an archive, oldest first. Most changes need none: alternatives in
    `selectors` read old and new pages alike. It is for a name that means something else today."""

    def selectors_before(self, fetched_at: datetime) -> list[Selectors]:
        """What is tried on a page before `selectors`: those of its time, then later ones. None for
        a page of today."""
        return [
            one.selectors
            for one in self.earlier_selectors
            if fetched_at < datetime.combine(one.until, time(), self.zone)
        ]
