"""Where a page's sources contradict each other: fields whose later source had another value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crawler.items import Source
from crawler.parsing.clean.bylines import parse_byline
from crawler.parsing.clean.dates import Moment
from crawler.parsing.loader import GENERIC, LISTING, SOURCES, ArticleLoader

_COMPARED = ("headline", "description", "date_published", "byline", "keywords", "image_url")
_STRAIGHT_QUOTES = (("\u2018", "'"), ("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"'))


def disagreements(
    loader: ArticleLoader, stated: Mapping[Source, Mapping[str, object]]
) -> list[str]:
    """Names of the loaded fields for which another source states something else."""
    return [field for field in _COMPARED if _disagree(loader, stated, field)]


def _disagree(
    loader: ArticleLoader, stated: Mapping[Source, Mapping[str, object]], field: str
) -> bool:
    winner = loader.sources.get(field)
    if winner is None:
        return False
    value = loader.values[field]
    known = [loader.taken[field], value]
    for source in SOURCES[field]:
        raw = stated[source].get(field) if source not in (winner, GENERIC, LISTING) else None
        if raw is None or raw in known:
            continue
        known.append(raw)
        other = loader.cleaned(field, raw)
        if other is None or other == value:
            continue
        if _comparable(field, other) != _comparable(field, value):
            return True
    return False


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
    text = str(value).casefold()
    for curly, straight in _STRAIGHT_QUOTES:
        text = text.replace(curly, straight)
    return text
