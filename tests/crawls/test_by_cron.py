"""The lines of `schedules crontab`, run as cron runs them: its shell, its empty environment."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.crawls.crawl import PROJECT, Ended, ended, inherited, rows
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

_SETTING = re.compile(r'([A-Z_]+)="(.*)"')
SCHEDULE = """
[[schedule]]
name = "tennis"
spider = "sections"
arguments = {{ sections = "tennis", refetch = "all" }}
cron = "30 2 * * *"
timezone = "UTC"
time_limit = "5m"
{more}
"""


@dataclass
class Cron:
    """A checkout's crontab with one line."""

    site: ReplicaSite
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    more: str = ""

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder}/news.db"

    def crontab(self) -> list[str]:
        file = self.folder / "schedule.toml"
        file.write_text(SCHEDULE.format(more=self.more), encoding="utf-8")
        names = ("ARCHIVE_DIR", "SPOOL_DIR", "NOTICES_DIR", "LOGS_DIR")
        given = {
            **{name: inherited()[name] for name in names},
            "ENV_FILE": "",
            "SITE_URL": self.site.url,
            "DATABASE_URL": self.url,
            **self.settings,
        }
        words = [sys.executable, "-m", "schedules", "crontab", "--file", str(file)]
        done = subprocess.run(
            words, cwd=PROJECT, env=given, capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()

    def run(self, option: str = "--quiet") -> Ended:
        lines = [line for line in self.crontab() if not line.startswith("#")]
        settings = [line for line in lines if _SETTING.fullmatch(line)]
        (line,) = [line for line in lines if " run " in line]
        command = line.split(maxsplit=5)[5].replace("\\%", "%").replace("--quiet", option)
        words = ["/usr/bin/env", "-i", "HOME=/nonexistent", "SCRAPY_PROJECT=fast"]
        words += [_SETTING.sub(r"\1=\2", line) for line in settings]
        return ended([*words, "/bin/sh", "-c", command], {})

    def logs(self) -> list[Path]:
        return sorted((self.folder / "logs").iterdir())


@pytest.fixture
def cron(site: ReplicaSite, tmp_path: Path) -> Cron:
    return Cron(site, tmp_path)


def test_a_healthy_night_says_nothing_and_its_log_is_in_one_file(cron: Cron) -> None:
    assert cron.run() == Ended(0, "", "")
    (file,) = cron.logs()
    (run,) = rows(cron.url, "v_runs")
    assert (run["outcome"], run["log"]) == ("succeeded", str(file))
    log = file.read_text(encoding="utf-8")
    assert "tennis: ended with exit status 0" in log
    assert log.count("Run 1 succeeded") == 1


def test_without_the_option_the_log_is_on_stderr_and_in_the_crawl_s_file(cron: Cron) -> None:
    """As where a service or a container keeps the schedules."""
    found = cron.run(option="")
    (file,) = cron.logs()
    log = file.read_text(encoding="utf-8")
    assert (found.status, file.name.startswith("sections-")) == (0, True)
    assert "Run 1 succeeded" in log
    assert set(log.splitlines()) <= set(found.err.splitlines())
    assert "tennis: ended with exit status 0" in found.err


def test_any_other_is_one_paragraph_with_what_to_do(cron: Cron) -> None:
    cron.site.fault("all-500")
    found = cron.run()
    (file,) = cron.logs()
    (run,) = rows(cron.url, "v_runs")
    first, reason, *findings, more, log = found.err.splitlines()
    assert (found.status, found.out, run["outcome"]) == (1, "", "failed")
    assert first == "Daily Sabah: the schedule tennis ended with exit status 1, failed"
    assert reason == f"reason: {run['reason']}"
    assert [line.partition(":")[0] for line in findings] == [
        f"- {finding['check']}" for finding in run["findings"]
    ]
    assert all(
        line.endswith(finding["hint"])
        for line, finding in zip(findings, run["findings"], strict=True)
    )
    assert (more, log) == ("more: python -m pipelines runs --run 1", f"log: {file}")


def test_what_the_schedule_calls_healthy_is_silent_too(cron: Cron) -> None:
    cron.more = 'healthy = { outcomes = ["succeeded", "degraded", "failed"] }'
    cron.site.fault("all-500")
    assert cron.run() == Ended(1, "", "")


@pytest.mark.parametrize(
    ("database", "status", "said"),
    [
        ("mysql://news:hunter2@h/x", 2, "mysql is not supported"),
        ("sqlite:///{folder}/bad.db", 1, "bad.db"),
    ],
)
def test_a_database_that_cannot_be_had_is_the_reason(
    database: str, status: int, said: str, cron: Cron
) -> None:
    (cron.folder / "bad.db").write_bytes(b"no database" * 100)
    cron.settings = {"DATABASE_URL": database.format(folder=cron.folder)}
    found = cron.run()
    (file,) = cron.logs()
    assert (found.status, found.out) == (status, "")
    assert said in found.err
    assert found.err.splitlines()[-1] == f"log: {file}"
    assert "hunter2" not in found.err + file.read_text(encoding="utf-8")
