"""From a page's raw values to clean ones: which source wins, which processor cleans.

`SOURCES` is the one table of both orders. A source whose value the processor refuses (None) is as
good as absent, and the next one is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from itemloaders import ItemLoader
from itemloaders.processors import Identity, TakeFirst

from crawler.items import Source
from crawler.parsing.clean.dates import as_moment
from crawler.parsing.clean.text import (
    caption,
    clean_body,
    clean_byline,
    clean_dateline,
    clean_description,
    clean_headline,
    clean_keywords,
    credit,
    has_sentence,
    image_url,
)

PARSER_VERSION = 3
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


def _body(value: object) -> str | None:
    """A list is a walk's paragraphs, clean already; a text came as one from JSON-LD."""
    text = "\n\n".join(value) if isinstance(value, list) else clean_body(value)
    return text if has_sentence(text) else None


class _Each:
    """An input processor of one function for each value; None is refused. MapCompose puts a context
    together at each call, which none of ours asks for and which takes longer than to clean."""

    def __init__(self, clean: Callable[[object], object]) -> None:
        self._clean = clean

    def __call__(self, values: Iterable[object]) -> list[object]:
        return [found for value in values if (found := self._clean(value)) is not None]


class _All(_Each):
    """The same for all values together."""

    def __call__(self, values: Iterable[object]) -> list[object]:
        found = self._clean(_unwrapped(values))
        return found if isinstance(found, list) else [found] if found is not None else []


class ArticleLoader(ItemLoader):
    """Cleans one article's values and keeps the first valid one of each field."""

    default_item_class = dict
    default_output_processor = TakeFirst()

    headline_in = _Each(clean_headline)
    description_in = _Each(clean_description)
    body_in = _All(_body)
    date_published_in = _Each(as_moment)
    date_modified_in = _Each(as_moment)
    byline_in = _Each(clean_byline)
    dateline_in = _Each(clean_dateline)
    keywords_in = _All(clean_keywords)
    keywords_out = Identity()
    image_url_in = _Each(image_url)
    image_caption_in = _Each(caption)
    image_credit_in = _Each(credit)

    def __init__(self) -> None:
        super().__init__()
        self.sources: dict[str, Source] = {}
        self.taken: dict[str, object] = {}
        """The raw value of each field's winner."""
        self.values: dict[str, Any] = {}
        """What was made of it."""

    def cleaned(self, field: str, raw: object) -> Any:
        """What the field's processor makes of a raw value, which is not kept; None for refused."""
        return self._processed(field, raw)[1] or None

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
            values, value = self._processed(field, raw)
            if value and valid(value):
                self._values[field] = values
                self.sources[field] = source
                self.taken[field] = raw
                self.values[field] = value
                return

    def _processed(self, field: str, raw: object) -> tuple[list[object], Any]:
        """What the two processors make of a raw value. `replace_value` and `get_output_value` do
        the same, but look for field metadata and for a context to hand over, of which there is
        none: 0.06 ms a page."""
        take_in, put_out = _PROCESSORS[field]
        values = take_in(raw if isinstance(raw, list) else [raw])
        return values, put_out(values)


_PROCESSORS: dict[str, tuple[Callable[..., list[object]], Callable[..., Any]]] = {
    field: (
        getattr(ArticleLoader, f"{field}_in"),
        getattr(ArticleLoader, f"{field}_out", ArticleLoader.default_output_processor),
    )
    for field in SOURCES
}


def _unwrapped(values: Any) -> Any:
    """ItemLoader hands a lone string over as a list of one."""
    return values[0] if isinstance(values, list) and len(values) == 1 else values
