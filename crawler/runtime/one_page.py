"""What the commands share that look at single pages: `scrapy parse` and `scrapy shell`."""

from __future__ import annotations

import argparse
import logging
import sys

from scrapy.settings import Settings

from crawler.runtime import terminal
from crawler.runtime.contact import check_contact
from crawler.runtime.exceptions import CrawlError
from crawler.runtime.log_lines import formatter
from crawler.runtime.setting_names import check_names
from crawler.runtime.setting_values import KNOWN_NAMES, check_settings

_PRIORITY = "cmdline"


def prepare(settings: Settings, opts: argparse.Namespace) -> None:
    """Check what a crawl checks, and have the log tell of faults only where -L does not ask for
    more; it goes to stderr, for the page is what the person looks at.

    :raises CrawlError: a setting is wrong, or the newspaper would not know whom to ask
    """
    check_settings(settings)
    check_names(opts.set, KNOWN_NAMES)
    check_contact(settings)
    if not opts.loglevel and not any(one.startswith("LOG_LEVEL=") for one in opts.set):
        settings.set("LOG_LEVEL", "WARNING", priority=_PRIORITY)
        # Scrapy warns of how its own `parse` calls a callback.
        logging.getLogger("py.warnings").setLevel(logging.ERROR)
    _log_to_stderr(settings)


def _log_to_stderr(settings: Settings) -> None:
    target = settings["LOG_FILE"]
    handler: logging.Handler
    if not settings.getbool("LOG_ENABLED"):
        handler = logging.NullHandler()
    elif target:
        handler = logging.FileHandler(target, encoding="utf-8")
    else:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(settings["LOG_FORMAT"]))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Not the root's level: Scrapy sets one for its own loggers, which comes before that.
    handler.setLevel(settings["LOG_LEVEL"])


def refuse(command: str, error: CrawlError) -> int:
    terminal.say(f"scrapy {command}: {error}")
    return error.exit_status
