"""A parsed pattern as an automaton: every way through it that a backtracking engine may try."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from tests.patterns.alphabet import Alphabet

_MAX_COPIES = 4
_MAX_COPIED = 100
"""A count of repetitions is written out up to so many copies (and states); above, it is taken as
unlimited: 40 tries of 40 each are no different from endless ones."""


class Step(NamedTuple):
    """A way to another state without a character."""

    target: int
    before: int
    """Characters of which one must stand before it."""
    behind: int
    is_sure: bool
    """Whether that is all that it asks for."""


@dataclass(slots=True)
class Automaton:
    alphabet: Alphabet
    steps: list[list[Step]] = field(default_factory=list)
    takes: list[tuple[int, int] | None] = field(default_factory=list)
    """For each state that takes a character: which ones, and the state behind."""
    first: int = 0
    accepted: int = 0

    def state(self) -> int:
        self.steps.append([])
        self.takes.append(None)
        return len(self.steps) - 1

    def step(
        self,
        source: int,
        target: int,
        *,
        before: int | None = None,
        behind: int | None = None,
        is_sure: bool = True,
    ) -> None:
        every = self.alphabet.everything
        limits = (every if before is None else before, every if behind is None else behind)
        self.steps[source].append(Step(target, *limits, is_sure))


class UnknownConstruct(Exception):
    """A part of a pattern that the check does not know."""


def automaton_of(pattern: re.Pattern[Any], mode: str) -> Automaton:
    """`mode`: `search` begins anywhere, `match` at the start, `fullmatch` also ends at the end."""
    is_bytes = isinstance(pattern.pattern, bytes)
    tree = _parser.parse(pattern.pattern, pattern.flags)
    alphabet = Alphabet(tree, pattern.flags, is_bytes=is_bytes)
    builder = _Builder(Automaton(alphabet))
    made = builder.automaton
    made.first = made.state()
    inner = made.first
    if mode == "search":
        inner = builder.character(made.first, alphabet.any_character)
        made.step(inner, made.first)
        start = made.state()
        made.step(made.first, start)
        inner = start
    end = builder.sequence(tree, inner, pattern.flags)
    made.accepted = made.state()
    if mode == "fullmatch":
        made.step(end, made.accepted, behind=alphabet.end)
    else:
        made.step(end, made.accepted)
    return made


class _Builder:
    def __init__(self, automaton: Automaton) -> None:
        self.automaton = automaton
        self._alphabet = automaton.alphabet
        self._groups: dict[int, tuple[Any, int]] = {}

    def character(self, source: int, taken: int) -> int:
        target = self.automaton.state()
        holder = self.automaton.state()
        self.automaton.step(source, holder)
        self.automaton.takes[holder] = (taken, target)
        return target

    def sequence(self, items: Any, source: int, flags: int) -> int:
        for item in items:
            source = self._item(item, source, flags)
        return source

    def _item(self, item: Any, source: int, flags: int) -> int:
        code, value = item
        if code in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            return self.character(source, self._alphabet.matched_by(item, flags))
        if code is op.SUBPATTERN:
            group, added, dropped, inner = value
            inner_flags = (flags | added) & ~dropped
            if group is not None:
                self._groups[group] = inner, inner_flags
            return self.sequence(inner, source, inner_flags)
        if code is op.BRANCH:
            return self._branch(value[1], source, flags)
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self._repeat(item, source, flags)
        if code is op.ATOMIC_GROUP:
            return self.sequence(value, source, flags)
        if code is op.AT:
            return self._place(value, source, flags)
        if code in (op.ASSERT, op.ASSERT_NOT):
            return self._look(item, source, flags)
        if code is op.GROUPREF:
            inner, inner_flags = self._groups[value]
            target = self.sequence(inner, source, inner_flags)
            behind = self.automaton.state()
            self.automaton.step(target, behind, is_sure=False)
            return behind
        raise UnknownConstruct(str(code))

    def _branch(self, branches: Any, source: int, flags: int) -> int:
        target = self.automaton.state()
        for branch in branches:
            start = self.automaton.state()
            self.automaton.step(source, start)
            self.automaton.step(self.sequence(branch, start, flags), target)
        return target

    def _repeat(self, item: Any, source: int, flags: int) -> int:
        _, (least, most, inner) = item
        copies = max(1, min(_MAX_COPIES, _MAX_COPIED // _width(inner)))
        if most is not op.MAXREPEAT and most > copies and not inner.getwidth()[0]:
            raise UnknownConstruct("a count of what may be empty")
        for _ in range(min(least, copies)):
            source = self.sequence(inner, source, flags)
        if most == least <= copies:
            return source
        if most is op.MAXREPEAT or most > copies:
            return self._endless(item, source, flags)
        further = most - least
        target = self.automaton.state()
        for _ in range(further):
            self.automaton.step(source, target)
            start = self.automaton.state()
            self.automaton.step(source, start)
            source = self.sequence(inner, start, flags)
        self.automaton.step(source, target)
        return target

    def _endless(self, item: Any, source: int, flags: int) -> int:
        code, (_, most, inner) = item
        entry, again = self.automaton.state(), self.automaton.state()
        begin, target = self.automaton.state(), self.automaton.state()
        self.automaton.step(source, entry)
        self.automaton.step(self.sequence(inner, begin, flags), again)
        single = self._single(inner, flags)
        behind = self._alphabet.everything
        if code is op.POSSESSIVE_REPEAT and most is op.MAXREPEAT and single is not None:
            behind &= ~single  # it takes all that it can and gives nothing back
        for state in (entry, again):
            self.automaton.step(state, begin)
            self.automaton.step(state, target, behind=behind)
        return target

    def _single(self, items: Any, flags: int) -> int | None:
        """The characters of a pattern that takes exactly one, or None."""
        if len(items) == 1 and items[0][0] in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            return self._alphabet.matched_by(items[0], flags)
        return None

    def _place(self, place: Any, source: int, flags: int) -> int:
        target = self.automaton.state()
        for before, behind in self._limits(place, flags):
            is_sure = place is not op.AT_END  # a line feed behind it must be the last one
            self.automaton.step(source, target, before=before, behind=behind, is_sure=is_sure)
        return target

    def _limits(self, place: Any, flags: int) -> list[tuple[int, int]]:
        letters = self._alphabet
        every, line = letters.everything, letters.bits({"\n"})
        if place is op.AT_BEGINNING_STRING:
            return [(letters.start, every)]
        if place is op.AT_BEGINNING:
            return [(letters.start | (line if flags & re.MULTILINE else 0), every)]
        if place is op.AT_END_STRING:
            return [(every, letters.end)]
        if place is op.AT_END:
            return [(every, letters.end | line)]
        word = letters.matched_by((op.IN, [(op.CATEGORY, op.CATEGORY_WORD)]), flags)
        other = every & ~word
        if place is op.AT_BOUNDARY:
            return [(word, other), (other, word)]
        if place is op.AT_NON_BOUNDARY:
            return [(word, word), (other, other)]
        raise UnknownConstruct(str(place))

    def _look(self, item: Any, source: int, flags: int) -> int:
        """A way into what is looked for, which ends there, and one past it."""
        code, (direction, inner) = item
        start, target = self.automaton.state(), self.automaton.state()
        if direction > 0:
            self.automaton.step(source, start)
            self.sequence(inner, start, flags)
        limit = self._alphabet.everything
        single = self._single(inner, flags) if len(inner) == 1 else None
        if single is not None:
            limit = single if code is op.ASSERT else limit & ~single
        before, behind = (None, limit) if direction > 0 else (limit, None)
        is_sure = single is not None
        self.automaton.step(source, target, before=before, behind=behind, is_sure=is_sure)
        return target


def _width(items: Any) -> int:
    """About how many characters' states a part of a pattern has."""
    return max(1, len(re.findall(r"LITERAL|ANY|\bIN\b|RANGE|CATEGORY", repr(items))))
