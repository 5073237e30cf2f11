"""Show word by word what two versions of an article say differently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from crawler.runtime.printable import printable
from crawler.runtime.word_diff import blocks
from pipelines.store import Version

_WORDS = re.compile(r"\s+|[^\s]+")
_PLAIN = {"same": ("", ""), "out": ("[-", "-]"), "in": ("{+", "+}")}
_COLOURED = {"same": ("", ""), "out": ("\033[31;9m", "\033[0m"), "in": ("\033[32m", "\033[0m")}

Mark = Literal["same", "out", "in"]


@dataclass(frozen=True, slots=True)
class Segment:
    mark: Mark
    text: str


def segments(before: str, after: str) -> Iterator[Segment]:
    """The newer text, with what was taken out before what was put in."""
    for block in blocks(_WORDS.findall(before), _WORDS.findall(after)):
        if block.is_equal:
            yield Segment("same", "".join(block.after))
            continue
        if block.before:
            yield Segment("out", "".join(block.before))
        if block.after:
            yield Segment("in", "".join(block.after))


def show_history(versions: list[Version], *, colour: bool) -> Iterator[str]:
    """Lines that tell an article's history: each version's cause, and its changed fields."""
    for old, new in zip([None, *versions], versions, strict=False):
        seen_at = f"{new.seen_at:%Y-%m-%d %H:%M} UTC"
        if old is None:
            headline = printable(new.headline or "(no headline)")
            yield f"revision {new.revision}, seen {seen_at}: {headline}"
            continue
        yield ""
        yield f"revision {new.revision}, seen {seen_at}, changed by the {new.cause}"
        for name in new.changed:
            before, after = _readable(getattr(old, name)), _readable(getattr(new, name))
            yield f"{name}: {word_diff(before, after, colour=colour)}"


def word_diff(before: str, after: str, *, colour: bool) -> str:
    """The newer text with what was taken out and put in marked: `[-out-]` and `{+in+}`."""
    return marked(segments(before, after), colour=colour)


def marked(found: Iterable[Segment], *, colour: bool) -> str:
    marks = _COLOURED if colour else _PLAIN
    shown = ((marks[one.mark], one.text) for one in found)
    return "".join(f"{start}{text}{end}" for (start, end), text in shown)


def _readable(value: object) -> str:
    if value is None:
        return ""
    return printable(", ".join(value) if isinstance(value, list) else str(value))
