"""The clock of a process that a test starts, set wrong by libfaketime."""

from __future__ import annotations

from pathlib import Path

import pytest

_PLACES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))

needs_faketime = pytest.mark.skipif(
    not _PLACES, reason="libfaketime is not installed (apt-get install faketime)"
)


def is_installed() -> bool:
    return bool(_PLACES)


def clock(offset: str) -> dict[str, str]:
    """Environment of a process whose wall clock is off by this much, such as `+30d`; its
    monotonic clock is right."""
    if not offset:
        return {}
    return {"LD_PRELOAD": str(_PLACES[0]), "FAKETIME": offset, "DONT_FAKE_MONOTONIC": "1"}
