"""Show where in an original text the words stand that were looked for. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.store.search.documents import MAX_CHARACTERS
from pipelines.store.search.query import Phrase
from pipelines.store.text.terms import WORD, stems

_LENGTH = 32
"""Words of an excerpt."""
_BEFORE = 6
"""Words shown before the first one that was looked for."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a text, marked where it is what was looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """An occurrence of a phrase: its first word, and the one after its last."""

    phrase: int
    start: int
    end: int


class _Words:
    """A text's words with their spans, and where the phrases stand."""

    def __init__(self, text: str, phrases: Sequence[Phrase]) -> None:
        self._text = text
        found = list(WORD.finditer(text))
        stemmed = stems([one[0] for one in found])
        self.spans = [one.span() for one, stem in zip(found, stemmed, strict=True) if stem]
        self.places = list(_places([stem for stem in stemmed if stem], phrases))

    def fragments(self, first: int, last: int, places: Iterable[_Place]) -> list[Fragment]:
        """The words from `first` to before `last`, with white space made single blanks."""
        at, end = self._reach(first, last)
        fragments = [Fragment("… ")] if first > 0 else []
        for place in places:
            start, stop = self.spans[place.start][0], self.spans[place.end - 1][1]
            if start < at:
                continue
            fragments += [self._fragment(at, start), self._fragment(start, stop, marked=True)]
            at = stop
        fragments.append(self._fragment(at, end))
        if last < len(self.spans):
            fragments.append(Fragment(" …"))
        return [fragment for fragment in fragments if fragment.text]

    def _reach(self, first: int, last: int) -> tuple[int, int]:
        """Characters from one word to another, with the punctuation after the latter."""
        if not self.spans:
            return 0, min(len(self._text), 200)
        start = self.spans[first][0] if first > 0 else 0
        if last >= len(self.spans):
            return start, len(self._text)
        end, following = self.spans[last - 1][1], self.spans[last][0]
        return start, end + len(self._text[end:following].split(" ")[0].rstrip())

    def _fragment(self, start: int, end: int, *, marked: bool = False) -> Fragment:
        text = self._text[start:end]
        single = " ".join(text.split())
        before = " " if single and text[:1].isspace() else ""
        after = " " if text[-1:].isspace() else ""
        return Fragment(f"{before}{single}{after}", marked)


def marked(text: str | None, phrases: Sequence[Phrase]) -> list[Fragment]:
    """The whole text, such as a headline."""
    if not text:
        return []
    words = _Words(text, phrases)
    return words.fragments(0, len(words.spans), words.places)


def excerpt(texts: Iterable[str | None], phrases: Sequence[Phrase]) -> list[Fragment]:
    """The best place of the first text that has any of the phrases, or the first text's start."""
    given = [_Words(text[:MAX_CHARACTERS], phrases) for text in texts if text]
    words = next((one for one in given if one.places), given[0] if given else None)
    if words is None:
        return []
    start = _best_start(words.places)
    first = max(0, min(start - _BEFORE, len(words.spans) - _LENGTH)) if start > _BEFORE else 0
    last = min(len(words.spans), first + _LENGTH)
    shown = [one for one in words.places if one.start >= first and one.end <= last]
    return words.fragments(first, last, shown)


def _places(words: Sequence[str], phrases: Sequence[Phrase]) -> Iterable[_Place]:
    by_first: dict[str, list[tuple[int, Phrase]]] = defaultdict(list)
    for number, phrase in enumerate(phrases):
        by_first[phrase[0]].append((number, phrase))
    for place, word in enumerate(words):
        for number, phrase in by_first.get(word, ()):
            if tuple(words[place : place + len(phrase)]) == phrase:
                yield _Place(number, place, place + len(phrase))


def _best_start(places: Sequence[_Place]) -> int:
    """The first word of the stretch with most of the phrases, the earliest of equal ones."""
    best, most = 0, 0
    for n, first in enumerate(places):
        within = set()
        for place in places[n:]:
            if place.end > first.start + _LENGTH - _BEFORE:
                break
            within.add(place.phrase)
        if len(within) > most:
            best, most = first.start, len(within)
    return best
