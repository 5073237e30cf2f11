"""METRICS_FILE: one for all spiders, whole for whoever reads it, and where the operator put it."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from crawler.runtime.folder_lock import locked
from pipelines import metrics_file
from pipelines.metrics_file import write
from pipelines.store import StoreError


def series(file: Path) -> dict[tuple[str, str], float]:
    families = text_string_to_metric_families(file.read_text())
    found = [sample for family in families for sample in family.samples]
    assert len(found) == len({(one.name, str(one.labels)) for one in found})
    return {(one.name, one.labels["spider"]): one.value for one in found}


def test_each_spider_replaces_its_own_series_and_keeps_the_others(tmp_path: Path) -> None:
    file = tmp_path / "x.prom"
    write(file, "sections", {"articles_new": 3, "exit_status": 0})
    write(file, "feeds", {"articles_new": 5, "exit_status": 3})
    write(file, "sections", {"exit_status": 1})
    assert series(file) == {
        ("dailysabah_articles_new", "feeds"): 5,
        ("dailysabah_exit_status", "feeds"): 3,
        ("dailysabah_exit_status", "sections"): 1,
    }
    assert file.read_text().count("# TYPE dailysabah_exit_status gauge") == 1


def test_what_a_failed_run_cannot_say_anew_stands(tmp_path: Path) -> None:
    file = tmp_path / "x.prom"
    write(file, "feeds", {"last_success_timestamp_seconds": 1.0, "requests": 9, "pending_urls": 2})
    write(file, "feeds", {"exit_status": 1})
    assert series(file) == {
        ("dailysabah_last_success_timestamp_seconds", "feeds"): 1,
        ("dailysabah_pending_urls", "feeds"): 2,
        ("dailysabah_exit_status", "feeds"): 1,
    }


def _write_often(file: Path, spider: str) -> None:
    for number in range(10):
        write(file, spider, {"articles_new": number})


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "x.prom"
    processes = [
        multiprocessing.get_context("fork").Process(target=_write_often, args=(file, spider))
        for spider in ("sections", "feeds", "articles")
    ]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
        assert one.exitcode == 0
    names = ("sections", "feeds", "articles")
    assert series(file) == {("dailysabah_articles_new", name): 9 for name in names}
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("content", ["half a li", 'dailysabah_x{spider="', "\0", 'a{b="c"} x\n'])
def test_a_file_that_cannot_be_read_is_begun_anew(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.prom"
    file.write_text(content)
    write(file, "feeds", {"exit_status": 0})
    assert series(file) == {("dailysabah_exit_status", "feeds"): 0}


def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path) -> None:
    file, link = tmp_path / "node_exporter" / "real.prom", tmp_path / "dailysabah.prom"
    file.parent.mkdir()
    link.symlink_to(file)
    write(link, "sections", {"articles_new": 3})
    write(link, "feeds", {"articles_new": 4})
    assert link.is_symlink()
    assert len(series(file)) == 2
    assert list(file.parent.iterdir()) == [file]


def test_its_folder_is_made(tmp_path: Path) -> None:
    write(tmp_path / "a" / "x.prom", "feeds", {"exit_status": 0})
    assert "dailysabah_exit_status" in (tmp_path / "a" / "x.prom").read_text()


def test_a_full_device_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.prom").symlink_to("/dev/full")
    with pytest.raises(StoreError, match="No space left"):
        write(tmp_path / "x.prom", "feeds", {"exit_status": 0})


def test_a_folder_that_another_program_holds_is_not_waited_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics_file, "LOCK_SECONDS", 0.05)
    with locked(tmp_path, 1), pytest.raises(OSError, match="another program holds it"):
        write(tmp_path / "x.prom", "feeds", {"exit_status": 0})
