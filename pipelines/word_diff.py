"""Show word by word what two versions of an article say differently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from crawler.runtime.printable import printable
from pipelines.store import Version

_WORDS = re.compile(r"\s+|[^\s]+")
_EXACT_UP_TO = 5000
"""Words; beyond, frequent ones are no anchors, or the comparison would take minutes."""

_PLAIN = ("[-", "-]", "{+", "+}")
_COLOURED = ("\033[31;9m", "\033[0m", "\033[32m", "\033[0m")


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
    out, end_out, in_, end_in = _COLOURED if colour else _PLAIN
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > _EXACT_UP_TO)
    parts = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            parts.append("".join(new[c:d]))
            continue
        if b > a:
            parts.append(out + "".join(old[a:b]) + end_out)
        if d > c:
            parts.append(in_ + "".join(new[c:d]) + end_in)
    return "".join(parts)


def _readable(value: object) -> str:
    if value is None:
        return ""
    return printable(", ".join(value) if isinstance(value, list) else str(value))
