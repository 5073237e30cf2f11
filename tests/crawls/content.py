"""All that a database holds, but when and in which run it came to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from tests.crawls.crawl import TIMES, Row, rows

VIEWS = {
    "v_articles": "url",
    "v_revisions": "url, revision",
    "v_placements": "url, section",
    "v_sections": "section",
}
OF_THE_RUN = TIMES - {"date_published", "date_modified"} | {"warc"}


def content(database_url: str, *, without: Iterable[str] = ()) -> dict[str, list[Row]]:
    """Views and frontier, comparable between databases of either kind and between runs.

    `without`: columns that a comparison leaves out.
    """
    left_out = OF_THE_RUN | set(without)
    found = {
        view: [_kept(row, left_out) for row in rows(database_url, view, order)]
        for view, order in VIEWS.items()
    }
    found["urls"] = rows(
        database_url, "(SELECT path, state, target, attempts FROM urls) AS known", "path"
    )
    return {name: sorted(some, key=_key) for name, some in found.items()}


def _kept(row: Row, left_out: Collection[str]) -> Row:
    return {name: value for name, value in row.items() if name not in left_out}


def _key(row: Row) -> tuple[Any, ...]:
    """Databases sort texts each in their own way."""
    return tuple(str(row.get(name)) for name in ("url", "path", "section", "revision"))


def differences(
    found: dict[str, list[dict[str, Any]]], expected: dict[str, list[dict[str, Any]]]
) -> list[str]:
    """View, row and column of everything in which two contents differ; for a row that one of them
    lacks, which one has it."""
    said: list[str] = []
    for view, rows_expected in expected.items():
        ours = {_key(row): row for row in found[view]}
        theirs = {_key(row): row for row in rows_expected}
        said += [f"{view} {key}: too much" for key in ours.keys() - theirs.keys()]
        said += [f"{view} {key}: missing" for key in theirs.keys() - ours.keys()]
        said += [
            f"{view} {key} {name}: {ours[key][name]!r} for {value!r}"
            for key in ours.keys() & theirs.keys()
            for name, value in theirs[key].items()
            if ours[key][name] != value
        ]
    return sorted(said)
