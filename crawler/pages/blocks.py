"""From an element to its paragraphs, as a reader sees them.

Block elements and double line breaks part paragraphs; inline ones never do, so no words are glued
together (trafilatura#660) and none stands twice. What is not the author's text is left out:
scripts, pictures and their captions, embedded posts, related boxes, hidden and promotional parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from crawler.processors import clean_text

_BLOCKS = frozenset(
    "address article body center dd details div dl dt fieldset h1 h2 h3 h4 h5 h6 header hgroup hr"
    " li main ol p pre section summary table tbody thead tr ul blockquote".split()
)
_LEFT_OUT = frozenset(
    "script style noscript template iframe figure figcaption img picture source video audio object"
    " embed canvas svg form input button select textarea label aside nav footer map head"
    " -comment amp-ad amp-embed amp-img amp-iframe amp-twitter amp-instagram amp-youtube".split()
)
_LEFT_OUT_WORDS = frozenset(
    "related newsletter cookie cookies consent promo promotion advert advertisement ad ads adv"
    " banner sharing subscribe recommended recommendation recommendations taboola outbrain tweet"
    " instagram tiktok caption captions credit sponsored paywall breadcrumb breadcrumbs embed"
    " embedded pullout".split()
)
_DOUBTFUL_WORDS = frozenset(
    "share social tag tags keyword keywords widget media teaser fb topics".split()
)
"""Left out unless there is a sentence inside: `media-body` and `text-widget` hold text as well."""
_LEFT_OUT_PHRASES = re.compile(r"read-?more|also-?read|most-?read|see-?also|photo-?gallery|copy_text")
_CAPTION_WORDS = frozenset({"caption", "captions", "media"})
_HIDDEN_NAMES = re.compile(r"(?<!\S)(?:hidden|d-none|sr-only|visually-hidden|is-hidden)(?!\S)")
_SHOWN_AGAIN = re.compile(r"(?<!\S)d-\w+-(?:block|flex|inline)")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_EMBEDDED_POST = re.compile(
    r"pic\.twitter\.com/|(?:twitter|x)\.com/\w+/status/|instagram\.com/(?:p|reel)/|"
    r"facebook\.com/[^\"' ]+/(?:posts|videos)/|tiktok\.com/@"
)
_RELATED_HEADING = re.compile(
    r"(?:related|read more|also read|see also|read also|more on this|more from|you may also like"
    r"|recommended|most read|don'?t miss)\b.{0,40}",
    re.I,
)
_KEYWORDS_LABEL = re.compile(r"\s*(?:KEYWORDS\s*:?|[Kk]eywords\s*:)\s*")
_END = re.compile(r"keywords:?|shortlink copied|the daily sabah newsletter", re.I)
_EMBEDDED_ADDRESS = re.compile(r"(?:https?://|pic\.twitter\.com/)\S+", re.I)
_VIDEO_ADDRESS = re.compile(r"youtu\.be/|youtube\.com/|t\.co/", re.I)
_SENTENCE = re.compile(r"\w[.!?…][\"'”’)]*(?:\s|$)")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*\s*$")
_BOXES = frozenset({"div", "section", "ul", "ol"})
_BREAK = "\n"
_DEEPEST = 200
"""Below it no element is judged by what it holds: that would take the square of the depth."""


def paragraphs(container: LexborNode, *, with_captions: bool = False) -> list[str]:
    """Clean paragraphs of an element, in order. `with_captions`: a gallery's belong to its body."""
    return _Walk(with_captions).over(container)


def is_left_out(
    node: LexborNode, *, with_captions: bool = False, look_inside: bool = True
) -> bool:
    """Whether an element is no part of the author's text, by its name, attributes or content."""
    tag = node.tag or ""
    if tag in _LEFT_OUT:
        return not (with_captions and tag in ("figure", "figcaption"))
    attributes = node.attributes
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
    parent = node.parent
    while parent is not None and parent.tag != "body":
        if is_left_out(parent) and parent.tag not in ("figure", "picture", "header"):
            return True
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
    return _EMBEDDED_POST.search(node.html or "") is not None


def _is_embedded_address(text: str) -> bool:
    """A line that is nothing but the address of a post or a film."""
    shown = _EMBEDDED_POST.search(text) or _VIDEO_ADDRESS.search(text)
    return shown is not None and _EMBEDDED_ADDRESS.fullmatch(text) is not None


class _Walk:
    """One pass over a subtree that gathers inline text until a block or a break ends it.

    With a stack of its own: badly nested pages are deeper than Python's.
    """

    def __init__(self, with_captions: bool) -> None:
        self._done: list[str] = []
        self._inline: list[str] = []
        self._with_captions = with_captions
        self._ended = False

    def over(self, container: LexborNode) -> list[str]:
        # Next sibling to visit, whether it stands in a paragraph, whether its parent is a block.
        stack: list[tuple[LexborNode | None, bool, bool]] = [(container.first_child, False, True)]
        while stack and not self._ended:
            node, in_paragraph, in_block = stack.pop()
            if node is None:
                if in_block:
                    self._flush()
                continue
            stack.append((node.next, in_paragraph, in_block))
            inside = self._enter(node, in_paragraph, look_inside=len(stack) < _DEEPEST)
            if inside is not None:
                stack.append((node.first_child, *inside))
        return self._done

    def _enter(
        self, node: LexborNode, in_paragraph: bool, *, look_inside: bool
    ) -> tuple[bool, bool] | None:
        """Take a node in; how its children stand (in a paragraph, in a block), None for none."""
        tag = node.tag or ""
        if tag == "-text":
            self._take_text(node.text_content or "")
        elif tag == "br":
            self._inline.append(_BREAK if in_paragraph else _BREAK * 2)
        elif tag in ("td", "th"):
            self._inline.append(" ")
            return True, False
        elif is_left_out(node, with_captions=self._with_captions, look_inside=look_inside):
            self._inline.append("" if tag == "-comment" else " ")
        elif tag in _BLOCKS or tag in ("figure", "figcaption"):
            self._flush()
            if look_inside and tag in _BOXES and is_related_box(node):
                return None
            return in_paragraph or tag in ("p", "li", "blockquote"), True
        elif not tag.startswith("-"):
            return in_paragraph, False
        return None

    def _take_text(self, text: str) -> None:
        if _KEYWORDS_LABEL.fullmatch(text) and self._is_line_start():
            self._flush()
            self._ended = True
        else:
            self._inline.append(text.replace("\n", " "))

    def _is_line_start(self) -> bool:
        return not "".join(self._inline).rpartition(_BREAK)[2].strip()

    def _flush(self) -> None:
        for text in _parted("".join(self._inline)):
            if _END.fullmatch(text):
                self._ended = True
                break
            if not _is_embedded_address(text):
                self._done.append(text)
        self._inline.clear()


def _parted(inline: str) -> Iterator[str]:
    """Paragraphs of inline text: two breaks part them, one does after the end of a sentence."""
    for chunk in re.split(r"\n[ \t\r\f\u00a0]*\n\s*", inline):
        lines: list[str] = []
        for line in chunk.split(_BREAK):
            if lines and _SENTENCE_END.search(lines[-1]):
                yield from _cleaned(lines)
                lines = []
            if line.strip():
                lines.append(line)
        yield from _cleaned(lines)


def _cleaned(lines: list[str]) -> Iterator[str]:
    if text := clean_text(" ".join(lines)):
        yield text
