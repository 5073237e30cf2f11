"""The fields of an `Article`, as the dataclass lists them: what each holds, and where it goes.

Tables, rows, views, exports, the report and the checks take their lists of fields from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date, datetime
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from crawler.items import DERIVED, Article

Content = Literal["text", "number", "time", "day", "list", "object"]


@dataclass(frozen=True, slots=True)
class ArticleField:
    name: str
    content: Content
    is_optional: bool
    """Whether it may be None; lists and objects are empty instead."""
    is_found: bool
    """Whether a page, or its listing, may say it: it then has an entry in `sources`."""
    is_stored: bool
    is_shown: bool
    """Whether analysts have it: in `v_articles` and in exports."""
    of: str | None
    """The field that it is made of, or shown with; it stays where that one stays."""


def _content(annotation: Any) -> Content:
    kinds = [one for one in get_args(annotation) or (annotation,) if one is not NoneType]
    if get_origin(annotation) in (list, dict):
        return "list" if get_origin(annotation) is list else "object"
    if kinds == [datetime]:
        return "time"
    if kinds == [date]:
        return "day"
    return "number" if kinds == [int] else "text"


def _may_be_absent(field: Field[Any]) -> bool:
    return field.default is None or field.default_factory is not MISSING


def _in_order() -> Iterator[ArticleField]:
    """As in the views: the home section stands behind what the page says of its subjects, the day
    behind the dates, what else is derived and when the page was read behind all that it says."""
    hints = get_type_hints(Article)
    stated = {field.name: _stated(field, hints[field.name]) for field in fields(Article)}
    derived = {field.name: field for field in _derived()}
    behind = {
        "date_modified": [derived.pop("published_day")],
        "keywords": [stated.pop("section")],
        "language": [*derived.values(), stated.pop("fetched_at")],
    }
    for name, field in stated.items():
        yield field
        yield from behind.get(name, ())


def _stated(field: Field[Any], annotation: Any) -> ArticleField:
    said = field.metadata
    return ArticleField(
        name=field.name,
        content=_content(annotation),
        is_optional=NoneType in get_args(annotation),
        is_found=said.get("found", _may_be_absent(field)),
        is_stored=said.get("stored", True),
        is_shown=said.get("shown", True),
        of=said.get("of"),
    )


def _derived() -> Iterator[ArticleField]:
    for name, of in DERIVED.items():
        annotation = get_type_hints(getattr(Article, name).fget)["return"]
        yield ArticleField(
            name=name,
            content=_content(annotation),
            is_optional=NoneType in get_args(annotation),
            is_found=False,
            is_stored=True,
            is_shown=True,
            of=of,
        )


FIELDS = {field.name: field for field in _in_order()}
STORED = tuple(field for field in FIELDS.values() if field.is_stored)
SHOWN = tuple(field for field in STORED if field.is_shown and field.name != "path")
"""In the order of the view; it has the url in place of the path."""
FOUND = tuple(field.name for field in FIELDS.values() if field.is_found)


def made_of(name: str) -> tuple[str, ...]:
    """Fields that are made of this one, or shown with it."""
    return tuple(field.name for field in STORED if field.of == name)


def of_content(content: Content) -> tuple[str, ...]:
    """Names of all fields that hold this."""
    return tuple(field.name for field in FIELDS.values() if field.content == content)
