"""What stands in an article's element and is no text of its author: scripts, pictures and their
captions, embedded posts, related boxes, hidden and promotional parts."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from crawler.parsing.clean.text import clean_text
from crawler.parsing.dom.naming import hides, names_of, words_of_names

EMBEDDED_POST = re.compile(
    r"pic\.twitter\.com/|(?:twitter|x)\.com/\w+/status/|instagram\.com/(?:p|reel)/|"
    r"facebook\.com/[^\"' /]+/(?:posts|videos)/|tiktok\.com/@|threads\.(?:net|com)/@|"
    r"//t\.me/\w+/\d|bsky\.app/profile/"
)
_NO_TEXT = frozenset([
    "script", "style", "noscript", "template", "iframe", "img", "picture", "source", "video",
    "audio", "object", "embed", "canvas", "svg", "input", "button", "select", "textarea", "map",
    "head", "-comment", "figcaption", "amp-ad", "amp-embed", "amp-img", "amp-iframe",
    "amp-twitter", "amp-instagram", "amp-youtube",
])  # fmt: skip
_PICTURES = "img, picture, video, audio, iframe, svg, object, embed, amp-img, amp-iframe"
_TEXTS_OF_FIGURES = "table, blockquote, pre, ul, ol, dl"
_SET_APART = frozenset(["aside", "footer", "form", "label", "nav"])
JUDGED_BY_TAG = _NO_TEXT | _SET_APART | {"figure", "blockquote"}
"""Elements that may be left out although they have no attribute."""
_LEFT_OUT_WORDS = frozenset([
    "related", "newsletter", "cookie", "cookies", "consent", "promo", "promotion", "advert",
    "advertisement", "ad", "ads", "adv", "banner", "sharing", "subscribe", "recommended",
    "recommendation", "recommendations", "taboola", "outbrain", "tweet", "instagram",
    "tiktok", "telegram", "threads", "caption", "captions", "credit", "sponsored", "paywall",
    "breadcrumb", "breadcrumbs", "embed", "embedded", "pullout",
])  # fmt: skip
_DOUBTFUL_WORDS = frozenset([
    "share", "social", "tag", "tags", "keyword", "keywords", "widget", "media", "teaser",
    "fb", "topics",
])  # fmt: skip
"""Left out unless there is a sentence inside: `media-body` and `text-widget` hold text as well."""
_LEFT_OUT_PHRASES = re.compile(
    r"read-?more|also-?read|most-?read|see-?also|photo-?gallery|copy_text|text-post-media"
)
_CAPTION_WORDS = frozenset({"caption", "captions", "media"})
_HIDDEN_NAMES = re.compile(
    r"(?<!\S)(?:hidden|d-none|sr-only|visually-hidden|is-hidden|screen-reader-text)(?!\S)"
)
_SPOKEN_NAMES = re.compile(r"(?<!\S)(?:sr-only|visually-hidden|screen-reader-text)(?!\S)")
_SHOWN_AGAIN = re.compile(r"(?<!\S)d-\w+-(?:block|flex|inline)")
_INLINE = frozenset(["a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup"])
_RELATED_HEADING = re.compile(
    r"(?:related|read more|also read|see also|see more|read also|more on this|more from"
    r"|you may also like|recommended|most read|watch also|also watch|don['’]?t miss)\b.{0,40}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\w[.!?…][\"'”’)]*(?:\s|$)")
MAX_LEVELS = 200
"""Ancestors that are looked at: no page of a newspaper is deeper, a hostile one may be."""
_MAX_FIGURES = 4
"""Figures around one that is looked into: each look takes as long as the figure is large."""


def never_holds_text(node: LexborNode) -> bool:
    """Whether an element is of a kind that never holds an author's text."""
    return node.tag in _NO_TEXT or (node.tag == "figure" and not _figure_holds_text(node))


def is_set_apart(
    node: LexborNode, *, with_captions: bool = False, look_inside: bool = True
) -> bool:
    """Whether tag, names or content of an element say that it is no part of the author's text.

    They can be wrong of a box around the whole text: ask how much stands outside it.
    """
    tag = node.tag or ""
    if tag in _SET_APART:
        return True
    attributes = node.attributes
    if attributes:
        if attributes.get("aria-hidden") == "true":
            return tag not in _INLINE or (look_inside and _is_decoration(node))
        is_named = attributes.get("class") or "id" in attributes
        if is_named and _is_named_apart(node, with_captions, look_inside):
            return True
    return look_inside and tag == "blockquote" and is_embedded_post(node)


def is_hidden(node: LexborNode) -> bool:
    """Whether an element stands in one that hides in fact, whatever the ones around are called."""
    parent = node.parent
    for _ in range(MAX_LEVELS):
        if parent is None:
            return False
        if hides(parent) or parent.tag in ("template", "noscript"):
            return True
        parent = parent.parent
    return False


class Aside:
    """Which elements of a page are hidden, or stand in a part that is not the article's.

    A part that holds the headline is. One look at each element's ancestors serves all below them.
    """

    def __init__(self, root: LexborNode | None) -> None:
        headings = root.css("h1") if root is not None else []
        self._around_headlines = _ancestors(headings)
        self._known: dict[int, bool] = {}

    def holds(self, node: LexborNode) -> bool:
        is_apart = never_holds_text(node) or hides(node) or is_set_apart(node)
        return (node.tag != "img" and is_apart) or self._is_around(node.parent)

    def _is_around(self, node: LexborNode | None) -> bool:
        """Whether an element, or one around it, is set apart or hides."""
        way: list[LexborNode] = []
        found = False
        while node is not None and len(way) < MAX_LEVELS:
            if (known := self._known.get(node.mem_id)) is not None:
                found = known
                break
            way.append(node)
            node = node.parent
        for element in reversed(way):
            found = found or self._is_apart(element)
            self._known[element.mem_id] = found
        return found

    def _is_apart(self, node: LexborNode) -> bool:
        if hides(node) or node.tag in ("template", "noscript"):
            return True
        if node.tag in ("body", "header", "html") or node.mem_id in self._around_headlines:
            return False
        return is_set_apart(node, look_inside=False)


def _ancestors(nodes: list[LexborNode]) -> frozenset[int]:
    found: set[int] = set()
    for node in nodes:
        parent = node.parent
        while parent is not None and parent.mem_id not in found:
            found.add(parent.mem_id)
            parent = parent.parent
    return frozenset(found)


def is_related_box(node: LexborNode) -> bool:
    """A heading or label such as `Related` with nothing but links below or behind it."""
    # To look for links in the markup takes a tenth of asking a selector.
    links = node.css("a[href]") if "<a" in (node.html or "") else []
    if not links:
        return False
    everything = clean_text(node.text()) or ""
    heading = node.css_first("h1, h2, h3, h4, h5, h6, strong, b, span, p, a")
    title = (clean_text(heading.text()) or "") if heading is not None else ""
    if heading is not None and heading.tag == "a":
        title = everything[: everything.find(title)]
    if not _RELATED_HEADING.fullmatch(title):
        return False
    linked = sum(len(clean_text(link.text()) or "") for link in links)
    return linked + len(title) >= 0.9 * len(everything.replace(" ", ""))


def is_embedded_post(node: LexborNode) -> bool:
    return EMBEDDED_POST.search(node.html or "") is not None


def _figure_holds_text(figure: LexborNode) -> bool:
    """A table or quotation, or whatever stands in a figure that shows no picture."""
    if _is_deep_in_figures(figure):
        return False
    if figure.parent is not None and figure.parent.tag == "figure":
        return False  # nested ones would be looked through once a level
    if figure.css_first(_TEXTS_OF_FIGURES) is not None:
        return True
    return figure.css_first(_PICTURES) is None


def _is_deep_in_figures(figure: LexborNode) -> bool:
    parent, around = figure.parent, 0
    for _ in range(MAX_LEVELS):
        if parent is None or around > _MAX_FIGURES:
            break
        around += parent.tag == "figure"
        parent = parent.parent
    return around > _MAX_FIGURES


def _is_decoration(node: LexborNode) -> bool:
    """What is hidden from readers' ears because it says nothing, or because a twin beside it says
    the same for them: a large first letter, with the whole word spoken."""
    if not any(map(str.isalnum, node.text())):
        return True
    return any(_is_spoken(other) for other in _beside(node))


def _is_spoken(node: LexborNode) -> bool:
    return _SPOKEN_NAMES.search((node.attributes.get("class") or "").lower()) is not None


def _beside(node: LexborNode) -> list[LexborNode]:
    """The elements next to one, with nothing but white space between."""
    found: list[LexborNode] = []
    for step in ("prev", "next"):
        other: LexborNode | None = getattr(node, step)
        while other is not None and other.tag == "-text" and not (other.text_content or "").strip():
            other = getattr(other, step)
        if other is not None and not (other.tag or "").startswith("-"):
            found.append(other)
    return found


def _is_named_apart(node: LexborNode, with_captions: bool, look_inside: bool) -> bool:
    words = words_of_names(node)
    if with_captions:
        words -= _CAPTION_WORDS
    if not words.isdisjoint(_LEFT_OUT_WORDS) or _LEFT_OUT_PHRASES.search(names_of(node)):
        return True
    classes = (node.attributes.get("class") or "").lower()
    if _HIDDEN_NAMES.search(classes) and not _SHOWN_AGAIN.search(classes):
        twins = _beside(node) if _SPOKEN_NAMES.search(classes) else []
        return not any(twin.attributes.get("aria-hidden") == "true" for twin in twins)
    if words.isdisjoint(_DOUBTFUL_WORDS) or not look_inside:
        return False
    return not _SENTENCE.search(node.text())
