"""Read fixtures again and say where the reading is not what is expected."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.console import Console

from crawler.capture.differences import Difference, differences
from crawler.capture.fixture import Fixture, folders, load, shown
from crawler.capture.report import difference_table
from crawler.exceptions import EXIT_FAILED, EXIT_HEALTHY, ArgumentError, CaptureFailed
from crawler.loaders import PARSER_VERSION

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


def accept(root: Path, name: str, out: Console) -> int:
    """Show what differs, ask, and expect it from now on; 1 where the answer is not yes."""
    fixture = load(choose(root, [name])[0])
    reading = fixture.reading()
    found = differences(fixture.expected, reading)
    if not found:
        out.print(f"{fixture.name}: as expected, nothing to accept")
        return EXIT_HEALTHY
    show(fixture, found, out)
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


def _is_yes() -> bool:
    try:
        return input().strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        return False
