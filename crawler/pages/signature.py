"""The lines under a headline: who wrote it, where, when published and updated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler.bylines import HOUSE, parse_byline
from crawler.dates import parse_date, split_date
from crawler.processors import clean_byline, clean_dateline, clean_text

_TOKEN_TAGS = ("h1", "h2", "h3", "h4", "span", "div", "p", "li", "time", "ul")
_BY = re.compile(r"by\b", re.I)
_UPDATED = re.compile(r"(?:last\s+)?(?:updated?|modified)\b", re.I)
_LABEL = re.compile(r"(?:published|last\s+updated?|updated?|modified)\s*:?", re.I)


@dataclass(slots=True)
class Signature:
    """Raw values, as published; the loader cleans them."""

    byline: str | None = None
    dateline: str | None = None
    date_published: str | None = None
    date_modified: str | None = None


def read_signature(block: LexborNode) -> Signature:
    """`by X` · place · date, each where there is one, or `X` · place · Published … · Updated …"""
    signature = Signature()
    rest: list[str] = []
    for text, is_heading in _joined(_tokens(block)):
        for part in _UPDATED_PARTS.split(text):
            remainder = _take_date(signature, part)
            if remainder is None:
                continue
            if signature.byline is None and (is_heading or _BY.match(remainder)):
                signature.byline = remainder
            else:
                rest.append(remainder)
    _place_the_rest(signature, rest)
    return signature


_UPDATED_PARTS = re.compile(r"[\s/|·,-]+(?=(?:last\s+)?(?:updated|modified)\b)", re.I)


def _take_date(signature: Signature, text: str) -> str | None:
    """Note the date that a text ends in; what stands before it, or None."""
    before, moment = split_date(text)
    if moment is None:
        return before
    label = _LABEL.search(before) if before else None
    date = text if before is None else text[len(before) :].strip(" -–—|·/,")
    before_label = before[: label.start()].strip() or None if before and label else before
    if _UPDATED.search(text):
        signature.date_modified = signature.date_modified or date
    else:
        signature.date_published = signature.date_published or date
    return before_label


def _place_the_rest(signature: Signature, rest: list[str]) -> None:
    """Without `by` and heading: author before place; a lone text is whichever it looks like."""
    if signature.byline is None and rest and (len(rest) > 1 or not _looks_like_place(rest[0])):
        signature.byline = rest.pop(0)
    if rest:
        signature.dateline = clean_dateline(rest[0])


def _looks_like_place(text: str) -> bool:
    names = parse_byline(text)
    return not names.agencies and HOUSE not in names.authors and text == text.upper()


def _tokens(block: LexborNode) -> Iterator[tuple[str, bool]]:
    """The block's texts in order, one an element that holds text, and whether it is a heading."""
    current: LexborNode | None = None
    gathered: list[str] = []
    for node in block.traverse(include_text=True):
        if node.tag != "-text" or (node.parent is not None and node.parent.tag in ("script", "style")):
            continue
        holder = _holder(node, block)
        if current is not None and holder.mem_id != current.mem_id:
            yield "".join(gathered), (current.tag or "").startswith("h")
            gathered = []
        current = holder
        gathered.append(node.text_content or "")
    if current is not None:
        yield "".join(gathered), (current.tag or "").startswith("h")


def _joined(tokens: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Clean texts; a label that stands alone (`by`, `Published`) joins what it labels."""
    label = ""
    for raw, is_heading in tokens:
        text = clean_text(raw)
        if text is None or not any(map(str.isalnum, text)):
            continue
        if _LABEL.fullmatch(text) or text.lower() in ("by", "by:"):
            label = f"{text} "
            continue
        yield label + text, is_heading
        label = ""


def _holder(node: LexborNode, block: LexborNode) -> LexborNode:
    """The nearest heading around a text, else the nearest box."""
    nearest: LexborNode | None = None
    parent = node.parent
    while parent is not None and parent.mem_id != block.mem_id:
        tag = parent.tag or ""
        if tag in ("h1", "h2", "h3", "h4"):
            return parent
        if nearest is None and tag in _TOKEN_TAGS:
            nearest = parent
        parent = parent.parent
    return nearest or block


def is_signature(text: str) -> bool:
    """Whether a line is nothing but a byline with a date behind it."""
    before, moment = split_date(text)
    if moment is None or moment.day_only:
        return False
    return before is None or (_BY.match(before) is not None and clean_byline(before) is not None
                              and parse_date(before) is None and len(before) < 120)
