"""The file of a SQLite database, what SQLite keeps beside it, and who has it open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs

from sqlalchemy import URL

from pipelines.store.backends.errors import StoreError

LOG = "-wal"
COMPANIONS = (LOG, "-shm", "-journal")
"""What follows the file's name in those of the files that belong to it."""
_PROCESSES = Path("/proc")


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite url with links followed; None for another database or one in memory."""
    if url.get_backend_name() != "sqlite":
        return None
    database, _, query = (url.database or "").removeprefix("file:").partition("?")
    modes = [*parse_qs(query).get("mode", []), url.query.get("mode")]
    if database in ("", ":memory:") or "memory" in modes:
        return None
    return Path(database).resolve()


def lasting_file(url: URL, otherwise: str) -> Path | None:
    """The file of a SQLite url; None for another database.

    :raises StoreError: it is in memory; `otherwise` says what that means
    """
    file = sqlite_file(url)
    if file is None and url.get_backend_name() == "sqlite":
        raise StoreError(f"a database in memory ends with the program: {otherwise}")
    return file


def beside(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)


def size_of_log(file: Path) -> int:
    """Bytes of the write-ahead log, which a copy of the file alone does not have."""
    try:
        return beside(file, LOG).stat().st_size
    except OSError:
        return 0


def who_has_open(file: Path) -> str:
    """The other programs on this machine that have a database open, as far as the system tells."""
    found = sorted(_openers({file, *(beside(file, suffix) for suffix in COMPANIONS)}))
    return ", ".join(f"process {pid} ({name})" for pid, name in found) or "another program"


def _openers(files: set[Path]) -> Iterator[tuple[int, str]]:
    # Without this system's /proc, or for another user's process, nothing is found.
    with suppress(OSError):
        for process in _PROCESSES.iterdir():
            if process.name.isdigit() and int(process.name) != os.getpid():
                with suppress(OSError):
                    if any(_target(one) in files for one in (process / "fd").iterdir()):
                        yield int(process.name), (process / "comm").read_text("utf-8").strip()


def _target(descriptor: Path) -> Path | None:
    try:
        return descriptor.readlink()
    except OSError:
        return None
