"""The tables behind the views. Their columns are explained in `docs/data-model.md`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from crawler.article_fields import FIELDS, STORED, ArticleField
from pipelines.store.backends.column_types import TYPES, Id, JsonColumn, UTCDateTime
from pipelines.store.schema.rows import CONTENT_FIELDS

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _column(field: ArticleField) -> Column[Any]:
    return Column(field.name, TYPES[field.content], nullable=field.is_optional)


site = Table(
    "site",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("root", Text, nullable=False),  # SITE_URL, before every path
    Column("database_id", Text),  # set by its first run; the spool knows it by this
    CheckConstraint("id = 1", name="one_row"),
)

sections = Table(
    "sections",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("parent", Text),  # slug of the first place in the menu
    Column("position", Integer, nullable=False),  # place in the menu, 1 is the first
    Column("first_seen_at", UTCDateTime, nullable=False),
    Column("last_seen_at", UTCDateTime, nullable=False),
    Column("vanished_at", UTCDateTime),  # when the menu first came without it
)

urls = Table(
    "urls",
    metadata,
    Column("id", Id, primary_key=True),  # in the order of discovery
    Column("path", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("target", Text, ForeignKey("urls.path")),  # an alias's article, never an alias
    Column("claim", Text),  # path that the url names as its article's own; not believed
    Column("cause", Text),  # how the url named its target or claim: an `AliasCause`
    Column("first_seen_at", UTCDateTime, nullable=False),
    Column("last_seen_at", UTCDateTime, nullable=False),
    Column("published_at", UTCDateTime),  # a skipped page's publication
    Column("attempts", Integer, nullable=False),  # failures since the last success
    Column("retry_at", UTCDateTime),  # not asked for before
    Column("last_error", Text),
    Column("nights", Integer, nullable=False, server_default=text("0")),
    # … on which no article stood there, or the claim was made
    Column("night_at", UTCDateTime),  # when the last of them was counted
    Column("recheck_at", UTCDateTime),  # when an article, or an alias, is to be looked at again
    Column("gone_at", UTCDateTime),  # when a stored article answered 404 or 410 first
    UniqueConstraint("path"),
    CheckConstraint(
        "state IN ('pending', 'article', 'alias', 'absent', 'skipped')", name="known_state"
    ),
    CheckConstraint("(state = 'alias') = (target IS NOT NULL)", name="alias_has_target"),
    Index("ix_urls_pending", "id", sqlite_where=text("state = 'pending'"),
          postgresql_where=text("state = 'pending'")),
    Index("ix_urls_recheck_at", "recheck_at", sqlite_where=text("recheck_at IS NOT NULL"),
          postgresql_where=text("recheck_at IS NOT NULL")),
    Index("ix_urls_target", "target"),
    Index("ix_urls_claim", "claim", sqlite_where=text("claim IS NOT NULL"),
          postgresql_where=text("claim IS NOT NULL")),
)  # fmt: skip

placements = Table(
    "placements",
    metadata,
    Column("path", Text, ForeignKey("urls.path"), primary_key=True),
    Column("section", Text, primary_key=True),
    Column("first_seen_at", UTCDateTime, nullable=False),
    Column("last_seen_at", UTCDateTime, nullable=False),
    Column("best_position", Integer),  # 1 is the top card
    Column("headline", Text),  # as the card showed it last
    Column("day", Date),  # as the card showed it last, in the newspaper's zone
    Index("ix_placements_section_path", "section", "path"),
)

# What a page fills is the fields of `crawler.items.Article`.
articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("path", Text, ForeignKey("urls.path"), nullable=False),
    *(_column(field) for field in STORED if field.name != "path"),
    Column("looked_in", Id),  # run that fetched the page; null for one out of an archive
    Column("parser_version", Integer, nullable=False),
    Column("content_hash", Text, nullable=False),  # of the folded content
    Column("newspaper_hash", Text, nullable=False),  # of the newspaper's last version
    Column("revision", Integer, nullable=False),  # number of the version in this row
    Column("revision_seen_at", UTCDateTime, nullable=False),
    Column("revision_cause", Text, nullable=False),
    Column("revision_changed", JsonColumn, nullable=False),
    Column("revisions", Integer, nullable=False),  # versions by the newspaper
    Column("duplicate_of", Id, ForeignKey("articles.id", ondelete="SET NULL")),
    UniqueConstraint("path"),
    CheckConstraint("kind IN ('article', 'column', 'gallery', 'video')", name="known_kind"),
    Index("ix_articles_date_published", "date_published"),
    Index("ix_articles_section_date_published", "section", "date_published"),
    Index("ix_articles_published_day_section", "published_day", "section"),
    Index("ix_articles_fetched_at", "fetched_at"),
    Index("ix_articles_duplicate_of", "duplicate_of"),
)

# An article's newest version is its row in `articles`; here are those before it.
revisions = Table(
    "revisions",
    metadata,
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("seen_at", UTCDateTime, nullable=False),
    Column("cause", Text, nullable=False),
    Column("changed", JsonColumn, nullable=False),
    *(_column(FIELDS[name]) for name in CONTENT_FIELDS),
    CheckConstraint("cause IN ('newspaper', 'parser')", name="known_cause"),
)

# Where each capture of an archive stands in its article's history: captures come in any order.
# Live looks come in theirs and have no row, but for a 404 where no article is stored.
captures = Table(
    "captures",
    metadata,
    Column("path", Text, primary_key=True),
    Column("seen_at", UTCDateTime, primary_key=True),
    Column("content_hash", Text, primary_key=True),  # of what was read; empty: 404 or 410
    Column("crawl", Text, nullable=False),  # which crawl of ours looked; empty: another's
    Column("number", Integer, nullable=False),  # of the look within that crawl, or 0
    Column("reading", JsonColumn, nullable=False),  # by what a change's cause is told
)

signatures = Table(
    "signatures",
    metadata,
    Column("hash", BigInteger, primary_key=True),  # of some words of the body in a row
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("sketch", BigInteger, nullable=False),  # of the whole body
    Index("ix_signatures_article_id", "article_id"),
    sqlite_with_rowid=False,
)

rejections = Table(
    "rejections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("path", Text, nullable=False),
    Column("run", Id, ForeignKey("runs.id")),
    Column("rejected_at", UTCDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_rejections_path", "path"),
)

listings = Table(
    "listings",
    metadata,
    Column("path", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", Text),  # of the body, for servers whose ETag cannot be trusted
    Column("shown", JsonColumn, nullable=False),  # [path, section, position] of each article
    Column("unchanged_times", Integer, nullable=False),  # 304s in a row
)

# The newspaper's days, one after another without a gap, from the first that a look reached.
days = Table(
    "days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("starts_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
)

section_days = Table(
    "section_days",
    metadata,
    Column("section", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("spider", Text, primary_key=True),
    Column("run", Id, nullable=False),  # the last one, which may be forgotten by now
    Column("runs", Integer, nullable=False),
    Column("listed", Integer, nullable=False),  # articles, each once a day
    Column("new", Integer, nullable=False),  # those that no list of the section showed before
    Column("looked_at", UTCDateTime),  # the last look; null where none succeeded
    Column("trouble", Text),  # of the last run, for people
)

# Times for which nothing that a section listed can have been overlooked; they do not touch.
spans = Table(
    "spans",
    metadata,
    Column("section", Text, primary_key=True),
    Column("since", UTCDateTime, primary_key=True),
    Column("until", UTCDateTime, nullable=False),  # the last look
    Column("confirmed_until", UTCDateTime),  # the last look of a run that ended well
)

runs = Table(
    "runs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("spider", Text, nullable=False),
    Column("arguments", JsonColumn, nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("requests", Integer, nullable=False),
    Column("articles_new", Integer, nullable=False),
    Column("articles_updated", Integer, nullable=False),
    Column("articles_unchanged", Integer, nullable=False),
    Column("articles_gone", Integer, nullable=False),
    Column("articles_failed", Integer, nullable=False),
    Column("pages_failed", Integer, nullable=False),
    Column("findings", JsonColumn, nullable=False),
    Column("stats", JsonColumn, nullable=False),  # what later runs are compared with
    Column("log", Text),  # its file, on the machine that it ran on
    CheckConstraint(
        "outcome IN ('running', 'succeeded', 'degraded', 'failed', 'interrupted')",
        name="known_outcome",
    ),
    Index("ix_runs_spider_id", "spider", "id"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("schedule", Text, primary_key=True),
    Column("due_at", UTCDateTime, primary_key=True),
    Column("started_at", UTCDateTime),
    Column("run", Id, ForeignKey("runs.id")),
    Column("result", Text, nullable=False),
    Column("noted_at", UTCDateTime),  # when the row was written; later than now: by a wrong clock
    CheckConstraint(
        "result IN ('ran', 'late', 'skipped', 'missed', 'refused')", name="known_result"
    ),
)

# How far `reextract --apply` has come; a row while one is on its way, or was killed.
reextractions = Table(
    "reextractions",
    metadata,
    Column("what", Text, primary_key=True),  # hash of the parser and of the articles chosen
    Column("article", Id, nullable=False),  # the last one that is done; they go by their ids
    Column("noted_at", UTCDateTime, nullable=False),
)

# Articles that were taken out for good. Their urls stay in `urls`, with the cause `forgotten`.
forgotten = Table(
    "forgotten",
    metadata,
    Column("path", Text, primary_key=True),
    Column("article", Text, nullable=False),  # path of the article that it led to
    Column("forgotten_at", UTCDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_forgotten_article", "article"),
)

_KNOWN_LEVEL = "level IN ('healthy', 'degraded', 'interrupted', 'failed')"

# How each spider, and each schedule of commands, does.
conditions = Table(
    "conditions",
    metadata,
    Column("subject", Text, primary_key=True),  # `spider sections`, `schedule housekeeping`
    Column("level", Text, nullable=False),
    Column("since", UTCDateTime),  # when it began to fail; null where it is healthy
    Column("interruptions", Integer, nullable=False),  # in a row
    Column("noted_at", UTCDateTime, nullable=False),
    CheckConstraint(_KNOWN_LEVEL, name="known_level"),
)

# What each service of NOTIFY_URLS was told, and what it is to be told yet.
notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("service", Text, nullable=False),  # its scheme and a hash of its url
    Column("level", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("host", Text, nullable=False),  # that wrote the row
    Column("made_at", UTCDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("retry_at", UTCDateTime),
    Column("leased_until", UTCDateTime),  # until then somebody is sending it
    Column("told_at", UTCDateTime),  # when the service took it
    Column("over_at", UTCDateTime),  # when it was no news any more, untold
    Column("error", Text),  # of the last try
    CheckConstraint(_KNOWN_LEVEL, name="known_level"),
    Index("ix_notices_subject_service", "subject", "service"),
)

# Which articles are in the search index; the index itself is in `store/search/postings.py`.
search_documents = Table(
    "search_documents",
    metadata,
    Column("key", Id, primary_key=True),  # in the order of publication
    Column("article_id", Id, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("date_published", UTCDateTime),
    UniqueConstraint("article_id"),
)

search_index = Table(
    "search_index",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complete", Boolean, nullable=False),  # false while articles wait to be indexed
    CheckConstraint("id = 1", name="one_row"),
)


def is_described(name: str | None, kind: str, parents: object) -> bool:
    """Whether a table of the database is one of these: Alembic's `include_name`.

    SQLAlchemy has no word for FTS5, which makes tables of its own.
    """
    return kind != "table" or not str(name).startswith(("search_heads", "search_words"))
