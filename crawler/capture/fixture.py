"""A captured page on disk: its bytes, the record expected of it, and where it came from."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from crawler.capture.record import Record, dumps, read
from crawler.extraction import FetchedPage
from crawler.newspaper.active import PROFILE
from crawler.parsing.canonical_link import canonical_links
from crawler.parsing.dom.document import Document
from crawler.parsing.loader import PARSER_VERSION
from crawler.runtime import paths
from crawler.runtime.exceptions import ArgumentError, CaptureFailed
from crawler.runtime.whole_files import replacing
from crawler.urls import Site

FOLDER = paths.ROOT / "tests" / "pages"
PAGE, EXPECTED, META = "page.html.gz", "expected.json", "meta.json"
MAX_NAME_LENGTH = 100

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Meta:
    """Where a page came from. `site` is the root that its relative links were resolved by;
    `parser_version` is of the reading that is expected."""

    url: str
    path: str
    site: str
    captured_at: datetime
    content_type: str | None
    parser_version: int = 1

    def dumps(self) -> str:
        values = {name: getattr(self, name) for name in self.__slots__}
        values["captured_at"] = self.captured_at.isoformat().replace("+00:00", "Z")
        return json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    @classmethod
    def loads(cls, text: str) -> Meta:
        """Raises ValueError, KeyError or TypeError for what is no meta."""
        values = json.loads(text)
        captured_at = datetime.fromisoformat(values["captured_at"])
        return cls(**{**values, "captured_at": captured_at})


@dataclass(frozen=True, slots=True)
class Fixture:
    folder: Path
    page: FetchedPage
    meta: Meta
    expected: Record

    @property
    def name(self) -> str:
        return self.folder.name

    def reading(self) -> Record:
        return read(self.page)

    def accept(self, record: Record) -> None:
        """Expect this record from now on."""
        meta = replace(self.meta, parser_version=PARSER_VERSION)
        _write(self.folder / EXPECTED, dumps(record).encode())
        _write(self.folder / META, meta.dumps().encode())


def save(folder: Path, page: FetchedPage, url: str, *, force: bool = False) -> Fixture:
    """Keep a page with what the parser reads now. Raises ArgumentError for a folder that exists."""
    require_free(folder, force=force)
    meta = Meta(
        url=url,
        path=page.path,
        site=page.site.root,
        captured_at=page.fetched_at,
        content_type=page.content_type,
        parser_version=PARSER_VERSION,
    )
    fixture = Fixture(folder, page, meta, read(page))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CaptureFailed(f"{shown(folder)} cannot be made: {error.strerror}") from error
    _write(folder / PAGE, gzip.compress(page.body, mtime=0))
    fixture.accept(fixture.expected)
    return fixture


def require_free(folder: Path, *, force: bool) -> None:
    if folder.exists() and not force:
        raise ArgumentError(f"{shown(folder)} exists; --force overwrites it, --name takes another")


def load(folder: Path) -> Fixture:
    """Raises CaptureFailed that names the file which is missing or cannot be read."""
    body = _read(folder / PAGE, gzip.decompress)
    meta = _read(folder / META, lambda raw: Meta.loads(raw.decode()))
    page = FetchedPage(
        body=body,
        path=meta.path,
        site=Site(meta.site),
        fetched_at=meta.captured_at,
        content_type=meta.content_type,
    )
    return Fixture(folder, page, meta, _read(folder / EXPECTED, _record))


def folders(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    inside = (path for path in root.iterdir() if path.is_dir())
    return sorted(path for path in inside if not path.name.startswith((".", "_")))


def name_of(path: str) -> str:
    """The article's slug, as a folder's name; `home` for the home page."""
    segments = [part for part in path.split("/") if part]
    while len(segments) > 1 and segments[-1] in PROFILE.paths.forms:
        segments.pop()
    slug = re.sub(r"[^\w.-]+", "-", segments[-1] if segments else "home")
    return slug.strip(".-_")[:MAX_NAME_LENGTH] or "page"


def canonical_link(body: bytes, site: Site) -> str | None:
    """Where a saved page says that it stands."""
    return next(iter(canonical_links(Document(body, "/", site))), None)


def shown(path: Path) -> str:
    """As an operator in the project's folder would write it."""
    return str(path.relative_to(paths.ROOT) if path.is_relative_to(paths.ROOT) else path)


def _record(raw: bytes) -> Record:
    record = json.loads(raw)
    if not isinstance(record, dict):
        raise TypeError("it is no object")
    return record


def _read(file: Path, parse: Callable[[bytes], T]) -> T:
    try:
        return parse(file.read_bytes())
    except OSError as error:
        raise CaptureFailed(f"{shown(file)} cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, EOFError) as error:
        raise CaptureFailed(f"{shown(file)} cannot be read: {error}") from error


def _write(file: Path, content: bytes) -> None:
    """In one step: an interrupted capture leaves the old file or the new one. A link stays."""
    file = file.resolve()
    try:
        with replacing(file) as new:
            new.write(content)
    except OSError as error:
        raise CaptureFailed(f"{shown(file)} cannot be written: {error.strerror}") from error
