"""A list of values as one parameter of a statement, which so is the same for 1 and for 1,000.

`column.in_(values)` writes a parameter for each value: another statement for each length, to be
written and prepared again, and at most 32,766 values.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


def one_of(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """A condition: the column's value is in the list that is given as parameter `name`."""
    item = BigInteger() if isinstance(column.type, BigInteger) else Text()
    return _OneOf(column, bindparam(name, type_=_ListOf(item)))


class _OneOf(FunctionElement[Any]):
    inherit_cache = True


@compiles(_OneOf)
def _in_json(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608


@compiles(_OneOf, "postgresql")
def _any(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({values})"


class _ListOf(TypeDecorator[Collection[Any]]):
    """An array on PostgreSQL, a JSON text on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        array = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(self.item) if array else Text())

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        given = list(value or ())
        return given if dialect.name == "postgresql" else json.dumps(given)
