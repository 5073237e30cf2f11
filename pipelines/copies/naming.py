"""What a copy is called, and which of many are kept."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

_DATE = re.compile(
    r"(?<!\d)20\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])"
    r"(?:[-T_ ]?\d\d[-:]?\d\d(?:[-:]?\d\d)?Z?)?(?!\d)"
)
"""A day, as `date +%F` or `+%Y%m%d` write it, perhaps with a time."""


def dated(stem: str, suffix: str, now: datetime) -> str:
    """`dailysabah-2026-10-01-233000Z.db`: names sort by age."""
    return f"{stem}-{now:%Y-%m-%d-%H%M%SZ}{suffix}"


def forget_older(kept: Path, number: int) -> list[Path]:
    """Delete all but the newest copies, of those whose names differ from this one's by their date
    alone; the ones that were deleted. Nothing where its name has no date."""
    dates = list(_DATE.finditer(kept.name))
    if not dates:
        return []
    # The last one: the name of a database may hold numbers too.
    before, after = map(re.escape, (kept.name[: dates[-1].start()], kept.name[dates[-1].end() :]))
    same = re.compile(f"{before}({_DATE.pattern}){after}")
    copies = {
        one: re.sub(r"\D", "", found[1])
        for one in kept.parent.iterdir()
        if (found := same.fullmatch(one.name)) and one.is_file()
    }
    newest_first = sorted(copies, key=lambda one: (one == kept, copies[one]), reverse=True)
    for one in newest_first[number:]:
        one.unlink()
    return newest_first[number:]
