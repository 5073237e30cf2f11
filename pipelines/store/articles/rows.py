"""An `Article` as a row of `articles`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crawler.items import Article, Kind
from pipelines.store.articles.content import content_hash, storable
from pipelines.store.articles.registry import is_storable_path
from pipelines.store.backends.column_types import to_second
from pipelines.store.text.tokens import pieces

_TEXTS = ("headline", "description", "body", "dateline", "byline", "image_url", "image_caption",
          "image_credit")  # fmt: skip
_LISTS = ("authors", "agencies", "keywords", "flags", "disagreements")


def article_row(
    article: Article, parser_version: int, looked_in: int | None = None
) -> dict[str, Any]:
    """The columns that one page fills; those about its history come from the stored row.

    :raises TypeError, ValueError: a value that no database can keep as what it is meant to be
    """
    if not is_storable_path(article.path):
        raise ValueError("path: not a canonical one, or longer than an index can hold")
    row: dict[str, Any] = {
        "path": article.path,
        "kind": Kind(article.kind).value,
        "section": storable(article.section),
        "language": storable(article.language),
        **{name: _named(name, _text, getattr(article, name)) for name in _TEXTS},
        **{name: _named(name, _texts, getattr(article, name)) for name in _LISTS},
        "date_published": _named("date_published", _moment, article.date_published),
        "date_modified": _named("date_modified", _moment, article.date_modified),
        "fetched_at": _named("fetched_at", to_second, article.fetched_at),
        "looked_in": looked_in,
        "sources": {storable(k): storable(v) for k, v in article.sources.items()},
        "parser_version": parser_version,
    }
    row["word_count"] = len(pieces(row["body"])) if row["body"] else 0
    row["content_hash"] = content_hash(row)
    return row


def _named(name: str, convert: Any, value: Any) -> Any:
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
