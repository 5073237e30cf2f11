"""Whose articles wait in the spool: one database's and one site's (decision 029)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from sqlalchemy import URL

from pipelines.store.backends.addresses import address


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A database and a site as a batch names them; nothing of it is secret."""

    id: str | None
    """The database's own, set by its first run; None while nobody could ask it."""
    kind: str
    name: str
    """Of a SQLite file its absolute path, links followed; of a PostgreSQL database its name."""
    at: str
    """Host and port of a server."""
    site: str
    """Host, port and path of `SITE_URL`: the scheme and `www.` make no other site."""

    @classmethod
    def of(cls, url: URL, site_url: str, database_id: str | None = None) -> Self:
        """Raises nothing for a database that is away: it is not asked."""
        kind, name, at = address(url)
        return cls(id=database_id, kind=kind, name=name, at=at, site=_site(site_url))

    @classmethod
    def read(cls, fields: dict[str, Any]) -> Self:
        """What `written` gave. Raises TypeError, ValueError."""
        home = cls(**fields)
        texts = (home.kind, home.name, home.at, home.site, home.id or "")
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("a database or site that is no text")
        return home

    @property
    def is_file(self) -> bool:
        """Only a server is at a host."""
        return not self.at

    def written(self) -> dict[str, Any]:
        return asdict(self)

    def owns(self, other: Home) -> bool:
        """Whether what waits for `other` waits for this one.

        It is the same place, even where a lost database was made anew there; or the same
        database, which has moved or whose server is called by another name. A copy beside the
        database it was made of is another one.
        """
        if other.site != self.site:
            return False
        if (other.kind, other.name, other.at) == (self.kind, self.name, self.at):
            return True
        if self.id is None or self.id != other.id:
            return False
        if other.is_file:
            return not Path(other.name).exists()
        return (other.kind, other.name) == (self.kind, self.name)

    def __str__(self) -> str:
        if self.is_file:
            return f"SQLite file {self.name}, site {self.site}"
        return f"PostgreSQL database {self.name} at {self.at}, site {self.site}"


def _site(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return f"{host}{port}{parts.path.rstrip('/')}"
