"""Everything the pipeline remembers, on SQLite or PostgreSQL; knows nothing of Scrapy."""

from pipelines.store.articles.saving import Saved
from pipelines.store.articles.versions import Version
from pipelines.store.backends.engine import open_engine
from pipelines.store.backends.errors import (
    DatabaseUnavailable,
    SchemaMismatch,
    StoreError,
    WrongDatabaseUrl,
)
from pipelines.store.frontier.listings import Validator
from pipelines.store.frontier.menu import MenuChange
from pipelines.store.frontier.urls import PendingUrl, Recorded, Window
from pipelines.store.runs import Finding, Run, RunCounts
from pipelines.store.schema.rows import RunOutcome
from pipelines.store.store import Store

__all__ = [
    "DatabaseUnavailable",
    "Finding",
    "MenuChange",
    "PendingUrl",
    "Recorded",
    "Run",
    "RunCounts",
    "RunOutcome",
    "Saved",
    "SchemaMismatch",
    "Store",
    "StoreError",
    "Validator",
    "Version",
    "Window",
    "WrongDatabaseUrl",
    "open_engine",
]
