"""docs/at-3-a-m.md has each trouble that is played, and no other."""

from __future__ import annotations

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

from tests.crawls.crawl import PROJECT
from tests.crawls.test_failure_gallery import GALLERY

DOCUMENT = (PROJECT / "docs" / "at-3-a-m.md").read_text(encoding="utf-8")
SITE, HERE = "tests/crawls/test_failure_gallery.py", "tests/crawls/test_failures_here.py"
SCHEDULER = "tests/schedules/test_told.py"
ROW = re.compile(r"^\| (?P<says>.+?) \| (?P<tried>.+?) \| (?P<do>.+?) \|$", re.MULTILINE)
HEALTHY = re.compile("healthy|notices come on the first failure|unusual|a bad night is told")


def rows() -> dict[str, tuple[str, str]]:
    """By trouble: the heading it stands under, and what is seen of it."""
    found: dict[str, tuple[str, str]] = {}
    for section in DOCUMENT.split("\n## ")[1:]:
        heading = section.partition("\n")[0]
        for row in ROW.finditer(section):
            tried = row["tried"].split(" · ")
            found |= dict.fromkeys(tried, (heading, row["says"]))
    del found["tried with"]
    return found


def names(file: str) -> set[str]:
    """Of tests, as sentences."""
    tree = ast.parse(Path(PROJECT / file).read_text(encoding="utf-8"))
    functions = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return {
        name.removeprefix("test_").replace("_", " ")
        for name in functions
        if name.startswith("test_")
    }


TROUBLES = {one for one in chain(GALLERY, names(SITE), names(HERE)) if not HEALTHY.search(one)}


@pytest.mark.parametrize("trouble", sorted(TROUBLES))
def test_each_trouble_that_is_played_stands_there(trouble: str) -> None:
    assert trouble in rows()


@pytest.mark.parametrize("trouble", sorted(rows()))
def test_each_trouble_that_stands_there_is_played(trouble: str) -> None:
    assert trouble in TROUBLES | names(SCHEDULER)


@pytest.mark.parametrize("trouble", sorted(GALLERY))
def test_it_stands_under_its_exit_status_with_its_finding(trouble: str) -> None:
    heading, says = rows()[trouble]
    assert heading.startswith(f"Exit status {GALLERY[trouble].status}:")
    assert f"`{GALLERY[trouble].check}`" in says
