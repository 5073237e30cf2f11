"""The file of schedules: what it may say, and the line of what it may not."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.runtime.exceptions import EXIT_WRONG_USE, CrawlFailed
from schedules import checking, durations
from schedules.definitions import DEFAULT_FILE, DefinitionError, load

GOOD = """\
# a comment
[[schedule]]
name = "nightly"
spider = "sections"
arguments = { sections = ["world", "asia-pacific"], since = 2026-10-01, refetch = "none" }
cron = "30 2 * * mon-fri"
timezone = "Europe/Istanbul"
time_limit = "4h30m"
healthy = { outcomes = ["succeeded", "degraded"], late_after = "10m", least_seen = 50 }

[[schedule]]
name = "upkeep"
kind = "command"
command = ["python", "-m", "pipelines", "check"]
cron = "@weekly"
timezone = "UTC"
time_limit = "90s"
enabled = false
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "schedule.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(file: Path) -> str:
    with pytest.raises(DefinitionError) as error:
        load(file)
    assert error.value.exit_status == EXIT_WRONG_USE
    line = str(error.value)
    assert "\n" not in line
    assert line.startswith(str(file))
    return line.removeprefix(str(file))


def test_a_file_is_read(tmp_path: Path) -> None:
    nightly, upkeep = load(written(tmp_path, GOOD))
    assert nightly.argv()[1:] == [
        *("-m", "scrapy", "crawl", "sections"),
        *("-a", "sections=world,asia-pacific", "-a", "since=2026-10-01", "-a", "refetch=none"),
        *("-s", "HEALTH_LEAST_SEEN=50"),
    ]
    assert nightly.healthy.outcomes == ("succeeded", "degraded")
    assert nightly.healthy.late_after == timedelta(minutes=10)
    assert nightly.time_limit == timedelta(hours=4, minutes=30)
    assert nightly.enabled
    assert upkeep.argv() == [sys.executable, "-m", "pipelines", "check"]
    assert (upkeep.what, upkeep.enabled) == ("python -m pipelines check", False)


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ('"30 2 * * mon-fri"', '"30 25 * * *"', ":6:", "cron: hour '25' is not 0-23"),
        ('"30 2 * * mon-fri"', '"0 0 31 2 *"', ":6:", "never comes"),
        ('"30 2 * * mon-fri"', "5", ":6:", "cron: 5 is not a text"),
        ('"Europe/Istanbul"', '"Europe/Constantinople"', ":7:", "timezone: "),
        ('"Europe/Istanbul"', '"../../etc/passwd"', ":7:", "timezone: "),
        ('"Europe/Istanbul"', '""', ":7:", "timezone: "),
        ('"4h30m"', '"4 hours"', ":8:", "time_limit: '4 hours' is no span"),
        ('"4h30m"', '"0s"', ":8:", "time_limit: '0s'"),
        ('"nightly"', '"Nightly run"', ":3:", "name: "),
        ('"upkeep"', '"nightly"', ":12:", "two schedules 'nightly'"),
        ("spider =", "spidr =", ":4:", "spidr is not known; there are: name, kind, spider"),
        ('spider = "sections"\n', "", ":2:", "spider is missing"),
        ('cron = "@weekly"\n', "", ":11:", "cron is missing"),
        ('refetch = "none" }', "refetch = true }", ":5:", "arguments: refetch is True"),
        ("arguments = {", 'arguments = { "a b" = 1,', ":5:", "arguments: 'a b'"),
        ('late_after = "10m"', "late_after = 10", ":9:", "healthy: late_after: 10"),
        ("least_seen", "fewest_seen", ":9:", "healthy: fewest_seen is not known"),
        ("50", "-1", ":9:", "healthy: least_seen: -1 is below 0"),
        ('"degraded"', '"fine"', ":9:", "healthy: outcomes: 'fine' is not one of"),
        ('kind = "command"', 'kind = "shell"', ":13:", "kind: 'shell' is neither"),
        ('kind = "command"\n', "", ":13:", "command: a schedule of kind crawl has spider"),
        ("false", '"no"', ":18:", "enabled: 'no' is not true or false"),
        ('["python", "-m", "pipelines", "check"]', "[]", ":14:", "command: it is empty"),
        ('["python", "-m",', '["python",\n"-m",\n1,', ":16:", "command: 1 is not a text"),
        ('"@weekly"', '"@weekly', ":15:", "Illegal character"),
        ("# a comment", "a comment", ":1:", "Expected '='"),
        ("# a comment", "[scheduel]", ":1:", "'scheduel' is not known"),
        ("enabled = false\n", 'enabled = false\nname = "x"\n', ":19:", "overwrite"),
    ],
)
def test_a_broken_line_is_refused_with_its_number(
    tmp_path: Path, old: str, new: str, where: str, what: str
) -> None:
    assert old in GOOD
    line = refusal(written(tmp_path, GOOD.replace(old, new, 1)))
    assert line.startswith(where)
    assert what in line


@pytest.mark.parametrize("text", ["", "# nothing\n", "schedule = []\n", "schedule = 5\n"])
def test_a_file_without_schedules_is_refused(tmp_path: Path, text: str) -> None:
    assert "there is no schedule" in refusal(written(tmp_path, text))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refusal(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"# one\n# T\xfcrkiye\n")
    assert refusal(tmp_path / "latin.toml").startswith(":2: it is not written in UTF-8")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("45m", 2700), ("4h", 14_400), ("1h30m", 5400), ("2d", 172_800), (" 5m ", 300)],
)
def test_spans_of_time(text: str, seconds: int) -> None:
    assert durations.parse(text) == timedelta(seconds=seconds)
    assert durations.parse(durations.show(durations.parse(text))).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "5", "-5m", "1.5h", "5m1h", "1000d", "5 m", "٣m"])
def test_what_is_no_span_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="no span of time"):
        durations.parse(text)


def test_the_projects_own_file_names_spiders_and_arguments_that_exist() -> None:
    schedules = {one.name: one for one in load(DEFAULT_FILE)}
    assert list(schedules) == ["sections", "feeds", "recent", "housekeeping"]
    assert all(one.enabled for one in schedules.values())
    checking.check(DEFAULT_FILE)


def test_settings_are_those_of_its_crawls_alone(tmp_path: Path) -> None:
    text = GOOD.replace(
        'cron = "30', 'settings = { DOWNLOAD_DELAY = 2.5, LOG_LEVEL = "INFO" }\ncron = "30'
    )
    nightly, _ = load(written(tmp_path, text))
    words = ["-s", "DOWNLOAD_DELAY=2.5", "-s", "LOG_LEVEL=INFO", "-s", "HEALTH_LEAST_SEEN=50"]
    assert nightly.argv()[-6:] == words
    assert nightly.what.endswith("-a refetch=none -s DOWNLOAD_DELAY=2.5 -s LOG_LEVEL=INFO")
    checking.check(written(tmp_path, text))


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ("{ download_delay = 2 }", "'download_delay' is no name of a setting"),
        ("{ DOWNLOAD_DELAY = [2] }", "DOWNLOAD_DELAY is [2], not a text"),
        ('{ DATABASE_URL = "sqlite:///x.db" }', "DATABASE_URL is that of all schedules"),
        ('{ NOTIFY_URLS = "json://u:hunter2@h" }', "NOTIFY_URLS may hold a password"),
        ('{ PING_URL = "https://h/x" }', "PING_URL of one schedule is its ping_url"),
        ("{ DOWNLOAD_DELY = 2 }", "DOWNLOAD_DELAY"),
        ('{ DOWNLOAD_DELAY = "often" }', "DOWNLOAD_DELAY"),
    ],
)
def test_settings_that_are_none(tmp_path: Path, settings: str, what: str) -> None:
    file = written(tmp_path, GOOD.replace('cron = "30', f'settings = {settings}\ncron = "30'))
    with pytest.raises(DefinitionError) as error:
        checking.check(file)
    assert str(error.value).startswith(f"{file}:6: settings: ")
    assert what in str(error.value)
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ('"sections"', '"sectoins"', ":4:", "there is no spider 'sectoins'; there are: "),
        ('refetch = "none"', "refresh = 1", ":5:", "has no argument 'refresh'; it takes: "),
        ('"none"', '"never"', ":5:", "refetch: 'never' is not one of"),
    ],
)
def test_spiders_and_arguments_are_looked_at_before_the_first_night(
    tmp_path: Path, old: str, new: str, where: str, what: str
) -> None:
    file = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(DefinitionError) as error:
        checking.check(file)
    assert str(error.value).startswith(f"{file}{where}")
    assert what in str(error.value)


def test_a_child_looks_so_that_the_scheduler_stays_small(tmp_path: Path) -> None:
    checking.check_in_child(written(tmp_path, GOOD))
    file = written(tmp_path, GOOD.replace('"sections"', '"sectoins"', 1))
    with pytest.raises(DefinitionError, match=":4: there is no spider 'sectoins'"):
        checking.check_in_child(file)


def test_a_project_that_cannot_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "crawler.no_settings")
    with pytest.raises(CrawlFailed, match="No module named"):
        checking.check_in_child(written(tmp_path, GOOD))
