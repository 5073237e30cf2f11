"""The lines under a headline: who wrote it, where, when published and updated."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from crawler.parsing.clean.bylines import HOUSE, is_place, is_role, parse_byline, without_place
from crawler.parsing.clean.dates import MAX_DATE_LENGTH, PARTING, parse_date, split_date
from crawler.parsing.clean.text import clean_byline, clean_dateline, clean_text
from crawler.parsing.dom.document import attribute
from crawler.parsing.dom.element_text import lines_of

_MAX_NODES = 500
"""Nodes of a byline block that are read: the site's have ten, the most crowded ones fifty."""
_MAX_LINES = 50
_MAX_WORDS = 40
"""Words of a byline that are looked at for a place behind the names."""
_TOKEN_TAGS = ("h1", "h2", "h3", "h4", "span", "div", "p", "li", "time", "ul")
_BY = re.compile(r"by\b", re.IGNORECASE)
_UPDATED_PARTS = re.compile(
    r"(?<![\s/|·,(\[-])[\s/|·,(\[-]+(?=(?:last )?(?:updated?|modified)\b)", re.IGNORECASE
)
_JOINS = re.compile(r"(?:and|with|via|ve|from|for|in)\b|[,;&/|(+-]", re.IGNORECASE)
_JOINS_NEXT = re.compile(r"(?:\b(?:and|with|via|ve|from|by|by:)|[,;&/|+-])$", re.IGNORECASE)
_TIME_ONLY = re.compile(r"\d{1,2}[:.]\d{2}\b.{0,20}")
_HEADINGS = ("h1", "h2", "h3", "h4")
_UPDATED = re.compile(r"(?:last\s+)?(?:updated?|modified)\b", re.IGNORECASE)
_LABEL = re.compile(r"(?:published|last\s+updated?|updated?|modified)\s*:?", re.IGNORECASE)


@dataclass(slots=True)
class BylineBlock:
    """Raw values, as published; the loader cleans them."""

    byline: str | None = None
    dateline: str | None = None
    date_published: str | None = None
    date_modified: str | None = None


def read_byline_block(block: LexborNode) -> BylineBlock:
    """`by X` · place · date, each where there is one, or `X` · place · Published … · Updated …"""
    byline_block = BylineBlock()
    rest: list[str] = []
    is_exact = False
    for text, is_heading in _with_times(_joined(_tokens(block))):
        for part in _UPDATED_PARTS.split(text):
            dated = byline_block.date_published is not None
            remainder = _take_date(byline_block, part)
            if remainder is None:
                continue
            if byline_block.byline is None and (is_heading or _BY.match(remainder)):
                byline_block.byline, is_exact = remainder, is_heading
            elif not dated:
                rest.append(remainder)
    _place_the_rest(byline_block, rest)
    if byline_block.byline and byline_block.dateline is None:
        byline_block.byline, byline_block.dateline = without_place(byline_block.byline)
    if byline_block.byline and byline_block.dateline is None and not is_exact:
        byline_block.byline, byline_block.dateline = _parted(byline_block.byline)
    return byline_block


def _take_date(byline_block: BylineBlock, text: str) -> str | None:
    """Note the date that a text ends in; what stands before it, or None."""
    if text.count(")") + text.count("]") > text.count("(") + text.count("["):
        text = text.rstrip(" )]")
    before, moment = split_date(text)
    if moment is None:
        return before
    label = _LABEL.search(before) if before else None
    date = text if before is None else text[len(before) :].strip(PARTING)
    before_label = before[: label.start()].strip() or None if before and label else before
    if _UPDATED.search(text):
        byline_block.date_modified = byline_block.date_modified or date
    else:
        byline_block.date_published = byline_block.date_published or date
    return before_label


def _place_the_rest(byline_block: BylineBlock, rest: list[str]) -> None:
    """Without `by` and heading: author before place; a lone text is whichever it looks like."""
    if byline_block.byline is None and rest and (len(rest) > 1 or not _looks_like_place(rest[0])):
        byline_block.byline = rest.pop(0)
    places = [text for text in map(clean_dateline, rest) if _is_place(text)]
    known = next((index for index, text in enumerate(places) if text and is_place(text)), 0)
    # What stands between a name and a known place is another name, on a line of its own.
    for name in filter(None, places[:known]):
        if len(name.split()) > 1:
            byline_block.byline = f"{byline_block.byline}, {name}"
    byline_block.dateline = places[known] if places else None


def _is_place(text: str | None) -> bool:
    """Not a role or an agency beside the name."""
    if text is None:
        return False
    names = parse_byline(text)
    return not is_role(text) and not names.agencies and HOUSE not in names.authors


def _parted(byline: str) -> tuple[str, str | None]:
    """A byline whose end is the place, all in one text: `by ASSOCIATED PRESS TOKYO`."""
    words = byline.split()
    if len(words) > _MAX_WORDS or _is_known(byline):
        return byline, None
    for index in range(len(words) - 1, 0, -1):
        head, tail = " ".join(words[:index]), " ".join(words[index:])
        if tail != tail.upper() or not _is_place(clean_dateline(tail)):
            break
        if _is_known(head) or _is_mixed_name(words[:index]):
            return head, tail
    return byline, None


def _is_known(byline: str) -> bool:
    """Whether nobody but agencies and the newspaper signs."""
    names = parse_byline(byline)
    return bool(names.agencies or names.authors) and not {*names.authors} - {HOUSE}


def _is_mixed_name(words: list[str]) -> bool:
    names = [word for word in words if not _BY.fullmatch(word)]
    return len(names) >= 2 and names[-1].istitle() and not names[-1].isupper()


def _looks_like_place(text: str) -> bool:
    names = parse_byline(text)
    return not names.agencies and HOUSE not in names.authors and text == text.upper()


def _tokens(block: LexborNode) -> Iterator[tuple[str, bool]]:
    """The block's texts in order, one an element that holds text, and whether it is a heading."""
    lines = _lines_of_headings(block)
    current: LexborNode | None = None
    gathered: list[str] = []
    for node in islice(block.traverse(include_text=True), _MAX_NODES):
        tag = node.tag
        if tag == "br" and gathered and current is not None:
            yield _token(current, gathered)
            gathered = []
        if tag != "-text" or ((parent := node.parent) and parent.tag in ("script", "style")):
            continue
        holder = _holder(node, block, lines)
        if holder.tag == "h1":
            continue  # The page's headline, where it stands beside the byline block.
        if current is None or holder.mem_id != current.mem_id:
            if gathered and current is not None:
                yield _token(current, gathered)
            current, gathered = holder, []
            if holder.tag in _HEADINGS or holder.mem_id in lines:
                yield from _tokens_of_names(holder)
        if not (holder.tag in _HEADINGS or holder.mem_id in lines):
            gathered.append(node.text_content or "")
    if gathered and current is not None:
        yield _token(current, gathered)


def _lines_of_headings(block: LexborNode) -> frozenset[int]:
    """Where a line holds several names, each is a heading of its own."""
    # To count in the markup first takes a fifth of asking a selector.
    if (block.html or "").count("<h") < 2 or len(block.css("h2, h3, h4")) < 2:
        return frozenset()
    lines = block.css("span, p, li")[:_MAX_LINES]
    return frozenset(line.mem_id for line in lines if len(line.css("h2, h3, h4")) > 1)


def _token(holder: LexborNode, gathered: list[str]) -> tuple[str, bool]:
    text = "".join(gathered)
    if holder.tag == "time":
        text = _machine_time(holder, text)
    return text, False


def _tokens_of_names(holder: LexborNode) -> Iterator[tuple[str, bool]]:
    """A heading's names as one text; what else stands on a line of it, a place or a date, on its
    own. Names on lines of their own are people of their own."""
    names, further = "", []
    for line in filter(None, map(clean_text, lines_of(holder))):
        if not names or _JOINS_NEXT.search(names) or _JOINS.match(line):
            names = f"{names} {line}" if names else line
        elif without_place(f"{names} | {line}")[1] or split_date(line)[1]:
            further.append(line)
        else:
            names = f"{names}, {line}"
    yield names, True
    yield from ((text, False) for text in further)


def _machine_time(element: LexborNode, text: str) -> str:
    """A `time` element's attribute, where the text says less (`2 hours ago`)."""
    stated = attribute(element, "datetime")
    moment, shown = parse_date(stated), split_date(text)[1]
    if stated is None or moment is None or (shown and (moment.day_only or not shown.day_only)):
        return text
    return f"Updated {stated}" if _UPDATED.search(text) else stated


def _joined(tokens: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Clean texts; a label that stands alone (`by`, `Published`) joins what it labels."""
    label = ""
    for raw, is_heading in tokens:
        text = None if raw.isspace() else clean_text(raw)
        if text is None or not any(map(str.isalnum, text)):
            continue
        if _LABEL.fullmatch(text) or text.lower() in ("by", "by:"):
            label = f"{text} "
            continue
        yield label + text, is_heading
        label = ""


def _with_times(tokens: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """A time of day joins the day before it."""
    held: tuple[str, bool] | None = None
    for token in tokens:
        if held and _TIME_ONLY.fullmatch(token[0]):
            held = f"{held[0]} {token[0]}", held[1]
            continue
        if held:
            yield held
        held = token
    if held:
        yield held


def _holder(node: LexborNode, block: LexborNode, lines: Collection[int]) -> LexborNode:
    """The nearest heading around a text, or the line that holds several; else the nearest box."""
    nearest: LexborNode | None = None
    parent = node.parent
    while parent is not None and parent.mem_id != block.mem_id:
        tag = parent.tag or ""
        if tag in _HEADINGS:
            around = parent.parent
            shared = around is not None and around.mem_id != block.mem_id
            return around if around is not None and shared and around.mem_id in lines else parent
        if nearest is None and tag in _TOKEN_TAGS:
            nearest = parent
        parent = parent.parent
    return nearest or block


def is_byline_line(text: str) -> bool:
    """Whether a line is nothing but a byline with a date behind it."""
    if len(text) > MAX_DATE_LENGTH and not _BY.match(text.lstrip(PARTING)):
        return False  # longer than a date, and no byline: no need to look for a date in its words
    before, moment = split_date(text)
    if moment is None or moment.day_only:
        return False
    if before is None:
        return True
    signed = _BY.match(before) is not None and clean_byline(before) is not None
    return signed and parse_date(before) is None and len(before) < 120
