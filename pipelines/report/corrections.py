"""The newspaper's newest corrections, word by word, cut down to what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipelines.shown_diff import Segment, segments
from pipelines.store import Store, Version

NEWEST = 20
_MAX_LENGTH = 100_000
"""Characters; to compare two longer texts word by word would hold up the page."""
_AROUND = 60
"""Characters shown of what stayed, on either side of a change."""
_MAX_SEGMENTS = 40
_MAX_SEGMENT_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    segments: list[Segment]


@dataclass(frozen=True, slots=True)
class Correction:
    path: str
    headline: str
    revision: int
    seen_at: datetime
    changes: list[Change]


def corrections(store: Store, found: Iterable[tuple[str, int, datetime]]) -> list[Correction]:
    read = (_correction(path, store.versions(path), revision) for path, revision, _ in found)
    return [correction for correction in read if correction is not None]


def _correction(path: str, versions: Sequence[Version], revision: int) -> Correction | None:
    """None where the article moved or went while we read."""
    by_number = {version.revision: version for version in versions}
    new, old = by_number.get(revision), by_number.get(revision - 1)
    if new is None or old is None:
        return None
    changes = [_change(name, getattr(old, name), getattr(new, name)) for name in new.changed]
    return Correction(path, new.headline or path, revision, new.seen_at, changes)


def _change(name: str, before: object, after: object) -> Change:
    old, new = _readable(before), _readable(after)
    if max(len(old), len(new)) > _MAX_LENGTH:
        sizes = f"{len(old):,} characters became {len(new):,}; too long to compare here"
        return Change(name, [Segment("same", sizes)])
    return Change(name, list(shortened(segments(old, new))))


def _readable(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text.replace("\033", "")


def shortened(found: Iterable[Segment]) -> Iterator[Segment]:
    """The changes with a little of what stands around them."""
    listed = list(found)
    for n, segment in enumerate(listed[:_MAX_SEGMENTS]):
        if segment.mark == "same":
            yield Segment("same", _around(segment.text, first=n == 0, last=n == len(listed) - 1))
        elif len(segment.text) > _MAX_SEGMENT_LENGTH:
            yield Segment(segment.mark, segment.text[:_MAX_SEGMENT_LENGTH] + " …")
        else:
            yield segment
    if len(listed) > _MAX_SEGMENTS:
        yield Segment("same", f" … and {len(listed) - _MAX_SEGMENTS} more pieces")


def _around(text: str, *, first: bool, last: bool) -> str:
    """Its beginning and end, in whole words where words are not too long for that."""
    head = "" if first else text[:_AROUND]
    tail = "" if last else text[-_AROUND:]
    if len(text) <= len(head) + len(tail):
        return text
    head = head.rpartition(" ")[0] or head
    tail = tail.partition(" ")[2] or tail
    return f"{head} … {tail}"
