from __future__ import annotations

from pathlib import Path

import pytest

from crawler.runtime.paths import ROOT, database_url, resolve


def test_relative_paths_are_the_project_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve("data/spool") == ROOT / "data" / "spool"


def test_absolute_paths_stay() -> None:
    assert resolve("/var/spool") == Path("/var/spool")


@pytest.mark.parametrize(
    ("url", "resolved"),
    [
        ("sqlite:///data/x.db", f"sqlite:///{ROOT}/data/x.db"),
        ("sqlite:////var/x.db", "sqlite:////var/x.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql+psycopg://u@h/x", "postgresql+psycopg://u@h/x"),
    ],
)
def test_database_urls(url: str, resolved: str) -> None:
    assert database_url(url) == resolved
