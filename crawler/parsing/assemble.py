"""One article's page, read: the candidates of each field, in the order of `loader.SOURCES`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import date, datetime, timedelta
from functools import cached_property

from crawler import urls
from crawler.items import Article, Sighting, Source
from crawler.parsing.body.candidates import body_candidates
from crawler.parsing.clean.bylines import HOUSE, parse_byline
from crawler.parsing.clean.dates import CLOCK_ERROR, Moment, as_moment, midnight, newspaper_day
from crawler.parsing.disagreements import disagreements
from crawler.parsing.loader import GENERIC, JSON_LD, LISTING, META, SITE, SOURCES, ArticleLoader
from crawler.parsing.sources import generic, pictures, structured
from crawler.parsing.sources.byline_block import BylineBlock
from crawler.parsing.sources.headings import words
from crawler.parsing.sources.publication import Published, has_zone
from crawler.parsing.sources.site import ArticlePage
from crawler.runtime.clock import ANY_TIME

_A_MINUTE = timedelta(minutes=1)
_AN_HOUR = timedelta(hours=1)
_A_DAY = timedelta(days=1)
_FARTHEST_ZONES = timedelta(hours=14)
_NO_ERRORS: dict[Source, timedelta] = {}
_CACHED_FOR = timedelta(minutes=15)
"""For so long a site may answer with the same copy of a page, and with the clock in it."""
_LISTS = frozenset({"body", "keywords"})
"""Fields for which a list of texts is one value."""
_Moments = list[tuple[Source, Moment]]


class _Reading:
    """One article being read: its page's sources, and what its listing said."""

    def __init__(
        self,
        page: ArticlePage,
        sighting: Sighting | None,
        fetched_at: datetime,
        latest: datetime | None = None,
    ) -> None:
        self.page = page
        self.document = page.document
        self.fetched_at = fetched_at
        self.latest = latest or fetched_at + CLOCK_ERROR
        self._is_in_doubt = latest == ANY_TIME
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
            raw = self.raw(source, field)
            if isinstance(raw, list) and field not in _LISTS:
                yield from ((source, one) for one in raw)
            elif raw is not None:
                yield source, raw

    def _stated_by(self, source: Source, field: str) -> Iterator[tuple[Source, object]]:
        """What a source says, one by one where it says several things."""
        raw = self.raw(source, field)
        if isinstance(raw, list) and field not in _LISTS:
            yield from ((source, one) for one in raw)
        else:
            yield source, raw

    def _generic(self, field: str) -> object:
        if field == "headline":
            return generic.headline(self.document)
        if self.page.byline_block is not None:
            return None
        if field == "date_published":
            return self._published and self._published.moment
        return getattr(self._byline_block, field)

    @cached_property
    def _head(self) -> generic.Head:
        return generic.Head(self.document, self._titles())

    @cached_property
    def _published(self) -> Published | None:
        return self._head.published(newspaper_day(self.fetched_at))

    @cached_property
    def _byline_block(self) -> BylineBlock:
        return generic.byline_block(self.document)

    def _titles(self) -> list[object]:
        return [value for source in (JSON_LD, META) for value in self._stated_headlines(source)]

    def _stated_headlines(self, source: Source) -> list[object]:
        raw = self.stated[source].get("headline")
        return raw if isinstance(raw, list) else [raw]

    def read(self) -> None:
        self.loader.add_first("headline", self._headlines())
        for field in ("description", "dateline", "keywords"):
            self.loader.add_first(field, self.candidates(field))
        self.loader.add_first("body", self._bodies())
        self.loader.add_first("byline", self._bylines(), self._is_signed)
        self._read_image()

    def _headlines(self) -> Iterator[tuple[Source, object]]:
        """Where the site's own is missing: the printed one of which a stated title speaks, then
        the stated ones, which are often made for search engines."""
        yield SITE, self.raw(SITE, "headline")
        printed = self._head.heading
        stated = [
            (source, self._head.title(value))
            for source in (JSON_LD, META)
            for value in self._stated_headlines(source)
        ]
        if printed:
            yield from (one for one in stated if words(one[1]) == words(printed.text))
            yield GENERIC, printed.text
        yield from stated
        yield GENERIC, self.raw(GENERIC, "headline")
        yield LISTING, self.raw(LISTING, "headline")

    def _bylines(self) -> Iterator[tuple[Source, object]]:
        """On a page of unknown markup, what is marked as a byline comes first, and a line that
        only stands where bylines stand behind what is stated."""
        if self.page.byline_block is not None:
            yield from self.candidates("byline")
            return
        yield GENERIC, self._head.byline
        for source in (JSON_LD, META, GENERIC):
            yield from self._stated_by(source, "byline")

    def _bodies(self) -> Iterator[tuple[Source, object]]:
        stated = self.stated[JSON_LD].get("body")
        return body_candidates(self.page, stated, self.loader.values.get("headline"))

    def _is_signed(self, byline: str) -> bool:
        """Under the site's own byline block without a name, the publisher's default author in
        JSON-LD or meta tags is no byline."""
        if self.page.site.get("byline") or self.page.byline_block is None:
            return True
        return parse_byline(byline).authors != [HOUSE]

    def _read_image(self) -> None:
        """Caption and credit come with the picture that they belong to."""
        loader = self.loader
        names = parse_byline(loader.values.get("byline")).authors
        found = list(self.candidates_of_image())
        others = pictures.others(self.document, names, [url for _, url in found])
        loader.add_first("image_url", [one for one in found if one[1] not in others])
        source = loader.sources.get("image_url")
        if source is None:
            return
        raw = self._picture if source is GENERIC else self._picture_of(source)
        for field in ("image_caption", "image_credit"):
            loader.add_first(field, [(source, raw.get(field))])
        if source in (JSON_LD, META) and "image_caption" not in loader.sources:
            known = loader.values.get("image_url")
            picture = pictures.image(self.document, known, self.page.selectors.body)
            for field in ("image_caption", "image_credit"):
                loader.add_first(field, [(GENERIC, picture.get(field))])

    def _picture_of(self, source: Source) -> Mapping[str, object]:
        """What a source says of the picture that was taken, of all that it names."""
        stated = self.stated[source]
        several = stated.get("pictures")
        if not isinstance(several, list):
            return stated
        taken = self.loader.taken["image_url"]
        return next((picture for picture in several if picture["image_url"] == taken), {})

    def candidates_of_image(self) -> Iterator[tuple[Source, object]]:
        for source in (SITE, JSON_LD, META):
            yield from self._stated_by(source, "image_url")
        if not any(values.get("image_url") for values in self.stated.values()):
            self._picture = pictures.image(self.document, None, self.page.selectors.body)
            yield GENERIC, self._picture.get("image_url")

    def published(self) -> Moment | None:
        """The first date that states a time; else the first day. A loose date of the page comes
        into question where nothing that is known speaks against it."""
        found = list(self._moments("date_published"))
        day = urls.day_in_path(self.document.path)
        in_path = [Moment(midnight(day), day_only=True)] if day else []
        if any(source is GENERIC for source, _ in found):
            found = self._without_doubtful(found, in_path)
        found += [(GENERIC, moment) for moment in in_path]
        # Sorting is stable: among times, and among days, the sources' order stays.
        found.sort(key=lambda candidate: candidate[1].day_only)
        self.loader.add_first("date_published", self._zoned_first(found))
        value: Moment | None = self.loader.values.get("date_published")
        return value

    def _without_doubtful(self, found: _Moments, in_path: list[Moment]) -> _Moments:
        known = [moment for source, moment in found if source is not GENERIC]
        days = {newspaper_day(moment.instant) for moment in (*known, *in_path)}
        return [
            (source, moment)
            for source, moment in found
            if source is not GENERIC or self._may_be_published(moment, days)
        ]

    def _zoned_first(self, found: _Moments) -> _Moments:
        """A printed time with a zone comes before a stated one that tells none and may mean the
        same."""
        printed = next((moment for source, moment in found if source is GENERIC), None)
        if (
            printed is None
            or printed.day_only
            or not (self._published and self._published.has_zone)
        ):
            return found
        source, first = found[0]
        said = (raw for _, raw in self._stated_by(source, "date_published"))
        own = next((raw for raw in said if as_moment(raw) == first), None)
        tells_none = isinstance(own, str) and not has_zone(own)
        near = abs(first.instant - printed.instant) <= _FARTHEST_ZONES
        if source in (JSON_LD, META) and tells_none and near and not first.day_only:
            return [(GENERIC, printed), *found]
        return found

    def _may_be_published(self, moment: Moment, days: Set[date]) -> bool:
        """Whether a date that merely stands on the page can be the article's.

        It is of a day that another source states, if one does (a signed one of the day before or
        after); and an unsigned one of today is the page's clock, unless that day is stated and the
        time is not just now.
        """
        day = newspaper_day(moment.instant)
        is_signed = parse_byline(self.raw(GENERIC, "byline")) != ([], [])
        if days and day not in days:
            return is_signed and any(abs(day - one) <= _A_DAY for one in days)
        is_loose = not is_signed and not days
        if self._is_in_doubt and is_loose and moment.instant > self.fetched_at:
            # By a clock that is behind, a page's own clock is a date like any other.
            self.flags.append(f"date_published:clock:{GENERIC}")
            return False
        if is_signed or day != newspaper_day(self.fetched_at):
            return True
        return day in days and abs(moment.instant - self.fetched_at) > _CACHED_FOR

    def _moments(
        self, field: str, errors: Mapping[Source, timedelta] = _NO_ERRORS
    ) -> Iterator[tuple[Source, Moment]]:
        """A field's dates, corrected; a date in the future is none, and is flagged."""
        for source, raw in self.candidates(field):
            moment = as_moment(raw) if raw else None
            if moment and source in errors:
                moment = Moment(moment.instant - errors[source], moment.day_only)
            if moment and moment.instant > self.latest:
                self.flags.append(f"{field}:future:{source}")
            elif moment:
                yield source, moment

    def _first_moment(self, source: Source, field: str) -> Moment | None:
        raw = self.raw(source, field)
        if not isinstance(raw, list):
            return as_moment(raw) if raw else None
        return next(filter(None, map(as_moment, raw)), None)

    def modified(self, published: Moment | None) -> Moment | None:
        """A stated time at least a minute later than the publication, in the eyes of its source."""
        candidates = []
        errors = self._zone_errors(published)
        for source, moment in self._moments("date_modified", errors):
            own = None if source in errors else self._first_moment(source, "date_published")
            if all(_is_later(moment, first) for first in (own, published)):
                candidates.append((source, moment))
        self.loader.add_first("date_modified", candidates)
        value: Moment | None = self.loader.values.get("date_modified")
        return value

    def _zone_errors(self, published: Moment | None) -> dict[Source, timedelta]:
        """By how much the sources are off that state the publication whole hours off: they have
        written a local time in another zone, and so with the time of the update. A source that
        states no publication and the same update as one of them is off like it."""
        errors: dict[Source, timedelta] = {}
        same: dict[Moment, timedelta] = {}
        if published is None or published.day_only:
            return errors
        for source in SOURCES["date_modified"]:
            modified = self._first_moment(source, "date_modified")
            own = self._first_moment(source, "date_published") if modified else None
            if modified is None:
                continue
            error = _whole_hours(own, published) if own else same.get(modified)
            if error:
                errors[source] = same[modified] = error
        return errors


def _whole_hours(moment: Moment, true: Moment) -> timedelta | None:
    """How far two times lie apart, if a zone can explain it."""
    if moment.instant == true.instant:
        return None
    error = moment.instant.replace(second=0) - true.instant.replace(second=0)
    is_zone = not moment.day_only and abs(error) <= _FARTHEST_ZONES and not error % _AN_HOUR
    return error if is_zone else None


def _is_later(moment: Moment, first: Moment | None) -> bool:
    if first is None:
        return True
    if moment.instant <= first.instant:
        return False
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


def _replaced_in_listing(loader: ArticleLoader) -> int:
    """Broken letters in the texts that the listing alone has given."""
    fields = [field for field, source in loader.sources.items() if source is LISTING]
    return sum(str(loader.values[field]).count("\ufffd") for field in fields)


def load_article(
    page: ArticlePage,
    sighting: Sighting | None,
    fetched_at: datetime,
    latest: datetime | None = None,
) -> Article:
    """The record of a page that is known to be an article's; never raises for what it holds."""
    reading = _Reading(page, sighting, fetched_at, latest)
    reading.read()
    published = reading.published()
    modified = reading.modified(published)
    loader = reading.loader
    values = dict(loader.values)
    values["date_published"] = published.instant if published else None
    values["date_modified"] = modified.instant if modified else None
    names = parse_byline(values.get("byline"))
    sources = {field: str(source) for field, source in loader.sources.items()}
    for field, found in (("authors", names.authors), ("agencies", names.agencies)):
        if found:
            sources[field] = sources["byline"]
    replaced = page.document.replaced + _replaced_in_listing(loader)
    if replaced:
        reading.flags.append(f"text:replacement-characters:{replaced}")
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
