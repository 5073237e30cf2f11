"""A body as sentences, each with the facts that it states. Pure functions.

A fact is a number, or a name: a word with a capital where none is due.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from pipelines.store.articles.content import folded
from pipelines.store.text.tokens import Remembered, tokens

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+(?:['-]\w+)*")
_MARKS = "\"'()[]*-–—"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_CALENDAR = frozenset((*_DAYS, *_MONTHS))
_COUNTED = frozenset(
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
)


class _Token(NamedTuple):
    """What stands between two blanks."""

    words: tuple[str, ...]
    capitals: frozenset[str]
    numbers: frozenset[str]
    opens: bool
    """A quotation, where a capital is due."""
    continues: bool
    """What came before: no sentence begins with a small letter or a figure."""
    ends: bool


def _taken_apart(token: str) -> _Token:
    plain = folded(token)
    tokens = [token.removesuffix("'s") for token in _TOKEN.findall(plain)]
    words = tuple(token.casefold() for token in tokens)
    bare = plain.strip(_MARKS)
    return _Token(
        words,
        frozenset(word for token, word in zip(tokens, words, strict=True) if token[0].isupper()),
        frozenset(word for word in words if word[0].isdigit() or word in _COUNTED),
        plain[:1] in {'"', "'"},
        bare[:1].islower() or bare[:1].isdigit(),
        bare[-1:] in {".", "!", "?", ":"},
    )


_token_of = Remembered(_taken_apart)


class Sentence:
    __slots__ = ("_due", "_parts", "_within", "words")

    def __init__(self, parts: list[_Token]) -> None:
        self._parts = parts
        self._within: set[str] | None = None
        self._due: set[str] = set()
        """Words whose capital may be the sentence's own."""
        self.words = tuple(chain.from_iterable([part.words for part in parts]))

    @property
    def names(self) -> set[str]:
        if self._within is None:
            self._within = set()
            due = True
            for part in self._parts:
                if part.capitals:
                    (self._due if due or part.opens else self._within).update(part.capitals)
                due = due and not part.words
        return self._within

    def facts(self, names: set[str]) -> set[str]:
        """What the sentence states; `names` are known from elsewhere to be such."""
        stated = self.names.copy()
        stated.update(word for word in self._due if word in names or word in _CALENDAR)
        return stated.union(*[part.numbers for part in self._parts if part.numbers])

    def stated(self, facts: set[str]) -> set[tuple[str, ...]]:
        """These facts as they stand here: names in a row are one, of a person or an institution."""
        found: set[tuple[str, ...]] = set()
        row: list[str] = []
        for word in (*self.words, ""):
            if word in facts and not word[0].isdigit():
                row.append(word)
                continue
            if row:
                found.add(tuple(row))
                row = []
            if word in facts:
                found.add((word,))
        return found


def sentences(body: str) -> list[Sentence]:
    return [
        sentence
        for paragraph in body.splitlines()
        for sentence in map(Sentence, _cut(paragraph))
        if sentence.words
    ]


def _cut(paragraph: str) -> Iterator[list[_Token]]:
    current: list[_Token] = []
    for part in map(_token_of.__getitem__, tokens(paragraph)):
        if current and current[-1].ends and not part.continues:
            yield current
            current = []
        current.append(part)
    if current:
        yield current
