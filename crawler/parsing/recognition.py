"""Whether a page shows an article (docs/decisions/005, 020)."""

from __future__ import annotations

import re

from crawler.parsing.body import consensus
from crawler.parsing.clean.text import clean_headline, has_sentence
from crawler.parsing.dom.document import Document
from crawler.parsing.error_pages import begins_as_notice, is_notice, may_be_notice
from crawler.parsing.sources import generic, structured
from crawler.parsing.sources.site import ArticlePage

_MIN_TEXT_LENGTH = 200
"""Of a page that nothing but its text makes an article: below it, it is a notice."""
_LONG_TEXT = 600
"""Of a page whose headline was not found: that is too long for a notice."""
_MIN_WORDS = 3
_MAX_WORDS = 2 / 3
"""Of the shorter one of a headline and a title, which the other must have too."""
_ARTICLE_TYPES = frozenset({"article", "video.other", "video"})
_WORD = re.compile(r"[^\W_]+")


def shows_article(page: ArticlePage, *, names_another_page: bool) -> bool:
    """By the site's article markup, or by what machines are told; else by a headline with a date
    under it, or with running text where the title says the same.

    `names_another_page`: its canonical link leads to the home page, a section or the like. Such a
    page, and one whose headline or title is an error page's, must show more of an article.
    """
    document = page.document
    headline = _headline(page)
    is_article = bool(page.headings) or page.has_body
    if is_article and not names_another_page and _is_usual(headline, document.title):
        return True
    title = clean_headline(document.title)
    doubtful = [text for text in (headline, title) if text and may_be_notice(text)]
    if any(map(is_notice, doubtful)):
        return _is_published(page)
    if any(map(begins_as_notice, doubtful)):
        reads_as_one = _runs(page, headline) and _is_dated(page)
        is_other = names_another_page or _og_type(document) not in {"", *_ARTICLE_TYPES}
        return _is_published(page) or (reads_as_one and not is_other)
    if names_another_page:
        same = headline is not None and _say_the_same(title, headline)
        return _is_published(page) or _is_marked_up(page) or (same and _runs(page, headline))
    if is_article or structured.has_article(document):
        return True
    if _og_type(document) in _ARTICLE_TYPES:
        return True
    if headline is not None and generic.byline_block(document).date_published:
        return True
    if title is None:
        return False
    length = _length(page, headline)
    if headline is not None and _say_the_same(title, headline):
        return length >= _MIN_TEXT_LENGTH
    return length >= _LONG_TEXT and not _og_type(document)


def _is_usual(headline: str | None, title: str | None) -> bool:
    """Whether the headline is no notice's, and the title, which begins with it, none either."""
    if headline is None or " " not in headline or may_be_notice(headline):
        return False
    return title is not None and title.startswith(headline)


def _og_type(document: Document) -> str:
    return (structured.og_type(document) or "").strip().lower()


def _headline(page: ArticlePage) -> str | None:
    headline = clean_headline(page.headings[0].text()) if page.headings else None
    if headline is None and not page.has_body:
        headline = generic.headline(page.document)
    return headline


def _is_marked_up(page: ArticlePage) -> bool:
    return bool(page.headings) and page.has_body


def _is_published(page: ArticlePage) -> bool:
    """Whether the site or the page's words for machines say when it was published, and it has a
    text: no error page does."""
    if page.site.get("date_published") and has_sentence(" ".join(_own_texts(page))):
        return True
    return _is_dated_for_machines(page.document)


def _own_texts(page: ArticlePage) -> list[str]:
    texts = page.site.get("body")
    return texts if isinstance(texts, list) else []


def _is_dated_for_machines(document: Document) -> bool:
    if structured.json_ld(document).get("date_published"):
        return True
    return _og_type(document) in _ARTICLE_TYPES and "date_published" in structured.meta(document)


def _is_dated(page: ArticlePage) -> bool:
    return _is_marked_up(page) or generic.byline_block(page.document).date_published is not None


def _runs(page: ArticlePage, headline: str | None) -> bool:
    return _length(page, headline) >= _MIN_TEXT_LENGTH


def _length(page: ArticlePage, headline: str | None) -> int:
    """Of the page's running text."""
    texts = _own_texts(page) or consensus.body(page.document, page.kind, headline) or []
    return sum(map(len, texts))


def _say_the_same(title: str | None, headline: str) -> bool:
    """Whether a page's title begins with its headline, or one is the other with a kicker, a section
    or a second half; case, quotes and dashes aside."""
    if title is None:
        return False
    words, others = _words(title), _words(headline)
    if words[: len(others)] == others:
        return True
    shorter, longer = sorted((words, others), key=len)
    shared = len(set(shorter).intersection(longer))
    return shared >= _MIN_WORDS and shared >= _MAX_WORDS * len(set(shorter))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
