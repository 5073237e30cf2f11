"""Where a database is, by its url alone."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL

_LOCAL = ("localhost", "127.", "::1", "/")
_IN_MEMORY = ":memory:"


class Address(NamedTuple):
    kind: str
    name: str
    """Of a SQLite file its absolute path, links followed; of a PostgreSQL database its name."""
    at: str
    """Host and port of a server; empty for a file."""


def address(url: URL) -> Address:
    kind, name = url.get_backend_name(), str(url.database or "")
    if kind == "sqlite":
        is_file = name not in ("", _IN_MEMORY)
        return Address(kind, str(Path(name).resolve()) if is_file else _IN_MEMORY, "")
    host = url.host or str(url.query.get("host") or "localhost")
    return Address(kind, name, f"{host}:{url.port or url.query.get('port') or 5432}")


def is_this_machine(url: URL) -> bool:
    """Whether a server has our own clock, as far as its address tells."""
    host = str(url.host or url.query.get("host") or "")
    return not host or host.startswith(_LOCAL)
