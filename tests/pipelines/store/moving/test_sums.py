"""Rows are compared by what they hold: not by their order, nor by how a database writes it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.moving.sums import Sum

VALUES = st.none() | st.integers() | st.text() | st.lists(st.text(), max_size=3)
ROWS = st.lists(st.tuples(VALUES, VALUES), max_size=6)


def summed(*rows: tuple[Any, ...]) -> Sum:
    total = Sum()
    total.add(rows)
    return total


@given(ROWS, st.randoms())
def test_the_order_does_not_count(rows: list[tuple[Any, ...]], chance: Any) -> None:
    mixed = chance.sample(rows, len(rows))
    assert summed(*mixed) == summed(*rows)


@pytest.mark.parametrize(
    ("in_postgresql", "in_sqlite"),
    [
        (datetime(2021, 10, 15, 15, 27, tzinfo=UTC), "2021-10-15 15:27:00"),
        (datetime(987, 1, 2, tzinfo=UTC), "0987-01-02 00:00:00"),
        (date(2021, 10, 15), "2021-10-15"),
        (True, 1),
        (Decimal(7), 7),
        (["Black Sea", "İzmir"], '["Black Sea","İzmir"]'),
        ({"b": [1, None], "a": "“x”"}, '{"a": "\\u201cx\\u201d", "b": [1, null]}'),
        ([{"found": 100}], '[{"found": 100.0}]'),
        ([10000000000000000, 1e-07], "[1e+16, 0.0000001]"),
        ("ab", "a\x00b"),
        (["ab"], '["a\\u0000b"]'),
        ("[1, 2] is no list", "[1, 2] is no list"),
        (["long " * 100], json.dumps(["long " * 100])),
    ],
)
def test_the_same_value_in_both_databases(in_postgresql: object, in_sqlite: object) -> None:
    assert summed((in_postgresql,)) == summed((in_sqlite,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([("a", "b")], [("ab", "")]),
        ([("a", None)], [("a", "")]),
        ([("a", None)], [(None, "a")]),
        ([("1",)], [(1,)]),
        ([("a",), ("a",)], [("b",), ("b",)]),
        ([("a",), ("a",)], [("a",)]),
        ([("a",), ("a",)], []),
        ([(["a", "b"],)], [(["b", "a"],)]),
        ([([],)], [(None,)]),
        ([(datetime(2021, 1, 1, tzinfo=UTC),)], [(datetime(2021, 1, 1, 0, 0, 1, tzinfo=UTC),)]),
        ([("a", 1), ("b", 2)], [("a", 2), ("b", 1)]),
    ],
)
def test_other_rows(one: list[tuple[Any, ...]], other: list[tuple[Any, ...]]) -> None:
    assert summed(*one) != summed(*other)
