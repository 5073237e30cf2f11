"""Answers of the archive whose page names an article: a list shows its headline and teaser."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from crawler.urls import canonical, may_be_article
from crawler.warc.captures import Capture
from crawler.warc.coding import NotUnpacked
from crawler.warc.reading import Captures
from pipelines.archive.folder import Folder

_GOES_ON = re.compile(rb"[\w%-]")


class Naming(NamedTuple):
    lists: int
    """Section pages, feeds, sitemaps: whatever is no article's page."""
    articles: int
    """Pages of other articles, which link to it."""


def naming(folder: Folder, paths: Collection[str]) -> Naming:
    """How many answers name one of these paths and are of none of them. A revisit counts with the
    answer that has its payload.

    :raises Unreadable: a file cannot be read
    """
    names = [path.encode() for path in paths]
    lists = articles = 0
    for file in folder.files():
        for one in Captures(file, wanted=lambda url: canonical(url) not in paths):
            if one.payload and _is_named(names, _body(one)):
                is_article = may_be_article(canonical(one.url))
                lists, articles = lists + (not is_article), articles + is_article
    return Naming(lists, articles)


def _is_named(names: Collection[bytes], body: bytes) -> bool:
    """In HTML, in XML, and in JSON, which may escape each slash."""
    plain = body.replace(b"\\/", b"/")
    return any(_stands_alone(name, plain) for name in names)


def _stands_alone(name: bytes, body: bytes) -> bool:
    """Whether it is somewhere no part of a longer path."""
    place = body.find(name)
    while place >= 0:
        if _GOES_ON.match(body, place + len(name)) is None:
            return True
        place = body.find(name, place + 1)
    return False


def _body(one: Capture) -> bytes:
    try:
        return one.body()
    except NotUnpacked:
        return one.payload
