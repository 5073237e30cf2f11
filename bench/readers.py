"""This pipeline and its peers, each as a function of a page's bytes and its url.

A key that a reading has not is a field that the reader does not offer; a value of None or [] is one
that it did not find. Every peer gets the page's html and url, and may not ask the
network. A peer is imported when it is asked: each has a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from crawler.extraction import FetchedPage, extract
from crawler.items import Article
from crawler.urls import Site, canonical

Reading = dict[str, Any]
Reader = Callable[[bytes, str, datetime], Reading]

WITH_TIME = "%Y-%m-%dT%H:%M:%S%z"


def this_pipeline(body: bytes, url: str, fetched_at: datetime) -> Reading:
    """From the page alone, without what a listing or a feed would tell of it."""
    parts = urlsplit(url)
    site = Site(f"{parts.scheme}://{parts.netloc}")
    found = extract(FetchedPage(body, canonical(url), site, fetched_at, None))
    if not isinstance(found, Article):
        return {}
    return {
        "headline": found.headline,
        "description": found.description,
        "body": found.body,
        "date": found.date_published,
        "names": [*found.authors, *found.agencies],
        "keywords": found.keywords,
        "image_url": found.image_url,
        "language": found.language,
    }


def trafilatura(body: bytes, url: str, fetched_at: datetime) -> Reading:
    found = import_module("trafilatura").bare_extraction(
        body.decode(),
        url=url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"original_date": True, "outputformat": WITH_TIME},
    )
    if found is None:
        return {}
    return {
        "headline": found.title,
        "description": found.description,
        "body": found.text,
        "date": _moment(found.date),
        "names": (found.author or "").split("; "),
        "keywords": found.tags,
        "image_url": found.image,
    }


def newspaper4k(body: bytes, url: str, fetched_at: datetime) -> Reading:
    page = import_module("newspaper").Article(url, config=_newspaper_settings())
    page.download(input_html=body.decode())
    page.parse()
    return {
        "headline": page.title,
        "description": page.meta_description,
        "body": page.text,
        "date": page.publish_date,
        "names": page.authors,
        "keywords": sorted(page.tags or ()) or page.meta_keywords,
        "image_url": page.top_image or page.meta_img,
        "language": page.meta_lang,
    }


def news_please(body: bytes, url: str, fetched_at: datetime) -> Reading:
    found = import_module("newsplease").NewsPlease.from_html(
        body.decode(), url=url, fetch_images=False
    )
    return {
        "headline": found.title,
        "description": found.description,
        "body": found.maintext,
        "date": found.date_publish,
        "names": found.authors,
        "image_url": found.image_url,
        "language": found.language,
    }


READERS: dict[str, Reader] = {
    "this pipeline": this_pipeline,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "news-please": news_please,
}


@cache
def _newspaper_settings() -> Any:
    settings = import_module("newspaper").Config()
    settings.fetch_images = False
    settings.language = "en"
    return settings


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
