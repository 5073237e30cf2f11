"""Who signs an unknown page: the names in what is marked as its author or begins with `by`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.parsing.clean.bylines import agency_name, parse_byline
from crawler.parsing.clean.printed_dates import date_span
from crawler.parsing.clean.text import clean_byline, clean_text
from crawler.parsing.dom.document import Document
from crawler.parsing.sources.surroundings import Part

_BY = re.compile(
    r"(?:(?:posted|written|published|publicado|reported|story|words|text|analysis|opinion|review|created"
    r"|submitted)\s)?(?:by|von|par|por|door|oleh)\b\s?:?\s?"
    r"|(?:author|authors|autor|autora|autore|auteur|автор|текст|text|words)\s?:\s?",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s[|•·—–-]\s|[|•@]|(?:\s|(?<![\w.+-]))[\w.+-]{1,40}@[\w.-]{3,40}|\s?https?:|\s/\s|／|\("
)
_TAIL = re.compile(
    r"\b(?:last\s)?(?:updated|published|posted|modified|on|at|in|leave a comment|follow|view"
    r"|see all|print this|share|about|min read|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\d+ comments?)\b",
    re.IGNORECASE,
)
_MAX_TAIL = 160
_ROLE = re.compile(
    r"\b(?:staff|writers?|editors?|editor-at-large|reporters?|correspondents?|contributors?|columnists?"
    r"|producers?|special to|journalists?|bureau chief|analysts?|freelancer?|ph\.?d|m\.?d"
    r"|redakteur|redaktion)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"(?:[A-Z]\.?){2,4}")
_JOIN = re.compile(r",\s?|\s?;\s?|\s(?:and|und|et|y|e|with|&)\s")
_ENDS_OPEN = re.compile(
    r"(?:[,;&:]|\b(?:and|und|et|by|von|par|por|di|de|with|text|author))$", re.IGNORECASE
)
_BEGINS_OPEN = re.compile(r"[,;&]|(?:and|und|et|with)\b", re.IGNORECASE)
_NAMING = frozenset(["byline", "author", "authors", "contributor", "contributors", "writer",
    "reporter", "autor", "autore", "auteur", "authorname", "authorlink"])  # fmt: skip
_NO_NAME = frozenset(["title", "role", "image", "photo", "avatar", "social", "twitter", "email",
    "follow", "more", "job", "jobtitle", "bio", "icon", "type", "box", "facebook", "linkedin",
    "whatsapp", "print", "share", "fb", "statement", "quote", "reply", "count"])  # fmt: skip
_LINE = frozenset(["meta", "info", "date", "time", "posted", "metadata", "details", "submitted"])
_WORDS = re.compile(r"author|about|biography|admin$^|share|comments?|contact|more|staff|home|by",
    re.IGNORECASE)  # fmt: skip
_META = ("byl", "sailthru.author", "parsely-author", "dc.creator", "dcterms.creator")
_MAX_WORDS = 6
_NEAR, _BESIDE = 3000, 250
_NAME, _BYLINE, _MARKED, _TEXT = range(4)


@dataclass(frozen=True, slots=True)
class Credit:
    """A line's byline, as printed where nothing but names stands in it, and its names."""

    text: str
    names: tuple[str, ...]

    def holds(self, other: Credit) -> bool:
        return {*map(_same, other.names)} <= {*map(_same, self.names)}


def byline(document: Document, parts: Iterable[Part], headline: str | None) -> str | None:
    """As published where one line says it, else its names, separated by commas; None where nobody
    is named for sure."""
    found = list(_signed(list(parts), headline))
    near = [one for one in found if -_NEAR // 4 <= one[1] <= _NEAR] or found
    if not near:
        return next(_of_meta_tags(document), None)
    level, offset, best = min(near, key=lambda one: (one[0] == _TEXT, _distance(one[1]), one[0]))
    for other_level, other_offset, other in near:
        if other_level > level + 1 or abs(other_offset - offset) > _BESIDE:
            continue
        if other.holds(best):
            best = max(best, other, key=lambda one: (len(one.names), len(one.text)))
        elif other_level == level and not best.holds(other):
            names = dict.fromkeys((*best.names, *other.names))
            best = Credit(", ".join(names), tuple(names))
    return best.text


def credit_in(text: str) -> Credit | None:
    """Who signs, of a line that says so: without `by`, dates, roles, addresses."""
    line = clean_text(text) or ""
    if span := date_span(line):
        line = line[span[1] :] if not line[: span[0]].strip(" ,-") else line[: span[0]]
    line = _without_by(line.strip(" ,-–—|·•"))
    if (cut := _CUT.search(line)) and not agency_name(line[cut.end() :].strip(" ()")):
        line = line[: cut.start()]
    line = _without_tail(line).strip(" ,-–—|·•")
    pieces = [piece for piece in _JOIN.split(line) if piece.strip()]
    names = [name for place, piece in enumerate(pieces) if (name := _name_of(piece, place))]
    if not names or not all(map(_may_be_name, names)):
        return None
    return Credit(line if len(names) == len(pieces) else ", ".join(names), tuple(names))


def _without_tail(line: str) -> str:
    """Without what begins so near the end that it says when or where, not who."""
    for tail in _TAIL.finditer(line):
        if len(line) - tail.end() <= _MAX_TAIL:
            return line[: tail.start()]
    return line


def _name_of(piece: str, place: int) -> str | None:
    """None for a degree or a role behind a name."""
    name = clean_byline(piece.strip(" .:'\""))
    if name is None:
        return None
    if place and (_LETTERS.fullmatch(name) or _ROLE.search(name)) and not agency_name(name):
        return None
    return f"{name}." if piece.rstrip().endswith((" Jr.", " Sr.")) else name


def _signed(parts: list[Part], headline: str | None) -> Iterator[tuple[int, int, Credit]]:
    """How surely, how far from the headline, and whose names."""
    for index, part in enumerate(parts):
        level = _level(part)
        if level is None:
            continue
        pieces = part.pieces
        if _BY.fullmatch(part.text) and index + 1 < len(parts):
            pieces += parts[index + 1].pieces
        text = _line(pieces)
        if headline and len(headline.split()) > 2 and headline.casefold() in text.casefold():
            continue
        if credit := credit_in(text):
            yield level, part.offset, credit


def _line(pieces: Iterable[str]) -> str:
    """An element's texts in one line, with a part line where one does not go on with the other."""
    line = ""
    for piece in pieces:
        goes_on = not line or _ENDS_OPEN.search(line) or _BEGINS_OPEN.match(piece)
        line = f"{line} {piece}" if goes_on else f"{line} | {piece}"
    return line.replace(" ,", ",")


def _level(part: Part) -> int | None:
    if part.is_loose:
        return _TEXT if _BY.match(part.text) and not _is_sentence(part.text) else None
    if not _NO_NAME.isdisjoint(part.words):
        return None
    attributes = part.node.attributes
    if "author" in (attributes.get("rel") or "").split() or attributes.get("itemprop") == "author":
        return _NAME
    if not _NAMING.isdisjoint(part.words):
        return _BYLINE if part.words & {"byline", "name"} else _MARKED
    return _TEXT if not _LINE.isdisjoint(part.words) and _BY.match(part.text) else None


def _is_sentence(text: str) -> bool:
    return len(text) > 100 or text.endswith((".", "!", "?"))


def _same(name: str) -> str:
    found = parse_byline(name)
    return " ".join(found.agencies) if found.agencies and not found.authors else name.casefold()


def _without_by(line: str) -> str:
    previous = None
    while line != previous:
        previous, line = line, line[match.end() :] if (match := _BY.match(line)) else line
    return line


def _may_be_name(name: str) -> bool:
    pieces = name.split()
    if len(pieces) > _MAX_WORDS or len(name) > 60 or _WORDS.fullmatch(name):
        return False
    if name[0].isdigit() or ":" in name:
        return False
    return sum(map(str.isalpha, name)) >= 2 and sum(map(str.isdigit, name)) <= 4


def _distance(offset: int) -> int:
    return offset if offset >= 0 else -2 * offset


def _of_meta_tags(document: Document) -> Iterator[str]:
    for _, attributes in document.metas:
        name = attributes.get("property") or attributes.get("name") or ""
        content = attributes.get("content") or "" if name.lower() in _META else ""
        if credit := credit_in(content):
            yield credit.text
