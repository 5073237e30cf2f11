"""What was asked for: words, "phrases", -unwanted ones and filters, read into a `Query`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from crawler.runtime import arguments
from pipelines.store.backends.errors import StoreError
from pipelines.store.search.documents import AGENCY, AUTHOR
from pipelines.store.text.terms import WORD, stems

Phrase = tuple[str, ...]
"""Words that follow each other, as the index has them."""

_MAX_WORDS = 64
_FILTERS = ("section", "since", "until", "author", "agency")
_PART = re.compile(
    r"(?P<minus>-?)(?:(?P<name>(?<![a-zA-Z])[a-zA-Z]+):)?"
    r'(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))'
)
_TYPOGRAPHIC = str.maketrans("“”„", '"""')


class WrongQuery(StoreError):
    """Raised when a search makes no sense; the message says what to write instead."""


@dataclass(slots=True)
class Query:
    """All of it has to hold; of several sections any one."""

    wanted: list[Phrase] = field(default_factory=list)
    unwanted: list[Phrase] = field(default_factory=list)
    names: list[Phrase] = field(default_factory=list)
    unwanted_names: list[Phrase] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    unwanted_sections: list[str] = field(default_factory=list)
    since: date | None = None
    until: date | None = None
    """Days of publication in the newspaper's zone, both inclusive."""


def parse(asked: str) -> Query:
    """Read a search such as `ferry "black sea" -trial section:world since:2026-10-01`.

    :raises WrongQuery: it cannot be read, or asks for nothing
    """
    plain = asked.translate(_TYPOGRAPHIC)
    if plain.count('"') % 2:
        raise WrongQuery('a quotation mark is not closed; write a phrase as "black sea"')
    query = Query()
    for part in _PART.finditer(plain):
        _take(query, part)
    _check(query, asked)
    return query


def _take(query: Query, part: re.Match[str]) -> None:
    value = part["plain"] if part["quoted"] is None else part["quoted"]
    is_unwanted = bool(part["minus"])
    if part["name"] is None:
        target = query.unwanted if is_unwanted else query.wanted
        target.extend(_phrases(value))
        return
    name = part["name"].lower()
    if name not in _FILTERS:
        raise WrongQuery(
            f"there is no filter {name}:, only {', '.join(f'{one}:' for one in _FILTERS)};"
            f' to look for the text itself write "{part["name"]} {value}"'
        )
    if not value.strip():
        raise WrongQuery(f"{name}: has no value; write it without a blank, as in {_EXAMPLES[name]}")
    _FILTER[name](query, value, is_unwanted)


def _section(query: Query, value: str, is_unwanted: bool) -> None:
    slugs = [slug.strip("/ ").lower() for slug in value.split(",")]
    (query.unwanted_sections if is_unwanted else query.sections).extend(filter(None, slugs))


def _since(query: Query, value: str, is_unwanted: bool) -> None:
    query.since = _day("since", value, is_unwanted)


def _until(query: Query, value: str, is_unwanted: bool) -> None:
    query.until = _day("until", value, is_unwanted)


def _author(query: Query, value: str, is_unwanted: bool) -> None:
    (query.unwanted_names if is_unwanted else query.names).extend(_phrases(value, AUTHOR))


def _agency(query: Query, value: str, is_unwanted: bool) -> None:
    (query.unwanted_names if is_unwanted else query.names).extend(_phrases(value, AGENCY))


_FILTER: dict[str, Callable[[Query, str, bool], None]] = {
    "section": _section,
    "since": _since,
    "until": _until,
    "author": _author,
    "agency": _agency,
}
_EXAMPLES = {
    "section": "section:asia-pacific",
    "since": "since:2026-10-01",
    "until": "until:2026-10-31",
    "author": 'author:"jane doe"',
    "agency": "agency:reuters",
}


def _day(name: str, value: str, is_unwanted: bool) -> date:
    if is_unwanted:
        raise WrongQuery(f"-{name}: makes no sense; write {_EXAMPLES[name]}")
    try:
        return arguments.day(value)
    except ValueError:
        raise WrongQuery(f"{name}: {value!r} is no day; write {_EXAMPLES[name]}") from None


def _phrases(text: str, mark: str = "") -> list[Phrase]:
    """The text's words as one phrase, `asia-pacific` too; none where there is no word in it."""
    words = tuple(mark + stem for stem in stems(WORD.findall(text)) if stem)
    return [words] if words else []


def _check(query: Query, asked: str) -> None:
    phrases = (query.wanted, query.unwanted, query.names, query.unwanted_names)
    if sum(len(phrase) for some in phrases for phrase in some) > _MAX_WORDS:
        raise WrongQuery(f"these are more than {_MAX_WORDS} words; look for fewer")
    if query.since and query.until and query.since > query.until:
        raise WrongQuery(f"since:{query.since} is later than until:{query.until}")
    if query.wanted or query.names or query.sections or query.since or query.until:
        return
    if query.unwanted or query.unwanted_names or query.unwanted_sections:
        raise WrongQuery(
            "there is nothing to look for but what is unwanted; add a word or a filter"
        )
    if asked.strip():
        raise WrongQuery(f"there is no word in {asked.strip()!r}")
    raise WrongQuery('there is nothing to look for; write words, as in: ferry "black sea" -trial')
