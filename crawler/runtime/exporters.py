"""`scrapy crawl … -O file.jsonl`: articles under the names of `v_articles`.

Left out is what only the store knows: `sections`, `first_seen_at`, `last_seen_at`, `gone_at`,
`revisions`, `duplicate_of`, `warc`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, Self

from scrapy.crawler import Crawler
from scrapy.exporters import CsvItemExporter, JsonItemExporter, JsonLinesItemExporter

from crawler.article_fields import SHOWN
from crawler.items import Article
from crawler.runtime.tabular import cell, json_value
from crawler.urls import Site

FIELDS = ("url", *(field.name for field in SHOWN if field.name != "warc"))
"""In the order of the view."""


def article_fields(article: Article, site: Site) -> dict[str, Any]:
    values = {name: getattr(article, name) for name in FIELDS if name != "url"}
    return {"url": site.url(article.path), **values}


class _OfArticles:
    """Turns each article into its fields before another exporter writes them."""

    def __init__(self, file: IO[bytes], *, site: Site, **kwargs: Any) -> None:
        super().__init__(file, **kwargs)  # type: ignore[call-arg]
        self._site = site

    @classmethod
    def from_crawler(cls, crawler: Crawler, file: IO[bytes], **kwargs: Any) -> Self:
        return cls(file, site=Site(crawler.settings["SITE_URL"]), **kwargs)

    def export_item(self, item: Any) -> None:
        fields: Mapping[str, Any] = article_fields(item, self._site)
        values = {name: self._value(value) for name, value in fields.items()}
        super().export_item(values)  # type: ignore[misc]

    def _value(self, value: Any) -> Any:
        return json_value(value)


class ArticleLines(_OfArticles, JsonLinesItemExporter):
    """`.jsonl`"""


class ArticleJson(_OfArticles, JsonItemExporter):
    """`.json`"""


class ArticleCsv(_OfArticles, CsvItemExporter):
    """`.csv`, as a spreadsheet opens it: it knows UTF-8 by the mark at the beginning."""

    def __init__(self, file: IO[bytes], *, site: Site, **kwargs: Any) -> None:
        super().__init__(file, site=site, **{**kwargs, "encoding": "utf-8-sig"})

    def _value(self, value: Any) -> Any:
        return cell(value)
