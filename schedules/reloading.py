"""The file of schedules, read again when it was edited, or when a signal says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schedules.checking import check_in_child
from schedules.definitions import Schedule, load

Stamp = tuple[int, int, int] | None


class ScheduleFile:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = self._stamp()

    def has_changed(self) -> bool:
        """Since it was last read; a file that was refused is not read again before its next edit.
        One that is gone is no edit: editors replace files."""
        now = self._stamp()
        return now is not None and now != self._read

    def read(self) -> list[Schedule]:
        """Raises `DefinitionError`, or CrawlFailed where the spiders cannot be loaded."""
        self._read = self._stamp()
        schedules = load(self._file)
        check_in_child(self._file)
        return schedules

    def _stamp(self) -> Stamp:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


@dataclass(frozen=True, slots=True)
class Changes:
    """From the enabled schedules of before to those of now, by their names."""

    gone: tuple[str, ...]
    changed: tuple[Schedule, ...]
    new: tuple[Schedule, ...]

    @classmethod
    def between(cls, before: Sequence[Schedule], now: Sequence[Schedule]) -> Changes:
        known = {one.name: one for one in before}
        names = {one.name for one in now}
        return cls(
            gone=tuple(name for name in known if name not in names),
            changed=tuple(one for one in now if one.name in known and one != known[one.name]),
            new=tuple(one for one in now if one.name not in known),
        )

    def said(self) -> str:
        parts = {
            "new": [one.name for one in self.new],
            "changed": [one.name for one in self.changed],
            "gone": self.gone,
        }
        shown = [f"{', '.join(names)} {what}" for what, names in parts.items() if names]
        return "; ".join(shown) or "nothing changed"
