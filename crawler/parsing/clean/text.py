"""Pure, total functions from published text to a clean value, or None.

None raises, whatever it is given; what is not sure is None. Cleaning is idempotent.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import is_normalized, normalize
from urllib.parse import quote

from crawler.newspaper.active import PROFILE
from crawler.parsing.clean.alternatives import any_of
from crawler.parsing.clean.fillers import is_filler_image
from crawler.parsing.dom.element_text import without_markup
from crawler.runtime.printable import NO_CHARACTERS

_ESCAPED_AGAIN = re.compile(r"&(?:(?:amp|#0*38|#[xX]0*26);){2,}")
_MAX_ESCAPED = 20
"""So many times is a text taken out of its escapes; made of nothing else it would be O(n²)."""
_MAX_KEPT_LENGTH = 1000
"""Characters of a text whose cleaned form is kept for the next time."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NUL_REFERENCE = re.compile(r"&#(?:0+|[xX]0+);")
_CP1252_CONTROLS = {
    code: bytes([code]).decode("cp1252", errors="ignore") or None for code in range(0x80, 0xA0)
}
# Zero-width and directional marks, soft hyphen, controls that are not white space, and the places
# of objects that the text has lost.
_INVISIBLE = {
    **dict.fromkeys([*range(0x09), *range(0x0E, 0x1C), 0x7F, 0xAD, 0x34F, 0x180E, 0xFEFF]),
    **dict.fromkeys([0x61C, 0x200B, 0x200C, 0x200E, 0x200F, *range(0x202A, 0x202F)]),
    **dict.fromkeys([*range(0x2060, 0x2065), *range(0x2066, 0x2070), *range(0xFFF9, 0xFFFD)]),
    **_CP1252_CONTROLS,
}
_PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
"""Glyphs of icon fonts, which no other font has."""
_ANY_INVISIBLE = re.compile(
    f"[{''.join(re.escape(chr(code)) for code in _INVISIBLE)}{_PRIVATE_USE}]|[{NO_CHARACTERS}]"
)
# The joiner stays where it makes one emoji of two; anywhere else it is a zero-width mark.
_PICTOGRAPH = "[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]"
_LOOSE_JOINER = re.compile(f"(?<!{_PICTOGRAPH})\u200d|\u200d(?!{_PICTOGRAPH})")

_WORDING = PROFILE.wording
_NAME = any_of(_WORDING.names)
_SITE_SUFFIX = re.compile(rf"(?: ?\||(?:^| )[–—-]) ?{_NAME}$", re.IGNORECASE)
_MAX_SUFFIX_LENGTH = max(map(len, _WORDING.names)) + 5
# Characters that a field's text can have; what is longer is another text in its place.
_MAX_HEADLINE = 1000
_MAX_DESCRIPTION = 10_000
_MAX_BYLINE = 1000
_MAX_MARKUP = 5
"""How many times as long a text can be with its tags."""
_MAX_KEYWORD = 200
_NO_VALUE = frozenset(
    {"null", "undefined", "none", "nan", "n/a", "false", "true", "(null)", "[object object]"}
)
_MAX_NO_VALUE_LENGTH = max(map(len, _NO_VALUE))
_SITE_NAME = re.compile(rf"{_NAME}(?:\s*(?:[|–—-]|{any_of(_WORDING.latest)}).*)?", re.IGNORECASE)
_KEYWORDS_LABELS = frozenset({"keywords", "keywords:"})
_REPEATED_BY = re.compile(r"^(?:by\b[\s:]*)+", re.IGNORECASE)
_POSITION_LABEL = re.compile(
    r"(?:\d(?:st|nd|rd|th)\s+)?(?:[LRC]|left|right|cent(?:er|re)|top|bottom|front|back|middle)"
    r"(?:[\s,-]+(?:[LRC]|left|right|cent(?:er|re)|row))?",
    re.IGNORECASE,
)
_AGENCY_CODES = _WORDING.agency_codes | {"AA", "AFP", "AP", "EPA", "PA", "UPI", "dpa"}
_DATE_LIKE = re.compile(r"(?:[A-Z][a-z]{2,8}\.?\s+)?\d{1,4}(?:,\s*\d{4})?")
_WEB_ADDRESS = re.compile(r"https?://[^/]")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9:/._~?=-]*")
_ORIGIN = re.compile(r"https?://[^/?#\s\x00-\x20\x7f-\x9f]*")
_NOT_IN_ADDRESS = re.compile(r"[\t\r\n\x00]+")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE_IN_ADDRESS = "!#$%&'()*+,/:;=?@[]~"
_NO_IMAGE = re.compile(r"no[\s_-]?image", re.IGNORECASE)
_BEFORE_VIA = r"(?:[A-ZÇĞİÖŞÜ(][^\s]*|dpa|by|of|the|for|and|de|/|&)"
_NAMED = rf"(?:{_BEFORE_VIA}|via)"
_LONE_CREDIT = re.compile(
    rf"\((?:(?:{_NAMED}\s+){{0,10}}[Pp]hotos?|[A-Z]{{2,5}}|Reuters|dpa|EPA-EFE|Shutterstock"
    rf"|i[Ss]tock|Getty(?: Images)?|Photos? (?:by|via)(?:\s+{_NAMED}){{1,8}}"
    rf"|Courtesy(?:\s+{_NAMED}){{1,8}}|(?:{_BEFORE_VIA}\s+){{1,8}}via(?:\s+{_NAMED}){{1,4}})\)\.?"
    r"|(?:(?:[A-ZÇĞİÖŞÜ][^\s.]*|dpa|via|of|the|for|/)\s+){1,8}Photos?\.?"
)
_PRINTED_CREDIT = re.compile(r"\S\s+Photos?$|^Photos? (?:by|via)\s")
_CREDIT_WORD = re.compile(
    rf"\b(?:{any_of(_WORDING.credits)}"
    r"|photo(?:s|graphs?)?|images?|screen\s?(?:shot|grab)s?|footage|archives?|courtesy|handout"
    r"|pool|file|via|(?:news|press) agency|associated press|france.presse|getty|shutterstock|alamy"
    r"|istock\w*|wiki(?:pedia|media)|unsplash|pexels|pixabay|flickr|dreamstime|depositphotos|nurphoto|zuma"
    r"|reuters|xinhua|bloomberg|anadolu|ap|afp|aa|epa|efe|upi|dpa|ansa|tass"
    r"|kyodo|yonhap|ukrinform|azertac)\b",
    re.IGNORECASE,
)
"""What says that a parenthesis names who took or gave the picture."""
_SMALL_CREDIT = re.compile(
    r"(?:(?:file|archive|handout|stock)\s)?photos?|dpa|photos? (?:by|via) .*"
)
_FINISHED = re.compile(r"[.!?…][\"'”’»)\]]*$|,\s\d{4}$")
"""How a caption ends before its credit: with its sentence, or with the day of the picture."""
_NAMES_AGENCY = re.compile(r"\b(?:agency|press|presse|agentur|ajansi|international)$")
_SMALL_WORDS = frozenset({"by", "via", "of", "the", "for", "and"})
_GALLERY_CREDIT = re.compile(
    r"\bphotos?(?: ?/|$)|^photos? (?:by|via) |\b(?:images|archives?)$|"
    r"^(?:shutterstock|reuters|xinhua|dpa)$|^(?:anadolu|associated press|agence france-presse)",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"[()]")
_OPEN_CREDIT = re.compile(r"\([^()]*\bPhotos?$")


def clean_text(value: object) -> str | None:
    """One line of readable text in NFC: entities resolved however often they were escaped, no
    invisible characters, every run of white space one space; quotes as published."""
    if not isinstance(value, str):
        return None
    # Of all white space, only the space is printable: the usual text is one line already. To take
    # it as it is costs a quarter of splitting and joining a long paragraph.
    is_line = "  " not in value and "&" not in value and value.isprintable()
    if is_line and (value.isascii() or _is_whole(value)):
        return value.strip() or None
    text = " ".join(value.split())
    if "\x85" not in value and _is_usual(text):
        return text or None
    return _resolved(value) if len(value) <= _MAX_KEPT_LENGTH else _resolved.__wrapped__(value)


@lru_cache(maxsize=128)  # a page gives the same caption up to five times
def _resolved(value: str) -> str | None:
    previous, text, times = "", value, 0
    while text != previous:
        if times > _MAX_ESCAPED:
            text = text.replace("&", "")
        previous, text, times = text, _cleaned_once(text), times + 1
        if _is_usual(text):
            break
    return text or None


def _is_usual(text: str) -> bool:
    """Whether in a line there is nothing to resolve, nothing invisible and no letter in parts."""
    if "&" in text or not text.isprintable():
        return False
    return text.isascii() or _is_whole(text)


def _is_whole(text: str) -> bool:
    return not ("\u034f" in text or "\ufffc" in text) and is_normalized("NFC", text)


def _cleaned_once(text: str) -> str:
    if "&" in text:
        text = _ESCAPED_AGAIN.sub("&amp;", text)
        text = _ENTITY.sub(_character, _NUL_REFERENCE.sub("", text))
    text = _ANY_INVISIBLE.sub(_visible, text)
    if "\u200d" in text:
        text = _LOOSE_JOINER.sub("", text)
    return normalize("NFC", " ".join(text.split()))


def _visible(match: re.Match[str]) -> str:
    return _INVISIBLE.get(ord(match[0])) or ""


def _character(match: re.Match[str]) -> str:
    return html.unescape(match[0]).replace("\x00", "")


def lower_case(text: str) -> str:
    """Small letters, as IGNORECASE compares them, i without a dot included; to look for words in
    them takes a tenth of the time."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")


def clean_paragraphs(paragraphs: object) -> str | None:
    if isinstance(paragraphs, str) or not isinstance(paragraphs, Iterable):
        paragraphs = (paragraphs,)
    cleaned = (clean_text(paragraph) for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in cleaned if paragraph) or None


def clean_body(value: object) -> str | None:
    """A body that came as one string (JSON-LD): its line breaks or its tags part the paragraphs."""
    if not isinstance(value, str):
        return None
    return clean_paragraphs(without_markup(value).split("\n"))


def clean_headline(value: object) -> str | None:
    """Without the site's suffix; None where nothing but the site's name is left."""
    return _clean_headline(value) if isinstance(value, str) else None


@lru_cache(maxsize=64)  # a page gives its headline up to five times
def _clean_headline(value: str) -> str | None:
    text = _without_formatting(value, _MAX_HEADLINE)
    while text and (suffix := _SITE_SUFFIX.search(text, max(0, len(text) - _MAX_SUFFIX_LENGTH))):
        text = text[: suffix.start()].rstrip() or None
    if text is None or _SITE_NAME.fullmatch(text) or not any(map(str.isalnum, text)):
        return None
    return text


def _without_formatting(value: object, longest: int) -> str | None:
    """A text that may be HTML, without its tags; None where it is longer than such a text is."""
    text, times = clean_text(value), 0
    if text and len(text) > _MAX_MARKUP * longest:
        return None
    while text and "<" in text and (shorter := without_markup(text)) != text:
        if times > _MAX_ESCAPED:
            shorter = text.replace("<", "")
        text, times = clean_text(shorter), times + 1
    return None if text is None or len(text) > longest or _is_no_value(text) else text


def _is_no_value(text: str) -> bool:
    """Whether a template was filled with nothing: `null`, `undefined`, `{{ author }}`."""
    if len(text) > _MAX_NO_VALUE_LENGTH:
        return text.startswith("{{") and text.endswith("}}")
    return text.lower() in _NO_VALUE or (text.startswith("{{") and text.endswith("}}"))


def clean_byline(value: object) -> str | None:
    return _clean_byline(value) if isinstance(value, str) else None


@lru_cache(maxsize=256)  # a page says up to six times who signed it
def _clean_byline(value: str) -> str | None:
    previous, text = None, clean_text(value) or ""
    if len(text) > _MAX_BYLINE:
        return None
    while text != previous:
        previous, text = text, _REPEATED_BY.sub("", text).strip(" ,;|·/-")
    if not any(map(str.isalpha, text)) or text.startswith(("http:", "https:", "www.", "@")):
        return None
    return None if _is_no_value(text) else text


def clean_dateline(value: object) -> str | None:
    """A place: letters, no digits, not a sentence."""
    text = clean_text(value)
    text = text.strip(" ,;:|·–—-") if text else None
    if not text or len(text) > 60 or any(map(str.isdigit, text)) or not any(map(str.isalpha, text)):
        return None
    return None if _is_no_value(text) else text


def clean_keywords(values: object) -> list[str] | None:
    """In page order, once each; a string is taken as separated by commas."""
    if isinstance(values, str):
        text = clean_text(values) or ""
        values = text.split("," if "," in text else ";")
    if not isinstance(values, Iterable):
        return None
    once: dict[str, str] = {}
    for value in values:
        keyword = clean_text(value)
        keyword = keyword.strip(" ,;#") if keyword else None
        if not keyword or len(keyword) > _MAX_KEYWORD:
            continue
        folded = keyword.casefold()
        if folded not in once and not (folded in _KEYWORDS_LABELS or _is_no_value(keyword)):
            once[folded] = keyword
    return list(once.values()) or None


def clean_description(value: object) -> str | None:
    """None where a page describes the newspaper instead of the article."""
    text = _without_formatting(value, _MAX_DESCRIPTION)
    if text is None or _SITE_NAME.fullmatch(text) or not any(map(str.isalnum, text)):
        return None
    return text


def image_url(value: object) -> str | None:
    """An absolute address of a picture, as it can be asked for: blanks and what else no url holds
    percent-encoded. None for the site's fillers and logos."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if not (text.isascii() and _PLAIN_ADDRESS.fullmatch(text)):
        text = _encoded(text)
    return None if not _WEB_ADDRESS.match(text) or is_filler_image(text) else text


def _encoded(address: str) -> str:
    address = html.unescape(_ESCAPED_AGAIN.sub("&amp;", _NOT_IN_ADDRESS.sub("", address))).strip()
    origin = _ORIGIN.match(address)
    start = origin.end() if origin else 0
    rest = _LONE_PERCENT.sub("%25", address[start:])
    return address[:start] + quote(rest, safe=_SAFE_IN_ADDRESS, errors="replace")


def split_caption(value: object) -> tuple[str | None, str | None]:
    """Caption and credit: the last parenthesis at the end, which may hold others.

    `(L)` or `(not pictured)` at the end belongs to the caption, and so does what the words before
    it are short for.
    """
    return _split_caption(value) if isinstance(value, str) else (None, None)


@lru_cache(maxsize=256)  # a page gives the same caption up to five times
def _split_caption(value: str) -> tuple[str | None, str | None]:
    text = clean_text(value)
    if text is None or _NO_IMAGE.fullmatch(text):
        return None, None
    stripped = text.rstrip(" .")
    if _OPEN_CREDIT.search(stripped):
        stripped += ")"
    start = _last_parenthesis(stripped)
    if start is None:
        return text, None
    before, credit = stripped[:start].rstrip(" ("), stripped[start + 1 : -1].strip()
    if credit.count(")") > credit.count("("):
        credit = credit.rstrip(") ")
    if not _is_credit(credit, before) or (
        stripped != text and not _CREDIT_WORD.search(lower_case(credit))
    ):
        return text, None
    return before or None, credit


def _is_credit(text: str, before: str) -> bool:
    """After the end of the sentence, any name; within it only what says that it is a credit: there
    a name or an acronym (`(TSK)`, `(AK Party)`) belongs to the words before it."""
    if not text or _POSITION_LABEL.fullmatch(text) or _DATE_LIKE.fullmatch(text):
        return False
    if text == text.lower():
        return _SMALL_CREDIT.fullmatch(text) is not None
    if not before or _FINISHED.search(before):
        return True
    if _CREDIT_WORD.search(lower_case(text)) is None:
        return False
    is_acronym = text.isupper() and text.isalpha()
    return not (is_acronym and _NAMES_AGENCY.search(lower_case(before)))


def _last_parenthesis(text: str) -> int | None:
    """Where the parenthesis that closes the text opens; the innermost where they do not pair."""
    if not text.endswith(")"):
        return None
    depth = 0
    for match in reversed([*_PARENTHESIS.finditer(text)]):
        depth += 1 if match[0] == ")" else -1
        if depth == 0:
            return match.start()
    last = text.rfind("(")
    return last if last >= 0 else None


def caption(value: object) -> str | None:
    return split_caption(value)[0]


def credit(value: object) -> str | None:
    return split_caption(value)[1]


def is_credit_line(text: str) -> bool:
    """The same in a gallery, where nearly every second line is one: `AP PHOTO`, `Photo by AFP`,
    `AP Photo/Name`, `Getty Images`, `Reuters`."""
    names = text.strip("() ")
    if len(text) > 60 or text.endswith(".") or not names:
        return False
    words = [word for word in re.split(r"[\s/]+", names) if word not in _SMALL_WORDS]
    if not all(word[:1].isupper() or word == "dpa" for word in words):
        return False
    return names in _AGENCY_CODES or _GALLERY_CREDIT.search(names) is not None


def is_lone_credit(text: object) -> bool:
    """Whether a line is only a picture's credit: `(AA Photo)`, `Reuters File Photo`."""
    return isinstance(text, str) and len(text) <= 80 and bool(_LONE_CREDIT.fullmatch(text))


def is_credited_caption(text: str) -> bool:
    """Whether a paragraph ends as captions do and running text does not: `… (AA Photo)`."""
    before, credit = split_caption(text)
    return before is not None and credit is not None and bool(_PRINTED_CREDIT.search(credit))


def has_sentence(body: object) -> bool:
    """Whether a text can be a body: a sentence of at least three words, in any script."""
    return isinstance(body, str) and len(body) >= 20 and len(body.split(maxsplit=3)) >= 3
