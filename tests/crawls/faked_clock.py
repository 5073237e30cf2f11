"""A crawl whose machine has a wrong clock, by libfaketime; all other clocks are right."""

from __future__ import annotations

from pathlib import Path

import pytest

_FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib")
_LIBRARY = next(
    (file for folder in _FOLDERS for file in Path(folder).rglob("libfaketimeMT.so.1")), None
)

needs_faketime = pytest.mark.skipif(
    _LIBRARY is None, reason="libfaketime is not installed (apt-get install faketime)"
)


def is_installed() -> bool:
    return _LIBRARY is not None


def faked(offset: str) -> dict[str, str]:
    """Environment of a process whose clock is off: `+30d`, or set: `@2020-03-01 02:00:00`.

    The time that passes is left true, as on a machine whose clock was set wrong.
    """
    return {
        "LD_PRELOAD": str(_LIBRARY),
        "FAKETIME": offset,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


def faked_by(file: Path) -> dict[str, str]:
    """The same, by what a file says at each moment."""
    told = {"FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1"}
    return {name: value for name, value in faked("").items() if name != "FAKETIME"} | told
