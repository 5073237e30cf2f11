"""A row of the table: what is measured, what is wanted, and what came out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from bench.speed.ground import Ground
from bench.speed.pairs import Spread


@dataclass(frozen=True, slots=True)
class Figure:
    value: str
    spread: str
    reached: bool
    details: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


Measure: TypeAlias = Callable[[Ground], Figure]


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    what: str
    goal: str
    measure: Measure
    long: bool = False


def span(spread: Spread, form: str = ".2f") -> str:
    return f"{spread.least:{form}} to {spread.most:{form}}"
