"""Every command reads the settings file; no test, demo or benchmark does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawls.crawl import PROJECT, Ended, crawl, inherited, rows
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

ONE = "/opinion/columns/against-the-tyranny-of-the-ring-road"
COMMANDS = [
    ["scrapy", "crawl", "sections"],
    ["scrapy", "list"],
    ["pipelines", "check"],
    ["schedules", "list"],
]
_NOT_COPIED = shutil.ignore_patterns(".*", "data", "docs", "pages", "__pycache__")


def ended(words: list[str], environment: dict[str, str], folder: Path = PROJECT) -> Ended:
    done = subprocess.run(
        words,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def ran(words: list[str], file: Path, **more: str) -> Ended:
    """A command in cron's environment, which has next to nothing."""
    given = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "ENV_FILE": str(file)}
    return ended([sys.executable, "-m", *words], {**given, **more})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "site.env"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nDATABASE_URL 'hunter2'\n", "line 2"),
        ("DATABSE_URL=hunter2\n", "did you mean DATABASE_URL?"),
        ("DOWNLOAD_DELAY=hunter2\n", "-s DOWNLOAD_DELAY"),
        ("DOWNLOD_DELAY=hunter2\n", "did you mean DOWNLOAD_DELAY?"),
        ("STORE_PATIENCE=hunter2\n", "-s STORE_PATIENCE"),
    ],
)
def test_a_wrong_file_is_one_line(text: str, said: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")
    found = ran(["schedules", "list"], file)
    assert found.status == 2
    assert said in found.err
    assert str(file) in found.err
    assert len(found.err.splitlines()) == 1
    assert "hunter2" not in found.err + found.out


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_newspaper_is_a_setting_of_the_file_too(words: list[str], file: Path) -> None:
    file.write_text("NEWSPAPER=no.such.module\n", encoding="utf-8")
    found = ran(words, file)
    assert (found.status, found.err.count("\n")) == (2, 1)
    assert "NEWSPAPER is 'no.such.module'" in found.err


def settings_of(site: ReplicaSite, folder: Path) -> str:
    database = f"sqlite:///{folder}/news.db"
    return (
        f"SITE_URL={site.url}\nDATABASE_URL={database}\nARCHIVE_DIR={folder}/warc\n"
        f"SPOOL_DIR={folder}/spool\nNOTICES_DIR={folder}/notices\nLOGS_DIR={folder}/logs\n"
    )


def test_a_scheduled_crawl_by_cron(site: ReplicaSite, file: Path, tmp_path: Path) -> None:
    """The scheduler reads the file, and its child has what it said."""
    file.write_text(settings_of(site, tmp_path), encoding="utf-8")
    schedule = tmp_path / "schedule.toml"
    schedule.write_text(
        '[[schedule]]\nname = "one"\nspider = "articles"\ncron = "0 3 * * *"\n'
        'timezone = "UTC"\ntime_limit = "5m"\n'
        f'arguments = {{ urls = "{site.url}{ONE}" }}\n',
        encoding="utf-8",
    )
    words = ["schedules", "--file", str(schedule), "run", "one"]
    ran(words, file, SCRAPY_PROJECT="fast")
    assert [one["spider"] for one in rows(f"sqlite:///{tmp_path}/news.db", "v_runs")] == [
        "articles"
    ]


def test_s_and_the_environment_come_first(site: ReplicaSite, tmp_path: Path, file: Path) -> None:
    file.write_text("LOG_FORMAT=no-format\nARCHIVE_DIR=/dev/null/x\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path}/news.db"
    found = crawl(
        "articles", site.url, url, f"urls={site.url}{ONE}",
        settings={"LOG_FORMAT": "json"}, ENV_FILE=str(file), ARCHIVE_DIR="",
    )  # fmt: skip
    assert found.err.startswith("{")
    assert "ARCHIVE_DIR" not in found.err


def test_s_comes_too_late_for_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/news.db"
    found = crawl("sections", "http://127.0.0.1:9", url, settings={"ENV_FILE": "x.env"})
    assert (found.status, len(found.err.splitlines())) == (2, 1)
    assert "ENV_FILE" in found.err


def test_a_secret_of_no_text_is_not_shown() -> None:
    given = {"NOTIFY_URLS": "tgram://hunter2\x1b[1m"}
    found = crawl("sections", "http://127.0.0.1:9", "sqlite://", settings=given)
    assert found.status == 2
    assert "NOTIFY_URLS has characters that are no text" in found.err
    assert "hunter2" not in found.err


def test_cron_gets_the_file_and_not_what_stands_in_it(file: Path) -> None:
    file.write_text("NOTIFY_URLS=tgram://hunter2\nDATABASE_URL=sqlite:///x.db\n", encoding="utf-8")
    found = ran(["schedules", "crontab"], file, LOG_FORMAT="json")
    settings = [
        line for line in found.out.splitlines() if not line.startswith("#") and '="' in line
    ]
    assert settings == [f'ENV_FILE="{file}"', 'LOG_FORMAT="json"']
    other = ran(["schedules", "--database", "sqlite:///y.db", "crontab"], file)
    assert f'DATABASE_URL="sqlite:///{PROJECT}/y.db"' in other.out


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with a settings file that ends every program which reads it."""
    folder = tmp_path_factory.mktemp("checkout") / "project"
    shutil.copytree(PROJECT, folder, ignore=_NOT_COPIED)
    (folder / ".env").write_text("NEWSPAPER no equals sign\n", encoding="utf-8")
    return folder


def in_checkout(folder: Path, *words: str) -> Ended:
    # PYTEST_ADDOPTS may name our own folder of temporary files, which another pytest would empty.
    without = {"ENV_FILE", "PYTEST_ADDOPTS"}
    given = {name: value for name, value in inherited().items() if name not in without}
    return ended([sys.executable, *words], given, folder)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_file_of_the_project_is_read(checkout: Path, words: list[str]) -> None:
    found = in_checkout(checkout, "-m", *words)
    assert found.status == 2
    assert found.err == f"{checkout}/.env, line 1: " + found.err.partition("line 1: ")[2]


_PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ([*_PYTEST, "tests/test_settings_listed.py", "-k", "in_the_code"], 0),
        ([*_PYTEST, "tests/crawls/test_settings_file.py", "-k", "of_no_text"], 0),
        (["-c", "import sys, tests.demo; sys.exit(tests.demo.crawl('http://127.0.0.1:9'))"], 1),
        (["-m", "tests.site", "--help"], 0),
        (["-m", "bench.speed", "--help"], 0),
        (["-c", "import bench.speed.product, crawler.settings"], 0),
    ],
    ids=["tests", "their crawls", "demo", "replica", "benchmarks", "their crawls"],
)
def test_tests_demo_and_benchmarks_do_not_read_it(
    checkout: Path, words: list[str], status: int
) -> None:
    found = in_checkout(checkout, *words)
    assert found.status == status, found.out + found.err


def test_it_is_not_committed() -> None:
    assert "/.env" in (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
