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
    kind, _ = _parts(kept.name)
    if kind is None:
        return []
    found = {one: _parts(one.name) for one in kept.parent.iterdir() if one.is_file()}
    copies = {one: date for one, (other, date) in found.items() if other == kind}
    newest_first = sorted(copies, key=lambda one: (one == kept, copies[one]), reverse=True)
    for one in newest_first[number:]:
        one.unlink()
    return newest_first[number:]


def _parts(name: str) -> tuple[tuple[str, str] | None, str]:
    """What stands before and after a name's last date, and that: a database's name may hold numbers
    too."""
    dates = list(_DATE.finditer(name))
    if not dates:
        return None, ""
    digits = "".join(filter(str.isdigit, dates[-1][0]))
    return (name[: dates[-1].start()], name[dates[-1].end() :]), digits
