"""Two bodies laid side by side, sentence by sentence. Pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipelines.store.text.sentences import Sentence

_SAME_SENTENCE = 0.5
"""Share of the threes of words, without facts, that two wordings of a sentence have in common."""
_MUCH_OF_A_LEAD = 0.4
_MAX_OF_A_THREE = 8
"""Sentences asked for by one three of words; what more of them have is the form of a list."""

Pair = tuple[Sentence, Sentence]
Fact = tuple[str, ...]
Threes = set[tuple[str, ...]]


@dataclass(slots=True)
class Alignment:
    same: list[Sentence]
    """What stands in both word by word."""
    names: set[str] = field(default_factory=set)
    shared: int = 0
    """Words that matching sentences have in common."""
    contradicted: int = 0
    """Words of the sentences that match, but state another fact in one's place."""
    lost: set[Fact] = field(default_factory=set)
    new: set[Fact] = field(default_factory=set)
    """Facts in one another's place, each of them once however often it is stated."""
    kept: set[Fact] = field(default_factory=set)
    """What the sentences that match otherwise state besides."""
    lead_replaced: bool = False
    """Whether a first sentence matches, and much of what it states is replaced."""

    @property
    def replaced(self) -> int:
        return min(len(self.lost), len(self.new))

    @property
    def stated(self) -> int:
        """Facts of all sentences that match."""
        whole = (sentence.stated(sentence.facts(self.names)) for sentence in self.same)
        return len((self.kept | self.lost | self.new).union(*whole))


def align(one: Sequence[Sentence], other: Sequence[Sentence]) -> Alignment:
    same, rest, other_rest = _equal(one, other)
    found = Alignment(same, shared=sum(len(sentence.words) for sentence in same))
    if rest and other_rest:
        found.names.update(*(sentence.names for sentence in (*one, *other)))
        for first, second in _alike(rest, other_rest, found.names):
            _compare(found, first, second, leads=first is one[0] or second is other[0])
    return found


def _compare(found: Alignment, one: Sentence, other: Sentence, *, leads: bool) -> None:
    found.shared += (Counter(one.words) & Counter(other.words)).total()
    facts, other_facts = one.facts(found.names), other.facts(found.names)
    stated, other_stated = one.stated(facts), other.stated(other_facts)
    found.kept |= stated | other_stated
    lost, new = one.stated(facts - other_facts), other.stated(other_facts - facts)
    if not (lost and new):
        return
    found.lost |= lost
    found.new |= new
    found.contradicted += min(len(one.words), len(other.words))
    if leads:
        replaced = min(len(lost), len(new))
        much = replaced >= _MUCH_OF_A_LEAD * min(len(stated), len(other_stated))
        found.lead_replaced |= replaced > 1 and much


def _equal(
    one: Iterable[Sentence], other: Iterable[Sentence]
) -> tuple[list[Sentence], list[Sentence], list[Sentence]]:
    """What both have word by word, and what is left of each."""
    waiting: defaultdict[tuple[str, ...], deque[Sentence]] = defaultdict(deque)
    for sentence in other:
        waiting[sentence.words].append(sentence)
    same: list[Sentence] = []
    rest: list[Sentence] = []
    for sentence in one:
        if met := waiting.get(sentence.words):
            met.popleft()
            same.append(sentence)
        else:
            rest.append(sentence)
    left = set[Sentence]().union(*waiting.values())
    return same, rest, [sentence for sentence in other if sentence in left]


def _alike(one: Sequence[Sentence], other: Sequence[Sentence], names: set[str]) -> Iterator[Pair]:
    """Sentences that say the same, or the same of something else; each in one pair at most."""
    threes = [_threes(sentence, names) for sentence in other]
    where: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for n, of_other in enumerate(threes):
        for three in of_other:
            where[three].append(n)
    taken: set[int] = set()
    for sentence in one:
        of_one = _threes(sentence, names)
        votes = Counter(n for three in of_one for n in _free(where[three], taken))
        for n, common in votes.most_common(1):
            if common >= _SAME_SENTENCE * max(len(of_one), len(threes[n])):
                taken.add(n)
                yield sentence, other[n]


def _free(places: deque[int], taken: set[int]) -> Iterator[int]:
    """The first of these sentences that are in no pair yet."""
    while places and places[0] in taken:
        places.popleft()
    return (n for n in islice(places, _MAX_OF_A_THREE) if n not in taken)


def _threes(sentence: Sentence, names: set[str]) -> Threes:
    """Each three words in a row of those that are no facts, the ends of the sentence included."""
    facts = sentence.facts(names)
    frame = ["", *(word for word in sentence.words if word not in facts), ""]
    return set(zip(frame, frame[1:], frame[2:], strict=False))
