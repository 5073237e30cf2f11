"""Read fixtures again and say where the reading is not what is expected."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.console import Console

from crawler.capture.field_diff import Difference, differences
from crawler.capture.fixture import Fixture, folders, load, shown
from crawler.capture.report import difference_table
from crawler.parsing.loader import PARSER_VERSION
from crawler.runtime.exceptions import EXIT_FAILED, EXIT_HEALTHY, ArgumentError, CaptureFailed

UNREADABLE = "files"
"""Stands for a field where a fixture cannot be read."""


def check(root: Path, names: list[str], out: Console) -> int:
    """Exit status 0 where every fixture is read as expected, else 1."""
    chosen = choose(root, names)
    wrong: Counter[str] = Counter()
    failing = 0
    for folder in chosen:
        fields = _check_one(folder, out)
        wrong.update(fields)
        failing += bool(fields)
    if not failing:
        out.print(f"{len(chosen)} of {len(chosen)} as expected")
        return EXIT_HEALTHY
    told = ", ".join(f"{name} {count}" for name, count in wrong.most_common())
    out.print(f"{len(chosen) - failing} of {len(chosen)} as expected; different: {told}")
    return EXIT_FAILED


def accept(root: Path, names: list[str], out: Console) -> int:
    """Of each fixture, show what differs, ask, and expect it from now on; 1 where an answer is not
    yes. What is read as expected is noted as of this parser, without a question.

    Raises CaptureFailed where the parser's version does not say that it reads otherwise.
    """
    statuses = [_accept_one(load(folder), out) for folder in choose(root, names)]
    return max(statuses)


def _accept_one(fixture: Fixture, out: Console) -> int:
    reading = fixture.reading()
    found = differences(fixture.expected, reading)
    if not found:
        # The record then names this parser, and fields that were added since.
        fixture.accept(reading)
        out.print(f"{fixture.name}: as expected, nothing to accept")
        return EXIT_HEALTHY
    show(fixture, found, out)
    _require_raised(fixture)
    out.print("Expect this from now on? [y/N] ", end="")
    if not _is_yes():
        out.print("Nothing was changed.")
        return EXIT_FAILED
    fixture.accept(reading)
    out.print(f"{fixture.name}: accepted")
    return EXIT_HEALTHY


def choose(root: Path, names: list[str]) -> list[Path]:
    """Folders of the named fixtures, all for no name. Raises ArgumentError for one that is not."""
    there = {folder.name: folder for folder in folders(root)}
    # A shell completes the folder, not the name.
    wanted = [Path(name).name for name in names] or list(there)
    unknown = [name for name in wanted if name not in there]
    if unknown:
        raise ArgumentError(f"no fixture {', '.join(unknown)} in {shown(root)}")
    if not wanted:
        raise ArgumentError(f"no fixture in {shown(root)}: capture a page first")
    return [there[name] for name in dict.fromkeys(wanted)]


def show(fixture: Fixture, found: list[Difference], out: Console) -> None:
    captured = fixture.meta.parser_version
    note = f" (expected of parser {captured}, now {PARSER_VERSION})"
    out.print(f"{fixture.name}: different{note if captured != PARSER_VERSION else ''}")
    out.print(difference_table(found))


def _check_one(folder: Path, out: Console) -> list[str]:
    """The fields that differ, after a table of them."""
    try:
        fixture = load(folder)
    except CaptureFailed as error:
        out.print(f"{folder.name}: {error}")
        return [UNREADABLE]
    found = differences(fixture.expected, fixture.reading())
    if found:
        show(fixture, found, out)
    return [one.field for one in found]


def _require_raised(fixture: Fixture) -> None:
    """The store tells our readings apart from the newspaper's corrections by the version alone."""
    kept = fixture.meta.parser_version
    if kept >= PARSER_VERSION:
        raise CaptureFailed(
            f"{fixture.name} was kept with PARSER_VERSION {kept}: raise PARSER_VERSION in "
            f"crawler/parsing/loader.py from {PARSER_VERSION} to {kept + 1} first, or the store "
            "takes this reading for a correction by the newspaper"
        )


def _is_yes() -> bool:
    try:
        return input().strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        return False
