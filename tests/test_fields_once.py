"""The fields of an article are listed once, in `crawler.items.Article`.

What else lists them derives from it, or is one of the lists below, which say where a field is
missing and who may name several. `docs/decisions/037` says how to add a field.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection
from dataclasses import fields
from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from sqlalchemy import Column, Table

from crawler.article_fields import FIELDS, FOUND, SHOWN, STORED, of_content
from crawler.items import DERIVED, Article, Kind
from crawler.parsing import assemble, disagreements
from crawler.parsing.loader import SOURCES, ArticleLoader
from crawler.runtime import exporters
from pipelines.crawl import spool
from pipelines.outcome.thresholds import MIN_FILLED, SITE_FIELDS
from pipelines.store.articles import keeping
from pipelines.store.articles.rows import article_row
from pipelines.store.articles.versions import Version
from pipelines.store.backends.column_types import JsonColumn, UTCDateTime
from pipelines.store.exporting import COLUMNS
from pipelines.store.schema.rows import (
    CONTENT_FIELDS,
    ArticleRow,
    ContentRow,
    PageRow,
    PlacementRow,
    RevisionRow,
    RunRow,
    SearchedRow,
    StoryRow,
    UrlRow,
)
from pipelines.store.schema.tables import articles, placements, revisions, runs, urls
from pipelines.store.schema.views import ARTICLES
from pipelines.store.search.documents import SEARCHED
from tests.crawler.test_extraction import FIELDS as COMPARED_WITH_TRUTH
from tests.documents.datasette import chapters, columns
from tests.fields_lists import lists
from tests.patterns.gathering import modules
from tests.site.truth import stories, truth

STORED_NAMES = tuple(field.name for field in STORED)
SHOWN_NAMES = tuple(field.name for field in SHOWN)
ASSEMBLED = {
    keyword.arg
    for node in ast.walk(ast.parse(inspect.getsource(assemble.load_article)))
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "Article"
    for keyword in node.keywords
    if keyword.arg is not None
}
"""Fields that `load_article` makes itself."""

WHOLE: dict[str, tuple[Collection[str], Collection[str]]] = {
    "crawler/parsing/loader.py, SOURCES": (FOUND, {*SOURCES, *ASSEMBLED}),
    "crawler/parsing/loader.py, ArticleLoader": (
        SOURCES,
        [name.removesuffix("_in") for name in vars(ArticleLoader) if name.endswith("_in")],
    ),
    "crawler/runtime/exporters.py, FIELDS": ({*SHOWN_NAMES} - {"warc"}, exporters.FIELDS),
    "pipelines/crawl/spool.py, _TIMES": (of_content("time"), spool._TIMES),
    "pipelines/store/articles/keeping.py": (
        {*FOUND, *DERIVED},
        {*keeping._FIELDS, *(one for made in keeping._FOLLOWERS.values() for one in made)},
    ),
    "pipelines/store/schema/tables.py, articles": (STORED_NAMES, articles.c.keys()),
    "pipelines/store/schema/tables.py, revisions": (CONTENT_FIELDS, revisions.c.keys()),
    "pipelines/store/schema/views.py, v_articles": (SHOWN_NAMES, ARTICLES),
    "pipelines/store/exporting.py, COLUMNS": (ARTICLES, COLUMNS),
    "pipelines/store/articles/versions.py, Version": (
        CONTENT_FIELDS,
        [field.name for field in fields(Version)],
    ),
    "docs/data-model.md, v_articles": (SHOWN_NAMES, columns(chapters()["v_articles"])),
    "docs/data-model.md, v_revisions": (CONTENT_FIELDS, columns(chapters()["v_revisions"])),
    "tests/site/truth.py": ({*FOUND} - {"sources"}, truth(stories()[0], "http://site")),
    "tests/crawler/test_extraction.py, FIELDS": ({*FOUND} - {"sources"}, COMPARED_WITH_TRUTH),
}
"""By place: the fields that it has to have, and what it has."""

CHOSEN: dict[str, Collection[str]] = {
    "crawler/items.py, DERIVED": {*DERIVED, *DERIVED.values()},
    "crawler/items.py, what a field is made of": {one.of for one in FIELDS.values() if one.of},
    "crawler/parsing/loader.py, SOURCES": SOURCES,
    "crawler/parsing/assemble.py, _LISTS": assemble._LISTS,
    "crawler/parsing/disagreements.py, _COMPARED": disagreements._COMPARED,
    "pipelines/outcome/thresholds.py, MIN_FILLED": MIN_FILLED,
    "pipelines/outcome/thresholds.py, SITE_FIELDS": SITE_FIELDS,
    "pipelines/store/articles/keeping.py": {
        *keeping._IN_SIGNATURE, *keeping._DATES, *keeping._NEVER_TAKEN_BACK
    },
    "pipelines/store/schema/rows.py, CONTENT_FIELDS": CONTENT_FIELDS,
    "pipelines/store/search/documents.py, SEARCHED": SEARCHED,
}  # fmt: skip
"""By place: fields that were chosen, all of which have to be some."""

MAY_NAME_FIELDS = {
    "crawler.items": "the list",
    "crawler.parsing.assemble": "reads each in its own way",
    "crawler.parsing.disagreements": "chosen",
    "crawler.parsing.loader": "the sources of each",
    "crawler.parsing.matched_selectors": "the selector of each",
    "crawler.parsing.sources.byline_block": "what stands in one block of the page",
    "crawler.parsing.sources.site": "the site's own markup of each",
    "crawler.parsing.sources.structured": "the properties of schema.org and meta tags",
    "crawler.spiders.feeds": "a Sighting",
    "pipelines.commands.search": "what a hit shows",
    "pipelines.doctor.site": "those that the site's own markup has",
    "pipelines.outcome.thresholds": "chosen",
    "pipelines.reextraction.effects": "what tells of the look, not of the article",
    "pipelines.report.figures": "what the report counts",
    "pipelines.store.articles.versions": "attributes with their types",
    "pipelines.store.articles.rereading": "what finds a page in the archive",
    "pipelines.store.articles.rows": "columns that need more than their type tells",
    "pipelines.store.schema.rows": "columns with their types",
    "pipelines.store.search.documents": "chosen",
    "pipelines.store.search.finding": "what a hit shows",
}
"""Modules that name several fields together, and why they do not derive them."""

ROWS: dict[type, Table] = {
    ArticleRow: articles, PageRow: articles, ContentRow: revisions, SearchedRow: articles,
    StoryRow: articles, RevisionRow: revisions, UrlRow: urls, PlacementRow: placements,
    RunRow: runs,
}  # fmt: skip


@pytest.mark.parametrize("place", WHOLE)
def test_a_list_of_all_fields_has_all(place: str) -> None:
    needed, had = WHOLE[place]
    missing = sorted(set(needed) - set(had))
    assert not missing, f"{place} lacks {', '.join(missing)}"


@pytest.mark.parametrize("place", CHOSEN)
def test_a_list_of_chosen_fields_has_no_other(place: str) -> None:
    unknown = sorted(set(CHOSEN[place]) - FIELDS.keys())
    assert not unknown, f"{place}: {', '.join(unknown)}: no field of crawler.items.Article"


def test_no_further_module_lists_fields() -> None:
    migrations = "pipelines.migrations.versions."
    naming = {
        name: [*lists(tree)] for name, tree in modules().items() if not name.startswith(migrations)
    }
    found = {name: where for name, where in naming.items() if where}
    new = {name: where for name, where in found.items() if name not in MAY_NAME_FIELDS}
    assert not new, f"derive these from crawler.article_fields: {new}"
    assert MAY_NAME_FIELDS.keys() == found.keys(), "some module names no fields any more"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_a_row_names_columns_of_its_table_with_their_types(row: type) -> None:
    table = ROWS[row]
    wrong = [
        name
        for name, hint in get_type_hints(row).items()
        if name not in table.c or not _holds(hint, table.c[name])
    ]
    assert not wrong, f"pipelines/store/schema/rows.py, {row.__name__}: {', '.join(wrong)}"


def _holds(hint: Any, column: Column[Any]) -> bool:
    """Whether a column holds values of this type, and NULL if and only if the type says None."""
    kinds = {_kind(one) for one in (get_args(hint) if isinstance(hint, UnionType) else [hint])}
    return kinds - {NoneType} <= _python(column) and (NoneType in kinds) == column.nullable


def _kind(hint: Any) -> type:
    origin = get_origin(hint)
    return str if origin is Literal else origin or hint


def _python(column: Column[Any]) -> set[type]:
    if isinstance(column.type, UTCDateTime):
        return {datetime}
    return {list, dict} if column.type is JsonColumn else {column.type.python_type}


def test_a_row_of_articles_is_what_an_article_holds() -> None:
    item = Article(path="/a/b", kind=Kind.ARTICLE, section="a", fetched_at=datetime.now(UTC))
    columns_of_store = {"looked_in", "parser_version", "content_hash"}
    assert article_row(item, 1).keys() == {*STORED_NAMES, *columns_of_store}
