"""The steps of docs/first-live-day.md, done as they are written, in a checkout of their own."""

from __future__ import annotations

import ast
import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.newspaper import selectors
from tests.crawls.crawl import FAST, PROJECT, Ended, inherited

DOCUMENT = PROJECT / "docs" / "first-live-day.md"
PORT = "8765"
"""In the document; a test takes a free one."""
LIMIT_SECONDS = 120
_NOT_COPIED = shutil.ignore_patterns(".*", "data", "__pycache__", "*.db*", "first-*")
_STEP = re.compile(r"^## (?P<name>.+)$", re.MULTILINE)
_FENCE = re.compile(r"^```(?P<kind>sh|python)\n(?P<lines>[^`]+)^```$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Step:
    shell: str
    python: str


def steps(text: str) -> dict[str, Step]:
    """By number, the rehearsal by its name."""
    parts = _STEP.split(text)[1:]
    found: dict[str, Step] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        fences = {match["kind"]: match["lines"] for match in _FENCE.finditer(body)}
        found[name.partition(".")[0]] = Step(fences.get("sh", ""), fences.get("python", ""))
    return found


class FirstDay:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.steps = steps(DOCUMENT.read_text(encoding="utf-8").replace(PORT, str(self.port)))
        server, *exports = self.steps["Rehearsal"].shell.splitlines()
        self.server = server.removesuffix("&").strip()
        self._prelude = "\n".join([*exports, self.steps["1"].shell])
        shutil.copytree(PROJECT, folder, ignore=_NOT_COPIED)
        (folder / ".venv").symlink_to(sys.prefix)

    @contextmanager
    def site(self) -> Iterator[None]:
        """The replica, started by the document's own line."""
        command = ["bash", "-c", f"exec {self.server}"]
        process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == f"http://127.0.0.1:{self.port}"
            yield
        finally:
            process.terminate()
            process.communicate(timeout=LIMIT_SECONDS)

    def run(self, step: str, answers: str = "") -> Ended:
        kept = {name: value for name, value in inherited().items() if not name.endswith("_URL")}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{self._prelude}\n{self.steps[step].shell}"],
            cwd=self.folder,
            env={**kept, **FAST},
            input=answers,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def edit_selectors(self) -> None:
        """What step 7 shows, into the file that it names, constant by constant."""
        for name, source in self.edits().items():
            file = self.folder / "crawler" / "newspaper" / "selectors.py"
            _replace_assignment(file, name, source)

    def edits(self) -> dict[str, str]:
        return _assignments(self.steps["7"].python)

    def added(self) -> list[str]:
        """The selectors that step 7 writes behind the old ones."""
        found: list[str] = []
        for name, source in self.edits().items():
            value, old = ast.literal_eval(source), getattr(selectors, name)
            assert value.startswith(f"{old}, "), f"{name}: the old selector does not come first"
            found += value.removeprefix(f"{old}, ").split(", ")
        return found

    def raise_version(self) -> None:
        file = self.folder / "crawler" / "parsing" / "loader.py"
        version = int(_assignments(file.read_text(encoding="utf-8"))["PARSER_VERSION"])
        _replace_assignment(file, "PARSER_VERSION", str(version + 1))

    def kept(self, name: str) -> dict[str, Any]:
        file = self.folder / "tests" / "pages" / name / "expected.json"
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return record


def _assignments(code: str) -> dict[str, str]:
    """Names assigned once at the top, with the source of their values."""
    return {
        node.targets[0].id: ast.unparse(node.value)
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def _replace_assignment(file: Path, name: str, source: str) -> None:
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    (node,) = (
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
    )
    lines[node.lineno - 1 : node.end_lineno] = [f"{name} = {source}\n"]
    file.write_text("".join(lines), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
