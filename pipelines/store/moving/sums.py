"""The sum of a table's or a view's rows, in which neither their order counts nor how a database
writes a value down."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from pipelines.store.articles.content import storable, storable_json

_BYTES = 16
_MODULUS = 1 << 8 * _BYTES
_SHORT = 300
"""Characters of a JSON text that comes often: no keyword at all, the usual sources."""


@dataclass(slots=True)
class Sum:
    """Sums of hashes: of exclusive ors, two equal rows would be none."""

    rows: int = 0
    value: int = 0

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self.rows += 1
            self.value = (self.value + _hash(row)) % _MODULUS


def _hash(row: Sequence[Any]) -> int:
    values = [_FORMS.get(type(value), _as_it_is)(value) for value in row]
    written = _write(values).encode()
    return int.from_bytes(blake2b(written, digest_size=_BYTES).digest(), "big")


_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _as_it_is(value: Any) -> Any:
    return value


def _text(value: str) -> str:
    """A view of SQLite has lists and objects as text, and may have what no text should."""
    if value.startswith(("[", "{")):
        return _remembered(value) if len(value) < _SHORT else _canonical(value)
    return storable(value)


def _json(value: list[Any] | dict[str, Any]) -> str:
    return _text(_write(value))


def _canonical(value: str) -> str:
    try:
        return _write(storable_json(json.loads(value, parse_float=_number)))
    except ValueError:
        return storable(value)  # it only begins like JSON


_remembered = lru_cache(maxsize=4096)(_canonical)


def _number(value: str | float | Decimal) -> int | float:
    """One of a JSON text may be 100.0 where `jsonb` has 100."""
    number = float(value)
    return int(number) if number.is_integer() else number


def _moment(value: datetime) -> str:
    moment = value.astimezone(UTC) if value.tzinfo is not None else value
    return moment.isoformat(sep=" ")[:19]


_FORMS: Mapping[type, Callable[[Any], Any]] = {
    str: _text,
    list: _json,
    dict: _json,
    bool: int,
    float: _number,
    Decimal: _number,
    datetime: _moment,
    date: date.isoformat,
}
