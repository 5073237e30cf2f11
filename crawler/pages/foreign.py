"""What stands in an article's element and is no text of its author: scripts, pictures and their
captions, embedded posts, related boxes, hidden and promotional parts."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from crawler.processors import clean_text

EMBEDDED_POST = re.compile(
    r"pic\.twitter\.com/|(?:twitter|x)\.com/\w+/status/|instagram\.com/(?:p|reel)/|"
    r"facebook\.com/[^\"' ]+/(?:posts|videos)/|tiktok\.com/@"
)
_LEFT_OUT = frozenset([
    "script", "style", "noscript", "template", "iframe", "figure", "figcaption", "img",
    "picture", "source", "video", "audio", "object", "embed", "canvas", "svg", "form",
    "input", "button", "select", "textarea", "label", "aside", "nav", "footer", "map", "head",
    "-comment", "amp-ad", "amp-embed", "amp-img", "amp-iframe", "amp-twitter",
    "amp-instagram", "amp-youtube",
])  # fmt: skip
_LEFT_OUT_WORDS = frozenset([
    "related", "newsletter", "cookie", "cookies", "consent", "promo", "promotion", "advert",
    "advertisement", "ad", "ads", "adv", "banner", "sharing", "subscribe", "recommended",
    "recommendation", "recommendations", "taboola", "outbrain", "tweet", "instagram",
    "tiktok", "caption", "captions", "credit", "sponsored", "paywall", "breadcrumb",
    "breadcrumbs", "embed", "embedded", "pullout",
])  # fmt: skip
_DOUBTFUL_WORDS = frozenset([
    "share", "social", "tag", "tags", "keyword", "keywords", "widget", "media", "teaser",
    "fb", "topics",
])  # fmt: skip
"""Left out unless there is a sentence inside: `media-body` and `text-widget` hold text as well."""
_LEFT_OUT_PHRASES = re.compile(
    r"read-?more|also-?read|most-?read|see-?also|photo-?gallery|copy_text"
)
_CAPTION_WORDS = frozenset({"caption", "captions", "media"})
_HIDDEN_NAMES = re.compile(r"(?<!\S)(?:hidden|d-none|sr-only|visually-hidden|is-hidden)(?!\S)")
_SHOWN_AGAIN = re.compile(r"(?<!\S)d-\w+-(?:block|flex|inline)")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_RELATED_HEADING = re.compile(
    r"(?:related|read more|also read|see also|read also|more on this|more from|you may also like"
    r"|recommended|most read|don'?t miss)\b.{0,40}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\w[.!?…][\"'”’)]*(?:\s|$)")


def is_left_out(node: LexborNode, *, with_captions: bool = False, look_inside: bool = True) -> bool:
    """Whether an element is no part of the author's text, by its name, attributes or content."""
    tag = node.tag or ""
    if tag in _LEFT_OUT:
        return not (with_captions and tag in ("figure", "figcaption"))
    attributes = node.attributes
    if not attributes:
        return look_inside and tag == "blockquote" and _is_embedded(node)
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
        return True
    if attributes.get("aria-hidden") == "true":
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
    if not names.isspace() and _named_left_out(node, names, with_captions):
        return True
    return look_inside and tag == "blockquote" and _is_embedded(node)


def is_hidden(node: LexborNode) -> bool:
    """Whether an element stands in one that is left out."""
    parent, look_inside = node.parent, True
    while parent is not None and parent.tag != "body":
        left_out = is_left_out(parent, look_inside=look_inside)
        if left_out and parent.tag not in ("figure", "picture", "header"):
            return True
        look_inside = look_inside and parent.tag != "blockquote"
        parent = parent.parent
    return False


def is_related_box(node: LexborNode) -> bool:
    """A heading such as `Related` with nothing but links below it, or a list of nothing else."""
    links = node.css("a[href]")
    if not links:
        return False
    everything = clean_text(node.text()) or ""
    heading = node.css_first("h1, h2, h3, h4, h5, h6, strong, b, span, p")
    title = (clean_text(heading.text()) or "") if heading is not None else ""
    if not _RELATED_HEADING.fullmatch(title):
        return False
    linked = sum(len(clean_text(link.text()) or "") for link in links)
    return linked + len(title) >= 0.9 * len(everything.replace(" ", ""))


def _named_left_out(node: LexborNode, names: str, with_captions: bool) -> bool:
    words = set(re.split(r"[^a-z]+", names))
    if with_captions:
        words -= _CAPTION_WORDS
    if words & _LEFT_OUT_WORDS or _LEFT_OUT_PHRASES.search(names):
        return True
    if _HIDDEN_NAMES.search(names) and not _SHOWN_AGAIN.search(names):
        return True
    return bool(words & _DOUBTFUL_WORDS) and not _SENTENCE.search(node.text())


def _is_embedded(node: LexborNode) -> bool:
    return EMBEDDED_POST.search(node.html or "") is not None
