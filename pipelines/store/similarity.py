"""Whether two bodies are (nearly) the same text. Pure functions.

Candidates are found by their signatures; each is then compared exactly, and its names and
numbers with it: bulletins written from one template share their sentences, not their facts.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain

from pipelines.store.content import folded
from pipelines.store.pieces import Remembered, pieces

_FEWEST_WORDS = 25
_SHORT = 120
"""Words; a shorter text is a bulletin's length, where a single other name or number counts."""
_ALIKE = 0.7
_ALIKE_IF_SHORT = 0.8
_CONTAINED = 0.9
_LEAST_OF_LONGER = 0.55
"""A text within another one twice its length is a part of it, not the same article."""
_FACTS_REPLACED = 0.05

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME = re.compile(r"(?<![.!?:\"'\n])(?<=[ (])[A-ZÇĞİÖŞÜÂ][\w'-]*")
_PARAGRAPH = re.compile(r"\n+")


def _words(piece: str) -> list[str]:
    """The words in what stands between two blanks."""
    return _WORD.findall(folded(piece).casefold())


_words_of = Remembered(_words)


class Text:
    """A body, taken apart for comparison."""

    def __init__(self, body: str | None) -> None:
        self._body = body or ""
        self.words = list(chain.from_iterable(map(_words_of.__getitem__, pieces(self._body))))

    @cached_property
    def shingles(self) -> set[tuple[str, ...]]:
        """Each three words in a row."""
        return _threes(self.words)

    @cached_property
    def facts(self) -> set[str]:
        """Numbers, and capitalised words within a sentence."""
        paragraphs = _PARAGRAPH.split(self._body)
        return {fact for part in paragraphs for fact in _facts(folded(part))}

    @property
    def is_comparable(self) -> bool:
        """Whether there is enough of it: two galleries may well have the same one sentence."""
        if len(self.words) < _FEWEST_WORDS:
            return False
        fewest = _FEWEST_WORDS // 2
        first = _threes(self.words[:_FEWEST_WORDS])
        return len(first) >= fewest or len(self.shingles) >= fewest


def _threes(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def _facts(paragraph: str) -> list[str]:
    sentences = re.split(r"(?<=[.!?])[\"')]*\s+", paragraph)
    names = [name for sentence in sentences for name in _NAME.findall(sentence)]
    return _NUMBER.findall(paragraph) + [name.removesuffix("'s") for name in names]


def is_near_duplicate(one: str | None, other: str | None) -> bool:
    """Whether two bodies are (nearly) the same text; false where one has too little to tell."""
    return nearly_same(Text(one), Text(other))


def nearly_same(one: Text, other: Text) -> bool:
    if not (one.is_comparable and other.is_comparable):
        return False
    return _same_sentences(one, other) and _same_facts(one, other)


def _same_sentences(one: Text, other: Text) -> bool:
    shared = len(one.shingles & other.shingles)
    shorter, longer = sorted((len(one.shingles), len(other.shingles)))
    alike = _ALIKE_IF_SHORT if min(len(one.words), len(other.words)) < _SHORT else _ALIKE
    if shared / (shorter + longer - shared) >= alike:
        return True
    return shared / shorter >= _CONTAINED and shorter / longer >= _LEAST_OF_LONGER


def _same_facts(one: Text, other: Text) -> bool:
    """Whether hardly any fact stands in another one's place; those only added do not matter."""
    replaced = min(len(one.facts - other.facts), len(other.facts - one.facts))
    if min(len(one.words), len(other.words)) < _SHORT:
        return replaced == 0
    return replaced <= max(1, int(_FACTS_REPLACED * len(one.facts | other.facts)))
