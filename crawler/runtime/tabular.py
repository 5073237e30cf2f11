"""An article's values as files carry them: in JSON, and in a spreadsheet's cells."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from crawler.runtime.printable import json_text, printable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula, or skips to find one."""


def json_value(value: Any) -> Any:
    """Times in UTC with their offset, `2026-10-01T23:30:00+00:00`, days as `2026-10-01`; all else
    as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value


def json_line(row: dict[str, Any]) -> str:
    plain = {name: json_value(value) for name, value in row.items()}
    return json_text(json.dumps(plain, ensure_ascii=False))


def cell(value: Any) -> str | int | None:
    """Times in UTC as spreadsheets know them, `2026-10-01 23:30:00`; lists as JSON text.

    No text of a page becomes a formula: where it would, an apostrophe comes before it. None has
    characters that a terminal obeys or a spreadsheet refuses.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json_text(json.dumps(value, ensure_ascii=False, sort_keys=True))
    if isinstance(value, str):
        text = printable(value)
        return f"'{text}" if value.startswith(_FORMULA) else text
    return value  # type: ignore[no-any-return]
