"""Files of `-o`, `-O` and FEEDS: one that cannot be written is refused before the crawl, or becomes
a finding of the run; Scrapy only logs it, item by item.
"""

from __future__ import annotations

import io
import logging
import os
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.extensions.feedexport import FileFeedStorage
from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector
from w3lib.url import file_uri_to_path

from crawler.runtime import stats_names
from crawler.runtime.exceptions import ArgumentError

logger = logging.getLogger(__name__)


def check_feeds(settings: BaseSettings) -> None:
    """Raises `ArgumentError` for a file that cannot be opened; none is made or emptied."""
    for uri in settings.getdict("FEEDS"):
        path = _path(str(uri))
        if path is not None and "%" not in str(path) and (reason := _reason(path)):
            raise ArgumentError(f"output {path} cannot be written: {reason}")


def _path(uri: str) -> Path | None:
    scheme = urlsplit(uri).scheme
    if scheme == "file":
        return Path(file_uri_to_path(uri))
    return Path(uri) if scheme == "" else None


def _reason(path: Path) -> str | None:
    if path.is_dir():
        return "it is a folder"
    if path.exists():
        return None if os.access(path, os.W_OK) else "no permission"
    folder = next(one for one in path.absolute().parents if one.exists())
    if not folder.is_dir():
        return f"{folder} is no folder"
    return (
        None if os.access(folder, os.W_OK) and _is_on_disk(folder) else f"{folder} takes no files"
    )


def _is_on_disk(folder: Path) -> bool:
    """Whether files can be made there; in /proc and /sys root may all and can nothing."""
    try:
        return os.statvfs(folder).f_blocks > 0
    except OSError:
        return False


class FeedFile(FileFeedStorage):
    """Notes what could not be written, once, and takes the rest without a word."""

    def open(self, spider: Spider) -> IO[bytes]:
        stats = spider.crawler.stats
        try:
            Path(self.path).parent.mkdir(parents=True, exist_ok=True)
            return io.BufferedWriter(_Noting(self.path, self.write_mode, stats))
        except OSError as error:
            _note(stats, self.path, error)
            return Path(os.devnull).open("wb")


class _Noting(io.FileIO):
    def __init__(self, path: str, mode: str, stats: StatsCollector) -> None:
        super().__init__(path, mode)
        self._path = path
        self._stats = stats

    def write(self, content: Any) -> int:
        try:
            return super().write(content)
        except OSError as error:
            _note(self._stats, self._path, error)
            return memoryview(content).nbytes


def _note(stats: StatsCollector, path: str, error: OSError) -> None:
    if stats.get_value(stats_names.UNWRITTEN) is None:
        reason = f"{path} could not be written: {error.strerror or error}"
        logger.error("Output %s", reason)
        stats.set_value(stats_names.UNWRITTEN, reason)
