"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite counts its own rowid only for a key declared INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

_TABLES = (
    "listings",
    "runs",
    "sections",
    "site",
    "urls",
    "articles",
    "ledger",
    "placements",
    "rejections",
    "revisions",
    "signatures",
)


def upgrade() -> None:
    _listings()
    _runs()
    _sections()
    _site()
    _urls()
    _articles()
    _ledger()
    _placements()
    _rejections()
    _revisions()
    _signatures()
    op.execute("INSERT INTO site (id, root) VALUES (1, 'https://www.dailysabah.com')")


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


def _listings() -> None:
    op.create_table(
        "listings",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("body_hash", sa.Text()),
        sa.Column("shown", _JSON, nullable=False),
        sa.Column("unchanged_times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_listings"),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("spider", sa.Text(), nullable=False),
        sa.Column("arguments", _JSON, nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("articles_new", sa.Integer(), nullable=False),
        sa.Column("articles_updated", sa.Integer(), nullable=False),
        sa.Column("articles_unchanged", sa.Integer(), nullable=False),
        sa.Column("articles_gone", sa.Integer(), nullable=False),
        sa.Column("articles_failed", sa.Integer(), nullable=False),
        sa.Column("pages_failed", sa.Integer(), nullable=False),
        sa.Column("findings", _JSON, nullable=False),
        sa.Column("stats", _JSON, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('running', 'succeeded', 'degraded', 'failed', 'interrupted')",
            name="ck_runs_known_outcome",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_spider_id", "runs", ["spider", "id"])


def _sections() -> None:
    op.create_table(
        "sections",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", _TIME, nullable=False),
        sa.Column("last_seen_at", _TIME, nullable=False),
        sa.Column("vanished_at", _TIME),
        sa.PrimaryKeyConstraint("slug", name="pk_sections"),
    )


def _site() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_site_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_site"),
    )


def _urls() -> None:
    op.create_table(
        "urls",
        sa.Column("id", _ID, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("target", sa.Text()),
        sa.Column("first_seen_at", _TIME, nullable=False),
        sa.Column("last_seen_at", _TIME, nullable=False),
        sa.Column("published_at", _TIME),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", _TIME),
        sa.Column("last_error", sa.Text()),
        sa.CheckConstraint(
            "(state = 'alias') = (target IS NOT NULL)", name="ck_urls_alias_has_target"
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'article', 'alias', 'absent', 'skipped')",
            name="ck_urls_known_state",
        ),
        sa.ForeignKeyConstraint(["target"], ["urls.path"], name="fk_urls_target"),
        sa.PrimaryKeyConstraint("id", name="pk_urls"),
        sa.UniqueConstraint("path", name="uq_urls_path"),
    )
    op.create_index(
        "ix_urls_pending",
        "urls",
        ["id"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_urls_target", "urls", ["target"])


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", _ID, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text()),
        sa.Column("description", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("dateline", sa.Text()),
        sa.Column("date_published", _TIME),
        sa.Column("date_modified", _TIME),
        sa.Column("byline", sa.Text()),
        sa.Column("authors", _JSON, nullable=False),
        sa.Column("agencies", _JSON, nullable=False),
        sa.Column("keywords", _JSON, nullable=False),
        sa.Column("image_url", sa.Text()),
        sa.Column("image_caption", sa.Text()),
        sa.Column("image_credit", sa.Text()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("sources", _JSON, nullable=False),
        sa.Column("flags", _JSON, nullable=False),
        sa.Column("disagreements", _JSON, nullable=False),
        sa.Column("fetched_at", _TIME, nullable=False),
        sa.Column("recheck_at", _TIME),
        sa.Column("gone_at", _TIME),
        sa.Column("parser_version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("newspaper_hash", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("revision_seen_at", _TIME, nullable=False),
        sa.Column("revision_cause", sa.Text(), nullable=False),
        sa.Column("revision_changed", _JSON, nullable=False),
        sa.Column("revisions", sa.Integer(), nullable=False),
        sa.Column("duplicate_of", _ID),
        sa.CheckConstraint(
            "kind IN ('article', 'column', 'gallery', 'video')", name="ck_articles_known_kind"
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["articles.id"], name="fk_articles_duplicate_of", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["path"], ["urls.path"], name="fk_articles_path"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("path", name="uq_articles_path"),
    )
    op.create_index("ix_articles_date_published", "articles", ["date_published"])
    op.create_index("ix_articles_duplicate_of", "articles", ["duplicate_of"])
    op.create_index("ix_articles_fetched_at", "articles", ["fetched_at"])
    op.create_index("ix_articles_recheck_at", "articles", ["recheck_at"])
    op.create_index("ix_articles_section_date_published", "articles", ["section", "date_published"])


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("started_at", _TIME),
        sa.Column("run", _ID),
        sa.Column("result", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "result IN ('ran', 'late', 'skipped', 'missed', 'refused')",
            name="ck_ledger_known_result",
        ),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_ledger_run"),
        sa.PrimaryKeyConstraint("schedule", "due_at", name="pk_ledger"),
    )


def _placements() -> None:
    op.create_table(
        "placements",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("first_seen_at", _TIME, nullable=False),
        sa.Column("last_seen_at", _TIME, nullable=False),
        sa.Column("best_position", sa.Integer()),
        sa.Column("headline", sa.Text()),
        sa.Column("day", sa.Date()),
        sa.ForeignKeyConstraint(["path"], ["urls.path"], name="fk_placements_path"),
        sa.PrimaryKeyConstraint("path", "section", name="pk_placements"),
    )
    op.create_index("ix_placements_section_path", "placements", ["section", "path"])


def _rejections() -> None:
    op.create_table(
        "rejections",
        sa.Column("id", _ID, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("run", _ID),
        sa.Column("rejected_at", _TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_rejections_run"),
        sa.PrimaryKeyConstraint("id", name="pk_rejections"),
    )
    op.create_index("ix_rejections_path", "rejections", ["path"])


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("changed", _JSON, nullable=False),
        sa.Column("headline", sa.Text()),
        sa.Column("description", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("byline", sa.Text()),
        sa.Column("image_caption", sa.Text()),
        sa.Column("keywords", _JSON, nullable=False),
        sa.Column("date_published", _TIME),
        sa.Column("date_modified", _TIME),
        sa.CheckConstraint("cause IN ('newspaper', 'parser')", name="ck_revisions_known_cause"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_revisions_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "revision", name="pk_revisions"),
    )


def _signatures() -> None:
    op.create_table(
        "signatures",
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_signatures_article_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", "article_id", name="pk_signatures"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_signatures_article_id", "signatures", ["article_id"])
