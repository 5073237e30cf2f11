"""Whether a page that does not say where it ends was cut off: told by what is missing."""

from __future__ import annotations

import html
import re
from collections import Counter

_TAG = re.compile(rb"<(?:(!--)|(/?)([a-zA-Z][^\s/>]*)|[!?/])")
_REST_OF_TAG = re.compile(rb"(/?)>|=\s*([\"'])")
_RAW = {
    name: re.compile(rb"</" + name + rb"(?![^\s/>])", re.IGNORECASE)
    for name in (b"script", b"style", b"title", b"textarea", b"xmp", b"iframe", b"noembed")
}
"""Elements whose content is no markup, and what ends each."""
_MAY_STAY_OPEN = frozenset(
    b"html head body p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption "
    b"rt rp rb rtc".split()
)
"""Elements whose end tag may be omitted (HTML, 13.1.2.4)."""
_VOID = frozenset(
    b"area base basefont bgsound br col command embed frame hr image img input keygen link meta "
    b"param source track wbr".split()
)
_INLINE = frozenset(
    b"a abbr b bdi bdo big br cite code del em font i img ins kbd mark q s small span strong sub "
    b"sup time u var wbr".split()
)
_AROUND_THE_TEXT = (b"header", b"nav", b"footer", b"form", b"head", b"select", b"button")
_PARTS = (b"article", b"main", b"section")
_ENDS_SENTENCE = re.compile(r"[.!?…:;)\]”’\"'»]\s*\Z")
_MIN_SENTENCE_LENGTH = 20
_LAST_BYTES = 40


def was_cut(markup: bytes) -> bool:
    """Whether a page without `</body>` and `</html>`, which may both be omitted, ends too early:
    in the middle of a tag, a comment, a script or a sentence, in an element whose end may not be
    omitted, or before its text or the foot that belongs to its head."""
    outline = _Outline()
    place = 0
    while (tag := _TAG.search(markup, place)) is not None:
        outline.add_text(markup[place : tag.start()])
        place, closes_itself = _end_of_tag(markup, tag)
        if place < 0:
            return True
        name = (tag[3] or b"").lower()
        if tag[2]:
            outline.close(name)
        elif name in _RAW:
            end = _RAW[name].search(markup, place)
            if end is None:
                return True
            place = end.start()
        elif name and not closes_itself:
            outline.open(name)
    outline.add_text(markup[place:])
    return outline.ends_early()


def _end_of_tag(markup: bytes, tag: re.Match[bytes]) -> tuple[int, bool]:
    """Where the text goes on behind a tag or a comment, -1 for nowhere; and whether the tag ends
    in `/>`."""
    if tag[1]:
        end = markup.find(b"-->", tag.end() - 2)
        return (end + 3 if end >= 0 else -1), False
    if tag[3] is None:
        return markup.find(b">", tag.end()) + 1 or -1, False
    place = tag.end()
    while (found := _REST_OF_TAG.search(markup, place)) is not None:
        if found[2] is None:
            return found.end(), bool(found[1])
        closing = markup.find(found[2], found.end())
        if closing < 0:
            break
        place = closing + 1
    return -1, False


class _Outline:
    """What is open, and what was met, up to a place in the page."""

    def __init__(self) -> None:
        self._open: list[bytes] = []
        self._times_open: Counter[bytes] = Counter()
        self._length = 0
        """Of the text since the last block began or ended."""
        self._last = b""
        self._has_head = self._has_foot = self._has_sentence = False

    def open(self, name: bytes) -> None:
        self._end_block(name)
        if name in _VOID:
            return
        if name == b"header" and not any(self._times_open[part] for part in _PARTS):
            self._has_head = True
        self._open.append(name)
        self._times_open[name] += 1

    def close(self, name: bytes) -> None:
        self._end_block(name)
        if name == b"footer":
            self._has_foot = True
        while self._times_open[name]:
            innermost = self._open.pop()
            self._times_open[innermost] -= 1
            if innermost == name:
                return

    def add_text(self, text: bytes) -> None:
        if not text or text.isspace():
            return
        self._length += len(text)
        self._last = text[-_LAST_BYTES:]
        if not self._has_sentence and self._length >= _MIN_SENTENCE_LENGTH:
            around = any(self._times_open[name] for name in _AROUND_THE_TEXT)
            self._has_sentence = not around and self._ends_a_sentence()

    def ends_early(self) -> bool:
        if not _MAY_STAY_OPEN.issuperset(self._open):
            return True
        if self._has_head and not self._has_foot:
            return True
        if self._last and not self._ends_a_sentence():
            return True
        return not (self._has_foot or self._has_sentence)

    def _end_block(self, name: bytes) -> None:
        if name not in _INLINE:
            self._length, self._last = 0, b""

    def _ends_a_sentence(self) -> bool:
        text = html.unescape(self._last.decode(errors="ignore"))
        return _ENDS_SENTENCE.search(text) is not None
