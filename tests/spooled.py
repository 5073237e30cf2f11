"""What lies in a spool's folder, for whomever."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.crawl.spool import Spool


def waiting(folder: Path) -> int:
    """How many articles wait in whole batches."""
    return sum(len(json.loads(file.read_bytes())["articles"]) for file in folder.glob("*.json"))


def paths(folder: Path) -> set[str]:
    """Of the articles that wait in whole batches; what cannot be read is set aside."""
    return {article.path for batch in Spool(folder).batches() for article in batch.articles}


def damaged(folder: Path) -> list[Path]:
    """Files that were set aside, for somebody to look at."""
    return sorted(folder.glob("*.damaged"))
