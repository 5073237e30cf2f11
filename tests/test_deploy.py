"""What lies under deploy/ is what systemd takes."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawls.crawl import PROJECT

UNIT = PROJECT / "deploy" / "dailysabah.service"
PLACE = "/srv/dailysabah"


def service() -> configparser.SectionProxy:
    unit = configparser.ConfigParser(interpolation=None, delimiters=("=",), strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT, encoding="utf-8")
    return unit["Service"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_no_fault_with_it(tmp_path: Path) -> None:
    """With this environment's interpreter in place of the one that it expects."""
    unit = UNIT.read_text(encoding="utf-8")
    here = tmp_path / UNIT.name
    python = f"{PLACE}/.venv/bin/python"
    assert python in unit
    here.write_text(unit.replace(python, sys.executable).replace(PLACE, str(tmp_path)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(here)],
        capture_output=True,
        text=True,
        check=False,
    )
    own = [line for line in done.stderr.splitlines() if UNIT.name in line or "Unknown" in line]
    assert own == []


def test_its_command_is_the_scheduler() -> None:
    python, *words = shlex.split(service()["ExecStart"])
    assert python == f"{PLACE}/.venv/bin/python"
    done = subprocess.run(
        [sys.executable, *words, "--help"], cwd=PROJECT, capture_output=True, check=False
    )
    assert done.returncode == 0


def test_it_waits_for_a_crawl_that_finishes_its_pages() -> None:
    from schedules.children import GRACE

    assert int(service()["TimeoutStopSec"]) > GRACE.total_seconds()


def test_only_its_data_can_be_written() -> None:
    hardened = service()
    assert (hardened["ProtectSystem"], hardened["ReadWritePaths"]) == ("strict", f"{PLACE}/data")
    assert hardened["EnvironmentFile"].startswith("-")
