"""Outside `crawler.newspaper` nothing knows Daily Sabah: no text of the code, no name in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from crawler.newspaper import selectors
from crawler.newspaper.dailysabah import PROFILE
from crawler.runtime.paths import ROOT

ROOM = ROOT / "crawler" / "newspaper"
PACKAGES = ("crawler", "pipelines", "schedules")
TEMPLATES = ("*.html", "*.css", "*.mako")
NAMES = re.compile(
    r"daily.{0,6}sabah|\bsabah\b|\btakvim\b|istanbul|t[uü]rki(?:ye|sh)|turkey|\bqsection\b",
    re.IGNORECASE,
)
MARKUP = frozenset(
    name
    for selector in vars(selectors).values()
    if isinstance(selector, str)
    for name in re.findall(r"[.#]([a-z0-9]+_[a-z0-9_]+|ratio\w+)", selector)
)
"""Classes and ids that only its pages have."""
WORDS = frozenset([*PROFILE.wording.agencies, *PROFILE.wording.endings, *PROFILE.hosts])
THE_SOFTWARE = {
    "dailysabah", "dailysabah-pipeline", "dailysabah-pipeline/0.1 (+", "dailysabah-crawler",
    "https://dailysabah-pipeline.example/contact", "dailysabah-restore-", "dailysabah_",
}  # fmt: skip
"""Names that the contract gives this software: its bot, metrics and connections."""
ALLOWED = {
    "pipelines/migrations/versions/0001_the_first_tables.py": "the root of the first databases",
    "crawler/parsing/clean/places.py": "a country among all others",
}


def test_no_other_module_names_the_newspaper() -> None:
    found = [
        f"{path}:{line}: {text!r}"
        for path, line, text in texts()
        if path not in ALLOWED and text not in THE_SOFTWARE and tells(text)
    ]
    assert found == []


def test_no_template_names_it() -> None:
    files = [file for name in PACKAGES for kind in TEMPLATES for file in (ROOT / name).rglob(kind)]
    assert files
    assert [file.name for file in files if tells(file.read_text(encoding="utf-8"))] == []


def test_what_is_allowed_is_there() -> None:
    known = {text for _, _, text in texts()}
    assert known >= THE_SOFTWARE
    assert {path for path, _, text in texts() if path in ALLOWED and tells(text)} == set(ALLOWED)


def test_the_profile_itself_is_told() -> None:
    (file,) = ROOM.glob("dailysabah.py")
    told = [text for _, text in texts_of(file) if tells(text)]
    assert {PROFILE.name, PROFILE.root, "Europe/Istanbul", "turkiye"} <= set(told)


def tells(text: str) -> bool:
    words = set(re.findall(r"[\w-]+", text))
    return bool(
        NAMES.search(text)
        or MARKUP & words
        or any(re.search(rf"\b{re.escape(word)}\b", text) for word in WORDS)
    )


def texts() -> Iterator[tuple[str, int, str]]:
    """Path, line and each text of a module outside the newspaper's room."""
    for name in PACKAGES:
        for file in sorted((ROOT / name).rglob("*.py")):
            if ROOM not in file.parents:
                path = file.relative_to(ROOT).as_posix()
                yield from ((path, line, text) for line, text in texts_of(file))


def texts_of(file: Path) -> Iterator[tuple[int, str]]:
    """Strings, but for those that only document, and names."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documents:
            if isinstance(node.value, str):
                yield node.lineno, node.value
            elif isinstance(node.value, bytes):
                yield node.lineno, node.value.decode("latin-1")
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.name
