"""The keywords under an article, whose markup nobody has seen: whatever follows their label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from crawler.newspaper.active import SELECTORS
from crawler.parsing.clean.text import clean_text
from crawler.parsing.dom.byte_search import occurrences
from crawler.parsing.dom.document import Document, attribute, text_of
from crawler.parsing.dom.element_text import words_of
from crawler.urls import landing_slug

_SAYS_KEYWORDS = ':lexbor-contains("keywords" i)'
_CAPITALS, _CAPITALIZED, _SMALL = map(re.compile, (b"KEYWORDS", b"Keywords", b"keywords"))
_IN_MARKUP = (b'"', b"'", b"_")
_OPENED = re.compile(rb"<([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>\s*$")
_MAX_TAG_LENGTH = 200
_MAX_TAGS = 12
_MAX_LABELS = 20
"""Elements that say no more than the word, of which one has the keywords: a page has one or two."""
_MAX_FEW = 20
"""So many elements are sooner asked one by one what they say than by a selector."""
_MAX_ENTRIES = 200
"""Links or list items of one place that can be an article's keywords."""

_NOT_SHOWN = frozenset(
    ["script", "style", "meta", "title", "option", "noscript", "template", "input"]
)
_LISTS = frozenset(["div", "ul", "ol", "p", "nav", "section", "span", "li", "dd"])
_PLACES = _LISTS | {"a", "b", "strong", "em"}
_OTHER_BOXES = re.compile(
    r"menu|foot|nav|social|share|letter|related|promo|stor(?:y|ies)|galler|banner|cookie",
    re.IGNORECASE,
)
_MAX_LENGTH = 60
_MAX_WORDS = 7
_MOSTLY = 0.8


def keywords_under_label(document: Document, label: str = "") -> list[str]:
    """The label's own links or list items, or its neighbors, or its parent's next neighbor.

    To ask every element for its text takes as long as to build the tree: the bytes say first
    whether, and in which elements, the word stands at all.
    """
    label = label or SELECTORS.keywords_label
    if label and (found := _under(document.all(label), document)):
        return found
    markup = document.markup
    return (
        _spelled(_CAPITALS, markup, document)
        or _spelled(_CAPITALIZED, markup, document)
        or _spelled(_SMALL, markup.lower(), document)
    )


def _spelled(word: re.Pattern[bytes], markup: bytes, document: Document) -> list[str]:
    before = list(_before_each(word, markup))
    if not before:
        return []
    tags = {
        match[1].decode().lower()
        for text in before
        if (match := _OPENED.match(text, text.rfind(b"<")))
    }
    if len(tags) > _MAX_TAGS:
        return _labelled(_SAYS_KEYWORDS, document)
    shown = sorted(tags - _NOT_SHOWN)
    usual = ", ".join(f"{tag}{_SAYS_KEYWORDS}" for tag in shown)
    found = _of_few(shown[0], usual, document) if len(shown) == 1 else None
    if found is None and usual:
        found = _labelled(usual, document)
    return found or _labelled(_SAYS_KEYWORDS, document)


def _before_each(word: re.Pattern[bytes], markup: bytes) -> Iterator[bytes]:
    """What stands before each mention that a reader may see; what a quote opens is a name in the
    markup."""
    for mention in occurrences(word, markup):
        index = mention.start()
        if markup[index - 1 : index] not in _IN_MARKUP:
            yield markup[max(0, index - _MAX_TAG_LENGTH) : index]


def _of_few(tag: str, labels: str, document: Document) -> list[str] | None:
    """As `_labelled`, of a tag that has few elements, where no selector has to walk the page;
    None where it has many."""
    nodes = document.tagged(tag)
    if len(nodes) > _MAX_FEW:
        return None
    named = (
        node
        for node in nodes
        if _is_label(node) and (_is_spelled_out(node) or node.css_matches(labels))
    )
    return _under(named, document)


def _is_spelled_out(node: LexborNode) -> bool:
    """Whether the word stands in one text, as the selector looks for it."""
    child = node.first_child
    text = child.text_content if child is not None and child.tag == "-text" else None
    return text is not None and "keywords" in text.lower()


def _labelled(labels: str, document: Document) -> list[str]:
    return _under(filter(_is_label, document.all(labels)), document)


def _under(labels: Iterable[LexborNode], document: Document) -> list[str]:
    for label in islice(labels, _MAX_LABELS):
        if found := _inside(label) or _beside(label) or _below(label, document):
            return found
    return []


def _is_label(node: LexborNode) -> bool:
    if node.tag in _NOT_SHOWN:
        return False
    return _says_label(clean_text(node.text(deep=False)) or "")


def _says_label(text: str) -> bool:
    return text.rstrip(" :").casefold() == "keywords"


def _inside(label: LexborNode) -> list[str]:
    return _gathered(child for child in label.iter(include_text=True) if not _is_label_text(child))


def _beside(label: LexborNode) -> list[str]:
    return _gathered(_followers(label))


def _below(label: LexborNode, document: Document) -> list[str]:
    """Behind boxes that hold nothing but the label; not a menu or another box of the page."""
    box = label.parent
    for _ in range(2):
        if box is None or box.tag == "body" or not _is_label_alone(box):
            break
        following = [node for node in _followers(box) if not (node.tag or "").startswith("-")]
        if following:
            return [] if _is_other_box(following[0], document) else _gathered(iter(following))
        box = box.parent
    return []


def _is_label_alone(box: LexborNode) -> bool:
    """Long texts are told by their length: to read them word by word takes longer."""
    return len(box.text().strip()) < _MAX_LENGTH and _says_label(text_of(box) or "")


def _is_other_box(box: LexborNode, document: Document) -> bool:
    names = f"{attribute(box, 'class') or ''} {attribute(box, 'id') or ''}"
    if box.tag in ("footer", "nav", "aside", "form") or _OTHER_BOXES.search(names):
        return True
    hrefs = [attribute(link, "href") or "" for link in box.css("a[href]")]
    paths = [document.site.path_of(href, document.path) for href in hrefs]
    landings = [path for path in paths if path and landing_slug(path)]
    return bool(hrefs) and 2 * len(landings) > len(hrefs)


def _gathered(places: Iterator[LexborNode]) -> list[str]:
    """Keywords of the first place that has several, or of a row of places of one kind."""
    found: list[str] = []
    kind: tuple[str | None, str | None] | None = None
    for place in places:
        raw = _text(place)
        if place.tag == "-comment" or (text := clean_text(raw)) is None:
            continue
        entries = _entries(place, text)
        plain = place.tag in ("a", "span", "li", "b", "strong", "em", "p")
        own_kind = (place.tag, None if plain else attribute(place, "class"))
        if place.tag == "-text":
            if not entries and re.fullmatch(r"[\s,;|/·•-]*", raw):
                continue
            return found or entries
        if not entries or (kind is not None and own_kind != kind):
            break
        found.extend(entries)
        kind = own_kind
        if len(entries) > 1:
            break
    return found


def _entries(place: LexborNode, text: str) -> list[str]:
    """A place's links, else its list items, else its spans, else what commas part; [] where most
    of its text is something else. One walk finds them all."""
    if place.tag == "-text":
        return _valid(text.split(",")) if "," in text else []
    if place.tag not in _PLACES:
        return []
    inner: dict[str, list[LexborNode]] = {}
    for node in place.css("a, li, span, form, input"):
        inner.setdefault(node.tag or "", []).append(node)
    if "form" in inner or "input" in inner:
        return []
    for tag in ("a", "li", "span"):
        innermost = inner.get(tag, [])
        if len(innermost) > _MAX_ENTRIES:
            return []
        if any(map(_holds_elements, innermost)):
            innermost = [node for node in innermost if len(node.css(tag)) == 1]
        if innermost:
            texts = [text_of(node) or "" for node in innermost]
            shown = sum(map(len, texts)) + text.count(",") + len(texts)
            return _valid(texts) if shown >= _MOSTLY * len(text) else []
    return _valid(text.split(",")) if "," in text else []


def _holds_elements(node: LexborNode) -> bool:
    child = node.first_child
    return child is not None and (child.next is not None or child.tag != "-text")


def _valid(texts: list[str]) -> list[str]:
    """Keywords, or [] where one of them is too long to be one."""
    cleaned = [text.strip(" ,;|#") for text in texts]
    cleaned = [text for text in cleaned if text and not _says_label(text)]
    if any(len(text) > _MAX_LENGTH or len(text.split()) > _MAX_WORDS for text in cleaned):
        return []
    return cleaned


def _followers(node: LexborNode) -> Iterator[LexborNode]:
    following = node.next
    while following is not None:
        yield following
        following = following.next


def _is_label_text(node: LexborNode) -> bool:
    return node.tag == "-text" and _says_label(clean_text(node.text_content) or "")


def _text(node: LexborNode) -> str:
    return (node.text_content or "") if node.tag == "-text" else words_of(node)
