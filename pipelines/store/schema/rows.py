"""Rows as the store's code names their columns, by table. At runtime they are plain dicts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Required, TypedDict, get_args

Cause = Literal["newspaper", "parser"]
RunOutcome = Literal["running", "succeeded", "degraded", "failed", "interrupted"]
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
    published_day: date | None
    authors: list[str]
    agencies: list[str]
    image_url: str | None
    image_credit: str | None
    word_count: int
    sources: dict[str, str]
    warc: str | None
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
    revision_changed: list[ContentField]
    revisions: int


class RewrittenRow(VersionColumns):
    """What a look older than the newest one changes in the row `key`."""

    key: int


class NewArticleRow(PageRow, VersionColumns):
    """`articles`, without what the database and the search for duplicates fill in."""


class ChangedRow(NewArticleRow):
    """`key` is the id of the row to change."""

    key: int


class SeenRow(TypedDict):
    """What a look that found nothing new changes in the row `key`."""

    key: int
    fetched_at: datetime
    looked_in: int | None
    warc: str | None


class StoredRow(NewArticleRow):
    """`articles`, without the key."""

    duplicate_of: int | None


class ArticleRow(StoredRow):
    """`articles`, whole."""

    id: int


class StoryRow(TypedDict):
    """By what two articles are told to be one."""

    headline: str | None
    body: str | None


class BodyRow(TypedDict):
    body: str | None


class SearchedRow(TypedDict):
    """What a document of the search index is made of."""

    headline: str | None
    description: str | None
    body: str | None
    keywords: list[str]
    authors: list[str]
    agencies: list[str]
    date_published: datetime | None
    fetched_at: datetime


class VersionRow(ContentRow):
    """`revisions`, without its key."""

    seen_at: datetime
    cause: Cause
    changed: list[ContentField]


class NumberedRow(VersionRow):
    """`revisions`, without the article's id."""

    revision: int


class RevisionRow(NumberedRow):
    """`revisions`, whole."""

    article_id: int


class ReadingRow(TypedDict, total=False):
    """By what the cause of a change is told, in `captures`; empty where no article stood there."""

    sources: dict[str, str]
    flags: list[str]
    parser_version: int


class CaptureRow(TypedDict):
    """`captures`."""

    path: str
    seen_at: datetime
    content_hash: str
    crawl: str
    number: int
    reading: ReadingRow


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


class SectionDayRow(TypedDict):
    """`section_days`: what the runs of one spider saw of a section on one day."""

    day: date
    section: str
    spider: str
    run: int
    runs: int
    listed: int
    new: int
    looked_at: datetime | None
    trouble: str | None


class SpanRow(TypedDict):
    section: str
    since: datetime
    until: datetime
    confirmed_until: datetime | None


class FindingRow(TypedDict):
    """One of the list in `runs.findings`."""

    check: str
    found: str | float | None
    expected: str | float | None
    hint: str
    section: str | None


class RunRow(TypedDict):
    id: int
    spider: str
    arguments: dict[str, object]
    started_at: datetime
    finished_at: datetime | None
    outcome: RunOutcome
    reason: str | None
    requests: int
    articles_new: int
    articles_updated: int
    articles_unchanged: int
    articles_gone: int
    articles_failed: int
    pages_failed: int
    findings: list[FindingRow]
    stats: dict[str, object]
    log: str | None
