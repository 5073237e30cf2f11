"""What a page says of its own url: `<link rel="canonical">`, which a template often gets wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from crawler import urls
from crawler.parsing.dom.document import Document

_NO_NAMES = frozenset({"null", "undefined", "none", "nil", "nan", "false", "true"})
"""What a template writes where it has no value."""
_NOT_IN_A_PATH = re.compile(r"[\s<>{}\[\]|\\^`\"]")
_FROM_THE_ROOT = re.compile(r"(?:https?:)?//[^/]|/|\?", re.IGNORECASE)


class Odd(StrEnum):
    """Why a canonical link names no article of this site."""

    INVALID = "invalid"
    """Nothing at all: blank, a fragment, a template's null."""
    SECTION = "section"
    """The home page, a landing page, or another page that is none of an article."""
    OFFSITE = "offsite"


@dataclass(frozen=True, slots=True)
class Canonical:
    path: str | None
    """Of an article of this site, the page's own or another's; None where no link names one."""
    odd: tuple[Odd, ...]
    """What is wrong with the links before the one that counts, each kind once."""


def canonical_links(document: Document) -> list[str]:
    """As written, in the page's head; elsewhere a link is somebody's text."""
    found: list[str] = []
    for node in document.head:
        if node.tag != "link":
            continue
        attributes = node.attributes
        link = attributes.get("href")
        if link is not None and "canonical" in (attributes.get("rel") or "").lower().split():
            found.append(link)
    return found


def canonical(document: Document) -> Canonical:
    """The first link that names an article of this site counts."""
    odd: dict[Odd, None] = {}
    for link in canonical_links(document):
        named = _named(link.strip(), document)
        if not isinstance(named, Odd):
            return Canonical(named, tuple(odd))
        odd[named] = None
    return Canonical(None, tuple(odd))


def _named(link: str, document: Document) -> Odd | str:
    if not _FROM_THE_ROOT.match(link):
        return Odd.INVALID
    own = document.path
    path = document.site.path_of(link, own)
    if path is not None and (path == own or path == urls.twin_path(own)):
        return own
    if names_nothing(link):
        return Odd.INVALID
    if path is None:
        return Odd.OFFSITE
    return path if urls.may_be_moved_to(path, own) else Odd.SECTION


def names_nothing(link: str) -> bool:
    """Whether a link was left unfilled: `null`, `/world/undefined`, `/{{ slug }}`."""
    path = unquote(link.partition("?")[0].partition("#")[0])
    name = path.rstrip("/").rpartition("/")[2]
    return name.lower() in _NO_NAMES or _NOT_IN_A_PATH.search(path) is not None
