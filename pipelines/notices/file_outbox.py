"""The outbox in a file, while the database is away."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from crawler.runtime.folder_lock import locked
from crawler.runtime.paths import resolve
from crawler.runtime.whole_files import replacing
from pipelines.store.backends.addresses import address
from pipelines.store.outbox import Condition, Notice, Subject

LOCK_SECONDS = 5.0

T = TypeVar("T")


@dataclass(slots=True)
class Contents:
    conditions: list[Condition] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def subjects(self) -> list[str]:
        names = [one.subject for one in self.conditions]
        return list(dict.fromkeys([*names, *(one.subject for one in self.notices)]))

    def subject(self, name: str) -> Subject:
        known = [one for one in self.conditions if one.subject == name]
        of_it = [one for one in self.notices if one.subject == name]
        return Subject(known[0] if known else Condition(subject=name), of_it)

    def keep(self, subject: Subject) -> None:
        name = subject.condition.subject
        self.conditions = [one for one in self.conditions if one.subject != name]
        self.conditions.append(subject.condition)
        self.notices = [one for one in self.notices if one.subject != name]
        number = max((one.number or 0 for one in self.notices + subject.notices), default=0)
        for notice in subject.notices:
            if notice.number is None:
                number += 1
            self.notices.append(replace(notice, number=notice.number or number))


class FileOutbox:
    """As `Outbox`, for one database that cannot be asked; the file is there only while something
    stands in it.

    :raises OSError: from any method: the file cannot be read or written
    """

    def __init__(self, folder: Path, database: str) -> None:
        """`database`: its url; what waits for one is not taken over by another."""
        self.path = folder / f"waiting-{zlib.crc32(_name(database).encode()):08x}.json"

    def exists(self) -> bool:
        return self.path.exists()

    def waiting(self, services: Collection[str]) -> int:
        return sum(one.waits and one.service in services for one in self._read().notices)

    @contextmanager
    def writing(self, *names: str) -> Iterator[list[Subject]]:
        with self.changing() as contents:
            found = [contents.subject(name) for name in names]
            yield found
            for one in found:
                contents.keep(one)

    def lease(self, services: Collection[str], now: datetime, *, at_once: bool) -> list[Notice]:
        with self.changing() as contents:
            taken = [
                one.leased(now)
                for one in contents.notices
                if one.service in services and one.is_free(now, at_once=at_once)
            ]
            _put(contents, taken)
            return taken

    def settle(self, tried: Collection[Notice]) -> None:
        with self.changing() as contents:
            _put(contents, tried)

    @contextmanager
    def changing(self) -> Iterator[Contents]:
        """All that stands in the file, written when nothing was raised."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.path.parent, LOCK_SECONDS):
            contents = self._read()
            yield contents
            if not contents.subjects:
                self.path.unlink(missing_ok=True)
                return
            with replacing(self.path) as unfinished:
                unfinished.write(_written(contents))

    def _read(self) -> Contents:
        """What cannot be read is lost: it is as if nobody had been told anything."""
        try:
            raw = json.loads(self.path.read_bytes())
            return Contents(
                [_made(Condition, one) for one in raw["conditions"]],
                [_made(Notice, one) for one in raw["notices"]],
            )
        except FileNotFoundError:
            return Contents()
        except (ValueError, KeyError, TypeError):
            return Contents()


def folder_of(notices_dir: str, spool_dir: str) -> Path:
    """NOTICES_DIR; where that is empty, the folder `notices` beside the spool."""
    return resolve(notices_dir) if notices_dir else resolve(spool_dir).with_name("notices")


def _name(database: str) -> str:
    """A database's place, so that another password makes no other file."""
    try:
        return "|".join(address(make_url(database)))
    except (ArgumentError, ValueError):
        return database


def _put(contents: Contents, changed: Collection[Notice]) -> None:
    """What the database has taken over meanwhile is not put back; its number may be another's."""
    known = {_identity(one): one for one in changed}
    contents.notices = [known.get(_identity(one), one) for one in contents.notices]


def _identity(notice: Notice) -> tuple[object, ...]:
    return notice.number, notice.subject, notice.service, notice.made_at


def _written(contents: Contents) -> bytes:
    raw = {
        "conditions": [asdict(one) for one in contents.conditions],
        "notices": [asdict(one) for one in contents.notices],
    }
    return json.dumps(raw, default=datetime.isoformat, ensure_ascii=False, indent=1).encode()


def _made(kind: Callable[..., T], values: dict[str, Any]) -> T:
    read = {
        name: datetime.fromisoformat(value) if value and name in _TIMES else value
        for name, value in values.items()
    }
    return kind(**read)


_TIMES = (
    "since", "noted_at", "made_at", "retry_at", "leased_until", "told_at", "over_at",
)  # fmt: skip
