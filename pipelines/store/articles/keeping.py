"""Which stored values stay when a page reads worse than it did before (decision 022).

Pure functions of rows of `articles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import cast

from crawler.article_fields import FIELDS, FOUND, made_of
from crawler.items import Source
from pipelines.store.articles.content import comparable, content_hash, folded, was_refused
from pipelines.store.schema.rows import ArticleRow, PageRow

ANOTHER_NIGHT = timedelta(hours=12)
"""A body that collapsed is believed when a look that much later says the same."""
MIN_TO_COLLAPSE = 200
"""Characters of a body below which half of it is a sentence, not a text."""

_RANK = {source.value: place for place, source in enumerate(Source)}
_IN_SIGNATURE = frozenset({"byline", "dateline"})
_DATES = frozenset({"date_published", "date_modified"})
_NEVER_TAKEN_BACK = frozenset({"headline", "body"})
_FIELDS = tuple(name for name in FOUND if FIELDS[name].of is None)
_FOLLOWERS = {name: made_of(name) for name in _FIELDS}
"""Fields made of another one, or shown with it: they stay where it stays."""
_WITH_PICTURE = _FOLLOWERS["image_url"]
_DOUBT = "body:kept"
_OF_AN_EARLIER_PAGE = ":of-an-earlier-page"
"""Behind a field's name among the flags: its value is not of the page that the row is of."""
_MINUTE = "%Y-%m-%dT%H:%MZ"


def keep_better(old: ArticleRow, row: PageRow, *, is_same_page: bool = False) -> list[str]:
    """Put stored values back into a fresh row where the page says less, or says it worse.

    `is_same_page`: the stored row was read from this very page, so that no look tells what the
    newspaper did, and a lower source is where the value is found today (decision 043).

    Returns the fields whose stored value stays against the page. A value that only a card or a
    feed ever said is none of them: that its page is silent on it is usual.
    """
    looks = _Looks(old, {**row}, is_same_page)
    for name in _FIELDS:
        looks.settle(name)
    looks.order_dates()
    if looks.restored:
        said = {name: one for name, one in row["sources"].items() if name not in looks.restored}
        cast("dict[str, object]", row).update(looks.restored)
        row["sources"] = dict(sorted((said | looks.sources).items()))
        row["flags"] = [*row["flags"], *looks.flags, *looks.of_earlier_pages]
        row["content_hash"] = content_hash(row)
    if is_same_page and looks.says_the_same_body:
        row["flags"] = [*row["flags"], *looks.doubts]
    return looks.kept


@dataclass(slots=True)
class _Looks:
    """The stored and the fresh look at one page, and what of the stored one stays."""

    old: ArticleRow
    new: PageRow
    is_same_page: bool = False
    restored: dict[str, object] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def settle(self, name: str) -> None:
        if not _value(self.old, name):
            return
        if self._is_same(name):
            if self._is_lower(name):
                self._confirm(name)
            if name == "image_url":
                for one in _WITH_PICTURE:
                    self.settle(one)
        elif self._stays(name):
            self._restore(name, *_FOLLOWERS.get(name, ()))
            if self.old["sources"].get(name) != Source.LISTING or _value(self.new, name):
                self.kept.append(name)

    @property
    def says_the_same_body(self) -> bool:
        return "body" in self.restored or self._is_same("body")

    @property
    def doubts(self) -> list[str]:
        """What is remembered of earlier looks at a body that collapsed."""
        return [flag for flag in self.old["flags"] if flag.startswith(f"{_DOUBT}:")]

    @property
    def of_earlier_pages(self) -> list[str]:
        """Flags for the fields that stay and that the new row's page does not say."""
        return [
            f"{name}{_OF_AN_EARLIER_PAGE}"
            for name in self.kept
            if not self.is_same_page or self._is_of_an_earlier_page(name)
        ]

    def _is_of_an_earlier_page(self, name: str) -> bool:
        return f"{name}{_OF_AN_EARLIER_PAGE}" in self.old["flags"]

    def order_dates(self) -> None:
        """One date may have stayed without the other: no article is modified before it is out."""
        published, modified = (
            cast("datetime | None", self.restored.get(name, _value(self.new, name)))
            for name in ("date_published", "date_modified")
        )
        mixed = ("date_published" in self.restored) != ("date_modified" in self.restored)
        if mixed and published and modified and modified <= published:
            self.restored["date_modified"] = None
            self.sources.pop("date_modified", None)
            self.kept = [name for name in self.kept if name != "date_modified"]

    def _stays(self, name: str) -> bool:
        return self._contradicts(name) if _value(self.new, name) else self._is_silent(name)

    def _is_silent(self, name: str) -> bool:
        """Whether the page says nothing of the field because it was read badly."""
        if name in _NEVER_TAKEN_BACK or self.old["sources"].get(name) == Source.LISTING:
            return True
        if name in _DATES and not self._newer_parser:
            return True
        return any(self._reads_worse(witness) for witness in _witnesses(name))

    def _contradicts(self, name: str) -> bool:
        """Whether the page's value is a worse one."""
        shrunk = name == "body" and self._is_half("new", "old")
        if self._is_lower(name):
            if shrunk:
                return True
            if name == "body" and self._newer_parser and self._is_half("old", "new"):
                return False  # the stored one was a stub
            return not (self._newspaper_changed_it or self._has_moved_down(name))
        return shrunk and self._is_collapse()

    def _has_moved_down(self, name: str) -> bool:
        """Whether the page's value is found at a lower source today than when it was read first.
        What a list said is not the page's, nor what stayed from an earlier page."""
        said_by_page = self.old["sources"].get(name) != Source.LISTING
        return self.is_same_page and said_by_page and not self._is_of_an_earlier_page(name)

    def _is_collapse(self) -> bool:
        """A body of the same source that lost its text, and nobody says why: it has to be seen so
        on another night."""
        same_source = self.old["sources"].get("body") == self.new["sources"].get("body")
        short = len(self.old["body"] or "") < MIN_TO_COLLAPSE
        if not same_source or short or self._newer_parser or self._newspaper_changed_it:
            return False
        if self.is_same_page:
            return True  # it is seen on no other night
        text = blake2b(folded(self.new["body"] or "").encode(), digest_size=6).hexdigest()
        seen = f"{_DOUBT}:{text}:"
        known = next((flag for flag in self.old["flags"] if flag.startswith(seen)), None)
        now = self.new["fetched_at"]
        if known is not None:
            first = datetime.strptime(known.removeprefix(seen), _MINUTE).replace(tzinfo=UTC)
            if abs(now - first) >= ANOTHER_NIGHT:
                return False
        self.flags.append(known or f"{seen}{now:{_MINUTE}}")
        return True

    def _is_half(self, short: str, long: str) -> bool:
        lengths = {"old": len(self.old["body"] or ""), "new": len(self.new["body"] or "")}
        return 2 * lengths[short] < lengths[long]

    def _is_same(self, name: str) -> bool:
        old, new = _value(self.old, name), _value(self.new, name)
        return old == new or comparable(old) == comparable(new)

    def _is_lower(self, name: str) -> bool:
        before, now = self.old["sources"].get(name), self.new["sources"].get(name)
        return before in _RANK and now in _RANK and _RANK[now] > _RANK[before]

    def _reads_worse(self, name: str) -> bool:
        is_silent = not _value(self.new, name)
        return bool(_value(self.old, name)) and (is_silent or self._is_lower(name))

    @property
    def _newer_parser(self) -> bool:
        return self.new["parser_version"] > self.old["parser_version"]

    @property
    def _newspaper_changed_it(self) -> bool:
        """A date found by its shape alone is no word of the newspaper's."""
        now, before = self.new["date_modified"], self.old["date_modified"]
        if (
            self.is_same_page
            or now is None
            or self.new["sources"].get("date_modified") == Source.GENERIC
        ):
            return False
        if before is None:
            return not was_refused("date_modified", self.old)
        return now > before

    def _restore(self, *names: str) -> None:
        for name in names:
            self.restored[name] = _value(self.old, name)
            if name in self.old["sources"]:
                self.sources[name] = self.old["sources"][name]

    def _confirm(self, name: str) -> None:
        """The same value from a lower source: it was found at the better one."""
        self._restore(name)
        for follower in _FOLLOWERS.get(name, ()):
            if name == "byline" and _value(self.new, follower):
                self.sources[follower] = self.old["sources"][name]


def _value(row: Mapping[str, object], name: str) -> object:
    """Of a field whose name is not known here; those that are have their types."""
    return row[name]


def _witnesses(name: str) -> tuple[str, ...]:
    """Fields that are read as well as before on a page that is silent on this one by intention."""
    if name in _IN_SIGNATURE:
        return ("headline", "body", "date_published")
    if name in _WITH_PICTURE:
        return ("headline", "body", "image_url")
    return ("headline", "body")
