"""When an unknown page says that its article was published: of its printed and marked dates the one
that says so, else the nearest to the headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from selectolax.lexbor import LexborNode

from crawler.parsing.clean.dates import Moment, newspaper_day
from crawler.parsing.clean.printed_dates import find_date
from crawler.parsing.dom.document import Document, attribute
from crawler.parsing.sources.surroundings import Part

_UPDATED = re.compile(
    r"updat|modif|aktualis|ge[aä]ndert|aggiornat|actuali[sz]|atualiz|mis à jour|mise à jour"
    r"|bijgewerkt|обновл|güncelle|edited|corrected|last changed",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publi[sc]|posted|first (?:published|posted)|veröffentlicht|erstellt|geplaatst|pubblicat"
    r"|original|gepubliceerd|опубликован|yayın|입력|posté",
    re.IGNORECASE,
)
_NO_DATE_OF_ITS_OWN = re.compile(r"©|copyright|\bexpire|\bair date|\bborn\b", re.IGNORECASE)
_META = re.compile(
    r"(?:^|[._:-])(?:pub_?-?date|publish(?:ed)?[._-]?(?:at|time|date|on)?|date_?-?publi(?:shed|c[a-z]+)"
    r"|issued|published_time|article\.published|datecreated|sailthru\.date|dc(?:terms)?\.date"
    r"|article_date_original|post-date|articledate|articlefirstpublished)$",
    re.IGNORECASE,
)
_PUBLISHED_WORDS = frozenset(["published", "publish", "pubdate", "posted", "postdate"])
_UPDATED_WORDS = frozenset(["updated", "modified", "update"])
_DATE_WORDS = frozenset(["date", "dates", "time", "datetime", "timestamp", "datestamp", "dateline"])
_BEFORE, _BEHIND = 250, 2500
"""Characters around the headline in which a date is of its article without more said."""
_ZONED = re.compile(
    r"\d(?:\.\d{1,9})?(?:z\b|\s?[+-]\d{2}:?\d{2}\b)"
    r"|\b(?:utc|gmt|[ecmp][sd]?t|a[ek][sd]t|hst|ist|bst|cest|eest|trt|msk|amt|jst|sgt|hkt)\b",
    re.IGNORECASE,
)
FARTHEST_ZONE = timedelta(hours=14)
_SAID, _ELEMENT, _NAMED, _LABELLED, _LOOSE = range(5)


@dataclass(frozen=True, slots=True)
class Published:
    moment: Moment
    has_zone: bool
    """Whether it is told in which zone its time is meant."""


@dataclass(frozen=True, slots=True)
class _Dated(Published):
    level: int
    is_update: bool
    offset: int

    @property
    def is_near(self) -> bool:
        return -_BEFORE <= self.offset <= _BEHIND

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        distance = self.offset if self.offset >= 0 else -3 * self.offset
        return self.is_update, not (self.is_near or self.level == _SAID), self.level, distance


def published(document: Document, parts: Iterable[Part], today: date) -> Published | None:
    """None where no date stands that belongs to the article for sure enough. `today` is the day
    of the fetch, which a page's clock shows."""
    month_first = _is_american(document)
    dates = [
        one
        for part in parts
        if (one := _dated(part, month_first)) is not None and _counts(one, today)
    ]
    dates.sort(key=lambda one: one.rank)
    best = dates[0] if dates else None
    stated = _of_meta_tags(document)
    if stated is not None and (best is None or best.is_update or _says_more(stated, best)):
        return stated
    if best is None or not best.moment.day_only:
        return best
    return next(_with_the_time(best, dates), best)


def _says_more(stated: Published, best: _Dated) -> bool:
    if stated.moment.day_only:
        return best.level >= _NAMED and best.moment.day_only
    if best.moment.day_only or best.level >= _NAMED:
        return True
    apart = abs(stated.moment.instant - best.moment.instant)
    return stated.has_zone and not best.has_zone and apart <= FARTHEST_ZONE


def _with_the_time(best: _Dated, dates: list[_Dated]) -> Iterator[_Dated]:
    """The same day where it is told with a time."""
    day = newspaper_day(best.moment.instant)
    for one in dates:
        same = not one.moment.day_only and newspaper_day(one.moment.instant) == day
        if same and one.is_near and one.is_update == best.is_update:
            yield one


def _counts(one: _Dated, today: date) -> bool:
    if one.level < _NAMED:
        return True
    if one.level == _NAMED:
        return one.is_near or not one.moment.day_only
    if one.offset < 0 and newspaper_day(one.moment.instant) == today:
        return False
    return one.is_near and not (one.offset < 0 and one.level == _LOOSE and one.offset < -120)


def _dated(part: Part, month_first: bool) -> _Dated | None:
    attributes = part.node.attributes
    is_time = part.node.tag == "time" and not part.is_loose
    stated = None if part.is_loose else _machine_text(part.node)
    text = _before_an_update(part.text)
    moment, source = _moment_of(stated, text, month_first)
    if moment is None or (not is_time and _NO_DATE_OF_ITS_OWN.search(part.text)):
        return None
    kind = None if part.is_loose else attributes.get("itemprop")
    is_update = _is_update(part, text, kind)
    says = not is_update and (
        kind == "datePublished"
        or "pubdate" in attributes
        or not _PUBLISHED_WORDS.isdisjoint(part.words)
    )
    if says:
        level = _SAID
    elif is_time:
        level = _ELEMENT
    elif kind or not _DATE_WORDS.isdisjoint(part.words) or _PUBLISHED.match(text):
        level = _NAMED
    elif part.words or _PUBLISHED.search(part.text):
        level = _LABELLED
    elif _is_lone(text) or not moment.day_only:
        level = _LOOSE
    else:
        return None
    return _Dated(moment, has_zone(source), level, is_update, part.offset)


def _machine_text(node: LexborNode) -> str | None:
    if stated := attribute(node, "datetime") or attribute(node, "content"):
        return stated
    inner = None if node.tag == "time" else node.css("time[datetime]")
    return attribute(inner[0], "datetime") if inner and len(inner) == 1 else None


def _is_update(part: Part, text: str, kind: str | None) -> bool:
    if kind == "dateModified" or (_UPDATED.search(text) and not _PUBLISHED.search(text)):
        return True
    named = not _UPDATED_WORDS.isdisjoint(part.words)
    return named and _PUBLISHED_WORDS.isdisjoint(part.words)


def _before_an_update(text: str) -> str:
    """A line that tells both dates, the publication first."""
    match = _UPDATED.search(text)
    return text[: match.start()] if match and find_date(text[: match.start()]) else text


def _moment_of(stated: str | None, text: str, month_first: bool) -> tuple[Moment | None, str]:
    """The attribute, unless the text says more: a time, or in which zone. And what said it."""
    machine = find_date(stated) if stated else None
    shown = find_date(text, month_first=month_first)
    if machine is None or stated is None:
        return shown, text
    says_more = machine.day_only or (has_zone(text) and not has_zone(stated))
    if shown is not None and not shown.day_only and says_more:
        return shown, text
    return machine, stated


def has_zone(text: str) -> bool:
    return _ZONED.search(text) is not None


def _is_lone(text: str) -> bool:
    """Nothing but a date and a few words: no sentence that names a day."""
    return len(text) <= 60


def _of_meta_tags(document: Document) -> Published | None:
    """Of the many names beside those that all pages use, the one that says most."""
    found: list[Published] = []
    for _, attributes in document.metas:
        names = (attributes.get(kind) or "" for kind in ("property", "name", "itemprop"))
        if any(len(name) < 60 and _META.search(name) for name in names):
            stated = attributes.get("content") or ""
            if moment := find_date(stated):
                found.append(Published(moment, has_zone(stated)))
    return min(found, key=lambda one: (one.moment.day_only, not one.has_zone), default=None)


def _is_american(document: Document) -> bool:
    root = document.first("html")
    language = (attribute(root, "lang") or "").lower().replace("_", "-")
    return language == "en-us"
