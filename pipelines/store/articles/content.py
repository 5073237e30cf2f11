"""What an article says: made storable, compared, and whose change it was. Pure functions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from unicodedata import normalize

from pipelines.store.schema.rows import (
    CONTENT_FIELDS,
    ArticleRow,
    Cause,
    ContentField,
    ContentRow,
    PageRow,
)
from pipelines.store.text.tokens import Remembered, tokens

_STYLE = (
    *((quote, '"') for quote in "“”„‟«»″"),
    *((quote, "'") for quote in "‘’‚‛‹›′´"),
    *((invisible, "") for invisible in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """The text as both databases can keep it: PostgreSQL has no NUL, neither has half a letter.

    :raises TypeError: it is no text
    """
    if not isinstance(text, str):
        raise TypeError(f"text expected, not {type(text).__name__}")
    whole = text.replace("\x00", "")
    try:
        whole.encode()  # sooner done than searching
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", whole)
    return whole


def storable_json(value: object) -> object:
    """The same for the texts within lists and objects."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable_json(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [storable_json(one) for one in value]
    return value


def _plain(token: str) -> str:
    """What stands between two blanks without style."""
    token = token.replace("`", "'")
    if not token.isascii():
        # One after another they take a twentieth of the time of `str.translate`.
        for character, instead in _STYLE:
            token = token.replace(character, instead)
        token = normalize("NFC", token)
    return token


_plain_of = Remembered(_plain)


def folded(text: str) -> str:
    """The text without white space's and quotes' style, which are no change of content."""
    return " ".join(filter(None, map(_plain_of.__getitem__, tokens(text))))


def content_hash(row: ContentRow) -> str:
    content = json.dumps([comparable(row[name]) for name in CONTENT_FIELDS])
    return blake2b(content.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    fields: list[ContentField]
    cause: Cause


def compare(old: ArticleRow, new: PageRow) -> Change | None:
    """What differs between two rows of `articles`, and by whom; None where the content is equal."""
    if old["content_hash"] == new["content_hash"]:
        return None
    fields = changed_fields(old, new)
    if not fields:
        return None  # the hash was made when more counted as a difference
    ours = (
        old["parser_version"] != new["parser_version"]
        # The newspaper's last version again, after we had read the page differently.
        or old["newspaper_hash"] == new["content_hash"]
        or all(_read_differently(name, old, new) for name in fields)
    )
    return Change(fields, "parser" if ours else "newspaper")


def changed_fields(old: ContentRow, new: ContentRow) -> list[ContentField]:
    return [name for name in CONTENT_FIELDS if comparable(old[name]) != comparable(new[name])]


def comparable(value: object) -> object:
    if isinstance(value, str):
        return folded(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [folded(one) for one in value]
    return value


def was_refused(name: ContentField, row: PageRow) -> bool:
    """Whether we did not take a field's value from the page, for a reason of our own: our clock
    said, or could not say, that it lies in the future."""
    own = (f"{name}:future:", f"{name}:clock:")
    return not row[name] and any(flag.startswith(own) for flag in row["flags"])


def _read_differently(name: ContentField, old: PageRow, new: PageRow) -> bool:
    """Whether the field was taken from another place this time, or was found nowhere any more.

    A text that was not there before and is now is the newspaper's.
    """
    before, now = old["sources"].get(name), new["sources"].get(name)
    if before is None:
        return was_refused(name, old)
    if now is None:
        # A page that lost its body as well was not read at all well.
        return not new[name] and (name == "body" or bool(new["body"]) or not old["body"])
    return bool(before != now)
