"""A news spider as tutorials teach it: css selectors, an ItemLoader, and a row by an ORM session.

Written as somebody would who follows them with care: every field has its processors, each page is
read once, and one engine serves the whole crawl.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import scrapy
from itemloaders.processors import Identity, Join, MapCompose, TakeFirst
from scrapy.loader import ItemLoader
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class ArticleRow(Base):
    __tablename__ = "articles"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    headline: Mapped[str | None]
    description: Mapped[str | None]
    body: Mapped[str | None]
    byline: Mapped[str | None]
    published: Mapped[datetime | None]
    section: Mapped[str | None]
    keywords: Mapped[str | None]
    image_url: Mapped[str | None]
    image_caption: Mapped[str | None]


class ArticleItem(scrapy.Item):
    url = scrapy.Field()
    headline = scrapy.Field()
    description = scrapy.Field()
    body = scrapy.Field()
    byline = scrapy.Field()
    published = scrapy.Field()
    section = scrapy.Field()
    keywords = scrapy.Field()
    image_url = scrapy.Field()
    image_caption = scrapy.Field()


class ArticleItemLoader(ItemLoader):
    default_item_class = ArticleItem
    default_input_processor = MapCompose(str.strip)
    default_output_processor = TakeFirst()
    body_out = Join("\n\n")
    keywords_out = Join(", ")
    published_in = MapCompose(datetime.fromisoformat)
    url_in = Identity()


class RowPipeline:
    """Looks whether the url is there, then inserts or updates: one session and commit a row."""

    def __init__(self, database_url: str) -> None:
        self.engine = create_engine(database_url)

    @classmethod
    def from_crawler(cls, crawler: Any) -> RowPipeline:
        return cls(crawler.settings["DATABASE_URL"])

    def open_spider(self) -> None:
        Base.metadata.create_all(self.engine)

    def process_item(self, item: Any) -> Any:
        with Session(self.engine) as session:
            query = select(ArticleRow).where(ArticleRow.url == item["url"])
            row = session.scalars(query).first() or ArticleRow(url=item["url"])
            for name, value in item.items():
                setattr(row, name, value)
            session.add(row)
            session.commit()
        return item

    def close_spider(self) -> None:
        self.engine.dispose()


class TutorialSpider(scrapy.Spider):
    name = "tutorial"
    custom_settings = {"ITEM_PIPELINES": {RowPipeline: 300}}

    def __init__(self, root: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.start_urls = [f"{root}/"]

    def parse(self, response: Any) -> Iterator[Any]:
        yield from response.follow_all(css=".menu_items a", callback=self.parse_section)

    def parse_section(self, response: Any) -> Iterator[Any]:
        yield from response.follow_all(
            css="#ajax_section_articles h3 a", callback=self.parse_article
        )

    def parse_article(self, response: Any) -> Any:
        loader = ArticleItemLoader(response=response)
        loader.add_value("url", response.url)
        loader.add_css("headline", "h1.main_page_title::text")
        loader.add_css("description", 'meta[name="description"]::attr(content)')
        loader.add_css("body", "div.article_body p::text")
        loader.add_css("byline", ".left_mobile_details h2::text")
        loader.add_css("published", 'meta[property="article:published_time"]::attr(content)')
        loader.add_css("section", 'meta[property="article:section"]::attr(content)')
        loader.add_css("keywords", ".article_tags a::text")
        loader.add_css("image_url", 'meta[property="og:image"]::attr(content)')
        loader.add_css("image_caption", ".image_caption::text")
        return loader.load_item()
