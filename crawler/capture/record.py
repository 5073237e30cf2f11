"""A page's reading as plain JSON values: what `expected.json` holds."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime

from crawler.extraction import FetchedPage, extract
from crawler.items import Absence, Alias, Article, Failure

Record = dict[str, object]
"""`found` says what the page is: `article`, `absence` or `failure`; the other keys are the item's
own fields. A body is a list of its paragraphs. What a page does not give is null or []."""

_OF_THE_MOMENT = frozenset({"fetched_at", "seen_at", "warc", "capture"})


def read(page: FetchedPage) -> Record:
    """What the parser makes of a page now; an error of the parser's is a failure, as in a crawl."""
    try:
        found = extract(page)
    except Exception as error:
        found = Failure(path=page.path, cause="parse", detail=repr(error), seen_at=page.fetched_at)
    return record_of(found)


def record_of(found: Article | Alias | Absence | Failure) -> Record:
    record: Record = {"found": type(found).__name__.lower()}
    for field in fields(found):
        if field.name not in _OF_THE_MOMENT:
            record[field.name] = _plain(field.name, getattr(found, field.name))
    return record


def dumps(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _plain(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if name == "body" and isinstance(value, str):
        return value.split("\n\n")
    return value
