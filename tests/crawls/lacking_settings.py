"""The project's settings for a crawl whose machine lacks something from the first article on.

A test names this module in SCRAPY_SETTINGS_MODULE and what is lacking in LACK: `handles` (none can
be opened any more) or `memory:/some/path` (that one page takes more than there is).
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from typing import Any

from crawler.middlewares import machine
from crawler.settings_fast import *  # noqa: F403
from crawler.spiders import base

machine.PATIENCE = 1.0
_reader: Any = base


def _without_handles(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def reading(page: Any) -> Any:
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, most))
        return read(page)

    return reading


def _without_memory(read: Callable[[Any], Any], path: str) -> Callable[[Any], Any]:
    def reading(page: Any) -> Any:
        return bytearray(1 << 62) if page.path == path else read(page)

    return reading


_lack, _, _path = os.environ["LACK"].partition(":")
_read = _reader.read
_reader.read = _without_handles(_read) if _lack == "handles" else _without_memory(_read, _path)
