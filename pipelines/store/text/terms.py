"""Text to words as they are compared: folded to ASCII letters where there are any, and stemmed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from threading import Lock
from unicodedata import normalize

# Accents that stand apart from their letter, and invisible characters, are within a word; so is
# the possessive, which is no word of its own.
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f\u00ad\u200b-\u200d\u2060][^\W_]*|['’][sS](?![^\W_]))*")

# Letters that Unicode does not take apart into a base and an accent.
_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "æ": "ae", "œ": "oe",
     "ħ": "h", "ŧ": "t", "ə": "e", "ŋ": "n"}
)  # fmt: skip
_POSSESSIVE = re.compile(r"['’][sS]$")
_LONGEST = 48
"""Bytes of a word that are compared: with `MAX_WORDS` of them a tsvector stays below 1 MB."""
_MAX_REMEMBERED = 300_000

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
            folded = {word: fold(word) for word in missing}
            stemmed = _porter({form for form in folded.values() if form})
            _known.update({word: stemmed.get(form, "") for word, form in folded.items()})
        return [_known[word] for word in words]


def fold(word: str) -> str:
    """Lower case without accents; Turkish dotless and dotted i are one letter."""
    plain = normalize("NFKD", normalize("NFKD", _POSSESSIVE.sub("", word)).casefold())
    letters = "".join(filter(str.isalnum, plain)).translate(_LETTERS)
    if len(letters) * 4 > _LONGEST:
        return letters.encode()[:_LONGEST].decode(errors="ignore")
    return letters


def _porter(words: Iterable[str]) -> dict[str, str]:
    """English stems by SQLite's own Porter stemmer, of folded words; for PostgreSQL's index too.

    The two databases' stemmers differ, and one that comes with Python needs no dependency.
    """
    numbered = dict(enumerate(words, start=1))
    stemmer = _stemmer()
    stemmer.execute("BEGIN")
    stemmer.executemany("INSERT INTO words (rowid, word) VALUES (?, ?)", numbered.items())
    found = {numbered[n]: stem for n, stem in stemmer.execute("SELECT doc, term FROM stems")}
    stemmer.execute("ROLLBACK")
    return found


@cache
def _stemmer() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5(word, content='', tokenize='porter ascii')"
    )
    connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(words, instance)")
    return connection
