"""The commands in README and docs work as they are written, and links lead somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.crawls.crawl import PROJECT, rows
from tests.databases import Databases
from tests.documents.commands import Block, blocks, documents
from tests.documents.nights import play
from tests.site.process import ReplicaSite

LIMIT_SECONDS = 120
_NOT_COPIED = shutil.ignore_patterns(".[!e]*", ".env", "data", "__pycache__", "*.db*")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)[^)]*\)")


def _marked(block: Block) -> object:
    marks = [pytest.mark.slow] if block.slow else []
    return pytest.param(block, id=block.name, marks=marks)


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with data of its own, as after `make demo` (a part of it) and a live night."""
    folder = checkout(tmp_path_factory.mktemp("clone") / "project")
    data = folder / "data"
    data.mkdir()
    with ReplicaSite() as site:
        play(site, 1, f"sqlite:///{data}/demo.db", data, "sections=world,business")
    shutil.copy(data / "demo.db", data / "dailysabah.db")
    shutil.copytree(data / "demo-warc", data / "warc")
    return folder


def checkout(folder: Path) -> Path:
    """The project without data."""
    shutil.copytree(PROJECT, folder, ignore=_NOT_COPIED)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


@pytest.mark.xdist_group("commands")
@pytest.mark.parametrize("block", [_marked(block) for block in blocks()])
def test_it_works_as_written(block: Block, clone: Path, databases: Databases) -> None:
    if block.needs and find_spec(block.needs) is None:
        pytest.skip(f"{block.needs} is not installed (requirements-analysis.txt)")
    program = [sys.executable, "-"] if block.kind == "python" else ["bash", "-euo", "pipefail"]
    run(program, clone, _on(databases, block.lines) if block.postgresql else block.lines)


def run(program: Sequence[str], folder: Path, lines: str = "") -> None:
    kept = {
        name: value for name, value in os.environ.items() if not name.endswith(("_URL", "_DIR"))
    }
    done = subprocess.run(
        program,
        input=lines,
        cwd=folder,
        env={**kept, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _on(databases: Databases, lines: str) -> str:
    """The same lines for a database that is there."""
    url = databases.url("postgresql")
    named = lines.replace("postgresql:///news", f"'{url}'")
    assert named != lines
    return named.replace("/news-", f"/{make_url(url).database}-")


@pytest.mark.slow
def test_what_the_demo_keeps_gives_its_database_again(tmp_path: Path) -> None:
    """Of two calls: the second one's archive refers to the first one's pages."""
    folder = checkout(tmp_path / "project")
    for _ in range(2):
        run([sys.executable, "-m", "tests.demo"], folder)
    (block,) = (one for one in blocks() if one.document.name == "backfill.md")
    run(["bash", "-euo", "pipefail"], folder, block.lines)

    demo, again = (f"sqlite:///{folder}/data/{name}.db" for name in ("demo", "again"))
    for view in ("v_articles", "v_placements", "v_sections"):
        assert rows(demo, view, "url") == rows(again, view, "url")


def test_there_are_some() -> None:
    assert len(blocks()) >= 5


@pytest.mark.parametrize("document", documents(), ids=lambda one: str(one.relative_to(PROJECT)))
def test_links_lead_to_files(document: Path) -> None:
    targets = _LINK.findall(document.read_text(encoding="utf-8"))
    assert [one for one in targets if not (document.parent / one).exists()] == []


def test_pictures_are_small() -> None:
    pictures = [
        *(PROJECT / "docs" / "pictures").glob("*.png"),
        PROJECT / "docs/pictures/terminal.svg",
    ]
    assert len(pictures) >= 3
    assert [one.name for one in pictures if one.stat().st_size >= 200_000] == []
