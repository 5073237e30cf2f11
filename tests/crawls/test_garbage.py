from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawls.collector import CollectorExtension
from tests.crawls.crawl import crawl
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow


def test_a_crawl_looks_for_garbage_but_not_in_what_it_loaded(
    site: ReplicaSite, tmp_path: Path
) -> None:
    witness = json.dumps({f"{CollectorExtension.__module__}.{CollectorExtension.__name__}": 0})

    ended = crawl(
        "sections",
        site.url,
        f"sqlite:///{tmp_path}/crawl.db",
        "sections=world",
        settings={"EXTENSIONS_BASE": witness},
    )

    said = {line for line in ended.err.splitlines() if line.startswith("collector:")}
    assert said == {"collector: True True"}
