"""Rows as lines of text."""

from __future__ import annotations

from crawler.runtime.text_table import columns


def test_each_column_is_as_wide_as_its_widest_cell() -> None:
    rows = [("url", "next try"), ("/world/a", "today"), ("/b", "")]
    assert columns(rows) == ["url       next try", "/world/a  today", "/b"]


def test_no_rows_are_no_lines() -> None:
    assert columns([]) == []
