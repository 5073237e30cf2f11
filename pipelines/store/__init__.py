"""Everything the pipeline remembers, on SQLite or PostgreSQL; knows nothing of Scrapy."""

from pipelines.store.articles import Saved
from pipelines.store.engine import open_engine
from pipelines.store.errors import DatabaseUnavailable, SchemaMismatch, StoreError, WrongDatabaseUrl
from pipelines.store.frontier import PendingUrl, Recorded, Window
from pipelines.store.history import Version
from pipelines.store.listings import Validator
from pipelines.store.menu import MenuChange
from pipelines.store.runs import Finding, Run, RunCounts, RunOutcome
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
