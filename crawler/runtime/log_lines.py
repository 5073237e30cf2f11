"""What a log line looks like, in crawls and in the scheduler; needs no Scrapy."""

from __future__ import annotations

import json
import logging
import time

from crawler.runtime.printable import json_text, printable

LINE = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"
FORMATS = ("text", "json")


class JsonFormatter(logging.Formatter):
    """One JSON object a line; `time` in UTC, `run` "-" outside a run."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "run": getattr(record, "run", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json_text(json.dumps(line, ensure_ascii=False))


class TextFormatter(logging.Formatter):
    """Nothing in a line is obeyed by the terminal on which the log is read."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def formatter(log_format: str) -> logging.Formatter:
    """For the setting LOG_FORMAT."""
    return JsonFormatter() if log_format == "json" else TextFormatter(LINE)
