"""Errors that end a crawl before or while it runs, each with the contract's exit status."""

from __future__ import annotations

EXIT_HEALTHY = 0
EXIT_FAILED = 1
EXIT_WRONG_USE = 2
EXIT_DEGRADED = 3
EXIT_LOCKED = 75


class CrawlError(Exception):
    """Base: its text is one line that says what is wrong and what to do."""

    exit_status = EXIT_FAILED


class ArgumentError(CrawlError):
    """Raised when a spider's arguments are wrong: from `parse_arguments`, before any request."""

    exit_status = EXIT_WRONG_USE


class SettingError(CrawlError):
    """Raised when a setting's value makes no sense, before any request."""

    exit_status = EXIT_WRONG_USE


class CrawlFailed(CrawlError):
    """Raised when a crawl cannot start: the database cannot be opened, the schema is another."""


class CrawlLocked(CrawlError):
    """Raised when another run of the same spider holds the lock."""

    exit_status = EXIT_LOCKED


class CaptureFailed(CrawlError):
    """Raised when a page to capture is not to be had, or a fixture cannot be read or written."""
