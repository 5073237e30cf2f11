"""Every key of the stats is named once, and each one that is named is written and read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import scrapy

from crawler.runtime import stats_names
from tests.crawler.runtime.stats_uses import Key, Uses, keys, literals, note_uses
from tests.patterns.gathering import modules

NAMES = "crawler.runtime.stats_names"
KEYS = keys(ast.parse(Path(stats_names.__file__).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def others() -> dict[str, ast.Module]:
    """The other modules of our packages."""
    return {name: tree for name, tree in modules().items() if name != NAMES}


@pytest.fixture(scope="module")
def uses(others: dict[str, ast.Module]) -> Uses:
    found = Uses()
    for tree in others.values():
        note_uses(tree, found)
    return found


def public(module: ModuleType) -> Iterator[str]:
    """Constants and functions that are, or make, keys; the types and `Keyed` are neither."""
    types = {"Number", "Words", "Shown", "Transient", "Keyed"}
    for name, value in vars(module).items():
        is_own = isinstance(value, str | stats_names.Keyed) or (
            callable(value) and getattr(value, "__module__", "") == module.__name__
        )
        if is_own and not name.startswith("_") and name not in types:
            yield name


def test_all_keys_of_the_module_are_looked_at() -> None:
    assert set(KEYS) == set(public(stats_names))
    assert KEYS["KEPT"] == Key("KEPT", "Number", "fields/kept/", is_prefix=True)
    assert KEYS["REASON"] == Key("REASON", "Words", "run/reason", is_prefix=False)
    assert KEYS["sources"] == Key("sources", "Number", "sources/", is_prefix=True)


def test_no_key_is_spelt_twice() -> None:
    spelt = [key.text for key in KEYS.values()]
    assert sorted(spelt) == sorted(set(spelt))


def test_a_key_with_a_part() -> None:
    assert stats_names.KEPT("byline") == "fields/kept/byline"
    assert stats_names.sources("byline")("json-ld") == "sources/byline/json-ld"


def test_no_other_module_spells_a_key(others: dict[str, ast.Module]) -> None:
    found = [f"{name}:{line}" for name, tree in others.items() for line in literals(tree, KEYS)]
    assert not found, f"name these keys in {NAMES}: {', '.join(found)}"


@pytest.mark.parametrize(
    "line",
    [
        'stats.inc_value("articles/sean")',
        'self._crawler.stats.set_value(f"{what}/read", 1)',
        'stats.get_value("anything")',
        'stats.max_value("depth", 3)',
        'table = {"requests": "downloader/request_count"}',
        'key = f"failures/{cause}"',
        'lost = "store/lost" in seen.stats',
        'number = stats["articles/new"]',
    ],
)
def test_a_key_spelt_elsewhere_is_found(line: str) -> None:
    assert literals(ast.parse(line), KEYS) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "stats.inc_value(stats_names.ARTICLES_SEEN)",
        '"""articles/new"""',
        'hint = "failures are listed"',
        'url = f"{root}/articles/new"',
    ],
)
def test_what_is_no_spelt_key(line: str) -> None:
    assert literals(ast.parse(line), KEYS) == []


def by_scrapy(key: Key) -> bool:
    """Whether Scrapy itself writes it."""
    folder = Path(scrapy.__file__).parent
    spelt = f'"{key.text}"'
    return not key.is_prefix and any(spelt in file.read_text() for file in folder.rglob("*.py"))


def test_what_is_read_is_written(uses: Uses) -> None:
    unwritten = [
        name for name, key in KEYS.items() if name not in uses.written and not by_scrapy(key)
    ]
    assert not unwritten, f"named in {NAMES}, but nothing writes: {', '.join(unwritten)}"


def test_what_is_written_is_read_or_shown(uses: Uses) -> None:
    unread = [n for n, key in KEYS.items() if key.type != "Shown" and n not in uses.read]
    assert not unread, f"nothing reads, and not `Shown` to people alone: {', '.join(unread)}"


def test_what_is_shown_is_read_by_nothing(uses: Uses) -> None:
    read = [name for name, key in KEYS.items() if key.type == "Shown" and name in uses.read]
    assert not read, f"`Shown`, yet read by the program: {', '.join(read)}"


@pytest.mark.parametrize(
    ("source", "written", "read"),
    [
        ("stats.inc_value(stats_names.ALIASES)", {"ALIASES"}, set()),
        ("stats.set_value(stats_names.KEPT_AT(field), 1)", {"KEPT_AT"}, set()),
        ("seen.number(stats_names.FAILURES(cause))", set(), {"FAILURES"}),
        ("stats.get(stats_names.RESPONSES, 0)", set(), {"RESPONSES"}),
        ("sum(map(seen.number, (stats_names.REQUESTS,)))", set(), {"REQUESTS"}),
        ("lost = stats_names.STORE_LOST in stats", set(), {"STORE_LOST"}),
        ("at = {1: stats_names.ALIASES}\nstats.inc_value(at[1])", {"ALIASES"}, set()),
        ("at = {1: stats_names.REQUESTS}\nseen.number(at[1])", set(), {"REQUESTS"}),
        ("at = {1: stats_names.REQUESTS}", set(), set()),
    ],
)
def test_what_counts_as_written_and_read(source: str, written: set[str], read: set[str]) -> None:
    uses = Uses()
    note_uses(ast.parse(source), uses)
    assert (uses.written, uses.read) == (written, read)
