"""`scrapy crawl … -O file`: the names of `v_articles`."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

from crawler.runtime.exporters import ArticleCsv, ArticleJson, ArticleLines
from crawler.urls import Site
from pipelines.store.exporting import COLUMNS
from tests.pipelines.factories import PATH, article

SITE = Site("https://www.dailysabah.com")
ITEM = article(
    headline="=1+1",
    keywords=["quake", "Türkiye"],
    date_published=datetime(2026, 1, 2, microsecond=5, tzinfo=UTC),
)
STORES_OWN = {"sections", "first_seen_at", "last_seen_at", "gone_at", "revisions"}
STORES_OWN |= {"duplicate_of", "warc"}


def exported(kind: type[ArticleLines] | type[ArticleJson] | type[ArticleCsv]) -> str:
    file = io.BytesIO()
    exporter = kind(file, site=SITE, encoding="utf-8")
    exporter.start_exporting()
    exporter.export_item(ITEM)
    exporter.finish_exporting()
    return file.getvalue().decode("utf-8-sig")


def test_lines() -> None:
    row = json.loads(exported(ArticleLines))
    assert list(row) == [name for name in COLUMNS if name not in STORES_OWN]
    assert row["url"] == f"https://www.dailysabah.com{PATH}"
    assert row["date_published"] == "2026-01-02T00:00:00+00:00"
    assert row["keywords"] == ["quake", "Türkiye"]
    assert row["headline"] == "=1+1"
    assert row["word_count"] == ITEM.word_count


def test_json() -> None:
    assert json.loads(exported(ArticleJson)) == [json.loads(exported(ArticleLines))]


def test_csv() -> None:
    assert exported(ArticleCsv).startswith("url,kind,headline")
    (row,) = csv.DictReader(io.StringIO(exported(ArticleCsv), newline=""))
    assert row["headline"] == "'=1+1"
    assert json.loads(row["keywords"]) == ["quake", "Türkiye"]
    assert row["date_published"] == "2026-01-02 00:00:00"
