"""Our own finder: the box of a page that holds its article's text."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from crawler.parsing.body.running_text import Block, Box, PageText

_NOT_BODY = frozenset([
    "related", "newsletter", "cookie", "cookies", "consent", "promo", "promotion", "advert",
    "advertisement", "ad", "ads", "adv", "banner", "sharing", "subscribe", "recommended",
    "recommendation", "recommendations", "taboola", "outbrain", "sponsored", "paywall",
    "breadcrumb", "breadcrumbs", "pullout", "sidebar", "footer", "nav", "menu", "navbar", "share",
    "social", "popup", "modal", "dialog", "signup", "login", "author", "bio", "byline", "tags",
    "trending", "popular", "aside",
])  # fmt: skip
_COMMENTS = frozenset(["comment", "comments", "disqus", "respond", "replies"])
_SURELY_COMMENTS = _COMMENTS - {"comment"}
"""A `comment` may be the newspaper's own."""
_MIN_BESIDE_COMMENTS = 200
"""Characters of running text outside comments that make an article: comments are often longer."""
_MIN_SHARE = 0.8
"""Share of a box's running text that one inside it must hold to be the body's box instead."""
_STATED = 1 / 8
"""Share of it from which on a box that microdata call the body is believed: less is a stub."""
_FILLER = re.compile(
    r"recaptcha|unsubscribe|(?:we|site) uses? cookies|privacy policy|terms of (?:use|service)"
    r"|(?:subscribe|sign up) (?:to|for)\b|\b(?:our|free) newsletter|your e-?mail|keep up to date",
    re.IGNORECASE,
)
_MAX_FILLER = 1500
"""Characters of a box that can be a form, a notice, a sign-up as a whole."""
_MOSTLY_FILLER = 1 / 3
_NOTICES = frozenset(["aside", "div", "fieldset", "footer", "form", "section", "ul"])


def without_apart(page: PageText, headline: str | None) -> PageText:
    """A page without its notices, and without the boxes that their names set apart."""
    around_headline = _boxes_around_headlines(page, headline)
    page = page.without(_filler_boxes(page, around_headline))
    return page.without(_boxes_apart(page, headline, around_headline))


def find_body(page: PageText) -> list[Block]:
    """Blocks of the box with the running text, in order."""
    scores = page.scores()
    if not page.blocks or not scores[0]:
        return []
    return list(page.inside(_stated_box(page, scores) or _densest_box(page, scores)))


def is_filler(text: str) -> bool:
    """Whether a text's words are those of a sign-up, a consent, a form's small print."""
    return _FILLER.search(text) is not None


def _densest_box(page: PageText, scores: list[int]) -> int:
    inner: dict[int, list[int]] = defaultdict(list)
    for index, box in enumerate(page.boxes):
        if scores[index] > 0:
            inner[box.parent].append(index)
    found = 0
    while inner[found]:
        best = max(inner[found], key=lambda index: scores[index])
        if scores[best] < _MIN_SHARE * scores[found]:
            break
        found = best
    return found


def _stated_box(page: PageText, scores: list[int]) -> int | None:
    stated = [index for index, box in enumerate(page.boxes) if box.is_stated]
    best = max(stated, key=lambda index: scores[index], default=None)
    return best if best is not None and scores[best] > _STATED * scores[0] else None


def _filler_boxes(page: PageText, around_headline: set[int]) -> frozenset[int]:
    """Notices. A sign-up inside a short story makes no notice of the story: beside it stands a
    sentence that is none of the sign-up's."""
    found = _mostly_filler(page) - around_headline
    innermost = _innermost(page, found)
    rest = page.without(innermost)
    sentences, still = rest.scores(), _mostly_filler(rest)
    return innermost | {index for index in found if not sentences[index] or index in still}


def _mostly_filler(page: PageText) -> frozenset[int]:
    lengths = page.totals((block.box, len(block.text)) for block in page.blocks)
    filler = page.totals(
        (block.box, len(block.text)) for block in page.blocks if is_filler(block.text)
    )
    return frozenset(
        index
        for index, box in enumerate(page.boxes)
        if box.tag in _NOTICES
        and filler[index] > _MOSTLY_FILLER * lengths[index]
        and lengths[index] < _MAX_FILLER
    )


def _innermost(page: PageText, boxes: frozenset[int]) -> frozenset[int]:
    """Those of the boxes that hold no other of them."""
    in_order = [*sorted(boxes), len(page.boxes)]
    return frozenset(
        index for index, following in pairwise(in_order) if following > page.boxes[index].end
    )


def _boxes_apart(page: PageText, headline: str | None, around_headline: set[int]) -> frozenset[int]:
    """Boxes whose names set them apart, as long as the text outside them is no less, and the
    headline stands outside too: a wrapper's name says nothing (readability#564)."""
    scores = page.scores()
    follows = _boxes_behind_a_sentence(page, headline)
    apart: set[int] = set()
    for index, box in enumerate(page.boxes):
        if index in around_headline or box.names.isdisjoint(_NOT_BODY | _COMMENTS):
            continue
        outside = scores[0] - scores[index]
        if box.tag in ("nav", "footer") and outside > 0:
            apart.add(index)
        is_comments = _is_comments(box, outside, follows_text=index in follows)
        if is_comments or outside >= scores[index]:
            apart.add(index)
    return frozenset(apart)


def _is_comments(box: Box, outside: int, *, follows_text: bool) -> bool:
    """Whether a box is the readers', by its name and by the article that stands outside it."""
    if box.names.isdisjoint(_COMMENTS):
        return False
    if outside >= _MIN_BESIDE_COMMENTS:
        return True
    return follows_text and not box.names.isdisjoint(_SURELY_COMMENTS)


def _boxes_behind_a_sentence(page: PageText, headline: str | None) -> frozenset[int]:
    """Boxes with a sentence between them and the last headline before them: an article, however
    short it is."""
    found: set[int] = set()
    has_headline = has_sentence = False
    following = 0
    for block in page.blocks:
        if has_sentence:
            found.update(range(following, block.box + 1))
        following = max(following, block.box + 1)
        if block.tag == "h1" or block.text == headline:
            has_headline, has_sentence = True, False
        elif block.score > 0:
            has_sentence = has_headline
    return frozenset(found)


def _boxes_around_headlines(page: PageText, headline: str | None) -> set[int]:
    around: set[int] = set()
    for block in page.blocks:
        if block.tag == "h1" or block.text == headline:
            index = block.box
            while index >= 0 and index not in around:
                around.add(index)
                index = page.boxes[index].parent
    return around
