"""Who signs: people, the newspaper itself, wire agencies (CONTRACT, `authors` and `agencies`)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.processors import clean_byline

HOUSE = "Daily Sabah"
UNNAMED = "Agencies"

_AGENCIES = {
    "AP": "ap, associated press, the associated press",
    "AFP": "afp, agence france-presse, agence france presse, french press agency",
    "Reuters": "reuters, thomson reuters, reuters news agency",
    "AA": "aa, anadolu agency, anadolu, anadolu ajansi, anadolu news agency",
    "dpa": "dpa, german press agency, deutsche presse-agentur, deutsche presse agentur",
    "DHA": "dha, demiroren news agency, demiroren haber ajansi, dogan news agency",
    "IHA": "iha, ihlas news agency, ihlas haber ajansi",
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
    "ANKA": "anka",
    "PA": "pa, pa media, press association",
    "Bloomberg": "bloomberg, bloomberg news",
    UNNAMED: "agencies, agency, news agencies, wire agencies, wire services, wires, wire service, "
    "international agencies, foreign agencies",
}
_FOLDED_TURKISH = str.maketrans("çğıöşüâîû", "cgiosuaiu", "\u0307")
_SHORT_NAME = {
    name: short for short, names in _AGENCIES.items() for name in re.split(r",\s*", names)
}
_HOUSE_NAMES = re.compile(
    r"(?:the\s+)?(?:daily\s?sabah|ds)(?:\s+(?:staff|desk|news\s?desk|sports|editorial|reporter|team)"
    r"(?:\s+writers?)?)?"
)
_SEPARATOR = re.compile(
    r"\s*(?:[,;/|&•·+]|\s[-–—]\s|\b(?:and|with|via|from|ve)\b|[()])\s*", re.IGNORECASE
)
_FOREWORD = re.compile(
    r"^(?:(?:written|reported|prepared|compiled|edited|translated|story|text|words|photos?|analysis"
    r"|opinion|interview|report)\s+)?(?:by|from)\b\s*:?\s*|^(?:and|with)\b\s*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:(?:guest|senior|staff|chief|deputy|executive|foreign|special|managing)\s+)*(?:columnist|editor"
    r"|correspondent|reporter|contributor|writer|photographer|editor-in-chief|in|for)"
)
_PLACES = frozenset(
    {"istanbul", "ankara", "izmir", "london", "washington", "brussels", "berlin", "paris"}
    | {"moscow", "new york"}
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
    authors: dict[str, str] = {}
    agencies: dict[str, None] = {}
    for name in _names(byline) if byline else []:
        if agency := agency_name(name):
            agencies[agency] = None
        elif _HOUSE_NAMES.fullmatch(_fold(name)):
            authors.setdefault(HOUSE.casefold(), HOUSE)
        elif any(map(str.isalpha, name)) and not is_role(name) and _fold(name) not in _PLACES:
            authors.setdefault(name.casefold(), name)
    if len(agencies) > 1:
        agencies.pop(UNNAMED, None)
    return tuple(authors.values()), tuple(agencies)


def is_role(text: str) -> bool:
    """Whether a text says what somebody is, not who: `Columnist`, `Deputy Editor`."""
    return _ROLE.fullmatch(_fold(text)) is not None


def agency_name(name: str) -> str | None:
    """Short name of an agency that is named in whichever of its ways: long, short, or both."""
    folded = _fold(name)
    if folded in _SHORT_NAME:
        return _SHORT_NAME[folded]
    head, _, last = folded.replace("-", " ").rpartition(" ")
    agency = _SHORT_NAME.get(head) or _SHORT_NAME.get(folded.rpartition("-")[0])
    if agency and (last in _KIND_OF_AGENCY or _SHORT_NAME.get(last) == agency):
        return agency
    return None


def _names(byline: str) -> list[str]:
    if agency_name(byline):
        return [byline]
    names: list[str] = []
    for part in _SEPARATOR.split(byline):
        name = part if _SUFFIX.fullmatch(part) else _FOREWORD.sub("", part).strip(" .:'\"")
        if _SUFFIX.fullmatch(name) and names:
            names[-1] += f", {name}"
        elif name:
            names.append(_with_initial(name, part))
    return names


def _with_initial(name: str, part: str) -> str:
    """The full stop of a closing initial or `Jr.` belongs to the name."""
    return f"{name}." if re.search(r"\b(?:[A-Z]|Jr|Sr)\.$", part) else name


def _fold(name: str) -> str:
    return " ".join(
        name.replace("İ", "i").replace("I", "i").lower().translate(_FOLDED_TURKISH).split()
    )
