"""One article's page, read: the candidates of each field, in the order of `loaders.SOURCES`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from crawler import urls
from crawler.body_candidates import body_candidates
from crawler.bylines import HOUSE, parse_byline
from crawler.dates import CLOCK_ERROR, Moment, as_moment, midnight
from crawler.disagreements import disagreements
from crawler.items import Article, Sighting, Source
from crawler.loaders import GENERIC, JSON_LD, LISTING, META, SITE, SOURCES, ArticleLoader
from crawler.pages import generic, pictures, structured
from crawler.pages.article import ArticlePage

_A_MINUTE = timedelta(minutes=1)


class _Reading:
    """One article being read: its page's sources, and what its listing said."""

    def __init__(self, page: ArticlePage, sighting: Sighting | None, fetched_at: datetime) -> None:
        self.page = page
        self.document = page.document
        self.latest = fetched_at + CLOCK_ERROR
        self.loader = ArticleLoader()
        self.flags: list[str] = []
        self.stated = {
            SITE: page.site,
            JSON_LD: structured.json_ld(page.document),
            META: structured.meta(page.document),
            LISTING: _listing_values(sighting),
        }

    def raw(self, source: Source, field: str) -> object:
        return self._generic(field) if source is GENERIC else self.stated[source].get(field)

    def candidates(self, field: str) -> Iterator[tuple[Source, object]]:
        for source in SOURCES[field]:
            yield source, self.raw(source, field)

    def _generic(self, field: str) -> object:
        if field == "headline":
            return generic.headline(self.document)
        if self.page.signature_block is not None:
            return None
        return getattr(generic.signature(self.document), field)

    def read(self) -> None:
        for field in ("headline", "description", "dateline", "keywords"):
            self.loader.add_first(field, self.candidates(field))
        self.loader.add_first("body", self._bodies())
        self.loader.add_first("byline", self.candidates("byline"), self._is_signed)
        self._read_image()

    def _bodies(self) -> Iterator[tuple[Source, object]]:
        stated = self.stated[JSON_LD].get("body")
        return body_candidates(self.page, stated, self.loader.values.get("headline"))

    def _is_signed(self, byline: str) -> bool:
        """Under the site's own signature block without a name, the publisher's default author in
        JSON-LD or meta tags is no byline."""
        if self.page.site.get("byline") or self.page.signature_block is None:
            return True
        return parse_byline(byline).authors != [HOUSE]

    def _read_image(self) -> None:
        """Caption and credit come with the picture that they belong to."""
        loader = self.loader
        names = parse_byline(loader.values.get("byline")).authors
        found = list(self.candidates_of_image())
        portraits = pictures.portraits(self.document, names, [url for _, url in found])
        loader.add_first("image_url", [one for one in found if one[1] not in portraits])
        source = loader.sources.get("image_url")
        if source is None:
            return
        raw = self._picture if source is GENERIC else None
        for field in ("image_caption", "image_credit"):
            own = raw.get(field) if raw else self.raw(source, field)
            loader.add_first(field, [(source, own)])
        if source in (JSON_LD, META) and "image_caption" not in loader.sources:
            picture = pictures.image(self.document, loader.values.get("image_url"))
            for field in ("image_caption", "image_credit"):
                loader.add_first(field, [(GENERIC, picture.get(field))])

    def candidates_of_image(self) -> Iterator[tuple[Source, object]]:
        for source in (SITE, JSON_LD, META):
            yield source, self.raw(source, "image_url")
        if not any(values.get("image_url") for values in self.stated.values()):
            self._picture = pictures.image(self.document, None)
            yield GENERIC, self._picture.get("image_url")

    def published(self) -> Moment | None:
        """The first date that states a time; else the first day."""
        days: list[tuple[Source, object]] = []
        candidates = [*self.candidates("date_published"), (GENERIC, self._day_in_path())]
        moments: list[tuple[Source, object]] = []
        for source, raw in candidates:
            moment = as_moment(raw) if raw else None
            if moment and moment.instant > self.latest:
                self.flags.append(f"date_published:future:{source}")
            elif moment:
                (days if moment.day_only else moments).append((source, moment))
        self.loader.add_first("date_published", [*moments, *days])
        value: Moment | None = self.loader.values.get("date_published")
        return value

    def _day_in_path(self) -> Moment | None:
        day = urls.day_in_path(self.document.path)
        return Moment(midnight(day), day_only=True) if day else None

    def modified(self, published: Moment | None) -> Moment | None:
        """A stated time at least a minute later than the publication, in the eyes of its source."""
        candidates = []
        for source, raw in self.candidates("date_modified"):
            own = as_moment(self.raw(source, "date_published")) if raw else None
            moment = as_moment(raw) if raw else None
            if moment and moment.instant > self.latest:
                self.flags.append(f"date_modified:future:{source}")
            elif moment and all(_is_later(moment, first) for first in (own, published)):
                candidates.append((source, moment))
        self.loader.add_first("date_modified", candidates)
        value: Moment | None = self.loader.values.get("date_modified")
        return value


def _is_later(moment: Moment, first: Moment | None) -> bool:
    if first is None:
        return True
    return moment.instant.replace(second=0) - first.instant.replace(second=0) >= _A_MINUTE


def _listing_values(sighting: Sighting | None) -> dict[str, object]:
    if sighting is None:
        return {}
    published: Moment | None = None
    if sighting.published:
        published = Moment(sighting.published)
    elif sighting.day:
        published = Moment(midnight(sighting.day), day_only=True)
    return {
        "headline": sighting.headline,
        "description": sighting.description,
        "date_published": published,
    }


def load_article(page: ArticlePage, sighting: Sighting | None, fetched_at: datetime) -> Article:
    """The record of a page that is known to be an article's; never raises for what it holds."""
    reading = _Reading(page, sighting, fetched_at)
    reading.read()
    published = reading.published()
    modified = reading.modified(published)
    loader = reading.loader
    values = dict(loader.values)
    values["date_published"] = published.instant if published else None
    values["date_modified"] = modified.instant if modified else None
    names = parse_byline(values.get("byline"))
    sources = {field: source.value for field, source in loader.sources.items()}
    for field, found in (("authors", names.authors), ("agencies", names.agencies)):
        if found:
            sources[field] = sources["byline"]
    if page.document.replaced:
        reading.flags.append(f"text:replacement-characters:{page.document.replaced}")
    return Article(
        path=page.document.path,
        kind=page.kind,
        section=urls.home_section(page.document.path),
        fetched_at=fetched_at,
        authors=names.authors,
        agencies=names.agencies,
        sources=dict(sorted(sources.items())),
        disagreements=disagreements(loader, reading.stated),
        flags=reading.flags,
        **values,
    )
