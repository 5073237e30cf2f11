"""Ambiguity of a pattern: where two ways lead through one text again and again, a backtracking
engine tries them all before it gives up.

After Weber and Seidl, "On the degree of ambiguity of finite automata" (1991): the number of ways is
exponential where a loop can be walked in two ways on one text, and a polynomial where one text
leads round a loop, from it into a second one, and round that. To begin anywhere (`search`, `sub`,
`split`) is a loop before the pattern.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from tests.patterns.alphabet import classes_of
from tests.patterns.automaton import Automaton, Step, automaton_of
from tests.patterns.connected import strongly_connected

Node = tuple[int, int]
"""A state that took a character, and that character's class."""
Place = TypeVar("Place")
_ORIGIN: Node = (-1, -1)


@dataclass(frozen=True, slots=True)
class Ambiguity:
    degree: str
    """`exponential` or `polynomial`."""
    pump: str
    """What makes it slow when it is repeated."""


def ambiguity(pattern: re.Pattern[Any], mode: str) -> Ambiguity | None:
    graph = _Graph(automaton_of(pattern, mode))
    return graph.exponential() or graph.polynomial()


class _Graph:
    """Ways from one taken character to the next."""

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton
        self._ways = {
            state: list(self._paths(state)) for state in [automaton.first, *self._targets()]
        }
        self._ends = {
            state: [way[1:3] for way in ways if way[0] == automaton.accepted and way[3]]
            for state, ways in self._ways.items()
        }
        sets = {taken[0] for taken in automaton.takes if taken}
        sets |= {one for ways in self._ways.values() for way in ways for one in way[1:3]}
        self._classes = classes_of(sets, automaton.alphabet)
        self._members = {one: frozenset(numbers) for one, numbers in self._classes.items()}
        self.next: dict[Node, dict[Node, int]] = {}
        self._explore()
        self._on: dict[Node, dict[int, list[Node]]] = {
            node: _by_character(followers) for node, followers in self.next.items()
        }

    def _targets(self) -> list[int]:
        return [taken[1] for taken in self._automaton.takes if taken]

    def _paths(self, state: int) -> Iterator[tuple[int, int, int, bool]]:
        """Each way from a state to one that takes a character, or to the end, with its limits."""
        every = self._automaton.alphabet.everything
        stack: list[tuple[int, int, int, bool, frozenset[int]]] = [
            (state, every, every, True, frozenset())
        ]
        while stack:
            at, before, behind, is_sure, passed = stack.pop()
            if at in passed or not before or not behind:
                continue
            if self._automaton.takes[at] or at == self._automaton.accepted:
                yield at, before, behind, is_sure
                continue
            steps: list[Step] = self._automaton.steps[at]
            stack += [
                (one.target, before & one.before, behind & one.behind, is_sure and one.is_sure,
                 passed | {at})
                for one in steps
            ]  # fmt: skip

    def _explore(self) -> None:
        waiting = [_ORIGIN]
        while waiting:
            node = waiting.pop()
            if node in self.next:
                continue
            self.next[node] = self._followers(node)
            waiting += self.next[node]

    def _followers(self, node: Node) -> dict[Node, int]:
        found: dict[Node, int] = defaultdict(int)
        alphabet = self._automaton.alphabet
        before = self._classes[alphabet.start][0] if node == _ORIGIN else node[1]
        for state, first, behind, _ in self._ways[self._behind(node)]:
            taken = self._automaton.takes[state]
            if taken is None or before not in self._members[first]:
                continue
            for number in self._members[taken[0]] & self._members[behind]:
                found[state, number] += 1
        return dict(found)

    def _behind(self, node: Node) -> int:
        if node == _ORIGIN:
            return self._automaton.first
        taken = self._automaton.takes[node[0]]
        assert taken is not None
        return taken[1]

    @cached_property
    def _loops(self) -> list[list[Node]]:
        """Strongly connected parts in which a walk can go on for ever."""
        parts = strongly_connected(self.next)
        return [part for part in parts if len(part) > 1 or part[0] in self.next[part[0]]]

    def exponential(self) -> Ambiguity | None:
        for loop in self._loops:
            inside = set(loop)
            for node in loop:
                for follower, ways in self.next[node].items():
                    if ways > 1 and follower in inside:
                        pump = self._text([*self._walk(follower, node, inside), follower])
                        return Ambiguity("exponential", pump)
            pairs = self._pairs(loop, inside)
            for part in strongly_connected(pairs):
                equal = [pair for pair in part if pair[0] == pair[1]]
                if equal and len(equal) < len(part):
                    return Ambiguity("exponential", self._text([pair[0] for pair in part]))
        return None

    def _pairs(
        self, loop: list[Node], inside: set[Node]
    ) -> dict[tuple[Node, Node], list[tuple[Node, Node]]]:
        """Two walks through a loop on one text, from one node on."""
        pairs: dict[tuple[Node, Node], list[tuple[Node, Node]]] = {}
        waiting = [(node, node) for node in loop]
        while waiting:
            pair = waiting.pop()
            if pair in pairs:
                continue
            pairs[pair] = [
                (one, two)
                for character, ones in self._on[pair[0]].items()
                for one in ones
                if one in inside
                for two in self._on[pair[1]].get(character, ())
                if two in inside
            ]
            waiting += pairs[pair]
        return pairs

    def polynomial(self) -> Ambiguity | None:
        loops = [(loop, self._reach(loop)) for loop in self._loops]
        for first, reached in loops:
            for second, _ in loops:
                if first is second or second[0] not in reached:
                    continue
                for pump in self._pumps(first, second):
                    return Ambiguity("polynomial", pump)
        return None

    def _pumps(self, first: list[Node], second: list[Node]) -> Iterator[str]:
        """Texts that lead round the first loop, from it to the second, and round that."""
        in_first = set(first)
        in_second = {node for node in second if not self._always_ends(node[0])}
        for target in in_second:
            for source in first:
                if source[1] == target[1]:
                    pump = self._pump(source, target, in_first, in_second)
                    if pump is not None:
                        yield pump

    def _pump(
        self, source: Node, target: Node, in_first: set[Node], in_second: set[Node]
    ) -> str | None:
        begin, goal = (source, source, target), (source, target, target)
        came_from: dict[tuple[Node, Node, Node], tuple[Node, Node, Node] | None] = {begin: None}
        waiting = deque([begin])
        while waiting:
            place = waiting.popleft()
            one, two, three = place
            for third in self.next[three]:
                # Where a match can end on the way round, that is tried before another beginning.
                if third not in in_second or self._ends_between(three, third):
                    continue
                firsts = [n for n in self._on[one].get(third[1], ()) if n in in_first]
                seconds = self._on[two].get(third[1], ()) if firsts else ()
                for further in ((n, m, third) for n in firsts for m in seconds):
                    if further not in came_from:
                        came_from[further] = place
                        waiting.append(further)
            if goal in came_from:
                return self._text(_way_back(came_from, goal))
        return None

    def _ends_between(self, node: Node, follower: Node) -> bool:
        """Whether the pattern can be matched up to here when another character follows."""
        return any(
            node[1] in self._members[before] and follower[1] in self._members[behind]
            for before, behind in self._ends[self._behind(node)]
        )

    def _always_ends(self, state: int) -> bool:
        """Whether a loop over any character has an end wherever the text ends."""
        alphabet = self._automaton.alphabet
        taken = self._automaton.takes[state]
        assert taken is not None
        ways = self._ways[taken[1]]
        takes_all = taken[0] == alphabet.any_character and any(
            way == (state, alphabet.everything, alphabet.everything, True) for way in ways
        )
        return takes_all and any(
            target == self._automaton.accepted
            and before == alphabet.everything
            and behind & alphabet.end
            for target, before, behind, _ in ways
        )

    def _reach(self, nodes: Iterable[Node]) -> set[Node]:
        found: set[Node] = set()
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += self.next[node]
        return found

    def _walk(self, source: Node, target: Node, inside: set[Node]) -> list[Node]:
        came_from: dict[Node, Node | None] = {source: None}
        waiting = deque([source])
        while target not in came_from:
            node = waiting.popleft()
            for follower in self.next[node]:
                if follower in inside and follower not in came_from:
                    came_from[follower] = node
                    waiting.append(follower)
        return _way_back(came_from, target)

    def _text(self, nodes: Iterable[Any]) -> str:
        characters = self._automaton.alphabet.characters
        ends = [node if isinstance(node[0], int) else node[-1] for node in nodes]
        return "".join(characters[node[1]] for node in ends)


def _by_character(nodes: Iterable[Node]) -> dict[int, list[Node]]:
    found: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        found[node[1]].append(node)
    return dict(found)


def _way_back(came_from: dict[Place, Place | None], place: Place) -> list[Place]:
    way: list[Place] = []
    at: Place | None = place
    while at is not None:
        way.append(at)
        at = came_from[at]
    return way[-2::-1] if len(way) > 1 else way
