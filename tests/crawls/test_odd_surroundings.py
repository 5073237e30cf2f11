"""One line and the contract's exit status, wherever a command runs and whatever it is given."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.store import Store, open_engine
from tests.crawls.crawl import PROJECT, Ended, command, crawl, environment, rows
from tests.databases import Databases
from tests.pipelines.factories import article
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

BYTES_OF_NO_TEXT = os.fsdecode(b"\xff")


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.url("sqlite")


def in_shell(line: str, url: str, **more: str) -> Ended:
    """A line of bash in which `$python` is the interpreter."""
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=PROJECT,
        env=environment("http://127.0.0.1:9", url, python=sys.executable, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def assert_one_line(ended: Ended, *parts: str) -> None:
    assert len(ended.err.splitlines()) == 1
    for part in parts:
        assert part in ended.err


@pytest.mark.parametrize("project", ["quick", ""])
def test_a_profile_that_there_is_not(project: str, url: str) -> None:
    ended = in_shell("$python -m scrapy crawl sections", url, SCRAPY_PROJECT=project)
    assert ended.status == 2
    assert_one_line(ended, "SCRAPY_PROJECT", repr(project), "default", "fast")


@pytest.mark.parametrize(
    ("argument", "shown"),
    [(f"sections={BYTES_OF_NO_TEXT}", r"'\udcff'"), ("sections=\x1b[31mred", r"'\x1b[31mred'")],
)
def test_an_argument_that_is_no_text(argument: str, shown: str, url: str) -> None:
    ended = crawl("sections", "http://127.0.0.1:9", url, argument)
    assert ended.status == 2
    assert_one_line(ended, "argument sections", shown)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", f"http://{BYTES_OF_NO_TEXT}"),
        ("CONTACT_URL", "https://a.org/\r\nEvil: 1"),
        ("RETRY_TIMES", "1.5"),
        ("DOWNLOAD_DELAY", "1e400"),
        ("DOWNLOAD_DELAY", "nan"),
        ("CONCURRENT_REQUESTS", "0"),
        ("RETRY_HTTP_CODES", "abc"),
        ("STORE_ENABLED", "maybe"),
        ("TWISTED_REACTOR", "x.y"),
        ("JOBDIR", "/proc/x"),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", "99999999999999999999"),
    ],
)
def test_a_setting_with_which_no_crawl_could_work(name: str, value: str, url: str) -> None:
    ended = crawl("sections", "http://127.0.0.1:9", url, settings={name: value})
    assert ended.status == 2
    assert_one_line(ended, name, repr(value))


def test_a_component_that_there_is_not(url: str) -> None:
    wrong = {"EXTENSIONS": '{"nowhere.Extension": 1}'}
    ended = crawl("sections", "http://127.0.0.1:9", url, settings=wrong)
    assert ended.status == 2
    assert_one_line(ended, "EXTENSIONS", "nowhere.Extension")


def test_a_settings_module_of_somebody_else_s(url: str) -> None:
    ended = in_shell("$python -m scrapy crawl sections", url, SCRAPY_SETTINGS_MODULE="json")
    assert ended.status == 2
    assert_one_line(ended, "SCRAPY_SETTINGS_MODULE", "'json'")


@pytest.mark.parametrize("output", ["/proc/x.jsonl", "/proc/self/x/y.csv", "/usr:json"])
def test_an_output_that_cannot_be_written_is_refused(output: str, url: str) -> None:
    ended = in_shell(f"$python -m scrapy crawl feeds -O {output}", url)
    assert ended.status == 2
    assert_one_line(ended, output.partition(":")[0], "cannot be written")


def test_an_output_on_a_full_disk_is_a_finding_and_costs_no_article(
    site: ReplicaSite, url: str
) -> None:
    words = " ".join(command("sections", "sections=fashion")).replace(sys.executable, "$python")
    ended = in_shell(f"{words} -O /dev/full:jsonl", url, SITE_URL=site.url)
    assert ended.status == 3
    assert "Traceback" not in ended.err
    assert rows(url, "v_articles")
    (noted,) = rows(url, "v_runs")
    assert [one["check"] for one in noted["findings"]] == ["output"]


def test_a_log_that_cannot_be_written(url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    log = str(tmp_path / "file" / "x.log")
    ended = crawl("sections", "http://127.0.0.1:9", url, settings={"LOG_FILE": log})
    assert ended.status == 1
    assert_one_line(ended, log, "cannot be written")


def test_a_log_on_a_full_disk_is_said_once_and_costs_no_article(
    site: ReplicaSite, url: str
) -> None:
    ended = crawl("sections", site.url, url, "sections=fashion", settings={"LOG_FILE": "/dev/full"})
    assert ended.status == 0
    assert_one_line(ended, "the log cannot be written", "No space left")
    assert rows(url, "v_articles")


@pytest.mark.parametrize("argument", ["until=9999-12-31", "since=0001-01-01"])
def test_a_bound_far_beyond_any_article_is_none(argument: str, site: ReplicaSite, url: str) -> None:
    ended = crawl("sections", site.url, url, "sections=fashion", argument)
    assert ended.status == 0
    assert rows(url, "v_articles")


def test_nobody_can_be_told_why(url: str) -> None:
    words = " ".join(command("nowhere")).replace(sys.executable, "$python")
    assert in_shell(f"{words} 2>/dev/full", url).status == 2
    assert in_shell("$python -m pipelines diff /a/b 2>/dev/full", url).status == 1
    assert in_shell("$python -m schedules run nowhere 2>/dev/full", url).status == 2


@pytest.mark.parametrize(
    "words",
    ["pipelines pending", "pipelines check", "pipelines export --format csv", "schedules list"],
)
def test_a_standard_output_that_takes_nothing(words: str, url: str) -> None:
    full = in_shell(f"$python -m {words} >/dev/full", url)
    # What is empty is written without an error.
    if full.status:
        assert full.status == 1
        assert_one_line(full, "No space left")
    else:
        assert words == "pipelines export --format csv"
    closed = in_shell(f"$python -m {words} >&-", url)
    assert (closed.status, closed.err) == (0, "")


@pytest.mark.parametrize("name", ["PYTHONIOENCODING=ascii", "LC_ALL=C", "PYTHONUTF8=0 LC_ALL=C"])
def test_a_terminal_that_knows_ascii_only(name: str, url: str) -> None:
    engine = open_engine(url)
    Store(engine).save([article("/world/a", headline="Türkiye’s “ferry”")])
    engine.dispose()
    ended = in_shell(f"{name} $python -m pipelines search ferry", url)
    assert (ended.status, ended.err) == (0, "")
    assert "/world/a" in ended.out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("search --limit 99999999999999999999 the", 2, "from 1 to 1000000"),
        ("search --limit 1e3 the", 2, "'1e3' is no number"),
        (r"search $'\xff'", 2, r"'\udcff' has characters that are no text"),
        (r"diff $'\e[31m/a'", 2, r"'\x1b[31m/a' has characters that are no text"),
        (r"check --$'x\u202e'", 2, r"unrecognized arguments: --x\u202e"),
        ("search until:9999-12-31 since:0001-01-01 the", 0, ""),
        ("export --until 9999-12-31 --since 0001-01-01", 0, ""),
    ],
)
def test_odd_arguments_of_commands(words: str, status: int, said: str, url: str) -> None:
    ended = in_shell(f"$python -m pipelines {words}", url, LC_ALL="C.UTF-8")
    assert ended.status == status
    assert said in (ended.err.splitlines() or [""])[-1]
    assert "Traceback" not in ended.err
