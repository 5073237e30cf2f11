"""Which address of a picture is a filler's: the newspaper's logo, or what stands in for no picture.

It is told by where it stands. What lies in a day's folder or bears a number of its own is a
photograph, whatever its name says; so is an upload, unless its name says nothing but `logo`. What
lies in a folder of the page's design is a filler. Elsewhere a name decides that consists of nothing
but a filler's words.
"""

from __future__ import annotations

import re

from crawler.newspaper.active import PROFILE

_DAY = re.compile(r"/(?:19|20)\d\d/\d{1,2}/")
_UPLOADS = re.compile(r"/upload(?:s|ed)?/")
_DESIGN = re.compile(r"/(?:themes?(?:[_-][a-z0-9_-]+)?|skins?)/")
_SIZE = re.compile(r"(?<!\d)\d+x\d+")
_OWN_NUMBER = re.compile(r"\d{4}")
_WORD = re.compile(r"[^\W\d_]+")
_FILLERS = frozenset(
    {"logo", "logos", "placeholder", "default", "blank", "spacer", "pixel", "transparent", "empty"}
    | {"noimage", "noimg", "nophoto", "nopicture", "no", "missing", "null", "undefined"}
)
_BESIDE = PROFILE.wording.logo | frozenset(
    {"image", "images", "img", "photo", "picture", "site", "main", "header", "footer", "share"}
    | {"social", "og", "facebook", "twitter", "fb", "amp"}
    | {"white", "black", "dark", "light", "new", "large", "small", "big", "square", "thumb"}
    | {"thumbnail", "cover", "news", "article", "available", "found", "not", "en", "v"}
)


def is_filler_image(url: str) -> bool:
    folder, name = _parts(url.lower())
    if _DAY.search(folder):
        return False
    if _DESIGN.search(folder) and not _UPLOADS.search(folder):
        return True
    stem = _SIZE.sub("", name.rpartition(".")[0] or name)
    if _OWN_NUMBER.search(stem):
        return False
    words = set(_WORD.findall(stem))
    if not words:
        return "1x1" in name
    return bool(words & _FILLERS) and words <= _FILLERS | _BESIDE


def _parts(url: str) -> tuple[str, str]:
    """Folder and name of the picture's file; the host is none of them."""
    address = url.partition("?")[0].partition("#")[0]
    path = address[address.find("//") + 2 :].partition("/")[2]
    folder, _, name = path.rpartition("/")
    return f"/{folder}/", name
