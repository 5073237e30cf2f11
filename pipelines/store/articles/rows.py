"""An `Article` as a row of `articles`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar, cast

from crawler.article_fields import STORED, Content
from crawler.items import Article, Kind
from pipelines.store.articles.content import content_hash, storable
from pipelines.store.articles.url_rows import is_storable_path
from pipelines.store.backends.column_types import to_second
from pipelines.store.schema.rows import PageRow
from pipelines.store.text.tokens import tokens

_T = TypeVar("_T")
_R = TypeVar("_R")


def article_row(article: Article, parser_version: int, looked_in: int | None = None) -> PageRow:
    """The columns that one page fills; those about its history come from the stored row.

    :raises TypeError, ValueError: a value that no database can keep as what it is meant to be
    """
    if not is_storable_path(article.path):
        raise ValueError("path: not a canonical one, or longer than an index can hold")
    found = {
        "path": article.path,
        "kind": Kind(article.kind).value,
        "section": storable(article.section),
        "language": storable(article.language),
        **{name: _named(name, convert, getattr(article, name)) for name, convert in _CONVERTED},
        "fetched_at": _named("fetched_at", to_second, article.fetched_at),
        "looked_in": looked_in,
        "sources": _object(article.sources),
        "parser_version": parser_version,
    }
    row = cast("PageRow", found)
    # Of the text as it is stored, which others take apart as well.
    row["word_count"] = len(tokens(row["body"])) if row["body"] else 0
    row["content_hash"] = content_hash(row)
    return row


def _named(name: str, convert: Callable[[_T], _R], value: _T) -> _R:
    """The value converted; a refusal says which field it was."""
    try:
        return convert(value)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ValueError(f"{name}: {error}") from error


def _text(value: str | None) -> str | None:
    return None if value is None else storable(value)


def _texts(values: list[str]) -> list[str]:
    return [storable(value) for value in values]


def _moment(value: datetime | None) -> datetime | None:
    return None if value is None else to_second(value)


def _day(value: date | None) -> date | None:
    return value


def _object(value: Mapping[str, str]) -> dict[str, str]:
    return {storable(key): storable(one) for key, one in value.items()}


def _number(value: int | None) -> int | None:
    return value


_CONVERT: dict[Content, Callable[..., object]] = {
    "text": _text,
    "number": _number,
    "time": _moment,
    "day": _day,
    "list": _texts,
    "object": _object,
}
_OTHERWISE = frozenset(
    {"path", "kind", "section", "language", "fetched_at", "sources", "word_count"}
)
_CONVERTED = [(one.name, _CONVERT[one.content]) for one in STORED if one.name not in _OTHERWISE]
