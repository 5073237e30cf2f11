"""Blocks in the documents that say they can be run.

`<!-- run -->` before a fence; `<!-- run: slow -->` for what takes long, `<!-- run: needs NAME -->`
for what needs a Python package that is not in requirements-dev.txt; `<!-- run: postgresql -->` for
what is run on a database of that kind instead of `postgresql:///news`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.crawls.crawl import PROJECT

_MARKED = re.compile(
    r"^<!-- run(?:: (?P<how>slow|postgresql|needs \w+))? -->\n"
    r"```(?P<kind>\w*)\n(?P<lines>.+?)^```$",
    re.MULTILINE | re.DOTALL,
)
_ANY_MARK = re.compile(r"^<!-- run", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    document: Path
    line: int
    kind: str
    """`python`, or empty for a shell's."""
    lines: str
    slow: bool
    postgresql: bool
    needs: str | None

    @property
    def name(self) -> str:
        return f"{self.document.relative_to(PROJECT)}:{self.line}"


def documents() -> list[Path]:
    return [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]


def blocks() -> list[Block]:
    return [block for document in documents() for block in _of(document)]


def _of(document: Path) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    found = [_block(document, text, match) for match in _MARKED.finditer(text)]
    assert len(found) == len(_ANY_MARK.findall(text)), f"{document}: a mark without its block"
    return found


def _block(document: Path, text: str, match: re.Match[str]) -> Block:
    how = match["how"] or ""
    return Block(
        document=document,
        line=text.count("\n", 0, match.start()) + 1,
        kind=match["kind"],
        lines=match["lines"],
        slow=how == "slow",
        postgresql=how == "postgresql",
        needs=how.removeprefix("needs ") if how.startswith("needs ") else None,
    )
