"""`docs/alerts.yml`: rules on series that there are."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
import yaml  # type: ignore[import-untyped]

from pipelines.metrics_file import PREFIX, TEXTS
from tests.crawls.crawl import PROJECT

RULES = PROJECT / "docs" / "alerts.yml"


def test_each_rule_asks_for_series_that_there_are() -> None:
    rules = [
        rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]
    ]
    assert len(rules) > 5
    asked = {name for rule in rules for name in re.findall(rf"{PREFIX}(\w+)", rule["expr"])}
    assert asked - TEXTS.keys() == set()
    assert "exit_status" in asked


def test_prometheus_takes_them() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Prometheus brings it)")
    argv = [promtool, "check", "rules", str(RULES)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
