"""The newspaper's day of each publication, and what is known of how well its days were looked at

No database is asked for the rules of a time zone: SQLite has none, and a server's may be of another
year. What earlier runs looked at was not noted: their days are known from the next look on.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INDEX = "ix_articles_published_day_section"
_FIRST = sa.text("SELECT min(date_published) FROM articles")
_NEXT = sa.text("SELECT min(date_published) FROM articles WHERE date_published >= :after")
_FILL = sa.text(
    "UPDATE articles SET published_day = :day"
    " WHERE date_published >= :since AND date_published < :until"
).bindparams(sa.bindparam("day", type_=sa.Date()))


def upgrade() -> None:
    op.add_column("articles", sa.Column("published_day", sa.Date()))
    config = op.get_context().config
    assert config is not None
    _fill(op.get_bind(), config.attributes["zone"])
    op.create_index(_INDEX, "articles", ["published_day", "section"])
    op.create_table(
        "days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", _TIME, nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_days"),
    )
    op.create_table(
        "section_days",
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spider", sa.Text(), nullable=False),
        sa.Column("run", _NUMBER, nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("looked_at", _TIME),
        sa.Column("trouble", sa.Text()),
        sa.PrimaryKeyConstraint("section", "day", "spider", name="pk_looks"),
    )
    op.create_table(
        "spans",
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.Column("confirmed_until", _TIME),
        sa.PrimaryKeyConstraint("section", "since", name="pk_spans"),
    )


def downgrade() -> None:
    for name in ("spans", "section_days", "days"):
        op.drop_table(name)
    op.drop_index(_INDEX, "articles")
    op.drop_column("articles", "published_day")


def _fill(connection: sa.Connection, zone: ZoneInfo) -> None:
    """One statement a day that has articles, by the index of dates."""
    as_text = connection.dialect.name == "sqlite"
    found = connection.scalar(_FIRST)
    while found is not None:
        day = _moment(found).astimezone(zone).date()
        since, until = (_bound(one, zone, as_text) for one in (day, day + timedelta(days=1)))
        connection.execute(_FILL, {"day": day, "since": since, "until": until})
        found = connection.scalar(_NEXT, {"after": until})


def _moment(stored: datetime | str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if isinstance(stored, str) else stored


def _bound(day: date, zone: ZoneInfo, as_text: bool) -> datetime | str:
    start = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    return start.isoformat(sep=" ")[:19] if as_text else start
