"""Who signs: people, the newspaper itself, wire agencies (CONTRACT, `authors` and `agencies`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from crawler.newspaper.active import PROFILE
from crawler.parsing.clean.alternatives import any_of
from crawler.parsing.clean.places import PLACES
from crawler.parsing.clean.text import clean_byline

HOUSE = PROFILE.name
UNNAMED = "Agencies"

_AGENCIES = {
    "AP": "ap, associated press, the associated press",
    "AFP": "afp, agence france-presse, agence france presse, french press agency",
    "Reuters": "reuters, thomson reuters, reuters news agency",
    "AA": "aa, anadolu agency, anadolu, anadolu ajansi, anadolu news agency",
    "dpa": "dpa, german press agency, deutsche presse-agentur, deutsche presse agentur",
    "UPI": "upi, united press international",
    "Xinhua": "xinhua, xinhua news agency, xinhua news",
    "EPA": "epa, european pressphoto agency, epa-efe",
    "EFE": "efe, agencia efe",
    "ANSA": "ansa",
    "TASS": "tass, itar-tass, tass news agency",
    "RIA": "ria, ria novosti",
    "Interfax": "interfax",
    "Sputnik": "sputnik",
    "Kyodo": "kyodo, kyodo news",
    "Jiji": "jiji, jiji press",
    "Yonhap": "yonhap, yonhap news agency",
    "PTI": "pti, press trust of india",
    "ANI": "ani, asian news international",
    "IANS": "ians",
    "SANA": "sana",
    "WAFA": "wafa",
    "IRNA": "irna",
    "SPA": "saudi press agency",
    "Azertac": "azertac",
    "Ukrinform": "ukrinform",
    "Bernama": "bernama",
    "PA": "pa, pa media, press association",
    "Bloomberg": "bloomberg, bloomberg news",
    **PROFILE.wording.agencies,
}
_FOLDED_LETTERS = str.maketrans("çğıöşüâîû", "cgiosuaiu", "\u0307")
_SHORT_NAME = {
    name: short for short, names in _AGENCIES.items() for name in re.split(r",\s*", names)
}
_UNNAMED_WORDS = frozenset({"agency", "agencies", "wire", "wires", "newswire", "newswires"})
_NEWS_SERVICES = """the news press international foreign local global other various service
services report reports dispatches"""
_BESIDE_UNNAMED = _UNNAMED_WORDS | frozenset(_NEWS_SERVICES.split())
_HOUSE = re.compile(rf"(?:the )?{any_of(PROFILE.wording.bylines)}\b")
_OF_DESKS = """desk newsdesk newsroom news sports sport economy business finance tech world foreign
politics national culture arts life lifestyle opinion web online digital video photo night research
city editorial board team staff bureau service writer writers reporter reporters"""
_DESK_WORDS = frozenset(_OF_DESKS.split())
_DESKS = frozenset({"desk", "newsdesk", "newsroom", "bureau", "board"})
_SEPARATOR = re.compile(
    r" ?(?:\bw/|[,;/|&•·+—]| [-–] |\b(?:and|with|via|from|ve)\b|[()]) ?", re.IGNORECASE
)
_FOREWORD = re.compile(
    r"^(?:(?:(?:additional|further)\s+)?(?:written|reported|reporting|prepared|compiled|edited|editing"
    r"|translated|story|text|words|photos?|analysis|opinion|interview|report|contributions?)\s+)?"
    r"(?:by|from)\b\s*:?\s*|^(?:and|with)\b\s*",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"(?:(?:additional|further)\s+)?(?:written|reported|reporting|prepared|compiled|edited|editing"
    r"|translated|gathered|contributions?|contributed)",
    re.IGNORECASE,
)
"""What was done, where `from` and `with` part it from who did it: `COMPILED FROM WIRES`."""
_ROLE = re.compile(
    r"(?:(?:guest|senior|staff|chief|deputy|executive|foreign|special|managing)\s+)*(?:columnist|editor"
    r"|correspondent|reporter|contributor|writer|photographer|editor-in-chief|in|for)"
)
_KIND_OF_AGENCY = frozenset({"staff", "news", "agency", "photo", "service"})
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?d|md|m\.d)\.?", re.IGNORECASE)


class Byline(NamedTuple):
    authors: list[str]
    agencies: list[str]


def parse_byline(value: object) -> Byline:
    """Names in order, once each; total. People stand as published, agencies by short name.

    An agency that stands for none (`AGENCIES`) counts only where no agency is named.
    """
    authors, agencies = _read(value) if isinstance(value, str) else ((), ())
    return Byline([*authors], [*agencies])


@lru_cache(maxsize=512)  # a page says up to four times who signed it
def _read(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    byline = clean_byline(value)
    byline = without_place(byline)[0] if byline and "|" in byline else byline
    authors: dict[str, str] = {}
    agencies: dict[str, None] = {}
    for name in _names(byline) if byline else []:
        if agency := agency_name(name):
            agencies[agency] = None
        elif is_house(name):
            authors.setdefault(HOUSE.casefold(), HOUSE)
        elif any(map(str.isalpha, name)) and not (is_role(name) or is_place(name)):
            authors.setdefault(name.casefold(), name)
    if len(agencies) > 1:
        agencies.pop(UNNAMED, None)
    return tuple(authors.values()), tuple(agencies)


def is_role(text: str) -> bool:
    """Whether a text says what somebody is, not who: `Columnist`, `Deputy Editor`."""
    return _ROLE.fullmatch(_fold(text)) is not None


def is_house(name: str) -> bool:
    """Whether the newspaper signs, or one of its desks, with its name or without."""
    folded = _fold(name)
    house = _HOUSE.match(folded)
    words = {word for word in re.split(r"[\s.]+", folded[house.end() if house else 0 :]) if word}
    if house:
        return all(word in _DESK_WORDS or word in PLACES for word in words)
    return bool(words & _DESKS) and all(word in _DESK_WORDS or word in PLACES for word in words)


def is_place(name: str) -> bool:
    return _fold(name).strip(" .") in PLACES


def without_place(byline: str) -> tuple[str, str | None]:
    """`NAME | PLACE` in two: behind the last bar stands a known place, or one word where a whole
    name stands before it."""
    head, bar, tail = byline.rpartition("|")
    head, tail = head.strip(), tail.strip()
    if not bar or not head or not tail or agency_name(tail) or is_house(tail) or is_role(tail):
        return byline, None
    is_one_word = len(tail.split()) == 1 and len(head.split()) > 1
    is_known = all(map(is_place, re.split(r" ?[,/] ?", tail)))
    return (head, tail) if is_known or is_one_word else (byline, None)


def agency_name(name: str) -> str | None:
    """Short name of an agency that is named in whichever of its ways: long, short, or both."""
    folded = _fold(name).removeprefix("the ")
    if folded in _SHORT_NAME:
        return _SHORT_NAME[folded]
    words = folded.split()
    if _UNNAMED_WORDS.intersection(words) and _BESIDE_UNNAMED.issuperset(words):
        return UNNAMED
    if words == ["news", "services"]:
        return UNNAMED
    head, _, last = folded.replace("-", " ").rpartition(" ")
    agency = _SHORT_NAME.get(head) or _SHORT_NAME.get(folded.rpartition("-")[0])
    if agency and (last in _KIND_OF_AGENCY or _SHORT_NAME.get(last) == agency):
        return agency
    return None


def _names(byline: str) -> list[str]:
    if agency_name(byline):
        return [byline]
    names: list[str] = []
    for part in _parts(byline):
        if _WORK.fullmatch(part):
            continue
        name = part if _SUFFIX.fullmatch(part) else _FOREWORD.sub("", part).strip(" .:'\"")
        if _SUFFIX.fullmatch(name) and names:
            names[-1] += f", {name}"
        elif name:
            names.append(_with_initial(name, part))
    return names


def _parts(byline: str) -> Iterator[str]:
    for part in _SEPARATOR.split(byline):
        hyphened = re.split("[-–]", part)
        are_known = len(hyphened) > 1 and all(agency_name(one) or is_house(one) for one in hyphened)
        yield from hyphened if are_known else [part]


def _with_initial(name: str, part: str) -> str:
    """The full stop of a closing initial or `Jr.` belongs to the name."""
    return f"{name}." if re.search(r"\b(?:[A-Z]|Jr|Sr)\.$", part) else name


def _fold(name: str) -> str:
    name = normalize("NFC", name).replace("–", "-")
    return " ".join(
        name.replace("İ", "i").replace("I", "i").lower().translate(_FOLDED_LETTERS).split()
    )
