"""Rows as the store's code names their columns, by table. At runtime they are plain dicts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NotRequired, Required, TypedDict, get_args

Cause = Literal["newspaper", "parser"]
ContentField = Literal[
    "headline",
    "description",
    "body",
    "byline",
    "image_caption",
    "keywords",
    "date_published",
    "date_modified",
]
CONTENT_FIELDS: tuple[ContentField, ...] = get_args(ContentField)
"""The fields a revision is about (CONTRACT, `v_revisions`)."""


class ContentRow(TypedDict):
    """What an article says, in a row of `articles` or `revisions`."""

    headline: str | None
    description: str | None
    body: str | None
    byline: str | None
    image_caption: str | None
    keywords: list[str]
    date_published: datetime | None
    date_modified: datetime | None


class PageRow(ContentRow):
    """The columns of `articles` that one page fills. A field that no code of the store asks for by
    its name may be missing here; it is in the row all the same."""

    path: str
    kind: str
    section: str
    language: str
    dateline: str | None
    authors: list[str]
    agencies: list[str]
    image_url: str | None
    image_credit: str | None
    word_count: int
    sources: dict[str, str]
    flags: list[str]
    disagreements: list[str]
    fetched_at: datetime
    looked_in: int | None
    parser_version: int
    content_hash: str


class VersionColumns(TypedDict):
    """Which version a row of `articles` holds."""

    newspaper_hash: str
    revision: int
    revision_seen_at: datetime
    revision_cause: Cause
    revision_changed: list[str]
    revisions: int


class NewArticleRow(PageRow, VersionColumns):
    """`articles`, without what the database and the search for duplicates fill in."""


class ArticleRow(NewArticleRow):
    """`articles`, whole."""

    id: int
    duplicate_of: int | None


class VersionRow(ContentRow):
    """`revisions`, without its key."""

    seen_at: datetime
    cause: Cause
    changed: list[str]


class RevisionRow(VersionRow):
    """`revisions`, with its number; the article's id where it is written."""

    revision: int
    article_id: NotRequired[int]


class UrlColumns(TypedDict, total=False):
    """`urls`, as far as a change names it."""

    state: str
    target: str | None
    claim: str | None
    cause: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    published_at: datetime | None
    attempts: int
    retry_at: datetime | None
    last_error: str | None
    nights: int
    night_at: datetime | None
    recheck_at: datetime | None
    gone_at: datetime | None


class UrlRow(UrlColumns, total=False):
    path: Required[str]


class PlacementRow(TypedDict):
    path: str
    section: str
    first_seen_at: datetime
    last_seen_at: datetime
    best_position: int | None
    headline: str | None
    day: date | None
