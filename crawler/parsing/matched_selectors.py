"""Which selector of the newspaper's profile found what on a page."""

from __future__ import annotations

from crawler.items import Article, Source
from crawler.newspaper.active import SELECTORS
from crawler.parsing.dom.document import Document

KEYWORDS_BY_TEXT = "the text KEYWORDS"
_OF_FIELD = {
    "headline": "headline",
    "body": "body",
    "byline": "byline_block",
    "authors": "byline_block",
    "agencies": "byline_block",
    "dateline": "byline_block",
    "date_published": "byline_block",
    "date_modified": "byline_block",
    "image_url": "lead_image",
    "image_caption": "lead_image",
    "image_credit": "lead_image",
    "keywords": "keywords_label",
}
"""Field -> the part of `Selectors` in which the site's markup has it."""


def matching(part: str, document: Document) -> str | None:
    """The first alternative of a part's selector that finds something; None where none does."""
    css = getattr(SELECTORS, part)
    return next((one for one in alternatives(css) if document.first(one) is not None), None)


def alternatives(css: str) -> list[str]:
    """`"h1.a, h1:is(.b, .c)"` -> `h1.a` and `h1:is(.b, .c)`."""
    found, depth, start = [], 0, 0
    for at, character in enumerate(css):
        depth += (character in "([") - (character in ")]")
        if character == "," and not depth:
            found.append(css[start:at].strip())
            start = at + 1
    return [one for one in (*found, css[start:].strip()) if one]


def fields_of(article: Article, document: Document) -> dict[str, dict[str, str]]:
    """Field -> its source, and the selector where that is the site's own markup."""
    fields: dict[str, dict[str, str]] = {}
    for name, source in sorted(article.sources.items()):
        fields[name] = {"source": str(source)}
        if source == Source.SITE and name in _OF_FIELD:
            found = matching(_OF_FIELD[name], document)
            if found is None and name == "keywords":
                found = KEYWORDS_BY_TEXT
            if found is not None:
                fields[name]["selector"] = found
    return fields
