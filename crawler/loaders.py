"""From a page's raw values to an Article: which source wins, which processor cleans.

`SOURCES` is the one table of both orders. A source whose value the processor refuses (None) is as
good as absent, and the next one is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from itemloaders import ItemLoader
from itemloaders.processors import Compose, Identity, MapCompose, TakeFirst

from crawler import urls
from crawler.bylines import HOUSE, parse_byline
from crawler.dates import CLOCK_ERROR, Moment, midnight, parse_date
from crawler.items import Article, Sighting, Source
from crawler.pages import generic, structured
from crawler.pages.article import BODY, SIGNATURE, ArticlePage
from crawler.processors import (
    caption,
    clean_body,
    clean_byline,
    clean_dateline,
    clean_description,
    clean_headline,
    clean_keywords,
    clean_paragraphs,
    credit,
    has_sentence,
    image_url,
)

PARSER_VERSION = 1
"""Raised with every change that makes another record of the same page: the store then knows that a
difference is our reading, not a correction by the newspaper."""

SITE, JSON_LD, META, LISTING, GENERIC = Source
SOURCES: dict[str, tuple[Source, ...]] = {
    "headline": (SITE, JSON_LD, META, GENERIC, LISTING),
    "description": (SITE, JSON_LD, META, LISTING),
    "body": (SITE, JSON_LD, GENERIC),
    "date_published": (SITE, JSON_LD, META, LISTING, GENERIC),
    "date_modified": (SITE, JSON_LD, META, GENERIC),
    "byline": (SITE, GENERIC, JSON_LD, META),
    "dateline": (SITE, GENERIC, JSON_LD),
    "keywords": (SITE, JSON_LD, META),
    "image_url": (SITE, JSON_LD, META, GENERIC),
    "image_caption": (SITE, JSON_LD, META, GENERIC),
    "image_credit": (SITE, JSON_LD, META, GENERIC),
}
_COMPARED = ("headline", "description", "date_published", "byline", "keywords", "image_url")


def _body(value: object) -> str | None:
    text = clean_paragraphs(value) if isinstance(value, list) else clean_body(value)
    return text if has_sentence(text) else None


def _date(value: object) -> Moment | None:
    return value if isinstance(value, Moment) else parse_date(value)


class ArticleLoader(ItemLoader):
    """Cleans one article's values and keeps the first valid one of each field."""

    default_item_class = dict
    default_output_processor = TakeFirst()

    headline_in = MapCompose(clean_headline)
    description_in = MapCompose(clean_description)
    body_in = Compose(lambda values: [text for text in [_body(_unwrapped(values))] if text])
    date_published_in = MapCompose(_date)
    date_modified_in = MapCompose(_date)
    byline_in = MapCompose(clean_byline)
    dateline_in = MapCompose(clean_dateline)
    keywords_in = Compose(lambda values: clean_keywords(_unwrapped(values)) or [])
    keywords_out = Identity()
    image_url_in = MapCompose(image_url)
    image_caption_in = MapCompose(caption)
    image_credit_in = MapCompose(credit)

    def __init__(self) -> None:
        super().__init__()
        self.sources: dict[str, Source] = {}
        self.taken: dict[str, object] = {}
        """The raw value of each field's winner."""

    def add_first(
        self,
        field: str,
        candidates: Iterable[tuple[Source, object]],
        valid: Callable[[Any], bool] = bool,
    ) -> None:
        """Keep the first candidate that its processor and `valid` accept, and note its source."""
        for source, raw in candidates:
            if raw is None:
                continue
            self.replace_value(field, raw)
            collected = self.get_collected_values(field)
            if collected and valid(collected[0]):
                self.sources[field] = source
                self.taken[field] = raw
                return
            self.replace_value(field, None)


def _unwrapped(values: Any) -> Any:
    """ItemLoader hands a lone string over as a list of one."""
    return values[0] if isinstance(values, list) and len(values) == 1 else values


class _Reading:
    """One article being read: its page's sources, and what its listing said."""

    def __init__(self, page: ArticlePage, sighting: Sighting | None, fetched_at: datetime) -> None:
        self.page = page
        self.document = page.document
        self.fetched_at = fetched_at
        self.loader = ArticleLoader()
        self.flags: list[str] = []
        self.listing = _listing_values(sighting)
        self.json_ld = structured.json_ld(page.document)
        self.meta = structured.meta(page.document)

    def raw(self, source: Source, field: str) -> object:
        if source is GENERIC:
            return self._generic(field)
        by_source = {SITE: self.page.site, JSON_LD: self.json_ld, META: self.meta}
        return by_source.get(source, self.listing).get(field)

    def candidates(self, field: str) -> Iterator[tuple[Source, object]]:
        for source in SOURCES[field]:
            yield source, self.raw(source, field)

    def _generic(self, field: str) -> object:
        if field == "headline":
            return generic.headline(self.document)
        if field == "body":
            headline = self.loader.get_output_value("headline")
            return generic.body(self.document, self.page.kind, headline)
        if self.document.first(SIGNATURE) is not None:
            return None
        return getattr(generic.signature(self.document), field)

    def read(self) -> None:
        for field in ("headline", "description", "dateline", "keywords"):
            self.loader.add_first(field, self.candidates(field))
        self.loader.add_first("body", self._bodies())
        self.loader.add_first("byline", self.candidates("byline"), self._is_signed)
        self._read_image()

    def _bodies(self) -> Iterator[tuple[Source, object]]:
        """JSON-LD's body comes before a generic one only where it tells its paragraphs."""
        flat = str(self.json_ld.get("body", ""))
        yield SITE, self.page.site.get("body")
        if "\n" in flat.strip():
            yield JSON_LD, flat
        if self.document.first(BODY) is not None:
            # The site's own box holds no text: then what stands around it is none either, unless
            # JSON-LD says the same.
            if flat and self._says_the_same(flat):
                yield GENERIC, self.raw(GENERIC, "body")
            yield JSON_LD, flat
            return
        yield GENERIC, self.raw(GENERIC, "body")
        yield JSON_LD, flat
        yield GENERIC, generic.trafilatura_body(self.document)

    def _says_the_same(self, flat: str) -> bool:
        found = self.raw(GENERIC, "body")
        texts = found if isinstance(found, list) else []
        return "".join("".join(texts).split()) == "".join(flat.split())

    def _is_signed(self, byline: str) -> bool:
        """Under the site's own signature block without a name, the publisher's default author in
        JSON-LD or meta tags is no byline."""
        if self.page.site.get("byline") or self.document.first(SIGNATURE) is None:
            return True
        return parse_byline(byline).authors != [HOUSE]

    def _read_image(self) -> None:
        """Caption and credit come with the picture that they belong to."""
        loader = self.loader
        names = parse_byline(loader.get_output_value("byline")).authors
        found = list(self.candidates_of_image())
        portraits = generic.portraits(self.document, names, [url for _, url in found])
        loader.add_first("image_url", [one for one in found if one[1] not in portraits])
        source = loader.sources.get("image_url")
        if source is None:
            return
        raw = self._picture if source is GENERIC else None
        for field in ("image_caption", "image_credit"):
            own = raw.get(field) if raw else self.raw(source, field)
            loader.add_first(field, [(source, own)])
        if source in (JSON_LD, META) and "image_caption" not in loader.sources:
            picture = generic.image(self.document, loader.get_output_value("image_url"))
            for field in ("image_caption", "image_credit"):
                loader.add_first(field, [(GENERIC, picture.get(field))])

    def candidates_of_image(self) -> Iterator[tuple[Source, object]]:
        for source in (SITE, JSON_LD, META):
            yield source, self.raw(source, "image_url")
        if not any(values.get("image_url") for values in (self.page.site, self.json_ld, self.meta)):
            self._picture = generic.image(self.document, None)
            yield GENERIC, self._picture.get("image_url")

    def published(self) -> Moment | None:
        """The first date that states a time; else the first day."""
        days: list[tuple[Source, object]] = []
        candidates = [*self.candidates("date_published"), (GENERIC, self._day_in_path())]
        moments: list[tuple[Source, object]] = []
        for source, raw in candidates:
            moment = _date(raw) if raw else None
            if moment and moment.instant > self.fetched_at + CLOCK_ERROR:
                self.flags.append(f"date_published:future:{source}")
            elif moment:
                (days if moment.day_only else moments).append((source, moment))
        self.loader.add_first("date_published", [*moments, *days])
        value: Moment | None = self.loader.get_output_value("date_published")
        return value

    def _day_in_path(self) -> Moment | None:
        day = urls.day_in_path(self.document.path)
        return Moment(midnight(day), day_only=True) if day else None

    def modified(self, published: Moment | None) -> Moment | None:
        """A stated time at least a minute later than the publication, in the eyes of its source."""
        candidates = []
        for source, raw in self.candidates("date_modified"):
            own = _date(self.raw(source, "date_published")) if raw else None
            moment = _date(raw) if raw else None
            if moment and moment.instant > self.fetched_at + CLOCK_ERROR:
                self.flags.append(f"date_modified:future:{source}")
            elif moment and all(_is_later(moment, first) for first in (own, published)):
                candidates.append((source, moment))
        self.loader.add_first("date_modified", candidates)
        value: Moment | None = self.loader.get_output_value("date_modified")
        return value

    def disagreements(self) -> list[str]:
        return [field for field in _COMPARED if self._disagree(field)]

    def _disagree(self, field: str) -> bool:
        winner = self.loader.sources.get(field)
        if winner is None:
            return False
        won = _comparable(field, self.loader.get_output_value(field))
        for source in SOURCES[field]:
            raw = self.raw(source, field) if source not in (winner, GENERIC, LISTING) else None
            if raw is None or raw == self.loader.taken[field]:
                continue
            other = ArticleLoader()
            other.add_first(field, [(source, raw)])
            value = _comparable(field, other.get_output_value(field)) if other.sources else None
            if value is not None and value != won:
                return True
        return False


def _is_later(moment: Moment, first: Moment | None) -> bool:
    if first is None:
        return True
    return moment.instant.replace(second=0) - first.instant.replace(second=0) >= timedelta(
        minutes=1
    )


def _comparable(field: str, value: Any) -> object:
    if field == "image_url":
        return str(value).split("?")[0].rsplit("/", 1)[-1]
    if field == "byline":
        names = parse_byline(value)
        return sorted(name.casefold() for name in (*names.authors, *names.agencies))
    if isinstance(value, Moment):
        return value.instant.replace(second=0, microsecond=0)
    if isinstance(value, list):
        return [text.casefold() for text in value]
    return str(value).casefold().translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})


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
    values = {field: loader.get_output_value(field) for field in SOURCES if field in loader.sources}
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
        disagreements=reading.disagreements(),
        flags=reading.flags,
        **values,
    )
