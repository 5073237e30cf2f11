"""Which heading of an unknown page is its headline, and what a stated title says beyond it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler.parsing.clean.text import clean_headline, clean_text
from crawler.parsing.dom.document import Document, attribute
from crawler.parsing.dom.naming import hides

_LOGO = re.compile("logo|brand|site-?name", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’](?:s\b)?")
_WORD = re.compile(r"\w+")
_PARTING = re.compile(r"(?:\s[|–—»:·-]|\s?\|)\s")
_MAX_SUFFIX_LENGTH = 60
_NAME_TAGS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher")
_SHARED = 0.1
"""The part of a heading's and a title's words that are the same in both, from which on the heading
is what the title speaks of: titles are often written for search engines."""
_MAX_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Heading:
    node: LexborNode
    text: str


def headings(document: Document) -> list[Heading]:
    """Every shown h1 that is not the newspaper's own name or logo."""
    names = site_names(document)
    found = []
    for node in document.all("h1"):
        text = None if hides(node) or _is_logo(node, document) else clean_headline(node.text())
        if text and len(text) <= _MAX_LENGTH and words(text) not in names:
            found.append(Heading(node, text))
    return found


def confirmed(document: Document, stated: Iterable[object]) -> Heading | None:
    """The h1 that shares most with what the page states as its title."""
    found = headings(document)
    texts = [cleaned for text in stated if (cleaned := clean_headline(text))]
    known = [set(words(text)) for text in texts]
    if not known:
        return found[0] if found else None
    best, most = None, _SHARED
    for heading in found:
        own = set(words(heading.text))
        share = max((_share(own, other) for other in known), default=0.0)
        if share > most or (best is None and any(_holds(text, heading.text) for text in texts)):
            best, most = heading, max(share, most)
    return best


def site_names(document: Document) -> list[list[str]]:
    """Words of each name that the page gives its site."""
    names = []
    for _, attributes in document.metas:
        name = attributes.get("property") or attributes.get("name") or ""
        if name.lower() in _NAME_TAGS and (found := words(attributes.get("content"))):
            names.append(found)
    return names


def without_site(value: object, names: Collection[list[str]], others: Iterable[object]) -> object:
    """A stated title without what stands behind its last part line, where that is the site's name
    or where another of the page's titles ends before it."""
    text = clean_text(value)
    if text is None:
        return value
    shorter = [words(other) for other in others]
    for match in reversed(list(_PARTING.finditer(text))):
        head, tail = text[: match.start()].rstrip(), text[match.end() :]
        if len(tail) > _MAX_SUFFIX_LENGTH or not head:
            break
        if words(tail) in names or words(head) in shorter:
            return without_site(head, names, others)
    return text


def words(text: object) -> list[str]:
    return _WORD.findall(_POSSESSIVE.sub("", (clean_text(text) or "").casefold()))


def _share(one: set[str], other: set[str]) -> float:
    """The share of both sets that is common, of words that say something where there are any."""
    said, heard = ({word for word in group if len(word) > 3} or group for group in (one, other))
    both = said & heard
    return len(both) / min(len(said), len(heard)) * 0.5 + len(both) / len(said | heard) * 0.5


def _holds(title: str, heading: str) -> bool:
    """For scripts without blanks between words."""
    return len(heading) >= 8 and words(heading) != [] and heading.casefold() in title.casefold()


def _is_logo(node: LexborNode, document: Document) -> bool:
    names = f"{attribute(node, 'class')} {attribute(node, 'id')}"
    if _LOGO.search(names) or node.css_first('img[alt="logo"]') is not None:
        return True
    links = [node.parent, *node.css("a")[:1]]
    return any(
        link is not None and link.tag == "a" and _leads_home(attribute(link, "href"), document)
        for link in links
    )


def _leads_home(link: str | None, document: Document) -> bool:
    return bool(link) and document.site.path_of(link or "", document.path) in ("/", "")
