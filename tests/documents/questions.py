"""The questions of docs/queries.md: their SQL for each database, and the answers written there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from pipelines.store import open_engine
from tests.crawls.crawl import PROJECT
from tests.databases import KINDS

DOCUMENT = PROJECT / "docs" / "queries.md"
_CHAPTER = re.compile(r"^## (.+)$", re.MULTILINE)
_NAME = re.compile(r"^`([a-z-]+)`", re.MULTILINE)
_STATEMENT = re.compile(r"^```sql ?(\w*)\n(.+?)^```$", re.MULTILINE | re.DOTALL)
_ANSWER = re.compile(r"^<!-- answer(: second night)? -->\n((?:\n\|.*(?:\n\|.*)*\n)?)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Question:
    title: str
    name: str
    statements: dict[str, str]
    """By kind of database."""
    second_night: bool
    answer: str

    def ask(self, database_url: str) -> str:
        """The answer as a Markdown table."""
        engine = open_engine(database_url)
        try:
            with engine.connect() as connection:
                # Nothing in it is a parameter, whatever has a colon.
                statement = text(self.statements[engine.dialect.name].replace(":", r"\:"))
                found = connection.execute(statement)
                return table(list(found.keys()), found)
        finally:
            engine.dispose()


def questions() -> list[Question]:
    parts = _CHAPTER.split(DOCUMENT.read_text(encoding="utf-8"))[1:]
    return [_question(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]


def _question(title: str, chapter: str) -> Question:
    name, answer = _NAME.search(chapter), _ANSWER.search(chapter)
    assert name, f"{title}: no name"
    assert answer, f"{title}: no place for an answer"
    statements: dict[str, str] = {}
    for kind, statement in _STATEMENT.findall(chapter):
        statements |= dict.fromkeys([kind] if kind else KINDS, statement.strip())
    assert statements.keys() == set(KINDS), f"{title}: {sorted(statements)}"
    return Question(title, name[1], statements, bool(answer[1]), answer[2].strip())


def with_answers(answers: Iterable[str]) -> str:
    """The document's text with these answers, one for each question, in their order."""
    fresh = iter(answers)
    return _ANSWER.sub(
        lambda found: f"<!-- answer{found[1] or ''} -->\n\n{next(fresh)}\n",
        DOCUMENT.read_text(encoding="utf-8"),
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [list(columns), ["---"] * len(columns), *([_cell(one) for one in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float | Decimal):
        return f"{value:.1f}"
    return str(value).replace("|", r"\|")
