"""Whether two bodies are (nearly) the same text (docs/decisions/023). Pure functions.

Candidates are found by their signatures; each is then compared sentence by sentence. Names and
numbers count where sentences match: bulletins of one template have their sentences in common and
state other facts throughout. A paragraph that only one text has costs its share of the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import chain

from pipelines.store.articles.content import folded
from pipelines.store.duplicates.alignment import Alignment, align
from pipelines.store.text.sentences import Sentence, sentences
from pipelines.store.text.tokens import Remembered, tokens

_MIN_WORDS = 25
_SHORT = 120
"""Words; a shorter text is a bulletin's length, where a single other name or number counts."""
_WORTH_COMPARING = 0.6
"""Share of the shorter text's threes of words; what has less is no near-duplicate anyway."""
_ALIKE = 0.8
_ALIKE_WITH_ONE_LEAD = 0.6
_CONTAINED = 0.9
_MIN_OF_LONGER = 0.4
"""A story extended from five paragraphs to nine had half of its words before, or somewhat less. A
text that makes up less of another one is a part of it, not the same article."""
_REPLACED = 0.15
"""Of the facts, and of the words of sentences that state them; more is other facts throughout."""

_WORD = re.compile(r"\w+")


def _words(token: str) -> list[str]:
    """The words in what stands between two blanks."""
    return _WORD.findall(folded(token).casefold())


_words_of = Remembered(_words)


class Text:
    """A body, taken apart for comparison."""

    def __init__(self, body: str | None) -> None:
        self._body = body or ""
        self.words = list(chain.from_iterable(map(_words_of.__getitem__, tokens(self._body))))

    @cached_property
    def shingles(self) -> set[tuple[str, ...]]:
        """Each three words in a row."""
        return _threes(self.words)

    @cached_property
    def sentences(self) -> list[Sentence]:
        return sentences(self._body)

    @property
    def size(self) -> int:
        return sum(len(sentence.words) for sentence in self.sentences)

    @property
    def is_comparable(self) -> bool:
        """Whether there is enough of it: two galleries may well have the same one sentence."""
        if len(self.words) < _MIN_WORDS:
            return False
        fewest = _MIN_WORDS // 2
        first = _threes(self.words[:_MIN_WORDS])
        return len(first) >= fewest or len(self.shingles) >= fewest


def _threes(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def nearly_same(one: Text, other: Text) -> bool:
    """Whether two bodies are (nearly) the same text; false where one has too little to tell."""
    if not (one.is_comparable and other.is_comparable):
        return False
    if one.words == other.words:
        return True
    shorter = min(len(one.shingles), len(other.shingles))
    if len(one.shingles & other.shingles) < _WORTH_COMPARING * shorter:
        return False
    aligned = align(one.sentences, other.sentences)
    return _same_facts(aligned, one, other) and _same_sentences(aligned, one, other)


def _same_sentences(aligned: Alignment, one: Text, other: Text) -> bool:
    shared = aligned.shared
    shorter, longer = sorted((one.size, other.size))
    if shared >= _CONTAINED * shorter and shorter >= _MIN_OF_LONGER * longer:
        return True
    alike = shared / (shorter + longer - shared)
    if alike >= _ALIKE:
        return True
    return not _is_short(one, other) and alike >= _ALIKE_WITH_ONE_LEAD and _same_lead(one, other)


def _same_lead(one: Text, other: Text) -> bool:
    """Whether most of what one of them states in its first two sentences is found in the other."""
    names = _names(one, other)
    return any(
        2 * len(lead & _facts(text.sentences, names)) >= len(lead)
        for lead, text in (
            (_facts(one.sentences[:2], names), other),
            (_facts(other.sentences[:2], names), one),
        )
    )


def _same_facts(aligned: Alignment, one: Text, other: Text) -> bool:
    """Whether hardly any fact stands in another one's place; those only added do not matter."""
    if _is_short(one, other):
        names = _names(one, other)
        facts, other_facts = _facts(one.sentences, names), _facts(other.sentences, names)
        return facts <= other_facts or other_facts <= facts
    if aligned.replaced <= 1:
        return True
    few = aligned.replaced <= _REPLACED * aligned.stated
    return few and aligned.contradicted <= _REPLACED * aligned.shared and not aligned.lead_replaced


def _facts(sentences: Iterable[Sentence], names: set[str]) -> set[str]:
    return set[str]().union(*(sentence.facts(names) for sentence in sentences))


def _names(one: Text, other: Text) -> set[str]:
    return set[str]().union(*(s.names for text in (one, other) for s in text.sentences))


def _is_short(one: Text, other: Text) -> bool:
    return min(len(one.words), len(other.words)) < _SHORT
