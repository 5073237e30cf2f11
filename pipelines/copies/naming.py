"""What a copy is called, and which of many are kept."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

_DATE = re.compile(r"\d{4}-?\d{2}-?\d{2}(?:[-T_ ]?\d{2}[-:]?\d{2}(?:[-:]?\d{2})?Z?)?")
"""A day, as `date +%F` or `+%Y%m%d` write it, perhaps with a time."""


def dated(stem: str, suffix: str, now: datetime) -> str:
    """`dailysabah-2026-10-01-233000Z.db`: names sort by age."""
    return f"{stem}-{now:%Y-%m-%d-%H%M%SZ}{suffix}"


def forget_older(kept: Path, number: int) -> list[Path]:
    """Delete all but the newest copies, of those whose names differ from this one's by their date
    alone; the ones that were deleted. Nothing where its name has no date."""
    found = _DATE.search(kept.name)
    if found is None:
        return []
    before, after = map(re.escape, (kept.name[: found.start()], kept.name[found.end() :]))
    same = re.compile(f"{before}{_DATE.pattern}{after}")
    copies = [one for one in kept.parent.iterdir() if same.fullmatch(one.name) and one.is_file()]
    copies.sort(key=lambda one: (one == kept, one.stat().st_mtime_ns, one.name), reverse=True)
    for one in copies[number:]:
        one.unlink()
    return copies[number:]
