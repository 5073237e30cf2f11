"""Text to words as they are compared: folded to ASCII letters where there are any, and stemmed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from threading import Lock
from unicodedata import normalize

from Stemmer import Stemmer

# Accents that stand apart from their letter, and invisible characters, are within a word; so is
# the possessive, which is no word of its own.
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f\u00ad\u200b-\u200d\u2060][^\W_]*|['’][sS](?![^\W_]))*")

# Letters that Unicode does not take apart into a base and an accent.
_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "æ": "ae", "œ": "oe",
     "ħ": "h", "ŧ": "t", "ə": "e", "ŋ": "n"}
)  # fmt: skip
_POSSESSIVE = re.compile(r"['’][sS]$")
_MAX_BYTES = 48
"""Bytes of a word that are compared: with `MAX_WORDS` of them a tsvector stays below 1 MB."""
_MAX_REMEMBERED = 300_000

_porter = Stemmer("porter", 0)
"""Without a cache of its own: `_known` is larger. Not to be used by two threads at once."""
_known: dict[str, str] = {}
_lock = Lock()


def stems(words: Sequence[str]) -> list[str]:
    """Each word folded and stemmed, in their order; empty where nothing is left of one."""
    try:
        return [_known[word] for word in words]
    except KeyError:
        return _learnt(words)


def _learnt(words: Sequence[str]) -> list[str]:
    with _lock:
        missing = {word for word in words if word not in _known}
        if missing and len(_known) > _MAX_REMEMBERED:
            _known.clear()
            missing = set(words)
        if missing:
            _known.update({word: _stem(fold(word)) for word in missing})
        return [_known[word] for word in words]


def fold(word: str) -> str:
    """Lower case without accents; Turkish dotless and dotted i are one letter."""
    plain = normalize("NFKD", normalize("NFKD", _POSSESSIVE.sub("", word)).casefold())
    letters = "".join(filter(str.isalnum, plain)).translate(_LETTERS)
    if len(letters) * 4 > _MAX_BYTES:
        return letters.encode()[:_MAX_BYTES].decode(errors="ignore")
    return letters


def _stem(word: str) -> str:
    """The English stem of a folded word; for PostgreSQL's index too, whose own stemmer differs.

    Porter's rules with the three changes that he made after their publication, which Snowball's
    "porter" leaves out: without them `possibly` is no form of `possible`, nor `technology` of
    `technological`.
    """
    if len(word) < 3:
        return word
    stem: str = _porter.stemWord(word)
    if stem.endswith("bli"):
        return str(_porter.stemWord(stem[:-1] + "e"))
    return stem[:-1] if stem.endswith("logi") else stem
