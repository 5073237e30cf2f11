"""METRICS_FILE: whole for whoever reads it, and where the operator put it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.outcome import Verdict
from pipelines.outcome.metrics import write_metrics
from pipelines.outcome.observed import Observed
from pipelines.store import StoreError
from tests.pipelines.factories import NOW


def write(file: Path) -> None:
    seen = Observed({"articles/new": 3})
    write_metrics(file, "sections", Verdict("succeeded", 0, None), seen, NOW, NOW + timedelta(1))


def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path) -> None:
    file, link = tmp_path / "node_exporter" / "real.prom", tmp_path / "dailysabah.prom"
    file.parent.mkdir()
    file.write_text("of yesterday")
    link.symlink_to(file)
    write(link)
    assert link.is_symlink()
    assert 'dailysabah_articles_new{spider="sections"} 3.0' in file.read_text().splitlines()
    assert list(file.parent.iterdir()) == [file]


def test_its_folder_is_made(tmp_path: Path) -> None:
    write(tmp_path / "a" / "x.prom")
    assert "dailysabah_exit_status" in (tmp_path / "a" / "x.prom").read_text()


def test_a_full_device_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.prom").symlink_to("/dev/full")
    with pytest.raises(StoreError, match="No space left"):
        write(tmp_path / "x.prom")
