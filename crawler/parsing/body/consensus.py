"""The body of a page whose markup is not the site's that we know: a consensus of two readers.

Our own finder reads the box that holds most running text; a well-kept extractor reads the page its
own way. A paragraph that both have is body. So is one of the same make: it stands in the same kind
of box as those that both agree on. docs/decisions/026 has the figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from crawler.items import Kind
from crawler.parsing.body.finder import find_body, is_filler, without_apart
from crawler.parsing.body.running_text import HEADINGS, Block, PageText, read_page
from crawler.parsing.body.shingles import Shingles
from crawler.parsing.body.teasers import teaser_boxes
from crawler.parsing.clean.text import clean_text, has_sentence, is_credited_caption, split_caption
from crawler.parsing.dom.document import Document, attribute
from crawler.parsing.sources.byline_block import is_byline_line
from crawler.parsing.sources.site import gallery_texts

_TABLE_TAG = re.compile(r"<(/?)(?:table|tbody|thead|tfoot|tr|td|th)\b", re.IGNORECASE)
_AGREED = 0.5
"""Share of the extractor's text that our finder must have; else it looked at another box."""
_MAX_NAMES_LENGTH = 100
"""Characters that a line of authors can have."""
_USUAL_MAKE = 0.2
"""Share of the agreed text from which on a kind of box is one of the body's."""


class _Reading(NamedTuple):
    """What our own finder makes of a page."""

    page: PageText
    body: list[Block]
    apart: list[Block]
    """What is none: comments, notices, teasers, links."""


def body(document: Document, kind: Kind, headline: str | None) -> list[str] | None:
    """Our own finder's paragraphs; None without a sentence. Costs no second reader."""
    texts = [block.text for block in _first_reading(document, kind, headline).body]
    texts = gallery_texts(texts) if kind is Kind.GALLERY else texts
    return texts if has_sentence(" ".join(texts)) else None


def consensus(
    document: Document, kind: Kind, headline: str | None, stated: str | None
) -> list[str] | None:
    """Paragraphs that two readers agree on; `stated` is JSON-LD's body, which has a vote. None
    where neither finds a sentence."""
    if kind is Kind.GALLERY:
        return body(document, kind, headline)
    own = _first_reading(document, kind, headline)
    repeated = _repeated_texts(document, headline)
    mine = Shingles.of(block.text for block in own.body)
    hidden = [node.text(separator=" ") for node in own.page.hidden] if own.body else []
    apart = Shingles.of([*(block.text for block in own.apart), *hidden])
    second = [
        text
        for text in _second_reading(document, own.page)
        if not _is_head(text, repeated)
        and (mine.has(text) or not (is_filler(text) or apart.has(text)))
    ]
    texts = _without_split_byline(_agreed(own, second, (mine, Shingles(stated or ""))))
    return texts if has_sentence(" ".join(texts)) else None


def _second_reading(document: Document, page: PageText) -> list[str]:
    """The well-kept extractor's lines, without what it takes for comments."""
    import trafilatura  # noqa: PLC0415  (takes 0.4 s to import; hardly ever needed)

    markup = document.markup.decode()
    if page.has_layout_of_tables:
        # It takes the tables of a layout for data, and each row for a line.
        markup = _TABLE_TAG.sub(r"<\1div", markup)
    text = trafilatura.extract(markup, include_comments=False, favor_recall=True)
    lines = (clean_text(line) for line in (text or "").split("\n"))
    return [line for line in lines if line]


def _first_reading(document: Document, kind: Kind, headline: str | None) -> _Reading:
    gallery = kind is Kind.GALLERY
    whole = read_page(document.tree.body, with_captions=gallery)
    page = without_apart(whole.without(teaser_boxes(whole, document)), headline)
    kept = set(map(id, page.blocks))
    apart = [block for block in whole.blocks if block.is_link or id(block) not in kept]
    repeated = _repeated_texts(document, headline)
    found = find_body(page)
    if not gallery:
        found = [block for block in found if not _is_foreign(block, repeated)]
    return _Reading(page, _without_head(found, repeated), apart)


def _agreed(own: _Reading, second: list[str], others: tuple[Shingles, Shingles]) -> list[str]:
    kept = [line for line in second if any(other.has(line) for other in others)]
    # Labels are no text that one of the two must have missed.
    if _length(filter(has_sentence, kept)) < _AGREED * _length(filter(has_sentence, second)):
        return second
    if not kept:
        return [block.text for block in own.body]
    theirs = Shingles.of(kept)
    agreed = [theirs.has(block.text) for block in own.body]
    makes = _usual_makes(own.page, own.body, agreed)
    is_body = [
        (is_agreed or (block.score > 0 and _make(own.page, block) in makes)) and not block.is_link
        for block, is_agreed in zip(own.body, agreed, strict=True)
    ]
    return [
        block.text
        for place, block in enumerate(own.body)
        if is_body[place] or _is_subheading(own.body, is_body, place)
    ]


def _is_subheading(blocks: list[Block], is_body: list[bool], place: int) -> bool:
    """Whether one reader alone has a heading with body right before and behind it."""
    block = blocks[place]
    if block.tag not in HEADINGS or block.is_link or not 0 < place < len(blocks) - 1:
        return False
    return is_body[place - 1] and is_body[place + 1]


def _usual_makes(
    page: PageText, own: list[Block], agreed: list[bool]
) -> frozenset[tuple[str, str, str]]:
    lengths: Counter[tuple[str, str, str]] = Counter()
    for block, is_agreed in zip(own, agreed, strict=True):
        if is_agreed and block.score > 0:
            lengths[_make(page, block)] += len(block.text)
    least = _USUAL_MAKE * lengths.total()
    return frozenset(make for make, length in lengths.items() if length >= least)


def _make(page: PageText, block: Block) -> tuple[str, str, str]:
    """Which kind of box a block stands in: its tag, and tag and class of the box around it."""
    around = page.boxes[max(0, page.boxes[block.box].parent)]
    return block.tag, around.tag, around.style


def _length(texts: Iterable[str]) -> int:
    return sum(map(len, texts))


def _repeated_texts(document: Document, headline: str | None) -> frozenset[str]:
    """What stands around a body and is none of it: the headline, and what the pictures show."""
    alts = {clean_text(attribute(node, "alt")) for node in document.tagged("img")}
    texts = {headline, *alts, *(split_caption(alt)[0] for alt in alts)}
    return frozenset(text for text in texts if text)


def _is_foreign(block: Block, repeated: Collection[str]) -> bool:
    """A caption: in no paragraph or heading of its own, or credited."""
    if is_credited_caption(block.text):
        return True
    return block.text in repeated and block.tag not in ("p", *HEADINGS)


def _without_head(blocks: list[Block], repeated: Collection[str]) -> list[Block]:
    """Without all before the headline, if no running text stands there, and what repeats it."""
    start = 0
    for place, block in enumerate(blocks):
        if block.tag == "h1":
            start = place + 1
        if block.score:
            break
    while start < len(blocks) and _is_head(blocks[start].text, repeated):
        start += 1
    return blocks[start:]


def _without_split_byline(texts: list[str]) -> list[str]:
    """Without a byline at the top that markup has broken: `by` alone, and the names below it."""
    if not texts or texts[0].rstrip(" :").lower() != "by":
        return texts
    names = len(texts) > 1 and len(texts[1]) < _MAX_NAMES_LENGTH and texts[1][-1].isalpha()
    return texts[2:] if names else texts[1:]


def _is_head(text: str, repeated: Collection[str]) -> bool:
    return text in repeated or is_byline_line(text)
