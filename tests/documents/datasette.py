"""`python -m tests.documents.datasette`: docs/datasette-metadata.yaml out of the other documents.

What data-model.md says of the views' columns and queries.md asks of SQLite, as Datasette wants it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tests.crawls.crawl import PROJECT
from tests.documents.questions import Question, questions

FILE = PROJECT / "docs" / "datasette-metadata.yaml"
MODEL = PROJECT / "docs" / "data-model.md"
_CHAPTER = re.compile(r"^## (.+)$", re.MULTILINE)
_NAME = re.compile(r"`(\w+)`")
_HEAD = """\
# Made by `python -m tests.documents.datasette`; for `datasette --metadata`, see analysts.md.
title: Daily Sabah
description: The newspaper's articles, their history, and the crawls that brought them.
databases:
  dailysabah: &views
"""


def chapters() -> dict[str, str]:
    """By table or view, what data-model.md says."""
    parts = _CHAPTER.split(MODEL.read_text(encoding="utf-8"))[1:]
    texts = dict(zip(parts[::2], parts[1::2], strict=True))
    return {name: text for names, text in texts.items() for name in names.split(", ")}


def columns(chapter: str) -> dict[str, str]:
    """Meaning and origin by column, from the chapter's table."""
    rows = [line.strip("|").split(" | ") for line in chapter.splitlines() if line.startswith("| `")]
    return {
        name: f"{_plain(meaning)} ({_plain(origin)})"
        for names, meaning, origin in rows
        for name in _NAME.findall(names)
    }


def _plain(text: str) -> str:
    return text.strip().strip("|").strip().replace("`", "")


def metadata() -> str:
    return _HEAD + "\n".join([*_tables(), *_queries(), "  demo: *views", ""])


def _tables() -> Iterator[str]:
    yield "    tables:"
    described = chapters()
    for name, chapter in described.items():
        yield f"      {name}:"
        if not name.startswith("v_"):
            yield "        hidden: true"
            continue
        first = chapter.strip().split("\n\n")[0].split("\n|")[0]
        yield f"        description: {_quoted(_plain(' '.join(first.split())))}"
        yield "        columns:"
        for column, meaning in columns(described[name]).items():
            yield f"          {column}: {_quoted(meaning)}"


def _queries() -> Iterator[str]:
    yield "    queries:"
    for question in questions():
        yield f"      {question.name}:"
        yield f"        title: {_quoted(question.title)}"
        yield "        sql: |-"
        for line in _statement(question).splitlines():
            yield f"          {line}"


def _statement(question: Question) -> str:
    return question.statements["sqlite"]


def _quoted(text: str) -> str:
    """As JSON has it, which YAML reads."""
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    FILE.write_text(metadata(), encoding="utf-8")
