"""The characters that a pattern tells apart, and sets of them as bits of an integer."""

from __future__ import annotations

from collections.abc import Iterable
from re import _compiler, _parser  # type: ignore[attr-defined]
from typing import Any

START, END = "start", "end"
"""What stands before a text's first character, and behind its last one."""
_USUAL = 0x250
_FURTHER = (
    "\u0301\u0660\u0915\u1680\u200b\u2003\u2028\u2029\u3000\u4e2d\ud800\ue000\ufeff\U0001f600"
)


class Alphabet:
    """Characters to try in place of all: those that the pattern names, their neighbors, and one of
    each category."""

    def __init__(self, tree: Any, flags: int, *, is_bytes: bool) -> None:
        self._is_bytes = is_bytes
        self._tree = tree
        codes = set(range(256) if is_bytes else range(_USUAL))
        if not is_bytes:
            codes.update(map(ord, _FURTHER))
            codes.update(_named_codes(tree))
        self.characters = [*map(chr, sorted(codes)), START, END]
        self.everything = (1 << len(self.characters)) - 1
        self.start, self.end = self.bits({START}), self.bits({END})
        self.any_character = self.everything & ~(self.start | self.end)
        self._known: dict[tuple[str, int], int] = {}

    def bits(self, characters: Iterable[str]) -> int:
        wanted = set(characters)
        return sum(1 << place for place, one in enumerate(self.characters) if one in wanted)

    def matched_by(self, item: Any, flags: int) -> int:
        """The characters that one item of a parsed pattern matches, as Python's own engine says."""
        key = repr(item), flags
        if key not in self._known:
            self._known[key] = self._tried(item, flags)
        return self._known[key]

    def _tried(self, item: Any, flags: int) -> int:
        state = _parser.State()
        state.flags = flags
        pattern = _compiler.compile(_parser.SubPattern(state, [item]), flags)
        found = 0
        for place, one in enumerate(self.characters[:-2]):
            text = one.encode("latin-1") if self._is_bytes else one
            if pattern.fullmatch(text):
                found |= 1 << place
        return found


def _named_codes(tree: Any) -> set[int]:
    """Code points that a pattern names, alone or as the ends of a range, and those next to them."""
    codes: set[int] = set()
    stack: list[Any] = [tree]
    while stack:
        value = stack.pop()
        if isinstance(value, list | tuple):
            stack.extend(value)
        elif isinstance(value, _parser.SubPattern):
            stack.extend(value.data)
        elif type(value) is int and 0 < value < 0x10FFFF:
            codes.update((value - 1, value, value + 1))
    return codes


def classes_of(sets: Iterable[int], alphabet: Alphabet) -> dict[int, list[int]]:
    """The alphabet parted into classes that no set tells apart: for each set its classes, as
    numbers."""
    known = [*dict.fromkeys([*sets, alphabet.start, alphabet.end])]
    classes: dict[tuple[bool, ...], int] = {}
    members: dict[int, set[int]] = {one: set() for one in known}
    for place in range(len(alphabet.characters)):
        signature = tuple(bool(one >> place & 1) for one in known)
        # The first character of each class stands for it.
        number = classes.setdefault(signature, place)
        for one, holds in zip(known, signature, strict=True):
            if holds:
                members[one].add(number)
    return {one: sorted(numbers) for one, numbers in members.items()}
